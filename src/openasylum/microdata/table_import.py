"""One table from the release into Parquet, whole or not at all."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from openasylum.errors import RecordError
from openasylum.microdata.columns import direct_type
from openasylum.microdata.container import Member, Release, read_member
from openasylum.microdata.header import Layout, read_header, widened
from openasylum.microdata.realign import Codes
from openasylum.microdata.rows import Kept, Reader, Rows
from openasylum.microdata.typed import Emptied, as_table, schema_of

BLOCK = 8 << 20  # bytes of text parsed at once
MOST_REFUSED = 150  # rows; above this and the share below, the layout is not what we take it for
MOST_REFUSED_SHARE = 0.001
_LONGEST_LINE = 64 << 20
_MOST_LINES = 250_000  # of a block; one with more is taken in pieces
_PIECE = 64 << 10  # bytes of such a piece
_SEEN = 200  # lines from which it is told whether a table is wider than its header
_KEPT = pa.schema([("line", pa.int64()), ("raw", pa.binary()), ("reason", pa.string())])
_EMPTIED = pa.schema(
    [("line", pa.int64()), ("column", pa.string()), ("raw", pa.string()), ("reason", pa.string())]
)


@dataclass
class TableRecord:
    """What became of one table's rows: `rows_read` is the sum of the next three.

    `lines_joined` are lines that were part of the row before, so that the file has
    `rows_read + lines_joined` lines beside its header.
    """

    table: str
    file: str
    size: int
    mark: str
    is_lookup: bool
    columns: list[str] = field(default_factory=list)
    extra_columns: list[str] = field(default_factory=list)
    absent_columns: list[str] = field(default_factory=list)
    rows_read: int = 0
    rows_written: int = 0
    rows_repaired: int = 0
    rows_quarantined: int = 0
    lines_joined: int = 0
    values_emptied: dict[str, dict[str, int]] = field(default_factory=dict)
    control_characters_removed: int = 0
    rows_stated: int | None = None

    @property
    def difference(self) -> int | None:
        """Rows read less rows that `Count.txt` states, if it states any."""
        return None if self.rows_stated is None else self.rows_read - self.rows_stated

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "difference_from_count": self.difference}


class Aside:
    """What is kept beside a table: written block by block, and moved in place at the end."""

    def __init__(self, side: Path, partial: Path, table: str) -> None:
        """Keep files of `table` in `partial` until `move` puts them into `side`."""
        self._side, self._partial, self._table = side, partial, table
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        """Nothing is opened before there is something to keep."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        for writer in self._writers.values():
            writer.close()

    def add(self, kind: str, rows: Sequence[Kept] | Sequence[Emptied]) -> None:
        """Keep rows of one of the kinds `quarantine`, `repairs` and `emptied`."""
        if not rows:
            return
        schema = _EMPTIED if kind == "emptied" else _KEPT
        if kind not in self._writers:
            path = self._partial / f"{self._table}.{kind}.parquet"
            self._writers[kind] = pq.ParquetWriter(path, schema, compression="zstd")
        table = pa.Table.from_pylist([asdict(one) for one in rows], schema)
        self._writers[kind].write_table(table)

    def move(self) -> None:
        """Put the files in place, and take away those of an earlier try."""
        for kind in ("quarantine", "repairs", "emptied"):
            target = self._side / f"{self._table}.{kind}.parquet"
            if kind in self._writers:
                os.replace(self._partial / target.name, target)
            else:
                target.unlink(missing_ok=True)


def import_table(
    release: Release,
    member: Member,
    into: Path,
    codes: Codes,
    *,
    accept: bool = False,
    tick: Callable[[int], None] = lambda done: None,
) -> TableRecord:
    """Import one table; its files appear at the end, its record last.

    Args:
        release: where it comes from.
        member: which table.
        into: the folder of the import.
        codes: codes by lookup, for rows that need to be put right.
        accept: go on however many rows are set aside.
        tick: told the bytes of text done.

    Raises:
        RecordError: no header, a column missing, a damaged file, or too many rows set aside.
        OSError: the disk is full or cannot be written.
    """
    record = TableRecord(
        member.table, member.path, member.size, member.mark, member.is_lookup,
        rows_stated=release.counts.get(member.table),
    )  # fmt: skip
    target = table_path(into, member.table, is_lookup=member.is_lookup)
    side = into / "import"
    partial = into / "import" / "partial"
    for folder in (target.parent, side, partial):
        folder.mkdir(parents=True, exist_ok=True)
    scratch = partial / f"{member.table}.parquet"
    blocks = _blocks(read_member(release, member.path), member.shown)
    layout, blocks = _layout(blocks, member)
    record.columns = [one.name for one in layout.columns]
    record.extra_columns, record.absent_columns = list(layout.extra), list(layout.absent)
    with (
        Aside(side, partial, member.table) as aside,
        pq.ParquetWriter(scratch, _schema_written(layout), **_encodings(layout)) as writer,
    ):
        reader = Reader(layout, codes)
        for block, last in blocks:
            rows = reader.rows(block, last=last)
            refused = _write(writer, rows, layout, record, aside)
            _refuse_too_many(record, refused, member, accept=accept)
            tick(len(block))
    aside.move()
    os.replace(scratch, target)
    write_atomically(side / f"{member.table}.json", json.dumps(record.as_json(), indent=1))
    return record


def table_path(into: Path, table: str, *, is_lookup: bool) -> Path:
    """Where a table's rows lie in an import."""
    return into / "lookups" / f"{table}.parquet" if is_lookup else into / f"{table}.parquet"


def write_atomically(path: Path, text: str) -> None:
    """Write a text file that is either the old one or the new one, never half of it."""
    scratch = path.with_name(path.name + ".partial")
    scratch.write_text(text, encoding="utf-8")
    os.replace(scratch, path)


def _blocks(pieces: Iterator[bytes], shown: str) -> Iterator[tuple[bytes, bool]]:
    """Blocks of some size, each with whether it is the last."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= BLOCK and b"\n" in piece:
            yield from _pieces(b"".join(held))
            held, size = [], 0
        elif size > _LONGEST_LINE:
            raise RecordError(f"{shown}: has a line of more than 64 MB. This is no table of text.")
    yield from _pieces(b"".join(held))
    yield b"", True


def _pieces(block: bytes) -> Iterator[tuple[bytes, bool]]:
    """A block as it is, or in pieces: of lines that are set aside, each takes room by itself."""
    size = _PIECE if block.count(b"\n") > _MOST_LINES else max(len(block), 1)
    for at in range(0, len(block), size):
        yield block[at : at + size], False


def _layout(
    blocks: Iterator[tuple[bytes, bool]], member: Member
) -> tuple[Layout, Iterator[tuple[bytes, bool]]]:
    """The layout, and the blocks without their first line."""
    first, last = next(blocks)
    while b"\n" not in first and not last:
        more, last = next(blocks)
        first += more
    line, _, rest = first.partition(b"\n")
    if not line.strip():
        raise RecordError(f"{member.shown}:1: is empty. A table starts with its columns' names.")
    layout = read_header(line, member.table, member.shown)
    wide = widened(layout)
    if wide is not layout:
        lines = rest.split(b"\n", _SEEN)[:-1]
        counts = Counter(one.count(layout.delimiter.encode("ascii")) + 1 for one in lines)
        if counts and counts.most_common(1)[0][0] == wide.fields:
            layout = wide

    def remaining() -> Iterator[tuple[bytes, bool]]:
        yield rest, last
        yield from blocks

    return layout, remaining()


def _schema_written(layout: Layout) -> pa.Schema:
    """The schema that is written: codes as dictionaries. Readers see plain text."""
    direct = {one.name: direct_type(one) for one in layout.columns}
    return pa.schema(
        [
            pa.field(one.name, direct[one.name])
            if pa.types.is_dictionary(direct.get(one.name, one.type))
            and pa.types.is_string(one.type)
            else one
            for one in schema_of(layout)
        ]
    )


def _encodings(layout: Layout) -> dict[str, Any]:
    """How columns are packed: numbers that count up by their steps, others by a dictionary.

    Only numbers and dates have statistics: those of texts are of no use, and cost a third of the
    time of writing.
    """
    schema = schema_of(layout)
    numbers = [one.name for one in schema if pa.types.is_integer(one.type)]
    flags = [one.name for one in schema if pa.types.is_boolean(one.type)]
    dates = [one.name for one in schema if pa.types.is_temporal(one.type)]
    return {
        "compression": "zstd",
        "use_dictionary": [name for name in schema.names if name not in (*numbers, *flags)],
        "column_encoding": dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        "write_statistics": [*numbers, *dates],
        "store_schema": False,
    }


def _as_written(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with codes as dictionaries, also where a value was emptied."""
    columns = [
        table[one.name].dictionary_encode()
        if pa.types.is_dictionary(one.type) and not pa.types.is_dictionary(table[one.name].type)
        else table[one.name]
        for one in schema
    ]
    return pa.table(columns, schema=schema)


def _write(
    writer: pq.ParquetWriter, rows: Rows, layout: Layout, record: TableRecord, aside: Aside
) -> list[Kept]:
    """Write a block and count its rows; returns the rows that were set aside."""
    record.rows_read += rows.read
    record.lines_joined += rows.joined
    record.control_characters_removed += rows.control_characters
    refused = list(rows.refused)
    emptied: list[Emptied] = []
    if rows.lines.size:
        typed = as_table(rows, layout)
        refused += typed.refused
        emptied = typed.emptied
        if typed.table.num_rows:
            writer.write_table(_as_written(typed.table, writer.schema))
    again = {one.line for one in refused}
    repaired = [one for one in rows.repaired if one.line not in again]
    aside.add("quarantine", refused)
    aside.add("repairs", repaired)
    aside.add("emptied", emptied)
    record.rows_quarantined += len(refused)
    record.rows_repaired += len(repaired)
    record.rows_written = record.rows_read - record.rows_repaired - record.rows_quarantined
    for one in emptied:
        here = record.values_emptied.setdefault(one.column, {})
        here[one.reason] = here.get(one.reason, 0) + 1
    return refused


def _refuse_too_many(
    record: TableRecord, refused: list[Kept], member: Member, *, accept: bool
) -> None:
    many = record.rows_quarantined
    if accept or many <= max(MOST_REFUSED, MOST_REFUSED_SHARE * record.rows_read):
        return
    shown = "".join(f"\n  line {one.line}: {one.reason}" for one in refused[:3])
    raise RecordError(
        f"{member.shown}: {many:,} of the first {record.rows_read:,} rows do not fit its columns, "
        f"so its layout is not the one its header says. The first:{shown}\n"
        f"Look at these lines; --accept-quarantine imports the rest and sets them aside."
    )
