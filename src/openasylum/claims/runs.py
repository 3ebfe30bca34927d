"""Runs for claims: scenarios under held assumptions on the same people, reduced to what is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openasylum.law import load_scenario
from openasylum.records.claims import Counted, People, Stock, Term
from openasylum.records.scenario import Assumed as Choice
from openasylum.records.scenario import Scenario
from openasylum.simulation import engine, inputs
from openasylum.simulation.assumed import DEFAULT_SET
from openasylum.simulation.calendar import absolute, month_starts
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import named_groups
from openasylum.simulation.other_cases import other_cases
from openasylum.simulation.people import first_row_absolute
from openasylum.simulation.series import FLOWS, JUDGES, OFFICERS, STOCKS, series_table

Assume = tuple[tuple[str, float], ...]
"""Assumptions held at a value, in the order of their names; empty for the central values."""


@dataclass(frozen=True)
class Wish:
    """One set of runs on the same people: when it ends, what is assumed, with what luck."""

    until: date
    assume: Assume
    seed: int
    scale: float


@dataclass(frozen=True)
class Crowd:
    """The people of a run who arrived in the time that claims ask about."""

    person: np.ndarray  # place among all people of the run
    arrived: np.ndarray  # datetime64[D]
    group: np.ndarray  # number in GROUPS
    outcome: np.ndarray  # code of the stage or outcome
    marks: np.ndarray  # bits, in the order of `library.MARKS`


@dataclass
class Kept:
    """What claims read of one run: monthly series by name and group, and people if asked for."""

    months: list[date]
    scale: float
    series: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)
    crowd: Crowd | None = None


def run_all(wish: Wish, terms: Mapping[str, list[Term]]) -> dict[str, Kept]:
    """Run each scenario of `terms` as the wish says, and keep what its terms read.

    The stream of other court cases is that of the central values throughout: the same people are
    there whatever is varied, and an assumption that sends more people to court adds to receipts.

    Raises:
        OpenasylumError: a held value is impossible beside the others.
    """
    held = tuple(
        Choice(assumption=name, value=value, because="varied for a claim")
        for name, value in wish.assume
    )
    others = other_cases(wish.until, DEFAULT_SET, ())
    time = _time_asked_about(terms)
    kept = {}
    for name, asked in terms.items():
        scenario = holding(load_scenario(name), held)
        given = inputs.build(name, scenario, wish.until, wish.seed, wish.scale, others)
        kept[name] = _reduce(engine.run(given), name, asked, time)
    return kept


def holding(scenario: Scenario, held: Iterable[Choice]) -> Scenario:
    """The scenario with assumptions held; what the scenario itself assumes is its question."""
    own = {choice.assumption for choice in scenario.assume}
    added = tuple(choice for choice in held if choice.assumption not in own)
    return scenario.model_copy(update={"assume": (*added, *scenario.assume)})


def _time_asked_about(terms: Mapping[str, list[Term]]) -> tuple[date, date] | None:
    """One span for all scenarios, so that the same people stand in the same order in each."""
    people = [term for asked in terms.values() for term in asked if isinstance(term, People)]
    if not people:
        return None
    return min(term.start for term in people), max(term.until for term in people)


def _reduce(books: Books, name: str, terms: list[Term], time: tuple[date, date] | None) -> Kept:
    kept = Kept(month_starts(books.inputs.until), books.inputs.scale)
    wanted = {term.series for term in terms if isinstance(term, Counted | Stock)}
    if wanted:
        kept.series = _monthly(books, name, wanted)
    if time is not None and any(isinstance(term, People) for term in terms):
        kept.crowd = _crowd(books, *time)
    return kept


def _monthly(books: Books, name: str, wanted: set[str]) -> dict[tuple[str, str], np.ndarray]:
    """Series by month and group, in full scale."""
    found: dict[tuple[str, str], np.ndarray] = {}
    for series in wanted & FLOWS.keys():
        counted = books.flows[:, list(FLOWS[series])].sum(axis=1)
        found |= {(series, group): counted[:, m].sum(axis=1) for group, m in named_groups().items()}
    for series in wanted & STOCKS.keys():
        counted = books.month_end[:, list(STOCKS[series])].sum(axis=1)
        found |= {(series, group): counted[:, m].sum(axis=1) for group, m in named_groups().items()}
    for series, row, purposes in (("officers.hours", 0, OFFICERS), ("judges.hours", 1, JUDGES)):
        if series in wanted:
            found[series, "all"] = books.hours[:, row].sum(axis=1)
            found |= {(series, word): books.hours[:, row, p] for word, p in purposes.items()}
    full = {key: values / books.inputs.scale for key, values in found.items()}
    rest = wanted - {series for series, _ in found}
    return full | _from_table(books, name, rest) if rest else full


def _from_table(books: Books, name: str, wanted: set[str]) -> dict[tuple[str, str], np.ndarray]:
    """Series that need more than a sum, from the table that runs are written with."""
    table = series_table(books, name, 0)
    here = pc.and_(
        pc.equal(table["period"].cast("string"), "month"),
        pc.is_in(table["series"].cast("string"), pa.array(sorted(wanted))),
    )
    table = table.filter(here)
    values = table["value"].to_numpy()
    months = len(month_starts(books.inputs.until))
    names = zip(
        table["series"].to_pylist()[::months], table["group"].to_pylist()[::months], strict=True
    )
    return {key: values[i * months : (i + 1) * months] for i, key in enumerate(names)}


def _crowd(books: Books, first: date, after: date) -> Crowd:
    """Those who arrived in a time, in the order of their arrival, groups and serials."""
    days = slice(absolute(first) - first_row_absolute(), absolute(after) - first_row_absolute())
    offsets = books.offsets[days]
    start, stop = int(offsets[0, 0]), int(offsets[-1, -1])
    sizes = np.diff(offsets, axis=1)
    cell = np.repeat(np.arange(sizes.size), sizes.ravel())
    out = books.out[start:stop]
    here = np.flatnonzero(out)  # the other rows are nobody's
    day = cell[here] // sizes.shape[1]
    return Crowd(
        person=start + here,
        arrived=np.datetime64(first) + day.astype("timedelta64[D]"),
        group=cell[here] % sizes.shape[1],
        outcome=out[here] & 31,
        marks=out[here] >> 21,
    )
