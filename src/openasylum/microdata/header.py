"""From a file's first line to columns with kinds, whatever the layout of the release."""

import re
from dataclasses import dataclass

from openasylum.errors import RecordError
from openasylum.microdata.facts import load_tables
from openasylum.records.release import Column, parse_column

_VALUE = re.compile(r"^\d+$|^\d{4}-\d\d-\d\d")  # no column is called by a number or a date
_DELIMITERS = ("\t", "|")


@dataclass(frozen=True)
class Layout:
    """How the rows of one file are to be read.

    `columns` are in the order of the file and under this project's names in lower case; `extra`
    and `absent` are those that it has beyond, or lacks of, the ones known. A `wide` file has rows
    of more fields than its header, as the tables' own record says.
    """

    table: str
    delimiter: str
    columns: tuple[Column, ...]
    key: str
    extra: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    wide: "Wide | None" = None

    @property
    def fields(self) -> int:
        """How many fields a row has."""
        return len(self.columns)

    @property
    def place_of_key(self) -> int | None:
        """Where the key stands, if the table has one."""
        names = [column.name for column in self.columns]
        return names.index(self.key) if self.key in names else None


@dataclass(frozen=True)
class Wide:
    """A table with rows wider than its header: names, names that hold, and where rows may stop."""

    names: int
    hold: int
    may_stop_after: int


def read_header(line: bytes, table: str, shown: str) -> Layout:
    """The layout that a first line describes. A table that is not known has text only.

    Args:
        line: the first line, without its end.
        table: the table's name, one of the known ones or any other.
        shown: the file's name, for messages.

    Raises:
        RecordError: the line is no header, names a column twice, or lacks one that is needed.
    """
    text = line.decode("cp1252", "replace").replace("\x00", "").strip("\r\ufeff")
    text = text.removeprefix("\u00ef\u00bb\u00bf")
    delimiter = max(_DELIMITERS, key=text.count)
    names = [name.strip().strip('"') for name in text.split(delimiter)]
    names = [name or f"unnamed_{i}" for i, name in enumerate(names, 1)]
    known = load_tables().tables.get(table)
    columns = {} if known is None else {one.name.lower(): one for one in known.parsed()}
    mapped = [_plain_name(name, columns) for name in names]
    if any(_VALUE.match(name) for name in names) or (columns and not set(mapped) & set(columns)):
        raise RecordError(
            f"{shown}:1: is no header ('{text[:60]}'). Without the names of its columns the table "
            f"cannot be read; take the file as published."
        )
    twice = sorted({name for name in mapped if mapped.count(name) > 1})
    if twice:
        raise RecordError(f"{shown}:1: names the column '{twice[0]}' twice. Keep one.")
    lacking = [] if known is None else [n for n in known.needed if n.lower() not in mapped]
    if lacking:
        raise RecordError(
            f"{shown}:1: has no column {', '.join(lacking)}, which is needed. The layout of the "
            f"release has changed: add the new name to 'aliases' in facts/microdata/tables.yaml."
        )
    found = tuple(
        Column(name=name, kind=columns[name].kind, width=columns[name].width,
               lookup=columns[name].lookup)
        if name in columns else Column(name=name, kind="text")
        for name in mapped
    )  # fmt: skip
    extra = tuple(name for name in mapped if name not in columns) if known else ()
    absent = tuple(name for name in columns if name not in mapped)
    return Layout(table, delimiter, found, known.key.lower() if known else "", extra, absent)


def widened(layout: Layout) -> Layout:
    """The layout of a table whose rows are wider than its header; the same if it is not one."""
    known = load_tables().tables.get(layout.table)
    if known is None or known.names_hold_for is None or known.may_stop_after is None:
        return layout
    if layout.fields != len(known.columns):
        return layout
    hold = known.names_hold_for
    tail = [parse_column(line) for line in known.wide_tail]
    columns = (
        *layout.columns[:hold],
        *(one.model_copy(update={"name": one.name.lower()}) for one in tail),
    )
    wide = Wide(layout.fields, hold, known.may_stop_after)
    return Layout(
        layout.table, layout.delimiter, columns, layout.key, layout.extra, layout.absent, wide
    )


def _plain_name(name: str, columns: dict[str, Column]) -> str:
    """The name this project uses: lower case, without endings that say a column is to go."""
    tables = load_tables()
    plain = name.lower()
    for ending in tables.dropped_endings:
        shorter = plain.removesuffix(ending.lower())
        if plain not in columns and shorter in columns:
            plain = shorter
    aliases = {old.lower(): new.lower() for old, new in tables.aliases.items()}
    return aliases.get(plain, plain)
