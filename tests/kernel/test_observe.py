"""Looking at everyone in the middle of a run."""

import numpy as np

from openasylum.kernel.codes import STATES, Mark
from openasylum.kernel.observe import observe
from openasylum.kernel.person import marks_of, state_of
from tests.kernel.worlds import World

HALF = 120


def looked_at() -> tuple[World, np.ndarray]:
    world = World(today={"lawyers": 2.0})
    world.go(0, HALF)
    words = np.zeros(world.out.size, np.int64)
    observe(world.state[0], world.lists, world.people, words)
    return world, words


def test_everyone_who_has_come_waits_or_is_out_and_nobody_does_both():
    world, words = looked_at()
    came = int(world.people.offsets[HALF, 0])
    assert ((words[:came] != 0) ^ (world.out[:came] != 0)).all()
    assert not words[came:].any()
    states = np.where(words != 0, words & 31, world.out & 31)[:came]
    group = np.repeat(np.tile(np.arange(4), HALF), world.counts[:HALF].ravel())
    for number in range(4):
        found = np.bincount(states[group == number], minlength=STATES)
        assert found[1:].tolist() == world.stocks[1:, number].tolist()


def test_whoever_has_found_a_lawyer_is_seen_with_one():
    world, words = looked_at()
    waits = [(int(word), row) for row, word in enumerate(words) if word]
    seen = [marks_of(word) & Mark.REPRESENTED != 0 for word, _ in waits]
    assert seen == [world.lawyer[row] > 0 for _, row in waits]
    assert any(seen)
    assert not all(seen)
    assert len({state_of(word) for word, _ in waits}) > 4


def test_a_look_changes_nothing():
    world, _ = looked_at()
    world.go(HALF, world.days)
    other = World(today={"lawyers": 2.0}).run()
    assert world.finish().people.outcomes.tobytes() == other.people.outcomes.tobytes()
    assert world.flows.tobytes() == other.flows.tobytes()
