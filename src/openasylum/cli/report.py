"""`openasylum report`: build the report of a finished run again."""

import argparse
import json
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    found = argparse.ArgumentParser(
        prog="openasylum report",
        description="Build the report of a finished run again: one HTML file that loads nothing.",
        epilog="example:\n  openasylum report runs/first --charts figures",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("run", metavar="RUN", type=Path, help="the folder of a finished run")
    found.add_argument(
        "--out", metavar="FILE", type=Path, help="where to write it (default: RUN/report.html)"
    )
    found.add_argument(
        "--charts", metavar="DIR", type=Path, help="also write each chart there as PNG and SVG"
    )
    found.add_argument(
        "--records", metavar="DIR", type=Path,
        help="folder of 'openasylum microdata targets': court records beside the model",
    )  # fmt: skip
    found.add_argument(
        "--interactive", action="store_true",
        help="charts tell their numbers when pointed at; the file carries a script for it",
    )  # fmt: skip
    found.add_argument("--json", action="store_true", help="print the numbers for programs")
    return found


def run(args: argparse.Namespace) -> int:
    """Write the report and print the run in short."""
    from openasylum.report import print_summary
    from openasylum.report.page import write_page
    from openasylum.report.run import read_run
    from openasylum.report.tables import summarized

    finished = read_run(args.run)
    written = write_page(finished, args.out, args.records, interactive=args.interactive)
    drawn = []
    if args.charts is not None:
        from openasylum.report.files import write_charts

        drawn = write_charts(finished, args.charts)
    found = summarized(finished)
    if args.json:
        files = {"report": str(written), "charts": [str(path) for path in drawn]}
        print(json.dumps({**found.as_json(), **files}, indent=2))
        return 0
    print_summary(found)
    print(f"Report: {written}")
    if drawn:
        print(f"Charts: {len(drawn)} files in {args.charts}")
    return 0
