"""`openasylum ledger`: officers' and judges' hours by purpose, and what appropriations bought."""

import argparse
import json
from pathlib import Path

_EPILOG = """example:
  openasylum ledger runs/first

The first scenario of the run is held against each other one. Net hours say whether fear screening
and MPP take hours from other work or spare them; the sign is computed, and either may come out."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum ledger",
        description="Officers' and judges' hours by what they were spent on, what displaced hours"
        " would have done, and what the emergency appropriation of 2019 bought.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("run", metavar="RUN", type=Path, help="the folder of a finished run")
    found.add_argument("--json", action="store_true", help="one object, for programs")
    return found


def run(args: argparse.Namespace) -> int:
    """Print the ledger of a finished run, for people or for programs."""
    from openasylum.report.appropriation import bought
    from openasylum.report.ledger import ledger
    from openasylum.report.ledger_table import print_ledger
    from openasylum.report.run import read_run

    finished = read_run(args.run)
    found, money = ledger(finished), bought(finished)
    if args.json:
        told = {**found.as_json(), "appropriations": [one.as_json() for one in money]}
        print(json.dumps(told, indent=1, default=str))
    else:
        print_ledger(found, money)
    return 0
