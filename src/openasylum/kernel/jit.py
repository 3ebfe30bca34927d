"""The one decorator of the kernel: compile, and never run old machine code."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np

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


def cache_folder() -> Path:
    """Where compiled kernels are kept: the user's cache, by the hash of their sources."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "openasylum" / FINGERPRINT


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function of numbers, records and arrays; it releases the GIL."""
    before, _CONFIG.CACHE_DIR = _CONFIG.CACHE_DIR, str(cache_folder())
    try:
        return _compile(cache=True, **_FLAGS)(function)
    finally:
        _CONFIG.CACHE_DIR = before


def interpreted() -> bool:
    """Whether the kernel runs as plain Python (NUMBA_DISABLE_JIT=1)."""
    return bool(_CONFIG.DISABLE_JIT)


def as_records(array: np.ndarray) -> np.ndarray:
    """The array as the kernel takes it: plain Python needs records to read fields as attributes."""
    return array.view(np.recarray) if interpreted() else array


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function that LLVM folds into its callers; it is not cached by itself.

    For small functions, and for those that take all the arrays at every step: an array is nine
    words, and handing a dozen of them over takes as long as the step.
    """
    return _compile(forceinline=True, **_FLAGS)(function)
