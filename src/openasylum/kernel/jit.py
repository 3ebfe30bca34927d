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


def cache_folder() -> Path:
    """Where compiled kernels are kept: the user's cache, by the hash of their sources."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "openasylum" / FINGERPRINT


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function of numbers, records and arrays; it releases the GIL."""
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(cache_folder())
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)
    finally:
        numba.config.CACHE_DIR = before


def as_records(array: np.ndarray) -> np.ndarray:
    """The array as the kernel takes it: plain Python needs records to read fields as attributes."""
    return array.view(np.recarray) if numba.config.DISABLE_JIT else array


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a small function that LLVM is to fold into its callers; it is not cached by itself."""
    return numba.njit(nogil=True, error_model="numpy", _nrt=False)(function)
