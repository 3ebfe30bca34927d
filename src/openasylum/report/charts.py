"""The charts, drawn with Vega-Altair: the model as lines, official counts as bars or points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from openasylum.report.figure_table import FIXED, Cell, Numbers, is_stock, model_columns
from openasylum.report.figures import Panel
from openasylum.report.run import Run
from openasylum.report.words import PURPOSES, fiscal_year, purpose_label

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 1], [1, 3])
OFFICIAL, POINT = "#c4c4c4", "#1a1a1a"
SPENT = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999", "#F0E442")
HEIGHT = 190
PERIODS = {
    "flow": ("month",),
    "stock": ("month", "fiscal_year", "day"),
    "average": ("month",),
    "year": ("fiscal_year",),
    "spent": ("fiscal_year",),
    "error": ("whole_run",),
}
Row = dict[str, Any]
FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "aria": False,  # each chart has one text alternative, not one for every bar
    "view": {"stroke": None},
    "axis": {
        "labelColor": "#333",
        "titleColor": "#333",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "#e6e6e6",
        "domainColor": "#888",
        "tickColor": "#888",
    },
    "axisX": {"grid": False},
    "axisY": {"domain": False, "ticks": False, "labelPadding": 6, "tickCount": 5},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 400, "symbolSize": 120},
    "title": {"anchor": "start", "fontSize": 15, "subtitleFontSize": 12, "subtitleColor": "#444"},
}


@dataclass(frozen=True)
class Drawing:
    """What all charts of a page have in common: the scenarios, and whether draws give a range."""

    titles: tuple[str, ...]
    ranges: bool

    @classmethod
    def of(cls, run: Run) -> "Drawing":
        """The drawing of a run."""
        return cls(tuple(s.title for s in run.scenarios), run.provenance.draws > 1)

    def colour(self, i: int) -> str:
        """The colour of the i-th scenario."""
        return COLOURS[i % len(COLOURS)]


def chart(
    panel: Panel, numbers: Numbers, run: Run, *, hover: bool = True, validated: bool = False
) -> dict[str, Any]:
    """The Vega-Lite specification of a panel, with data under the name `rows` to be filled in.

    Validation against the schema costs a second a page, so tests do it, not every report.
    """
    drawing = Drawing.of(run)
    if panel.kind == "spent":
        return _finished(lambda: _spent(panel, numbers, run), validated=validated)
    if panel.kind == "error":
        return _finished(lambda: _error(drawing), validated=validated)
    cells = numbers.of(panel.series)
    counted = any(row["official"] is not None for row in cells)
    other = any(row["other_official"] is not None for row in cells)
    places = tuple(f"\0{i}\0" for i in range(len(drawing.titles)))
    kept = _kept(panel.kind, Drawing(places, drawing.ranges), counted, other, hover, validated)
    said: dict[str, Any] = _titled(kept, dict(zip(places, drawing.titles, strict=True)))
    return said


@lru_cache(maxsize=256)
def _kept(
    kind: str, drawing: Drawing, counted: bool, other: bool, hover: bool, validated: bool
) -> dict[str, Any]:
    """A specification over time, with places for the titles; making one takes long."""
    return _finished(
        lambda: _over_time(kind, drawing, (counted, other), hover=hover), validated=validated
    )


def _finished(make: Callable[[], Any], *, validated: bool) -> dict[str, Any]:
    with debug_mode(validated):
        drawn = make().properties(width="container", height=HEIGHT, data=alt.NamedData(name="rows"))
        spec: dict[str, Any] = drawn.to_dict(validate=validated)
    spec.pop("config", None)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def _titled(kept: Any, titles: Mapping[str, str]) -> Any:
    """A copy of a specification with titles in their places."""
    if isinstance(kept, dict):
        return {key: _titled(value, titles) for key, value in kept.items()}
    if isinstance(kept, list):
        return [_titled(value, titles) for value in kept]
    if isinstance(kept, str) and "\0" in kept:
        for place, title in titles.items():
            kept = kept.replace(place, title)
    return kept


def _over_time(kind: str, drawing: Drawing, shown: tuple[bool, bool], *, hover: bool) -> Any:
    yearly = kind == "year"
    x: Any = (
        alt.X("fy:O", title="Fiscal year", axis=alt.Axis(labelAngle=0, labelOverlap=True))
        if yearly
        else alt.X("t:T", title=None, axis=_years())
    )
    if kind == "flow":
        x = x.timeUnit("yearmonth").bandPosition(0.5)  # lines run through the middle of the bars
    base = alt.Chart().encode(x=x)
    layers = _official(base, kind, shown)
    if drawing.ranges:
        layers += [_band(base, i, drawing.colour(i)) for i in range(len(drawing.titles))]
    layers += [_line(base, i, drawing.colour(i), yearly=yearly) for i in range(len(drawing.titles))]
    if hover:
        layers.append(_hover(base, drawing, yearly=yearly))
    return alt.layer(*layers)


def _years() -> Any:
    """An axis of years, of which some stay unnamed where a chart is narrow."""
    return alt.Axis(format="%Y", tickCount="year", labelOverlap=True, labelSeparation=5)


def _short() -> Any:
    """An axis with thousands (k), millions (M) and billions (B) written short, and a plain zero."""
    return alt.Axis(
        labelExpr="datum.value === 0 ? '0' : replace(format(datum.value, '~s'), 'G', 'B')"
    )


def _official(base: Any, kind: str, shown: tuple[bool, bool]) -> list[Any]:
    """Official counts as bars or points, and those of a second source as diamonds, if any."""
    layers = []
    counted, other = shown
    if counted:
        y = alt.Y("official:Q", title=None, axis=_short())
        if kind in ("stock", "average"):
            size = 38 if kind == "stock" else 14
            mark = base.mark_point(size=size, stroke=POINT, fill=POINT, opacity=1)
        else:
            mark = base.mark_bar(color=OFFICIAL)
        layers.append(mark.encode(y=y))
    if other:
        mark = base.mark_point(
            shape="diamond", size=55, stroke=POINT, fill="white", opacity=1, strokeWidth=1.5
        )
        layers.append(mark.encode(y="other:Q"))
    return layers


def _band(base: Any, i: int, colour: str) -> Any:
    area = base.mark_area(color=colour, opacity=0.18)
    return area.encode(y=f"m{i}_low:Q", y2=f"m{i}_high:Q")


def _line(base: Any, i: int, colour: str, *, yearly: bool) -> Any:
    mark: Row = {"color": colour, "strokeWidth": 2, "strokeDash": DASHES[i % len(DASHES)]}
    if yearly:
        mark["point"] = {"stroke": colour, "size": 32, "fill": colour if i == 0 else "white"}
    return base.mark_line(**mark).encode(y=alt.Y(f"m{i}:Q", title=None, axis=_short()))


def _hover(base: Any, drawing: Drawing, *, yearly: bool) -> Any:
    """A rule at the period nearest to the pointer, whose tooltip gives every number."""
    near = alt.selection_point(
        name="near", on="pointerover", nearest=True, clear="pointerout", encodings=["x"]
    )
    when = (  # as a number: Vega-Lite finds no plain text beside the nearest point
        alt.Tooltip("fy:Q", title="Fiscal year", format="d")
        if yearly
        else alt.Tooltip("t:T", title="Month", format="%B %Y")
    )
    tips = [
        when,
        *(
            alt.Tooltip(f"m{i}:Q", title=f"Model: {title}", format=",.0f")
            for i, title in enumerate(drawing.titles)
        ),
        alt.Tooltip("official:Q", title="Official", format=",.0f"),
    ]
    shown = alt.when(near, empty=False).then(alt.value(0.5)).otherwise(alt.value(0))
    rule = base.mark_rule(color="#444").encode(opacity=shown, tooltip=tips)
    return rule.add_params(near)


def _spent(panel: Panel, numbers: Numbers, run: Run) -> Any:
    names = purposes(numbers)
    i = [scenario.name for scenario in run.scenarios].index(panel.scenario)
    colours = [spent_colour(name, names) for name in names]
    scale = alt.Scale(domain=[purpose_label(name) for name in names], range=colours)
    return (
        alt.Chart()
        .mark_bar()
        .encode(
            x=alt.X("fy:O", title="Fiscal year", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y(
                f"m{i}:Q",
                title=None,
                axis=_short(),
                scale=alt.Scale(domain=[0, _highest(numbers)], nice=True),
            ),
            color=alt.Color("purpose:N", scale=scale, legend=None),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("fy:O", title="Fiscal year"),
                alt.Tooltip("purpose:N", title="For"),
                alt.Tooltip(f"m{i}:Q", title="Model", format=",.0f"),
            ],
        )
    )


def purposes(numbers: Numbers) -> list[str]:
    """What hours or money went to, each once, what was unused last."""
    names = {str(row[1]) for row in numbers.rows if row[1] != "all" and any(row[FIXED:])}
    known = list(PURPOSES)
    last = len(known)
    return sorted(names, key=lambda name: (known.index(name) if name in known else last - 1, name))


def spent_colour(name: str, names: Sequence[str]) -> str:
    """The colour of a purpose: hours that nobody used are pale."""
    return "#e3e3e3" if name == "unused" else SPENT[names.index(name) % len(SPENT)]


def _highest(numbers: Numbers) -> float:
    """The tallest stack of any scenario in any fiscal year."""
    sums: dict[tuple[int, Cell], float] = {}
    for row in numbers.rows:
        if row[1] != "all" and row[2] == "fiscal_year":
            for i, value in enumerate(row[FIXED:]):
                if isinstance(value, float):
                    sums[i, row[3]] = sums.get((i, row[3]), 0.0) + value
    return max(sums.values(), default=1.0)


def _error(drawing: Drawing) -> Any:
    x = alt.X(
        "rate:Q",
        title="Share of claims taken to be well founded",
        axis=alt.Axis(format=".0%", tickCount=6),
    )
    base = alt.Chart().encode(x=x)
    layers = [_band(base, i, drawing.colour(i)) for i in range(len(drawing.titles))]
    lines = [_line(base, i, drawing.colour(i), yearly=True) for i in range(len(drawing.titles))]
    return alt.layer(*(layers if drawing.ranges else []), *lines)


def picks(panel: Panel, numbers: Numbers, run: Run, *, trimmed: bool = False) -> dict[str, str]:
    """Which rows of its figure's table a panel draws, and which day of a period they stand at.

    Fiscal years that the run ends within are left out, since their totals would look like a fall.
    """
    found = {
        "series": panel.series,
        "kind": panel.kind,
        "at": "end" if is_stock(panel.series) else "start",
        "since": run.start.isoformat(),
        "until": run.last_day.isoformat(),
    }
    if trimmed and (busy := _busy(panel, numbers)):
        found |= {"since": busy[0].isoformat(), "until": busy[1].isoformat()}
    return found


def _busy(panel: Panel, numbers: Numbers) -> tuple[date, date] | None:
    """The first and last day around the months with more than a hundredth of the busiest."""
    sizes: dict[date, float] = {}
    for row in numbers.of(panel.series, "month"):
        cells = [row["official"], *(row[name] for name in list(row)[FIXED:])]
        if isinstance(row["period_start"], date):
            sizes[row["period_start"]] = max(c for c in (*cells, 0.0) if isinstance(c, float | int))
    least = 0.01 * max(sizes.values(), default=0.0)
    days = [day for day, size in sizes.items() if size > least]
    return (min(days) - timedelta(days=62), max(days) + timedelta(days=93)) if days else None


def rows(panel: Panel, numbers: Numbers, run: Run, *, trimmed: bool = False) -> list[Row]:
    """The data of a panel, as the page's script makes it from the CSV."""
    chosen = picks(panel, numbers, run, trimmed=trimmed)
    names = purposes(numbers) if panel.kind == "spent" else []
    found = []
    for cells in numbers.of(panel.series):
        group, period = str(cells["group"]), str(cells["period"])
        if (group == "all") != (panel.kind not in ("spent", "error")):
            continue
        if period not in PERIODS[panel.kind] or not _lies_within(cells, chosen):
            continue
        if panel.kind == "spent" and group not in names:
            continue
        found.append(_row(cells, panel, run, names))
    return _merged(found) if panel.kind == "stock" else found


def _merged(found: list[Row]) -> list[Row]:
    """Stocks of one day in one row: an official figure of a year stands at its last month."""
    by_day: dict[str, Row] = {}
    for row in found:
        first = by_day.setdefault(row["t"], row)
        for name, value in row.items():
            if first[name] is None:
                first[name] = value
    return list(by_day.values())


def _lies_within(cells: Mapping[str, Cell], chosen: Mapping[str, str]) -> bool:
    """Whether a period begins and ends in the days that are drawn, and is complete if a year."""
    start, end, period = cells["period_start"], cells["period_end"], cells["period"]
    if not isinstance(start, date) or not isinstance(end, date):
        raise TypeError("a period without days")
    if period == "fiscal_year" and (end.month, end.day) != (9, 30):
        return False
    return chosen["since"] <= start.isoformat() and end.isoformat() <= chosen["until"]


def _row(cells: Mapping[str, Cell], panel: Panel, run: Run, names: Sequence[str]) -> Row:
    start, end, group = cells["period_start"], cells["period_end"], str(cells["group"])
    if not isinstance(start, date) or not isinstance(end, date):
        raise TypeError("a period without days")
    when = end if is_stock(panel.series) else start
    row: Row = {
        "t": when.isoformat() + "T00:00:00",
        "fy": fiscal_year(start)[2:],
        "official": cells["official"],
        "other": cells["other_official"],
    }
    beside = panel.kind == "stock" and cells["period"] != "month"  # official figures alone
    for i, columns in enumerate(model_columns(run)):
        for name, suffix in zip(columns, ("", "_low", "_high"), strict=False):
            row[f"m{i}{suffix}"] = None if beside else cells[name]
    if panel.kind == "spent":
        row |= {"purpose": purpose_label(group), "place": names.index(group)}
    if panel.kind == "error":
        row["rate"] = float(group.partition("=")[2])
    return row
