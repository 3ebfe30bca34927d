"""A look at everyone on one day, which changes nothing: where those who wait are, and as what."""

from openasylum.kernel.counsel import counsel_of
from openasylum.kernel.jit import kernel
from openasylum.kernel.lists import CHUNK


@kernel
def observe(world, lists, people, words):
    """Write the state of everyone who waits into `words` (one 64-bit word a row).

    Those who are out, or have not come, keep the 0 that `words` must be filled with.
    """
    for which in range(world.lawyer_lists):
        chunk = lists.ends[which, 0]
        slot = lists.ends[which, 1]
        for _ in range(lists.ends[which, 4]):
            if slot == CHUNK:
                chunk = lists.links[chunk, 0]
                slot = 0
            token = lists.tokens[chunk * CHUNK + slot]
            slot += 1
            words[token.row] = counsel_of(token.word, token.row, people)
