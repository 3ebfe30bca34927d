"""The one decorator of the kernel: compile, and never run old machine code."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np

from openasylum.kernel.compiler import Passes, compiling

# Numba recompiles a function when its own file changes, but not when a callee or an enum in
# another file does: it would then run old machine code without a word. Naming the cache folder
# after all the kernel's sources rules that out.
_SOURCES = sorted(Path(__file__).parent.glob("*.py"))
FINGERPRINT = hashlib.sha256(b"".join(file.read_bytes() for file in _SOURCES)).hexdigest()[:12]

_CONFIG: Any = numba.config  # its attributes are made at run time, unknown to type checkers
_compile: Any = numba.njit
# The kernel allocates nothing, so it needs no counting of references to its arrays: leaving that
# out (_nrt) halves its time. A kernel that did allocate would fail to compile, loudly.
_FLAGS = {
    "nogil": True,
    "error_model": "numpy",
    "_nrt": False,
    "no_cfunc_wrapper": True,
    "pipeline_class": Passes,
}


def cache_folder() -> Path:
    """Where compiled kernels are kept: the user's cache, by the hash of their sources."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "openasylum" / FINGERPRINT


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function of numbers, records and arrays; it releases the GIL.

    Python may call it and compiled functions too; it is compiled for either when first called.
    """
    return function if interpreted() else _open(_cached(function), _part(function))


def inner(function: Callable[..., Any]) -> Any:
    """Compile a function that only compiled functions call: Python gets a TypeError."""
    return function if interpreted() else _closed(_part(function))


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a small function that LLVM folds into its callers; Python may call it too."""
    return function if interpreted() else _open(_cached(function), _part(function, fold=True))


def woven(function: Callable[..., Any]) -> Any:
    """The same for those that take all the arrays at every step; only compiled functions call them.

    An array is nine words, and handing a dozen of them over takes as long as the step.
    """
    return function if interpreted() else _closed(_part(function, fold=True))


def _cached(function: Callable[..., Any]) -> Any:
    """The function as Python calls it: with all its parts, kept from one process to the next."""
    before, _CONFIG.CACHE_DIR = _CONFIG.CACHE_DIR, str(cache_folder())
    try:
        return _once(_compile(cache=True, **_FLAGS)(function), part=False)
    finally:
        _CONFIG.CACHE_DIR = before


def _part(function: Callable[..., Any], fold: bool = False) -> Any:
    """The function as compiled functions call it."""
    compiled = _compile(forceinline=fold, no_cpython_wrapper=True, **_FLAGS)(function)
    return _once(compiled, part=True)


def _open(way_in: Any, part: Any) -> Any:
    """The function as Python calls it, which hands `part` over to compiled functions."""
    way_in.get_call_template = part.get_call_template
    way_in.get_overload = part.get_overload
    return way_in


def _once(compiled: Any, part: bool) -> Any:
    """Have the function compiled for kinds of argument, not again for each constant handed over."""
    compile_it, found = compiled.compile, compiled.get_call_template

    def compile_ours(kinds: Any) -> Any:
        with compiling(part):
            return compile_it(kinds)

    def by_kind(args: Any, named: Any) -> Any:
        kinds = {name: numba.types.unliteral(kind) for name, kind in named.items()}
        return found(tuple(numba.types.unliteral(kind) for kind in args), kinds)

    compiled.compile, compiled.get_call_template = compile_ours, by_kind
    return compiled


def _closed(compiled: Any) -> Any:
    """Have a call from Python refused, which would otherwise end the process."""
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
