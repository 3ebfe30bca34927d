"""Intervals of paired differences hold the truth as often as they say."""

import numpy as np
import pytest

from openasylum.statistics.intervals import (
    among_people,
    mean_among_people,
    over_draws,
    t_quantile,
)

REPEATS = 2000


def covered(low: np.ndarray, high: np.ndarray, truth: float) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


def test_quantiles_of_t_are_those_of_printed_tables():
    printed = {1: 12.706, 4: 2.776, 10: 2.228, 30: 2.042}
    assert {n: round(t_quantile(0.95, n), 3) for n in printed} == printed


def test_a_few_draws_have_the_interval_of_a_paired_t_test():
    found = over_draws([10, 20, 30], [11, 23, 32])
    assert found.difference == pytest.approx(2)
    assert found.paired == pytest.approx(1)
    assert found.high - 2 == pytest.approx(4.3027 / 3**0.5, rel=1e-4)
    assert found.independent == pytest.approx(100 + 111)
    assert found.gain == pytest.approx(211)


def test_equal_draws_have_no_gain_but_a_difference_of_nothing():
    found = over_draws([0.1 * 3, 7.0], [0.3, 7.0])
    assert found.difference == pytest.approx(0, abs=1e-12)
    assert found.gain is None


def test_draws_must_be_two_and_as_many_of_both():
    with pytest.raises(ValueError, match="two draws or more"):
        over_draws([1], [2])
    with pytest.raises(ValueError, match="two draws or more"):
        over_draws([1, 2, 3], [1, 2])


def test_intervals_over_draws_cover_the_mean_as_often_as_they_say():
    rng = np.random.default_rng(5)
    luck = rng.normal(0, 10, (REPEATS, 6))
    a, b = luck, luck + 3 + rng.normal(0, 1, luck.shape)
    found = [over_draws(x, y) for x, y in zip(a, b, strict=True)]
    lows, highs = np.array([(each.low, each.high) for each in found]).T
    assert covered(lows, highs, 3) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("shares", [(0.02, 0.05), (0.3, 0.1), (0.002, 0.002)])
@pytest.mark.parametrize("scale", [1.0, 0.05])
def test_intervals_among_people_cover_the_difference_as_often_as_they_say(shares, scale):
    rng = np.random.default_rng(11)
    n = 2000
    x, y, _ = rng.multinomial(n, [*shares, 1 - sum(shares)], REPEATS).T
    found = [
        among_people(i / scale, j / scale, n / scale, scale) for i, j in zip(x, y, strict=True)
    ]
    lows, highs = np.array([(each.low, each.high) for each in found]).T
    truth = (shares[1] - shares[0]) * n / scale
    assert covered(lows, highs, truth) == pytest.approx(0.95, abs=0.025)


def test_many_people_have_the_variance_of_mc_nemar():
    found = among_people(30_000, 50_000, 1_000_000, 1.0)
    variance = 30_000 + 50_000 - 20_000**2 / 1_000_000
    assert found.difference == 20_000
    assert (found.high - found.low) / 2 == pytest.approx(1.95996 * variance**0.5, rel=1e-4)


def test_a_sample_in_which_nobody_changed_still_leaves_room_for_some():
    found = among_people(0, 0, 100_000, 0.01)
    assert found.difference == 0
    assert found.high == pytest.approx(-found.low)
    assert 150 < found.high < 250


def test_more_changed_people_than_there_are_is_an_error():
    with pytest.raises(ValueError, match="cannot have changed"):
        among_people(6, 5, 10, 1.0)


def test_intervals_of_means_cover_the_mean_as_often_as_they_say():
    rng = np.random.default_rng(2)
    days = rng.exponential(40, (REPEATS, 300)) - rng.exponential(60, (REPEATS, 300))
    found = [mean_among_people(each.mean(), each.std(), 3000, 0.1) for each in days]
    ends = np.array([(each.low, each.high) for each in found if each is not None]).T
    assert ends.shape == (2, REPEATS)
    assert covered(*ends, -20) == pytest.approx(0.95, abs=0.02)


def test_one_person_has_no_interval():
    assert mean_among_people(5, 0, 100, 0.01) is None
