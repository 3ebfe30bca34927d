"""Histories on request: one row a person, and an event log for process-mining tools.

Both are written piece by piece, so that a full-scale run needs no more memory for them.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openasylum.kernel.codes import STATES, Flow, Mark, State
from openasylum.kernel.layout import EVENT
from openasylum.simulation.calendar import DAY_ZERO
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import GROUPS
from openasylum.simulation.outcomes import outcome_name
from openasylum.simulation.people import first_row_absolute

PIECE = 1_000_000  # rows written at once
_KEPT_MARKS = [mark for mark in Mark if mark < 1024]
_GROUP_NAMES = [group.name for group in GROUPS]


def _dates(absolute_days: np.ndarray) -> pa.Array:
    return pa.array(np.datetime64(DAY_ZERO, "D") + absolute_days.astype("timedelta64[D]"))


def _dates_or_none(absolute_days: np.ndarray) -> pa.Array:
    """Days, with none where the day is 0: it has not come."""
    days = np.datetime64(DAY_ZERO, "D") + absolute_days.astype("timedelta64[D]")
    return pa.array(days, mask=absolute_days == 0)


def _constant(word: str, n: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int16)), pa.array([word]))


def _coded(codes: np.ndarray, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int16)), pa.array(words))


def _state_names() -> list[str]:
    known = {int(state) for state in State}
    return [outcome_name(code) if code in known else "" for code in range(STATES)]


def people_tables(books: Books, scenario: str) -> Iterator[pa.Table]:
    """Everyone, some days of arrivals at a time: id, group, arrival, outcome or where they wait.

    With the days on which the court received the case and a lawyer took it on, if they did.
    """
    sizes = np.diff(books.offsets, axis=1)
    per_day = sizes.sum(axis=1)
    pieces = (np.cumsum(per_day) - per_day) // PIECE
    for piece in np.unique(pieces):
        rows = np.flatnonzero(pieces == piece)
        table = _people_of(books, scenario, rows, sizes[rows])
        if table.num_rows:
            yield table


def people_table(books: Books, scenario: str) -> pa.Table:
    """Everyone in one table; for small scales."""
    return pa.concat_tables(people_tables(books, scenario))


def _people_of(books: Books, scenario: str, rows: np.ndarray, sizes: np.ndarray) -> pa.Table:
    groups = sizes.shape[1]
    flat = sizes.ravel()
    cell = np.repeat(np.arange(flat.size), flat)
    start = int(books.offsets[rows[0], 0])
    out = books.out[start : start + int(flat.sum())]
    place = np.arange(out.size) - np.repeat(np.cumsum(flat) - flat, flat)
    here = out != 0
    case = books.outcomes[start : start + out.size][here]
    out, place = out[here], place[here]
    group, day = (cell % groups)[here], rows[(cell // groups)[here]] + first_row_absolute()
    marks = out >> 21
    return pa.table(
        {
            "scenario": _constant(scenario, out.size),
            "person": books.ids(day, group, place),
            "group": _coded(group, _GROUP_NAMES),
            "arrived": _dates(day),
            "outcome": _coded(out & 31, _state_names()),
            "since": _dates((out >> 5) & 0xFFFF),
            "received": _dates_or_none(case["received"]),
            "lawyer": _dates_or_none(case["lawyer"]),
            **{mark.name.lower(): (marks & mark) != 0 for mark in _KEPT_MARKS},
        }
    )


class EventWriter:
    """Writes a scenario's events to a file as the run reports them, day by day."""

    def __init__(self, path: Path, scenario: str) -> None:
        """Open the file; `close` it when the run is over."""
        self._scenario, self._waiting, self._rows = scenario, [np.empty(0, EVENT)], 0
        self._writer = pq.ParquetWriter(
            path, events_table(np.empty(0, EVENT), scenario).schema, compression="zstd"
        )

    def __call__(self, events: np.ndarray) -> None:
        """Take one day's events."""
        self._waiting.append(np.array(events, EVENT))
        self._rows += events.size
        if self._rows >= PIECE:
            self._write()

    def close(self) -> None:
        """Write what is left and close the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        self._writer.write_table(events_table(np.concatenate(self._waiting), self._scenario))
        self._waiting, self._rows = [np.empty(0, EVENT)], 0


def events_table(events: np.ndarray, scenario: str) -> pa.Table:
    """Events by time, then person: `case_id`, `activity`, `timestamp` (names tools look for)."""
    events = events[np.lexsort((events["person"], events["day"]))]
    group = ((events["person"] >> 24) & 1023).astype(np.int64)
    words = [flow.name.lower() for flow in sorted(Flow)]
    places = np.zeros(max(Flow) + 1, np.int64)
    places[[int(flow) for flow in sorted(Flow)]] = np.arange(len(words))
    stamps = np.datetime64(DAY_ZERO, "s") + events["day"].astype("timedelta64[D]")
    return pa.table(
        {
            "scenario": _constant(scenario, events.size),
            "case_id": events["person"],
            "activity": _coded(places[events["flow"]], words),
            "timestamp": pa.array(stamps),
            "group": _coded(group, _GROUP_NAMES),
        }
    )


def join(parts: list[Path], into: Path) -> None:
    """Put the files of several scenarios into one, piece by piece, and remove them."""
    with pq.ParquetWriter(into, pq.read_schema(parts[0]), compression="zstd") as writer:
        for part in parts:
            with pq.ParquetFile(part) as file:
                for piece in range(file.num_row_groups):
                    writer.write_table(file.read_row_group(piece))
    for part in parts:
        part.unlink()
