"""Which assumptions a result turns on, and at which value two policies change places."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.cli.options import add_days
from openasylum.cli.running import add_places, pool_of, stages, tell_failures

if TYPE_CHECKING:
    from openasylum.calibration.sensitivity_asked import SensitivityAsked

_EPILOG = """example:
  openasylum sensitivity as_enacted without_mpp --measure court.pending@FY2020 --scale 0.02 \\
      --out runs/sensitivity

Three steps, all on the same people with the same luck. Morris: every assumption is moved, several
times each, and its effects from the low to the high end of its range are told. Sobol: the --keep
strongest are moved together, and the variance is shared out among them. Flips: for each of these,
the value at which the two scenarios change places, and both of the two strongest at once.

A measure is SERIES[:group][@when]: '@2019-09-30' or '@FY2019', by default the end of the run; a
flow is the sum until then. people.protected, people.refused, people.waiting and people.days_waited
are of everyone at the end. Ranges are judgements and no probabilities. Stopped or killed, the same
command goes on where it was."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum sensitivity",
        description="Which assumptions a result turns on, and at which value two scenarios change "
        "places.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = own.add_argument
    add("scenario", nargs="+", help="one for its level, two for their difference (second - first)")
    add("--out", required=True, metavar="DIR", help="folder; one with runs of this is continued")
    add("--measure", action="append", metavar="SERIES[:group][@when]",
        help="what is told, again for more (three: protected, court.pending, days_waited)"
    )  # fmt: skip
    add("--draws", metavar="SET|ranges", default="ranges",
        help="move within the sets' ranges, or nine tenths of a fitted set or file (ranges)"
    )  # fmt: skip
    add("--vary", metavar="NAMES", default="all", help="assumptions; a+b move together (all)")
    add("--trajectories", metavar="N", type=int, default=10, help="of Morris (10)")
    add("--keep", metavar="N", type=int, default=8, help="how many are looked at closely (8)")
    add("--sobol", metavar="N", type=int, default=64, help="base points of Sobol; 0: none (64)")
    add("--seeds", metavar="N", type=int, default=3, help="seeds of chance and of flips (3)")
    add("--seed", metavar="N", type=int, default=1, help="the first seed (1)")
    add_days(own)
    own.set_defaults(scale=0.02)
    add_places(own)
    add("--picture", metavar="FILE", type=Path, help="also draw it: .svg or .png")
    add("--json", action="store_true", help="print everything as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Run what is missing and print; 2 if a run failed."""
    from openasylum.calibration.pictures import check_picture, draw
    from openasylum.calibration.sensitivity_asked import planned, run_plan

    asked = planned(_said(arguments))
    if arguments.picture is not None:
        check_picture(arguments.picture)
    folder = Path(arguments.out)
    command = " ".join(["openasylum", "sensitivity", *arguments.scenario])
    try:
        with pool_of(arguments) as pool, stages(pool, asked.words) as told:
            result, failed = run_plan(asked, folder, pool, told, command=command)
    except KeyboardInterrupt:
        words = "openasylum: stopped. Finished runs are kept: the same command goes on from there."
        print(words, file=sys.stderr)
        return 130
    if arguments.picture is not None:
        draw(result, arguments.picture)
    if arguments.json:
        print(json.dumps(result, indent=1))
    else:
        from openasylum.cli.sensitivity_words import show

        show(result, folder)
    tell_failures(failed)
    return 2 if failed else 0


def _said(arguments: argparse.Namespace) -> "SensitivityAsked":
    from openasylum.calibration.sensitivity_asked import SensitivityAsked

    given = arguments
    return SensitivityAsked(
        given.scenario, given.measure, given.draws, given.vary, given.trajectories, given.keep,
        given.sobol, given.seeds, given.seed, given.until, given.scale,
    )  # fmt: skip
