"""The flow picture: two columns of outcomes and the people between them, as SVG."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from openasylum.report.flow import Flow
from openasylum.report.words import (
    FAMILIES,
    OUTCOMES,
    family_of,
    number,
    outcome_label,
    percent,
    rounded,
    sentence,
)

COLOURS = {
    "protection": "#0072B2",
    "closed": "#8a8a8a",
    "waiting": "#56B4E9",
    "removal": "#E69F00",
    "gave_up": "#CC79A7",
}
_BAR = 14
_HAIR = 0.0005  # of everyone shown; thinner flows are in the table only
_GAP = 8
_TOP = 46


@dataclass(frozen=True)
class _Size:
    """Measures of a picture, in the units of its view box."""

    width: float
    labels: float
    people: float  # the height that stands for everyone
    font: float
    line: int  # characters of a label's line


@dataclass(frozen=True)
class Wording:
    """How a picture says things, for pages in other languages than English.

    `sentences`: of the whole picture ({people}, {a}, {b}), of one flow ({before}, {after},
    {people}), and of what is left of a family ({family}).
    """

    label: Callable[[str], str] = str
    rounded: Callable[[float], str] = rounded
    number: Callable[[float], str] = number
    percent: Callable[[float], str] = percent
    sentences: tuple[str, str, str] = (
        "{people} people, from their outcome under {a} to their outcome under {b}. The table below"
        " has every number.",
        "{before} to {after}: {people} people",
        "{family}: other",
    )


ENGLISH = Wording()
WIDE = _Size(960, 270, 400, 14, 36)
NARROW = _Size(360, 114, 330, 11.5, 15)


@dataclass(frozen=True)
class _Node:
    """An outcome in one column: where it begins, how tall it is, and where its label stands."""

    name: str
    people: float
    top: float
    height: float
    label: float


def picture(flow: Flow, *, narrow: bool = False, wording: Wording = ENGLISH) -> str:
    """The flow as inline SVG: by outcome, or for small screens by family of outcomes."""
    size = NARROW if narrow else WIDE
    shown = flow.families() if narrow else flow.simplified()
    order = _order(shown)
    left = _column(order, shown.under_a, shown.total, size, wording)
    right = _column(order, shown.under_b, shown.total, size, wording)
    bottom = max(node.label + 24 for side in (left, right) for node in side.values())
    height = max(bottom, *(n.top + n.height for s in (left, right) for n in s.values())) + 8
    parts = [
        _head(flow, size, height, wording),
        *_links(shown, left, right, size, wording),
        *_nodes(left, shown.total, size, wording, on_left=True),
        *_nodes(right, shown.total, size, wording, on_left=False),
        "</svg>",
    ]
    return "".join(parts)


def _order(flow: Flow) -> list[str]:
    families = list(FAMILIES)
    return sorted(flow.outcomes, key=lambda name: families.index(_family(name)))


def _family(name: str) -> str:
    """The family of an outcome, or of a family's own or joined node."""
    plain = name.removesuffix("_other")
    return plain if plain in FAMILIES and name not in OUTCOMES else family_of(name)


def _label(name: str, wording: Wording) -> str:
    plain = name.removesuffix("_other")
    if name in OUTCOMES or plain not in FAMILIES:
        return wording.label(outcome_label(name))
    title = wording.label(FAMILIES[plain][0])
    return title if plain == name else wording.sentences[2].format(family=title)


def _column(
    order: list[str], people: Mapping[str, float], total: float, size: _Size, wording: Wording
) -> dict[str, _Node]:
    """The nodes of one side, from the top, each with room for its label."""
    nodes: dict[str, _Node] = {}
    below = float(_TOP)
    for name in order:
        number_of = people.get(name, 0.0)
        if not number_of:
            continue
        height = max(1.0, size.people * number_of / total)
        lines = len(_lines(_label(name, wording), size.line)) + 1
        room = max(height, lines * size.font * 1.25)
        top = below + (room - height) / 2
        label = below + room / 2 - (lines - 1) * size.font * 0.62 + size.font * 0.35
        nodes[name] = _Node(name, number_of, top, height, label)
        below += room + _GAP
    return nodes


def _links(
    flow: Flow, left: Mapping[str, _Node], right: Mapping[str, _Node], size: _Size,
    wording: Wording,
) -> list[str]:  # fmt: skip
    x0, x1 = size.labels + _BAR, size.width - size.labels - _BAR
    middle = (x0 + x1) / 2
    used_left = {name: node.top for name, node in left.items()}
    used_right = {name: node.top for name, node in right.items()}
    parts = ['<g fill-opacity="0.38">']
    for before in left:
        for after in right:
            people = flow.people.get((before, after), 0.0)
            if people < _HAIR * flow.total:
                continue
            y0, y1 = used_left[before], used_right[after]
            h0 = left[before].height * people / left[before].people
            h1 = right[after].height * people / right[after].people
            used_left[before] += h0
            used_right[after] += h1
            told = wording.sentences[1].format(
                before=_label(before, wording), after=_label(after, wording),
                people=wording.number(round(people)),
            )  # fmt: skip
            parts.append(
                f'<path fill="{COLOURS[_family(before)]}" d="M{x0:.1f} {y0:.1f}'
                f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
                f"V{y1 + h1:.1f}C{middle:.1f} {y1 + h1:.1f} {middle:.1f} {y0 + h0:.1f}"
                f' {x0:.1f} {y0 + h0:.1f}Z"><title>{escape(told)}</title></path>'
            )
    return [*parts, "</g>"]


def _nodes(
    nodes: Mapping[str, _Node], total: float, size: _Size, wording: Wording, *, on_left: bool
) -> list[str]:
    bar = size.labels if on_left else size.width - size.labels - _BAR
    text = size.labels - 8 if on_left else size.width - size.labels + 8
    anchor = "end" if on_left else "start"
    parts = []
    for node in nodes.values():
        colour = COLOURS[_family(node.name)]
        parts.append(
            f'<rect x="{bar:.1f}" y="{node.top:.1f}" width="{_BAR}" height="{node.height:.1f}"'
            f' fill="{colour}"/>'
        )
        step = size.font * 1.25
        lines = _lines(_label(node.name, wording), size.line)
        told = f"{wording.rounded(node.people)} \u00b7 {wording.percent(node.people / total)}"
        spans = [
            f'<tspan x="{text:.1f}" y="{node.label + i * step:.1f}">{escape(line)}</tspan>'
            for i, line in enumerate(lines)
        ]
        y = node.label + len(lines) * step
        spans.append(f'<tspan class="count" x="{text:.1f}" y="{y:.1f}">{told}</tspan>')
        parts.append(f'<text text-anchor="{anchor}">{"".join(spans)}</text>')
    return parts


def _head(flow: Flow, size: _Size, height: float, wording: Wording) -> str:
    name = escape(
        wording.sentences[0].format(
            people=wording.rounded(flow.total), a=flow.a.title, b=flow.b.title
        )
    )
    x0, x1 = size.labels + _BAR, size.width - size.labels - _BAR
    left = _heading(flow.a.title, x0, size, "end" if size is WIDE else "start")
    right = _heading(flow.b.title, x1, size, "start" if size is WIDE else "end")
    if size is NARROW:
        left = _heading(flow.a.title, 0, size, "start")
        right = _heading(flow.b.title, size.width, size, "end")
    return (
        f'<svg class="flow" viewBox="0 0 {size.width:g} {height:.0f}" role="img"'
        f' aria-label="{name}" font-size="{size.font:g}">{left}{right}'
    )


def _heading(title: str, x: float, size: _Size, anchor: str) -> str:
    most = 30 if size is WIDE else 25
    lines = _lines(title, most)[:2]
    step = size.font * 1.2
    first = _TOP - 12 - (len(lines) - 1) * step
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{first + i * step:.1f}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    return f'<text class="side" text-anchor="{anchor}">{spans}</text>'


def _lines(text: str, most: int) -> list[str]:
    """Words in lines of at most so many characters, where they allow it."""
    lines = [""]
    for word in (text or sentence("unnamed")).split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
