"""`openasylum statistics`: list, show, compare and update the official statistics."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import RecordError

if TYPE_CHECKING:
    from openasylum.statistics.revision import Revision, TableRevision

_EXAMPLES = """\
examples:
  openasylum statistics
  openasylum statistics show encounters_by_citizenship --by citizenship --from 2019-05
  openasylum statistics series court.pending
  openasylum statistics sources book_outs_by_agency
  openasylum statistics diff credible_fear_completed
  openasylum statistics update 2025_0116_ohss_monthly-tables-november-2024.xlsx
"""


def parser() -> argparse.ArgumentParser:
    """The command line of `openasylum statistics`."""
    main = argparse.ArgumentParser(
        prog="openasylum statistics",
        description="List, show, compare and update the official statistics.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _common(main, json_default=False, data_default=None)
    actions = main.add_subparsers(dest="action", metavar="ACTION")
    _action(actions, "list", "every table: what it counts, from when to when, by whom", "")
    show = _action(actions, "show", "the figures of a table", "NAME")
    show.add_argument("--vintage", metavar="V", help="an older edition, such as 2024-07")
    show.add_argument("--by", action="append", default=[], metavar="COLUMN", help="add up the rest")
    show.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE")
    show.add_argument("--totals", action="store_true", help="the totals the agency printed")
    _period(show)
    series = _action(actions, "series", "official figures for a series of the model", "[ID]")
    series.add_argument("--group", metavar="G", help="such as all or citizenship=honduras")
    series.add_argument("--vintage", metavar="V")
    _period(series)
    diff = _action(actions, "diff", "what a newer edition revised", "NAME")
    diff.add_argument("--before", metavar="V", help="the one but newest if not given")
    diff.add_argument("--after", metavar="V", help="the newest if not given")
    diff.add_argument("--limit", type=int, default=20, metavar="N", help="0 for all")
    _action(actions, "sources", "where a table comes from, in plain words", "NAME")
    update = _action(actions, "update", "read a newer OHSS monthly workbook", "FILE.xlsx")
    update.add_argument("--published", metavar="DATE", help="if the file's name does not say")
    update.add_argument("--dry-run", action="store_true", help="say what changed, write nothing")
    return main


def _common(to: argparse.ArgumentParser, *, json_default: Any, data_default: Any) -> None:
    to.add_argument("--json", action="store_true", default=json_default, help="for programs")
    to.add_argument(
        "--data",
        type=Path,
        default=data_default,
        metavar="DIR",
        help="a folder with editions you added by 'update'",
    )


def _action(actions: Any, name: str, what: str, argument: str) -> argparse.ArgumentParser:
    example = next((line for line in _EXAMPLES.splitlines() if f" {name} " in line), "")
    made: argparse.ArgumentParser = actions.add_parser(
        name,
        help=what,
        description=what[0].upper() + what[1:] + ".",
        epilog=f"example:\n{example or '  openasylum statistics list --json'}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if argument:
        optional = argument.startswith("[")
        made.add_argument("what", metavar=argument.strip("[]"), nargs="?" if optional else None)
    # A subcommand's own default would undo a flag given before it.
    _common(made, json_default=argparse.SUPPRESS, data_default=argparse.SUPPRESS)
    return made


def _period(to: argparse.ArgumentParser) -> None:
    to.add_argument("--from", dest="first", metavar="DATE", help="first month or day shown")
    to.add_argument("--until", metavar="DATE", help="first month or day no longer shown")
    to.add_argument("--limit", type=int, metavar="N", help="rows at most; 0 for all")


def run(arguments: argparse.Namespace) -> int:
    """Run one action; returns the exit status."""
    actions: dict[str | None, Callable[[argparse.Namespace], None]] = {
        None: _list,
        "list": _list,
        "show": _show,
        "series": _series,
        "diff": _diff,
        "sources": _sources,
        "update": _update,
    }
    actions[arguments.action](arguments)
    return 0


def _list(arguments: argparse.Namespace) -> None:
    from openasylum.statistics import catalog

    root = arguments.data
    rows = []
    for name in catalog.names(root=root):
        record = catalog.record(name, root=root)
        rows.append(
            {
                "name": name,
                "counts": record.counts,
                "from": record.covers.from_,
                "until": record.covers.until,
                "rows": catalog.table(name, root=root).num_rows,
                "producer": record.producer,
                "published": record.published,
                "vintages": catalog.vintages(name, root=root),
            }
        )
    if arguments.json:
        _print_json(rows)
        return
    shown = [
        {
            "name": row["name"],
            "what one unit is": row["counts"],
            "from": f"{row['from']:%Y-%m}",
            "until": f"{row['until']:%Y-%m}",
            "rows": row["rows"],
            "producer": row["producer"],
            "published": row["published"] or "see sources",
        }
        for row in rows
    ]
    _print_table(shown, f"{len(rows)} tables of official statistics")
    print(
        "Figures: openasylum statistics show NAME. Where from: openasylum statistics sources NAME."
    )


def _show(arguments: argparse.Namespace) -> None:
    from openasylum.statistics import catalog
    from openasylum.statistics.selection import add_up, select

    name, root, vintage = arguments.what, arguments.data, arguments.vintage
    record = catalog.record(name, vintage=vintage, root=root)
    read = catalog.totals if arguments.totals else catalog.table
    rows = read(name, vintage=vintage, root=root).to_pylist()
    rows = select(rows, _where(arguments.where), *_dates(arguments))
    if arguments.by:
        rows = add_up(rows, record, arguments.by)
    title = f"{record.title} (edition {record.vintage})"
    facts = {"name": name, "vintage": record.vintage, "counts": record.counts}
    _print_rows(arguments, rows, title, facts)
    if not arguments.json:
        print(f"One unit: {record.counts}.")


def _series(arguments: argparse.Namespace) -> None:
    from openasylum.statistics import mapping
    from openasylum.statistics.official import points
    from openasylum.statistics.selection import select

    known = mapping.model_series().series
    if arguments.what is None:
        rows = [{"series": name, "counts": s.counts, "unit": s.unit} for name, s in known.items()]
        _print_rows(arguments, rows, "Series of the model with official figures", {}, limit=0)
        return
    found = [asdict(point) for point in points(arguments.what, root=arguments.data)]
    where = {k: v for k in ("group", "vintage") if (v := getattr(arguments, k)) is not None}
    rows = select(found, where, *_dates(arguments))
    facts = {"series": arguments.what, "counts": known[arguments.what].counts}
    _print_rows(arguments, rows, arguments.what, facts)
    if not arguments.json:
        print(f"{facts['counts'].capitalize()}. Vintages are never to be mixed.")


def _diff(arguments: argparse.Namespace) -> None:
    from openasylum.statistics import catalog
    from openasylum.statistics.revision import compare

    name, root = arguments.what, arguments.data
    known = catalog.entries(name, root=root)
    if len(known) < 2 and arguments.before is None:
        raise RecordError(
            f"{name}: has one vintage, {known[0].series.vintage}. Add a newer edition with"
            " 'openasylum statistics update FILE.xlsx', then name its folder with --data DIR."
        )
    before = (
        catalog.entry(name, vintage=arguments.before, root=root) if arguments.before else known[-2]
    )
    after = catalog.entry(name, vintage=arguments.after, root=root)
    found = compare(name, *(catalog.whole(each, "rows", root) for each in (before, after)))
    labels = before.series.vintage, after.series.vintage
    if arguments.json:
        _print_json({"before": labels[0], "after": labels[1], **asdict(found)})
        return
    print(f"{name}: edition {labels[1]} against {labels[0]}")
    for line in _in_words(found):
        print(f"  {line}")
    changes = sorted(found.revised, key=lambda change: -change.size)
    kept = changes[: arguments.limit or None]
    _print_table(
        [{"cell": ", ".join(c.key), labels[0]: c.before, labels[1]: c.after} for c in kept],
        f"the {len(kept)} that moved most of {_number(len(changes), 'revised cell')}",
    )


def _sources(arguments: argparse.Namespace) -> None:
    from openasylum.statistics import catalog
    from openasylum.statistics.page import in_plain_words

    record = catalog.record(arguments.what, root=arguments.data)
    if arguments.json:
        _print_json(record.model_dump(by_alias=True))
        return
    print("\n".join(in_plain_words(arguments.what, record)))


def _update(arguments: argparse.Namespace) -> None:
    from openasylum.statistics.selection import day
    from openasylum.statistics.update import update

    published = day(arguments.published) if arguments.published else None
    found = update(
        Path(arguments.what), arguments.data, published=published, is_trial=arguments.dry_run
    )
    if arguments.json:
        _print_json(asdict(found))
    else:
        _tell_update(found, is_trial=arguments.dry_run)


def _tell_update(found: Revision, *, is_trial: bool) -> None:
    print(f"{found.file}: edition {found.after}, compared with edition {found.before}.")
    if found.is_empty and found.folder is None:
        print("Nothing changed: this edition is known, figure for figure. Nothing was written.")
        return
    rows = []
    for table in found.tables:
        largest = table.largest
        rows.append(
            {
                "table": table.table,
                "new months": len(table.new_periods),
                "revised": len(table.revised),
                "largest revision": "" if largest is None else _change(largest),
                "shown anew": ", ".join(table.came),
                "no longer shown": ", ".join(table.went),
            }
        )
    _print_table(rows, "what the edition says otherwise")
    for line in found.disagreements:
        print(f"Does not add up: {line}.")
    if found.folder is not None:
        print(f"Written to {found.folder}.")
        print(f"Use it with --data {found.folder.parent.parent}.")
    else:
        print("Nothing was written" + (" (--dry-run)." if is_trial else ": the edition is known."))


def _change(change: Any) -> str:
    return f"{', '.join(change.key)}: {_cell(change.before)} to {_cell(change.after)}"


def _in_words(found: TableRevision) -> Iterable[str]:
    if found.is_empty:
        yield "no difference"
    if found.new_periods:
        first, last = found.new_periods[0], found.new_periods[-1]
        yield f"{_number(len(found.new_periods), 'new month')}: {first} to {last}"
    if found.came:
        yield f"shown anew: {', '.join(found.came)}"
    if found.went:
        yield f"no longer shown: {', '.join(found.went)}"
    if found.regrouped:
        yield f"{found.regrouped} cells of 'other' hold other countries and are not compared"
    if found.revised:
        yield f"{_number(len(found.revised), 'cell')} revised"


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _where(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        column, equals, value = pair.partition("=")
        if not equals:
            raise RecordError(f"--where {pair}: write COLUMN=VALUE, such as --where agency=usbp.")
        found[column] = value
    return found


def _dates(arguments: argparse.Namespace) -> tuple[date | None, date | None]:
    from openasylum.statistics.selection import day

    first = day(arguments.first) if arguments.first else None
    until = day(arguments.until) if arguments.until else None
    if first and until and first >= until:
        raise RecordError(f"--from {arguments.first} is not before --until {arguments.until}.")
    return first, until


def _print_rows(
    arguments: argparse.Namespace,
    rows: list[dict[str, Any]],
    title: str,
    facts: dict[str, Any],
    limit: int = 20,
) -> None:
    chosen = getattr(arguments, "limit", None)
    if arguments.json:
        _print_json({**facts, "rows": rows[: chosen or None]})
        return
    limit = limit if chosen is None else chosen
    _print_table(rows[: limit or None], title)
    if limit and len(rows) > limit:
        print(f"{limit} of {len(rows):,} rows; --limit 0 shows all.")


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, default=str))


def _cell(value: Any) -> str:
    if value is None:
        return "not available"
    if isinstance(value, float):
        return f"{value:,.10g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _print_table(rows: Sequence[dict[str, Any]], title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    table = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ():
        is_number = all(isinstance(row[name], int | float) for row in rows)
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row.values()))
    console.print(table if rows else f"{title}: no rows", markup=False)
