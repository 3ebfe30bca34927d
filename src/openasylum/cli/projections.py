"""`openasylum projections`: published projections, executed again and held against events."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openasylum.projections.ledger import Entry

_EPILOG = """examples:
  openasylum projections
  openasylum projections crs_r47637_2023
  openasylum projections --picture projections.svg

Each is executed from its own published inputs. Where an input was not found it is searched, and the
word is 'with inferred inputs'; where a published result does not follow, the card says why."""
_WIDE = 180  # columns of a table that goes to a file or a pipe


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum projections",
        description="Published projections, executed again from their inputs and scored.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument(
        "name", nargs="*", metavar="NAME", help="a projection, or more, in full; all if not given"
    )
    found.add_argument(
        "--picture", metavar="FILE", type=Path,
        help="draw pending cases and the projections of them, as .svg or .png",
    )  # fmt: skip
    found.add_argument("--json", action="store_true", help="a list of objects, for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Execute the projections asked for and print them as a table, a card or JSON."""
    from openasylum.projections import words
    from openasylum.projections.ledger import ledger

    entries = ledger(list(dict.fromkeys(arguments.name)))
    if arguments.picture is not None:
        from openasylum.projections.picture import draw

        draw(entries, arguments.picture)
        print(f"{arguments.picture} written.", file=sys.stderr)
    elif arguments.json:
        print(json.dumps([words.as_json(one) for one in entries], indent=1))
    elif arguments.name:
        print("\n\n".join(words.card(one) for one in entries))
    else:
        _print_table(entries)
        print(words.summary(entries))
        print(f"\n{words.FOOT}")
    return 0


def _print_table(entries: "list[Entry]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from openasylum.projections import words

    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column(words.COLUMNS[0], no_wrap=True)  # a name is there to be copied: unbroken
    right = ("again", "happened", "error")
    for title in words.COLUMNS[1:]:
        table.add_column(title, overflow="fold", justify="right" if title in right else "left")
    for row in words.rows(entries):
        table.add_row(*row)
    wide = sys.stdout.isatty()
    Console(width=None if wide else _WIDE, markup=False, highlight=False).print(table)
