"""Deflate64 (zip method 9) decompressed as a stream: RFC 1951 with a window of 64 KB.

It differs from Deflate in three points (APPNOTE.TXT of the zip format, method 9): distances reach
back 65,536 bytes, by two more distance codes; the last length code takes 16 further bits and
stands for 3 and more; so a match may be 65,538 bytes long. Why it is here: docs/why.md.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numba import njit

HISTORY = 65_536
LONGEST = 65_538
_PIECE = 1 << 20  # bytes given out at once
_SPARE = 1_024  # bytes of input that hold any block header, so that none is read by halves
_BITS = 15

_LENGTH_BASE = np.array(
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
     131, 163, 195, 227, 3], np.int64,
)  # fmt: skip
_LENGTH_BITS = np.array([0] * 8 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4 + [16], np.int64)
_DISTANCE_BITS = np.array([0, 0, *np.repeat(np.arange(15), 2)], np.int64)
_DISTANCE_BASE = np.cumsum(np.concatenate([[1], 1 << _DISTANCE_BITS[:-1]])).astype(np.int64)
_ORDER = np.array([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15], np.int64)
_FIXED = np.array([8] * 144 + [9] * 112 + [7] * 24 + [8] * 8, np.int64)
_FIXED_DISTANCES = np.full(32, 5, np.int64)

# state: bits held, how many, phase, whether this block is the last, bytes left of a plain block
_HELD, _MANY, _PHASE, _LAST, _LEFT = range(5)
_HEADER, _PLAIN, _CODED, _DONE = range(4)
_MORE_INPUT, _MORE_ROOM, _ENDED, _CUT_SHORT, _DAMAGED = range(5)


class Damaged(Exception):
    """The stream is no Deflate64, or ends before its end."""


@njit(cache=True, nogil=True)
def _build(lengths: Any, table: Any) -> bool:
    """Fill a table from 15 bits to symbol * 16 + length; False if the lengths are no code."""
    table[:] = 0
    counts = np.zeros(_BITS + 1, np.int64)
    for length in lengths:
        counts[length] += 1
    counts[0] = 0
    first = np.zeros(_BITS + 2, np.int64)
    for length in range(1, _BITS + 1):
        first[length + 1] = (first[length] + counts[length]) << 1
        if first[length] + counts[length] > (1 << length):
            return False
    for symbol in range(lengths.size):
        length = lengths[symbol]
        if length == 0:
            continue
        code = first[length]
        first[length] += 1
        turned = 0
        for _ in range(length):
            turned = (turned << 1) | (code & 1)
            code >>= 1
        table[turned :: 1 << length] = symbol * 16 + length
    return True


@njit(cache=True, nogil=True)
def _refill(source: Any, n: int, at: int, state: Any) -> int:
    """Hold as many bits as fit; returns the place in the input."""
    while state[_MANY] <= 48 and at < n:
        state[_HELD] |= np.int64(source[at]) << state[_MANY]
        state[_MANY] += 8
        at += 1
    return at


@njit(cache=True, nogil=True)
def _take(state: Any, bits: int) -> int:
    """Take bits that are held; makes `state[_MANY]` negative if they were not."""
    value: int = state[_HELD] & ((1 << bits) - 1)
    state[_HELD] >>= bits
    state[_MANY] -= bits
    return value


@njit(cache=True, nogil=True)
def _code_lengths(source: Any, n: int, at: int, state: Any, table: Any, lengths: Any) -> int:
    """The code lengths of a dynamic block; returns the place, or -1 if they make no sense."""
    at = _refill(source, n, at, state)
    literals, distances, many = _take(state, 5) + 257, _take(state, 5) + 1, _take(state, 4) + 4
    meta = np.zeros(19, np.int64)
    for i in range(many):
        at = _refill(source, n, at, state)
        meta[_ORDER[i]] = _take(state, 3)
    if not _build(meta, table):
        return -1
    i = 0
    lengths[:] = 0
    found = np.zeros(320, np.int64)
    while i < literals + distances:
        at = _refill(source, n, at, state)
        entry = table[state[_HELD] & 0x7FFF]
        _take(state, entry & 15)
        symbol, repeat, value = entry >> 4, 1, entry >> 4
        if entry == 0 or (symbol == 16 and i == 0) or state[_MANY] < 0:
            return -1
        if symbol == 16:
            repeat, value = 3 + _take(state, 2), found[i - 1]
        elif symbol == 17:
            repeat, value = 3 + _take(state, 3), 0
        elif symbol == 18:
            repeat, value = 11 + _take(state, 7), 0
        if i + repeat > literals + distances:
            return -1
        found[i : i + repeat] = value
        i += repeat
    lengths[:literals] = found[:literals]
    lengths[288 : 288 + distances] = found[literals : literals + distances]
    return at


@njit(cache=True, nogil=True)
def _header(source: Any, n: int, at: int, state: Any, literal: Any, distance: Any) -> int:
    """A block's header; returns the place in the input, or -1 if it makes no sense."""
    at = _refill(source, n, at, state)
    state[_LAST] = _take(state, 1)
    kind = _take(state, 2)
    if kind == 0:
        _take(state, state[_MANY] % 8)
        at = _refill(source, n, at, state)
        size, check = _take(state, 16), _take(state, 16)
        state[_PHASE], state[_LEFT] = _PLAIN, size
        if size == 0:
            state[_PHASE] = _DONE if state[_LAST] else _HEADER
        return at if size == check ^ 0xFFFF else -1
    state[_PHASE] = _CODED
    if kind == 1:
        _build(_FIXED, literal)
        _build(_FIXED_DISTANCES, distance)
        return at
    lengths = np.zeros(320, np.int64)
    if kind == 2:
        at = _code_lengths(source, n, at, state, literal, lengths)
        if at >= 0 and _build(lengths[:288], literal) and _build(lengths[288:], distance):
            return at
    return -1


@njit(cache=True, nogil=True)
def _plain(source: Any, n: int, at: int, state: Any, out: Any, end: int, room: int) -> Any:
    """Copy bytes of a plain block; returns the places in input and output."""
    while state[_LEFT] > 0 and end < room:
        if state[_MANY] >= 8:
            out[end] = _take(state, 8)
        elif at < n:
            out[end] = source[at]
            at += 1
        else:
            break
        end += 1
        state[_LEFT] -= 1
    if state[_LEFT] == 0:
        state[_PHASE] = _DONE if state[_LAST] else _HEADER
    return at, end


@njit(cache=True, nogil=True)
def _coded(
    source: Any, n: int, at: int, stop: int, state: Any, literal: Any, distance: Any,
    out: Any, end: int, room: int,
) -> Any:  # fmt: skip
    """Decode symbols of a block; returns the places in input and output, and whether it is sound.

    `end` may be at most `room`; a last match may reach `LONGEST` bytes beyond it.
    """
    while end < room and at <= stop:
        at = _refill(source, n, at, state)
        entry = literal[state[_HELD] & 0x7FFF]
        _take(state, entry & 15)
        symbol = entry >> 4
        if entry == 0 or state[_MANY] < 0:
            return at, end, False
        if symbol < 256:
            out[end] = symbol
            end += 1
            continue
        if symbol == 256:
            state[_PHASE] = _DONE if state[_LAST] else _HEADER
            return at, end, True
        if symbol > 285:
            return at, end, False
        length = _LENGTH_BASE[symbol - 257] + _take(state, _LENGTH_BITS[symbol - 257])
        at = _refill(source, n, at, state)
        entry = distance[state[_HELD] & 0x7FFF]
        _take(state, entry & 15)
        back = _DISTANCE_BASE[entry >> 4] + _take(state, _DISTANCE_BITS[entry >> 4])
        if entry == 0 or back > end or state[_MANY] < 0:
            return at, end, False
        for i in range(end, end + length):
            out[i] = out[i - back]
        end += length
    return at, end, True


@njit(cache=True, nogil=True)
def _inflate(
    source: Any, n: int, final: bool, state: Any, literal: Any, distance: Any, out: Any,
    start: int, room: int,
) -> Any:  # fmt: skip
    """Decode until input or room runs out; returns input used, end of output, and why it stopped.

    `out` starts with the history; what is written starts at `start`. Without `final`, the last
    bytes of the input are left for the next call.
    """
    at, end, stop = 0, start, n if final else n - _SPARE
    while state[_PHASE] != _DONE:
        if end >= room:
            return at, end, _MORE_ROOM
        if at > stop or (final and at >= n and state[_MANY] <= 0):
            return at, end, _CUT_SHORT if final else _MORE_INPUT
        sound = True
        if state[_PHASE] == _HEADER:
            at = _header(source, n, at, state, literal, distance)
            sound = at >= 0 and state[_MANY] >= 0
        elif state[_PHASE] == _PLAIN:
            at, end = _plain(source, n, at, state, out, end, room)
        else:
            at, end, sound = _coded(source, n, at, stop, state, literal, distance, out, end, room)
        if not sound:
            return at, end, _CUT_SHORT if final and state[_MANY] < 0 else _DAMAGED
    return at, end, _ENDED


def inflate64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes that a Deflate64 stream stands for, in pieces of about a megabyte.

    Args:
        pieces: the compressed stream, in any pieces.

    Raises:
        Damaged: the stream is not Deflate64, or is cut short.
    """
    state = np.zeros(5, np.int64)
    literal, distance = np.zeros(1 << _BITS, np.uint16), np.zeros(1 << _BITS, np.uint16)
    out = np.zeros(HISTORY + _PIECE + LONGEST, np.uint8)
    feed = iter(pieces)
    held, final, start = b"", False, 0
    while True:
        piece = next(feed, None)
        held, final = held + (piece or b""), piece is None
        status, used = _MORE_ROOM, 0
        source = np.frombuffer(held, np.uint8)
        while status == _MORE_ROOM:
            more, end, status = _inflate(
                source[used:], source.size - used, final, state, literal, distance, out, start,
                HISTORY + _PIECE,
            )  # fmt: skip
            used += more
            if end > start:
                yield out[start:end].tobytes()
            keep = min(end, HISTORY)
            out[:keep] = out[end - keep : end].copy()
            start = keep
        held = held[used:]
        if status == _ENDED:
            return
        if status in (_CUT_SHORT, _DAMAGED):
            raise Damaged("is cut short" if status == _CUT_SHORT else "is damaged")
