"""What a search for staff found, printed: its sentences, and tables beside them."""

import sys
from pathlib import Path
from typing import Any

from openasylum.calibration.staff_answer import Answer, Measures, Spread
from openasylum.calibration.staff_told import arrivals_line as arrivals_line
from openasylum.calibration.staff_told import as_json as as_json
from openasylum.calibration.staff_told import figure, interval, notes, number_words, sentence

_MEASURES = {
    "pending": "waiting",
    "demand": "who came in the year before",
    "capacity": "who were done in it",
    "load": "load (came for each done; above 1 the queue grows)",
    "target_queue": "target queue (nearly all done within 180 days)",
    "pressure": "pressure (times the target)",
    "relief_capacity": "relief capacity (done a year to reach the target within the plan's time)",
    "steady_capacity": "steady capacity (done a year to stay at it)",
}


def print_answer(found: Answer, folder: Path | None) -> None:
    """The sentence, the tables, and the notes."""
    from rich.console import Console

    console = Console(
        width=None if sys.stdout.isatty() else 110, markup=False, highlight=False, soft_wrap=False
    )
    console.print(f"\n{sentence(found)}\n")
    console.print(_plan_table(found))
    if found.measures:
        console.print(_measures_table(found.measures))
    for line in notes(found):
        console.print(f"- {line}")
    for failure in found.failures:
        print(f"openasylum: draw {failure.draw} failed: {failure.message}", file=sys.stderr)
    again = f", {found.reused} parts of an earlier run" if found.reused else ""
    where = f"; kept in {folder}" if folder else "; not kept (no --out)"
    console.print(f"\n{found.runs} runs in {found.seconds:,.0f} s{again}{where}")


def _plan_table(found: Answer) -> Any:
    from rich import box
    from rich.table import Table

    ask, got = found.question.ask, found.required
    each = "hired a year" if ask.hire == "each_year" else "hired at once"
    table = Table(box=box.SIMPLE, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    add = table.add_row
    add(
        f"{each}, enough for {got.chance:.0%} of draws",
        number_words(got.number, ask.most),
        f"95% interval {interval(found)}" if got.number is not None else "",
    )
    add(f"{each}, enough for half of them", number_words(got.median, ask.most), "")
    for number, share in _some(found.chances):
        add(f"  {number:,} are enough for", f"{share:.0%}", "of draws")
    add(f"with {found.shown:,}: reached in", f"{found.seen:.0%}", "of draws")
    add("  begun by the goal's day", *_cells(found.begun))
    add("  most at work at a time, beyond those there were", *_cells(found.peak))
    low, middle, high = (value / 1e6 for value in vars(found.usd_a_year).values())
    add(
        "  cost a year at that time, million USD",
        f"{middle:,.0f}",
        f"price's range {low:,.0f} to {high:,.0f}",
    )
    add(f"  {ask.goal.series}", *_cells(found.value))
    add(f"{ask.goal.series}, nobody hired", *_cells(found.without))
    return table


def _some(chances: tuple[tuple[int, float], ...], most: int = 6) -> list[tuple[int, float]]:
    """A few steps of the chance by number, both ends among them."""
    if len(chances) <= most:
        return list(chances)
    return [chances[round(i * (len(chances) - 1) / (most - 1))] for i in range(most)]


def _measures_table(measures: tuple[Measures, ...]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE, pad_edge=False, title="The queue (medians over draws)", title_justify="left"
    )
    table.add_column("", overflow="fold")
    for one in measures:
        table.add_column(one.when, justify="right", overflow="fold")
    for name, words in _MEASURES.items():
        values = [_measure(one, name) for one in measures]
        if any(value is not None for value in values):
            table.add_row(words, *("" if value is None else figure(value) for value in values))
    return table


def _measure(one: Measures, name: str) -> float | None:
    if name == "load":
        return one.load
    return getattr(one.queue, name, one.others.get(name))


def _cells(spread: Spread) -> tuple[str, str]:
    return figure(spread.median), f"5% to 95% {figure(spread.low)} to {figure(spread.high)}"
