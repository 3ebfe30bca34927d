"""Asking memory for what is needed soon: the one instruction that Python has no word for."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from openasylum.kernel.jit import interpreted

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
