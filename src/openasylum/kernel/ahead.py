"""Who someone is in a list, and asking memory for what is needed soon.

A list holds numbers of rows; whose a row is, the row's cell says. What is kept of a person lies far
from what was used lately: it is one row among tens of millions. Whoever goes through a list asks
for what belongs to those who come a few places later, and works meanwhile. That changes when memory
comes, never what is in it.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from openasylum.kernel.jit import inlined, inner, interpreted
from openasylum.kernel.layout import DIRECTORY_SHIFT
from openasylum.kernel.lists import CHUNK, row_in

PLACES, TURNS = 12, 8
"""How many people ahead of the one at work, or at a time: chosen, not searched for."""

_FOR_WRITING, _KEEP_CLOSE, _DATA = 1, 3, 1  # the operands of LLVM's llvm.prefetch


def _touch(_: Any, array: Any, index: Any) -> Any:
    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        made = context.make_array(kind)(context, builder, arguments[0])
        place = cgutils.get_item_pointer(context, builder, kind, made, [arguments[1]])
        byte = ir.IntType(8).as_pointer()
        whole = ir.IntType(32)
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, whole, whole, whole])
        )
        how = [ir.Constant(whole, number) for number in (_FOR_WRITING, _KEEP_CLOSE, _DATA)]
        builder.call(ask, [builder.bitcast(place, byte), *how])
        return context.get_dummy_value()

    return types.void(array, index), emit


def _nothing(array: Any, index: Any) -> None:
    """In plain Python there is nothing to gain."""


touch = _nothing if interpreted() else intrinsic(_touch)
"""touch(array, index): ask for the memory of one row of an array of one dimension."""


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
