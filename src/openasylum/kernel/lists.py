"""Chunked lists of people: day buckets, first-in-first-out queues and stacks from one flat pool.

A person in a list is two signed 64-bit words (id, state). A chunk holds 64; chunks are linked
both ways, so either end can be served, and cost stays flat however long the backlog.

`links[c]` is (next, previous) of chunk c. Chunk 0 holds no people: `links[0, 0]` heads the free
list and `links[0, 1]` counts the chunks ever used. `ends[l]` is (first chunk, first slot, last
chunk, slots filled in the last chunk, length) of list l; an empty list has first chunk 0.
"""

from openasylum.kernel.jit import kernel

CHUNK = 64


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


@kernel
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


@kernel
def _sort_pass(source, target, n, shift, counts):
    """One stable pass of a radix sort on 13 bits of the id, from `shift` up."""
    for digit in range(8192):
        counts[digit] = 0
    for i in range(n):
        counts[(source[i, 0] >> shift) & 8191] += 1
    total = 0
    for digit in range(8192):
        here = counts[digit]
        counts[digit] = total
        total += here
    for i in range(n):
        digit = (source[i, 0] >> shift) & 8191
        target[counts[digit], 0] = source[i, 0]
        target[counts[digit], 1] = source[i, 1]
        counts[digit] += 1


@kernel
def sort_by_id(due, spare, n, counts):
    """Sort the first `n` people of `due` by id (52 bits), in place; `spare`, `counts`: scratch."""
    if n <= 48:
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
        return
    for two in range(2):
        _sort_pass(due, spare, n, 26 * two, counts)
        _sort_pass(spare, due, n, 26 * two + 13, counts)


@kernel
def take_all(tokens, links, ends, which, due):
    """Empty list `which` into `due`, oldest first; returns how many there were."""
    n = ends[which, 4]
    for i in range(n):
        person, state = pop_oldest(tokens, links, ends, which)
        due[i, 0] = person
        due[i, 1] = state
    return n
