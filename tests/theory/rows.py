"""Every comparison with theory: what is run, what the formula says, and a formula that is wrong."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import t as student

from tests.theory import formulas as theory
from tests.theory import offices as office
from tests.theory import station
from tests.theory.offices import DAYS, Office
from tests.theory.station import Station

CONFIDENCE = 0.95
BY_CHANCE = 1e-4  # how often a comparison may fail where the formula holds


@dataclass(frozen=True)
class Row:
    """One quantity of one queue."""

    queue: str
    what: str
    runs: Station | Office
    of: Callable[[Any], float]
    expected: float
    wrong: float  # the value of a formula that does not hold
    wrong_name: str
    margin: float  # what whole steps may change, in the quantity's own unit


@dataclass(frozen=True)
class Found:
    """A quantity over seeds."""

    mean: float
    error: float
    seeds: int

    def half(self, confidence: float = CONFIDENCE) -> float:
        """Half the width of the interval of the mean."""
        return float(student.ppf(0.5 + confidence / 2.0, self.seeds - 1)) * self.error

    def agrees(self, value: float, margin: float) -> bool:
        """Whether `value` could be the mean, apart from the margin."""
        return abs(self.mean - value) <= self.half(1.0 - BY_CHANCE) + margin


def found(rows: list[Row], seeds: range) -> list[Found]:
    """Each row's quantity over the seeds; rows of one queue share their runs."""
    values: dict[int, list[float]] = {number: [] for number in range(len(rows))}
    for runs in dict.fromkeys(row.runs for row in rows):
        for seed in seeds:
            told = (station if isinstance(runs, Station) else office).run(runs, seed)
            for number, row in enumerate(rows):
                if row.runs == runs:
                    values[number].append(float(row.of(told)))
    count = len(seeds)
    return [
        Found(float(np.mean(each)), float(np.std(each, ddof=1)) / count**0.5, count)
        for each in values.values()
    ]


def mean(told: Any) -> float:
    """The mean wait."""
    return told.waits.mean()


def square(told: Any) -> float:
    """The mean of the squared wait."""
    return (told.waits**2).mean()


def of_first(told: Any) -> float:
    """The mean wait of those who go before the others."""
    return told.waits[told.first].mean()


def of_others(told: Any) -> float:
    """The mean wait of the others."""
    return told.waits[~told.first].mean()


E1 = Station(servers=3, arrivals=0.27, service=(10.0, 10.0))
BUSY = Station(servers=5, arrivals=0.4, service=(10.0, 10.0), unit=20)


def _mmc() -> list[Row]:
    a, mu, c = E1.arrivals, 0.1, E1.servers
    wait, share = theory.wait_mmc(a, mu, c), theory.erlang_c(a, mu, c)
    name = "M/M/3, load .9 (target E1)"
    mm5 = (BUSY.arrivals, mu, BUSY.servers)
    low = (theory.wait_mmc(*mm5), theory.square_mmc(*mm5))
    newest = theory.square_newest_first(low[1], 0.8)
    last = replace(BUSY, newest=True)
    return [
        Row(name, "mean wait", E1, mean, wait, wait / 2,
            "half of it, as if service were constant", 0.1),
        Row(name, "share who wait", E1, lambda told: (told.waits > 0).mean(), share, 0.9,
            "the load", 0.01),
        Row(name, "mean number waiting (Little)", E1, lambda told: told.waiting, a * wait,
            wait * mu, "wait x rate of service", 0.03),
        Row("M/M/5, load .8", "mean wait", BUSY, mean, low[0], low[0] / 0.8,
            "wait over load", 0.05),
        Row("M/M/5, load .8", "mean squared wait", BUSY, square, low[1], 2 * low[0] ** 2,
            "an exponential wait", 0.5),
        Row("M/M/5, load .8, newest first", "mean wait", last, mean, low[0], low[0] / 0.8,
            "wait over load", 0.05),
        Row("M/M/5, load .8, newest first", "mean squared wait", last, square, newest, low[1],
            "that of oldest first", 2.0),
    ]  # fmt: skip


def _others() -> list[Row]:
    mixed = Station(1, 0.08, (5.0, 25.0), share=0.8, varies=True, unit=20)
    second = 2 * (0.8 * 25.0 + 0.2 * 625.0)
    mg1 = theory.wait_mg1(0.08, 9.0, second)
    classes = replace(BUSY, first_class=0.3)
    begin = theory.erlang_c(0.4, 0.1, 5) * 2.0
    loads = (0.24, 0.56)
    a5 = Station(5, 0.6, (10.0, 10.0), patience=30.0, unit=20)
    wait, gone, _ = theory.erlang_a(0.6, 0.1, 5, 30.0)
    over = Station(3, 0.45, (10.0, 10.0), warm=0)
    return [
        Row("M/G/1, two kinds of exponential service, load .72", "mean wait", mixed, mean, mg1,
            theory.wait_mg1(0.08, 9.0, 162.0), "M/M/1", 0.05),
        Row("M/M/5, load .8, 30% go first", "mean wait of the first", classes, of_first,
            theory.wait_priority(begin, loads, 0), theory.wait_priority(begin, loads[::-1], 0),
            "the loads exchanged", 0.05),
        Row("M/M/5, load .8, 30% go first", "mean wait of the others", classes, of_others,
            theory.wait_priority(begin, loads, 1), theory.wait_mmc(0.4, 0.1, 5),
            "no priority", 0.1),
        Row("M/M/5+M, load 1.2, patience 3 services", "share who give up", a5,
            lambda told: told.left.mean(), gone, 1 - 1 / 1.2, "the fluid limit", 0.003),
        Row("M/M/5+M, load 1.2, patience 3 services", "mean wait, with those who give up", a5,
            mean, wait, wait / (1 - gone), "of those served only, by Little", 0.05),
        Row("M/M/3, load 1.5: the fluid limit", "growth of the queue", over,
            lambda told: told.still / told.end, 0.15, 0.45, "no service", 0.001),
        Row("M/M/3, load 1.5: the fluid limit", "mean wait so far, over time", over,
            lambda told: told.waits[told.waits >= 0].mean() / told.end, (1 - 1 / 1.5) / 2,
            0.5 / 2, "queue over arrivals", 0.001),
    ]  # fmt: skip


def _offices() -> list[Row]:
    # sixteenths of a decision a day are exact in binary: twenty twentieths need not be one
    board = Office("appeal", 0.8 / 16, 16)
    two = Office("individual", 0.04, 30, short=10, share=0.5)
    first = Office("appeal", 0.8 / 16, 16, first_class=0.4)
    last = Office("asylum", 0.8 / 16, 16, newest=True)
    old = replace(last, newest=False)
    over = Office("appeal", 1.5 / 16, 16, warm=0, rest=DAYS)
    md1, square1 = theory.wait_mg1(0.05, 16, 256), theory.square_mg1(0.05, 16, 256, 4096)
    mg1 = theory.wait_mg1(0.04, 20.0, (900 + 100) / 2)
    begin, loads = 0.05 * 256 / 2, (0.32, 0.48)
    lifo = theory.square_newest_first(square1, 0.8)
    return [
        Row("Board of Immigration Appeals: M/D/1, load .8", "mean wait, days", board, mean, md1,
            2 * md1, "M/M/1", 0.0),
        Row("Board, a share of appeals detained: they go first", "mean wait, days", first,
            of_first, theory.wait_priority(begin, loads, 0), md1, "no priority", 0.5),
        Row("Board, a share of appeals detained: they go first", "of the others, days", first,
            of_others, theory.wait_priority(begin, loads, 1), md1, "no priority", 0.5),
        Row("Board, load 1.5: the fluid limit", "growth of the queue a day", over,
            lambda told: told.still / told.end, 0.5 / 16, 1.5 / 16, "no service", 0.0005),
        Row("Judges, individual hearings of two lengths: M/G/1, load .8", "mean wait, days", two,
            mean, mg1, theory.wait_mg1(0.04, 20, 400), "M/D/1", 0.0),
        Row("Asylum officers, oldest first: M/D/1, load .8", "mean wait, days", old, mean, md1,
            2 * md1, "M/M/1", 0.0),
        Row("Asylum officers, oldest first: M/D/1, load .8", "mean squared wait", old, square,
            square1, 2 * md1**2, "an exponential wait", 20.0),
        Row("Asylum officers, newest first: M/D/1, load .8", "mean wait, days", last, mean, md1,
            2 * md1, "M/M/1", 0.0),
        Row("Asylum officers, newest first: M/D/1, load .8", "mean squared wait", last, square,
            lifo, square1, "that of oldest first", 60.0),
    ]  # fmt: skip


def stations() -> list[Row]:
    """Stations of c servers, built from the engine's parts."""
    return [*_mmc(), *_others()]


def offices() -> list[Row]:
    """The model's own offices."""
    return _offices()
