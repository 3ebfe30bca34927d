"""Are parameters recovered from data that the model itself made? Coverage over many trials."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from openasylum.calibration import sampler
from openasylum.calibration.emulator import Emulator, possible, train
from openasylum.calibration.fit import Problem, Told
from openasylum.calibration.make import OTHER_CASES, Options, prepared
from openasylum.calibration.parameters import draws_at, positions_at, spread_points
from openasylum.calibration.variance import log_likelihood
from openasylum.calibration.waves import EnsembleSimulator, Progress, Simulator
from openasylum.ensemble.pool import Pool
from openasylum.errors import CalibrationFailed, OpenasylumError

DEFAULT_RECOVERY = "recovery"
LEVELS = (0.5, 0.8, 0.95)
_FEWEST = 5  # trials of which a share can be told at all
_POINTS = 1000  # drawn in each trial
_DATA_SEED = 5_000_000  # of the luck of the data: none of the design's


@dataclass(frozen=True)
class Recovered:
    """One parameter over all trials."""

    name: str
    covered: tuple[float, float, float]  # share of trials whose interval holds the truth
    bias: float  # mean of estimate less truth, in standard deviations of the prior
    bias_error: float  # its standard error
    narrowed: float  # middle of the posterior's standard deviation over the prior's


@dataclass(frozen=True)
class Recovery:
    """All trials."""

    trials: int
    impossible: int  # points that could not be run, and are no trials
    design: int
    scale: float
    seed: int
    seconds: float
    figures: int
    explained: float
    parameters: tuple[Recovered, ...]
    covered: tuple[float, float, float]  # over parameters and trials
    covered_error: tuple[float, float, float]  # standard errors, trials being independent

    def as_json(self) -> dict[str, Any]:
        """The recovery as plain values."""
        return {"levels": LEVELS, **asdict(self)}


def recover(
    name: str, options: Options, trials: int, folder: Path, pool: Pool, *, told: Told,
    progress: Progress,
) -> Recovery:  # fmt: skip
    """Fit to the model's own figures at known points, and count how often intervals hold them.

    Args:
        name: a fit with few parameters.
        options: as of a fit.
        trials: points to recover.
        folder: continued if it holds this recovery.
        pool: where runs are made.
        told: what is being done, in words.
        progress: how far a wave of runs is.

    Raises:
        OpenasylumError: as `calibrate`, or there are too few trials.
    """
    if trials < _FEWEST:
        raise OpenasylumError(f"--recover {trials}: too few to count. Give {_FEWEST} or more.")
    _, problem, _, until = prepared(name, options, folder)
    scale = problem.effort.scale
    simulate = EnsembleSimulator(
        folder / "runs", problem.targets, scale, until, OTHER_CASES, pool, progress,
        {"design": trials},
    )  # fmt: skip
    simulate.folder.mkdir(exist_ok=True)
    return over_trials(problem, simulate, scale, trials, told)


def over_trials(
    problem: Problem, simulate: Simulator, scale: float, trials: int, told: Told
) -> Recovery:
    """The trials themselves: one design and one set of emulators serve all."""
    parameters, effort = problem.parameters, problem.effort
    points = spread_points(parameters, effort.wave_runs[0], problem.seed)
    design = simulate(draws_at("design", parameters, points, problem.seed + 1))
    positions, fine = positions_at(parameters, points), design.fine(len(points))
    emulator = train(positions[fine], design.ratios, np.zeros(len(problem.targets)))
    log_possible = possible(positions, fine)
    truth = spread_points(parameters, trials, problem.seed + 500)
    data = simulate(draws_at(f"data_{trials}", parameters, truth, problem.seed + _DATA_SEED))
    truth = truth[data.fine(trials)]
    if len(truth) < _FEWEST:
        raise CalibrationFailed(
            f"only {len(truth)} of {trials} points to recover can be run. Narrow the priors."
        )
    covered, errors, widths = [], [], []
    for i, (point, figures) in enumerate(zip(truth, data.ratios, strict=True)):
        told(f"recovering: trial {i + 1} of {len(truth)}")
        found = _posterior(problem, emulator, log_possible, figures, i)
        covered.append(covers(found, point))
        errors.append(found.mean(axis=0) - point)
        widths.append(found.std(axis=0))
    return _told(
        problem, np.array(covered), np.array(errors), np.array(widths),
        trials=len(truth), impossible=trials - len(truth), design=int(fine.sum()), scale=scale,
        seconds=design.seconds + data.seconds, explained=float(np.median(emulator.explained)),
    )  # fmt: skip


def _posterior(
    problem: Problem, emulator: Emulator, log_possible: Callable[[np.ndarray], np.ndarray],
    figures: np.ndarray, trial: int,
) -> np.ndarray:  # fmt: skip
    """Points on the normal scale given one run's figures, with that run's luck and no discrepancy.

    Nothing is left out of a model that made its own data.
    """

    def log_likely(normal: np.ndarray) -> np.ndarray:
        positions = positions_at(problem.parameters, normal)
        likely = log_likelihood(figures - emulator(positions), emulator.beside)
        return np.asarray(likely + log_possible(positions))

    start = spread_points(problem.parameters, 500, problem.seed + 900 + trial)
    return sampler.sample(
        log_likely, start, _POINTS, steps=problem.effort.steps, seed=problem.seed + trial
    ).points


def covers(points: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Whether central intervals hold the truth, shape (levels, parameters)."""
    rank = np.mean(points < truth, axis=0)
    return np.array([np.abs(rank - 0.5) <= level / 2 for level in LEVELS])


def _told(
    problem: Problem, covered: np.ndarray, errors: np.ndarray, widths: np.ndarray, **more: Any
) -> Recovery:
    trials = len(errors)
    found = tuple(
        Recovered(
            name=parameter.label,
            covered=_three(covered[:, :, i].mean(axis=0)),
            bias=float(errors[:, i].mean()),
            bias_error=float(errors[:, i].std(ddof=1) / np.sqrt(trials)),
            narrowed=float(np.median(widths[:, i])),
        )
        for i, parameter in enumerate(problem.parameters)
    )
    by_trial = covered.mean(axis=2)  # parameters of one trial are not independent; trials are
    means, spread = by_trial.mean(axis=0), by_trial.std(axis=0, ddof=1) / np.sqrt(trials)
    return Recovery(
        seed=problem.seed, figures=len(problem.targets), parameters=found,
        covered=_three(means), covered_error=_three(spread), **more,
    )  # fmt: skip


def _three(numbers: np.ndarray) -> tuple[float, float, float]:
    first, second, third = map(float, numbers)
    return first, second, third
