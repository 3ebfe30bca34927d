"""Ask memory for what is needed soon: rows of people lie far apart, and a row comes late.

A run spends most of its time waiting for memory: a person's row is one among tens of millions,
and nothing near it was used lately. Whoever goes through a list asks for the rows of those who
come a few places later, and works meanwhile. That changes when memory comes, never what is in it.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from openasylum.kernel.counsel import index_of
from openasylum.kernel.jit import inner, interpreted
from openasylum.kernel.lists import CHUNK

PLACES = 12
"""How many people ahead: chosen, not searched for."""

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


@inner
def find_rows(people, rows, n, world, offsets, cases):
    """Write where the rows of the first `n` people are into `rows`; soon the first are needed."""
    for i in range(n):
        rows[i, 0] = index_of(people[i, 0], world, offsets)
    for i in range(min(n, PLACES)):
        touch(cases, rows[i, 0])


@inner
def expect_next(which, world, tokens, links, ends, offsets, cases):
    """Soon the row will be needed of whoever comes some places later in list `which`."""
    if ends[which, 4] <= PLACES:
        return
    chunk = ends[which, 0]
    slot = ends[which, 1] + PLACES
    if slot >= CHUNK:
        chunk = links[chunk, 0]
        slot -= CHUNK
    touch(cases, index_of(tokens[chunk * CHUNK + slot, 0], world, offsets))


@inner
def expect_before(which, world, tokens, links, ends, offsets, cases):
    """The same for a list that is served from its end."""
    if ends[which, 4] <= PLACES:
        return
    chunk = ends[which, 2]
    slot = ends[which, 3] - 1 - PLACES
    if slot < 0:
        chunk = links[chunk, 1]
        slot += CHUNK
    touch(cases, index_of(tokens[chunk * CHUNK + slot, 0], world, offsets))
