"""Rows with too many fields put right, where only one way of putting them right is possible."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openasylum.records.release import Column

_NEVER = 1_000_000  # more words than a row has
MOST_EXTRA = 12  # fields; the widest row seen had eight too many
_DATE = re.compile(rb"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d(\.\d+)?)?)?")
_SHAPES = {
    "integer": re.compile(rb"-?\d+"),
    "datetime": _DATE,
    "time": re.compile(rb"\d{3,4}"),
    "boolean": re.compile(rb"[01]"),
    "month": re.compile(rb"\d{1,2}/\d{4}"),
    "postal": re.compile(rb"\d{5}(-?\d{4})?"),
}
Codes = Mapping[str, frozenset[bytes]]
"""For each lookup, the codes that it has."""


@dataclass(frozen=True)
class Realigned:
    """A row put right, or the reason why it cannot be; `emptied` are columns left open."""

    cells: list[bytes]
    emptied: tuple[str, ...] = ()
    reason: str = ""


def bare(cell: bytes) -> bytes:
    """A cell without what means nothing: control characters, and blanks around it."""
    return re.sub(rb"[\x00-\x1f\x7f]", b"", cell).strip()


def fits(cell: bytes, column: Column, codes: Codes) -> bool:
    """Whether a bare cell can stand in a column: by kind, length, and its lookup if there is one.

    A blank fits everywhere; a date fits no code and no text.
    """
    if not cell:
        return True
    shape = _SHAPES.get(column.kind)
    if shape is not None:
        return shape.fullmatch(cell) is not None
    if _DATE.fullmatch(cell):
        return False
    if column.kind == "text":
        return True
    known = codes.get(column.lookup)
    return len(cell) <= (column.width or len(cell)) and (known is None or cell in known)


def realign(cells: Sequence[bytes], columns: Sequence[Column], key: str, codes: Codes) -> Realigned:
    """Join neighbouring cells so that each column holds what it can hold.

    Every way of joining is considered; of those that fit, the ones that join the fewest words
    count (a blank beside a value says nothing, a word beside a word says something else). If they
    agree on a column, that is its value. If they differ in a column of free text only, it is left
    empty (the row is kept as it was beside the table); if in any other, the row is not put right.

    Args:
        cells: the fields of the row, more than there are columns.
        columns: the columns, in the order of the file.
        key: the name of the column that cannot be blank; none if empty.
        codes: codes by lookup.
    """
    plain = [bare(cell) for cell in cells]
    extra = len(plain) - len(columns)
    if extra > MOST_EXTRA:
        return Realigned([], reason=f"{len(cells)} fields, where {len(columns)} belong")
    ways = _ways(plain, columns, key, codes)
    if not ways[0]:
        return Realigned([], reason=f"{extra} fields too many, and no way of joining them fits")
    row, emptied = [], []
    for column, found in zip(columns, ways, strict=True):
        if len(found) > 1 and column.kind not in ("text", "postal"):
            why = f"{extra} fields too many, and {column.name} could be " + " or ".join(
                f"'{value.decode('cp1252', 'replace')}'" for value in sorted(found)[:3]
            )
            return Realigned([], reason=why)
        if len(found) > 1:
            emptied.append(column.name)
        row.append(next(iter(found)) if len(found) == 1 else b"")
    return Realigned(row, tuple(emptied))


_Way = tuple[int, int, int]  # the column, extra cells used before it, and in it


def _ways(
    plain: Sequence[bytes], columns: Sequence[Column], key: str, codes: Codes
) -> list[set[bytes]]:
    """For each column, its values in the ways of joining that fit and join the fewest words."""
    n, extra = len(columns), len(plain) - len(columns)
    values: dict[_Way, bytes] = {}
    costs: dict[_Way, int] = {}
    for place, column in enumerate(columns):
        for used in range(extra + 1):
            for more in range(extra - used + 1):
                cells = [one for one in plain[place + used : place + used + more + 1] if one]
                joined = b" ".join(cells)
                if len(cells) > 1 and column.kind != "text":
                    continue  # only free text may have words on both sides of a tab
                if (joined or column.name != key) and fits(joined, column, codes):
                    values[place, used, more] = joined
                    costs[place, used, more] = max(len(cells) - 1, 0)
    after = _least_costs(costs, n, extra)
    found: list[set[bytes]] = [set() for _ in columns]
    before = {0: 0}
    for place in range(n):
        reached: dict[int, int] = {}
        for used, spent in before.items():
            for more in range(extra - used + 1):
                cost = spent + costs.get((place, used, more), _NEVER)
                if cost + after[place + 1].get(used + more, _NEVER) == after[0].get(0):
                    found[place].add(values[place, used, more])
                    reached[used + more] = cost
        before = reached
    return found


def _least_costs(costs: Mapping[_Way, int], n: int, extra: int) -> list[dict[int, int]]:
    """For each column and extra cells used before it, the fewest joined words of a way on."""
    after: list[dict[int, int]] = [{} for _ in range(n + 1)]
    after[n] = {extra: 0}
    for place in range(n - 1, -1, -1):
        for used in range(extra + 1):
            ways = [
                costs[place, used, more] + after[place + 1][used + more]
                for more in range(extra - used + 1)
                if (place, used, more) in costs and used + more in after[place + 1]
            ]
            if ways:
                after[place][used] = min(ways)
    return after
