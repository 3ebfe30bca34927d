"""Small counts are not shown: few people in a cell can be told apart by those who know them."""

from collections.abc import Sequence
from typing import Any


def hide_small(rows: list[dict[str, Any]], by: Sequence[str], form: str, smallest: int) -> int:
    """Empty the figures of rows that would show a count from 1 to below `smallest`; how many.

    A share shows its numerator, its denominator and the rest, so all three must be large enough.
    If one row only would be hidden, the next smallest is hidden with it: a total known from
    elsewhere would give the one away. Figures become None in place.
    """
    small = [i for i, row in enumerate(rows) if _is_small(row, form, smallest)]
    if len(small) == 1 and by and len(rows) > 1:
        others = [i for i in range(len(rows)) if i not in small and _size(rows[i], form)]
        small += sorted(others, key=lambda i: _size(rows[i], form))[:1]
    for i in small:
        rows[i] = {name: value if name in by else None for name, value in rows[i].items()}
    return len(small)


def _size(row: dict[str, Any], form: str) -> int:
    return int(row["n"] if form == "count" else row["d"] if form == "share" else row["cases"])


def _is_small(row: dict[str, Any], form: str, smallest: int) -> bool:
    counts = [_size(row, form)]
    if form == "share":
        counts += [row["n"], row["d"] - row["n"]]
    if form == "duration":
        counts += [row["ended"], row["cases"] - row["ended"]]
    return any(0 < count < smallest for count in counts)
