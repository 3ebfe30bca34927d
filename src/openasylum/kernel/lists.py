"""Chunked lists of people: day buckets, first-in-first-out queues and stacks from one flat pool.

A person in a list is two signed 64-bit words (id, state). A chunk holds 64; chunks are linked
both ways, so either end can be served, and cost stays flat however long the backlog.

`links[c]` is (next, previous) of chunk c. Chunk 0 holds no people: `links[0, 0]` heads the free
list and `links[0, 1]` counts the chunks ever used. `ends[l]` is (first chunk, first slot, last
chunk, slots filled in the last chunk, length) of list l; an empty list has first chunk 0.
"""

import numpy as np

from openasylum.kernel.jit import inlined, inner, kernel

CHUNK = 64

FIELDS = np.array([[0, 4095], [12, 4095], [24, 1023], [34, 4095], [46, 4095]], np.int64)
"""What the sort goes by: shift and mask of the id's serial (in two), group, and day (in two)."""


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
def push(tokens, links, ends, which, person, state):
    """Add a person at the end of list `which`. Changes the pool and `ends` in place."""
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
    tokens[place, 0] = person
    tokens[place, 1] = state
    ends[which, 3] += 1
    ends[which, 4] += 1


@kernel
def pop_oldest(tokens, links, ends, which):
    """Take the person who joined list `which` first (it must not be empty): (id, state)."""
    first = ends[which, 0]
    place = first * CHUNK + ends[which, 1]
    person = tokens[place, 0]
    state = tokens[place, 1]
    ends[which, 1] += 1
    ends[which, 4] -= 1
    if ends[which, 4] == 0:
        _free_chunk(links, first)
    elif ends[which, 1] == CHUNK:
        ends[which, 0] = links[first, 0]
        ends[which, 1] = 0
        links[ends[which, 0], 1] = 0
        _free_chunk(links, first)
    return person, state


@kernel
def pop_newest(tokens, links, ends, which):
    """Take the person who joined list `which` last (it must not be empty): (id, state)."""
    last = ends[which, 2]
    ends[which, 3] -= 1
    place = last * CHUNK + ends[which, 3]
    person = tokens[place, 0]
    state = tokens[place, 1]
    ends[which, 4] -= 1
    if ends[which, 4] == 0:
        _free_chunk(links, last)
    elif ends[which, 3] == 0:
        ends[which, 2] = links[last, 1]
        ends[which, 3] = CHUNK
        links[ends[which, 2], 0] = 0
        _free_chunk(links, last)
    return person, state


@inner
def _sort_pass(source, target, n, least, shift, mask, top, counts):
    """One stable pass of a radix sort by one field of the id less `least`; at most `top` in it."""
    for digit in range(top + 1):
        counts[digit] = 0
    for i in range(n):
        counts[((source[i, 0] - least) >> shift) & mask] += 1
    total = 0
    for digit in range(top + 1):
        here = counts[digit]
        counts[digit] = total
        total += here
    for i in range(n):
        digit = ((source[i, 0] - least) >> shift) & mask
        place = counts[digit]
        target[place, 0] = source[i, 0]
        target[place, 1] = source[i, 1]
        counts[digit] = place + 1


@kernel
def _sort_few(due, n):
    """Sort by insertion."""
    for i in range(1, n):
        person = due[i, 0]
        state = due[i, 1]
        j = i
        while j > 0 and due[j - 1, 0] > person:
            due[j, 0] = due[j - 1, 0]
            due[j, 1] = due[j - 1, 1]
            j -= 1
        due[j, 0] = person
        due[j, 1] = state


@kernel
def sort_by_id(due, spare, n, counts):
    """Sort the first `n` people of `due` by id, in place; `spare` and `counts` are scratch.

    A radix sort, field by field of the id, the last field first; the days are counted from the
    first arrival. A field that is 0 throughout is left out. `counts` has room for 4,096.
    """
    if n <= 48:
        _sort_few(due, n)
        return
    least = due[0, 0]
    for i in range(n):
        least = min(least, due[i, 0])
    least = (least >> FIELDS[3, 0]) << FIELDS[3, 0]  # whole days, so that the fields stay apart
    in_spare = False
    for field in range(FIELDS.shape[0]):
        shift = FIELDS[field, 0]
        mask = FIELDS[field, 1]
        top = 0
        for i in range(n):
            top = max(top, ((due[i, 0] - least) >> shift) & mask)
        if top == 0:
            continue
        if in_spare:
            _sort_pass(spare, due, n, least, shift, mask, top, counts)
        else:
            _sort_pass(due, spare, n, least, shift, mask, top, counts)
        in_spare = not in_spare
    if in_spare:
        for i in range(n):
            due[i, 0] = spare[i, 0]
            due[i, 1] = spare[i, 1]


@kernel
def take_all(tokens, links, ends, which, due):
    """Empty list `which` into `due`, oldest first; returns how many there were."""
    n = ends[which, 4]
    i = 0
    while i < n:
        chunk = ends[which, 0]
        first = chunk * CHUNK + ends[which, 1]
        here = min(n - i, CHUNK - ends[which, 1])
        for k in range(here):
            due[i + k, 0] = tokens[first + k, 0]
            due[i + k, 1] = tokens[first + k, 1]
        i += here
        ends[which, 0] = links[chunk, 0]
        ends[which, 1] = 0
        _free_chunk(links, chunk)
    ends[which, 4] = 0
    return n
