"""Points drawn from several densities, weighted together towards one."""

import numpy as np
from scipy.special import logsumexp

_TURNS = 2000
_STILL = 1e-10


def weights(wanted: np.ndarray, drawn: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Weights of points that were drawn in rounds, each round from a density of its own.

    Every point is weighed against the mixture of all rounds' densities, so that what one round
    drew too rarely another can make up for. Densities are known up to a factor each; the factors
    are those under which every round's density sums to 1 over the points (Shirts and Chodera 2008,
    doi 10.1063/1.2978177).

    Args:
        wanted: log density of the points that is wanted, up to a constant, shape (points,).
        drawn: log density of all points by which each round drew, up to a constant each, shape
            (rounds, points).
        numbers: how many of the points each round drew, shape (rounds,).

    Returns:
        Weights that sum to 1, shape (points,).
    """
    logs = np.log(numbers)
    factors = np.zeros(len(numbers))
    for _ in range(_TURNS):
        mixture = logsumexp(drawn + (logs - factors)[:, None], axis=0)
        new = logsumexp(drawn - mixture, axis=1)
        new -= new[0]
        still = np.abs(new - factors).max() < _STILL
        factors = new
        if still:
            break
    mixture = logsumexp(drawn + (logs - factors)[:, None], axis=0)
    away = wanted - mixture
    found = np.exp(away - away.max())
    return np.asarray(found / found.sum())
