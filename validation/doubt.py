"""How much of a range is arrivals, assumptions, chance, structure? Writes validation/doubt.md.

Run 'python validation/doubt.py' where runs/doubt may be made; stopped or killed, the same command
goes on. Words after it go to 'openasylum doubt', such as '--workers 1'.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from openasylum.cli import main
from openasylum.cli.sensitivity_words import number

FOLDER = Path("runs/doubt")
ASKED = [
    "doubt", "as_enacted", "without_mpp", "--draws", "40", "--seeds", "16", "--scale", "0.01",
    "--measure", "people.protected", "--measure", "people.refused",
    "--measure", "people.days_waited", "--measure", "court.pending@FY2024",
    "--measure", "court.granted_asylum@FY2024", "--measure", "affirmative.pending@FY2024",
    "--out", str(FOLDER),
]  # fmt: skip
PARTS = {
    "arrivals": "Arrivals", "assumptions": "Assumptions", "chance": "Chance",
    "structure": "Structure",
}  # fmt: skip
LABELS = {
    "people.protected": "Protected by the end, people",
    "people.refused": "Refused by the end, people",
    "people.days_waited": "Mean days waited",
    "court.pending@FY2024": "Court cases pending, end of FY2024",
    "court.granted_asylum@FY2024": "Asylum granted in court, FY2024",
    "affirmative.pending@FY2024": "Affirmative cases pending, end of FY2024",
}


def page(rows: list[dict[str, Any]], made: dict[str, Any], seconds: float) -> str:
    """The page of a finished table."""
    outputs = list(dict.fromkeys(row["output"] for row in rows))
    difference = next(name for name in outputs if " - " in name)
    here = [row for row in rows if not row["alternative"]]
    failed = sum(row["failed"] for row in here if _same(row, here[0]) and row["part"] in PARTS)
    failed += sum(row["failed"] for row in here if _same(row, here[0]) and row["part"] == "total")
    lines = [
        "# Doubt in four parts: MPP, and without it",
        "",
        "Written by `python validation/doubt.py`, which runs",
        "",
        f"    openasylum {' '.join(ASKED)}",
        "",
        f"with seed {made['seed']}; it took {seconds:,.0f} seconds on two cores shared "
        f"with other work. {made['runs']:,} runs of both scenarios to {made['until']} at scale "
        f"{made['scale']:g}: {made['seeds']} seeds of chance, {made['draws']} draws of "
        f"assumptions from their ranges, as many of arrivals and of everything at once, and "
        f"{len(made['structure'])} other forms of the model. {failed} runs could not be and are "
        f"left out.",
        "",
        "How to read it. *All at once* is the range that nine in ten runs lie in when everything "
        "varies. Each part is then varied alone, around the central values: its range, and its "
        "share of the variance of all at once, with what nine in ten resamplings of the runs make "
        "of that share. Shares need not add up to 100%: parts work on each other, and few runs "
        "leave luck in a variance. Ranges are judgements. Nothing here is a probability. Which "
        "of the assumptions matter is told by `validation/sensitivity.py`.",
        "",
        *_words(here, difference),
        "",
        "## The difference that MPP makes: without it, less as enacted",
        "",
        *_tables(here, difference),
    ]
    for name in outputs:
        if name != difference:
            lines += ["", f"## {name.replace('_', ' ').capitalize()}: the level itself", ""]
            lines += _tables(here, name)
    lines += ["", "## What is in which part", "", *_about(made)]
    return "\n".join([*lines, ""])


def _same(row: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(row["output"] == other["output"] and row["measure"] == other["measure"])


def _by_part(rows: list[dict[str, Any]], output: str) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        if row["output"] == output:
            found.setdefault(row["measure"], {})[row["part"]] = row
    return found


def _words(rows: list[dict[str, Any]], difference: str) -> list[str]:
    """One sentence a measure: is the sign of the difference sure, and what makes the range."""
    lines = ["**What it says.**", ""]
    for measure, parts in _by_part(rows, difference).items():
        total = parts["total"]
        signed = f"{_told(total, 'low', True)} to {_told(total, 'high', True)}"
        central = number(total["central"], signed=True)
        sign = (
            "both signs lie in the range"
            if total["low"] < 0 < total["high"]
            else "the sign is the same in nine of ten runs"
        )
        lines.append(f"- {LABELS[measure]}: {central}, {signed} ({sign}). {_largest(parts)}")
    return lines


def _largest(parts: dict[str, dict[str, Any]]) -> str:
    """Which part makes most of the range; only if its interval stands clear of the others."""
    ordered = sorted(PARTS, key=lambda name: -parts[name]["share"])
    first, *others = ordered
    top = parts[first]
    if all(top["share_low"] > parts[name]["share_high"] for name in others):
        return f"{PARTS[first]} make{_s(first)} most of it."
    near = [PARTS[n].lower() for n in others if parts[n]["share_high"] >= top["share_low"]]
    return (
        f"What makes most of it cannot be told: the intervals of {PARTS[first].lower()} and "
        f"{' and '.join(near)} overlap."
    )


def _s(name: str) -> str:
    return "s" if name in ("chance", "structure") else ""


def _tables(rows: list[dict[str, Any]], output: str) -> list[str]:
    signed = " - " in output
    lines = [
        "| | central | all at once | " + " | ".join(PARTS.values()) + " |",
        "| --- | ---: | ---: |" + " ---: |" * len(PARTS),
    ]
    for measure, parts in _by_part(rows, output).items():
        total = parts["total"]
        cells = [
            LABELS[measure], number(total["central"], signed=signed), _range(total, signed),
            *(_cell(parts[name], signed) for name in PARTS),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _cell(row: dict[str, Any], signed: bool) -> str:
    return (
        f"{_range(row, signed)}<br>**{row['share']:.0%}** "
        f"({row['share_low']:.0%} to {row['share_high']:.0%})"
    )


def _range(row: dict[str, Any], signed: bool) -> str:
    return f"{_told(row, 'low', signed)} to {_told(row, 'high', signed)}"


def _told(row: dict[str, Any], end: str, signed: bool) -> str:
    return number(row[end], signed=signed)


def _about(made: dict[str, Any]) -> list[str]:
    lines = [
        "- *Arrivals*: " + ", ".join(f"`{name}`" for name in made["arrivals"]) + ".",
        "- *Assumptions*: all others that have a range; how far arrivals and filings answer to "
        "policy and to waits is among them.",
        "- *Chance*: everyone's luck, drawn again. It is that of the scale run: with everyone, "
        "a hundred times as many people, its variance would be about a hundredth.",
        "- *Structure*, other forms of the model:",
    ]
    lines += [f"  - `{one['name']}`: {one['because'].strip()}" for one in made["structure"]]
    lines.append("- In none of the parts:")
    lines += [f"  - {one['what']}: {one['because'].strip()}" for one in made["not_varied"]]
    return lines


def run() -> int:
    """Run what is missing, and write the page; the command's own status."""
    started = time.perf_counter()
    code = main([*ASKED, *sys.argv[1:]])
    took = FOLDER / "seconds.txt"
    if not (FOLDER / "doubt.parquet").exists():
        return code
    before = float(took.read_text()) if took.exists() else 0.0
    seconds = before + time.perf_counter() - started
    took.write_text(f"{seconds:.0f}\n")
    table = pq.read_table(FOLDER / "doubt.parquet")
    made = json.loads((table.schema.metadata or {})[b"openasylum"])
    text = page(table.to_pylist(), made, seconds)
    (Path(__file__).parent / "doubt.md").write_text(text, encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(run())
