"""openasylum person: one synthetic person's story, with the twin's under another law beside it."""

import argparse
import json
from typing import TYPE_CHECKING

from openasylum.cli.law import day
from openasylum.cli.options import progress_bar
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.simulation.study import Progress
    from openasylum.stories.pair import Ready

_EPILOG = """example:
  openasylum person 2019-05-14/honduras/family_unit/between_ports/17
  openasylum person --like "Honduras, family, May 2019, enrolled in MPP"

A story says, step by step, what happened, by which rule, by which draw and with which chance, and
what happened to the same person under the other law. Everyone is synthetic."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum person",
        description="One synthetic person's story, with the twin's under another law beside it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument(
        "person", nargs="?", metavar="ID",
        help="the number in people.parquet, or 2019-05-14/honduras/family_unit/between_ports/17",
    )  # fmt: skip
    found.add_argument(
        "--like", metavar="TEXT",
        help="find people: citizenship, family status, manner, month, outcome, with commas between",
    )  # fmt: skip
    found.add_argument("--most", type=int, default=8, metavar="N", help="people to list (8)")
    found.add_argument("--scenario", default="as_enacted", help="a name, or the path of a file")
    found.add_argument("--twin", default="without_mpp", help="the other law (without_mpp)")
    found.add_argument(
        "--until", type=day, metavar="DATE", help="first day after the run (default 2025-09-01)"
    )
    found.add_argument("--seed", metavar="N", type=int, default=1, help="of everyone's luck (1)")
    found.add_argument(
        "--scale", metavar="X", type=float, default=1.0,
        help="share of people and capacity, above 0 up to 1 (1: everyone)",
    )  # fmt: skip
    found.add_argument("--json", action="store_true", help="for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Tell the story, or list people to tell of."""
    if (arguments.person is None) == (arguments.like is None):
        raise OpenasylumError(
            "person: give either an ID or --like TEXT, for example "
            '--like "Honduras, family, May 2019".'
        )
    if arguments.most < 1:
        raise OpenasylumError(f"--most {arguments.most}: must be 1 or more.")
    with progress_bar() as progress:
        return _search(arguments, progress) if arguments.like else _tell(arguments, progress)


def _prepared(arguments: argparse.Namespace) -> "tuple[Ready, Ready]":
    from openasylum.simulation.study import Options
    from openasylum.stories.pair import prepare

    options = Options(until=arguments.until, seed=arguments.seed, scale=arguments.scale)
    return prepare((arguments.scenario, arguments.twin), options)


def _tell(arguments: argparse.Namespace, progress: "Progress | None") -> int:
    from rich.console import Console

    from openasylum.stories.as_json import both_as_json
    from openasylum.stories.names import named
    from openasylum.stories.page import print_story
    from openasylum.stories.pair import tell_both

    name = named(arguments.person)
    pair = _prepared(arguments)
    own, twin = tell_both(pair, name, progress)
    if arguments.json:
        print(json.dumps(both_as_json(own, twin), indent=1))
    else:
        title = pair[1].inputs.scenario.title
        print_story(own, twin, title, Console(highlight=False))
    return 0


def _search(arguments: argparse.Namespace, progress: "Progress | None") -> int:
    from rich.console import Console

    from openasylum.stories.as_json import search_as_json
    from openasylum.stories.find import find
    from openasylum.stories.like import sought
    from openasylum.stories.page import print_search
    from openasylum.stories.pair import run_both

    wanted = sought(arguments.like)
    pair = _prepared(arguments)
    found = find(run_both(pair, progress=progress), wanted, arguments.most)
    if arguments.json:
        names = (pair[0].inputs.name, pair[1].inputs.name)
        print(json.dumps(search_as_json(found, names), indent=1))
    else:
        titles = (pair[0].inputs.scenario.title, pair[1].inputs.scenario.title)
        print_search(found, titles, Console(highlight=False))
    return 0
