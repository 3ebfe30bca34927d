"""`openasylum microdata check`: orphans, unknown codes, and records that are gone."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path


def add_check(own: argparse.ArgumentParser) -> None:
    """Add the words of the action."""
    own.add_argument("folder", type=Path, help="a finished import")
    own.add_argument(
        "--previous", type=Path, metavar="DIR", help="import of an earlier release: what is gone?"
    )


def show_check(arguments: argparse.Namespace) -> None:
    """Print what was found; refuse a release of which too much is gone."""
    from openasylum.microdata.checks import GONE_WARNS, check_import, refuse_gone

    found = check_import(arguments.folder, arguments.previous)
    if arguments.json:
        print(json.dumps(asdict(found), indent=2))
        refuse_gone(found)
        return
    for one in found.orphans:
        print(f"{one['table']}: {one['rows']:,} rows have no {one['parent']} ({one['column']}).")
    for one in found.unknown_codes:
        print(f"{one['table']}.{one['column']}: {one['rows']:,} codes ({one['share']:.2%}) that "
              f"{one['lookup']} does not have.")  # fmt: skip
    for one in found.repeated_keys:
        print(f"{one['table']}: {one['rows']:,} rows repeat a {one['key']}.")
    print(f"{found.cases_without_proceeding:,} cases have no proceeding.")
    print(f"{found.cases_of_mixed_type:,} cases have proceedings of different case types.")
    print(f"{found.ended_before_their_notice:,} proceedings end before their notice to appear.")
    for one in found.gone:
        print(f"{one['table']}: {one['rows']:,} records of the release before are gone.")
    if found.worst_gone > GONE_WARNS:
        print(f"More than {GONE_WARNS:.1%} of a table is gone: look into it.", file=sys.stderr)
    print("Nothing was changed or dropped.")
    refuse_gone(found)
