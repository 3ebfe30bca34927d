"""A study of sensitivity drawn: effects as bars, and two assumptions at once as a heat map."""

import json
from pathlib import Path
from typing import Any

from openasylum.errors import OpenasylumError

MOST = 12  # bars of a measure
_BAR, _POINT = "#56B4E9", "#D55E00"
_LOW, _HIGH = "#D55E00", "#0072B2"


def check_picture(path: Path) -> Path:
    """The same path. Raises `OpenasylumError` for an ending that cannot be drawn."""
    if path.suffix not in (".svg", ".png"):
        raise OpenasylumError(f"--picture {path}: must end in .svg or .png.")
    return path


def draw(result: dict[str, Any], path: Path) -> None:
    """Draw a study as one picture, .svg or .png.

    Args:
        result: from `sensitivity_tables.as_json`.
        path: the file to write.

    Raises:
        OpenasylumError: the file cannot be written.
    """
    import altair as alt
    import vl_convert

    rows = [_effects(alt, measure) for measure in result["measures"]]
    if result["together"]:
        grid = result["together"]
        rows += [_heat(alt, name, table, grid) for name, table in grid["differences"].items()]
    chart = alt.vconcat(*rows)
    chart = chart.configure(font="DejaVu Sans, sans-serif", background="white", padding=14)
    chart = chart.configure_view(stroke=None).configure_axis(labelLimit=420)
    chart = chart.resolve_scale(color="independent")
    svg: str = vl_convert.vegalite_to_svg(json.dumps(chart.to_dict()))
    try:
        if path.suffix == ".svg":
            path.write_text(svg, encoding="utf-8")
        else:
            path.write_bytes(vl_convert.svg_to_png(svg, scale=2))
    except OSError as error:
        raise OpenasylumError(f"--picture {path}: cannot be written ({error.strerror}).") from None


def _effects(alt: Any, measure: dict[str, Any]) -> Any:
    """The mean size of each effect as a bar, its spread as a point."""
    shown = [one for one in measure["effects"][:MOST] if one["mu_star"] > 0]
    names = [one["assumption"] for one in shown]
    base = alt.Chart(alt.Data(values=shown)).encode(y=alt.Y("assumption:N", sort=names, title=None))
    unit = measure["unit"]
    words = f"{unit}: mean size of the effect from low to high (bar), its spread (point)"
    bars = base.mark_bar(color=_BAR).encode(x=alt.X("mu_star:Q", title=words))
    points = base.mark_point(color=_POINT, filled=True, size=50, opacity=1).encode(x="sigma:Q")
    title = f"What moves {measure['measure']} most ({measure['outputs'][-1]})"
    return alt.layer(bars, points).properties(
        title=alt.TitleParams(title, anchor="start"), width=420, height=max(40, 22 * len(shown))
    )


def _heat(alt: Any, name: str, table: list[list[float | None]], grid: dict[str, Any]) -> Any:
    """Differences over two ranges; the colour turns where the sign does."""
    across, down = grid["places"]
    cells: list[dict[str, Any]] = [
        {"x": f"{x:+.2g}", "y": f"{y:+.2g}", "value": value}
        for y, row in zip(down, table, strict=True)
        for x, value in zip(across, row, strict=True)
    ]
    top = max((abs(cell["value"]) for cell in cells if cell["value"] is not None), default=1.0)
    scale = alt.Scale(
        domain=[-(top or 1.0), 0, top or 1.0], range=[_LOW, "white", _HIGH], interpolate="rgb"
    )
    first, second = (words.replace("+", " + ") for words in grid["assumptions"])
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X("x:O", sort=None, title=first, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("y:O", sort=[f"{y:+.2g}" for y in reversed(down)], title=second),
    )
    squares = base.mark_rect(stroke="#ccc").encode(
        color=alt.Color("value:Q", scale=scale, title="difference")
    )
    numbers = base.mark_text(fontSize=11).encode(text=alt.Text("value:Q", format="+,.3~s"))
    title = f"{name}: difference with both moved (-1 low, 0 as assumed, +1 high)"
    return alt.layer(squares, numbers).properties(
        title=alt.TitleParams(title, anchor="start"), width=420, height=220
    )
