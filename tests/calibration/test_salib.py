import math

import numpy as np
import pytest

from openasylum.calibration.factors import Factor
from openasylum.calibration.salib import elementary, indices, morris_points, sobol_points
from openasylum.errors import OpenasylumError

ANGLES = [Factor((name,), -math.pi, 0.0, math.pi) for name in "abc"]


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami and Homma 1990, with a = 7 and b = 0.1."""
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_ishigami_are_those_of_theory():
    found, lost = indices(ANGLES, ishigami(sobol_points(ANGLES, 1024, seed=1)), seed=1)
    assert lost == 0
    assert found is not None
    assert [one.alone for one in found] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert [one.total for one in found] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_elementary_effects_of_a_plane_are_its_slopes_over_the_whole_range():
    factors = [Factor((name,), -1.0, 0.0, 1.0) for name in "abc"]
    points = morris_points(factors, 5, seed=2)
    found, lost = elementary(factors, points, points @ np.array([3.0, -2.0, 0.0]), seed=2)
    assert lost == 0
    assert [one.mean for one in found] == pytest.approx([6.0, -4.0, 0.0])
    assert [one.size for one in found] == pytest.approx([6.0, 4.0, 0.0])
    assert [one.spread for one in found] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_elementary_effects_show_an_interaction_as_spread():
    factors = [Factor((name,), -1.0, 0.0, 1.0) for name in "ab"]
    points = morris_points(factors, 20, seed=3)
    found, _ = elementary(factors, points, points[:, 0] * points[:, 1], seed=3)
    assert all(one.spread > 0.5 for one in found)


def test_a_failed_run_takes_its_trajectory_with_it_and_is_counted():
    factors = [Factor((name,), -1.0, 0.0, 1.0) for name in "ab"]
    points = morris_points(factors, 4, seed=4)
    outputs = points @ np.array([1.0, 5.0])
    outputs[4] = math.nan  # in the second trajectory of three rows each
    found, lost = elementary(factors, points, outputs, seed=4)
    assert lost == 1
    assert [one.size for one in found] == pytest.approx([2.0, 10.0])
    outputs[::3] = math.nan
    with pytest.raises(OpenasylumError, match="0 of 4 trajectories are whole"):
        elementary(factors, points, outputs, seed=4)


def test_an_output_that_never_varies_has_no_indices():
    assert indices(ANGLES, np.full(len(sobol_points(ANGLES, 4, seed=1)), 7.0), seed=1) == (None, 0)


def test_designs_that_cannot_be_are_refused():
    with pytest.raises(OpenasylumError, match="--trajectories 1: must be 2 or more"):
        morris_points(ANGLES, 1, seed=1)
    with pytest.raises(OpenasylumError, match=r"--sobol 6: .* powers of two"):
        sobol_points(ANGLES, 6, seed=1)
