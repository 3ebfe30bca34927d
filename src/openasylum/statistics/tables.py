"""A table in memory and on disk: rows named by their keys, written in one canonical form."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from openasylum.errors import RecordError

Key = tuple[str, ...]
Cells = dict[Key, int | None]

_ABSENT = "absent"  # in a file of differences: the other vintage has this row, this one has not


_AGAIN = "Write the table again with 'python scripts/build_statistics.py'."
_COUNT = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula; the last four are their wide forms."""


def plain_cell(cell: str) -> str:
    """A cell that no spreadsheet runs: text that begins like a formula has a ' before it.

    Numbers stay as they are.
    """
    begins = cell.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if begins else cell


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
    plain = csv.writer(page, lineterminator="\n")
    quoted = csv.writer(page, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in chain([columns], rows):
        cells = [plain_cell(cell) for cell in row]
        # the module csv puts no quotes around a carriage return, which would end the row
        (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)
    return page.getvalue()


def from_text(text: str, name: str) -> Table:
    """Read what `Table.text` wrote; `name` stands for the file in messages."""
    lines = _lines(text, name)
    columns = tuple(next(lines, ()))
    if not columns:
        raise RecordError(f"{name}: is empty. {_AGAIN}")
    cells: Cells = {}
    for number, line in enumerate(lines, start=2):
        if len(line) != len(columns):
            raise RecordError(
                f"{name}:{number}: has {len(line)} values for {len(columns)} columns. {_AGAIN}"
            )
        key, value = tuple(line[:-1]), line[-1]
        if value and not _COUNT.fullmatch(value):
            raise RecordError(f"{name}:{number}: '{value[:40]}' is not a whole number. {_AGAIN}")
        if key in cells:
            raise RecordError(f"{name}:{number}: gives {', '.join(key)} a second time. {_AGAIN}")
        cells[key] = int(value) if value else None
    return Table(columns, cells)


def _lines(text: str, name: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise RecordError(f"{name}: is not a table of text ({error}). {_AGAIN}") from None


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
