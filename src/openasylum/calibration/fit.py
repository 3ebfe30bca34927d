"""A fit: waves of runs that cut away what cannot be, then draws weighted by what remains likely."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from openasylum.calibration import sampler
from openasylum.calibration.emulator import Emulator, possible, train
from openasylum.calibration.parameters import Parameter, draws_at, positions_at, spread_points
from openasylum.calibration.rounds import weights as together
from openasylum.calibration.stages import Stages
from openasylum.calibration.targets import Target
from openasylum.calibration.variance import (
    Variances,
    implausibility,
    log_likelihood,
    variances,
)
from openasylum.calibration.waves import Runs, Simulator
from openasylum.ensemble.draws import Draw, Draws
from openasylum.errors import CalibrationFailed
from openasylum.records.calibration import Effort

_PRIOR_POINTS = 20_000  # on which the share of the space that is left is counted
_CANDIDATES = 4000  # from which walkers start
_FEWEST_RUNS = 10  # of a wave that emulators can learn anything from
_SEEDS_A_STAGE = 100_000  # stages have seeds of luck of their own

Told = Callable[[str], None]


@dataclass(frozen=True)
class Problem:
    """What is fitted to what, with how much effort."""

    parameters: tuple[Parameter, ...]
    targets: tuple[Target, ...]
    effort: Effort
    seed: int


@dataclass
class Learned:
    """Everything run so far, and what was learned from it."""

    normal: np.ndarray  # (points, parameters), on the normal scale; also those impossible
    fine: np.ndarray  # (points,)
    ratios: np.ndarray  # (runs, targets)
    emulator: Emulator
    log_possible: Callable[[np.ndarray], np.ndarray]


@dataclass
class Wave:
    """What is told of a wave."""

    name: str
    runs: int
    impossible: int
    seconds: float
    share_left: float | None = None
    explained: float | None = None  # the middle target's
    worth: float | None = None  # equally weighted draws, of a final round


@dataclass
class Fitted:
    """The outcome: weighted points with their runs."""

    normal: np.ndarray  # (points, parameters) of the final runs that could be run
    seeds: np.ndarray  # of their luck
    weights: np.ndarray  # sum 1
    final: np.ndarray  # (points, targets), their ratios
    first: np.ndarray  # ratios of the first wave
    chance: np.ndarray  # ratios with the set's own values
    variances: Variances
    chosen: np.ndarray  # places in `normal` of the draws kept
    sample: dict[str, Any]
    moved: np.ndarray  # (targets,) whether any parameter moves it
    waves: list[Wave] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def effective(self) -> float:
        """How many equally weighted draws tell as much (Kish)."""
        return float(1.0 / np.square(self.weights).sum())


def fit(problem: Problem, simulate: Simulator, scale: float, stages: Stages, told: Told) -> Fitted:
    """Fit assumptions to official figures.

    History matching (Craig, Goldstein, Seheult and Smith 1997): a Latin hypercube over the priors,
    emulators, and the points that may be near the figures by three variances are run next. Then the
    posterior is sampled through the last emulators, run, and weighted by emulators that have seen
    those runs, too; the final rounds count together.

    Args:
        problem: parameters, targets and effort.
        simulate: turns draws into figures; a wave it was asked for before costs nothing.
        scale: of the runs.
        stages: the folder that keeps points.
        told: what is being done, in words.

    Raises:
        CalibrationFailed: what is assumed cannot be run, or a figure is missed that nothing moves.
    """
    effort, targets = problem.effort, problem.targets
    chance = _chance(problem, simulate)
    spread = variances(targets, chance.ratios, scale)
    waves = [Wave("chance", len(chance.numbers), len(chance.impossible), chance.seconds)]
    learned: Learned | None = None
    first, reasons = np.empty(0), list(chance.impossible.values())
    moved = np.ones(len(targets), bool)
    for i, number in enumerate(effort.wave_runs):
        name = f"wave_{i + 1}"
        points, more = stages.points(name, _next_points(problem, learned, spread, i, number, told))
        runs = _run(problem, simulate, name, points, i + 1)
        learned = _learn(problem, learned, points, runs, spread.run, told)
        if i == 0:
            first, moved = runs.ratios, moved_by(runs.ratios, spread)
            refuse_unmoved(targets, moved, runs.ratios, spread, effort.cut)
        left = share_left(problem, learned, spread)
        middle = float(np.median(learned.emulator.explained))
        seconds = runs.seconds + more["seconds"]
        waves.append(Wave(name, len(points), len(runs.impossible), seconds, left, middle))
        reasons += runs.impossible.values()
    assert learned is not None  # there is at least one wave
    matched = _Matched(first, chance.ratios, spread, moved, waves, reasons)
    return _finish(problem, simulate, stages, learned, matched, told)


@dataclass
class _Matched:
    """What the waves of history matching leave to the rounds that finish."""

    first: np.ndarray
    chance: np.ndarray
    spread: Variances
    moved: np.ndarray
    waves: list[Wave]
    reasons: list[str]


@dataclass(frozen=True)
class _Round:
    """Final runs, and the emulators that their points were drawn by."""

    points: np.ndarray  # (points, parameters), only those that could be run
    seeds: np.ndarray
    runs: Runs
    drawn_by: Learned


def _finish(
    problem: Problem, simulate: Simulator, stages: Stages, learned: Learned, matched: _Matched,
    told: Told,
) -> Fitted:  # fmt: skip
    """Rounds of final runs, until together they are worth half as many draws as are kept."""
    effort, spread = problem.effort, matched.spread
    rounds: list[_Round] = []
    for i in range(effort.rounds):
        name, stage = f"final_{i + 1}", len(effort.wave_runs) + 1 + i
        points, how = stages.points(name, _posterior(problem, learned, spread, stage, told))
        runs = _run(problem, simulate, name, points, stage)
        again = _learn(problem, learned, points, runs, spread.run, told)
        fine = runs.fine(len(points))
        seeds = first_seed(problem, stage) + np.flatnonzero(fine)
        rounds.append(_Round(points[fine], seeds, runs, learned))
        weights = _weights(problem, rounds, again, spread)
        seconds = runs.seconds + how["seconds"]
        matched.waves.append(Wave(name, len(points), len(runs.impossible), seconds))
        matched.reasons.extend(runs.impossible.values())
        result = Fitted(
            normal=np.concatenate([one.points for one in rounds]),
            seeds=np.concatenate([one.seeds for one in rounds]), weights=weights,
            final=np.concatenate([one.runs.ratios for one in rounds]), first=matched.first,
            chance=matched.chance, variances=spread,
            chosen=systematic(weights, effort.draws, problem.seed), sample=how,
            moved=matched.moved, waves=matched.waves, reasons=matched.reasons,
        )  # fmt: skip
        matched.waves[-1].worth = result.effective
        if result.effective >= effort.draws / 2:
            break
        learned = again
    result.notes.extend(_notes(problem, result))
    return result


def _chance(problem: Problem, simulate: Simulator) -> Runs:
    """Runs with the set's own values, that differ by luck alone."""
    seeds = range(1, problem.effort.chance_runs + 1)
    draws = Draws("chance", tuple(Draw(i, problem.seed + seed) for i, seed in enumerate(seeds)))
    runs = simulate(draws)
    if len(runs.numbers) < 2:
        raise CalibrationFailed(
            f"the set's own values cannot be run: {next(iter(runs.impossible.values()))}"
        )
    return runs


def first_seed(problem: Problem, stage: int) -> int:
    """The seed of the first run of a stage; each run has one of its own."""
    return problem.seed + stage * _SEEDS_A_STAGE


def _run(problem: Problem, simulate: Simulator, name: str, points: np.ndarray, stage: int) -> Runs:
    seed = first_seed(problem, stage)
    runs = simulate(draws_at(name, problem.parameters, points, seed))
    if len(runs.numbers) < max(_FEWEST_RUNS, len(problem.parameters) // 2):
        words = "; ".join(sorted(set(runs.impossible.values()))[:2])
        raise CalibrationFailed(
            f"{name}: only {len(runs.numbers)} of {len(points)} points can be run, too few to "
            f"learn from (for example: {words}). Narrow the priors of the assumptions named."
        )
    return runs


def _learn(
    problem: Problem, before: Learned | None, points: np.ndarray, runs: Runs, luck: np.ndarray,
    told: Told,
) -> Learned:  # fmt: skip
    fine = runs.fine(len(points))
    judged = np.ones(fine.sum(), bool)
    ratios = runs.ratios
    if before is not None:
        judged = np.concatenate([np.zeros(len(before.ratios), bool), judged])
        points = np.concatenate([before.normal, points])
        fine = np.concatenate([before.fine, fine])
        ratios = np.concatenate([before.ratios, ratios])
    positions = positions_at(problem.parameters, points)

    def words(done: int, of: int) -> None:
        told(f"learning from {len(ratios):,} runs: {done} of {of} figures")

    emulator = train(positions[fine], ratios, luck, judged, words)
    return Learned(points, fine, ratios, emulator, possible(positions, fine))


def _next_points(
    problem: Problem, learned: Learned | None, spread: Variances, wave: int, number: int, told: Told
) -> Callable[[], tuple[np.ndarray, dict[str, Any]]]:
    """The first wave covers the priors; the next, what is not implausible."""
    if learned is None:
        return lambda: (spread_points(problem.parameters, number, problem.seed), {})

    def make() -> tuple[np.ndarray, dict[str, Any]]:
        wide = spread.with_error(learned.emulator.error) * problem.effort.cut
        found = _sampled(problem, learned, wide, 4 * number, wave, told)
        away = _away(problem, learned, found.points)
        far = implausibility(away, spread.with_error(learned.emulator.error))
        near = np.flatnonzero(far <= problem.effort.cut)[:number]
        if len(near) < number:
            near = np.argsort(far, kind="stable")[:number]
        return found.points[near], {"beyond_the_cut": float(np.mean(far > problem.effort.cut))}

    return make


def _posterior(
    problem: Problem, learned: Learned, spread: Variances, stage: int, told: Told
) -> Callable[[], tuple[np.ndarray, dict[str, Any]]]:
    """Points drawn from what the emulators say is likely."""

    def make() -> tuple[np.ndarray, dict[str, Any]]:
        covariance = spread.with_error(learned.emulator.error)
        found = _sampled(problem, learned, covariance, problem.effort.final_runs, stage, told)
        return found.points, {
            "acceptance": found.acceptance, "autocorrelation": found.autocorrelation,
            "steps": found.steps, "independent": found.independent,
        }  # fmt: skip

    return make


def _away(problem: Problem, learned: Learned, normal: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 - learned.emulator(positions_at(problem.parameters, normal)))


def _sampled(
    problem: Problem, learned: Learned, covariance: np.ndarray, number: int, stage: int, told: Told
) -> sampler.Sample:
    def log_likely(normal: np.ndarray) -> np.ndarray:
        positions = positions_at(problem.parameters, normal)
        away = 1.0 - learned.emulator(positions)
        return np.asarray(log_likelihood(away, covariance) + learned.log_possible(positions))

    def words(done: int, of: int) -> None:
        told(f"drawing points through the emulators: step {done:,} of {of:,}")

    start = spread_points(problem.parameters, _CANDIDATES, problem.seed + 1000 + stage)
    return sampler.sample(
        log_likely, start, number, steps=problem.effort.steps, seed=problem.seed + stage,
        told=words,
    )  # fmt: skip


def moved_by(ratios: np.ndarray, spread: Variances) -> np.ndarray:
    """Whether the runs of the first wave vary more than luck alone makes them."""
    return np.asarray(np.var(ratios, axis=0, ddof=1) > 2.0 * spread.run)


def refuse_unmoved(
    targets: Sequence[Target], moved: np.ndarray, ratios: np.ndarray, spread: Variances, cut: float
) -> None:
    """Refuse a figure that is missed and that no parameter moves. Raises `CalibrationFailed`."""
    away = np.abs(1.0 - ratios.mean(axis=0)) / np.sqrt(np.diag(spread.of_runs()))
    bad = [int(i) for i in np.flatnonzero(~moved) if away[i] > cut]
    if bad:
        listed = ", ".join(
            f"{targets[i].label} (model {ratios[:, i].mean():.2f} times the official figure)"
            for i in bad
        )
        raise CalibrationFailed(
            f"no parameter moves {listed}, and the model misses it: fitting cannot mend that. Add "
            f"a parameter that moves it, or take it from the targets and say so under 'not_used'. "
            f"Finished runs are kept."
        )


def share_left(problem: Problem, learned: Learned, spread: Variances) -> float:
    """The share of the priors that is not implausible, by the emulators so far."""
    normal = spread_points(problem.parameters, _PRIOR_POINTS, problem.seed + 7)
    far = implausibility(_away(problem, learned, normal), spread.with_error(learned.emulator.error))
    fine = np.exp(learned.log_possible(positions_at(problem.parameters, normal))) > 0.5
    return float(np.mean((far <= problem.effort.cut) & fine))


def _weights(
    problem: Problem, rounds: Sequence[_Round], again: Learned, spread: Variances
) -> np.ndarray:
    """Weights of all final runs, from the densities they were drawn by to the one they show.

    The likelihood is of emulators that have seen the final runs: a run's own figures carry its
    luck, and many figures' luck together would weigh some runs by chance. Runs that are implausible
    by their own figures get none, unless nearly all are: then a note says so.
    """
    normal = np.concatenate([one.points for one in rounds])
    positions = positions_at(problem.parameters, normal)

    def likely(by: Learned) -> np.ndarray:
        away = 1.0 - by.emulator(positions)
        return log_likelihood(away, spread.with_error(by.emulator.error))

    drawn = [likely(one.drawn_by) + one.drawn_by.log_possible(positions) for one in rounds]
    wanted = likely(again)
    ratios = np.concatenate([one.runs.ratios for one in rounds])
    near = implausibility(1.0 - ratios, spread.of_runs()) <= problem.effort.cut
    if near.sum() >= _FEWEST_RUNS:
        wanted = np.where(near, wanted, -np.inf)
    return together(wanted, np.array(drawn), np.array([len(one.points) for one in rounds]))


def systematic(weights: np.ndarray, number: int, seed: int) -> np.ndarray:
    """Places chosen in proportion to weights, evenly (systematic resampling)."""
    start = np.random.default_rng(seed).random()
    marks = (np.arange(number) + start) / number
    return np.minimum(np.searchsorted(np.cumsum(weights), marks), len(weights) - 1)


def _notes(problem: Problem, result: Fitted) -> list[str]:
    notes = []
    if result.effective < problem.effort.draws / 2:
        notes.append(
            f"All final runs are worth {result.effective:.0f} equally weighted draws, fewer than "
            f"half of the {problem.effort.draws} kept: some points come more than once."
        )
    if result.sample["independent"] < problem.effort.draws:
        notes.append(
            f"The walkers gave about {result.sample['independent']:.0f} independent points, fewer "
            f"than the draws kept: more steps would mix better."
        )
    far = implausibility(1.0 - result.final, result.variances.of_runs())
    missing = int(np.sum(far > problem.effort.cut))
    if missing > len(far) / 2:
        scaled = np.abs(1.0 - result.final) / np.sqrt(np.diag(result.variances.of_runs()))
        worst = [problem.targets[i].label for i in np.argsort(-scaled.mean(axis=0))[:3]]
        notes.append(
            f"{missing} of {len(far)} final runs lie further than {problem.effort.cut:g} standard "
            f"deviations from two figures or more (furthest: {', '.join(worst)}): the model does "
            f"not meet these figures together within the discrepancies stated."
        )
    still = [t.label for t, moved in zip(problem.targets, result.moved, strict=True) if not moved]
    if still:
        notes.append(
            f"No parameter moves these figures beyond chance; the model is near them as it is: "
            f"{', '.join(still)}."
        )
    return notes
