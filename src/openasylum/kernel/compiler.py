"""How Numba compiles the kernel's functions, and only these: less is asked, and less made twice.

What is replaced here is not part of Numba's public interface, but for the passes. Another Numba may
do these things elsewhere: then the kernel is slower, or compiles for longer, and is as right.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numba
from llvmlite.binding import Linkage
from numba.core import codegen, typed_passes, untyped_passes
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager
from numba.np import arrayobj

_OURS: ContextVar[bool] = ContextVar("ours", default=False)
_PART: ContextVar[bool] = ContextVar("part", default=False)


@contextmanager
def compiling(part: bool) -> Iterator[None]:
    """Compile a function of the kernel in this context; `part`: only for compiled functions."""
    ours, within = _OURS.set(True), _PART.set(part)
    try:
        yield
    finally:
        _OURS.reset(ours)
        _PART.reset(within)


class Passes(CompilerBase):
    """What Numba does with a function, less the search for what the kernel's have not.

    That is: closures, `with`, array expressions, functions to be inlined before typing, literal
    types. A function that has one does not compile.
    """

    def define_pipelines(self) -> list[Any]:
        """The passes: read, type, lower."""
        read = PassManager("kernel")
        read.add_pass(untyped_passes.TranslateByteCode, "read the byte code")
        read.add_pass(untyped_passes.FixupArgs, "arguments")
        read.add_pass(untyped_passes.IRProcessing, "lives of variables")
        read.add_pass(untyped_passes.GenericRewrites, "constant places")
        read.add_pass(untyped_passes.ReconstructSSA, "one assignment a variable")
        read.add_pass(typed_passes.NopythonTypeInference, "types")
        read.add_pass(typed_passes.PreLowerStripPhis, "no more phis")
        lower = DefaultPassBuilder.define_nopython_lowering_pipeline(self.state)
        read.passes.extend(lower.passes)
        read.finalize()
        return [read]


# Python counts negative places from an array's end, and Numba asks at every access whether a place
# is one: a seventh of the kernel's time. The kernel has no negative places (checked by a test over
# its sources and by the bounds-checked runs), so while its own functions compile nothing is asked.
_ASKING: Any = getattr(arrayobj, "fix_integer_index", None)


def _place(context: Any, builder: Any, kind: Any, place: Any, size: Any) -> Any:
    if _OURS.get() and kind.signed:
        return context.cast(builder, place, kind, numba.types.intp)
    return _ASKING(context, builder, kind, place, size)


# Which of its templates fits an operator and the kinds of its operands Numba finds anew each time
# that the operator stands in a function, and words a complaint for each template that does not.
_KINDS: Any = numba.types.functions.BaseFunction
_FITTING: Any = getattr(_KINDS, "get_call_type", None)
_FITTED: dict[tuple[Any, ...], Any] = {}


def _fitting(function: Any, context: Any, kinds: Any, named: Any) -> Any:
    if not _OURS.get():
        return _FITTING(function, context, kinds, named)
    key = (function, context, kinds, tuple(named.items()))
    if key not in _FITTED:
        _FITTED[key] = _FITTING(function, context, kinds, named)
    return _FITTED[key]


# Numba makes machine code of every function, with all that it calls in it, though only the
# outermost is ever run: a day of the kernel was optimised and translated a dozen times over. Here
# a part stays in LLVM's own language until a function that Python calls takes it in. There all
# parts are internal, so that LLVM sees the whole, and folds a part into its one caller.
_LIBRARY: Any = codegen.JITCodeLibrary
_ENGINE: Any = codegen.JITCPUCodegen
_OPTIMIZE: Any = getattr(_LIBRARY, "_optimize_final_module", None)
_TRANSLATE: Any = getattr(_LIBRARY, "_finalize_final_module", None)
_ENVIRON: Any = getattr(_ENGINE, "set_env", None)


def _optimize(library: Any) -> None:
    if _PART.get():
        return
    if _OURS.get():
        for function in library._final_module.functions:
            if function.linkage is Linkage.linkonce_odr and not function.is_declaration:
                function.linkage = Linkage.internal
    _OPTIMIZE(library)


def _translate(library: Any) -> None:
    if not _PART.get():
        _TRANSLATE(library)
        return
    library._finalize_dynamic_globals()
    library._finalized = True


def _environ(engine: Any, name: str, environment: Any) -> None:
    if not _PART.get():  # a part has no address where it could be kept, and needs none
        _ENVIRON(engine, name, environment)


if _ASKING is not None:
    arrayobj.fix_integer_index = _place
if _FITTING is not None:
    _KINDS.get_call_type = _fitting
if None not in (_OPTIMIZE, _TRANSLATE, _ENVIRON):
    _LIBRARY._optimize_final_module = _optimize
    _LIBRARY._finalize_final_module = _translate
    _ENGINE.set_env = _environ
