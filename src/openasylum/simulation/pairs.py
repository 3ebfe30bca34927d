"""The same people under two scenarios: paired by identity, counted by outcome, waits compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import FIRST_OUTCOME, STATES, Mark
from openasylum.simulation.calendar import absolute
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import GROUPS, named_groups
from openasylum.simulation.people import first_row_absolute

PIECE = 200_000
"""People paired at once: enough that a day costs little, few enough to stay in the cache."""

PAIRS = STATES * STATES
ENROLLED = "enrolled_in_mpp_a"
_SINCE = 0xFFFF  # the bits of the day, once the state is shifted out


@dataclass(frozen=True)
class PairCounts:
    """Pairs of outcomes, counted in the run (not scaled up), and the days people waited.

    Every array is (rows x states x states): the state under a, then under b. The rows are the
    groups of `GROUPS`, and last the people whom scenario a enrolled in MPP, whatever their group.
    A wait runs from the day of arrival to the day the outcome began, or to the run's last day for
    whoever still waits; it means nothing where a state is `NOT_ARRIVED`. Difference: b less a.
    """

    scale: float
    people: np.ndarray
    days_a: np.ndarray  # summed waits under a
    difference: np.ndarray  # summed differences of waits
    squared: np.ndarray  # summed squares of these differences
    shorter: np.ndarray  # people whose wait is shorter under b
    longer: np.ndarray  # people whose wait is longer under b

    def of_groups(self) -> Iterator[tuple[str, "PairCounts"]]:
        """Every group that result tables report, summed to one (states x states) table each."""
        for name, mask in named_groups().items():
            yield name, self._summed(np.flatnonzero(mask))
        yield ENROLLED, self._summed(np.array([len(GROUPS)]))

    def _summed(self, rows: np.ndarray) -> "PairCounts":
        return PairCounts(self.scale, *(table[rows].sum(axis=0) for table in self._tables()))

    def where(self, mask: np.ndarray) -> "PairCounts":
        """The same tables with nothing outside `mask` (states x states)."""
        return PairCounts(self.scale, *(np.where(mask, table, 0) for table in self._tables()))

    def _tables(self) -> tuple[np.ndarray, ...]:
        return (
            self.people, self.days_a, self.difference, self.squared, self.shorter, self.longer,
        )  # fmt: skip


def count_pairs(a: Books, b: Books) -> PairCounts:
    """Pair the people of two runs by identity and count them.

    Where a scenario changes arrivals, those who come under only one of them are `NOT_ARRIVED`
    under the other.

    Raises:
        OpenasylumError: the runs do not cover the same days or the same share of people.
    """
    _check(a, b)
    last_day = absolute(a.inputs.until) - 1
    tables = np.zeros((6, (len(GROUPS) + 1) * PAIRS), np.int64)
    for rows in _pieces(a.offsets, b.offsets):
        first, second, groups, arrived = _there(*_paired(a, b, rows))
        cells = (groups * STATES + (first & 31)) * STATES + (second & 31)
        end_a, end_b = _end(first, last_day), _end(second, last_day)
        waits, differences = end_a - arrived, end_b - end_a
        _add(tables, cells, waits, differences)
        in_mpp = np.flatnonzero((first >> 21) & Mark.EVER_MPP)
        if in_mpp.size:
            enrolled = cells[in_mpp] % PAIRS + len(GROUPS) * PAIRS
            _add(tables, enrolled, waits[in_mpp], differences[in_mpp])
    shaped = tables.reshape(6, len(GROUPS) + 1, STATES, STATES)
    return PairCounts(a.inputs.scale, *shaped)


def _check(a: Books, b: Books) -> None:
    for word, one, other in (
        ("until", a.inputs.until, b.inputs.until),
        ("scale", a.inputs.scale, b.inputs.scale),
    ):
        if one != other:
            raise OpenasylumError(
                f"{word}: {a.inputs.name} has {one} and {b.inputs.name} has {other}. People are "
                f"paired one by one, which needs the same {word} in both runs: give --{word}."
            )


def _pieces(mine: np.ndarray, others: np.ndarray) -> Iterator[slice]:
    """Days of arrival that belong together: about `PIECE` people, at least one day."""
    so_far = np.maximum(mine[:, -1], others[:, -1])
    numbers = so_far // PIECE
    edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), numbers.size]
    for first, last in pairwise(edges):
        yield slice(first, last)


def _paired(
    a: Books, b: Books, rows: slice
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Some days' people by identity: outcome words (0 if not there), groups, days of arrival."""
    mine, other = a.offsets[rows], b.offsets[rows]
    sizes, others = np.diff(mine, axis=1).ravel(), np.diff(other, axis=1).ravel()
    both = np.maximum(sizes, others)
    days = np.arange(rows.start, rows.stop, dtype=np.int32) + first_row_absolute()
    groups = mine.shape[1] - 1
    group = np.repeat(np.tile(np.arange(groups, dtype=np.int32), days.size), both)
    arrived = np.repeat(days, both.reshape(-1, groups).sum(axis=1))
    first = a.out[mine[0, 0] : mine[-1, -1]]
    second = b.out[other[0, 0] : other[-1, -1]]
    if not np.array_equal(sizes, others):
        first, second = _placed(first, sizes, both), _placed(second, others, both)
    return first, second, group, arrived


def _there(
    first: np.ndarray, second: np.ndarray, groups: np.ndarray, arrived: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Only people who are in one of the runs: at a small scale some rows are nobody's."""
    there = np.flatnonzero(first | second)
    if there.size == first.size:
        return first, second, groups, arrived
    return first[there], second[there], groups[there], arrived[there]


def _placed(words: np.ndarray, sizes: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Words of cells of `sizes`, put at the beginning of cells of `room`; zeros after them."""
    result = np.zeros(int(room.sum()), words.dtype)
    shifts = (np.cumsum(room) - room) - (np.cumsum(sizes) - sizes)
    result[np.arange(words.size) + np.repeat(shifts, sizes)] = words
    return result


def _end(words: np.ndarray, last_day: int) -> np.ndarray:
    """The day a wait ended: that of the outcome, or the run's last for whoever still waits."""
    return np.where((words & 31) >= FIRST_OUTCOME, (words >> 5) & _SINCE, last_day)


def _add(tables: np.ndarray, cells: np.ndarray, waits: np.ndarray, differences: np.ndarray) -> None:
    """Add people to the six tables in place. Sums of whole days are exact as doubles here."""
    room = tables.shape[1]
    longs = differences.astype(np.float64)
    tables[0] += np.bincount(cells, minlength=room)
    tables[1] += np.bincount(cells, waits, room).astype(np.int64)
    tables[2] += np.bincount(cells, longs, room).astype(np.int64)
    tables[3] += np.bincount(cells, longs * longs, room).astype(np.int64)
    tables[4] += np.bincount(cells[differences < 0], minlength=room)
    tables[5] += np.bincount(cells[differences > 0], minlength=room)
