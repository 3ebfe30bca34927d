"""The model's own offices, fed by Poisson arrivals: one server each, that works off hours.

An office has so many hours a day, begins a case whenever hours are left, and carries what overruns
to the next days: a single server whose service takes (hours of the case / hours a day) days. Where
that is a whole number the mean wait in whole days is that of M/G/1 exactly, though people come
and are served at one moment of a day: half the load that the day's batch adds to a wait is what
the look at the beginning of the day takes from it.
"""

from dataclasses import dataclass

import numpy as np

from openasylum.kernel.codes import Flow, Mark, Queue, State
from openasylum.kernel.jit import as_records, kernel
from openasylum.kernel.layout import EVENT
from openasylum.kernel.lists import push
from openasylum.kernel.offices import serve, work_board
from openasylum.kernel.person import SERIALS, make_state
from openasylum.kernel.tally import KEEPS
from openasylum.simulation.arrays import lists_for, people_for
from tests.kernel.worlds import FIRST, World

QUEUES = {"appeal": Queue.APPEAL, "individual": Queue.ORDINARY_INDIVIDUAL,
          "asylum": Queue.ASYLUM_INTERVIEW}  # fmt: skip
STATES = {"appeal": State.AWAITING_APPEAL, "individual": State.AWAITING_INDIVIDUAL_HEARING,
          "asylum": State.AWAITING_ASYLUM_INTERVIEW}  # fmt: skip
OVER = {
    "appeal_remanded_share": 0.0, "other_reopened_share": 0.0, "in_absentia_reopened_share": 0.0,
    "removal_after_order_share_released": 0.0, "appeal_share_of_denials": 0.0,
    "affirmative_referred_share_of_rest": 0.0, "in_absentia_order_share": 1.0,
    "closed_at_individual_share": 0.0, "dismissed_at_individual_share": 0.0,
    "miss_log_odds_per_year": 0.0,
}  # fmt: skip
SERVED = [Flow.APPEAL_DECIDED, Flow.HEARING_HELD, Flow.AFFIRMATIVE_GRANTED, Flow.AFFIRMATIVE_CLOSED]
DAYS = 60_000  # an id has room for 65,536 days


@dataclass(frozen=True)
class Office:
    """An office whose capacity is one hour (or one fraction of a decision) a day."""

    queue: str
    arrivals: float  # a day
    days: int  # of its capacity that a case takes
    short: int = 0  # that the other kind of case takes (a hearing missed), if there is one
    share: float = 0.0  # of that kind
    newest: bool = False
    first_class: float = 0.0  # the share of those in detention, whose appeals go first
    warm: int = 6_000  # days
    rest: int = 12_000  # days before the end: whoever came earlier must have been served


@dataclass(frozen=True)
class Told:
    """What came of it: waits in days of those who came after the warm-up and before the rest.

    All of them were served: leaving out those who still wait as a run ends makes waits too short,
    a little with the oldest first, and their squares by a twelfth with the newest first.
    """

    waits: np.ndarray
    first: np.ndarray
    still: int
    end: float


@kernel
def run_office(
    board, queue, newest, capacity, came, detained, words, world, days, groups, rules, assumed,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """Push each day's arrivals to their queue and let the office work."""
    person = 0
    credit = 0.0
    for day in range(came.shape[0]):
        world.day = day
        for _ in range(came[day]):
            held = detained[person]
            where = world.days + 1 + (Queue.DETAINED_APPEAL if held else queue)
            word = words[1 if held else 0] | (days[day].absolute << 5) | (days[day].absolute << 21)
            push(lists.tokens, lists.links, lists.ends, where, person, word)
            person += 1
        if board:
            work_board(
                world, days, groups, rules, assumed,
                lists, people, stocks, tallies, waits, log,
            )  # fmt: skip
        else:
            credit = min(credit, 0.0) + capacity
            credit -= serve(
                queue, newest, credit, world, days, groups, rules, assumed,
                lists, people, stocks, tallies, waits, log,
            )  # fmt: skip


def _world(office: Office, came: np.ndarray, seed: int) -> World:
    world = World(
        days=DAYS, per_day=0, seed=seed, today={"board_decisions": 1.0 / office.days},
        assumed=OVER | {
            "hours_per_asylum_interview": office.days, "merits_hearing_hours": office.days,
            "in_absentia_hours": office.short, "miss_later_unrepresented": office.share,
        },
    )  # fmt: skip
    total = int(came.sum())
    offsets = np.zeros((DAYS, 5), np.int64)
    offsets[:, 1:] = np.cumsum(came)[:, None]
    offsets[1:, 0] = np.cumsum(came)[:-1]
    # of those in detention each may wait for removal on a day of their own
    world.people, world.lists = people_for(offsets, FIRST), lists_for(20 * total, 2 * DAYS + 40)
    world.log = as_records(np.zeros(12 * total + 10, EVENT))
    world.state["logging"] = 1
    world.tallies[:, :, KEEPS] = 1
    return world


def run(office: Office, seed: int) -> Told:
    """Run one seed of `DAYS` days."""
    luck = np.random.default_rng([seed, office.days, office.newest, int(100 * office.first_class)])
    came = luck.poisson(office.arrivals, DAYS)
    detained = luck.random(came.sum() + 1) < office.first_class
    world = _world(office, came, seed)
    state = STATES[office.queue]
    words = np.array([make_state(state, 0, 0, 1, marks) for marks in (
        Mark.APPLIED + 0, Mark.APPLIED | Mark.DETAINED)], np.int64)  # fmt: skip
    run_office(
        office.queue == "appeal", int(QUEUES[office.queue]), office.newest, 1.0, came, detained,
        words, world.state[0], world.calendar, world.groups, world.law, world.table,
        world.lists, world.people, world.stocks, world.tallies, world.waits, world.log,
    )  # fmt: skip
    log = world.log[: world.state["logged"][0]]
    log = log[np.isin(log["flow"], SERVED)]
    first = world.people.offsets[(log["person"] >> 34) - FIRST, 0]
    number = first + (log["person"] & (SERIALS - 1))
    served = np.full(came.sum(), -1)
    served[number] = log["day"] - FIRST
    arrived = np.repeat(np.arange(DAYS), came)
    kept = (arrived >= office.warm) & (arrived < DAYS - office.rest)
    if (served[kept] < 0).any():
        raise AssertionError("some of those whose waits are counted still wait at the end")
    still = int((served < 0).sum())
    return Told((served - arrived)[kept], detained[:-1][kept], still, DAYS)
