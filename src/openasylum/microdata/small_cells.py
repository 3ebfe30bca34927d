"""Small counts are not shown: few people in a cell can be told apart by those who know them.

Nor are counts shown that would give a small one away. Whoever has a table by court and nationality
can ask for the totals by court, by nationality and of all, and subtract. So a group of rows with a
total of its own hides no row or at least two, what it hides is together no small count, and no
small count of this table, or of one by fewer traits, follows from what is shown here (Willenborg &
de Waal, Elements of Statistical Disclosure Control, 2001: secondary cell suppression; the choice
here is the plain one, the smallest row that helps). Totals that give a count away without this
table, because few combinations of traits occur, are out of its hands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

_Key = tuple[str, ...]
_NOTHING_MOVES = 1e-6  # of a cell, when all cells move at random and every total stays


def hide_small(rows: list[dict[str, Any]], by: Sequence[str], form: str, smallest: int) -> int:
    """Empty the figures of rows that would show or give away a count from 1 to below `smallest`.

    A share shows its numerator, its denominator and the rest, so all must be large enough; a
    duration how many have ended and how many wait. Figures become None in place.

    Args:
        rows: traits and figures.
        by: the names of the traits.
        form: 'count', 'share' or 'duration'.
        smallest: the smallest count shown.

    Returns:
        How many rows were emptied.
    """
    if not rows:
        return 0
    counts = np.array([_counts(row, form) for row in rows], np.int64)
    keys = [tuple(str(row[name]) for name in by) for row in rows]
    hidden = _hidden(keys, counts, smallest)
    for i in np.flatnonzero(hidden):
        rows[i] = {name: value if name in by else None for name, value in rows[i].items()}
    return int(hidden.sum())


def _counts(row: dict[str, Any], form: str) -> tuple[int, ...]:
    """The separate groups of people or hearings that a row counts."""
    if form == "count":
        return (row["n"],)
    part, whole = ("n", "d") if form == "share" else ("ended", "cases")
    return row[part], row[whole] - row[part]


def _small(counts: np.ndarray, smallest: int) -> Any:
    """Which rows of counts have one that is not shown."""
    return ((counts > 0) & (counts < smallest)).any(axis=-1)


@dataclass(frozen=True)
class _Line:
    """Rows with a total of their own, in a table by fewer traits: is it shown there, or small?"""

    rows: np.ndarray
    shown: bool
    small: bool


def _hidden(keys: Sequence[_Key], counts: np.ndarray, smallest: int) -> np.ndarray:
    """Which rows of a table are not shown; its smaller tables are settled first."""
    small = _small(counts, smallest)
    if not keys[0] or len(keys) == 1:
        return np.array(small)
    lines = _lines(keys, counts, smallest)
    hidden: np.ndarray = small.copy()
    shown = [line.rows for line in lines if line.shown and len(line.rows) > 1]
    guarded = [np.array([i]) for i in np.flatnonzero(small)]
    guarded += [line.rows for line in lines if line.small]
    order = np.argsort(counts.sum(axis=1), kind="stable")
    while guarded:
        changed = [
            _add(hidden, rows, order, counts)
            for rows in shown
            if _tells(hidden, rows, counts, smallest)
        ]
        if not any(changed):
            found = _follow(hidden, [line.rows for line in lines if line.shown], guarded)
            changed = [_add_near(hidden, rows, shown, order, counts) for rows in found]
        if not any(changed):
            break
    return hidden


def _lines(keys: Sequence[_Key], counts: np.ndarray, smallest: int) -> list[_Line]:
    """The groups of rows that have a row of their own in a table by fewer of the traits."""
    found: list[_Line] = []
    traits = range(len(keys[0]))
    for size in traits:
        for chosen in combinations(traits, size):
            groups: dict[_Key, list[int]] = {}
            for i, key in enumerate(keys):
                groups.setdefault(tuple(key[trait] for trait in chosen), []).append(i)
            rows = [np.array(group) for group in groups.values()]
            totals = np.array([counts[one].sum(axis=0) for one in rows])
            hidden, small = _hidden(list(groups), totals, smallest), _small(totals, smallest)
            found += [
                _Line(*one) for one in zip(rows, (~hidden).tolist(), small.tolist(), strict=True)
            ]
    return found


def _add(hidden: np.ndarray, rows: np.ndarray, order: np.ndarray, counts: np.ndarray) -> bool:
    """Hide the smallest of some rows that is not hidden yet; False if there is none."""
    wanted = np.zeros(len(hidden), bool)
    wanted[rows] = True
    free = order[(wanted & ~hidden & (counts.sum(axis=1) > 0))[order]]
    hidden[free[:1]] = True
    return bool(free.size)


def _add_near(
    hidden: np.ndarray, rows: np.ndarray, shown: Sequence[np.ndarray], order: np.ndarray,
    counts: np.ndarray,
) -> bool:  # fmt: skip
    """Hide one row more in a group that some rows belong to, or anywhere if that is all hidden."""
    near = [line for line in shown if np.isin(rows, line).any()]
    near.sort(key=len)
    return any(_add(hidden, line, order, counts) for line in [*near, order])


def _tells(hidden: np.ndarray, rows: np.ndarray, counts: np.ndarray, smallest: int) -> bool:
    """Whether the total of a group, less what is shown of it, is a small count or one row's."""
    unseen = rows[hidden[rows]]
    return bool(unseen.size) and (
        unseen.size == 1 or bool(_small(counts[unseen].sum(axis=0), smallest))
    )


def _follow(
    hidden: np.ndarray, shown: Sequence[np.ndarray], guarded: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """Which of the guarded sums follow from the totals: those that rest while the rest moves.

    Of a random move of the hidden rows, what would change a total is taken away; what is left
    leaves at rest exactly the sums that the totals fix.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import lsqr

    unseen = np.flatnonzero(hidden)
    number = np.full(len(hidden), -1)
    number[unseen] = np.arange(unseen.size)
    held = [number[rows[hidden[rows]]] for rows in shown if hidden[rows].any()]
    move = np.zeros(len(hidden))
    move[unseen] = np.random.default_rng(0).normal(size=unseen.size)
    if held:
        which = np.repeat(np.arange(len(held)), [len(one) for one in held])
        shape = (len(held), unseen.size)
        totals = csr_array((np.ones(which.size), (which, np.concatenate(held))), shape=shape)
        aim = totals @ move[unseen]
        move[unseen] -= lsqr(totals, aim, atol=1e-13, btol=1e-13, iter_lim=50 * unseen.size)[0]
    return [rows for rows in guarded if abs(move[rows].sum()) < _NOTHING_MOVES]
