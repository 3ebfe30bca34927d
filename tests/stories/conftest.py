"""Two small runs with everyone's history, and random people of theirs, for all tests of stories."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from openasylum.simulation import engine
from openasylum.simulation.engine import Books
from openasylum.simulation.study import Options
from openasylum.stories.names import Name, of_id
from openasylum.stories.pair import Ready, prepare
from openasylum.stories.story import Story, story

UNTIL = date(2022, 1, 1)  # long enough for MPP to be opened, stopped and wound down
SCALE = 0.004
PEOPLE = 250


@dataclass
class Lives:
    """A run, and everyone's events by person."""

    ready: Ready
    books: Books
    events: dict[int, np.ndarray]

    def of(self, name: Name) -> Story:
        """One person's story."""
        watched = replace(self.books, history=[self.events[name.id]])
        return story(watched, self.ready.timeline, name)


def lived(ready: Ready) -> Lives:
    kept: list[np.ndarray] = []
    books = engine.run(ready.inputs, history=lambda events: kept.append(events.copy()))
    events = np.concatenate(kept)
    events = events[np.argsort(events["person"], kind="stable")]
    people, starts = np.unique(events["person"], return_index=True)
    parts = np.split(events, starts[1:])
    return Lives(ready, books, {int(p): part for p, part in zip(people, parts, strict=True)})


@pytest.fixture(scope="session")
def pair() -> tuple[Lives, Lives]:
    first, second = prepare(("as_enacted", "without_mpp"), Options(until=UNTIL, scale=SCALE))
    return lived(first), lived(second)


@pytest.fixture(scope="session")
def names(pair) -> list[Name]:
    """Random people, half of them from those ever in MPP."""
    people = list(pair[0].events)
    in_mpp = [p for p in people if 2 in pair[0].events[p]["flow"]]
    draw = np.random.default_rng(20190514)
    chosen = {int(p) for p in draw.choice(people, PEOPLE, replace=False)}
    chosen |= {int(p) for p in draw.choice(in_mpp, min(PEOPLE, len(in_mpp)), replace=False)}
    return [of_id(person) for person in sorted(chosen)]


@pytest.fixture(scope="session")
def told(pair, names) -> list[tuple[Story, Story]]:
    return [(pair[0].of(name), pair[1].of(name)) for name in names]
