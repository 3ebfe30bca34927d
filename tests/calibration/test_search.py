"""The least number is found where a fake simulator knows it, and broken premises are told."""

import pytest

from openasylum.calibration.required import content, required
from openasylum.calibration.search import Threshold, least_number

BELOW = Threshold(below=True, level=100.0)


def line(number: int) -> float:
    return 1000.0 - 3.0 * number


def bent(number: int) -> float:
    return 1000.0 / (1 + number / 40) ** 2


def steps(number: int) -> float:
    return 1000.0 if number < 317 else 99.0


@pytest.mark.parametrize("value_of", [line, bent, steps])
def test_the_least_number_reaches_the_goal_and_one_less_does_not(value_of):
    found = least_number(value_of, BELOW, 5000)
    expected = next(n for n in range(5001) if value_of(n) < 100)
    assert found.required == expected
    assert len(found.trials) <= 2 + 2 * 13  # each pair of cuts halves a bracket of 5000
    assert (found.backwards, found.lost) == (0.0, False)


def test_a_straight_line_is_met_in_a_few_trials():
    assert len(least_number(line, BELOW, 5000).trials) <= 5


def test_a_goal_above_is_searched_the_other_way():
    found = least_number(lambda n: 2.0 * n, Threshold(below=False, level=100.0), 400)
    assert found.required == 51  # equal to the level is not above it


def test_already_reached_without_takes_two_trials():
    found = least_number(lambda n: 50.0 - n / 100, BELOW, 400)
    assert (found.required, len(found.trials)) == (0, 2)


def test_out_of_reach_takes_two_trials():
    found = least_number(lambda n: 900.0 - n / 100, BELOW, 400)
    assert (found.required, len(found.trials)) == (None, 2)


def test_a_bracket_of_one_is_its_end():
    assert least_number(lambda n: 200.0 - 150 * n, BELOW, 1).required == 1


def test_staff_that_moves_the_value_away_is_told():
    found = least_number(lambda n: 300.0 + n, BELOW, 400)
    assert found.required is None
    assert found.backwards == 400.0


def test_a_goal_lost_by_more_staff_is_told():
    found = least_number(lambda n: 50.0 + n, BELOW, 400)
    assert found.required == 0
    assert found.lost


def test_a_dent_on_the_way_is_measured():
    def dented(number: int) -> float:
        return line(number) + (30.0 if number == 301 else 0.0)

    found = least_number(dented, BELOW, 600)
    assert dented(found.required) < 100
    assert found.backwards > 0 or all(trial.number != 301 for trial in found.trials)


def test_the_number_is_enough_for_the_share_asked():
    numbers = list(range(1, 21))
    found = required(numbers, 0.8)
    assert (found.number, found.median) == (16, 10)
    assert content(numbers, 16) == 0.8


def test_a_share_that_rounds_up_a_little_takes_no_further_draw():
    assert 0.55 * 100 > 55
    assert required(list(range(1, 101)), 0.55).number == 55


def test_the_interval_of_a_median_of_twenty_is_that_of_the_tables():
    """Ranks 6 and 15 enclose the median of 20 with 95.9 percent: any table of the sign test."""
    found = required(list(range(1, 21)), 0.5)
    assert (found.low, found.high, found.high_needs_draws) == (6, 15, False)


def test_few_draws_bound_a_high_chance_from_below_only():
    found = required([5, 6, 7, 8], 0.9)
    assert found.number == 8
    assert (found.low, found.high, found.high_needs_draws) == (6, None, True)  # P(0 or 1) = 0.4%


def test_draws_out_of_reach_count_as_more_than_the_most():
    found = required([1, 2, None, None, None], 0.5)
    assert (found.number, found.median) == (None, None)
    assert required([1, 2, 3, None], 0.75).number == 3


def test_the_interval_holds_the_true_number_as_often_as_it_says():
    import numpy as np

    luck = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        found = required([int(n) for n in luck.integers(0, 1000, 40)], 0.8)
        held += found.low <= 799 <= found.high
    assert held / 400 >= 0.93
