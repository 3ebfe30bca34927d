"""A figure as the page shows it: specifications, legends, text alternatives and yearly tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from openasylum.report import charts
from openasylum.report.figure_table import Cell, Numbers, is_stock
from openasylum.report.figures import Figure, Panel
from openasylum.report.official import model_series
from openasylum.report.run import Run
from openasylum.report.validation import load_checks
from openasylum.report.words import (
    UNITS,
    fiscal_year,
    listed,
    month,
    number,
    percent,
    purpose_label,
    rounded,
)


@dataclass(frozen=True)
class YearTable:
    """The numbers of one series by fiscal year, as text."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PanelView:
    """One chart: its heading, what is official in it, its specification and its alternative."""

    name: str
    title: str
    unit: str
    official: str
    alternative: str
    spec: dict[str, Any]
    picks: dict[str, str]


@dataclass(frozen=True)
class FigureView:
    """Charts under one heading, with legend, table and CSV."""

    name: str
    title: str
    about: str
    kinds: frozenset[str]
    other: bool
    counted: bool
    purposes: tuple[str, ...]
    spent: tuple[tuple[str, str], ...]
    panels: tuple[PanelView, ...]
    tables: tuple[YearTable, ...]
    numbers: Numbers

    @property
    def csv(self) -> str:
        """The table behind it, whole."""
        return self.numbers.csv()

    @property
    def broad(self) -> bool:
        """Whether its tables have too many columns to stand side by side on paper."""
        return any(len(table.header) > 5 for table in self.tables)


def view(figure: Figure, found: Numbers, run: Run) -> FigureView:
    """A figure made ready for the page."""
    purposes = charts.purposes(found) if figure.panels[0].kind == "spent" else []
    panels = [
        _panel(f"{figure.name}-{i}", panel, figure, found, run)
        for i, panel in enumerate(figure.panels)
    ]
    kinds = frozenset(panel.kind for panel in figure.panels)
    series = [panel.series for panel in figure.panels if panel.kind != "error"]
    return FigureView(
        name=figure.name,
        title=figure.title,
        about=figure.about,
        kinds=kinds,
        other=any(len(load_checks().shown.get(name, ())) > 1 for name in series),
        counted=any(name in load_checks().shown for name in series),
        purposes=tuple(purposes),
        spent=tuple((purpose_label(p), charts.spent_colour(p, purposes)) for p in purposes),
        panels=tuple(panels),
        tables=tuple(_tables(figure, found, run)),
        numbers=found,
    )


def _panel(name: str, panel: Panel, figure: Figure, found: Numbers, run: Run) -> PanelView:
    title = panel_title(panel, run)
    return PanelView(
        name=name,
        title=title,
        unit=unit_words(panel, run),
        official=official_words(panel),
        alternative=_alternative(panel, title, found, run),
        spec=charts.chart(panel, found, run),
        picks=charts.picks(panel, found, run, trimmed=figure.trimmed),
    )


def unit_of(series: str, run: Run) -> str:
    """What a series counts: as its official figures name it, else as the run does."""
    shown = load_checks().shown.get(series)
    official = model_series().series.get(shown[0].official if shown else series)
    unit = run.unit(series) if official is None else official.unit
    return UNITS.get(unit, unit)


def unit_words(panel: Panel, run: Run) -> str:
    """The unit of a chart's vertical axis, and what one point of it stands for."""
    unit = unit_of(panel.series, run)
    return {
        "flow": f"{unit} per month",
        "stock": f"{unit} at the end of each month",
        "average": f"{unit} at the end of each month",
        "year": f"{unit} per fiscal year",
        "spent": f"{unit} per fiscal year",
        "error": f"{unit}, whole period",
    }[panel.kind]


def panel_title(panel: Panel, run: Run) -> str:
    """What stands above a chart: what it shows, or for what was spent the scenario."""
    if panel.kind == "spent":
        return next(s.title for s in run.scenarios if s.name == panel.scenario)
    return panel.title


def official_words(panel: Panel) -> str:
    """Whose official figures a chart shows, and with which marks; empty if none."""
    shown = load_checks().shown.get(panel.series, ())
    if panel.kind in ("spent", "error") or not shown:
        return ""
    marks = ("points" if panel.kind in ("stock", "average") else "bars", "diamonds")
    told = [f"{one.words} ({mark})" for one, mark in zip(shown, marks, strict=False)]
    return f"Official: {'; '.join(told)}"


def _alternative(panel: Panel, title: str, found: Numbers, run: Run) -> str:
    """What a chart shows, for people who cannot see it."""
    if panel.kind == "error":
        return f"{title}, by the share of claims taken to be well founded. The CSV has the numbers."
    if panel.kind == "spent":
        return f"{panel.title} by purpose and fiscal year under {title}. The table has the numbers."
    rows = found.of(panel.series, "fiscal_year")
    rows = [row for row in rows if row["group"] == "all"]
    told = [_course(s.title, s.name, rows) for s in run.scenarios]
    return f"{title}, {unit_words(panel, run)}. {' '.join(one for one in told if one)}"


def _course(title: str, name: str, rows: Sequence[dict[str, Cell]]) -> str:
    found = ends(name, rows)
    if found is None:
        return ""
    told = [f"{rounded(v)} in {fiscal_year(d)}" for v, d in found]
    return f"{title}: {told[0]}, {told[1]}, at most {told[2]}."


def ends(
    name: str, rows: Sequence[dict[str, Cell]]
) -> tuple[tuple[float, date], tuple[float, date], tuple[float, date]] | None:
    """The first, last and largest value of a column, with their days; None if it has none."""
    numbers = [
        (value, start)
        for value, start in ((row[name], row["period_start"]) for row in rows)
        if isinstance(value, float) and isinstance(start, date)
    ]
    return (numbers[0], numbers[-1], max(numbers)) if numbers else None


def _tables(figure: Figure, found: Numbers, run: Run) -> list[YearTable]:
    if figure.panels[0].kind == "spent":
        return [_spent_table(panel, found, run) for panel in figure.panels]
    if figure.panels[0].kind == "error":
        return [_error_table(panel, found, run) for panel in figure.panels]
    return [_year_table(panel, found, run, busy=figure.trimmed) for panel in figure.panels]


def _year_table(panel: Panel, found: Numbers, run: Run, *, busy: bool) -> YearTable:
    """A series by fiscal year; `busy` leaves out the years in which nothing happened."""
    rows = [row for row in found.of(panel.series, "fiscal_year") if row["group"] == "all"]
    if busy:
        names = ["official", *(scenario.name for scenario in run.scenarios)]
        rows = [row for row in rows if any(row[name] for name in names)]
    counted = [k for k in ("official", "other_official") if any(row[k] is not None for row in rows)]
    heads = {"official": "Official", "other_official": "Official, other source"}
    compared = counted and len(run.scenarios) > 0
    titles = [scenario.title for scenario in run.scenarios]
    header = ["Fiscal year", *(heads[k] for k in counted), *titles]
    if compared:
        header.append(f"{titles[0]}, from official")
    notes: dict[str, None] = {}
    body = []
    for row in rows:
        name, note = _year_name(row, run)
        for each in (note, str(row["note"])):
            if each:
                notes[each] = None
        mark = "*" if row["note"] else ""
        cells = [name, *(_shown(row[k]) + (mark if row[k] is not None else "") for k in counted)]
        cells += [_shown(row[scenario.name]) for scenario in run.scenarios]
        if compared:
            cells.append("" if row["note"] else _apart(row[run.scenarios[0].name], row["official"]))
        body.append(tuple(cells))
    at = " at the end of the fiscal year" if is_stock(panel.series) else ""
    stars = [f"* The {note}." for note in notes]
    unit = unit_of(panel.series, run)
    return YearTable(f"{panel.title}, {unit}{at}", tuple(header), tuple(body), tuple(stars))


def _year_name(row: dict[str, Cell], run: Run) -> tuple[str, str]:
    """A fiscal year, and what it lacks if the run ends within it."""
    start, end = row["period_start"], row["period_end"]
    if not isinstance(start, date) or not isinstance(end, date):
        raise TypeError("a period without days")
    if (end + timedelta(days=1)).month == 10:
        return fiscal_year(start), ""
    return f"{fiscal_year(start)} to {end:%B}", ""


def _spent_table(panel: Panel, found: Numbers, run: Run) -> YearTable:
    title = next(s.title for s in run.scenarios if s.name == panel.scenario)
    names = charts.purposes(found)
    cells: dict[str, dict[str, str]] = {}
    for row in found.of(panel.series, "fiscal_year"):
        if row["group"] != "all":
            year = _year_name(row, run)[0]
            cells.setdefault(year, {})[str(row["group"])] = _shown(row[panel.scenario])
    body = [(year, *(by.get(name, "0") for name in names)) for year, by in cells.items()]
    header = ("Fiscal year", *(purpose_label(name) for name in names))
    unit = unit_of(panel.series, run)
    return YearTable(f"{panel.title} under {title}, {unit}", header, tuple(body), ())


def _error_table(panel: Panel, found: Numbers, run: Run) -> YearTable:
    rows = [row for row in found.of(panel.series, "whole_run") if row["group"] != "all"]
    body = [
        (
            percent(float(str(row["group"]).partition("=")[2])),
            *(_shown(row[scenario.name]) for scenario in run.scenarios),
        )
        for row in rows
    ]
    header = ("Share taken to be well founded", *(s.title for s in run.scenarios))
    span = listed([month(run.start), month(run.until - timedelta(days=1))])
    return YearTable(f"{panel.title}, people, {span}", header, tuple(body), ())


def _shown(cell: Cell) -> str:
    return number(round(cell)) if isinstance(cell, float | int) else "\u2013"


def _apart(model: Cell, official: Cell) -> str:
    if not isinstance(model, float | int) or not isinstance(official, float | int) or not official:
        return "\u2013"
    return percent(model / official - 1, with_sign=True)
