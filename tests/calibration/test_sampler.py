"""Points come from the posterior that is asked for: its middle, and its width in all directions."""

import numpy as np

from openasylum.calibration.sampler import sample

DIMENSIONS = 20


def _start(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(400, DIMENSIONS))


def _nothing_known(points: np.ndarray) -> np.ndarray:
    return np.zeros(len(points))


def test_where_nothing_is_known_points_are_as_wide_as_the_prior():
    found = sample(_nothing_known, _start(1), 4000, steps=3000, seed=1)
    assert abs(found.points.std(axis=0).mean() - 1.0) < 0.02
    assert np.abs(found.points.mean(axis=0)).max() < 0.25


def test_where_one_direction_is_known_points_are_as_narrow_there_as_they_should_be():
    """A normal likelihood of variance 1/99 beside a standard normal prior: variance 1/100."""

    def known(points: np.ndarray) -> np.ndarray:
        return np.asarray(-0.5 * 99 * (points[:, 0] - 1.0) ** 2)

    found = sample(known, _start(2), 4000, steps=3000, seed=2)
    assert abs(found.points[:, 0].mean() - 0.99) < 0.02
    assert abs(found.points[:, 0].std() - 0.1) < 0.01
    assert abs(found.points[:, 1:].std() - 1.0) < 0.02
