"""An edition of the OHSS monthly workbook as files: tables, totals and their records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import yaml

from openasylum.records.series import Sheet, WorkbookLayout
from openasylum.statistics.sheet import Disagreement
from openasylum.statistics.tables import Table, differences, file_facts
from openasylum.statistics.workbook import Edition


def files_of(
    edition: Edition,
    layout: WorkbookLayout,
    *,
    vintage: str,
    retrieved: str,
    carried_by: str = "",
    newer: Edition | None = None,
) -> dict[str, str]:
    """The files of an edition by name.

    If a `newer` edition is given, which must be stored whole under its own vintage, only
    what differs from it is written.
    """
    files: dict[str, str] = {}
    for name in layout.tables:
        texts = {
            f"{name}.csv": _text(edition.rows[name], newer.rows[name] if newer else None),
            f"{name}_totals.csv": _text(
                edition.totals[name], newer.totals[name] if newer else None
            ),
        }
        record = _record(edition, layout, name)
        record |= {"vintage": vintage, "retrieved": retrieved}
        record["differs_from"] = newer.vintage if newer else ""
        record["from"]["carried_by"] = carried_by
        for field, (file, text) in zip(("file", "totals"), texts.items(), strict=True):
            record[field] = file_facts(file, text)
        files |= texts | {f"{name}.yaml": as_yaml(record)}
    return files


def _text(table: Table, newer: Table | None) -> str:
    return differences(newer, table) if newer else table.text()


def _record(edition: Edition, layout: WorkbookLayout, name: str) -> dict[str, Any]:
    """What a record says in any vintage; empty fields keep their place for what follows."""
    sheet, rows = layout.tables[name], edition.rows[name]
    return {
        "title": sheet.title,
        "producer": layout.producer,
        "published": edition.published,
        "retrieved": "",
        "page": layout.page,
        "vintage": "",
        "file": {},
        "totals": {},
        "differs_from": "",
        "from": {
            "name": edition.file_name,
            "sha256": edition.sha256,
            "sheet": sheet.sheet,
            "carried_by": "",
            "read_by": "openasylum.statistics.workbook",
        },
        "licence": layout.licence,
        "counts": sheet.counts,
        "each_row": [*rows.columns[:-1]],
        "columns": _columns(sheet, layout),
        "covers": covers(rows),
        "revised": layout.revised,
        "used_for": [*sheet.used_for],
        "notes": [*sheet.notes, *map(_note, edition.disagreements[name])],
    }


def as_yaml(facts: dict[str, Any]) -> str:
    """Facts as YAML in their own order, without empty fields."""
    kept = {key: value for key, value in facts.items() if value not in ("", [], {}, None)}
    return str(yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=110))


def _columns(sheet: Sheet, layout: WorkbookLayout) -> dict[str, dict[str, str]]:
    columns: dict[str, dict[str, str]] = {"month": {"kind": "month", "means": "its first day"}}
    for name in sheet.dimensions:
        columns[name] = {"kind": "name"}
    columns[sheet.value] = {
        "kind": "count",
        "unit": sheet.value,
        "rounding": layout.rounding,
        "missing_means": sheet.not_available or "does not occur",
        "absent_means": sheet.not_applicable or "does not occur",
    }
    return columns


def covers(rows: Table) -> dict[str, date]:
    """First and last day a monthly table speaks of."""
    months = [date.fromisoformat(key[0]) for key in rows.cells]
    last = max(months)
    next_month = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return {"from": min(months), "until": next_month - timedelta(days=1)}


def _note(found: Disagreement) -> str:
    return (
        f"Fiscal year {found.cell}: the agency prints {found.printed:,}, its months add up to"
        f" {found.summed:,}."
    )
