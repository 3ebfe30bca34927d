"""Points of several rounds weigh together as if they had been drawn from what is wanted."""

import numpy as np
from scipy.stats import norm

from openasylum.calibration.rounds import weights


def _points(seed: int, middles: list[float], numbers: list[int]):
    luck = np.random.default_rng(seed)
    points = np.concatenate([luck.normal(m, 1.0, n) for m, n in zip(middles, numbers, strict=True)])
    drawn = np.array([norm.logpdf(points, m) for m in middles])
    return points, drawn


def test_two_rounds_beside_what_is_wanted_find_its_middle_and_width():
    points, drawn = _points(1, [-1.0, 1.5], [4000, 2000])
    factors = np.array([[7.0], [-30.0]])  # densities are known up to a factor each
    found = weights(norm.logpdf(points, 0.0, 0.7) + 5.0, drawn + factors, np.array([4000, 2000]))
    middle = (found * points).sum()
    assert abs(found.sum() - 1.0) < 1e-12
    assert abs(middle) < 0.03
    assert abs(np.sqrt((found * (points - middle) ** 2).sum()) - 0.7) < 0.03


def test_together_the_rounds_are_worth_more_than_the_best_alone():
    points, drawn = _points(2, [-1.5, 1.5], [3000, 3000])
    wanted = norm.logpdf(points, 0.0)
    found = weights(wanted, drawn, np.array([3000, 3000]))
    alone = np.exp(wanted[:3000] - drawn[0, :3000])
    worth = [1.0 / np.square(w / w.sum()).sum() for w in (found, alone)]
    assert worth[0] > 1.5 * worth[1]


def test_one_round_is_plain_importance_sampling():
    points, drawn = _points(3, [0.5], [500])
    wanted = norm.logpdf(points, 0.0)
    plain = np.exp(wanted - drawn[0])
    assert np.allclose(weights(wanted, drawn, np.array([500])), plain / plain.sum())
