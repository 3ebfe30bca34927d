"""Memory that one run hands on to the next: fresh memory costs a run a twentieth of its time.

The machine clears each page before it first hands it over. So a large array's memory is kept when
nobody holds the array, or any part of it, any more, and the next array that fits takes it.
"""

from typing import Any

import numpy as np

LEAST = 1 << 20
"""Arrays of fewer bytes are left to numpy."""

MOST = 2 << 30
"""So many bytes are kept: the arrays of one run at full scale, an eighth of which is ever used."""

_kept: dict[int, np.ndarray] = {}  # each change is one step, since memory comes back at any moment


def room(shape: int | tuple[int, ...], kind: Any, *, zeros: bool) -> np.ndarray:
    """An array as `np.zeros` makes it, or as `np.empty` does.

    Args:
        shape: of the array.
        kind: its dtype.
        zeros: whether it is to hold zeros; else it holds anything.
    """
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    if size < LEAST:
        return np.zeros(shape, kind) if zeros else np.empty(shape, kind)
    memory = _taken(size)
    if memory is None:
        memory = np.zeros(size, np.uint8)
    elif zeros:
        memory[:size] = 0
    array: np.ndarray = np.asarray(_Loan(memory))[:size].view(kind).reshape(shape)
    return array


class _Loan:
    """What an array's memory belongs to; with the last that refers to it the memory comes back."""

    def __init__(self, memory: np.ndarray) -> None:
        self.memory = memory
        self.__array_interface__ = memory.__array_interface__

    def __del__(self, kept: dict[int, np.ndarray] = _kept) -> None:
        if sum(memory.size for memory in list(kept.values())) + self.memory.size <= MOST:
            kept[id(self.memory)] = self.memory


def _taken(size: int) -> np.ndarray | None:
    """The smallest kept memory that fits without wasting half of it."""
    fitting = [(memory.size, key) for key, memory in list(_kept.items()) if memory.size >= size]
    for has, key in sorted(fitting):
        if has <= 2 * size:
            memory = _kept.pop(key, None)
            if memory is not None:
                return memory
    return None
