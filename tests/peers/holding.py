"""A hold operation on the engine's calendar, for validation/benchmarks.py: one person moves on."""

from openasylum.kernel.jit import kernel
from openasylum.kernel.lists import pop_oldest, push

DAYS = 4_096  # buckets


@kernel
def fill(waiting, tokens, links, ends):
    """Put so many people into the buckets, one after another."""
    for person in range(waiting):
        push(tokens, links, ends, (person * 2_654_435_761) % DAYS, person, 0)


@kernel
def hold(times, tokens, links, ends):
    """So often, take the oldest of a bucket and put them into another; returns how many moved."""
    which, moved = 0, 0
    for _ in range(times):
        which = (which * 1_103_515_245 + 12_345) % 2_147_483_648
        day = (which >> 8) % DAYS
        if ends[day, 4] > 0:
            person, word = pop_oldest(tokens, links, ends, day)
            push(tokens, links, ends, (day + 1 + (which >> 20) % (DAYS - 1)) % DAYS, person, word)
            moved += 1
    return moved
