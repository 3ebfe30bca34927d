"""Doubt in parts as a table for people."""

import sys
from pathlib import Path
from typing import Any

from openasylum.cli.sensitivity_words import number

_PARTS = ("chance", "assumptions", "arrivals", "structure")


def show(rows: list[dict[str, Any]], folder: Path) -> None:
    """Print, for the last day each series is told for, its range and what each part makes of it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 118, markup=False, highlight=False)
    last = _last(rows)
    for output in dict.fromkeys(row["output"] for row in rows):
        table = Table(box=box.SIMPLE, pad_edge=False, title=output, title_justify="left")
        table.add_column("measure", overflow="fold")
        table.add_column("central", justify="right")
        table.add_column("all at once\n5% to 95%", justify="right")
        for name in _PARTS:
            table.add_column(f"{name}\nalone", justify="right")
        table.add_column("rest", justify="right")
        for measure in last:
            here = {
                row["part"]: row
                for row in rows
                if row["output"] == output and row["measure"] == measure and not row["alternative"]
            }
            table.add_row(*_cells(measure, here, signed=" - " in output))
        console.print(table)
    print(
        "Under a part: the range it makes alone, its share of the variance of all at once, and in\n"
        "brackets what nine in ten resamplings of the runs make of that share. The rest is\n"
        "interplay, and the luck of few runs; it may be below zero. Ranges are judgements: none\n"
        f"of this is a probability. Table: {folder}"
    )


def _last(rows: list[dict[str, Any]]) -> list[str]:
    """Of each series and group the measure of the latest year, and of the end of the run."""
    found: dict[tuple[str, str, bool], tuple[int, str]] = {}
    for row in rows:
        key = (row["series"], row["group"], row["fiscal_year"] > 0)
        if key not in found or row["fiscal_year"] > found[key][0]:
            found[key] = (row["fiscal_year"], row["measure"])
    return [measure for _, measure in found.values()]


def _cells(measure: str, here: dict[str, Any], *, signed: bool) -> list[str]:
    total = here["total"]
    shares = [here[name]["share"] for name in _PARTS]
    between = [f"{here[n]['share_low']:.0%} to {here[n]['share_high']:.0%}" for n in _PARTS]
    spread = total["high"] > total["low"]
    cells = [measure, number(total["central"], signed=signed), _range(total, signed)]
    for name, share, within in zip(_PARTS, shares, between, strict=True):
        told = f"{_range(here[name], signed)}\n{share:.0%}\n({within})"
        cells.append(told if spread else "none")
    return [*cells, f"\n{1 - sum(shares):.0%}" if spread else ""]


def _range(row: dict[str, Any], signed: bool) -> str:
    return f"{number(row['low'], signed=signed)} to\n{number(row['high'], signed=signed)}"
