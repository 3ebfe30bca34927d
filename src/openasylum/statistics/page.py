"""The catalogue in plain words: one table's provenance, and the page docs/statistics.md."""

from __future__ import annotations

from openasylum.records.series import Column, Series
from openasylum.statistics import catalog, mapping

_HEAD = """\
# Official statistics

Every figure here was counted by somebody else. Each table lies in
`src/openasylum/facts/statistics` as a CSV beside a YAML record that says who counted what, where it
was read, what one unit is, how it is rounded and what a missing cell means. The program checks the
file against the hash in its record each time. This page is made from those records by
`python scripts/build_statistics.py --docs`.

- `openasylum statistics` lists the tables, `show NAME` prints one, `sources NAME` says where it
  comes from, `series ID` gives official figures under the name of a series of the model.
- A row that is not there was *not applicable* (printed X), an empty value *not available* (NA).
  Neither is zero.
- Totals that the agency prints beside its parts are kept apart (`show NAME --totals`): they are
  rounded on their own and can hold people no part holds.
- Editions ("vintages") of a table are kept beside each other and never mixed; `diff NAME` shows
  what was revised.
- `openasylum statistics update FILE.xlsx` reads a newer edition of the OHSS monthly workbook. It is
  kept in a folder of yours and counts only where you name that folder with `--data DIR`.
- Figures of DHS are encounters, cases or book-ins, not people.
- Tables of *cited figures* hold single figures of several sources. Beside the columns named below
  each has `period` (day, month, quarter, fiscal_year, or span for other lengths), `period_start`,
  `period_end` (the day a stock is of), `value`, `unit`, `confidence`, `source` and `quoted`, the
  words or the cell it was read in. Confidence is high for the agency's own page or table and for
  GAO, CRS and TRAC; medium for figures quoted by others or rounded; low where date or definition
  is unclear.
"""

_OF_CITED = ("period_start", "period_end", "source")


def in_plain_words(name: str, record: Series) -> list[str]:
    """The provenance of a table as lines of text."""
    lines = [
        f"{name}: {record.title}",
        f"  One unit: {record.counts}.",
        f"  Counted by: {record.producer}.",
        f"  Published: {_published(record)}; edition {record.vintage};"
        f" covers {record.covers.from_} to {record.covers.until}.",
        f"  Retrieved: {record.retrieved}.",
    ]
    if record.from_.name:
        where = f", sheet '{record.from_.sheet}'" if record.from_.sheet else ""
        lines.append(f"  From: {record.from_.name}{where}; sha256 {record.from_.sha256}.")
    if record.from_.carried_by:
        lines.append(f"  Carried by: {record.from_.carried_by}.")
    if record.page:
        lines.append(f"  Agency's page: {record.page}")
    lines.append(f"  Licence: {record.licence}.")
    lines.append(f"  Revised: {record.revised}.")
    lines += [f"  Column {each}: {_column(column)}." for each, column in record.columns.items()]
    if record.used_for:
        lines.append(f"  Used for: {', '.join(record.used_for)}.")
    lines += [f"  Note: {note}" for note in record.notes]
    lines.append(
        f"  File: {record.file.name}, {record.file.rows:,} rows, sha256 {record.file.sha256}."
    )
    for short, source in record.sources.items():
        address = f" {source.url}" if source.url else ""
        lines.append(f"  Source {short}: {source.title} ({source.publisher}).{address}")
    return lines


def page() -> str:
    """The text of docs/statistics.md."""
    names = catalog.names()
    records = {name: catalog.record(name) for name in names}
    lines = [_HEAD, "## Tables", "", "| table | what one unit is | from | until | producer |"]
    lines.append("|---|---|---|---|---|")
    lines += [
        f"| [`{name}`](#{name}) | {record.counts} | {record.covers.from_:%Y-%m}"
        f" | {record.covers.until:%Y-%m} | {record.producer} |"
        for name, record in records.items()
    ]
    lines += [
        "",
        "## Series of the model",
        "",
        "| series | what is counted | tables |",
        "|---|---|---|",
    ]
    for name, series in sorted(mapping.model_series().series.items()):
        tables = dict.fromkeys(piece.table for piece in series.pieces)
        links = ", ".join(f"[`{table}`](#{table})" for table in tables)
        lines.append(f"| `{name}` | {series.counts} | {links} |")
    for name, record in records.items():
        lines += ["", *_section(name, record)]
    return "\n".join(lines) + "\n"


def _section(name: str, record: Series) -> list[str]:
    lines = [f"## {name}", "", f"{record.title}. {record.producer}.", ""]
    lines.append(f"- One unit: {record.counts}.")
    vintages = ", ".join(catalog.vintages(name))
    published = f", published {record.published}" if record.published else ""
    lines.append(f"- Edition {record.vintage}{published}; editions kept: {vintages}.")
    if record.from_.name:
        where = f", sheet '{record.from_.sheet}'" if record.from_.sheet else ""
        lines.append(f"- From `{record.from_.name}`{where}; {record.retrieved}.")
    if record.page:
        lines.append(f"- Agency's page: <{record.page}>")
    lines.append(f"- Revised: {record.revised}.")
    if record.sources:
        own = [each for each in record.each_row if each not in _OF_CITED]
        lines.append(f"- Cited figures, told apart by {', '.join(f'`{each}`' for each in own)}.")
        lines.append(f"- {len(record.sources)} sources: `openasylum statistics sources {name}`.")
    else:
        lines += [f"- `{each}`: {_column(column)}." for each, column in record.columns.items()]
    lines += [f"- {note}" for note in record.notes]
    return lines


def _published(record: Series) -> str:
    if record.published:
        return record.published.isoformat()
    return "each figure by its own source" if record.sources else "the file does not say when"


def _column(column: Column) -> str:
    said = {
        "in": column.unit,
        "rounded:": column.rounding,
        "an empty value:": column.missing_means,
        "no row:": column.absent_means,
    }
    words = [f"{label} {text}" for label, text in said.items() if text]
    kind = f"{column.kind} ({column.means})" if column.means else column.kind
    return "; ".join([kind, *words])
