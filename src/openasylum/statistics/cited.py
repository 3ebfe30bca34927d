"""Cited figures: a list of single figures with their sources, sorted into tables."""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openasylum.errors import RecordError
from openasylum.records.reader import read
from openasylum.records.series import CitedTable, CitedTables, Series, Sorted
from openasylum.statistics.edition import as_yaml
from openasylum.statistics.tables import as_csv, file_facts

COLUMNS = ("value", "unit", "confidence", "source", "quoted")
_CONFIDENCE = ("high", "medium", "low")
_ADDRESS = re.compile(r"https?://|[\w.-]+/[\w.-]+:")  # or a file of a public repository


@dataclass(frozen=True)
class Figure:
    """One figure as a source printed it, and where."""

    series: str
    unit: str
    start: date
    until: date
    value: str
    title: str
    publisher: str
    address: str
    quoted: str
    confidence: str

    @property
    def period(self) -> str:
        """'day', 'month', 'quarter' or 'fiscal_year', or 'span' for any other length."""
        if self.start == self.until:
            return "day"
        last = calendar.monthrange(self.start.year, self.start.month)[1]
        if self.start.day == 1 and self.until == self.start.replace(day=last):
            return "month"
        year, month = self.start.year, self.start.month
        ends = {1: (3, 31), 4: (6, 30), 7: (9, 30), 10: (12, 31)}
        if self.start.day == 1 and (self.until.month, self.until.day) == ends.get(month):
            return "quarter" if self.until.year == year else "span"
        if self.start == date(year, 10, 1) and self.until == date(year + 1, 9, 30):
            return "fiscal_year"
        return "span"


def read_figures(path: Path) -> list[Figure]:
    """Read a list of cited figures; a row that is not one raises `RecordError` with its line."""
    figures = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                figures.append(_figure(row))
            except (KeyError, TypeError, ValueError) as error:
                raise RecordError(
                    f"{path.name}:{number}: is not a cited figure ({error})."
                ) from None
    return figures


def _figure(row: dict[str, str]) -> Figure:
    if row["confidence"] not in _CONFIDENCE:
        raise ValueError(f"confidence '{row['confidence']}' is none of {', '.join(_CONFIDENCE)}")
    return Figure(
        series=row["series_id"],
        unit=row["unit"],
        start=date.fromisoformat(row["period_start"]),
        until=date.fromisoformat(row["period_end"]),
        value=f"{float(row['value']):.12g}",
        title=row["source_title"],
        publisher=row["source_publisher"],
        address=row["source_address"],
        quoted=" ".join(row["quoted_text"].split()),
        confidence=row["confidence"],
    )


def files_of_figures(figures: Iterable[Figure], cited: CitedTables) -> dict[str, str]:
    """The tables made of figures, and their records, by file name.

    Raises `RecordError` for a series the mapping neither places nor leaves out, and for two
    figures of one source for the same thing.
    """
    placed: dict[str, list[tuple[Sorted, Figure]]] = {name: [] for name in cited.tables}
    for figure in figures:
        if figure.series in cited.series:
            place = cited.series[figure.series]
            placed[place.table].append((place, _mended(figure, cited)))
        elif not _left_out(figure.series, cited):
            raise RecordError(
                f"series '{figure.series}' has no place in mappings/cited_series.yaml."
                " Add it under 'series:' or, with the reason, under 'left_out:'."
            )
    files: dict[str, str] = {}
    for name, rows in placed.items():
        if rows:
            files |= _table_files(name, cited.tables[name], rows)
    return files


def kept_figures(folder: Path, cited: CitedTables) -> list[Figure]:
    """The figures that are in the tables of a folder already, so that others can be added.

    Raises `RecordError` for a row that no series of the mapping leads to.
    """
    series = {
        (place.table, *(place.sets.get(c, "all") for c in cited.tables[place.table].columns)): name
        for name, place in cited.series.items()
    }
    found = []
    for path in sorted(folder.glob("*.csv")):
        sources = read(path.with_suffix(".yaml"), Series).sources
        columns = cited.tables[path.stem].columns
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = (path.stem, *(row[column] for column in columns))
                if key not in series:
                    raise RecordError(f"{path}: no series of the mapping leads to {key[1:]}.")
                where = sources[row["source"]]
                found.append(
                    Figure(
                        series[key],
                        row["unit"],
                        date.fromisoformat(row["period_start"]),
                        date.fromisoformat(row["period_end"]),
                        row["value"],
                        where.title,
                        where.publisher,
                        where.url,
                        row["quoted"],
                        row["confidence"],
                    )
                )
    return found


def _left_out(series: str, cited: CitedTables) -> bool:
    if series in cited.left_out:
        return True
    return any(k.endswith("*") and series.startswith(k[:-1]) for k in cited.left_out)


def _mended(figure: Figure, cited: CitedTables) -> Figure:
    """A figure cut to the days its source had seen, with an address only if it is one."""
    if not _ADDRESS.match(figure.address):
        figure = replace(figure, address="")
    for part in cited.partial:
        if figure.title != part.source or figure.until <= part.until:
            continue
        if figure.start == figure.until and figure.until - part.until < timedelta(days=31):
            return replace(figure, start=part.until, until=part.until)
        if figure.start <= part.until:
            return replace(figure, until=part.until)
    return figure


def _table_files(name: str, table: CitedTable, rows: list[tuple[Sorted, Figure]]) -> dict[str, str]:
    sources = _sources(figure for _, figure in rows)
    lines: dict[tuple[str, ...], tuple[str, ...]] = {}
    for place, figure in rows:
        unknown = set(place.sets) - set(table.columns)
        if unknown:
            raise RecordError(f"series '{figure.series}': {name} has no column {sorted(unknown)}.")
        source = sources[figure.title, figure.publisher, figure.address]
        key = (
            *(place.sets.get(column, "all") for column in table.columns),
            figure.start.isoformat(),
            figure.until.isoformat(),
            source,
        )
        line = (figure.value, figure.unit, figure.confidence, source, figure.quoted)
        if lines.setdefault(key, (figure.period, *line))[1] != figure.value:
            raise RecordError(f"{name}: two figures of one source for {', '.join(key)}.")
    header = ("period", "period_start", "period_end", *table.columns, *COLUMNS)
    width = len(table.columns)
    body = [
        (period, key[width], key[width + 1], *key[:width], *rest)
        for key, (period, *rest) in sorted(lines.items())
    ]
    text = as_csv(header, body)
    figures = [figure for _, figure in rows]
    record = as_yaml(_record(name, table, figures, sources, text))
    return {f"{name}.csv": text, f"{name}.yaml": record}


Sources = dict[tuple[str, str, str], str]


def _sources(figures: Iterable[Figure]) -> Sources:
    """A short name for each source: the first words of its title, numbered if not alone."""
    sources: Sources = {}
    for found in sorted({(f.title, f.publisher, f.address) for f in figures}):
        words = re.sub(r"[^a-z0-9]+", "_", found[0].lower()).strip("_").split("_")
        short = "_".join(words[:6])
        name, number = short, 2
        while name in sources.values():
            name, number = f"{short}_{number}", number + 1
        sources[found] = name
    return sources


def _record(
    name: str, table: CitedTable, figures: list[Figure], sources: Sources, text: str
) -> dict[str, Any]:
    last = max(figure.until for figure in figures)
    return {
        "title": table.title,
        "producer": table.producer,
        "retrieved": "each figure read in its source or in a copy of it; see 'sources'",
        "vintage": f"{last:%Y-%m}",
        "file": file_facts(f"{name}.csv", text),
        "from": {"read_by": "openasylum.statistics.cited"},
        "licence": "facts and short quotations, each with its source",
        "counts": table.counts,
        "each_row": ["period_start", "period_end", *table.columns, "source"],
        "columns": _columns(table),
        "covers": {"from": min(figure.start for figure in figures), "until": last},
        "revised": table.revised,
        "used_for": [*table.used_for],
        "notes": [*table.notes],
        "sources": {
            short: {"title": title, "publisher": publisher, "url": address}
            for (title, publisher, address), short in sources.items()
        },
    }


def _columns(table: CitedTable) -> dict[str, dict[str, str]]:
    return {
        "period": {
            "kind": "name",
            "means": "day, month, quarter, fiscal_year, or span for other lengths",
        },
        "period_start": {"kind": "date"},
        "period_end": {"kind": "date", "means": "last day; stocks and counts are of this day"},
        **{column: {"kind": "name"} for column in table.columns},
        "value": {
            "kind": "number",
            "unit": "named in the column 'unit'",
            "rounding": "as printed; prose often rounds",
            "missing_means": "does not occur",
            "absent_means": "no source was found; never zero",
        },
        "unit": {"kind": "name"},
        "confidence": {
            "kind": "name",
            "means": "high: the agency's own page or table, or GAO, CRS or TRAC; medium: quoted by"
            " others or rounded; low: date or definition unclear",
        },
        "source": {"kind": "name", "means": "named under 'sources'"},
        "quoted": {"kind": "text", "means": "the words or the cell the figure was read in"},
    }
