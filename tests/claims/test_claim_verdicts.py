"""The verdict comes from numbers alone: reversed they turn it, and the turning value is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.claims import Verdict, claim_names, load_claim, verdict_of
from openasylum.claims.verdict import Turn, supports
from openasylum.statistics.turning import turning_value

TESTED = [name for name in claim_names() if load_claim(name).supports]


@pytest.mark.parametrize("name", TESTED)
def test_verdict_turns_when_a_claims_inputs_are_reversed_around_its_threshold(name):
    bar = load_claim(name).supports
    sign = 1 if bar.when == "above" else -1
    support = [bar.threshold + sign * step for step in (0.01, 0.2, 0.7)]
    reversed_ = [2 * bar.threshold - value for value in support]
    assert verdict_of(support, bar.when, bar.threshold) is Verdict.SUPPORTED
    assert verdict_of(reversed_, bar.when, bar.threshold) is Verdict.AGAINST
    assert verdict_of([*support, *reversed_], bar.when, bar.threshold) is Verdict.DEPENDS


def test_words_of_verdicts_are_a_closed_list():
    assert [str(word) for word in Verdict] == [
        "supported across the range",
        "against across the range",
        "depends on an unidentified assumption",
        "outside the model",
    ]


def test_a_value_on_the_threshold_does_not_support():
    assert not supports(1.0, "above", 1.0)
    assert not supports(1.0, "below", 1.0)


def test_a_verdict_on_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        verdict_of([], "above", 0.0)


@given(
    st.floats(-50, 50), st.floats(0.1, 40), st.floats(0.05, 0.95), st.sampled_from([-2.0, 0.5, 3.0])
)
def test_turning_value_of_a_line_is_exact(start, length, share, slope):
    crossing = start + share * length
    found = turning_value(
        lambda x: slope * (x - crossing) + 7.0,
        (start, start + length),
        (slope * (start - crossing) + 7.0, slope * (start + length - crossing) + 7.0),
        7.0,
    )
    assert found == pytest.approx(crossing, abs=1e-6)


def test_turning_value_of_a_curve_is_close_and_closer_with_more_steps():
    def curve(x: float) -> float:
        return float(np.exp(x))

    off = [
        abs(turning_value(curve, (0.0, 4.0), (1.0, curve(4.0)), 10.0, steps) - np.log(10.0))
        for steps in (1, 3, 6)
    ]
    assert off[0] > off[1] > off[2]
    assert off[1] < 0.05


def test_turn_nearest_to_the_central_value_comes_first():
    near = Turn("near", 1.1, 1.0, 0.0, 2.0, "share")
    far = Turn("far", 1.9, 1.0, 0.0, 2.0, "share")
    unknown = Turn("unknown", None, 1.0, 0.0, 2.0, "share")
    assert sorted([unknown, far, near], key=Turn.nearness) == [near, far, unknown]
