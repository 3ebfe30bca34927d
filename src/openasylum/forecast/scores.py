"""Scores of probabilistic forecasts; lower is better for all but coverage and skill."""

import numpy as np
import numpy.typing as npt

from openasylum.forecast.prediction import Floats

Numbers = npt.ArrayLike


def crps_ensemble(draws: Numbers, observed: Numbers, *, fair: bool = True) -> Floats:
    """Continuous ranked probability score of draws, in the unit of what is forecast.

    The mean distance of the draws from what was observed, less half the mean distance between
    draws. The fair score leaves out the distance of a draw to itself, and so does not favour
    forecasts with more draws (Ferro 2014, doi:10.1002/qj.2270); the plain one is the exact score
    of the draws taken as the whole distribution (Gneiting and Raftery 2007,
    doi:10.1198/016214506000001437).

    Args:
        draws: shape (..., m), m at least 2 for the fair score.
        observed: shape (...).
        fair: whether pairs of a draw with itself are left out.

    Raises:
        ValueError: shapes that do not match, or too few draws.
    """
    ensemble, truth = np.sort(np.asarray(draws, float), axis=-1), np.asarray(observed, float)
    size = ensemble.shape[-1]
    if ensemble.shape[:-1] != truth.shape or size < 1 + fair:
        raise ValueError(f"draws of shape {ensemble.shape} for observed of shape {truth.shape}.")
    away = np.abs(ensemble - truth[..., np.newaxis]).mean(axis=-1)
    ranks = (
        2 * np.arange(1, size + 1) - size - 1
    )  # how often a draw is the larger, less the smaller
    between = (ensemble * ranks).sum(axis=-1) * 2  # the sum over all ordered pairs of distances
    pairs = size * (size - 1) if fair else size**2
    return np.asarray(away - between / (2 * pairs), dtype=np.float64)


def pinball(levels: Numbers, values: Numbers, observed: Numbers) -> Floats:
    """Quantile loss, shape (..., levels): level x what is above, or (1 - level) x what is below."""
    shares, quantiles = np.asarray(levels, float), np.asarray(values, float)
    gap = np.asarray(observed, float)[..., np.newaxis] - quantiles
    return np.asarray(np.maximum(shares * gap, (shares - 1) * gap), dtype=np.float64)


def crps_quantiles(levels: Numbers, values: Numbers, observed: Numbers) -> Floats:
    """Continuous ranked probability score from quantiles: twice the quantile loss over all levels.

    The integral over levels from 0 to 1 by the trapezoid rule; beyond the outermost levels the
    loss is taken to be that of the outermost.

    Args:
        levels: shape (k), rising, between 0 and 1.
        values: quantiles, shape (..., k).
        observed: shape (...).
    """
    shares = np.asarray(levels, float)
    middle = (shares[1:] + shares[:-1]) / 2
    weights = np.diff(np.concatenate([[0.0], middle, [1.0]]))
    return np.asarray(2 * (pinball(levels, values, observed) * weights).sum(axis=-1))


def weighted_interval_score(levels: Numbers, values: Numbers, observed: Numbers) -> Floats:
    """Weighted interval score of Bracher and others 2021, doi:10.1371/journal.pcbi.1008618.

    (|median - y| / 2 + sum of share/2 x interval score) / (intervals + 1/2), where the interval
    score of a central interval that leaves out `share` is its width plus 2/share times how far
    the observed lies outside.

    Args:
        levels: shape (k), rising, mirrored about 0.5 and with 0.5 among them.
        values: quantiles, shape (..., k).
        observed: shape (...).

    Raises:
        ValueError: levels that do not make intervals about a median.
    """
    shares, quantiles = np.asarray(levels, float), np.asarray(values, float)
    if len(shares) % 2 == 0 or not np.allclose(shares + shares[::-1], 1):
        raise ValueError("levels must mirror each other about 0.5 and contain it.")
    truth, pairs = np.asarray(observed, float), len(shares) // 2
    total = 0.5 * np.abs(quantiles[..., pairs] - truth)
    for i in range(pairs):
        low, high, outside = quantiles[..., i], quantiles[..., -1 - i], 2 * shares[i]
        missed = np.maximum(low - truth, 0) + np.maximum(truth - high, 0)
        total = total + outside / 2 * (high - low + 2 / outside * missed)
    return np.asarray(total / (pairs + 0.5), dtype=np.float64)


def covered(
    levels: Numbers, values: Numbers, observed: Numbers, share: float
) -> npt.NDArray[np.bool_]:
    """Whether the observed lies in the central interval of a share; its ends belong to it.

    Raises:
        ValueError: the interval's two quantiles are not among the levels.
    """
    shares, quantiles = np.asarray(levels, float), np.asarray(values, float)
    truth, tail = np.asarray(observed, float), (1 - share) / 2
    low, high = (
        np.flatnonzero(np.isclose(shares, tail)),
        np.flatnonzero(np.isclose(shares, 1 - tail)),
    )
    if not len(low) or not len(high):
        raise ValueError(f"no quantiles {tail:g} and {1 - tail:g} among the levels.")
    return np.asarray((quantiles[..., low[0]] <= truth) & (truth <= quantiles[..., high[0]]))


def log_error(predicted: Numbers, observed: Numbers) -> Floats:
    """Natural log of predicted over observed: 0.1 is about 10% too high, -0.1 too low.

    Raises:
        ValueError: a number that is not above zero.
    """
    guess, truth = np.asarray(predicted, float), np.asarray(observed, float)
    if not ((guess > 0).all() and (truth > 0).all()):
        raise ValueError("a ratio of counts needs both above zero.")
    return np.asarray(np.log(guess / truth), dtype=np.float64)


def absolute_error(predicted: Numbers, observed: Numbers) -> Floats:
    """The distance between predicted and observed, in their unit."""
    return np.asarray(np.abs(np.asarray(predicted, float) - np.asarray(observed, float)))


def skill(score: Numbers, reference: Numbers) -> Floats:
    """1 - score / reference: above zero is better than the reference, 1 is perfect.

    Raises:
        ValueError: a reference of zero, which nothing can be better than.
    """
    base = np.asarray(reference, float)
    if (base <= 0).any():
        raise ValueError("the reference is perfect or negative; skill is not defined.")
    return np.asarray(1 - np.asarray(score, float) / base, dtype=np.float64)
