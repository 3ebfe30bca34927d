"""A study of sensitivity as tables for people."""

import sys
from pathlib import Path
from typing import Any

MOST = 12  # rows of effects; the files have all


def show(result: dict[str, Any], folder: Path) -> None:
    """Print the effects, shares and flips of each measure, and what they are not."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 118, markup=False, highlight=False)
    for measure in result["measures"]:
        _measure(console, measure, result)
    if result["together"]:
        _together(console, result)
    left_out = {what: n for what, n in result["left_out"].items() if n}
    for what, n in left_out.items():
        print(f"Left out of {what} because a run in them failed: {n}.")
    print(
        "Ranges are judgements, so these numbers are about the model and are no probabilities. "
        f"All rows: {folder}"
    )


def _measure(console: Any, measure: dict[str, Any], result: dict[str, Any]) -> None:
    unit, level = measure["unit"], measure["central"][-1]
    print(f"\n{measure['measure']} ({unit})")
    for name, value, spread in zip(
        measure["outputs"], measure["central"], measure["spread_over_seeds"], strict=True
    ):
        signed = " - " in name
        chance = f", standard deviation over seeds {number(spread)}" if result["seeds"] > 1 else ""
        print(f"  {name}: {number(value, signed=signed)}{chance}")
    _effects(console, measure)
    if len(result["scenarios"]) > 1:
        _flips(console, measure, level)


def _effects(console: Any, measure: dict[str, Any]) -> None:
    from rich import box
    from rich.table import Table

    shares = {one["assumption"]: one for one in measure["shares"]}
    output = measure["outputs"][-1]
    table = Table(
        box=box.SIMPLE,
        pad_edge=False,
        title_justify="left",
        title=f"What moves {output} most, from the low to the high end of a range",
    )
    table.add_column("assumption", overflow="fold", ratio=2)
    for name in ("mean size (mu*)", "mean", "spread (sigma)"):
        table.add_column(name, justify="right")
    if shares:
        table.add_column("share alone", justify="right")
        table.add_column("with interactions", justify="right")
    for one in measure["effects"][:MOST]:
        if one["mu_star"] == 0:
            continue
        cells = [
            one["assumption"].replace("+", " + "),
            f"{number(one['mu_star'])} ± {number(one['mu_star_within'])}",
            number(one["mean"], signed=True),
            number(one["sigma"]),
        ]
        if shares:
            cells += _share_cells(shares.get(one["assumption"]))
        table.add_row(*cells)
    console.print(table)


def _share_cells(share: dict[str, float] | None) -> list[str]:
    if share is None:
        return ["", ""]
    return [
        f"{share[name]:.2f} ± {share[f'{name}_within']:.2f}" for name in ("first_order", "total")
    ]


def _flips(console: Any, measure: dict[str, Any], level: float) -> None:
    from rich import box
    from rich.table import Table

    if not level:
        print("  The two do not differ with the central values: there is no ranking to flip.")
        return
    reversed_draws, of = measure["reversed_draws"], measure["of_draws"]
    print(f"  The ranking is the other way in {reversed_draws:,} of {of:,} draws over the ranges.")
    if measure["base_rates_at_which_it_flips"] is not None:
        rates = measure["base_rates_at_which_it_flips"]
        told = " and ".join(f"{rate:.0%}" for rate in rates)
        print(f"  With the share of well founded claims it flips at {told}." if rates
              else "  No share of well founded claims that is told flips it.")  # fmt: skip
    table = Table(
        box=box.SIMPLE, pad_edge=False, title="Does the ranking flip?", title_justify="left"
    )
    table.add_column("assumption", overflow="fold", ratio=2)
    for name in ("low end", "as assumed", "high end"):
        table.add_column(f"{name}\ndifference", justify="right", ratio=1)
    table.add_column("flips at", overflow="fold", ratio=1)
    for flip in measure["flips"]:
        ends = flip["differences"]
        shown = (ends[0], ends[flip["places"].index(_centre(flip))], ends[-1])
        cells = [
            f"{flip[word]}\n{'impossible' if x is None else number(x, signed=True)}"
            for word, x in zip(("low", "central", "high"), shown, strict=True)
        ]
        table.add_row(flip["assumption"].replace("+", " + "), *cells, flip_words(flip))
    console.print(table)


def _centre(flip: dict[str, Any]) -> float:
    places: list[float] = flip["places"]
    return places[len(places) // 2]


def flip_words(flip: dict[str, Any]) -> str:
    """What is said of a flip."""
    if flip["told"] == "no difference":
        return "no difference anywhere"
    if not flip["turns"]:
        return "cannot be told" if flip["told"] == "cannot be told" else "not within its range"
    return "; ".join(
        turn["at"] if turn["sure"] else f"{turn['at']} (within chance)" for turn in flip["turns"]
    )


def _together(console: Any, result: dict[str, Any]) -> None:
    from rich import box
    from rich.table import Table

    grid = result["together"]
    first, second = grid["assumptions"]
    for measure, rows in grid["differences"].items():
        table = Table(
            box=box.SIMPLE, pad_edge=False, title_justify="left",
            title=f"{measure}: both at once, {second} down and {first} across",
        )  # fmt: skip
        for name in ("", *(f"{place:+.2g}" for place in grid["places"][0])):
            table.add_column(name, justify="right")
        for place, row in zip(grid["places"][1], rows, strict=True):
            cells = ["impossible" if x is None else number(x, signed=True) for x in row]
            table.add_row(f"{place:+.2g}", *cells)
        console.print(table)


def number(value: float, *, signed: bool = False) -> str:
    """A number with as many digits as can be read: whole from 100 on, else three figures."""
    sign = "+" if signed and value > 0 else ""
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{sign}{'0' if text in ('-0', '0') else text}"
