"""The engine's queues against theory, with intervals over seeds; writes validation/theory.md.

python validation/theory.py              # 300 seeds
python validation/theory.py --seeds 20
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.theory.rows import Found, Row, found, offices, stations  # noqa: E402

OFFICES = 5  # so many times the seeds of a station


def table(title: str, rows: list[Row], told: list[Found]) -> list[str]:
    """One table: a row a quantity."""
    lines = [
        f"## {title}", "",
        "| queue | quantity | theory | engine, mean | 95% | margin | agrees | a wrong formula "
        "| its value | rejected |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row, each in zip(rows, told, strict=True):
        low, high = each.mean - each.half(), each.mean + each.half()
        lines.append(
            f"| {row.queue} | {row.what} | {row.expected:.5g} | {each.mean:.5g} "
            f"| {low:.5g} to {high:.5g} | {row.margin:g} "
            f"| {'yes' if each.agrees(row.expected, row.margin) else '**no**'} | {row.wrong_name} "
            f"| {row.wrong:.5g} | {'**no**' if each.agrees(row.wrong, row.margin) else 'yes'} |"
        )
    return [*lines, ""]


def main() -> None:
    """Run, print, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=300, metavar="N", help="seeds (300)")
    count = parser.parse_args().seeds
    started = time.process_time()
    parts = [
        (
            "Stations of servers, built from the engine's calendar, lists and luck",
            stations(),
            count,
        ),
        ("The model's own offices", offices(), OFFICES * count),
    ]
    tables = [table(title, rows, found(rows, range(1, seeds + 1))) for title, rows, seeds in parts]
    lines = [
        "# The engine's queues against theory", "",
        f"{count} seeds a row of stations, {OFFICES * count:,} of offices; `python "
        f"validation/theory.py --seeds {count}`, "
        f"{time.process_time() - started:.0f} s of processor time, {os.cpu_count()} cores.", "",
        "*Agrees*: theory lies within the engine's 99.99% interval over seeds, widened by the "
        "margin, "
        "which is what whole steps may change (measured before: about .2 of a "
        "step). Each row holds a formula that does not apply as well, which the same test must "
        "reject. Formulas and their sources: `tests/theory/formulas.py`.", "",
        "A station has c servers and a step of a tenth or a twentieth of the unit of time, a "
        "hundredth "
        "or less of a mean service. Giving up is looked at when someone's turn comes, as the "
        "engine does. "
        "An **office of the model is not c servers**: it has hours a day, begins a case whenever "
        "any "
        "are left, and works an overrun off on later days. That is one server that always works "
        "while "
        "someone waits, so the formulas for one server hold (M/G/1 with the service that the hours "
        "make), also for ten judges: ten cases are not heard side by side for ten times as long. "
        "For "
        "cases that take a whole number of days of capacity the mean wait is Pollaczek and "
        "Khinchine's "
        "exactly, without a margin (`tests/theory/offices.py`). Offices' wide intervals come of "
        "their "
        "few cases: an id has room for 65,536 days. Waits counted are of people who came so long "
        "before the end that all of them were served. (Leaving out those who still waited made "
        "the mean square with the newest first a twelfth too small, until this page counted so.)",
        "",
    ]  # fmt: skip
    text = "\n".join([*lines, *(line for part in tables for line in part)])
    print(text)
    (Path(__file__).parent / "theory.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
