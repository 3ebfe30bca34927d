"""Rows of text as columns with types; what is no value of its kind is emptied and kept aside."""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from openasylum.microdata.columns import TYPES, find_cells, read_columns
from openasylum.microdata.facts import load_tables
from openasylum.microdata.header import Layout
from openasylum.microdata.rows import CONTROL, Kept, Rows
from openasylum.microdata.scan import CONTROLS, HIGH
from openasylum.microdata.session import session

LINE = "source_line"
REPAIRED = "was_repaired"
_MONTH = re.compile(r"(\d{1,2})/(\d{4})")
_CP1252 = "".join(
    bytes([i]).decode("cp1252") if i not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(i)
    for i in range(256)
)
_CASTS = {"integer": "bigint", "datetime": "timestamp_ms", "boolean": "boolean"}


@dataclass(frozen=True)
class Emptied:
    """A value that was no value of its kind: where it stood, what it was, and why it went."""

    line: int
    column: str
    raw: str
    reason: str


@dataclass
class Typed:
    """A block as a table, with what was emptied and the rows without a key."""

    table: pa.Table
    emptied: list[Emptied] = field(default_factory=list)
    refused: list[Kept] = field(default_factory=list)


def schema_of(layout: Layout) -> pa.Schema:
    """The columns of the Parquet file: the table's own, then the line and whether repaired."""
    own = [(column.name, TYPES.get(column.kind, pa.string())) for column in layout.columns]
    return pa.schema([*own, (LINE, pa.int64()), (REPAIRED, pa.bool_())])


def as_table(rows: Rows, layout: Layout) -> Typed:
    """Parse a block: all of it at once, and by other means only what is no value of its kind."""
    text, cells = rows.text, rows.cells
    if cells is None:
        cells = find_cells(text, layout.delimiter)
    if cells.marks & CONTROLS:
        text = text.translate(None, CONTROL)
    if cells.marks & HIGH:
        text = _as_utf8(text)
    if cells.marks:
        cells = find_cells(text, layout.delimiter)
    parsed = read_columns(text, cells.ends, layout)
    if parsed is None:
        strings = dict.fromkeys((one.name for one in layout.columns), pa.string())
        plain = _unpadded(text.replace(b"\r\n", b"\n"), layout.delimiter.encode("ascii"))
        found = _one_by_one(_with_lines(_read(plain, layout, strings), rows), layout)
    else:
        found = Typed(_with_lines(parsed.table, rows))
        _second_try(found, parsed.wrong, layout)
    _empty_sentinels(found, layout)
    _empty_dates(found)
    _set_months(found, layout)
    _refuse_without_key(found, rows, layout)
    found.table = found.table.select(schema_of(layout).names)
    return found


def _read(text: bytes, layout: Layout, types: dict[str, pa.DataType]) -> pa.Table:
    names = [one.name for one in layout.columns]
    return pyarrow.csv.read_csv(
        pa.BufferReader(text),
        read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=len(text) + 1),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=layout.delimiter, quote_char=False, escape_char=False,
            ignore_empty_lines=False,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, check_utf8=False,
            true_values=["1"], false_values=["0"],
        ),
    )  # fmt: skip


def _as_utf8(text: bytes) -> bytes:
    """Text in cp1252 as UTF-8; its five undefined bytes become control characters."""
    if text.isascii():
        return text
    return codecs.charmap_decode(text, "strict", _CP1252)[0].encode("utf-8")


def _unpadded(text: bytes, delimiter: bytes) -> bytes:
    """Without blanks before and after a field."""
    for end in (delimiter, b"\n"):
        for many in (8, 4, 2, 1):
            while b" " * many + end in text:
                text = text.replace(b" " * many + end, end)
            while end + b" " * many in text:
                text = text.replace(end + b" " * many, end)
    return text.lstrip(b" ")


def _with_lines(table: pa.Table, rows: Rows) -> pa.Table:
    lines = np.ascontiguousarray(rows.lines, np.int64)
    mended = {kept.line for kept in rows.repaired}
    flags = np.isin(lines, sorted(mended)) if mended else np.zeros(lines.size, bool)
    # From buffers: pa.array would import pandas, where it is installed, to look at the array.
    numbers = pa.Array.from_buffers(pa.int64(), lines.size, [None, pa.py_buffer(lines)])
    bits = pa.py_buffer(np.packbits(flags, bitorder="little"))
    marks = pa.Array.from_buffers(pa.bool_(), lines.size, [None, bits])
    return table.append_column(LINE, numbers).append_column(REPAIRED, marks)


def _one_by_one(table: pa.Table, layout: Layout) -> Typed:
    """Cast value by value, through DuckDB; a value that does not fit is emptied and kept."""
    casts = {one.name: _CASTS[one.kind] for one in layout.columns if one.kind in _CASTS}
    shown = ", ".join(
        f'{_try_cast(name, casts[name])} as "{name}"' if name in casts else f'"{name}"'
        for name in table.column_names
    )
    with session() as connection:
        connection.register("raw", table)
        cast = connection.sql(f"select {shown} from raw").to_arrow_table()
    found = Typed(cast)
    for name in casts:
        lost = pc.and_(pc.is_valid(table[name]), pc.is_null(cast[name]))
        found.emptied += _kept_values(table, name, lost, _not_a(casts[name]))
    found.table = cast.select(table.column_names).cast(
        pa.schema(
            [
                (name, TYPES["datetime"] if casts.get(name) == "timestamp_ms" else kind)
                for name, kind in zip(cast.column_names, cast.schema.types, strict=True)
            ]
        )
    )
    return found


def _second_try(found: Typed, wrong: list[tuple[int, str, str]], layout: Layout) -> None:
    """Cast the cells that were left over through DuckDB, as `_one_by_one` does."""
    if not wrong:
        return
    kinds = {one.name: _CASTS[one.kind] for one in layout.columns if one.kind in _CASTS}
    lines = found.table[LINE].to_numpy()
    there = {name for _, name, _ in wrong}
    for name in (one.name for one in layout.columns if one.name in there):
        cells = [(row, text) for row, where, text in wrong if where == name]
        values = _cast([text for _, text in cells], kinds[name])
        found.emptied += [
            Emptied(int(lines[row]), name, text, _not_a(kinds[name]))
            for (row, text), value in zip(cells, values, strict=True)
            if value is None
        ]
        kept = {row: value for (row, _), value in zip(cells, values, strict=True)
                if value is not None}  # fmt: skip
        if kept:
            column = found.table[name]
            mask = np.zeros(len(column), bool)
            mask[list(kept)] = True
            values_in_order = pa.array([kept[row] for row in sorted(kept)], column.type)
            column = pc.replace_with_mask(column.combine_chunks(), pa.array(mask), values_in_order)
            place = found.table.column_names.index(name)
            found.table = found.table.set_column(place, name, column)


def _cast(texts: list[str], kind: str) -> list[Any]:
    """Texts as values of a kind of DuckDB's; None for what is none."""
    with session() as connection:
        connection.register("raw", pa.table({"n": range(len(texts)), "word": texts}))
        query = f"select {_try_cast('word', kind)} from raw order by n"
        return [value for (value,) in connection.execute(query).fetchall()]


def _try_cast(name: str, kind: str) -> str:
    """The SQL of a cast. DuckDB would round 5.7 to a whole number; here it is none."""
    cast = f'try_cast("{name}" as {kind})'
    if kind == "bigint":
        return f"case when regexp_full_match(\"{name}\", '[+-]?[0-9]+') then {cast} end"
    return cast


def _not_a(kind: str) -> str:
    return f"not a {kind.split('_')[0].replace('bigint', 'whole number')}"


def _kept_values(table: pa.Table, name: str, mask: Any, reason: str) -> list[Emptied]:
    if not pc.any(mask).as_py():
        return []
    rows = table.select([name, LINE]).filter(mask)
    return [
        Emptied(line, name, _shown(value), reason)
        for value, line in zip(rows[name].to_pylist(), rows[LINE].to_pylist(), strict=True)
    ]


def _shown(value: object) -> str:
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def _empty(found: Typed, name: str, mask: Any, reason: str) -> None:
    """Empty the values of a column where `mask` holds, and keep them aside."""
    kept = _kept_values(found.table, name, mask, reason)
    if not kept:
        return
    found.emptied += kept
    place = found.table.column_names.index(name)
    column = found.table[name]
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    emptied = pc.if_else(mask, pa.scalar(None, column.type), column)
    found.table = found.table.set_column(place, name, emptied)


def _empty_sentinels(found: Typed, layout: Layout) -> None:
    present = {one.name for one in layout.columns if layout.key}
    for name, values in load_tables().sentinels.items():
        if name.lower() in present:
            column = found.table[name.lower()]
            if pa.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            mask = pc.fill_null(pc.is_in(column, pa.array(values)), False)
            _empty(found, name.lower(), mask, "stands for no value")


def _empty_dates(found: Typed) -> None:
    """Dates outside the years that the tables' record allows."""
    tables = load_tables()
    low, high = (
        pa.scalar(datetime.combine(day, datetime.min.time()), pa.timestamp("ms"))
        for day in (tables.first_day, tables.last_day)
    )
    for name, kind in zip(found.table.column_names, found.table.schema.types, strict=True):
        if not pa.types.is_timestamp(kind):
            continue
        column = found.table[name]
        ends = pc.min_max(column)
        if ends["min"].is_valid and (
            ends["min"].as_py() < low.as_py() or ends["max"].as_py() > high.as_py()
        ):
            mask = pc.fill_null(pc.or_(pc.less(column, low), pc.greater(column, high)), False)
            why = f"not between {tables.first_day.year} and {tables.last_day.year}"
            _empty(found, name, mask, why)


def _set_months(found: Typed, layout: Layout) -> None:
    """Text such as 7/1984 as the first day of that month."""
    for name in [one.name for one in layout.columns if one.kind == "month"]:
        column = found.table[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        texts = pc.unique(column).to_pylist()
        days = {text: _month(text) for text in texts if text is not None}
        wrong = [text for text, day in days.items() if day is None]
        _empty(found, name, pc.fill_null(pc.is_in(column, pa.array(wrong, pa.string())), False),
               "not a month")  # fmt: skip
        codes = pc.index_in(column, pa.array(list(days), pa.string()))
        dates = pa.array(list(days.values()), pa.date32()).take(codes.combine_chunks())
        place = found.table.column_names.index(name)
        found.table = found.table.set_column(place, name, dates)


def _month(text: str) -> date | None:
    match = _MONTH.fullmatch(text)
    tables = load_tables()
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    day = date(int(match[2]), int(match[1]), 1)
    return day if tables.first_day.year - 50 <= day.year <= tables.last_day.year else None


def _refuse_without_key(found: Typed, rows: Rows, layout: Layout) -> None:
    """Set aside rows without their key, and full rows in which dates stand among codes."""
    if not layout.key:
        return
    without = pc.is_null(found.table[layout.key])
    lines = set(found.table.filter(without)[LINE].to_pylist())
    reasons = dict.fromkeys(lines, f"has no {layout.key}, by which the row would be known")
    dates = {one.line for one in found.emptied if "not a timestamp" in one.reason}
    texts = [one.name for one in layout.columns if one.kind in ("code", "text", "postal")]
    for line, where in _dates_in(found.table, dates - lines, texts):
        reasons[line] = f"is shifted: a date stands under {where}, and a field is lost"
    if not reasons:
        return
    found.refused += [Kept(line, _raw_of(rows, line), why) for line, why in reasons.items()]
    keep = pc.invert(pc.is_in(found.table[LINE], pa.array(sorted(reasons), pa.int64())))
    found.table = found.table.filter(keep)
    found.emptied = [one for one in found.emptied if one.line not in reasons]


def _dates_in(
    table: pa.Table, lines: Iterable[int], names: Sequence[str]
) -> Iterable[tuple[int, str]]:
    wanted = pa.array(sorted(lines), pa.int64())
    if not len(wanted):
        return
    chosen = table.filter(pc.is_in(table[LINE], wanted))
    for row in chosen.select([LINE, *names]).to_pylist():
        for name in names:
            if re.match(r"\d{4}-\d\d-\d\d \d\d:", str(row[name] or "")):
                yield int(row[LINE]), name
                break


def _raw_of(rows: Rows, line: int) -> bytes:
    """What the file held at a line."""
    for kept in rows.repaired:
        if kept.line == line:
            return kept.raw
    return rows.text.split(b"\n")[int(np.flatnonzero(rows.lines == line)[0])].rstrip(b"\r")
