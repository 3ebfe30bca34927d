"""The numbers behind a figure: model and official counts in one table, as CSV and by year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from openasylum.records.checks import Checks, Shown
from openasylum.report.figures import Figure
from openasylum.report.official import official_points
from openasylum.report.run import Draws, Run
from openasylum.report.words import month
from openasylum.statistics.official import Point
from openasylum.statistics.tables import FORMULA_STARTS, as_csv

STOCKS = ("pending", "waiting_in_mexico", "population", "pending_active")
_NAMES = (
    *("series", "group", "period", "period_start", "period_end", "unit"),
    *("official", "official_source", "other_official", "other_source", "note"),
)
FIXED = len(_NAMES)
_LOW, _HIGH = 0.05, 0.95

Cell = str | float | date | None


@dataclass(frozen=True)
class Numbers:
    """The rows of a figure; the columns after the fixed ones belong to the scenarios."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def csv(self) -> str:
        """The table as CSV. Text that a spreadsheet would run as a formula is quoted."""
        return as_csv(map(_text, self.columns), (map(_text, row) for row in self.rows))

    def of(self, series: str, period: str = "") -> list[dict[str, Cell]]:
        """The rows of one series, and of one period if it is named, by the names of the columns."""
        return [
            dict(zip(self.columns, row, strict=True))
            for row in self.rows
            if row[0] == series and (not period or row[2] == period)
        ]


def model_columns(run: Run) -> list[tuple[str, ...]]:
    """For each scenario its columns: the mean, and with several draws the range around it."""
    names = [scenario.name for scenario in run.scenarios]
    if run.provenance.draws == 1:
        return [(name,) for name in names]
    return [(name, f"{name}_low", f"{name}_high") for name in names]


def numbers(run: Run, figure: Figure, checks: Checks) -> Numbers:
    """Every period of every series of the figure, beside what was counted.

    Series are given by month and fiscal year, what was spent by purpose and fiscal year, and
    the two kinds of error by base rate as sums over the whole run.
    """
    columns = (*_NAMES, *(name for names in model_columns(run) for name in names))
    rows: list[tuple[Cell, ...]] = []
    for series in figure.series:
        official = [_Official.read(shown, run) for shown in checks.shown.get(series, ())]
        groups = run.groups(series)
        if any(group.startswith("base_rate=") for group in groups):
            rows += _whole_run(run, series)
            continue
        if not groups:
            rows += _rows(run, series, "all", "month", official)
        for group in ("all", *groups):
            rows += _rows(run, series, group, "fiscal_year", official)
        rows += _between(run, series, official)
    return Numbers(columns, tuple(rows))


@dataclass(frozen=True)
class _Official:
    """Official figures of one series in one vintage, by period and its first day."""

    words: str
    points: Mapping[tuple[str, date], Point]

    @classmethod
    def read(cls, shown: Shown, run: Run) -> "_Official":
        """Those of the whole series that lie within the run."""
        kept = {
            (point.period, point.period_start): point
            for point in official_points(shown.official)
            if point.group == "all"
            and point.vintage == shown.vintage
            and run.start <= point.period_start < run.until
        }
        return cls(shown.words, kept)

    def value(self, period: str, start: date) -> float | None:
        """The figure of a period; None if there is none."""
        point = self.points.get((period, start))
        return None if point is None else point.value

    def months(self, fiscal_year: date) -> list[date]:
        """The months of a fiscal year with a figure of their own."""
        return sorted(
            start
            for period, start in self.points
            if period == "month" and fiscal_year <= start < _end(fiscal_year, "fiscal_year")
        )


def is_stock(series: str) -> bool:
    """Whether a series stands at the end of its period, rather than adding up over it."""
    return series.rpartition(".")[2] in STOCKS


def _end(start: date, period: str) -> date:
    """The first day after a period."""
    if period == "fiscal_year":
        return date(start.year + 1, 10, 1)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1)


def _rows(
    run: Run, series: str, group: str, period: str, official: list[_Official]
) -> Iterator[tuple[Cell, ...]]:
    lines = [run.line(series, s.name, group=group, period=period) for s in run.scenarios]
    for start in sorted(set().union(*lines)):
        end = min(_end(start, period), run.until) - timedelta(days=1)
        counted = official if group == "all" else []
        fixed = _fixed(series, group, period, start, end, run.unit(series), counted)
        model = [cell for line in lines for cell in _cells(line.get(start), run)]
        yield (*fixed, *model)


def _fixed(
    series: str,
    group: str,
    period: str,
    start: date,
    end: date,
    unit: str,
    official: list[_Official],
) -> tuple[Cell, ...]:
    values: list[Cell] = []
    note = ""
    for each in official[:2]:
        value = each.value(period, start)
        values += [value, "" if value is None else each.words]
        if value is not None and not note:
            note = _partly(each, series, period, start)
    values += [None, ""] * (2 - len(official[:2]))
    return (series, group, period, start, end, unit, *values, note)


def _partly(official: _Official, series: str, period: str, start: date) -> str:
    """What an official total of a year leaves out: the months it was published before."""
    months = official.months(start)
    if period != "fiscal_year" or is_stock(series) or not months:
        return ""
    last = _end(months[-1], "month")
    if last == _end(start, "fiscal_year"):
        return ""
    return f"official figure covers {month(start)} to {month(months[-1])}"


def _between(run: Run, series: str, official: list[_Official]) -> Iterator[tuple[Cell, ...]]:
    """Official figures of a day within a month, which no row of the model stands beside."""
    days = sorted({start for each in official for p, start in each.points if p == "day"})
    empty = [None] * len([name for names in model_columns(run) for name in names])
    for start in days:
        fixed = _fixed(series, "all", "day", start, start, run.unit(series), official)
        yield (*fixed, *empty)


def _whole_run(run: Run, series: str) -> Iterator[tuple[Cell, ...]]:
    """Sums over the run by base rate, for the two kinds of error."""
    last = run.until - timedelta(days=1)
    for group in run.groups(series):
        fixed = _fixed(series, group, "whole_run", run.start, last, run.unit(series), [])
        sums = [run.total(series, scenario.name, group=group) for scenario in run.scenarios]
        yield (*fixed, *(cell for row in sums for cell in _cells(row, run)))


def _cells(row: Draws | None, run: Run) -> list[Cell]:
    one = run.provenance.draws == 1
    if row is None:
        return [None] if one else [None] * 3
    if one:
        return [float(row[0])]
    low, high = np.quantile(row, (_LOW, _HIGH))
    return [float(row.mean()), float(low), float(high)]


def _text(cell: Cell) -> str:
    """A cell as CSV has it. Text never begins as a formula does; numbers may be negative."""
    if cell is None:
        return ""
    if isinstance(cell, float | int):
        return f"{round(cell, 4):.10g}" if abs(cell) < 1e9 else f"{cell:.0f}"
    text = cell.isoformat() if isinstance(cell, date) else cell
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
