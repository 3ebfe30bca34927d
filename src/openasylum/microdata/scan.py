"""Bytes of a table looked at once: where its cells end, and what stands in them, compiled.

Both loops read the text from front to back, so that it passes through the processor's cache twice
and no more. What they cannot read they leave to others: `parse` gives back the cells that are no
value of their kind.
"""

from typing import Any

import numpy as np
from numba import njit

CONTROLS, HIGH = 1, 2  # marks of a text: control characters in it, letters outside ASCII
INTEGER, DATETIME, BOOLEAN, CODE, TEXT = range(5)
MOST_CODES = 1 << 10  # different codes of one column in one block; more are read as text
SLOTS = 1 << 12  # of the table by which a code is found again
_TAB, _NEWLINE, _RETURN, _BLANK, _DASH, _COLON, _POINT = 9, 10, 13, 32, 45, 58, 46
_ZERO, _DELETE = 48, 127
_DAY = 86_400_000  # milliseconds
_DIGITS = 18  # that surely fit into 64 bits
_SHORT = 7  # bytes of a code that fit into one number
_MASK = (1 << 40) - 1  # so that the next product fits too


@njit(cache=True, nogil=True)
def find_cells(octets: Any, delimiter: int, ends: Any, lines: Any) -> Any:
    """Where cells end (the place of each delimiter), and how many cells each line ends after.

    Args:
        octets: the text, as bytes.
        delimiter: the byte between cells; a line end is one too.
        ends: room for as many places as the text has bytes.
        lines: as much room.

    Returns:
        How many cells, how many lines, and the marks of the text.
    """
    cells = many = marks = 0
    for i in range(octets.size):
        octet = octets[i]
        if octet == delimiter:
            ends[cells] = i
            cells += 1
        elif octet == _NEWLINE:
            ends[cells] = i
            cells += 1
            lines[many] = cells
            many += 1
        elif octet < _BLANK:
            before_end = octet == _RETURN and i + 1 < octets.size and octets[i + 1] == _NEWLINE
            if octet != _TAB and not before_end:
                marks |= CONTROLS
        elif octet >= _DELETE:
            marks |= CONTROLS if octet == _DELETE else HIGH
    return cells, many, marks


@njit(cache=True, nogil=True)
def _two(octets: Any, at: int) -> Any:
    """A number of two digits; below 0 if one of them is none.

    Both are looked at in any case: a branch that is guessed wrong costs more than either.
    """
    tens, ones = np.int64(octets[at]) - _ZERO, np.int64(octets[at + 1]) - _ZERO
    return (tens * 10 + ones) | ((tens | (9 - tens) | ones | (9 - ones)) >> 63)


@njit(cache=True, nogil=True)
def _clock(octets: Any, start: int, stop: int) -> Any:
    """Milliseconds of ' HH:MM:SS' or ' HH:MM:SS.mmm'; -1 if it is neither."""
    if octets[start] != _BLANK or octets[start + 3] != _COLON or octets[start + 6] != _COLON:
        return -1
    hours, minutes = _two(octets, start + 1), _two(octets, start + 4)
    seconds = _two(octets, start + 7)
    parts: Any = 0
    if stop - start == 13:
        last = np.int64(octets[start + 12]) - _ZERO
        parts = _two(octets, start + 10) * 10 + last
        if octets[start + 9] != _POINT or last < 0 or last > 9:
            return -1
    if min(hours, minutes, seconds, parts) < 0 or hours > 23 or minutes > 59 or seconds > 59:
        return -1
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + parts


@njit(cache=True, nogil=True)
def _moment(octets: Any, start: int, stop: int, months: Any) -> Any:
    """Milliseconds since 1970 of a date with or without its time, and whether it is one.

    `months` holds for each month since year 0 the day since 1970 on which it begins.
    """
    size = stop - start
    if size not in (10, 19, 23) or octets[start + 4] != _DASH or octets[start + 7] != _DASH:
        return 0, False
    century, year = _two(octets, start), _two(octets, start + 2)
    month, day = _two(octets, start + 5), _two(octets, start + 8)
    if min(century, year) < 0 or month < 1 or month > 12 or day < 1:
        return 0, False
    place = (century * 100 + year) * 12 + month - 1
    first = np.int64(months[place])
    if day > months[place + 1] - first or place < 12:
        return 0, False
    clock = _clock(octets, start + 10, stop) if size > 10 else 0
    return (first + day - 1) * _DAY + clock, clock >= 0


@njit(cache=True, nogil=True)
def _whole(octets: Any, start: int, stop: int) -> Any:
    """A whole number, and whether it is one that fits."""
    negative = octets[start] == _DASH
    first = start + 1 if negative else start
    if first == stop or stop - first > _DIGITS:
        return 0, False
    value: Any = 0
    mark: Any = 0
    for i in range(first, stop):
        digit = np.int64(octets[i]) - _ZERO
        mark |= digit | (9 - digit)
        value = value * 10 + digit
    return (-value if negative else value), mark >= 0


@njit(cache=True, nogil=True, inline="always")
def _key(octets: Any, start: int, stop: int) -> Any:
    """A code of up to seven bytes as one number, which is its own; of a longer one, a hash."""
    key: Any = 0
    if stop - start <= _SHORT:
        for i in range(start, stop):
            key = (key << 8) | np.int64(octets[i])
        return key
    for i in range(start, stop):
        key = (key * 1_000_003 + np.int64(octets[i])) & _MASK
    return key | (1 << 61)


@njit(cache=True, nogil=True, inline="always")
def _code(
    octets: Any, start: int, stop: int, column: int, slots: Any, codes: Any, known: int
) -> Any:
    """The number of a code: the one it has, `known` if it is new, -1 if there are too many.

    `codes` holds for each code its key, and the place and length of where it was first seen.
    """
    key, size, base = _key(octets, start, stop), stop - start, column * SLOTS
    place = (key ^ (key >> 11) ^ (key >> 23)) & (SLOTS - 1)
    while slots[base + place] != 0:
        number = slots[base + place] - 1
        if codes[column, number, 0] == key:
            there, same = codes[column, number, 1], codes[column, number, 2] == size
            if same and size > _SHORT:
                for i in range(size):
                    same = same and octets[there + i] == octets[start + i]
            if same:
                return number
        place = (place + 1) & (SLOTS - 1)
    if known == MOST_CODES:
        return -1
    slots[base + place] = known + 1
    codes[column, known, 0] = key
    codes[column, known, 1], codes[column, known, 2] = start, size
    return known


@njit(cache=True, nogil=True)
def parse(
    octets: Any, ends: Any, kinds: Any, months: Any, values: Any, valid: Any, slots: Any,
    codes: Any, known: Any, wrong: Any,
) -> int:  # fmt: skip
    """Read every cell by the kind of its column; blanks around it do not count.

    Args:
        octets: the text, in UTF-8 and without control characters.
        ends: where cells end, row after row, as many a row as there are columns.
        kinds: the kind of each column.
        months: the day since 1970 on which each month since year 0 begins.
        values: [column, row], filled: numbers, milliseconds, 0 or 1, numbers of codes; for text
            the place times 2^32 and its length.
        valid: [column, row], false: filled where there is a value.
        slots: [column * SLOTS], zeros.
        codes: [column, code, 3], filled: key, place and length of each code.
        known: [column], zeros, filled: how many codes; -1 where there are too many of them.
        wrong: [most, 2], filled: column and row of cells that are no value of their kind.

    Returns:
        How many cells are wrong; one more than there is room for if they are too many.
    """
    many = start = cell = 0
    for row in range(values.shape[1]):
        for column in range(kinds.size):
            low, high = start, ends[cell]
            cell += 1
            start = high + 1
            if low == high:
                continue
            while low < high and octets[low] == _BLANK:
                low += 1
            while high > low and (octets[high - 1] == _BLANK or octets[high - 1] == _RETURN):
                high -= 1
            if low == high:
                continue
            valid[column, row] = True
            kind, value, sound = kinds[column], 0, True
            if kind == DATETIME:
                value, sound = _moment(octets, low, high, months)
            elif kind == INTEGER:
                value, sound = _whole(octets, low, high)
            elif kind == BOOLEAN:
                value = octets[low] - _ZERO
                sound = high - low == 1 and (value == 0 or value == 1)
            elif kind == TEXT or known[column] < 0:
                value = (low << 32) | (high - low)
            else:
                value = _code(octets, low, high, column, slots, codes, known[column])
                known[column] = -1 if value < 0 else max(known[column], value + 1)
            values[column, row] = value
            if not sound:
                valid[column, row] = False
                if many == wrong.shape[0]:
                    return many + 1
                wrong[many, 0], wrong[many, 1] = column, row
                many += 1
    return many


@njit(cache=True, nogil=True)
def find_text(octets: Any, ends: Any, columns: int, column: int, values: Any) -> None:
    """Place times 2^32 and length of each cell of one column, without the blanks around it."""
    for row in range(values.size):
        cell = row * columns + column
        low, high = ends[cell - 1] + 1 if cell else 0, ends[cell]
        while low < high and octets[low] == _BLANK:
            low += 1
        while high > low and (octets[high - 1] == _BLANK or octets[high - 1] == _RETURN):
            high -= 1
        values[row] = (low << 32) | (high - low)


@njit(cache=True, nogil=True)
def copy_text(octets: Any, values: Any, valid: Any, offsets: Any, out: Any) -> None:
    """Put the texts of a column one after the other; `offsets` say where each begins and ends."""
    end = 0
    for row in range(values.size):
        if valid[row]:
            place, size = values[row] >> 32, values[row] & 0xFFFFFFFF
            for i in range(size):
                out[end + i] = octets[place + i]
            end += size
        offsets[row + 1] = end
