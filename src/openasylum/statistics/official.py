"""Official figures under the names of the model's series, so that both share one axis."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import RecordError, UnknownName
from openasylum.records.series import ModelSeries, Piece, Series
from openasylum.statistics import catalog, mapping

if TYPE_CHECKING:
    import pyarrow as pa

COURT_RECORDS = "court_records"
"""The table that `openasylum microdata targets` writes into a folder of the user's."""
_CONFIDENCE = ("high", "medium", "low")  # best first


@dataclass(frozen=True)
class Point:
    """One official figure for a group in a period, and where it was read."""

    period_start: date
    period: str
    group: str
    value: float
    unit: str
    vintage: str
    source: str
    confidence: str


def series_ids() -> list[str]:
    """The model series that official figures exist for."""
    return sorted(mapping.model_series().series)


def official(series: str, *, root: Path | None = None) -> pa.Table:
    """The official figures of a model series, all vintages, each labelled.

    Groups are "all", or "column=value" (two joined by a comma). Vintages are never to be
    mixed; pick one. The period is "month", "quarter" or "fiscal_year"; stocks stand at its
    last day, and on any other day under the period "day". Figures for other lengths of time
    stay in the tables and are not here.

    Raises `UnknownName` for a series without official figures.
    """
    import pyarrow as pa

    schema = pa.schema(
        [
            ("period_start", pa.date32()),
            ("period", pa.string()),
            ("group", pa.string()),
            ("value", pa.float64()),
            ("unit", pa.string()),
            ("vintage", pa.string()),
            ("source", pa.string()),
            ("confidence", pa.string()),
        ]
    )
    return pa.Table.from_pylist([vars(point) for point in points(series, root=root)], schema)


def points(series: str, *, root: Path | None = None) -> list[Point]:
    """The figures of `official` as values, in the order of vintage, group and period.

    With `root`, also those that an import of the court records gives, if it holds them.
    """
    known = mapping.model_series().series
    if series not in known:
        raise UnknownName("series with official figures", series, known)
    described = known[series]
    found: dict[tuple[str, str, str, date], Point] = {}
    for piece in (*described.pieces, *_court_records(series, root)):
        for point in _points(described, piece, root):
            name = (point.vintage, point.group, point.period, point.period_start)
            found.setdefault(name, point)
    return [point for _, point in sorted(found.items())]


def _court_records(series: str, root: Path | None) -> list[Piece]:
    """What an import of the court records says of a series; the definition is the vintage."""
    if root is None or not (root / f"{COURT_RECORDS}.yaml").exists():
        return []
    by = ("citizenship", "court")
    return [Piece(table=COURT_RECORDS, where={"series": (series,)}, by=by, vintage="definition")]


def _points(described: ModelSeries, piece: Piece, root: Path | None) -> list[Point]:
    record = catalog.record(piece.table, root=root)
    read = catalog.totals if piece.part == "totals" else catalog.table
    rows = read(piece.table, root=root).to_pylist()
    _check_columns(piece, record, set(rows[0]) if rows else set())
    cited = "quoted" in record.columns
    sums: dict[tuple[Any, ...], float] = {}
    for row in rows:
        value = row["value" if cited else list(record.columns)[-1]]
        span = _span(row, described.stock)
        if value is None or span is None or not _wanted(row, piece):
            continue
        origin = (row["source"], row["confidence"]) if cited else ("", "")
        name = (*span, _group(row, piece), row.get(piece.vintage, record.vintage), *origin)
        if cited and name in sums:
            raise RecordError(
                f"mappings/model_series.yaml: table {piece.table} has two figures for"
                f" {', '.join(map(str, name))}. Say under 'where' or 'by' which is meant."
            )
        sums[name] = sums.get(name, 0.0) + value
    best = sorted(sums.items(), key=lambda item: _rank(item[0][-1]))
    return [
        Point(start, period, group, value, described.unit, vintage, _cite(record, source), sure)
        for (start, period, group, vintage, source, sure), value in best
    ]


def _wanted(row: dict[str, Any], piece: Piece) -> bool:
    return all(row[column] in words for column, words in piece.where.items())


def _check_columns(piece: Piece, record: Series, present: set[str]) -> None:
    named = {*piece.where, *piece.by, *([piece.vintage] if piece.vintage else [])}
    unknown = sorted(named - present)
    if unknown:
        raise RecordError(
            f"mappings/model_series.yaml: table {piece.table} ({record.title}) has no"
            f" column '{unknown[0]}'. Known: {', '.join(sorted(present))}."
        )


def _group(row: dict[str, Any], piece: Piece) -> str:
    named = [f"{column}={row[column]}" for column in piece.by if row[column] != "all"]
    return ",".join(named) or "all"


def _span(row: dict[str, Any], stock: bool) -> tuple[date, str] | None:
    """First day and kind of a row's period; None for a length the model does not print."""
    if "month" in row:
        return row["month"], "month"
    period, start, end = row["period"], row["period_start"], row.get("period_end")
    if stock and end is not None and period == "day":
        if (end.month, end.day) == (9, 30):
            return date(end.year - 1, 10, 1), "fiscal_year"
        if end.day == calendar.monthrange(end.year, end.month)[1]:
            return end.replace(day=1), "month"
        return end, "day"
    return (start, period) if period in ("month", "quarter", "fiscal_year") else None


def _rank(confidence: str) -> int:
    return _CONFIDENCE.index(confidence) if confidence in _CONFIDENCE else 0


def _cite(record: Series, source: str) -> str:
    if source:
        cited = record.sources[source]
        return f"{cited.publisher}: {cited.title}"
    return f"{record.producer}: {record.title}, edition {record.vintage}"
