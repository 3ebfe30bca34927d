"""`openasylum validation`: a run set beside published figures, seen by the model or not."""

import argparse
import json
import sys
from pathlib import Path

_EPILOG = """examples:
  openasylum validation runs/first
  openasylum validation runs/first --json

Every figure is shown, near or far. One marked * is not a test, because the model has seen it: it is
an input, a series the model is fitted to, or an assumption's evidence. The report of a run has the
same table with sources, quotations and the traps of each definition."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    found = argparse.ArgumentParser(
        prog="openasylum validation",
        description="A finished run beside published figures: how near, how far, and why not.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("run", metavar="RUN", type=Path, help="the folder of a finished run")
    found.add_argument("--json", action="store_true", help="one object, for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison as a table or JSON."""
    from openasylum.report.published import compare
    from openasylum.report.published_words import as_json, print_comparison
    from openasylum.report.run import read_run

    found = compare(read_run(arguments.run))
    if arguments.json:
        print(json.dumps(as_json(found), indent=1, allow_nan=False))
        return 0
    print_comparison(found, width=None if sys.stdout.isatty() else 140)
    return 0
