"""What an appropriation bought: each line in the model's units, and the scenarios that show it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from openasylum.records.appropriations import (
    Appropriation,
    Buys,
    Line,
    ShownBy,
    load_appropriations,
)
from openasylum.records.library import load_scenario
from openasylum.records.scenario import Capacity
from openasylum.report.definitions import definitions
from openasylum.report.given import GivenAssumptions
from openasylum.report.run import Run
from openasylum.report.tables import Amount
from openasylum.report.words import between, rounded

_ON_BOARD = {
    "immigration_judges": "immigration_judges_on_board",
    "asylum_officers": "asylum_officers_on_board",
}
_EFFECTS = (
    ("court.completions", "Court cases completed since", False),
    ("court.pending_active", "Court cases pending, active, at the end", True),
    ("affirmative.completions", "Affirmative cases completed since", False),
    ("affirmative.pending", "Affirmative cases pending at the end", True),
)


@dataclass(frozen=True)
class LineRow:
    """One line: whose money, for what, how much, by which source, and what it buys a year."""

    name: str
    agency: str
    purpose: str
    amount_usd: int
    rounded_to_usd: int
    sources: tuple[tuple[str, str, bool], ...]
    bought: str
    hours_a_year: float | None
    outside: str


@dataclass(frozen=True)
class TotalRow:
    """A total as a source gives it, what its lines add up to, and what is left between."""

    words: str
    amount_usd: int
    sum_usd: int
    remainder_usd: int
    rounding_usd: float
    source: tuple[str, str, bool]
    apart_because: str


@dataclass(frozen=True)
class PriceRow:
    """What one more of an office costs in a year, and by which source."""

    office: str
    usd_per_year: float
    because: str
    source: tuple[str, str, bool]


@dataclass(frozen=True)
class Added:
    """Staff that a scenario adds or takes away, beside what the ledger says the money buys."""

    office: str
    number: float
    by_ledger: float


@dataclass(frozen=True)
class Effect:
    """A count under the run's first scenario and under one that shows the appropriation."""

    label: str
    first: Amount
    other: Amount
    difference: Amount


@dataclass(frozen=True)
class ScenarioRow:
    """A scenario that shows what the money did, its staff, and its effect if the run has it."""

    name: str
    title: str
    shows: str
    added: tuple[Added, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Bought:
    """What an appropriation bought, line by line."""

    name: str
    title: str
    law: str
    enacted: str
    about: str
    lines: tuple[LineRow, ...]
    sum_usd: int
    bought_usd: int
    totals: tuple[TotalRow, ...]
    prices: tuple[PriceRow, ...]
    scenarios: tuple[ScenarioRow, ...]

    @property
    def whole(self) -> TotalRow:
        """The total of all lines."""
        return self.totals[0]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, for `--json`."""
        return asdict(self)


def bought(run: Run) -> list[Bought]:
    """Every appropriation that was enacted within the run. Raises `RecordError`."""
    return [
        _bought(run, name, one)
        for name, one in load_appropriations().items()
        if run.start <= one.enacted < run.until
    ]


def _bought(run: Run, name: str, one: Appropriation) -> Bought:
    given = GivenAssumptions(run, run.scenarios[0].name)
    ordered = sorted(one.totals, key=lambda total: bool(total.lines))  # the whole comes first
    totals = tuple(
        TotalRow(
            total.words,
            total.amount_usd,
            total.amount_usd - one.remainder_usd(total),
            one.remainder_usd(total),
            one.rounding_usd(total),
            _source(one, total.source),
            total.apart_because,
        )
        for total in ordered
    )
    return Bought(
        name=name,
        title=one.title,
        law=one.law,
        enacted=one.enacted.isoformat(),
        about=one.about.strip(),
        lines=tuple(_line(run, line, one, given) for line in one.lines),
        sum_usd=one.sum_usd,
        bought_usd=sum(line.amount_usd for line in one.lines if line.buys is not None),
        totals=totals,
        prices=tuple(
            PriceRow(p.office, p.usd_per_year, p.because, _source(one, p.source))
            for p in one.prices
        ),
        scenarios=tuple(_scenario(run, shown, one, given) for shown in one.scenarios),
    )


def _source(one: Appropriation, name: str) -> tuple[str, str, bool]:
    source = one.sources[name]
    return source.cite, source.url, source.read


def _line(run: Run, line: Line, one: Appropriation, given: GivenAssumptions) -> LineRow:
    told, hours = _capacity(run, line.buys, one, given) if line.buys else ("", None)
    return LineRow(
        name=line.name,
        agency=line.agency,
        purpose=line.purpose,
        amount_usd=line.amount_usd,
        rounded_to_usd=line.rounded_to_usd,
        sources=tuple(_source(one, name) for name in (line.source, *line.more_sources)),
        bought=told,
        hours_a_year=hours,
        outside=line.outside.strip(),
    )


def _capacity(
    run: Run, buys: Buys, one: Appropriation, given: GivenAssumptions
) -> tuple[str, float | None]:
    """What so many judge teams are in hours and hearings a year, over the assumptions' ranges."""
    many = f"{buys.number:,g} {buys.unit}"
    if buys.office != "immigration_judges":
        return f"{many}.", None
    daily = given.mean("judge_hours_per_day", one.enacted, run.until)
    merits = given.mean("merits_hearing_hours", one.enacted, run.until)
    if daily is None or merits is None:
        why = "the run's set of assumptions is not among the facts of this installation"
        return f"{many}; their hours are not known: {why}.", None
    days = one.working_days.value
    hours, low, high = (buys.number * each * days for each in (daily.value, daily.low, daily.high))
    held = between(low / merits.high, high / merits.low)
    told = (
        f"{many}: {rounded(hours)} hours on the bench a year ({between(low, high)}) while every"
        f" court is open, the time of {rounded(hours / merits.value)} hearings on the merits"
        f" ({held})."
    )
    return told, hours


def _scenario(run: Run, shown: ShownBy, one: Appropriation, given: GivenAssumptions) -> ScenarioRow:
    as_run = [each.scenario for each in definitions(run) if each.run.name == shown.name]
    record = next((each for each in as_run if each is not None), None) or load_scenario(shown.name)
    bought_staff = {
        line.buys.office: -line.buys.number for line in one.lines if line.buys is not None
    }
    if shown.spends is not None:
        yearly = shown.spends.total_usd / shown.spends.years
        bought_staff = {
            office: yearly * share / price.usd_per_year
            for office, share in shown.spends.shares.items()
            if (price := one.price(office)) is not None
        }
    added = tuple(
        Added(office, number, by_ledger)
        for office, by_ledger in bought_staff.items()
        if (number := _added(record.capacity, office, given, run.until)) is not None
    )
    effects = tuple(_effects(run, shown.name, one.enacted))
    return ScenarioRow(shown.name, record.title, shown.shows, added, effects)


def _added(
    changes: tuple[Capacity, ...], office: str, given: GivenAssumptions, until: date
) -> float | None:
    """Staff that changes of capacity add on average, over the months they hold before `until`."""
    months, total = 0, 0.0
    for change in changes:
        if change.office != office or change.start is None:
            continue
        day, end = change.start, min(change.until or until, until)
        while day < end:
            there = given.mean(_ON_BOARD[office], day, day + timedelta(days=1))
            if there is None:
                return None
            after = change.number if change.multiply is None else there.value * change.multiply
            total += (after or 0.0) - there.value
            months += 1
            day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return total / months if months else None


def _effects(run: Run, name: str, since: date) -> Iterator[Effect]:
    """What came of it, if the run compares the scenario with its first one."""
    first, *others = (each.name for each in run.scenarios)
    if name not in others:
        return
    for series, label, is_stock in _EFFECTS:
        if not run.has_series(series):
            continue
        values = []
        for each in (first, name):
            line = run.line(series, each)
            rows = [line[max(line)]] if is_stock else [v for d, v in line.items() if d >= since]
            values.append(np.sum(rows, axis=0))
        yield Effect(
            label, Amount.of(values[0]), Amount.of(values[1]), Amount.of(values[1] - values[0])
        )
