"""At which value of an assumption two policies change places, sought on the same people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from openasylum.calibration.factors import Factor, draw_at
from openasylum.ensemble.draws import Draws
from openasylum.statistics.turning import turning_value

Difference = Callable[[str, Draws], np.ndarray]
"""Runs a stage's draws; gives (measures x draws): a measure under the second policy less that
under the first, not a number where the run failed."""
Told = Literal["flips", "does not flip", "within chance", "cannot be told", "no difference"]
SIDES = 5  # of the grid on which two assumptions are moved together


@dataclass(frozen=True)
class Turn:
    """A place at which the difference changes its sign."""

    place: float
    sure: bool  # on either side the sign is the same with every seed


@dataclass(frozen=True)
class Flip:
    """What one factor does to the sign of one measure's difference."""

    measure: int
    factor: Factor
    told: Told
    places: tuple[float, ...]  # scanned
    differences: tuple[float, ...]  # there, means over seeds
    turns: tuple[Turn, ...]  # the nearest to the centre first

    @property
    def at(self) -> float | None:
        """The nearest place of a sign change; none if there is none."""
        return self.turns[0].place if self.turns else None


@dataclass(frozen=True)
class Grid:
    """Differences with two factors moved together: (measures x second's places x first's)."""

    factors: tuple[Factor, Factor]
    places: tuple[tuple[float, ...], tuple[float, ...]]
    differences: np.ndarray


class _Wanted(Exception):
    """A place that has not been run yet."""

    def __init__(self, place: float) -> None:
        self.place = place


class Search:
    """Differences along single factors, run in rounds: everything that is wanted, side by side.

    The bisection of every factor and measure is told from its beginning each round, on what is
    known so far; where it asks for a place that is not known, that place is run in the next round.
    So rounds are few and wide, and follow from their question alone, as resuming needs.
    """

    def __init__(
        self, difference: Difference, factors: Sequence[Factor],
        everything: Sequence[Factor], seeds: Sequence[int],
    ) -> None:  # fmt: skip
        """Take what runs draws, whom to search, and all factors that stand at their centre."""
        self._difference = difference
        self._factors = factors
        self._everything = everything
        self._seeds = seeds
        self._known: dict[tuple[Factor | None, float], np.ndarray] = {}
        self._rounds = 0

    def flips(self, measures: int) -> list[Flip]:
        """Every factor's flip of every measure, by measure and in the order of the factors."""
        self._run([(one, place) for one in self._factors for place in one.scan()])
        while True:
            found: list[Flip] = []
            wanted: set[tuple[Factor, float]] = set()
            for measure in range(measures):
                for factor in self._factors:
                    try:
                        found.append(self._flip(measure, factor))
                    except _Wanted as asked:
                        wanted.add((factor, asked.place))
            if not wanted:
                return found
            self._run(sorted(wanted, key=lambda one: (self._factors.index(one[0]), one[1])))

    def _run(self, asked: list[tuple[Factor, float]]) -> None:
        keys = dict.fromkeys(self._key(*one) for one in asked)
        new = [key for key in keys if key not in self._known]
        draws = [
            (key, seed, {} if key[0] is None else {key[0]: key[1]})
            for key in new
            for seed in self._seeds
        ]
        made = Draws(
            f"flips_{self._rounds}",
            tuple(
                draw_at(i, places, self._everything, seed)
                for i, (_, seed, places) in enumerate(draws)
            ),
        )
        found = self._difference(f"flips/round_{self._rounds}", made)
        self._rounds += 1
        for i, key in enumerate(new):
            self._known[key] = found[:, i * len(self._seeds) : (i + 1) * len(self._seeds)]

    def _key(self, factor: Factor, place: float) -> tuple[Factor | None, float]:
        return (None, 0.0) if place == factor.centre else (factor, place)

    def _at(self, measure: int, factor: Factor, place: float) -> np.ndarray:
        """One number a seed; raises `_Wanted` where nothing was run."""
        found = self._known.get(self._key(factor, place))
        if found is None:
            raise _Wanted(place)
        row: np.ndarray = found[measure]
        return row

    def _flip(self, measure: int, factor: Factor) -> Flip:
        places = factor.scan()
        each = [self._at(measure, factor, place) for place in places]
        means = [float(row.mean()) for row in each]
        flip = Flip(measure, factor, "does not flip", tuple(places), tuple(means), ())
        centre = means[places.index(factor.centre)]
        possible = [i for i, mean in enumerate(means) if np.isfinite(mean)]
        if not np.isfinite(centre) or len(possible) < 2:
            return replace(flip, told="cannot be told")
        if not any(means[i] for i in possible):
            return replace(flip, told="no difference")
        turns = [
            self._turn(measure, factor, (places[i], places[j]), (each[i], each[j]))
            for i, j in pairwise(possible)
            if (means[i] > 0) != (means[j] > 0)
        ]
        if not turns:
            return flip
        turns.sort(key=lambda turn: abs(turn.place - factor.centre))
        told: Told = "flips" if any(turn.sure for turn in turns) else "within chance"
        return replace(flip, told=told, turns=tuple(turns))

    def _turn(
        self, measure: int, factor: Factor, ends: tuple[float, float],
        found: tuple[np.ndarray, np.ndarray],
    ) -> Turn:  # fmt: skip
        def value_at(place: float) -> float:
            return float(self._at(measure, factor, place).mean())

        means = (float(found[0].mean()), float(found[1].mean()))
        place = turning_value(value_at, ends, means, 0.0)
        sure = all(bool((row > 0).all() or (row < 0).all()) for row in found)
        return Turn(place, sure)


def together(
    difference: Difference, pair: tuple[Factor, Factor], everything: Sequence[Factor],
    seeds: Sequence[int],
) -> Grid:  # fmt: skip
    """Differences with two factors moved over a grid of their ranges, means over seeds."""
    first, second = (tuple(map(float, np.linspace(f.low, f.high, SIDES))) for f in pair)
    places = [{pair[0]: x, pair[1]: y} for y in second for x in first]
    draws = [(seed, place) for place in places for seed in seeds]
    made = tuple(draw_at(i, place, everything, seed) for i, (seed, place) in enumerate(draws))
    found = difference("together", Draws("together", made))
    shaped = found.reshape(-1, SIDES, SIDES, len(seeds)).mean(axis=3)
    return Grid(pair, (first, second), shaped)


def over_base_rates(rates: Sequence[float], differences: Sequence[float]) -> list[float]:
    """Shares of well founded claims at which a difference changes its sign, in straight lines."""
    found = []
    for (a, fa), (b, fb) in pairwise(zip(rates, differences, strict=True)):
        if (fa > 0) != (fb > 0):
            found.append(turning_value(lambda _: 0.0, (a, b), (fa, fb), 0.0, steps=0))
    return found
