"""How sure: how much of a range is chance, assumptions, arrivals and form of the model."""

import json
from dataclasses import dataclass
from html import escape
from typing import Any

import pyarrow.parquet as pq

from openasylum.report.run import Run
from openasylum.report.words import group_label, number, percent, series_label, signed

PARTS = {
    "chance": ("Chance", "everyone's luck, drawn again"),
    "assumptions": ("Assumptions", "how people and offices behave, where no count says so"),
    "arrivals": ("Arrivals", "how many come or were there already, where no count says so"),
    "structure": ("Form of the model", "alternatives of how the model is built"),
}
_COLOURS = {
    "chance": "#56B4E9", "assumptions": "#E69F00", "arrivals": "#009E73", "structure": "#CC79A7",
    "total": "#1a1a1a",
}  # fmt: skip
_PEOPLE = {
    "people.protected": "Protected, by the end of the run",
    "people.refused": "Refused, by the end of the run",
    "people.waiting": "Still waiting at the end of the run",
    "people.days_waited": "Mean days waited",
}
_WIDTH, _LEFT, _LINE = 360, 118, 22


@dataclass(frozen=True)
class DoubtRow:
    """One output's doubt: its range with everything varied, and each part's own range and share."""

    label: str
    unit: str
    central: str
    total: str
    parts: tuple[tuple[str, tuple[str, str], str], ...]  # name, range, share
    rest: str
    picture: str
    alternatives: tuple[tuple[str, str], ...]  # a form of the model: the value under it


@dataclass(frozen=True)
class DoubtGroup:
    """The rows of one scenario, or of the difference of two."""

    title: str
    rows: tuple[DoubtRow, ...]


@dataclass(frozen=True)
class DoubtView:
    """The section: what varied, and what came out; the difference first."""

    groups: tuple[DoubtGroup, ...]
    about: str
    forms: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    failed: int


def view(run: Run) -> DoubtView | None:
    """The doubt of a run; none if its folder does not hold it."""
    if run.doubt is None:
        return None
    rows = run.doubt.to_pylist()
    metadata = pq.read_schema(run.folder / "doubt.parquet").metadata or {}
    made = json.loads(metadata.get(b"openasylum", b"{}"))
    shown = _last(rows)
    outputs = list(dict.fromkeys(row["output"] for row in rows))
    outputs.sort(key=lambda name: " - " not in name)
    groups = tuple(_group(run, output, rows, shown) for output in outputs)
    failed = sum(row["failed"] for row in _first(rows))
    return DoubtView(
        groups, _about(made),
        tuple((_plain(one["name"]), one["because"]) for one in made.get("structure", [])),
        tuple((one["what"], one["because"]) for one in made.get("not_varied", [])),
        failed,
    )  # fmt: skip


def _first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the first output and measure: runs failed are the same for all of them."""
    key = (rows[0]["output"], rows[0]["measure"])
    return [row for row in rows if (row["output"], row["measure"]) == key]


def _last(rows: list[dict[str, Any]]) -> list[str]:
    """Of each series and group, the measure of the latest fiscal year, or of the run's end."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for row in rows:
        key, year = (row["series"], row["group"]), row["fiscal_year"]
        if key not in found or year > found[key][0]:
            found[key] = (year, row["measure"])
    return [measure for _, measure in found.values()]


def _group(run: Run, output: str, rows: list[dict[str, Any]], shown: list[str]) -> DoubtGroup:
    titles = {scenario.name: scenario.title for scenario in run.scenarios}
    title = titles.get(output, output)
    if " - " in output:
        b, _, a = output.partition(" - ")
        title = f"The difference: “{titles.get(b, b)}” less “{titles.get(a, a)}”"
    found = []
    for measure in shown:
        here = [row for row in rows if row["output"] == output and row["measure"] == measure]
        if here:
            found.append(_row(here, difference=" - " in output))
    return DoubtGroup(title, tuple(found))


def _row(rows: list[dict[str, Any]], *, difference: bool) -> DoubtRow:
    by_part = {row["part"]: row for row in rows if not row["alternative"]}
    total = by_part["total"]
    spreads = total["high"] > total["low"]
    shares = {name: by_part[name]["share"] for name in PARTS}
    label = _PEOPLE.get(total["series"], series_label(total["series"]))
    if total["group"] != "all":
        label += f", {group_label(total['group'])}"
    if total["fiscal_year"] and total["series"] not in _PEOPLE:
        label += f", FY{total['fiscal_year']}"

    def told(value: float) -> str:
        return signed(value) if difference else number(value)

    return DoubtRow(
        label, total["unit"], told(total["central"]),
        f"{told(total['low'])} to {told(total['high'])}",
        tuple(
            (PARTS[name][0], (told(by_part[name]["low"]), told(by_part[name]["high"])),
             percent(shares[name], digits=0) if spreads else "none")
            for name in PARTS
        ),
        percent(1.0 - sum(shares.values()), digits=0) if spreads else "none",
        _picture(by_part, label, told),
        tuple((_plain(r["alternative"]), told(r["low"])) for r in rows if r["alternative"]),
    )  # fmt: skip


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _about(made: dict[str, Any]) -> str:
    if not made:
        return "How it was made is not told in the file."
    return (
        f"{made['runs']:,} runs of each scenario to {made['until']} at scale {made['scale']:g}: "
        f"{made['seeds']} seeds of chance, {made['draws']} draws of assumptions (from "
        f"{made['assumptions_from']}), of arrivals, and of everything at once."
    )


def _picture(by_part: dict[str, Any], label: str, told: Any) -> str:
    """Ranges as bars around the central value, one line a part; the table has every number."""
    lines = [*((name, PARTS[name][0]) for name in PARTS), ("total", "All at once")]
    low = min(by_part[name]["low"] for name, _ in lines)
    high = max(by_part[name]["high"] for name, _ in lines)
    central = by_part["total"]["central"]
    low, high = min(low, central), max(high, central)
    reach = (high - low) or 1.0

    def x(value: float) -> float:
        return float(_LEFT + 4 + (value - low) / reach * (_WIDTH - _LEFT - 12))

    parts = [
        f'<svg class="doubt" viewBox="0 0 {_WIDTH} {_LINE * len(lines) + 26}" role="img"'
        f' font-size="12" aria-label="{escape(label)}: ranges by part of doubt. The table below'
        f' has every number.">'
    ]
    for i, (name, words) in enumerate(lines):
        y = i * _LINE + 6
        left, right = x(by_part[name]["low"]), x(by_part[name]["high"])
        weight = ' font-weight="600"' if name == "total" else ""
        parts.append(
            f'<text x="0" y="{y + 11}"{weight}>{escape(words)}</text>'
            f'<rect x="{left:.1f}" y="{y}" width="{max(2.0, right - left):.1f}" height="13"'
            f' rx="2" fill="{_COLOURS[name]}"/>'
        )
    bottom = _LINE * len(lines) + 4
    middle, end = x(central), _WIDTH - 4
    parts.append(
        f'<path d="M{middle:.1f} 2V{bottom}" stroke="#444" stroke-dasharray="3 2"/>'
        f'<text x="{_LEFT + 4}" y="{bottom + 16}" fill="#555">{told(low)}</text>'
        f'<text x="{end}" y="{bottom + 16}" text-anchor="end" fill="#555">{told(high)}</text>'
        "</svg>"
    )
    return "".join(parts)
