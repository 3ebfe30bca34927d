"""`openasylum claims`: what public claims say, what runs say of them, on what the answer turns."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openasylum.claims.bench import Progress
    from openasylum.claims.ledger import Finding
    from openasylum.records.claims import Claim

_EPILOG = """examples:
  openasylum claims
  openasylum claims diverts_officers
  openasylum claims --list

The verdict is computed: one assumption at a time is taken to the ends of its range, on the same
people, and the word says whether the quantity stays on one side of the claim's threshold. The
stream of other new court cases is that of the central values throughout. Claims on law, security
and other facts are answered with published evidence only. All sixteen take some minutes."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum claims",
        description="Public claims as testable propositions, with evidence on both sides.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("name", nargs="*", metavar="NAME", help="a claim, or more; all if not given")
    found.add_argument("--list", action="store_true", help="only list them, without runs")
    found.add_argument("--quick", action="store_true", help="central values only, no verdicts")
    found.add_argument(
        "--scale", metavar="X", type=float, default=0.05,
        help="share of people and capacity, above 0 up to 1 (0.05)",
    )  # fmt: skip
    found.add_argument("--seeds", metavar="N", type=int, default=2, help="how many, for chance (2)")
    found.add_argument("--seed", metavar="N", type=int, default=1, help="the first (1)")
    found.add_argument("--json", action="store_true", help="a list of objects, for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Run the claims asked for and print them as a table, a card or JSON."""
    from openasylum.claims.library import load_claims

    claims = load_claims(list(dict.fromkeys(arguments.name)))
    if arguments.list:
        _print_list(claims, arguments.json)
        return 0
    from openasylum.claims import words
    from openasylum.claims.bench import Options
    from openasylum.claims.ledger import run_ledger

    options = Options(arguments.scale, arguments.seeds, arguments.seed, arguments.quick)
    with _progress() as progress:
        findings = run_ledger(claims, options, progress)
    if arguments.json:
        print(json.dumps([words.as_json(one) for one in findings], indent=1, default=str))
    elif arguments.name:
        print("\n\n".join(words.card(one) for one in findings))
    else:
        _print_table(findings)
        print(words.foot(options.scale, options.seeds))
    return 0


def _print_list(claims: "dict[str, Claim]", as_json: bool) -> None:
    if as_json:
        rows = [
            {"id": name, **claim.model_dump(mode="json", by_alias=True, exclude_none=True)}
            for name, claim in claims.items()
        ]
        print(json.dumps(rows, indent=1))
        return
    width = max(map(len, claims))
    for name, claim in claims.items():
        print(f"{name:<{width}}  {claim.title} ({claim.role}; {claim.kind.replace('_', ' ')})")


def _print_table(findings: "list[Finding]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from openasylum.claims import words

    table = Table(box=box.SIMPLE, pad_edge=False)
    for title in ("claim", "who", "quantity", "verdict", "turns on"):
        table.add_column(title, overflow="fold")
    for row in words.rows(findings):
        table.add_row(*row)
    wide = sys.stdout.isatty()
    Console(width=None if wide else 140, markup=False, highlight=False).print(table)


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    """A bar on the terminal; none where the output is not one."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("runs"), BarColumn(), TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
