"""A look at everyone on one day, which changes nothing: where those who wait are, and as what."""

from openasylum.kernel.counsel import index_of, with_counsel
from openasylum.kernel.jit import kernel
from openasylum.kernel.lists import CHUNK


@kernel
def observe(world, tokens, links, ends, offsets, cases, words):
    """Write the state of everyone who waits into `words` (one 64-bit word a person).

    Those who are out, or have not come, keep the 0 that `words` must be filled with.
    """
    for which in range(world.lawyer_lists):
        chunk = ends[which, 0]
        slot = ends[which, 1]
        for _ in range(ends[which, 4]):
            if slot == CHUNK:
                chunk = links[chunk, 0]
                slot = 0
            place = chunk * CHUNK + slot
            slot += 1
            index = index_of(tokens[place, 0], world, offsets)
            words[index] = with_counsel(tokens[place, 1], cases[index].lawyer)
