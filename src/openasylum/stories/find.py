"""People of a kind among those of two runs: who they are and what became of them in either."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import State
from openasylum.simulation.calendar import absolute
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import GROUPS
from openasylum.simulation.people import first_row_absolute
from openasylum.stories.like import Sought
from openasylum.stories.names import Name, of_id


@dataclass(frozen=True)
class Found:
    """One person, and where they are when the run ends under the scenario and under the twin."""

    name: Name
    own: State
    twin: State


@dataclass(frozen=True)
class Search:
    """Some of the people found, spread evenly over all of them, and how many there were."""

    people: tuple[Found, ...]
    total: int


def find(books: tuple[Books, Books], wanted: Sought, most: int) -> Search:
    """At most `most` people as `wanted` says, by their outcome in the first run.

    Raises:
        OpenasylumError: the days asked for lie outside the run, or nobody is like this.
    """
    parts = list(_matches(books, wanted))
    ids, own, twin = (np.concatenate(column) for column in zip(*parts, strict=True))
    if not ids.size:
        raise OpenasylumError(
            "--like: nobody in this run is like this. Leave a word out, choose another month, or "
            "raise --scale."
        )
    chosen = np.unique(np.linspace(0, ids.size - 1, min(most, ids.size)).astype(np.int64))
    people = [
        Found(of_id(int(ids[i])), State(int(own[i]) & 31), State(int(twin[i]) & 31)) for i in chosen
    ]
    return Search(tuple(people), int(ids.size))


def _rows(books: Books, wanted: Sought) -> range:
    origin, count = first_row_absolute(), books.offsets.shape[0]
    first = 0 if wanted.first is None else absolute(wanted.first) - origin
    after = count if wanted.after is None else absolute(wanted.after) - origin
    if after <= 0 or first >= count:
        raise OpenasylumError(
            f"--like: {wanted.first} is outside the run, whose people arrive before "
            f"{books.inputs.until}. Choose another month, or a later --until."
        )
    return range(max(0, first), min(count, after))


def _matches(
    books: tuple[Books, Books], wanted: Sought
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Ids and outcome words of those who match, day by day of arrival."""
    a, b = books
    covered = np.array([wanted.covers(group) for group in GROUPS])
    states = np.array(sorted(wanted.states), np.int64)
    for row in _rows(a, wanted):
        sizes, others = np.diff(a.offsets[row]), np.diff(b.offsets[row])
        group = np.repeat(np.arange(sizes.size), sizes)
        start = a.offsets[row, 0]
        place = start + np.arange(group.size) - a.offsets[row, group]
        own = a.out[start : start + group.size]
        there = place < others[group]
        twin = np.zeros_like(own)
        twin[there] = b.out[b.offsets[row, group[there]] + place[there]]
        here = (own != 0) & covered[group] & (own >> 21 & wanted.marks == wanted.marks)
        if states.size:
            here &= np.isin(own & 31, states)
        if wanted.differs:
            here &= own & 31 != twin & 31
        days = np.full(int(here.sum()), row + first_row_absolute())
        ids = a.ids(days, group[here], place[here])
        yield ids, own[here], twin[here]
