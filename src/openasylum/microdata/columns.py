"""A block of text as columns with types, and the cells that are no value of their kind."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from openasylum.microdata import scan
from openasylum.microdata.header import Layout
from openasylum.records.release import Column

TYPES: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "datetime": pa.timestamp("ms"),
    "boolean": pa.bool_(),
    "month": pa.date32(),
}
_LONGEST_CODE = 30  # longer ones are identifiers, of which a dictionary would hold each once
_KINDS = {"integer": scan.INTEGER, "datetime": scan.DATETIME, "boolean": scan.BOOLEAN}
_MOST_WRONG = 5_000  # cells of a block looked at one by one


@dataclass(frozen=True)
class Cells:
    """Where the cells of a text end, and where its lines do; `marks` as in `scan`."""

    ends: np.ndarray
    lines: np.ndarray
    marks: int


@dataclass(frozen=True)
class Parsed:
    """Columns, in the order of the layout; `wrong` are cells without a value: row, column, text."""

    table: pa.Table
    wrong: list[tuple[int, str, str]]


def find_cells(text: bytes, delimiter: str) -> Cells:
    """Where cells and lines end. Every line of the text must be ended."""
    octets = np.frombuffer(text, np.uint8)
    ends, lines = np.empty(octets.size, np.int32), np.empty(octets.size, np.int32)
    cells, many, marks = scan.find_cells(octets, ord(delimiter), ends, lines)
    return Cells(ends[:cells], lines[:many], marks)


def direct_type(column: Column) -> pa.DataType:
    """The type a column is read as: codes as dictionaries, which are smaller and faster."""
    if column.kind in ("code", "time", "month") and (column.width or 0) <= _LONGEST_CODE:
        return pa.dictionary(pa.int32(), pa.string())
    return TYPES.get(column.kind, pa.string()) if column.kind != "month" else pa.string()


def read_columns(text: bytes, ends: np.ndarray, layout: Layout) -> Parsed | None:
    """Read a text in UTF-8 whose rows have as many cells as the layout has columns.

    Args:
        text: without control characters, but for line ends.
        ends: where its cells end.
        layout: the columns.

    Returns:
        None if so many cells are wrong that they are better read by other means.
    """
    octets = np.frombuffer(text, np.uint8)
    columns = layout.columns
    shape = (len(columns), ends.size // len(columns))
    kinds = np.array([_kind(one) for one in columns], np.int64)
    values, valid = np.zeros(shape, np.int64), np.zeros(shape, np.bool_)
    slots = np.zeros(shape[0] * scan.SLOTS, np.int32)
    codes = np.empty((shape[0], scan.MOST_CODES, 3), np.int64)
    known, wrong = np.zeros(shape[0], np.int64), np.empty((_MOST_WRONG, 2), np.int64)
    many = scan.parse(octets, ends, kinds, _months(), values, valid, slots, codes, known, wrong)
    if many > _MOST_WRONG:
        return None
    arrays = []
    for place, column in enumerate(columns):
        if kinds[place] == scan.CODE and known[place] < 0:
            scan.find_text(octets, ends, shape[0], place, values[place])
        found = _Column(octets, values[place], valid[place])
        is_code = kinds[place] == scan.CODE and known[place] >= 0
        seen = codes[place, : known[place], 1:] if is_code else None
        arrays.append(found.as_codes(text, seen) if is_code else found.as_values(column))
    table = pa.table(arrays, names=[one.name for one in columns])
    shown = [(int(row), columns[place].name, _cell(text, ends, row * shape[0] + place))
             for place, row in wrong[:many]]  # fmt: skip
    return Parsed(table, shown)


@cache
def _months() -> np.ndarray:
    """The day since 1970 on which each month of the years 0 to 9999 begins, and one more."""
    first = np.datetime64("0000-01", "M")
    return (first + np.arange(12 * 10_000 + 1)).astype("datetime64[D]").astype(np.int32)


def _kind(column: Column) -> int:
    if pa.types.is_dictionary(direct_type(column)):
        return scan.CODE
    return _KINDS.get(column.kind, scan.TEXT)


def _cell(text: bytes, ends: np.ndarray, place: int) -> str:
    first = int(ends[place - 1]) + 1 if place else 0
    return text[first : int(ends[place])].strip(b" \r").decode("utf-8")


@dataclass(frozen=True)
class _Column:
    """What was read of one column."""

    octets: np.ndarray
    values: np.ndarray
    valid: np.ndarray

    def _known(self) -> Any:
        """Which values there are, as Arrow has it."""
        if self.valid.all():
            return None
        return pa.py_buffer(np.packbits(self.valid, bitorder="little"))

    def as_codes(self, text: bytes, seen: Any) -> pa.Array:
        """Numbers of codes, beside the codes."""
        words = [text[place : place + size].decode("utf-8") for place, size in seen.tolist()]
        numbers = pa.Array.from_buffers(
            pa.int32(), self.values.size,
            [self._known(), pa.py_buffer(self.values.astype(np.int32))],
        )  # fmt: skip
        return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))

    def as_values(self, column: Column) -> pa.Array:
        """Numbers, moments, flags or texts."""
        kind = TYPES.get(column.kind, pa.string())
        if pa.types.is_string(kind) or pa.types.is_date(kind):
            return self._as_texts()
        data = self.values
        if pa.types.is_boolean(kind):
            data = np.packbits(self.values.astype(np.bool_), bitorder="little")
        return pa.Array.from_buffers(kind, self.values.size, [self._known(), pa.py_buffer(data)])

    def _as_texts(self) -> pa.Array:
        sizes = np.where(self.valid, self.values & 0xFFFFFFFF, 0)
        offsets, out = np.zeros(sizes.size + 1, np.int32), np.empty(int(sizes.sum()), np.uint8)
        scan.copy_text(self.octets, self.values, self.valid, offsets, out)
        buffers = [self._known(), pa.py_buffer(offsets), pa.py_buffer(out)]
        return pa.Array.from_buffers(pa.string(), sizes.size, buffers)
