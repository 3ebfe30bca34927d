"""`openasylum microdata`: the courts' own case records, from the published zip to answers."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.cli.microdata_checks import add_check, show_check
from openasylum.cli.microdata_table import add_table, show_table
from openasylum.cli.microdata_targets import add_targets, show_targets

if TYPE_CHECKING:
    from openasylum.microdata.importer import Import, Progress

_EXAMPLES = """\
examples:
  openasylum microdata synthesize runs/mine --out synthetic.zip --defects all
  openasylum microdata import "EOIR Case Data.zip" --to eoir
  openasylum microdata check eoir --previous eoir_last_month
  openasylum microdata views eoir --rows
  openasylum microdata events eoir --form ocel-sqlite --out cases.sqlite
  openasylum microdata targets eoir --out targets
  openasylum microdata table pending eoir --definition eoir --on 2019-09-30 --by court
  openasylum microdata table grant_rate eoir --compare --from 2018-10-01 --until 2019-10-01
"""
_EPILOG = f"""{_EXAMPLES}
Everything happens on this machine: nothing is downloaded and nothing is sent anywhere. The
release holds real people's cases; a synthetic one, of the same form, holds nobody's."""


def parser() -> argparse.ArgumentParser:
    """The command line of `openasylum microdata`."""
    main = argparse.ArgumentParser(
        prog="openasylum microdata",
        description="The courts' own case records: import, tables, event logs, synthetic release.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = main.add_subparsers(dest="action", metavar="ACTION", required=True)
    _import_words(actions)
    _synthesize_words(actions)
    add_check(_action(actions, "check", "orphans, unknown codes, and records that are gone"))
    _views_words(actions)
    _events_words(actions)
    add_targets(_action(actions, "targets", "what the records say, for the calibration"))
    add_table(_action(actions, "table", "answer a question, by a definition that is said"))
    return main


def _action(actions: Any, name: str, what: str) -> argparse.ArgumentParser:
    example = next((line for line in _EXAMPLES.splitlines() if f"microdata {name} " in line), "")
    made: argparse.ArgumentParser = actions.add_parser(
        name,
        help=what,
        description=what[0].upper() + what[1:] + ".",
        epilog=f"example:\n{example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--json", action="store_true", help="for programs")
    return made


def _import_words(actions: Any) -> None:
    own = _action(actions, "import", "read a release into Parquet, nothing lost; resumable")
    own.add_argument("release", type=Path, help="the zip as published, or its extracted folder")
    own.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="new folder, or to go on"
    )
    own.add_argument(
        "--accept-quarantine", action="store_true",
        help="go on however many rows of a table do not fit its columns",
    )  # fmt: skip


def _synthesize_words(actions: Any) -> None:
    from openasylum.microdata.defects import DEFECTS

    own = _action(actions, "synthesize", "write a simulated population in the release's own form")
    own.add_argument("run", type=Path, help="a folder of 'openasylum simulate --people'")
    own.add_argument("--out", type=Path, required=True, metavar="ZIP", help="file to write")
    own.add_argument("--scenario", metavar="NAME", help="whose people, if the run has several")
    own.add_argument("--layout", default="2026", metavar="YEAR", help="2026 or 2019 (2026)")
    own.add_argument(
        "--defects", default="", metavar="A,B", help="known defects to plant: all, or names"
    )
    width = max(map(len, DEFECTS))
    listed = "\n".join(f"  {name:<{width}}  {words}" for name, words in DEFECTS.items())
    own.epilog = f"{own.epilog}\n\ndefects:\n{listed}"


def _views_words(actions: Any) -> None:
    own = _action(actions, "views", "write the views of cases, for DuckDB or as Parquet")
    own.add_argument("folder", type=Path, help="a finished import")
    own.add_argument("--rows", action="store_true", help="also cases.parquet and timeline.parquet")
    own.add_argument("--print", action="store_true", help="print the SQL and write nothing")


def _events_words(actions: Any) -> None:
    own = _action(actions, "events", "write an event log, flat or object-centric (OCEL 2.0)")
    own.add_argument("source", type=Path, help="a finished import, or a run with --people")
    own.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write; new")
    own.add_argument(
        "--form", default="flat", metavar="F", help="flat (.csv, .parquet), ocel-json, ocel-sqlite"
    )
    own.add_argument(
        "--columns", default="all", metavar="P",
        help="flat: the columns of pm4py, disco, celonis or bupar, or all of them (all)",
    )  # fmt: skip
    own.add_argument("--scenario", metavar="NAME", help="whose people, if a run has several")


def run(arguments: argparse.Namespace) -> int:
    """Run one action; returns the exit status."""
    actions: dict[str, Callable[[argparse.Namespace], None]] = {
        "import": _import,
        "synthesize": _synthesize,
        "check": show_check,
        "views": _views,
        "events": _events,
        "targets": show_targets,
        "table": show_table,
    }
    actions[arguments.action](arguments)
    return 0


def _import(arguments: argparse.Namespace) -> None:
    from openasylum.microdata.importer import import_release

    with _progress() as told:
        found = import_release(
            arguments.release, arguments.to, accept=arguments.accept_quarantine, progress=told
        )
    if arguments.json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        _print_import(found)


def _print_import(found: Import) -> None:
    print(
        f"{'table':<26}{'read':>13}{'written':>13}{'repaired':>10}{'set aside':>11}"
        f"{'Count.txt':>13}"
    )
    for one in found.tables:
        if one.is_lookup:
            continue
        stated = "" if one.rows_stated is None else f"{one.rows_stated:,}"
        print(
            f"{one.table:<26}{one.rows_read:>13,}{one.rows_written:>13,}"
            f"{one.rows_repaired:>10,}{one.rows_quarantined:>11,}{stated:>13}"
        )
    lookups = [one for one in found.tables if one.is_lookup]
    print(f"{len(lookups)} lookups with {sum(one.rows_read for one in lookups):,} rows.")
    emptied = sum(
        many for one in found.tables for why in one.values_emptied.values() for many in why.values()
    )
    print(
        f"Rows read are rows written, repaired and set aside. What was set aside, repaired, or "
        f"emptied ({emptied:,} values) is kept verbatim in {found.folder / 'import'}."
    )
    if found.resumed:
        print(f"{len(found.resumed)} tables were there already.")
    for warning in found.warnings:
        print(f"Note: {warning}")


def _synthesize(arguments: argparse.Namespace) -> None:
    from openasylum.microdata.defects import DEFECTS
    from openasylum.microdata.synthesize import synthesize

    named = [name for name in arguments.defects.split(",") if name]
    written = synthesize(
        arguments.run, arguments.out, scenario=arguments.scenario, layout=arguments.layout,
        defects=list(DEFECTS) if named == ["all"] else named,
    )  # fmt: skip
    if arguments.json:
        print(json.dumps(written.as_json(), indent=2))
        return
    print(f"{written.path}: {sum(written.rows.values()):,} rows in {len(written.rows)} tables.")
    print(f"{written.rows['A_TblCase']:,} cases of scenario {written.scenario}; nobody is real.")
    for table, planted in written.defects.items():
        print(f"  {table}: " + ", ".join(f"{name} {many:,}" for name, many in planted.items()))


def _views(arguments: argparse.Namespace) -> None:
    from openasylum.microdata.views import VIEWS, views_sql, write_views

    if arguments.print:
        print(views_sql())
        return
    written = write_views(arguments.folder, rows=arguments.rows)
    if arguments.json:
        print(json.dumps({"written": [str(path) for path in written], "views": VIEWS}, indent=2))
        return
    for path in written:
        print(path)
    print(f"views: {', '.join(VIEWS)}. In {arguments.folder}: duckdb -init views.sql")


def _events(arguments: argparse.Namespace) -> None:
    from openasylum.microdata.event_log import write_log

    written = write_log(
        arguments.source, arguments.out, form=arguments.form, columns=arguments.columns,
        scenario=arguments.scenario,
    )  # fmt: skip
    if arguments.json:
        print(json.dumps({**asdict(written), "path": str(written.path)}, indent=2))
        return
    print(f"{written.path}: {written.events:,} events of {written.objects:,} objects.")
    print("Times are days; seconds carry the order within a day. Rows are of persons: keep them.")


@contextmanager
def _progress() -> Iterator[Progress]:
    """A line on the terminal with the share done and the time left; nothing where it is none."""
    started = time.monotonic()
    first: list[int] = []

    def told(table: str, done: int, total: int) -> None:
        first.append(done) if not first else None
        spent = time.monotonic() - started
        rate = (done - first[0]) / spent if spent > 1 else 0.0
        left = f"{rate / 1e6:.0f} MB/s, {_minutes((total - done) / rate)} left" if rate else ""
        line = f"{done / max(total, 1):4.0%}  {table:<26} {left}"
        print(f"\r{line:<76}", end="", file=sys.stderr, flush=True)

    if not sys.stderr.isatty():
        yield lambda table, done, total: None
        return
    try:
        yield told
    finally:
        print(f"\r{'':<76}\r", end="", file=sys.stderr, flush=True)


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
