"""An ensemble moved towards figures: the ensemble smoother with multiple data assimilation."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def smoothed(
    points: Floats, misfits: Floats, error: float, rounds: int, random: np.random.Generator
) -> Floats:
    """The points after one of several rounds.

    Emerick and Reynolds 2013, Computers and Geosciences 55.

    Each point moves by the ensemble's own covariance with the figures, as in a Kalman filter; the
    variance of the figures' errors counts `rounds` times over, so that all rounds together use each
    figure once. Each member is held against figures with an error of its own.

    Args:
        points: members x directions, standard normal before the first round.
        misfits: members x figures, what the member gives less what was counted.
        error: standard deviation of a figure's error, in the unit of the misfits.
        rounds: how many there are in all.
        random: the luck of the figures' errors.
    """
    members = len(points)
    noise = random.standard_normal(misfits.shape) * error * np.sqrt(rounds)
    noise -= noise.mean(axis=0)
    away = misfits - misfits.mean(axis=0)
    spread = (points - points.mean(axis=0)).T @ away / (members - 1)
    of_figures = away.T @ away / (members - 1)
    total = of_figures + rounds * error**2 * np.eye(misfits.shape[1])
    gain = np.linalg.solve(total, spread.T).T
    return np.asarray(points - (misfits + noise) @ gain.T, dtype=np.float64)


def even(points: Floats) -> Floats:
    """Shares from 0 to 1 whose spread is even where the points are standard normal."""
    from scipy.special import ndtr

    return np.asarray(ndtr(points), dtype=np.float64)


def start(members: int, directions: int, seed: int) -> Floats:
    """Standard normal points spread evenly in every direction (Latin hypercube)."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    spread = qmc.LatinHypercube(directions, rng=np.random.default_rng(seed))
    return np.asarray(ndtri(spread.random(members)), dtype=np.float64)


def root_mean_square(misfits: Floats | Sequence[float]) -> float:
    """The size of a misfit, over members and figures."""
    return float(np.sqrt(np.mean(np.square(misfits))))
