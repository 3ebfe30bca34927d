"""Run two or more scenarios on the same people and show what differs."""

import argparse
import json
from pathlib import Path

from openasylum.cli.options import add_run_options, progress_bar, run_options
from openasylum.errors import OpenasylumError

LEAST = 2
COMMAND = "compare"


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum compare",
        description="Run two or more scenarios on the same people and show what differs.",
        epilog="example:\n  openasylum compare as_enacted without_mpp --out runs/first\n\n"
        "A scenario is a name in facts/scenarios or the path of a YAML file.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    own.add_argument("scenario", nargs="+", help="name or path of a YAML file; the first is a")
    add_run_options(own)
    return own


def run(arguments: argparse.Namespace) -> int:
    """Compare, write the folder and its report, print the short table."""
    if len(arguments.scenario) < LEAST:
        raise OpenasylumError(
            "compare: needs two scenarios or more, for example 'as_enacted without_mpp'."
        )
    return run_and_show(arguments, COMMAND)


def run_and_show(arguments: argparse.Namespace, command: str) -> int:
    """Run the scenarios of a command line, write folder and report, print the summary."""
    from openasylum.simulation.study import study

    folder = Path(arguments.out)
    said = " ".join(["openasylum", command, *arguments.scenario])
    with progress_bar() as progress:
        study(arguments.scenario, folder, run_options(arguments), command=said, progress=progress)
    from openasylum.report import print_summary, summary, write_report

    page = None if arguments.no_report else write_report(folder)
    told = summary(folder)
    if arguments.json:
        print(json.dumps(told.as_json() | {"report": str(page) if page else None}, indent=1))
        return 0
    print_summary(told)
    print(f"report: {page}" if page else f"tables: {folder}")
    return 0
