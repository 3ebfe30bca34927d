"""A picture: pending cases as counted, and each projection from its own beginning."""

from datetime import date
from pathlib import Path
from typing import Any

from openasylum.errors import RecordError
from openasylum.projections.figures import known_points
from openasylum.projections.ledger import Entry
from openasylum.records.projections import Points

_COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#7f5539", "#6a4c93",
)  # fmt: skip
_COUNTED = Points(table="court_trac", where={"measure": "backlog_active"}, lag_days=0)
_FORMATS = (".svg", ".png")
_FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


def draw(entries: list[Entry], path: Path) -> None:
    """Write the picture as SVG or PNG. Raises `RecordError` for another ending or no folder."""
    if path.suffix not in _FORMATS:
        raise RecordError(f"{path}: ends in '{path.suffix}'. Name a file ending in .svg or .png.")
    if not path.parent.is_dir():
        raise RecordError(f"{path}: there is no folder {path.parent}. Make it first.")
    chart = _chart(entries)
    chart.save(str(path), **({"scale_factor": 2} if path.suffix == ".png" else {}))


def paths(entries: list[Entry]) -> list[dict[str, Any]]:
    """Every drawn path, a row a year: whose it is, the day, and the lower and upper end."""
    found = []
    for entry in entries:
        for drawn in entry.projection.drawn:
            for i, step in enumerate(entry.execution.path(drawn)):
                day = date(drawn.from_.year + i, drawn.from_.month, drawn.from_.day)
                row = {"whose": drawn.words, "day": day.isoformat(), "middle": step.middle}
                found.append({**row, "low": step.low, "high": step.high})
    return found


def counted(until: date) -> list[dict[str, Any]]:
    """TRAC's counts of active cases until a day, one series with one definition."""
    return [{"day": day.isoformat(), "cases": n} for day, n in known_points(_COUNTED, until)]


def _chart(entries: list[Entry]) -> Any:
    import altair as alt

    rows = paths(entries)
    if not rows:
        raise RecordError("none of these projections has a path of pending cases to draw.")
    names = list(dict.fromkeys(row["whose"] for row in rows))
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount=9))
    y = alt.Y("middle:Q", title=None, axis=alt.Axis(labelExpr="format(datum.value / 1e6, '.1f')"))
    scale = alt.Scale(domain=names, range=[_COLOURS[i % len(_COLOURS)] for i in range(len(names))])
    legend = alt.Legend(title=None, symbolType="stroke", symbolOpacity=1, labelLimit=400)
    colour = alt.Color("whose:N", scale=scale, legend=legend)
    projected = alt.Chart(alt.InlineData(values=rows)).encode(x=x, color=colour)
    bands = projected.mark_area(opacity=0.2).encode(y=alt.Y("low:Q", title=None), y2="high:Q")
    lines = projected.mark_line(strokeWidth=2, strokeDash=[6, 3]).encode(y=y)
    actual = alt.Chart(alt.InlineData(values=counted(date.max))).encode(x=x, y=alt.Y("cases:Q"))
    line = actual.mark_line(color="#1a1a1a", strokeWidth=2.5)
    points = actual.mark_point(color="#1a1a1a", fill="#1a1a1a", size=16, opacity=1)
    title = alt.TitleParams(
        "Pending cases of the immigration courts, in millions",
        subtitle="Black: active cases as TRAC counted them. Dashed: each projection from its"
        " beginning.",
        anchor="start", fontSize=15, subtitleFontSize=12, subtitleColor="#444",
    )  # fmt: skip
    layered = alt.layer(bands, lines, line, points, title=title, width=560, height=320)
    plain = layered.configure(font=_FONT, background="white").configure_view(stroke=None)
    return plain.configure_axis(gridColor="#e6e6e6", labelFontSize=12)
