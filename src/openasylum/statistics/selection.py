"""Part of a table: rows of some months and categories, added up over the rest if asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openasylum.errors import RecordError, UnknownName
from openasylum.records.series import Series

Row = dict[str, Any]


def select(
    rows: Sequence[Row],
    where: Mapping[str, str],
    first: date | None = None,
    until: date | None = None,
) -> list[Row]:
    """Rows whose columns have the given values, from `first` to before `until`.

    Raises `UnknownName` for a column the rows have not, or a value no row has.
    """
    if not rows:
        return []
    for column, word in where.items():
        _known_column(column, rows)
        words = {str(row[column]) for row in rows}
        if word not in words:
            raise UnknownName(column.replace("_", " "), word, words)
    when = _time_column(rows[0])
    return [
        row
        for row in rows
        if all(str(row[column]) == word for column, word in where.items())
        and (first is None or row[when] >= first)
        and (until is None or row[when] < until)
    ]


def add_up(rows: Sequence[Row], record: Series, by: Sequence[str]) -> list[Row]:
    """Rows added up over every column but their month and `by`; not available counts as none.

    Raises `RecordError` for a table of single figures, which mean nothing added up.
    """
    if "quoted" in record.columns:
        raise RecordError(
            f"{record.title}: its rows are single figures of different sources and do not add up."
            " Choose among them with --where COLUMN=VALUE instead of --by."
        )
    if not rows:
        return []
    for column in by:
        _known_column(column, rows)
    when, value = _time_column(rows[0]), list(rows[0])[-1]
    kept = [*(["period"] if "period" in rows[0] else []), when, *by]
    sums: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row[column] for column in kept)
        sums[key] = sums.get(key, 0) + (row[value] or 0)
    return [{**dict(zip(kept, key, strict=True)), value: total} for key, total in sums.items()]


def day(text: str) -> date:
    """A day from 'YYYY-MM-DD', the first of a month from 'YYYY-MM', or of a year from 'YYYY'."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        try:
            return date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
        except ValueError:
            pass
    raise RecordError(f"'{text}' is not a date. Write 2019-05-01, 2019-05 or 2019.")


def _time_column(row: Row) -> str:
    return "month" if "month" in row else "period_start"


def _known_column(column: str, rows: Sequence[Row]) -> None:
    if column not in rows[0]:
        raise UnknownName("column of this table", column, rows[0])
