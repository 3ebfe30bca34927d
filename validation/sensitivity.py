"""Which assumptions turn the comparison with MPP, and where? Writes validation/sensitivity.md.

Run 'python validation/sensitivity.py' where runs/sensitivity may be made; stopped or killed, the
same command goes on. Words after it go to 'openasylum sensitivity', such as '--workers 1'.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from openasylum.cli import main
from openasylum.cli.sensitivity_words import flip_words, number
from openasylum.records.assumptions import Assumption
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

FOLDER = Path("runs/sensitivity")
ASKED = [
    "sensitivity", "as_enacted", "without_mpp", "--trajectories", "4", "--keep", "6",
    "--sobol", "16", "--seeds", "2", "--scale", "0.01",
    "--measure", "people.protected", "--measure", "people.refused",
    "--measure", "people.days_waited", "--measure", "court.pending@FY2024",
    "--out", str(FOLDER),
]  # fmt: skip
LABELS = {
    "people.protected": "People protected by the end",
    "people.refused": "People refused by the end",
    "people.days_waited": "Mean days waited",
    "court.pending@FY2024": "Court cases pending, end of FY2024",
}
MOST = 8  # rows of effects; effects.parquet in the folder has all


def page(found: dict[str, Any], seconds: float, known: dict[str, Assumption]) -> str:
    """The page of a finished study."""
    failed = sum(found["failed"].values())
    lines = [
        "# What the comparison with MPP turns on",
        "",
        "Written by `python validation/sensitivity.py`, which runs",
        "",
        f"    openasylum {' '.join(ASKED)}",
        "",
        f"with seed {found['seed']}; it took {seconds:,.0f} seconds on two cores shared "
        f"with other work. {found['assumptions_moved']} assumptions were moved over their ranges "
        f"in {found['trajectories']} trajectories (Morris), the {len(found['kept'])} that moved a "
        f"measure most together from {found['sobol']} base points (Sobol), and each of these alone "
        f"to where the two scenarios change places (flips, {found['seeds']} seeds). "
        f"{failed} runs could not be and are left out.",
        "",
        "How to read it. The number told is *without MPP less as enacted*, with the same people "
        "and the same luck. *Effect* is by how much it moves, in the mean, when an assumption goes "
        "from the low to the high end of its range, with a 95% interval; with as few trajectories "
        "as here the interval is wide, and the order of neighbours is not sure. *Share* is of the "
        "variance made by the assumptions that were kept: alone, and with all they do together "
        "with others; an interval that reaches 0 or passes 1 says that the base points are too few "
        "to tell. Ranges are judgements, so none of this is a probability.",
        "",
        *_words(found),
    ]
    for measure in found["measures"]:
        lines += ["", f"## {LABELS[measure['measure']]}", "", *_measure(measure, found)]
    lines += ["", *_together(found)]
    names = dict.fromkeys(
        name
        for measure in found["measures"]
        for one in [*measure["effects"][:MOST], *measure["flips"]]
        for name in one["assumption"].split("+")
    )
    lines += [
        "",
        "## What the assumptions are",
        "",
        "| assumption | range | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | {_range(known[name])} | {known[name].meaning} |" for name in names]
    return "\n".join([*lines, ""])


def _words(found: dict[str, Any]) -> list[str]:
    """Of each measure: the ranking, how often it turns, what moves it most, and where it flips."""
    lines = ["**What it says.**", ""]
    for measure in found["measures"]:
        level = number(measure["central"][-1], signed=True)
        top = " and ".join(f"`{one['assumption']}`" for one in measure["effects"][:2])
        sure = [
            f"`{flip['assumption']}` at {turn['at']}"
            for flip in measure["flips"]
            for turn in flip["turns"]
            if turn["sure"]
        ]
        where = f"It flips at {'; '.join(sure)}." if sure else "No single one flips it surely."
        lines.append(
            f"- {LABELS[measure['measure']]}: {level} with the central values; the other way in "
            f"{measure['reversed_draws']:,} of {measure['of_draws']:,} draws over the ranges. "
            f"Moved most by {top}. {where}"
        )
    return lines


def _measure(measure: dict[str, Any], found: dict[str, Any]) -> list[str]:
    shares = {one["assumption"]: one for one in measure["shares"]}
    spread = number(measure["spread_over_seeds"][-1])
    lines = [
        f"As enacted {number(measure['central'][0])}, without MPP {number(measure['central'][1])} "
        f"{measure['unit']}; difference {number(measure['central'][-1], signed=True)}, standard "
        f"deviation over {found['seeds']} seeds {spread}.",
        "",
        "| assumption | effect, size | mean effect | spread (sigma) | share alone | with others |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in measure["effects"][:MOST]:
        if one["mu_star"] == 0:
            continue
        share = shares.get(one["assumption"])
        told = ["", ""]
        if share is not None:
            told = [
                f"{share[n]:.2f} ± {share[f'{n}_within']:.2f}" for n in ("first_order", "total")
            ]
        cells = [
            _name(one["assumption"]), f"{number(one['mu_star'])} ± {number(one['mu_star_within'])}",
            number(one["mean"], signed=True), number(one["sigma"]), *told,
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, "", *_flips(measure)]


def _flips(measure: dict[str, Any]) -> list[str]:
    lines = [
        "| does it flip? | at the low end | as assumed | at the high end | the ranking flips |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for flip in measure["flips"]:
        ends = (0, len(flip["places"]) // 2, -1)
        cells = [
            f"{flip[word]}: {_difference(flip['differences'][place])}"
            for word, place in zip(("low", "central", "high"), ends, strict=True)
        ]
        lines.append(f"| {_name(flip['assumption'])} | {' | '.join(cells)} | {flip_words(flip)} |")
    return lines


def _difference(value: float | None) -> str:
    return "impossible" if value is None else number(value, signed=True)


def _together(found: dict[str, Any]) -> list[str]:
    grid = found["together"]
    if not grid:
        return []
    first, second = (_name(words) for words in grid["assumptions"])
    lines = [
        "## The two strongest at once",
        "",
        f"{second} down and {first} across, from the low end of the range (-1) over the value as "
        f"assumed (0) to the high end (+1).",
    ]
    for measure, rows in grid["differences"].items():
        head = [f"{place:+.2g}" for place in grid["places"][0]]
        lines += ["", f"{LABELS[measure]}:", "", f"| | {' | '.join(head)} |"]
        lines.append("| ---: |" + " ---: |" * len(head))
        lines += [
            f"| {place:+.2g} | {' | '.join(_difference(value) for value in row)} |"
            for place, row in zip(grid["places"][1], rows, strict=True)
        ]
    return lines


def _name(joined: str) -> str:
    return " with ".join(f"`{name}`" for name in joined.split("+"))


def _range(one: Assumption) -> str:
    return f"{one.low:g} to {one.high:g} {one.unit}"


def run() -> int:
    """Run what is missing, and write the page; the command's own status."""
    started = time.perf_counter()
    code = main([*ASKED, *sys.argv[1:]])
    result = FOLDER / "sensitivity.json"
    if not result.exists():
        return code
    took = FOLDER / "seconds.txt"
    before = float(took.read_text()) if took.exists() else 0.0
    seconds = before + time.perf_counter() - started
    took.write_text(f"{seconds:.0f}\n")
    known = load_assumptions(DEFAULT_SET).values
    text = page(json.loads(result.read_text()), seconds, dict(known))
    (Path(__file__).parent / "sensitivity.md").write_text(text, encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(run())
