"""What became of people: outcomes by cohort and group."""

from functools import cache

import numpy as np
import pyarrow as pa

from openasylum.kernel.codes import STATES, State
from openasylum.simulation.calendar import FIRST_DAY, absolute, fiscal_year, month_starts
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import GROUPS, named_groups
from openasylum.simulation.people import first_row_absolute

_DAYS = 32  # of arrival, counted at once: at full scale some hundred thousand people
EARLIER = fiscal_year(FIRST_DAY) - 1  # the cohort of everyone already pending on the first day


@cache
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
        for start in range(edges[place], edges[place + 1], _DAYS):
            rows = slice(start, min(start + _DAYS, edges[place + 1]))
            _count_days(books, rows, counts[place])
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


def _count_days(books: Books, rows: slice, into: np.ndarray) -> None:
    """Add some days' people to (groups x states)."""
    offsets = books.offsets[rows]
    sizes = np.diff(offsets, axis=1)
    states = books.out[offsets[0, 0] : offsets[-1, -1]] & 31
    groups = np.repeat(np.tile(np.arange(sizes.shape[1]), sizes.shape[0]), sizes.ravel())
    into += np.bincount(groups * STATES + states, minlength=into.size).reshape(into.shape)
