"""Who someone is in a list, and asking memory for what is needed soon.

A list holds numbers of rows; whose a row is, the row's cell says. What is kept of a person lies far
from what was used lately: it is one row among tens of millions. Whoever goes through a list asks
for what belongs to those who come a few places later, and works meanwhile. That changes when memory
comes, never what is in it.
"""

import numpy as np

from openasylum.kernel.fetch import touch
from openasylum.kernel.jit import inlined, inner
from openasylum.kernel.layout import DIRECTORY_SHIFT
from openasylum.kernel.lists import CHUNK, row_in

PLACES, TURNS = 12, 8
"""How many people ahead of the one at work, or at a time: chosen, not searched for."""


@inlined
def id_of(row, world, people):
    """Whose row it is (see `person` for ids)."""
    if world.scale < 1.0:
        return people.ids[row]
    cell = people.directory[row >> DIRECTORY_SHIFT]
    while people.cells[cell + 1].first <= row:
        cell += 1
    return people.cells[cell].id + (row - people.cells[cell].first)


@inner
def find_people(keys, ids, n, world, people):
    """Write the ids of the first `n` sorted people into `ids`; soon the first will be needed."""
    for i in range(min(n, PLACES)):
        expect(row_in(keys[i]), world, people)
    for i in range(n - PLACES):
        expect_id(row_in(keys[i + PLACES]), world, people)
        ids[i] = id_of(row_in(keys[i]), world, people)
    for i in range(max(0, n - PLACES), n):
        ids[i] = id_of(row_in(keys[i]), world, people)


@inner
def look_ahead(which, newest, world, lists, people):
    """Write who is served next from list `which` into `world.luck`: ids and states.

    Returns how many they are, `TURNS` at most. Asks for the memory of as many behind them.
    """
    luck = world.luck
    length = lists.ends[which, 4]
    chunk = lists.ends[which, 2] if newest else lists.ends[which, 0]
    slot = lists.ends[which, 3] if newest else lists.ends[which, 1]
    for turn in range(min(2 * TURNS, length)):
        if newest and slot == 0:
            chunk = lists.links[chunk, 1]
            slot = CHUNK
        elif not newest and slot == CHUNK:
            chunk = lists.links[chunk, 0]
            slot = 0
        slot -= newest
        token = lists.tokens[chunk * CHUNK + slot]
        slot += not newest
        if turn < TURNS:
            luck.person[turn] = id_of(np.int64(token.row), world, people)
            luck.word[turn] = token.word
        else:
            expect(token.row, world, people)
            touch(people.outcomes, token.row)
    return min(TURNS, length)


@inlined
def expect(row, world, people):
    """Ask for the memory of a row's search, and of what tells whose row it is."""
    touch(people.searches, row)
    expect_id(row, world, people)


@inlined
def expect_id(row, world, people):
    """Ask for the memory of what tells whose row it is."""
    if world.scale < 1.0:
        touch(people.ids, row)
    else:
        touch(people.cells, people.directory[row >> DIRECTORY_SHIFT])
