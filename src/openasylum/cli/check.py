"""openasylum check: check a scenario file, or every fact of law the project carries."""

import argparse
import json
from pathlib import Path

_EPILOG = """examples:
  openasylum check my.yaml
  openasylum check

Without a file, everything the project carries is checked: words, instruments, second readings,
conflicts between instruments for every kind of person on every day, scenarios, and projections."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum check",
        description="Check scenarios and instruments, naming file, line and remedy.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a .yaml file")
    found.add_argument("--json", action="store_true", help="a list of objects, for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong; returns 2 if anything is."""
    from openasylum.law.check import check_all, check_file
    from openasylum.projections.library import check_projections

    findings = [check_file(path) for path in arguments.files]
    findings = findings or [*check_all(), *check_projections()]
    wrong = [message for _, message in findings if message]
    if arguments.json:
        rows = [
            {"file": shown, "ok": not message, "problems": message.splitlines()}
            for shown, message in findings
        ]
        print(json.dumps(rows, indent=2))
    else:
        for shown, message in findings:
            if message or arguments.files:
                print(message or f"{shown}: nothing wrong.")
        if not arguments.files and not wrong:
            print(f"{len(findings)} files and combinations checked: nothing wrong.")
    return 2 if wrong else 0
