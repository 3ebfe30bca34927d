"""A table in memory and on disk: rows named by their keys, written in one canonical form."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openasylum.errors import RecordError

Key = tuple[str, ...]
Cells = dict[Key, int | None]

_ABSENT = "absent"  # in a file of differences: the other vintage has this row, this one has not


def is_total(key: Key) -> bool:
    """Whether a row stands for all of a category, in whole or ("all_title_8") in part."""
    return any(word == "all" or word.startswith("all_") for word in key)


@dataclass(frozen=True)
class Table:
    """Cells by key; `columns` names the parts of a key and, last, the value."""

    columns: tuple[str, ...]
    cells: Cells

    def text(self) -> str:
        """The table as CSV, rows in the order of their keys, empty where not available."""
        rows = ((*key, "" if n is None else str(n)) for key, n in sorted(self.cells.items()))
        return as_csv(self.columns, rows)


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Rows of text as CSV with one header line and Unix line ends."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return page.getvalue()


def from_text(text: str, name: str) -> Table:
    """Read what `Table.text` wrote; `name` stands for the file in messages."""
    lines = csv.reader(io.StringIO(text))
    columns = tuple(next(lines))
    cells: Cells = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(columns):
            raise RecordError(
                f"{name}:{number}: has {len(line)} values for {len(columns)} columns."
                " Write the table again with 'python scripts/build_statistics.py'."
            )
        cells[tuple(line[:-1])] = int(line[-1]) if line[-1] else None
    return Table(columns, cells)


def differences(whole: Table, other: Table) -> str:
    """What must be known, beside `whole`, to have `other`: a CSV with a column `row`."""
    rows = [
        (*key, "" if n is None else str(n), "given")
        for key, n in other.cells.items()
        if key not in whole.cells or whole.cells[key] != n
    ]
    rows += [(*key, "", _ABSENT) for key in whole.cells if key not in other.cells]
    return as_csv((*whole.columns, "row"), sorted(rows))


def apply_differences(whole: Table, text: str) -> Table:
    """The other vintage: `whole` with the differences put in."""
    cells: Cells = dict(whole.cells)
    lines = csv.reader(io.StringIO(text))
    next(lines)
    for *key, value, row in lines:
        if row == _ABSENT:
            cells.pop(tuple(key), None)
        else:
            cells[tuple(key)] = int(value) if value else None
    return Table(whole.columns, cells)


def sha256(text: str) -> str:
    """The hash of a text as it stands on disk."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_facts(name: str, text: str) -> Mapping[str, str | int]:
    """Name, hash, size and rows of a table's file, as its record gives them."""
    rows = text.count("\n") - 1
    return {"name": name, "sha256": sha256(text), "bytes": len(text.encode()), "rows": rows}
