"""Measures of people's lives: counted on some days of a run, and given as shares and waits."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import numpy as np
import pyarrow as pa

from openasylum.kernel.codes import Mark, State
from openasylum.kernel.layout import WAIT_DAYS
from openasylum.records.library import FACTS
from openasylum.records.measures import Kind, Measure, Measures
from openasylum.records.reader import read
from openasylum.simulation.calendar import fiscal_year, month_starts
from openasylum.simulation.cross_section import CrossSection
from openasylum.simulation.engine import Books, Observer
from openasylum.simulation.series import COURT

Counts = Counter[tuple[str, str]]
"""People by group and by what is counted of them."""
Row = tuple[str, str, date, float, str]
"""A measure's full name, group, day, value and unit."""

REPATRIATED = (
    State.REPATRIATED, State.EXPELLED, State.TRANSFERRED_TO_THIRD_COUNTRY,
    State.VOLUNTARY_DEPARTURE, State.REMOVED_AFTER_ORDER,
)  # fmt: skip
RELIEF_OR_TERMINATED = (State.ASYLUM_GRANTED, State.OTHER_RELIEF, State.TERMINATED_OR_CLOSED)
DAYS_A_MONTH = 365.25 / 12


@cache
def load_measures() -> Measures:
    """What is measured, read from the facts. Raises `RecordError`."""
    return read(FACTS / "measures.yaml", Measures, shown_as="measures.yaml", against=None)


@dataclass
class Tally:
    """What is counted, by measure and day, while a run goes on."""

    counts: dict[tuple[Measure, date], Counts] = field(default_factory=dict)

    def observers(self, until: date) -> Mapping[date, Observer]:
        """For each day that is looked at within the run, what counts the people on it."""
        by_day: dict[date, list[Measure]] = {}
        for measure in load_measures().measures:
            for day in measure.on:
                if day < until and measure.kind in _COUNTS:
                    by_day.setdefault(day, []).append(measure)
                    self.counts[measure, day] = Counter()
        return {day: self._counter(day, measures) for day, measures in by_day.items()}

    def _counter(self, day: date, measures: list[Measure]) -> Observer:
        def count(people: CrossSection) -> None:
            for measure in measures:
                self.counts[measure, day].update(_COUNTS[measure.kind](measure, people))

        return count


def measures_table(tally: Tally, books: Books, scenario: str, draw: int) -> pa.Table:
    """All measures of a run, one row a value: shares from 0 to 1, days, or people in full scale."""
    rows: list[Row] = []
    for (measure, day), counts in tally.counts.items():
        rows += _shares(measure, day, counts, books.inputs.scale)
    for measure in load_measures().measures:
        if measure.kind == "asylum_decisions":
            for day in measure.on:
                rows += _decisions(measure, day, books)
    names = ("measure", "group", "on", "value", "unit")
    kinds = (pa.string(), pa.string(), pa.date32(), pa.float64(), pa.string())
    columns = zip(*sorted(rows), strict=True) if rows else ([] for _ in names)
    given = {
        name: pa.array(list(column), kind)
        for name, column, kind in zip(names, columns, kinds, strict=True)
    }
    whose = {
        "scenario": pa.array([scenario] * len(rows), pa.string()),
        "draw": pa.array([draw] * len(rows), pa.int32()),
    }
    return pa.table({**whose, **given})


def _span(measure: Measure) -> tuple[date, date]:
    assert measure.start is not None  # the record sees to it
    assert measure.until is not None
    return measure.start, measure.until


def _count(group: str, **what: np.ndarray) -> Counts:
    return Counter({(group, name): int(np.count_nonzero(who)) for name, who in what.items()})


def _lifecycle(measure: Measure, people: CrossSection) -> Counts:
    """Encounters by where they had led: repatriation, relief or termination, or neither yet."""
    who = people.from_border & people.arrived_in(*_span(measure))
    home, out = people.among(REPATRIATED), people.among(RELIEF_OR_TERMINATED)
    other = people.among((State.OTHER_DISPOSITION,))
    return _count(
        "all", people=who, repatriated=who & home, relief_or_terminated=who & out,
        other=who & other, unresolved=who & ~home & ~out & ~other,
    )  # fmt: skip


def _court_cases(measure: Measure, people: CrossSection) -> Counts:
    """Cases received within a span, of people enrolled in MPP and of all others."""
    found: Counts = Counter()
    received = people.received_in(*_span(measure))
    mpp = people.has(Mark.EVER_MPP)
    for group, who in (("mpp", received & mpp), ("not_mpp", received & ~mpp)):
        found += _count(
            group, people=who, represented=who & people.represented,
            missed_hearing=who & people.has(Mark.MISSED_HEARING),
            awaiting_first_hearing=who & people.among((State.AWAITING_FIRST_HEARING,)),
        )  # fmt: skip
    return found


def _representation_by_age(measure: Measure, people: CrossSection) -> Counts:
    """Cases by whole months since the court received them: those in that very month of age."""
    found: Counts = Counter()
    mpp = people.has(Mark.EVER_MPP)
    for months in measure.months:
        first = people.day - timedelta(days=round(months * DAYS_A_MONTH))
        after = people.day - timedelta(days=round((months - 1) * DAYS_A_MONTH))
        received = people.received_in(first, after)
        name = f"{months}_month{'s' * (months > 1)}"
        for group, who in (("mpp", received & mpp), ("not_mpp", received & ~mpp)):
            found += _count(f"{group}_{name}", people=who, by_case_age=who & people.represented)
    return found


def _represented_pending(measure: Measure, people: CrossSection) -> Counts:
    """Pending cases, administratively closed ones left out, with a lawyer."""
    pending = people.among(COURT) & (people.received > 0)
    return _count("all", people=pending, of_pending=pending & people.represented)


def _credible_fear_claims(measure: Measure, people: CrossSection) -> Counts:
    """Fear voiced: who reached a court, who applied there, who was granted, who never applied."""
    who = people.from_border & people.arrived_in(*_span(measure)) & people.has(Mark.VOICED_FEAR)
    court, applied = who & (people.received > 0), people.has(Mark.APPLIED)
    absent = people.among((State.ORDERED_REMOVED_IN_ABSENTIA,))
    return _count(
        "all", people=who, to_court=court, filed=court & applied,
        granted=court & people.among((State.ASYLUM_GRANTED,)), never_filed=court & ~applied,
        never_filed_in_absentia=court & ~applied & absent,
    )  # fmt: skip


def _missed_hearing(measure: Measure, people: CrossSection) -> Counts:
    """Cases heard out of custody in which a hearing was missed."""
    who = people.received_in(*_span(measure)) & ~people.detained
    return _count("all", people=who, non_detained=who & people.has(Mark.MISSED_HEARING))


_COUNTS: dict[Kind, Callable[[Measure, CrossSection], Counts]] = {
    "lifecycle": _lifecycle,
    "court_cases": _court_cases,
    "representation_by_age": _representation_by_age,
    "represented_pending": _represented_pending,
    "credible_fear_claims": _credible_fear_claims,
    "missed_hearing": _missed_hearing,
}
_NAMED = {
    "by_case_age": "share_by_case_age",
    "of_pending": "share_of_pending",
    "non_detained": "share_non_detained",
}


def _shares(measure: Measure, day: date, counts: Counts, scale: float) -> Iterator[Row]:
    """Each count over its group's people; a group of nobody has no shares."""
    for (group, name), number in counts.items():
        whole = counts[group, "people"]
        if name == "people":
            yield f"{measure.name}.cases", group, day, number / scale, "people"
        elif whole:
            told = _NAMED.get(name, f"{name}_share")
            yield f"{measure.name}.{told}", group, day, number / whole, "share"


def _decisions(measure: Measure, day: date, books: Books) -> Iterator[Row]:
    """Decisions on asylum of the fiscal year that ends on the day: denials, and waits for them."""
    years = np.array([fiscal_year(month) for month in month_starts(books.inputs.until)])
    here = years == fiscal_year(day)
    if here.sum() != 12:
        return
    kinds = books.waits[here].sum(axis=0)
    decided = int(kinds.sum())
    if not decided:
        return
    name = measure.name
    yield f"{name}.decided", "all", day, decided / books.inputs.scale, "decisions"
    yield f"{name}.denied_share", "all", day, float(kinds[2:].sum() / decided), "share"
    alone = kinds[[0, 2]].sum(axis=1)
    if alone.sum():
        share = float(alone[1] / alone.sum())
        yield f"{name}.denied_share_unrepresented", "all", day, share, "share"
    waits = kinds.sum(axis=0)
    mean = mean_days(waits)
    yield f"{name}.mean_wait_days", "all", day, mean, "days"
    yield f"{name}.wait_days_75th_percentile", "all", day, quantile(waits, 0.75), "days"


def mean_days(waits: np.ndarray) -> float:
    """The mean wait in days of decisions counted by bin, each taken as in the middle of its bin."""
    middles = (np.arange(waits.size) + 0.5) * WAIT_DAYS
    return float((waits * middles).sum() / waits.sum())


def quantile(waits: np.ndarray, share: float) -> float:
    """The wait in days that a share of decisions was within, even within a bin."""
    reached = np.cumsum(waits)
    wanted = share * reached[-1]
    place = int(np.searchsorted(reached, wanted))
    before = reached[place - 1] if place else 0
    return float((place + (wanted - before) / waits[place]) * WAIT_DAYS)
