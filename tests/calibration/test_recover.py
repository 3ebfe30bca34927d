"""Recovery of known points from the data of a known model: intervals hold them as often as told."""

import numpy as np
import pytest

from openasylum.calibration.recover import covers, over_trials
from openasylum.calibration.recovery_page import page
from openasylum.errors import CalibrationFailed
from tests.calibration.line import Line, problem


def quiet(words: str) -> None:
    """Nobody listens."""


def test_intervals_hold_known_points_about_as_often_as_they_say():
    answer = over_trials(problem(), Line(luck=0.05), 0.05, 40, quiet)
    half, most, nearly_all = answer.covered
    assert half == pytest.approx(0.5, abs=0.13)
    assert most == pytest.approx(0.8, abs=0.1)
    assert nearly_all == pytest.approx(0.95, abs=0.05)
    first, second, silent = answer.parameters
    assert first.narrowed < 0.5
    assert second.narrowed < 0.5
    assert silent.narrowed == pytest.approx(1.0, abs=0.15)
    assert abs(first.bias) < 4 * first.bias_error + 0.02
    assert "| `interview_noise` |" in page(answer)
    assert answer.as_json()["trials"] == 40


def test_points_that_cannot_be_run_are_no_trials():
    line = Line()
    line.impossible_above = 0.5
    answer = over_trials(problem(), line, 0.05, 12, quiet)
    assert answer.trials + answer.impossible == 12
    assert answer.impossible >= 2


def test_too_few_points_that_can_be_run_are_refused():
    line = Line()
    line.impossible_above = -0.7
    with pytest.raises(CalibrationFailed, match="points to recover can be run"):
        over_trials(problem(), line, 0.05, 8, quiet)


def test_an_interval_holds_what_lies_between_its_ends():
    points = np.linspace(0, 1, 1001)[:, None]
    for truth, expected in (
        (0.5, [1, 1, 1]),
        (0.2, [0, 1, 1]),
        (0.93, [0, 0, 1]),
        (1.1, [0, 0, 0]),
    ):
        assert covers(points, np.array([truth])).ravel().tolist() == expected
