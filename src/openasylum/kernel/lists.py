"""Chunked lists of people: day buckets, first-in-first-out queues and stacks from one flat pool.

A person in a list is a `TOKEN`: row and state, twelve bytes. A chunk holds 64; chunks are linked
both ways, so either end can be served, and cost stays flat however long the backlog.

`links[c]` is (next, previous) of chunk c. Chunk 0 holds no people: `links[0, 0]` heads the free
list and `links[0, 1]` counts the chunks ever used. `ends[l]` is (first chunk, first slot, last
chunk, slots filled in the last chunk, length) of list l; an empty list has first chunk 0.
"""

import numpy as np

from openasylum.kernel.fetch import touch
from openasylum.kernel.jit import inlined, inner, kernel

CHUNK = 64

DIGITS = 8
"""Binary digits that one pass of the sort goes by."""

FEW = 48
"""So many are sorted by insertion."""


@kernel
def _take_chunk(links):
    chunk = links[0, 0]
    if chunk != 0:
        links[0, 0] = links[chunk, 0]
    else:
        links[0, 1] += 1
        chunk = links[0, 1]
    links[chunk, 0] = 0
    links[chunk, 1] = 0
    return chunk


@kernel
def _free_chunk(links, chunk):
    links[chunk, 0] = links[0, 0]
    links[0, 0] = chunk


@inlined
def open_place(links, ends, which):
    """Make room at the end of list `which`; returns the new place among the slots of all chunks."""
    last = ends[which, 2]
    if ends[which, 4] == 0:
        last = _take_chunk(links)
        ends[which, 0] = last
        ends[which, 1] = 0
        ends[which, 2] = last
        ends[which, 3] = 0
    elif ends[which, 3] == CHUNK:
        fresh = _take_chunk(links)
        links[last, 0] = fresh
        links[fresh, 1] = last
        ends[which, 2] = fresh
        ends[which, 3] = 0
        last = fresh
    place = last * CHUNK + ends[which, 3]
    ends[which, 3] += 1
    ends[which, 4] += 1
    return place


@inlined
def push(tokens, links, ends, which, row, word):
    """Add a person at the end of list `which`. Changes the pool and `ends` in place."""
    place = open_place(links, ends, which)
    tokens[place].row = row
    tokens[place].word = word


@kernel
def pop_oldest(tokens, links, ends, which):
    """Take the person who joined list `which` first (it must not be empty): (row, state)."""
    first = ends[which, 0]
    place = first * CHUNK + ends[which, 1]
    row = np.int64(tokens[place].row)
    word = tokens[place].word
    ends[which, 1] += 1
    ends[which, 4] -= 1
    if ends[which, 4] == 0:
        _free_chunk(links, first)
    elif ends[which, 1] == CHUNK:
        ends[which, 0] = links[first, 0]
        ends[which, 1] = 0
        links[ends[which, 0], 1] = 0
        _free_chunk(links, first)
    return row, word


@kernel
def pop_newest(tokens, links, ends, which):
    """Take the person who joined list `which` last (it must not be empty): (row, state)."""
    last = ends[which, 2]
    ends[which, 3] -= 1
    place = last * CHUNK + ends[which, 3]
    row = np.int64(tokens[place].row)
    word = tokens[place].word
    ends[which, 4] -= 1
    if ends[which, 4] == 0:
        _free_chunk(links, last)
    elif ends[which, 3] == 0:
        ends[which, 2] = links[last, 1]
        ends[which, 3] = CHUNK
        links[ends[which, 2], 0] = 0
        _free_chunk(links, last)
    return row, word


@kernel
def take_all(tokens, links, ends, which, due):
    """Empty list `which` into `due`, oldest first; returns how many there were.

    `tokens` are those of the pool to which the list belongs, and `due` is of the same kind.
    """
    n = ends[which, 4]
    i = 0
    while i < n:
        chunk = ends[which, 0]
        first = chunk * CHUNK + ends[which, 1]
        here = min(n - i, CHUNK - ends[which, 1])
        following = links[chunk, 0] * CHUNK  # it lies elsewhere: asked for while this one is read
        for k in range(0, CHUNK, 5):
            touch(tokens, following + k)
        for k in range(here):
            due[i + k] = tokens[first + k]
        i += here
        ends[which, 0] = links[chunk, 0]
        ends[which, 1] = 0
        _free_chunk(links, chunk)
    ends[which, 4] = 0
    return n


@inlined
def make_key(row, place):
    """A key to be sorted by row; `place` is below 2**32."""
    return (row << 32) | place


@inlined
def row_in(key):
    """The row that a key is sorted by."""
    return key >> 32


@inlined
def place_in(key):
    """The place that goes with the row."""
    return key & 0xFFFFFFFF


@kernel
def sort_by_row(keys, n, spare, counts):
    """Put the first `n` of `keys` (`row_in`, `place_in`) in order of their rows.

    A radix sort, lowest digits first. Rows are in the order of ids. `spare` (as long as `keys`)
    and `counts` (room for 256) are scratch.
    """
    if n <= FEW:
        _sort_few(keys, n)
        return
    least = row_in(keys[0])
    most = least
    for i in range(n):
        least = min(least, row_in(keys[i]))
        most = max(most, row_in(keys[i]))
    shift = 0
    in_spare = False
    while (most - least) >> shift > 0:
        if in_spare:
            _sort_pass(spare, keys, n, least, shift, counts)
        else:
            _sort_pass(keys, spare, n, least, shift, counts)
        in_spare = not in_spare
        shift += DIGITS
    if in_spare:
        for i in range(n):
            keys[i] = spare[i]


@inner
def _sort_pass(source, target, n, least, shift, counts):
    """One stable pass by some digits of the row less `least`."""
    size = 1 << DIGITS
    for digit in range(size):
        counts[digit] = 0
    for i in range(n):
        counts[((row_in(source[i]) - least) >> shift) & (size - 1)] += 1
    total = 0
    for digit in range(size):
        here = counts[digit]
        counts[digit] = total
        total += here
    for i in range(n):
        digit = ((row_in(source[i]) - least) >> shift) & (size - 1)
        target[counts[digit]] = source[i]
        counts[digit] += 1


@inner
def _sort_few(keys, n):
    """Sort by insertion."""
    for i in range(1, n):
        key = keys[i]
        j = i
        while j > 0 and keys[j - 1] > key:
            keys[j] = keys[j - 1]
            j -= 1
        keys[j] = key
