"""Histories on request: one row a person, and an event log for process-mining tools."""

import numpy as np
import pyarrow as pa

from openasylum.kernel.codes import Flow, Mark
from openasylum.simulation.calendar import DAY_ZERO
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import GROUPS
from openasylum.simulation.outcomes import outcome_name
from openasylum.simulation.people import first_row_absolute

_KEPT_MARKS = [mark for mark in Mark if mark < 1024]


def _dates(absolute_days: np.ndarray) -> pa.Array:
    return pa.array(np.datetime64(DAY_ZERO, "D") + absolute_days.astype("timedelta64[D]"))


def people_table(books: Books, scenario: str) -> pa.Table:
    """Everyone: id, group, arrival, outcome (or where they still wait), its day, and marks."""
    offsets = books.offsets
    rows, groups = offsets.shape[0], len(GROUPS)
    sizes = np.diff(offsets, axis=1).ravel()
    cell = np.repeat(np.arange(rows * groups), sizes)
    group, row = cell % groups, cell // groups
    serial = np.arange(sizes.sum()) - np.repeat(offsets[:, :groups].ravel(), sizes)
    here = books.out != 0
    out, group, row, serial = books.out[here], group[here], row[here], serial[here]
    day = row + first_row_absolute()
    marks = out >> 21
    names = [outcome_name(state) if state else "" for state in _state_codes()]
    return pa.table(
        {
            "scenario": _constant(scenario, out.size),
            "person": (day.astype(np.int64) << 34) | (group.astype(np.int64) << 24) | serial,
            "group": _coded(group, [g.name for g in GROUPS]),
            "arrived": _dates(day),
            "outcome": _coded(out & 31, names),
            "since": _dates((out >> 5) & 0xFFFF),
            **{mark.name.lower(): (marks & mark) != 0 for mark in _KEPT_MARKS},
        }
    )


def _state_codes() -> list[int]:
    from openasylum.kernel.codes import STATES, State

    known = {int(state) for state in State}
    return [code if code in known else 0 for code in range(STATES)]


def _constant(word: str, n: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int8)), pa.array([word]))


def _coded(codes: np.ndarray, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int16)), pa.array(words))


def events_table(books: Books, scenario: str) -> pa.Table:
    """Every event: `case_id`, `activity`, `timestamp` (the names PM4Py and bupaR look for)."""
    events = np.concatenate(books.history)
    events = events[np.lexsort((events["day"], events["person"]))]
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
            "group": _coded(group, [g.name for g in GROUPS]),
        }
    )
