"""Which assumptions a result turns on: Morris, Sobol on what matters most, and flips of ranking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from openasylum.calibration.factors import Factor, draw_at, draws_at
from openasylum.calibration.flips import Flip, Grid, Search, over_base_rates, together
from openasylum.calibration.measure import Measure
from openasylum.calibration.salib import (
    Elementary,
    Indices,
    elementary,
    indices,
    morris_points,
    sobol_points,
)
from openasylum.ensemble.draws import Draws

Runner = Callable[[str, Draws, Sequence[Measure]], np.ndarray]
"""Runs the draws of a stage; gives (measures x scenarios x draws), nan where a run failed."""


@dataclass(frozen=True)
class Plan:
    """What is asked: one scenario, or two that are compared."""

    names: tuple[str, ...]
    measures: tuple[Measure, ...]
    factors: tuple[Factor, ...]
    trajectories: int
    keep: int
    sobol: int  # base points; 0 for none
    seeds: int
    seed: int

    @property
    def outputs(self) -> tuple[str, ...]:
        """What effects are told of: each scenario's level and, of two, the difference."""
        if len(self.names) == 1:
            return self.names
        return (*self.names, f"{self.names[1]} - {self.names[0]}")

    def runs(self) -> int:
        """Draws that are certain; bisection adds a few where a ranking flips."""
        kept = min(self.keep, len(self.factors))
        chance = self.seeds
        screening = self.trajectories * (len(self.factors) + 1)
        shares = self.sobol * (kept + 2)
        scans = (4 * kept + 25 * (kept > 1)) * self.seeds if len(self.names) > 1 else 0
        return chance + screening + shares + scans


@dataclass(frozen=True)
class Effect:
    """One factor's elementary effects on one output of one measure."""

    measure: int
    output: str
    factor: Factor
    found: Elementary


@dataclass(frozen=True)
class Share:
    """One factor's shares of the variance of one output of one measure."""

    measure: int
    output: str
    factor: Factor
    found: Indices


@dataclass
class Found:
    """What the runs say."""

    plan: Plan
    centre: np.ndarray = field(default_factory=lambda: np.zeros(0))  # measures x outputs, means
    chance: np.ndarray = field(default_factory=lambda: np.zeros(0))  # their spread over seeds
    effects: list[Effect] = field(default_factory=list)
    kept: list[Factor] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    flips: list[Flip] = field(default_factory=list)
    base_rates: dict[int, list[float]] = field(default_factory=dict)
    grid: Grid | None = None
    reversed: dict[int, tuple[int, int]] = field(default_factory=dict)  # draws of all draws
    lost: dict[str, int] = field(default_factory=dict)

    def ranked(self, measure: int) -> list[Effect]:
        """The effects on the last output of a measure (the difference of two), largest first."""
        output = self.plan.outputs[-1]
        here = [e for e in self.effects if e.measure == measure and e.output == output]
        return sorted(here, key=lambda one: -one.found.size)


def study(plan: Plan, run: Runner) -> Found:
    """Screen every factor, then look closely at those that matter most.

    All draws but those of `chance` and the searches for flips have one seed, so that effects are
    of what is assumed; the luck of everyone whose treatment is the same stays the same.

    Raises:
        OpenasylumError: too few runs finished to tell anything.
    """
    points = morris_points(plan.factors, plan.trajectories, plan.seed)
    if plan.sobol:
        sobol_points(plan.factors[:1], plan.sobol, plan.seed)  # refused now, not after the runs
    found = Found(plan)
    _chance(found, run)
    screened = _screen(found, points, run)
    found.kept = survivors(found)
    spread = _shares(found, run) if plan.sobol else None
    if len(plan.names) > 1:
        _count_reversed(found, [screened, *([spread] if spread is not None else [])])
        _search(found, run)
    return found


def survivors(found: Found) -> list[Factor]:
    """The factors with the largest elementary effects on any measure, as shares of its largest.

    Factors without any effect are left out, however few remain.
    """
    best: dict[Factor, float] = {}
    for measure in range(len(found.plan.measures)):
        ranked = found.ranked(measure)
        largest = ranked[0].found.size
        for one in ranked:
            share = one.found.size / largest if largest > 0 else 0.0
            best[one.factor] = max(best.get(one.factor, 0.0), share)
    order = sorted(best, key=lambda factor: (-best[factor], factor.name))
    return [factor for factor in order if best[factor] > 0][: found.plan.keep]


def _outputs(values: np.ndarray) -> np.ndarray:
    """(measures x scenarios x draws), with the difference of two scenarios behind them."""
    if values.shape[1] == 1:
        return values
    return np.concatenate([values, values[:, 1:2] - values[:, 0:1]], axis=1)


def _chance(found: Found, run: Runner) -> None:
    plan = found.plan
    draws = _at_centre(plan, "chance", plan.seeds)
    values = _outputs(run("chance", draws, plan.measures))
    found.centre = values.mean(axis=2)
    found.chance = values.std(axis=2, ddof=1) if plan.seeds > 1 else np.full(values.shape[:2], 0.0)


def _screen(found: Found, points: np.ndarray, run: Runner) -> np.ndarray:
    plan = found.plan
    draws = draws_at("morris", plan.factors, points, plan.factors, plan.seed)
    values = _outputs(run("morris", draws, plan.measures))
    for measure in range(len(plan.measures)):
        for place, output in enumerate(plan.outputs):
            each, lost = elementary(plan.factors, points, values[measure, place], plan.seed)
            found.lost["morris"] = lost
            found.effects += [
                Effect(measure, output, factor, one)
                for factor, one in zip(plan.factors, each, strict=True)
            ]
    return values


def _shares(found: Found, run: Runner) -> np.ndarray | None:
    plan = found.plan
    if not found.kept:
        return None
    points = sobol_points(found.kept, plan.sobol, plan.seed)
    draws = draws_at("sobol", found.kept, points, plan.factors, plan.seed)
    values = _outputs(run("sobol", draws, plan.measures))
    for measure in range(len(plan.measures)):
        for place, output in enumerate(plan.outputs):
            each, lost = indices(found.kept, values[measure, place], plan.seed)
            found.lost["sobol"] = lost
            found.shares += [
                Share(measure, output, factor, one)
                for factor, one in zip(found.kept, each or (), strict=bool(each))
            ]
    return values


def _count_reversed(found: Found, runs: list[np.ndarray]) -> None:
    """In how many draws of the designs the two policies stand the other way round."""
    for measure in range(len(found.plan.measures)):
        central = np.sign(found.centre[measure, -1])
        signs = np.sign(np.concatenate([values[measure, -1] for values in runs]))
        finished = signs[np.isfinite(signs)]
        if central:
            found.reversed[measure] = (int((finished == -central).sum()), finished.size)


def _search(found: Found, run: Runner) -> None:
    plan = found.plan

    def difference(stage: str, draws: Draws) -> np.ndarray:
        values = run(stage, draws, plan.measures)
        difference: np.ndarray = values[:, 1] - values[:, 0]
        return difference

    seeds = range(plan.seed, plan.seed + plan.seeds)
    if found.kept:
        search = Search(difference, found.kept, plan.factors, seeds)
        found.flips = search.flips(len(plan.measures))
    if len(found.kept) > 1:
        found.grid = together(difference, (found.kept[0], found.kept[1]), plan.factors, seeds)
    for place, measure in enumerate(plan.measures):
        if rates := measure.base_rates():
            asked = [measure.at_base_rate(rate) for rate in rates]
            values = run("base_rates", _at_centre(plan, "base_rates", 1), asked)
            differences = (values[:, 1, 0] - values[:, 0, 0]).tolist()
            found.base_rates[place] = over_base_rates(rates, differences)


def _at_centre(plan: Plan, name: str, seeds: int) -> Draws:
    """Every factor at its centre, with each of some seeds."""
    each = (draw_at(i, {}, plan.factors, plan.seed + i) for i in range(seeds))
    return Draws(name, tuple(each))
