"""Where draws are run, and how far they are: options and progress of commands with many runs."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openasylum.ensemble.pool import Pool
    from openasylum.ensemble.run import Progress


def add_places(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where draws are run."""
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--workers", metavar="N", type=int, help="draws at a time on this machine")
    place.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler that runs the draws")
    parser.add_argument(
        "--processes", action="store_true", help="workers are processes and not threads"
    )


@contextmanager
def pool_of(arguments: argparse.Namespace) -> "Iterator[Pool]":
    """Where the arguments of `add_places` and `--scale` say that draws are run."""
    from openasylum.ensemble import pool

    given = arguments
    with pool.chosen(given.scale, given.workers, given.cluster, apart=given.processes) as found:
        yield found


@contextmanager
def progress_of(words: str) -> "Iterator[Progress]":
    """A bar on the terminal; elsewhere a line at every tenth of the draws."""
    from openasylum.ensemble.run import State

    if not sys.stderr.isatty():
        told = [-1]

        def line(state: State) -> None:
            tenth = 10 * (state.finished + state.failed) // state.of
            if told == [-1]:
                print(f"running on {words}" if words[0].isdigit() else words, file=sys.stderr)
            if tenth != told[0]:
                told[0] = tenth
                print(_how_far(state), file=sys.stderr, flush=True)

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn(words), BarColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def moved(state: State) -> None:
            done = state.finished + state.failed
            bar.update(task, completed=done, total=state.of, description=_how_far(state))

        yield moved


@contextmanager
def stages(pool: "Pool", words: str) -> "Iterator[Callable[[str, int], Progress]]":
    """For commands with several ensembles: a line of what is to be done, then each one's progress.

    Args:
        pool: where they are run.
        words: what is to be done, in all.
    """
    print(words, file=sys.stderr)
    with ExitStack() as open_now:

        def told(stage: str, draws: int) -> "Progress":
            open_now.close()
            words = f"{stage} ({draws:,} draws) on {pool.words}"
            return open_now.enter_context(progress_of(words))

        yield told


def tell_failures(failed: dict[str, list[str]]) -> None:
    """For each stage how many runs failed, and why the first did."""
    for stage, messages in failed.items():
        words = f"openasylum: {stage}: {len(messages):,} runs failed. The first: {messages[0]}"
        print(words, file=sys.stderr)


def _how_far(state: Any) -> str:
    words = f"{state.finished:,} of {state.of:,} draws finished"
    if state.failed:
        words += f", {state.failed:,} failed"
    if state.seconds_left is not None and state.finished + state.failed < state.of:
        words += f", {_duration(state.seconds_left)} left"
    return words


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 5400:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h"
