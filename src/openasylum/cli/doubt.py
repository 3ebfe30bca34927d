"""Doubt in four parts: how much of a range is chance, assumptions, arrivals, form of the model."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.cli.options import add_days
from openasylum.cli.running import add_places, pool_of, stages, tell_failures

if TYPE_CHECKING:
    from openasylum.calibration.doubt_asked import DoubtAsked

_EPILOG = """example:
  openasylum doubt as_enacted without_mpp --draws 50 --seeds 20 --scale 0.05 --out runs/doubt \\
      --into runs/first

Each part is varied alone around the central values, then all at once. 'chance': everyone's luck.
'assumptions': all others, over their ranges or the draws of a file. 'arrivals': assumptions that
say how many come. 'structure': other forms of the model. What is in which part, and what is in
none, stands with its reasons in facts/doubt.yaml; --parts takes another file like it. Parts from
judged ranges are no probabilities. --into puts the table into a finished run of the same
scenarios and builds its report again. Stopped or killed, the same command goes on."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum doubt",
        description="How much of a range is chance, assumptions, arrivals and form of the model.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = own.add_argument
    add("scenario", nargs="+", help="one for its level, two for their difference too")
    add("--out", required=True, metavar="DIR", help="folder; one with runs of this is continued")
    add("--into", metavar="RUN", type=Path, help="a finished run whose report is to show it")
    add("--measure", action="append", metavar="SERIES[:group][@when]",
        help="what is told, again for more ('@years': every fiscal year)")  # fmt: skip
    add("--draws", metavar="N", type=int, default=50, help="of assumptions, arrivals, all (50)")
    add("--draws-file", metavar="SET", help="a fitted set or a file of draws, not ranges")
    add("--seeds", metavar="N", type=int, default=20, help="of chance (20)")
    add("--seed", metavar="N", type=int, default=1, help="the first seed (1)")
    add("--parts", metavar="FILE", type=Path, help="what is varied (facts/doubt.yaml)")
    add_days(own)
    own.set_defaults(scale=0.05)
    add_places(own)
    add("--json", action="store_true", help="print the rows as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Run what is missing, write the table and print it; 2 if a run failed."""
    from openasylum.calibration.doubt import design
    from openasylum.calibration.doubt_asked import doubted, run_design
    from openasylum.report.doubt_into import check_into, put_into

    asked = doubted(_said(arguments))
    if arguments.into is not None:
        check_into(arguments.into, asked.names)
    runs = design(asked.settings)
    folder = Path(arguments.out)
    command = " ".join(["openasylum", "doubt", *arguments.scenario])
    try:
        with pool_of(arguments) as pool, stages(pool, asked.words(runs)) as told:
            table, failed = run_design(asked, runs, folder, pool, told, command=command)
    except KeyboardInterrupt:
        words = "openasylum: stopped. Finished runs are kept: the same command goes on from there."
        print(words, file=sys.stderr)
        return 130
    if arguments.into is not None:
        print(f"Report: {put_into(arguments.into, table)}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(table.to_pylist(), indent=1))
    else:
        from openasylum.cli.doubt_words import show

        show(table.to_pylist(), folder)
    tell_failures(failed)
    return 2 if failed else 0


def _said(arguments: argparse.Namespace) -> "DoubtAsked":
    from openasylum.calibration.doubt_asked import DoubtAsked

    given = arguments
    return DoubtAsked(
        given.scenario, given.measure, given.draws, given.draws_file, given.seeds, given.seed,
        given.parts, given.until, given.scale,
    )  # fmt: skip
