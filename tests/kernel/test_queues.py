"""The engine's offices against queueing theory, through its own lists and serving loop."""

import numpy as np
import pytest

from openasylum.kernel.codes import Queue, State
from openasylum.kernel.lists import push
from openasylum.kernel.offices import serve
from openasylum.kernel.person import make_state, since_of
from openasylum.simulation.arrays import lists_for, people_for
from tests.kernel.worlds import FIRST, World


def waits(load: float, *, newest: bool, days: int = 24_000, seed: int = 1) -> np.ndarray:
    """Waits in days at the Board, fed by Poisson arrivals; a decision takes 20 days of capacity."""
    return queue(load, newest=newest, days=days, seed=seed)[0]


def queue(
    load: float, *, newest: bool, days: int = 24_000, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """The waits of those served, and how many waited at the end of each day."""
    each = 20.0
    world = World(
        days=days, per_day=0, today={"board_decisions": 1 / each},
        assumed={"appeal_remanded_share": 0.0, "other_reopened_share": 0.0,
                 "removal_after_order_share_released": 0.0},
    )  # fmt: skip
    came = np.random.default_rng(seed).poisson(load / each, days)
    offsets = np.zeros((days, 5), np.int64)
    offsets[:, 1:] = np.cumsum(came)[:, None]
    offsets[1:, 0] = np.cumsum(came)[:-1]
    total = int(came.sum())
    world.people, world.lists = people_for(offsets, FIRST), lists_for(total, 2 * days + 40)
    tokens, links, ends = world.lists[:3]
    place = world.days + 1 + Queue.APPEAL
    credit = 0.0
    waiting = np.zeros(days)
    row = 0
    for day in range(days):
        world.state[0]["day"] = day
        for _ in range(came[day]):
            word = make_state(State.AWAITING_APPEAL, FIRST + day, FIRST + day, 1, 0)
            push(tokens, links, ends, place, row, word)
            row += 1
        credit = min(credit, 0.0) + 1 / each
        credit -= serve(
            Queue.APPEAL, newest, credit, world.state[0], world.calendar, world.groups,
            world.law, world.table, world.lists, world.people, world.stocks,
            world.tallies, world.waits, world.log,
        )  # fmt: skip
        waiting[day] = ends[place, 4]
    arrived = np.repeat(np.arange(days), came)
    done = world.out != 0
    ended = np.array([since_of(int(word) & 0x1FFFFF) for word in world.out[done]])
    return ended - FIRST - arrived[done], waiting


@pytest.mark.slow
@pytest.mark.parametrize("load", [0.5, 0.8])
def test_mean_wait_agrees_with_pollaczek_and_khinchine(load):
    """M/D/1: the mean wait before service is load / (2 (1 - load)) service times.

    A case is begun as soon as there is any capacity and finished on credit, so the wait counted
    here is the wait before service begins.
    """
    means = [waits(load, newest=False, seed=seed).mean() for seed in range(12)]
    expected = 20.0 * load / (2 * (1 - load))
    error = np.std(means, ddof=1) / np.sqrt(len(means))
    assert abs(np.mean(means) - expected) < 3.5 * error + 0.6  # half a day of rounding to days
    wrong = 20.0 * load / (1 - load)  # the formula of exponential service must fail
    assert abs(np.mean(means) - wrong) > 3.5 * error + 0.6


@pytest.mark.slow
def test_serving_the_newest_first_leaves_the_mean_wait_and_spreads_it():
    oldest, newest = waits(0.8, newest=False), waits(0.8, newest=True)
    assert newest.mean() == pytest.approx(oldest.mean(), rel=0.05)
    assert newest.std() > 1.2 * oldest.std()


@pytest.mark.parametrize("newest", [False, True])
def test_littles_law_holds(newest):
    """The mean number waiting is the arrivals a day times the mean wait."""
    load, days = 0.8, 12_000
    served, waiting = queue(load, newest=newest, days=days)
    arrivals = np.random.default_rng(1).poisson(load / 20.0, days).sum() / days
    still = waiting[-1]  # their unfinished waits are in the number, not among the served
    assert still < 0.02 * served.size
    assert waiting.mean() == pytest.approx(arrivals * served.mean(), rel=0.05)
