"""A station of some servers, built from the engine's own parts: day buckets, lists and luck.

One step is the engine's day. Someone who comes during a step may be served in it; whoever is
served leaves at the beginning of a later step. Lengths are rounded to steps by chance, so that
their means are kept; what the steps change is then less than one step of wait.
"""

from dataclasses import dataclass

import numpy as np

from openasylum.kernel.jit import as_records, kernel
from openasylum.kernel.layout import TOKEN
from openasylum.kernel.lists import pop_newest, pop_oldest, push, take_all
from openasylum.kernel.luck import draws, exponential

ARRIVAL, SERVICE, PATIENCE = 1, 2, 3


@kernel
def _length(person, seed, shares, means, varies):
    """How long the service takes, in whole steps (at least one)."""
    u = draws(seed, person, SERVICE, 0)
    mean = means[0] if u[0] < shares else means[1]
    exact = exponential(u[1], mean) if varies else mean
    return max(1, int(exact + u[2]))


@kernel
def run_station(
    seed, servers, gap, first_class, shares, means, varies, patience, newest, warm, until,
    tokens, links, ends, due, waits, left, first,
):  # fmt: skip
    """Run until the calendar ends; returns those waiting, summed over the steps in a window.

    `waits` (in steps), `left` and `first` are written, a row a person in the order of arrival.
    """
    steps = ends.shape[0] - 3
    people = waits.shape[0]
    busy, person, total = 0, 0, 0
    clock = exponential(draws(seed, 0, ARRIVAL, 0)[0], gap)
    for step in range(steps):
        busy -= take_all(tokens, links, ends, step, due)
        while person < people and int(clock) == step:
            first[person] = draws(seed, person, ARRIVAL, 1)[0] < first_class
            push(tokens, links, ends, steps + 2 - first[person], person, step)
            person += 1
            clock += exponential(draws(seed, person, ARRIVAL, 0)[0], gap)
        while busy < servers:
            which = steps + 1 if ends[steps + 1, 4] > 0 else steps + 2
            if ends[which, 4] == 0:
                break
            if newest:
                who, came = pop_newest(tokens, links, ends, which)
            else:
                who, came = pop_oldest(tokens, links, ends, which)
            waits[who] = step - came
            if patience > 0.0:
                limit = exponential(draws(seed, who, PATIENCE, 0)[0], patience)
                if limit < step - came:
                    waits[who] = limit
                    left[who] = 1
                    continue
            busy += 1
            end = step + _length(who, seed, shares, means, varies)
            push(tokens, links, ends, min(end, steps), who, came)
        if warm <= step < until:
            total += ends[steps + 1, 4] + ends[steps + 2, 4]
    return total


@dataclass(frozen=True)
class Station:
    """A station with Poisson arrivals; times in units of `unit` steps."""

    servers: int
    arrivals: float
    service: tuple[float, float]  # mean lengths, the first for a share of the people
    share: float = 1.0
    varies: bool = True  # exponential about these means, or constant
    patience: float = 0.0  # mean of an exponential limit to the wait; 0 for none
    newest: bool = False
    first_class: float = 1.0  # the share of people who go before the others
    unit: int = 10
    people: int = 30_000
    warm: int = 5_000


@dataclass(frozen=True)
class Told:
    """What one run of a station came to; waits in units of time, of people after the warm-up."""

    waits: np.ndarray  # below 0: not served by the end
    left: np.ndarray
    first: np.ndarray
    waiting: float  # mean number waiting, over the time after the warm-up
    waiting_steps: int  # the same, summed over those steps
    still: int  # waiting as the calendar ended
    end: float  # when it ended


def run(station: Station, seed: int, *, whole: bool = False) -> Told:
    """Run one seed. Below saturation the run goes on until everyone has been served.

    `whole`: those waiting are counted to the end, and not only while people still come.
    """
    gap = station.unit / station.arrivals
    mean = station.share * station.service[0] + (1.0 - station.share) * station.service[1]
    overloaded = station.arrivals * mean >= station.servers and not station.patience
    spare = 6.0 * station.people**0.5  # people: six standard deviations of a Poisson count
    arrived = station.people + (int(spare) if overloaded else 0)
    until = gap * (station.people if overloaded else station.people - spare)
    steps = int(until if overloaded else gap * (station.people + spare) + 500 * mean * station.unit)
    chunks = arrived // 32 + 64 + 8 * station.servers
    tokens = as_records(np.zeros(chunks * 64, TOKEN))
    links = np.zeros((chunks, 2), np.int32)
    ends = np.zeros((steps + 3, 5), np.int64)
    due = as_records(np.zeros(station.servers + 64, TOKEN))
    waits, left, first = np.full(arrived, -1.0), np.zeros(arrived, bool), np.zeros(arrived, bool)
    warm, until = int(gap * station.warm), steps if whole else int(until)
    total = run_station(
        seed, station.servers, gap, station.first_class, station.share,
        np.array(station.service) * station.unit, station.varies, station.patience * station.unit,
        station.newest, warm, until, tokens, links, ends, due, waits, left, first,
    )  # fmt: skip
    kept, still = slice(station.warm, arrived), int(ends[-2:, 4].sum())
    if not overloaded and (still or (waits < 0.0).any()):
        raise AssertionError(f"{still} people still wait: the run is too short")
    return Told(
        waits[kept] / station.unit, left[kept], first[kept],
        total / (until - warm), int(total), still, steps / station.unit,
    )  # fmt: skip
