"""A picture: the chance of reaching a goal against the number hired."""

from pathlib import Path
from typing import Any

from openasylum.calibration.staff_answer import Answer
from openasylum.calibration.staffing import office_named
from openasylum.errors import OpenasylumError

_FORMATS = (".svg", ".png")
_COLOUR, _ASKED = "#0072B2", "#D55E00"
_FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


def check_picture(path: Path) -> Path:
    """The same path. Raises `OpenasylumError` for another ending or no folder."""
    if path.suffix not in _FORMATS:
        raise OpenasylumError(
            f"--picture {path}: ends in '{path.suffix}'. Name a file ending in .svg or .png."
        )
    if not path.parent.is_dir():
        raise OpenasylumError(f"--picture {path}: there is no folder {path.parent}. Make it first.")
    return path


def points(found: Answer) -> list[dict[str, float]]:
    """The steps of the chance, to a little beyond the last number that some draw requires."""
    steps = [{"number": float(n), "share": share} for n, share in found.chances]
    needed = [number for number in found.numbers if number is not None]
    end = min(found.question.ask.most, max(1, round(1.15 * max(needed, default=1))))
    inside = [step for step in steps if step["number"] <= end]
    return [*inside, {"number": float(end), "share": inside[-1]["share"]}]


def draw(found: Answer, path: Path) -> None:
    """Write the picture as SVG or PNG. Raises `OpenasylumError` as `check_picture`."""
    chart = _chart(found)
    chart.save(str(check_picture(path)), **({"scale_factor": 2} if path.suffix == ".png" else {}))


def _chart(found: Answer) -> Any:
    import altair as alt  # heavy, and needed only here

    ask = found.question.ask
    each = "a year" if ask.hire == "each_year" else "at once"
    across = alt.X(
        "number:Q", title=f"{office_named(ask.office).many} hired {each}, from {ask.start}"
    )
    up = alt.Y(
        "share:Q", title="share of draws that reach it", scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%"),
    )  # fmt: skip
    data = alt.InlineData(values=points(found))
    line = alt.Chart(data).mark_line(interpolate="step-after", color=_COLOUR).encode(across, up)
    asked = alt.InlineData(values=[{"share": ask.chance, "words": f"{ask.chance:.0%} asked for"}])
    rule = alt.Chart(asked).mark_rule(color=_ASKED, strokeDash=[4, 3]).encode(y="share:Q")
    label = (
        alt.Chart(asked)
        .mark_text(color=_ASKED, align="left", dy=-7, x=4)
        .encode(y="share:Q", text="words:N")
    )
    title = alt.TitleParams(
        f"Chance of {ask.goal.words()}", anchor="start", fontSize=13,
        subtitle=f"{found.required.draws} draws", subtitleFontSize=11,
    )  # fmt: skip
    chart = alt.layer(line, rule, label).properties(width=520, height=260, title=title)
    return chart.configure(font=_FONT)
