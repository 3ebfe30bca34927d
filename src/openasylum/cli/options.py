"""Options that `simulate` and `compare` share, and their progress bar."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openasylum.simulation.study import Options, Progress


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a run."""
    parser.add_argument("--out", required=True, metavar="DIR", help="folder to write; must be new")
    add_days(parser)
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="of everyone's luck (1)")
    parser.add_argument("--draws", metavar="N", type=int, help="repeat with the next seeds (1)")
    parser.add_argument(
        "--people", action="store_true", help="also write one row a person and one an event"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument("--no-report", action="store_true", help="do not build report.html")


def add_days(parser: argparse.ArgumentParser) -> None:
    """Add how long a run is, and which share of people it has."""
    parser.add_argument(
        "--until", metavar="DATE", type=as_day, help="first day after the run (default 2025-09-01)"
    )
    parser.add_argument(
        "--scale", metavar="X", type=float, default=1.0,
        help="share of people and capacity, above 0 up to 1 (1: everyone)",
    )  # fmt: skip


def as_day(text: str) -> date:
    """A day as people write it, 2024-10-01. Raises `ArgumentTypeError`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a date. Write it as year-month-day, for example 2024-10-01"
        ) from None


def run_options(arguments: argparse.Namespace) -> "Options":
    """The options as the simulation takes them."""
    from openasylum.simulation.study import Options

    given = {
        "seed": arguments.seed, "draws": arguments.draws, "scale": arguments.scale,
        "people": arguments.people,
    }  # fmt: skip
    if arguments.until is not None:
        given["until"] = arguments.until
    return Options(**given)


@contextmanager
def progress_bar() -> Iterator["Progress | None"]:
    """A bar a scenario on the terminal; none where the output is not one."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(),
        TextColumn("{task.fields[months]}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        words = "preparing (the first start compiles the kernel)"
        preparing = bar.add_task(words, total=None, months="")
        tasks: dict[str, TaskID] = {}

        def told(name: str, done: int, of: int) -> None:
            if name not in tasks:
                bar.update(preparing, visible=False)
                tasks[name] = bar.add_task(name, total=of, months="")
            bar.update(tasks[name], completed=done, months=f"{done} of {of} months")

        yield told
