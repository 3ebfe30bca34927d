"""The one decorator of the kernel: compile, and never run old machine code."""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.np import arrayobj

# Numba recompiles a function when its own file changes, but not when a callee or an enum in
# another file does: it would then run old machine code without a word. Naming the cache folder
# after all the kernel's sources rules that out.
_SOURCES = sorted(Path(__file__).parent.glob("*.py"))
FINGERPRINT = hashlib.sha256(b"".join(file.read_bytes() for file in _SOURCES)).hexdigest()[:12]

_CONFIG: Any = numba.config  # its attributes are made at run time, unknown to type checkers
_compile: Any = numba.njit
# The kernel allocates nothing, so it needs no counting of references to its arrays: leaving that
# out (_nrt) halves its time. A kernel that did allocate would fail to compile, loudly.
_FLAGS = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
_NO_WAY_IN = {"no_cpython_wrapper": True}


# Python counts negative places from an array's end, and Numba asks at every access whether a place
# is one: a seventh of the kernel's time. The kernel has no negative places (checked by a test over
# its sources and by the bounds-checked runs), so while its own functions compile nothing is asked.
_OURS: ContextVar[bool] = ContextVar("ours", default=False)
_ASKING: Any = getattr(arrayobj, "fix_integer_index", None)


def _place(context: Any, builder: Any, kind: Any, place: Any, size: Any) -> Any:
    if _OURS.get() and kind.signed:
        return context.cast(builder, place, kind, numba.types.intp)
    return _ASKING(context, builder, kind, place, size)


if _ASKING is not None:  # another Numba may ask elsewhere: then the kernel is slower, and as right
    arrayobj.fix_integer_index = _place


def cache_folder() -> Path:
    """Where compiled kernels are kept: the user's cache, by the hash of their sources."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "openasylum" / FINGERPRINT


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function of numbers, records and arrays; it releases the GIL."""
    return _once(_cached(function, _FLAGS))


def inner(function: Callable[..., Any]) -> Any:
    """Compile a function that only compiled functions call: Python gets a TypeError.

    Numba would compile a second function besides, which turns Python's arguments into machine
    words. For those that take records and arrays it takes about as long as the function itself.
    """
    return _closed(_once(_cached(function, _FLAGS | _NO_WAY_IN)))


def _cached(function: Callable[..., Any], flags: Mapping[str, object]) -> Any:
    before, _CONFIG.CACHE_DIR = _CONFIG.CACHE_DIR, str(cache_folder())
    try:
        return _compile(cache=True, **flags)(function)
    finally:
        _CONFIG.CACHE_DIR = before


def _once(compiled: Any) -> Any:
    """Have the function compiled for kinds of argument, not again for each constant handed over."""
    if not interpreted():
        compiled.compile = _without_asking(compiled.compile)
        found = compiled.get_call_template

        def by_kind(args: Any, named: Any) -> Any:
            kinds = {name: numba.types.unliteral(kind) for name, kind in named.items()}
            return found(tuple(numba.types.unliteral(kind) for kind in args), kinds)

        compiled.get_call_template = by_kind
    return compiled


def _without_asking(compile_it: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def compile_ours(kinds: Any) -> Any:
        before = _OURS.set(True)
        try:
            return compile_it(kinds)
        finally:
            _OURS.reset(before)

    return compile_ours


def _closed(compiled: Any) -> Any:
    """Have a call from Python refused, which would otherwise end the process."""
    if not interpreted():
        compiled._insert = _keep_out
        compiled._compile_for_args = _refuse
    return compiled


def _keep_out(*_: Any, **__: Any) -> None:
    """Leave machine code that Python cannot call out of the table that Python's calls go by."""


def _refuse(*_: Any, **__: Any) -> None:
    raise TypeError("this function of the kernel is called by compiled functions only")


def interpreted() -> bool:
    """Whether the kernel runs as plain Python (NUMBA_DISABLE_JIT=1)."""
    return bool(_CONFIG.DISABLE_JIT)


def as_records(array: np.ndarray) -> np.ndarray:
    """The array as the kernel takes it: plain Python needs records to read fields as attributes."""
    return array.view(np.recarray) if interpreted() else array


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a small function that LLVM folds into its callers; it is not cached by itself."""
    return _once(_compile(forceinline=True, **_FLAGS)(function))


def woven(function: Callable[..., Any]) -> Any:
    """The same for those that take all the arrays at every step; only compiled functions call them.

    An array is nine words, and handing a dozen of them over takes as long as the step.
    """
    return _closed(_once(_compile(forceinline=True, **_FLAGS, **_NO_WAY_IN)(function)))
