"""The ledger of a run: officers' and judges' hours by purpose, under each pair of scenarios."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from openasylum.report.definitions import definitions
from openasylum.report.displaced import (
    CREDIBLE_FEAR,
    MPP_DOCKET,
    MPP_INTERVIEW,
    Hours,
    Reading,
    readings,
)
from openasylum.report.given import GivenAssumptions
from openasylum.report.run import Draws, Run
from openasylum.report.spans import Span, spans_of_changes
from openasylum.report.tables import Amount
from openasylum.report.words import PURPOSES, purpose_label, series_label, span

OFFICES = ("officers.hours", "judges.hours")
_FLOWS = (
    *("affirmative.completions", "fear.completed", "mpp.fear_interviews", "court.completions"),
    *("court.granted_asylum", "court.other_relief", "court.ordered_removed"),
    *("court.in_absentia", "court.voluntary_departure", "court.terminated", "mpp.closed"),
)
_STOCKS = ("affirmative.pending", "court.pending_active")
_SAME = 0.01  # of the hours on MPP: less than this apart, the scenarios do not differ in MPP


@dataclass(frozen=True)
class Row:
    """One line: its amount under each scenario and, for two, what the second is above the first."""

    name: str
    label: str
    amounts: tuple[Amount, ...]
    difference: Amount | None


@dataclass(frozen=True)
class Office:
    """An office's hours by purpose; the last row is all of them."""

    series: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class SpanLedger:
    """Hours in one span of months; for two scenarios, what the difference means and what came."""

    span: Span
    offices: tuple[Office, ...]
    readings: tuple[Reading, ...]
    happened: tuple[Row, ...]


@dataclass(frozen=True)
class Compared:
    """One scenario, or two side by side, span by span."""

    scenarios: tuple[str, ...]
    titles: tuple[str, ...]
    spans: tuple[SpanLedger, ...]


@dataclass(frozen=True)
class Ledger:
    """The ledger of a run: the first scenario against each other one, or the only one."""

    draws: int
    scale: float
    assumptions_known: bool
    compared: tuple[Compared, ...]

    def as_json(self) -> dict[str, Any]:
        """The ledger as plain values, for `--json`."""
        return asdict(self)


def ledger(run: Run) -> Ledger:
    """The ledger of a run that was read. A run without series of hours has an empty one."""
    first, *others = (each.name for each in run.scenarios)
    given = GivenAssumptions(run, first)
    pairs: list[tuple[str, ...]] = [(first, other) for other in others] or [(first,)]
    compared = tuple(_compared(run, names, given) for names in pairs) if _has_hours(run) else ()
    return Ledger(run.provenance.draws, run.provenance.scale, given.set is not None, compared)


def _has_hours(run: Run) -> bool:
    return any(run.has_series(series) for series in OFFICES)


def _compared(run: Run, names: tuple[str, ...], given: GivenAssumptions) -> Compared:
    title_of = {each.name: each.title for each in run.scenarios}
    titles = tuple(title_of[name] for name in names)
    parts = []
    for one in _spans(run, names):
        offices = tuple(
            _office(run, series, names, one) for series in OFFICES if run.has_series(series)
        )
        read: tuple[Reading, ...] = ()
        happened: tuple[Row, ...] = ()
        if len(names) == 2:
            hours = [_hours(run, name, title_of[name], one) for name in names]
            read = readings(hours[0], hours[1], given, one)
            happened = tuple(_happened(run, names, one))
        parts.append(SpanLedger(one, offices, read, happened))
    return Compared(names, titles, tuple(parts))


def _spans(run: Run, names: tuple[str, ...]) -> list[Span]:
    """The months with MPP's hours, those in which what is compared differs, and the whole run."""
    found = [*_mpp_span(run, names)]
    if len(names) == 2:
        defined = [each for each in definitions(run) if each.run.name in names]
        found += spans_of_changes(defined, run.start, run.until)
    found.append(Span("whole_run", f"The whole run, {span(run.start, run.until)}", *_ends(run)))
    days = [(one.start, one.until) for one in found]
    return [one for i, one in enumerate(found) if days[i] not in days[i + 1 :]]


def _mpp_span(run: Run, names: tuple[str, ...]) -> Iterator[Span]:
    """The months with hours for MPP, unless two scenarios spend as good as the same on it."""
    monthly: dict[str, dict[date, float]] = {name: {} for name in names}
    for name in names:
        for series, group in (("officers.hours", MPP_INTERVIEW), ("judges.hours", MPP_DOCKET)):
            for day, values in run.line(series, name, group=group).items():
                monthly[name][day] = monthly[name].get(day, 0.0) + float(values.mean())
    sums = [sum(monthly[name].values()) for name in names]
    if not max(sums) or (len(sums) == 2 and abs(sums[0] - sums[1]) < _SAME * max(sums)):
        return
    months = [day for name in names for day, hours in monthly[name].items() if hours]
    until = min(run.until, _next_month(max(months)))
    words = f"From the first to the last month with hours for MPP, {span(min(months), until)}"
    yield Span("mpp", words, min(months), until)


def _ends(run: Run) -> tuple[date, date]:
    return run.start, run.until


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _office(run: Run, series: str, names: tuple[str, ...], one: Span) -> Office:
    groups = run.groups(series)
    known = [group for group in PURPOSES if group in groups]
    ordered = [*known, *(group for group in groups if group not in known)]
    ordered.sort(key=lambda group: group == "unused")  # last, before the sum
    cut = {g: [_cut(run, series, name, g, one) for name in names] for g in ordered}
    rows = [_row(group, purpose_label(group), cut[group]) for group in ordered]
    sums = [np.sum([cut[group][i] for group in ordered], axis=0) for i in range(len(names))]
    rows.append(_row("all", "All hours", sums))
    return Office(series, series_label(series), tuple(rows))


def _row(name: str, label: str, values: list[Draws]) -> Row:
    difference = Amount.of(values[1] - values[0]) if len(values) == 2 else None
    return Row(name, label, tuple(Amount.of(value) for value in values), difference)


def _cut(run: Run, series: str, scenario: str, group: str, one: Span) -> Draws:
    """The sum of a flow over the months of a span, one number a draw."""
    line = run.line(series, scenario, group=group)
    rows = [values for day, values in line.items() if one.start <= day < one.until]
    return np.sum(rows, axis=0) if rows else np.zeros(run.provenance.draws)


def _hours(run: Run, name: str, title: str, one: Span) -> Hours:
    officers, judges = (
        {group: _cut(run, series, name, group, one) for group in run.groups(series)}
        for series in OFFICES
    )
    nothing = np.zeros(run.provenance.draws)
    return Hours(name, title, officers or {CREDIBLE_FEAR: nothing}, judges or {MPP_DOCKET: nothing})


def _happened(run: Run, names: tuple[str, ...], one: Span) -> Iterator[Row]:
    """What the model shows to have happened: cases completed by kind, and those left waiting."""
    for series in _FLOWS:
        if run.has_series(series):
            values = [_cut(run, series, name, "all", one) for name in names]
            yield _row(series, series_label(series), values)
    for series in _STOCKS:
        ends = [_at_end(run, series, name, one) for name in names]
        stocks = [value for value in ends if value is not None]
        if len(stocks) == len(names):
            yield _row(series, f"{series_label(series)}, at the end", stocks)


def _at_end(run: Run, series: str, scenario: str, one: Span) -> Draws | None:
    line = run.line(series, scenario)
    days = [day for day in line if day < one.until]
    return line[max(days)] if days else None
