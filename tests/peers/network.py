"""A small network that is run by the engine's parts and by independent programs.

Everyone goes through a first station, then a second one; a twentieth go on to a third. At the
second, people of class 0 go before those of class 1, and among class 1 the newest goes first.
Nobody's service is interrupted. Arrivals, classes and lengths are drawn once, here, so that every
program has the same people.
"""

from dataclasses import dataclass

import numpy as np

from openasylum.kernel.jit import as_records, kernel
from openasylum.kernel.layout import TOKEN
from openasylum.kernel.lists import pop_newest, pop_oldest, push, take_all

STAGES = 3


@dataclass(frozen=True)
class Network:
    """The network; times in units in which one person arrives on average."""

    servers: tuple[int, int, int] = (40, 100, 10)
    loads: tuple[float, float, float] = (0.9, 0.9, 0.8)
    first_class: float = 0.4
    third: float = 0.05


@dataclass(frozen=True)
class People:
    """Arrival, class (1 goes second), whether the third stage is reached, and lengths."""

    came: np.ndarray
    second: np.ndarray
    goes_on: np.ndarray
    length: np.ndarray  # people x stages


def draw(network: Network, people: int, seed: int) -> People:
    """The people of one seed, in the order of arrival."""
    luck = np.random.default_rng(seed)
    rate = np.array([1.0, 1.0, network.third])
    means = np.array(network.loads) * np.array(network.servers) / rate
    return People(
        np.cumsum(luck.exponential(1.0, people)),
        luck.random(people) >= network.first_class,
        luck.random(people) < network.third,
        luck.exponential(1.0, (people, STAGES)) * means,
    )


@kernel
def run_network(
    servers, came, second, goes_on, steps_of, newest, tokens, links, ends, due, waits, joined
):
    """Run until everyone is out or the calendar ends; returns how many services began.

    Lists: a bucket a step, one for what lies beyond, then the queues: stage 0, stage 1 by class
    (two), stage 2. `waits` and `joined` (people x stages, in steps) are written.
    """
    steps = ends.shape[0] - 5
    busy = np.int64(0), np.int64(0), np.int64(0)
    person, events = 0, 0
    for step in range(steps):
        n = take_all(tokens, links, ends, step, due)
        for i in range(n):
            who, stage = np.int64(due[i].row), due[i].word
            busy = (busy[0] - (stage == 0), busy[1] - (stage == 1), busy[2] - (stage == 2))
            if stage == 0:
                joined[who, 1] = step
                push(tokens, links, ends, steps + 2 + second[who], who, 1)
            elif stage == 1 and goes_on[who]:
                joined[who, 2] = step
                push(tokens, links, ends, steps + 4, who, 2)
        while person < came.shape[0] and came[person] == step:
            joined[person, 0] = step
            push(tokens, links, ends, steps + 1, person, 0)
            person += 1
        for queue in range(4):
            stage = 0 if queue == 0 else (2 if queue == 3 else 1)
            while busy[stage] < servers[stage] and ends[steps + 1 + queue, 4] > 0:
                if queue == 2 and newest:
                    who, _ = pop_newest(tokens, links, ends, steps + 1 + queue)
                else:
                    who, _ = pop_oldest(tokens, links, ends, steps + 1 + queue)
                waits[who, stage] = step - joined[who, stage]
                end = min(step + steps_of[who, stage], steps)
                push(tokens, links, ends, end, who, stage)
                busy = (busy[0] + (stage == 0), busy[1] + (stage == 1), busy[2] + (stage == 2))
                events += 1
    return events


def engine(network: Network, people: People, *, unit: int = 10, newest: bool = True) -> np.ndarray:
    """Waits at each stage (people x stages), from the engine's calendar, lists and queues.

    `unit`: steps in a unit of time. Lengths are rounded to steps by chance, keeping their means.
    A stage not reached, or not served by the end of the calendar, is nan.
    """
    luck = np.random.default_rng(0)
    number = people.came.size
    rounded = people.length * unit + luck.random(people.length.shape)
    steps_of = np.maximum(1, rounded.astype(np.int64))
    came = (people.came * unit).astype(np.int64)
    worst = max(people.length[:, stage].sum() / c for stage, c in enumerate(network.servers))
    steps = int(unit * (max(worst, people.came[-1]) + 40.0 * people.length.mean(axis=0).sum()))
    chunks = number // 16 + 2 * min(steps, 200) + 64
    tokens = as_records(np.zeros(chunks * 64, TOKEN))
    links = np.zeros((chunks, 2), np.int32)
    ends = np.zeros((steps + 5, 5), np.int64)
    due = as_records(np.zeros(sum(network.servers), TOKEN))
    waits, joined = np.full((number, STAGES), np.nan), np.zeros((number, STAGES), np.int64)
    run_network(
        np.array(network.servers), came, people.second.astype(np.int64),
        people.goes_on, steps_of, newest, tokens, links, ends, due, waits, joined,
    )  # fmt: skip
    return waits / unit
