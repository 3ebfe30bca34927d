"""Scores against cases by hand, a library, formulas, and what makes a score proper."""

import math

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st

from openasylum.forecast import scores
from openasylum.forecast.settings import settings

LEVELS = settings().levels.value
numbers = st.floats(-1e6, 1e6)
rows = st.lists(numbers, min_size=2, max_size=12)


def normal_crps(mean: float, spread: float, observed: float) -> float:
    """Of a normal distribution, in closed form (Gneiting and Raftery 2007)."""
    z = (observed - mean) / spread
    cumulative, density = (1 + math.erf(z / 2**0.5)) / 2, math.exp(-z * z / 2) / math.tau**0.5
    return spread * (z * (2 * cumulative - 1) + 2 * density - 1 / math.pi**0.5)


def test_crps_of_three_draws_by_hand():
    # distances to 3: 2, 1, 1, mean 4/3; between draws 1, 3, 2, each pair twice: 12 in all
    assert scores.crps_ensemble([1, 2, 4], 3, fair=False) == pytest.approx(4 / 3 - 12 / 18)
    assert scores.crps_ensemble([1, 2, 4], 3) == pytest.approx(4 / 3 - 12 / 12)


def test_crps_of_draws_that_agree_is_the_absolute_error():
    assert scores.crps_ensemble([5.0, 5.0, 5.0], 2.0) == 3.0


def test_crps_works_on_many_forecasts_at_once():
    random = np.random.default_rng(1)
    draws, observed = random.normal(size=(3, 4, 50)), random.normal(size=(3, 4))
    together = scores.crps_ensemble(draws, observed)
    assert together.shape == (3, 4)
    assert together[2, 1] == scores.crps_ensemble(draws[2, 1], observed[2, 1])


@given(rows, numbers)
def test_crps_agrees_with_the_library(draws, observed):
    for fair, estimator in ((True, "fair"), (False, "nrg")):
        theirs = scoringrules.crps_ensemble(observed, np.array(draws), estimator=estimator)
        ours = scores.crps_ensemble(draws, observed, fair=fair)
        assert ours == pytest.approx(float(theirs), rel=1e-9, abs=1e-6)


@given(rows, numbers)
def test_plain_crps_is_never_negative_and_never_below_the_fair_one(draws, observed):
    plain = float(scores.crps_ensemble(draws, observed, fair=False))
    assert plain >= -1e-6
    assert plain >= float(scores.crps_ensemble(draws, observed)) - 1e-6


@given(rows, numbers, st.randoms(use_true_random=False))
def test_crps_does_not_care_for_the_order_of_draws(draws, observed, random):
    shuffled = random.sample(draws, len(draws))
    assert scores.crps_ensemble(shuffled, observed) == scores.crps_ensemble(draws, observed)


def test_fair_crps_of_few_draws_is_on_average_that_of_the_distribution():
    random = np.random.default_rng(2)
    draws = random.normal(size=(40_000, 3))
    fair = scores.crps_ensemble(draws, np.full(40_000, 0.5)).mean()
    plain = scores.crps_ensemble(draws, np.full(40_000, 0.5), fair=False).mean()
    assert fair == pytest.approx(normal_crps(0, 1, 0.5), abs=0.01)
    assert plain > fair + 0.1


@pytest.mark.parametrize("wrong", [(0.5, 1.0), (-0.5, 1.0), (0.0, 0.5), (0.0, 2.0)])
@pytest.mark.parametrize("score", ["crps", "wis", "crps_quantiles"])
def test_the_true_distribution_scores_least_on_average(score, wrong):
    random = np.random.default_rng(3)
    observed, base = random.normal(size=20_000), random.normal(size=2_000)

    def mean(shift: float, scale: float) -> float:
        draws = shift + scale * base
        if score == "crps":
            many = np.broadcast_to(draws[:400], (len(observed) // 10, 400))
            return float(scores.crps_ensemble(many, observed[: len(many)]).mean())
        values = np.broadcast_to(np.quantile(draws, LEVELS), (len(observed), len(LEVELS)))
        rule = scores.weighted_interval_score if score == "wis" else scores.crps_quantiles
        return float(rule(LEVELS, values, observed).mean())

    assert mean(0, 1) < mean(*wrong)


def test_interval_score_by_hand():
    # one interval, 50%: width 4, observed 3 above it; alpha 0.5, so 4 + 2 / 0.5 * 3 = 16
    # (0.5 * |10 - 15| + 0.25 * 16) / 1.5
    score = scores.weighted_interval_score([0.25, 0.5, 0.75], [8, 10, 12], 15)
    assert score == pytest.approx((2.5 + 4) / 1.5)
    assert scores.weighted_interval_score([0.5], [10], 15) == pytest.approx(5)


@given(st.lists(numbers, min_size=23, max_size=23), numbers)
def test_interval_score_is_twice_the_mean_quantile_loss(values, observed):
    ordered = sorted(values)
    ours = scores.weighted_interval_score(LEVELS, ordered, observed)
    assert ours == pytest.approx(2 * scores.pinball(LEVELS, ordered, observed).mean(), rel=1e-9)


def test_interval_score_agrees_with_the_library():
    random = np.random.default_rng(4)
    values, observed = np.sort(random.normal(size=(20, 23)), axis=-1), random.normal(size=20)
    alphas = 2 * np.array(LEVELS[:11])
    theirs = scoringrules.weighted_interval_score(
        observed, values[:, 11], values[:, :11], values[:, :11:-1], alphas
    )
    assert scores.weighted_interval_score(LEVELS, values, observed) == pytest.approx(theirs)


@pytest.mark.parametrize("observed", [-3.0, 0.0, 0.7, 2.5])
@pytest.mark.parametrize("rule", [scores.weighted_interval_score, scores.crps_quantiles])
def test_with_many_quantiles_quantile_scores_approach_the_crps(rule, observed):
    from statistics import NormalDist

    levels = np.arange(1, 1000) / 1000
    values = np.array([NormalDist().inv_cdf(level) for level in levels])
    assert rule(levels, values, observed) == pytest.approx(normal_crps(0, 1, observed), rel=0.01)


def test_crps_from_quantiles_weighs_uneven_levels_better_than_the_interval_score():
    from statistics import NormalDist

    values = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
    true = normal_crps(0, 1, 0.3)
    from_quantiles = float(scores.crps_quantiles(LEVELS, values, 0.3))
    interval = float(scores.weighted_interval_score(LEVELS, values, 0.3))
    assert from_quantiles == pytest.approx(true, rel=0.03)
    assert abs(from_quantiles - true) < abs(interval - true)


def test_levels_that_make_no_intervals_are_refused():
    with pytest.raises(ValueError, match="mirror each other"):
        scores.weighted_interval_score([0.1, 0.5], [1, 2], 1)
    with pytest.raises(ValueError, match="mirror each other"):
        scores.weighted_interval_score([0.1, 0.5, 0.8], [1, 2, 3], 1)


def test_crps_refuses_shapes_that_do_not_match():
    with pytest.raises(ValueError, match="draws of shape"):
        scores.crps_ensemble([[1.0, 2.0]], 1.0)
    with pytest.raises(ValueError, match="draws of shape"):
        scores.crps_ensemble([1.0], 1.0)
    assert scores.crps_ensemble([1.0], 3.0, fair=False) == 2.0


def test_coverage_counts_the_ends_of_the_interval():
    levels, values = [0.1, 0.25, 0.5, 0.75, 0.9], [1, 2, 3, 4, 5]
    inside = [bool(scores.covered(levels, values, y, 0.5)) for y in (1.9, 2, 3, 4, 4.1)]
    assert inside == [False, True, True, True, False]
    assert scores.covered(levels, values, 4.1, 0.8)
    with pytest.raises(ValueError, match=r"no quantiles 0\.025 and 0\.975"):
        scores.covered(levels, values, 3, 0.95)


def test_intervals_of_the_true_distribution_hold_their_share():
    random = np.random.default_rng(5)
    values = np.quantile(random.normal(size=100_000), LEVELS)
    observed = random.normal(size=20_000)
    for share in settings().coverage.value:
        held = scores.covered(LEVELS, np.broadcast_to(values, (20_000, 23)), observed, share)
        assert held.mean() == pytest.approx(share, abs=0.015)


def test_errors_and_skill():
    assert scores.log_error(200, 100) == pytest.approx(math.log(2))
    assert scores.log_error(100, 200) == pytest.approx(-math.log(2))
    assert scores.absolute_error([3, 1], [1, 3]).tolist() == [2, 2]
    assert scores.skill(1, 4) == 0.75
    assert scores.skill(8, 4) == -1
    with pytest.raises(ValueError, match="both above zero"):
        scores.log_error(0, 1)
    with pytest.raises(ValueError, match="not defined"):
        scores.skill(1, 0)
