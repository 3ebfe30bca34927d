"""The short table of a run for the terminal, and the same as values for programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from openasylum.report.flow import Flow, flows
from openasylum.report.paired import PairedPeople, paired_people
from openasylum.report.paired_tables import (
    ENROLLED,
    TERMINAL_NOTE,
    covers_words,
    luck_words,
    terminal_table,
)
from openasylum.report.run import Draws, Run, read_run
from openasylum.report.words import day, number, outcome_label, percent, signed, span

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Amount:
    """A number: the mean of the draws and, with several draws, the range of nine in ten."""

    mean: float
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, draws: Draws) -> "Amount":
        """The amount of a number that each draw gives."""
        if len(draws) == 1:
            return cls(float(draws[0]))
        low, high = np.quantile(draws, (LOW, HIGH))
        return cls(float(draws.mean()), float(low), float(high))


@dataclass(frozen=True)
class Measure:
    """One line: what is counted, its amount under each scenario, and what the first differs by."""

    name: str
    label: str
    unit: str
    amounts: tuple[Amount, ...]
    differences: tuple[Amount, ...]


@dataclass(frozen=True)
class SamePeople:
    """What happened to the same people under two scenarios, by outcome."""

    scenario_a: str
    scenario_b: str
    who: str
    people: float
    outcomes: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Summary:
    """A run in short."""

    command: str
    scenarios: tuple[str, ...]
    titles: tuple[str, ...]
    first_day: str
    last_day: str
    period: str
    draws: int
    scale: float
    measures: tuple[Measure, ...]
    same_people: tuple[SamePeople, ...]
    paired: tuple[PairedPeople, ...]

    def as_json(self) -> dict[str, Any]:
        """The summary as plain values, for `--json`."""
        return asdict(self)


_TOTALS = (
    ("mpp.enrolled", "People enrolled in MPP"),
    ("fear.completed", "Credible fear cases completed"),
    ("mpp.fear_interviews", "MPP fear interviews"),
    ("court.receipts", "New court cases"),
    ("court.completions", "Court cases completed"),
    ("court.granted_asylum", "Asylum granted by judges"),
    ("court.in_absentia", "Removal orders made in absence"),
)
_LAST = (
    ("court.pending", "Court cases pending at the end"),
    ("affirmative.pending", "Affirmative cases pending at the end"),
)
_HOURS = (
    ("officers.hours", "credible_fear_interview", "Officers' hours: credible fear"),
    ("officers.hours", "mpp_fear_interview", "Officers' hours: MPP fear interviews"),
    ("officers.hours", "asylum_interview", "Officers' hours: affirmative asylum"),
)


def summary(run_folder: Path | str) -> Summary:
    """A finished run in short. Raises `RecordError` if the folder is damaged."""
    return summarized(read_run(Path(run_folder)))


def summarized(run: Run) -> Summary:
    """A run, already read, in short."""
    return Summary(
        command=run.provenance.command,
        scenarios=tuple(each.name for each in run.scenarios),
        titles=tuple(each.title for each in run.scenarios),
        first_day=run.start.isoformat(),
        last_day=(run.until - timedelta(days=1)).isoformat(),
        period=span(run.start, run.until),
        draws=run.provenance.draws,
        scale=run.provenance.scale,
        measures=tuple(_measures(run)),
        same_people=tuple(_same_people(flow) for flow in flows(run)),
        paired=tuple(paired_people(run)),
    )


def _measures(run: Run) -> list[Measure]:
    found = []
    names = [each.name for each in run.scenarios]
    for series, label in _TOTALS:
        if run.has_series(series):
            unit = run.unit(series)
            found.append(_measure(series, label, unit, [run.total(series, n) for n in names]))
    for series, label in _LAST:
        last = [run.last(series, name) for name in names]
        stocks = [row for row in last if row is not None]
        if len(stocks) == len(names):
            found.append(_measure(series, label, run.unit(series), stocks))
    for series, group, label in _HOURS:
        rows = [run.total(series, name, group=group) for name in names]
        if any(row.any() for row in rows):
            found.append(_measure(f"{series}/{group}", label, run.unit(series), rows))
    return found


def _measure(name: str, label: str, unit: str, rows: Sequence[Draws]) -> Measure:
    """Differences are taken draw by draw, since each draw has the same people and luck."""
    differences = tuple(Amount.of(row - rows[0]) for row in rows[1:])
    return Measure(name, label, unit, tuple(Amount.of(row) for row in rows), differences)


def _same_people(flow: Flow) -> SamePeople:
    outcomes = tuple(
        (name, flow.under_a.get(name, 0.0), flow.under_b.get(name, 0.0)) for name in flow.outcomes
    )
    return SamePeople(flow.a.name, flow.b.name, flow.who, flow.total, outcomes)


def print_summary(found: Summary, *, width: int | None = None) -> None:
    """Print a summary as tables for people."""
    from rich.console import Console

    console = Console(width=width, highlight=False, markup=False)
    console.print(_measure_table(found))
    for same in found.same_people:
        console.print()
        console.print(_people_table(same, found))
    for pair in found.paired:
        console.print()
        console.print(_pair_table(pair, found))
        if luck := luck_words(pair):
            console.print(luck)
    notes = []
    if found.paired:
        notes += [TERMINAL_NOTE, covers_words(found.paired[0], found.draws)]
    if found.draws > 1:
        notes.append(f"Means of {found.draws} draws; in the first table nine in ten of them.")
    if found.scale != 1:
        notes.append(f"A sample of {percent(found.scale)} of the people, scaled up.")
    notes.append("Everyone counted is synthetic.")
    console.print(" ".join(notes))


def _measure_table(found: Summary) -> Any:
    from rich.table import Table

    table = Table(title=found.period, title_justify="left", title_style="bold", box=None)
    table.add_column("")
    for title in found.titles:
        table.add_column(title, justify="right")
    for title in found.titles[1:]:
        several = len(found.titles) > 2
        table.add_column(f"Difference: {title}" if several else "Difference", justify="right")
    for measure in found.measures:
        amounts = [amount_words(each) for each in measure.amounts]
        differences = [difference_words(each) for each in measure.differences]
        table.add_row(measure.label, *amounts, *differences)
    return table


def _people_table(same: SamePeople, found: Summary) -> Any:
    from rich.table import Table

    title_of = dict(zip(found.scenarios, found.titles, strict=True))
    a, b = title_of[same.scenario_a], title_of[same.scenario_b]
    table = Table(
        title=f"{who_words(same.who, same.people, a)}, on {day_words(found.last_day)}",
        title_justify="left",
        title_style="bold",
        box=None,
    )
    table.add_column("The same people")
    for title in (a, b, "Difference"):
        table.add_column(title, justify="right")
    for name, before, after in same.outcomes:
        if max(before, after) >= 0.002 * same.people:
            share = f"{number(round(before))} {percent(before / same.people):>6}"
            other = f"{number(round(after))} {percent(after / same.people):>6}"
            table.add_row(outcome_label(name), share, other, signed(round(after - before)))
    return table


def _pair_table(pair: PairedPeople, found: Summary) -> Any:
    """Everyone, and those enrolled in MPP where the run is about them."""
    title_of = dict(zip(found.scenarios, found.titles, strict=True))
    pictured = [same.who for same in found.same_people if same.scenario_b == pair.scenario_b]
    groups = ["all", *([ENROLLED] if "enrolled" in pictured else [])]
    return terminal_table(pair, title_of[pair.scenario_a], title_of[pair.scenario_b], groups)


def who_words(who: str, people: float, title: str) -> str:
    """Whom a flow counts, in words."""
    many = number(round(people))
    if who == "enrolled":
        return f"The {many} people enrolled in MPP under \u201c{title}\u201d"
    return f"The {many} people whose outcome differs from that under \u201c{title}\u201d"


def day_words(iso: str) -> str:
    """A day written as 2025-08-31 in words."""
    from datetime import date

    return day(date.fromisoformat(iso))


def amount_words(amount: Amount) -> str:
    """An amount, and in brackets the range of nine in ten draws."""
    words = number(round(amount.mean))
    if amount.low is None or amount.high is None:
        return words
    return f"{words} ({number(round(amount.low))} to {number(round(amount.high))})"


def difference_words(amount: Amount) -> str:
    """A difference with its sign, and in brackets the range of nine in ten draws."""
    words = signed(round(amount.mean))
    if amount.low is None or amount.high is None:
        return words
    return f"{words} ({signed(round(amount.low))} to {signed(round(amount.high))})"
