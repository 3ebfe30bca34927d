"""openasylum check: check a scenario file, or every fact the project carries."""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openasylum.law.check import Finding

_EPILOG = """examples:
  openasylum check my.yaml
  openasylum check

A file is a scenario, an instrument, a claim or a file of published figures; its fields say which.
Without one, everything the project carries is checked: words, instruments, second readings,
conflicts between instruments for every kind of person on every day, scenarios, public claims,
published projections, published figures with the tables they name, and what hiring takes."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum check",
        description="Check scenarios and facts, naming file, line and remedy.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a .yaml file")
    found.add_argument("--json", action="store_true", help="a list of objects, for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong; returns 2 if anything is."""
    findings = [_one(path) for path in arguments.files] or _everything()
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
            print(f"Among them {_counted(findings)}.")
    return 2 if wrong else 0


def _one(path: Path) -> "Finding":
    """One file of the user's, read as what its fields say it is."""
    from openasylum.errors import OpenasylumError
    from openasylum.law.check import check_file
    from openasylum.records.reader import fields_in

    try:
        fields = fields_in(path)
        if "paraphrase" in fields:
            from openasylum.claims.library import read_claim

            read_claim(path)
        elif "counted" in fields:
            from openasylum.report.published_facts import differences, read_published

            lines = differences(read_published(path))
            return str(path), "\n".join(f"{path}: {line}" for line in lines)
        else:
            return check_file(path)
    except OpenasylumError as error:
        return str(path), str(error)
    return str(path), ""


def _everything() -> "list[Finding]":
    """Every fact the project carries; claims and figures are read even where the law is broken."""
    from openasylum.calibration.staffing import check_staffing
    from openasylum.claims.library import check_claims
    from openasylum.law.check import check_all
    from openasylum.microdata.facts import check_microdata
    from openasylum.projections.check import check_projections
    from openasylum.report.published_facts import check_published

    return [
        *check_all(), *check_claims(), *check_projections(), *check_published(), *check_staffing(),
        *check_microdata(),
    ]  # fmt: skip


def _counted(findings: "list[Finding]") -> str:
    """How many files of each folder were checked."""
    folders = Counter(shown.partition("/")[0] for shown, _ in findings if "/" in shown)
    counts = [f"{many} in {folder}" for folder, many in sorted(folders.items())]
    return ", ".join(counts)
