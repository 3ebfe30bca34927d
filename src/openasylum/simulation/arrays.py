"""The kernel's arrays: room for everyone, for all lists, and for the books."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import FLOWS, PURPOSES, STATES
from openasylum.kernel.counsel import ROW_OF_ASKING
from openasylum.kernel.jit import as_records, interpreted
from openasylum.kernel.layout import (
    CELL,
    DIRECTORY_SHIFT,
    ENDS,
    OUTCOME,
    STRENGTH_BINS,
    TOKEN,
    WAIT_BINS,
    WAIT_KINDS,
    WORLD,
    Lists,
    People,
)
from openasylum.kernel.lists import CHUNK, DIGITS
from openasylum.kernel.settle import LISTS_BESIDE_DAYS
from openasylum.kernel.tally import COUNT, ROOM
from openasylum.simulation.calendar import FIRST_DAY, absolute
from openasylum.simulation.inputs import Inputs
from openasylum.simulation.people import first_row_absolute, ids_of, offsets_of, row_shift_of


@dataclass
class Arrays:
    """What the kernel works on, in the order in which it takes them."""

    due: np.ndarray
    keys: np.ndarray
    spare: np.ndarray
    digits: np.ndarray
    lists: Lists
    people: People
    hours: np.ndarray
    stocks: np.ndarray
    month_end: np.ndarray
    tallies: np.ndarray
    errors: np.ndarray
    waits: np.ndarray

    @property
    def working(self) -> tuple[Any, ...]:
        """For the days."""
        return (
            self.due, self.keys, self.spare, self.digits, self.lists, self.people,
            self.hours, self.stocks, self.month_end, self.tallies, self.waits,
        )  # fmt: skip

    @property
    def closing(self) -> tuple[Any, ...]:
        """For the end of the last day."""
        return (
            self.lists, self.people, self.stocks, self.tallies, self.errors, self.waits,
        )  # fmt: skip

    @property
    def flows(self) -> np.ndarray:
        """Months x flows x groups, people."""
        return self.tallies[:, :, :FLOWS].transpose(0, 2, 1).astype(np.int64)

    @property
    def arrived(self) -> int:
        """How many people have come."""
        return int(-self.stocks[0].sum())


def lists_for(people: int, lists: int) -> Lists:
    """Room for so many lists of so many people; memory is touched only as far as it is used."""
    chunks = people // (CHUNK // 4) + 2 * lists + 2  # half full on average at the very worst
    return Lists(
        tokens=as_records(np.empty(chunks * CHUNK, TOKEN)),
        links=np.zeros((chunks, 2), np.int32),
        ends=np.zeros((lists, 5), np.int64),
        asking=np.empty(chunks * CHUNK, np.uint32),
        asking_links=np.zeros((chunks, 2), np.int32),
        closed=np.zeros(lists, np.int32),
    )


def people_for(offsets: np.ndarray, first_day: int, scale: float = 1.0) -> People:
    """Rows for everyone.

    Args:
        offsets: where the rows of each day's and group's people begin (`people.offsets_of`).
        first_day: that of the first row of the offsets, in days since 2000-01-01.
        scale: of the run.
    """
    rows = int(offsets[-1, -1])
    if rows > ROW_OF_ASKING:
        raise OpenasylumError(
            f"{rows:,} people are more than there is room for. Run at a smaller --scale."
        )
    day, group = np.nonzero(np.diff(offsets, axis=1))
    cells = np.zeros(day.size + 1, CELL)
    cells["first"] = np.append(offsets[day, group], rows)
    cells["id"][:-1] = ids_of(day + first_day, group, 0)
    starts = np.arange(0, rows, 1 << DIRECTORY_SHIFT)
    return People(
        offsets=offsets,
        cells=as_records(cells),
        directory=(np.searchsorted(cells["first"], starts, side="right") - 1).astype(np.int32),
        ids=np.zeros(rows if scale < 1.0 else 0, np.int64),
        searches=np.zeros(rows, np.uint16),
        outcomes=as_records(np.zeros(rows, OUTCOME)),
    )


def arrays_for(inputs: Inputs) -> tuple[Arrays, np.void]:
    """The arrays of a run that has not begun, and its mutable scalars."""
    days, groups = len(inputs.days), len(inputs.groups)
    months = len(inputs.assumed)
    offsets = offsets_of(inputs.counts, inputs.scale)
    people = int(offsets[-1, -1])
    arrays = Arrays(
        due=as_records(np.empty(people + 1, TOKEN)),
        keys=np.empty(people + 1, np.int64),
        spare=np.empty(people + 1, np.int64),
        digits=np.zeros(1 << DIGITS, np.int64),
        lists=lists_for(people, 2 * days + LISTS_BESIDE_DAYS),
        people=people_for(offsets, first_row_absolute(), inputs.scale),
        hours=np.zeros((months, 2, PURPOSES)),
        stocks=np.zeros((STATES, groups), np.int64),
        month_end=np.zeros((months, STATES, groups), np.int64),
        tallies=np.zeros((months, groups, ROOM), COUNT),
        errors=np.zeros((months, ENDS, STRENGTH_BINS), np.int64),
        waits=np.zeros((months, WAIT_KINDS, WAIT_BINS), np.int64),
    )
    world = np.zeros(1, WORLD)
    world["first_absolute"] = absolute(FIRST_DAY)
    world["first_offset_day"] = first_row_absolute()
    world["days"] = days
    world["lawyer_lists"] = days + LISTS_BESIDE_DAYS
    world["interview_wait"] = 0.0
    world["groups"] = groups
    world["luck"]["seed"] = inputs.seed
    world["luck"]["ahead"] = not interpreted()
    world["scale"] = inputs.scale
    world["row_shift"] = row_shift_of(inputs.scale)
    world["unbalanced_day"] = -1
    return arrays, as_records(world)[0]


def hot_bytes(arrays: Arrays) -> int:
    """What was used of the memory that steps of a life read and write, lists and searches."""
    lists, people = arrays.lists, arrays.people
    chunk = CHUNK * lists.tokens.itemsize + lists.links[0].nbytes
    asking = CHUNK * lists.asking.itemsize + lists.asking_links[0].nbytes
    used = int(lists.links[0, 1]) * chunk + int(lists.asking_links[0, 1]) * asking
    return int(used + people.searches.nbytes + people.ids.nbytes)
