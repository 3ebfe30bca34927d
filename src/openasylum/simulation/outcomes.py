"""What became of people: outcomes by cohort, and of the same people under two scenarios."""

import numpy as np
import pyarrow as pa

from openasylum.kernel.codes import STATES, Mark, State
from openasylum.simulation.calendar import FIRST_DAY, absolute, fiscal_year, month_starts
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import GROUPS, named_groups
from openasylum.simulation.people import first_row_absolute

EARLIER = fiscal_year(FIRST_DAY) - 1  # the cohort of everyone already pending on the first day


def outcome_name(state: int) -> str:
    """How tables name a stage or outcome."""
    return State(state).name.lower()


def _cohort_of_rows(books: Books) -> np.ndarray:
    rows = books.offsets.shape[0]
    first = absolute(FIRST_DAY) - first_row_absolute()
    cohorts = np.full(rows, EARLIER, np.int64)
    months = books.inputs.days["month"]
    years = np.array([fiscal_year(month) for month in month_starts(books.inputs.until)])
    cohorts[first:] = years[months]
    return cohorts


def outcomes_table(books: Books, scenario: str, draw: int) -> pa.Table:
    """People by cohort (fiscal year of arrival), group and outcome, in full scale."""
    cohorts = _cohort_of_rows(books)
    years, first_rows = np.unique(cohorts, return_index=True)
    counts = np.zeros((years.size, len(GROUPS), STATES), np.int64)
    edges = [*first_rows.tolist(), len(cohorts)]
    for place in range(years.size):
        for row in range(edges[place], edges[place + 1]):
            _count_row(books, row, counts[place])
    columns: dict[str, list[str | int]] = {"cohort": [], "group": [], "outcome": [], "people": []}
    for name, mask in named_groups().items():
        summed = counts[:, mask].sum(axis=1)
        for place, state in zip(*np.nonzero(summed), strict=True):
            if state == State.NOT_ARRIVED:
                continue
            columns["cohort"].append(int(years[place]))
            columns["group"].append(name)
            columns["outcome"].append(outcome_name(int(state)))
            columns["people"].append(round(float(summed[place, state]) / books.inputs.scale))
    n = len(columns["people"])
    return pa.table(
        {
            "scenario": pa.array([scenario] * n).dictionary_encode(),
            "draw": np.full(n, draw, np.int32),
            "cohort": np.array(columns["cohort"], np.int32),
            "group": pa.array(columns["group"]).dictionary_encode(),
            "outcome": pa.array(columns["outcome"]).dictionary_encode(),
            "people": np.array(columns["people"], np.int64),
        }
    )


def _count_row(books: Books, row: int, into: np.ndarray) -> None:
    """Add one day's people to (groups x states)."""
    offsets = books.offsets[row]
    sizes = np.diff(offsets)
    states = books.out[offsets[0] : offsets[-1]] & 31
    groups = np.repeat(np.arange(sizes.size), sizes)
    into += np.bincount(groups * STATES + states, minlength=into.size).reshape(into.shape)


def transitions_table(a: Books, b: Books, names: tuple[str, str], draw: int) -> pa.Table:
    """The same people under two scenarios: outcome under one against outcome under the other.

    Where a scenario changes arrivals, those who come under only one of them are `not_arrived`
    under the other.
    """
    counts = np.zeros((len(GROUPS), STATES, STATES), np.int64)
    enrolled = np.zeros((STATES, STATES), np.int64)
    for row in range(a.offsets.shape[0]):
        first, second, groups = _paired(a, b, row)
        if not first.size:
            continue
        pair = (first & 31) * STATES + (second & 31)
        flat = np.bincount(groups * STATES * STATES + pair, minlength=counts.size)
        counts += flat.reshape(counts.shape)
        in_mpp = (first >> 21) & Mark.EVER_MPP != 0
        if in_mpp.any():
            flat = np.bincount(pair[in_mpp], minlength=STATES * STATES)
            enrolled += flat.reshape(STATES, STATES)
    return _transition_rows(counts, enrolled, names, draw, a.inputs.scale)


def _paired(a: Books, b: Books, row: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One day's people by identity: outcome words under both (0 if not there), and groups."""
    mine, other = a.offsets[row], b.offsets[row]
    sizes, others = np.diff(mine), np.diff(other)
    groups = np.repeat(np.arange(sizes.size), np.maximum(sizes, others))
    if np.array_equal(sizes, others):
        return a.out[mine[0] : mine[-1]], b.out[other[0] : other[-1]], groups
    parts = [
        (_padded(a.out[m : m + s], max(s, t)), _padded(b.out[o : o + t], max(s, t)))
        for m, o, s, t in zip(mine[:-1], other[:-1], sizes, others, strict=True)
    ]
    first, second = (np.concatenate(side) for side in zip(*parts, strict=True))
    return first, second, groups


def _padded(words: np.ndarray, length: int) -> np.ndarray:
    return np.concatenate([words, np.zeros(length - words.size, words.dtype)])


def _transition_rows(
    counts: np.ndarray, enrolled: np.ndarray, names: tuple[str, str], draw: int, scale: float
) -> pa.Table:
    groups = {name: counts[mask].sum(axis=0) for name, mask in named_groups().items()}
    groups["enrolled_in_mpp_a"] = enrolled
    columns: dict[str, list[str | int]] = {
        "outcome_a": [],
        "outcome_b": [],
        "group": [],
        "people": [],
    }
    for name, table in groups.items():
        for one, other in zip(*np.nonzero(table), strict=True):
            if one == State.NOT_ARRIVED and other == State.NOT_ARRIVED:
                continue
            columns["outcome_a"].append(outcome_name(int(one)))
            columns["outcome_b"].append(outcome_name(int(other)))
            columns["group"].append(name)
            columns["people"].append(round(float(table[one, other]) / scale))
    n = len(columns["people"])
    return pa.table(
        {
            "scenario_a": pa.array([names[0]] * n).dictionary_encode(),
            "scenario_b": pa.array([names[1]] * n).dictionary_encode(),
            "draw": np.full(n, draw, np.int32),
            **{
                key: pa.array(columns[key]).dictionary_encode()
                for key in ("outcome_a", "outcome_b", "group")
            },
            "people": np.array(columns["people"], np.int64),
        }
    )
