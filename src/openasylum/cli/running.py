"""Where draws are run, and how far they are: options and progress of commands with many runs."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.ensemble.draws import Draws
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

    if arguments.cluster:
        if arguments.processes:
            raise OpenasylumError(
                "--processes: the cluster's workers are what they are. Leave out."
            )
        with pool.cluster(arguments.cluster) as found:
            yield found
        return
    apart = arguments.processes
    number, why = pool.workers_for(arguments.scale, arguments.workers, apart=apart)
    found = pool.processes(number) if apart else pool.threads(number)
    yield replace(found, words=f"{found.words} ({why})")


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


def draws_given(text: str, option: str = "--draws") -> "tuple[Draws, bool]":
    """Fitted draws by their name, or the draws of a file; and whether they have seeds.

    Raises `OpenasylumError` naming the option: there is no such set or file, or it is stale.
    """
    from openasylum.calibration.store import draws_names, load_draws
    from openasylum.ensemble.draws_file import read_draws
    from openasylum.errors import UnknownName

    if Path(text).suffix:
        return read_draws(Path(text))
    if text not in draws_names():
        remedy = "Or give a number of draws, or a file that ends in .csv or .parquet."
        raise OpenasylumError(
            f"{option}: {UnknownName('set of fitted draws', text, draws_names(), remedy)}"
        )
    return load_draws(text)[0], True
