"""`openasylum staff`: how many must be hired, and when, to reach a goal with a chance."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.cli.options import as_day

if TYPE_CHECKING:
    from openasylum.calibration.staff_asked import StaffAsked

_EPILOG = """examples:
  openasylum staff --series court.pending --below 1000000 --by 2030-09-30 --chance 0.8 \\
      --scale 0.02 --out staff/million
  openasylum staff --office immigration_judges --series court.pending_active --below 800000 \\
      --from 2016-10-01 --by 2019-09-30 --chance 0.8 --scale 0.02
  openasylum staff --office asylum_officers --series affirmative.days_to_clear --below 365 \\
      --by 2031-09-30 --chance 0.5 --arrivals FY2019 --scale 0.02 --out staff/year

In each draw the least number hired that reaches the goal is found by bracketing, on the same people
with the same luck. The answer is the number that is enough in the share of draws asked for. Judges,
officers or lawyers begin after the time that hiring takes and leave at the rate at which they did
(facts/staffing.yaml); those there are now are replaced as they leave.

A stock counts on the day itself, a flow over the twelve months to it. Waits can be goals as well:
court.decision_days, and court, affirmative, appeal or fear with '.days_to_clear'. Days may lie in
the past. Draws from ranges are no probabilities: give a fitted set of draws as --draws FILE, as for
'openasylum ensemble'. With --out, the same command goes on where it was stopped."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum staff",
        description="How many judges, asylum officers or lawyers must be hired to reach a goal.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = own.add_argument
    add("--office", default="immigration_judges", metavar="NAME",
        help="immigration_judges (default), asylum_officers or lawyers")  # fmt: skip
    add("--series", required=True, metavar="ID", help="what the goal is of")
    level = own.add_mutually_exclusive_group(required=True)
    level.add_argument("--below", metavar="X", type=float, help="the series must be below this")
    level.add_argument("--above", metavar="X", type=float, help="the series must be above this")
    add("--by", required=True, metavar="DATE", type=as_day, help="the last day of a month")
    add("--chance", required=True, metavar="P", type=float, help="share of draws, between 0 and 1")
    add("--from", dest="start", metavar="DATE", type=as_day,
        help="day the first are asked for (the day after the data, 2025-09-01)")  # fmt: skip
    add("--hire", choices=("each_year", "once"), default="each_year",
        help="the same number every year, by month (default), or all at once")  # fmt: skip
    add("--arrivals", metavar="WHO", default="last6",
        help="border after the data: FY2019, last12, a number a year, none (last6)")  # fmt: skip
    add("--scenario", metavar="NAME", default="as_enacted", help="the law (as_enacted)")
    add("--draws", metavar="N|SET", default="20", help="how many, a fitted set or a file (20)")
    add("--vary", metavar="NAMES", help="with --draws N: 'all' (default), 'none', or names")
    add("--scale", metavar="X", type=float, default=0.05, help="share of people (0.05)")
    add("--most", metavar="M", type=int, default=5000, help="the largest number tried (5000)")
    add("--seed", metavar="N", type=int, default=1, help="of the first draw's luck (1)")
    add("--workers", metavar="N", type=int, help="draws at a time")
    add("--processes", action="store_true", help="workers are processes and not threads")
    add("--out", metavar="DIR", help="folder to keep draws in; one with this search is continued")
    add("--picture", metavar="FILE", type=Path, help="chance by number hired, as .svg or .png")
    add("--json", action="store_true", help="print the answer as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Search, and print the answer; 2 if a draw failed."""
    from openasylum.calibration.staff_answer import answer
    from openasylum.calibration.staff_asked import staff_asked
    from openasylum.calibration.staff_picture import check_picture, draw
    from openasylum.calibration.staff_told import write
    from openasylum.cli.running import progress_of
    from openasylum.cli.staff_words import arrivals_line, as_json, print_answer
    from openasylum.ensemble.pool import chosen

    said = _said(arguments)
    asked = staff_asked(said)
    if arguments.picture:
        check_picture(arguments.picture)
    if not arguments.json:
        print(arrivals_line(asked), flush=True)
    places = chosen(arguments.scale, arguments.workers, apart=arguments.processes)
    with places as pool, _folder(arguments.out) as folder:
        try:
            found = answer(asked, folder, pool, command=said.command, progress=progress_of)
        except KeyboardInterrupt:
            kept = "Finished draws are kept: the same command goes on from there."
            lost = "Nothing is kept without --out."
            print(f"openasylum: stopped. {kept if arguments.out else lost}", file=sys.stderr)
            return 130
        told = as_json(found)
        write(told, folder)
    if arguments.picture:
        draw(found, arguments.picture)
    if arguments.json:
        print(json.dumps(told, indent=1))
    else:
        print_answer(found, Path(arguments.out) if arguments.out else None)
    return 2 if found.failures else 0


@contextmanager
def _folder(asked: str | None) -> Iterator[Path]:
    if asked:
        yield Path(asked)
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _said(arguments: argparse.Namespace) -> "StaffAsked":
    from openasylum.calibration.draws_asked import DrawsAsked
    from openasylum.calibration.staff_asked import StaffAsked

    given = arguments
    return StaffAsked(
        given.office, given.series, given.below, given.above, given.by, given.chance, given.start,
        given.hire, given.arrivals, given.scenario,
        DrawsAsked(given.draws, given.vary, seed=given.seed), given.scale, given.most,
    )  # fmt: skip
