"""The verdict comes from numbers alone: reversed they turn it, and the turning value is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.claims import Verdict, bench, claim_names, load_claim, quantity, verdict_of
from openasylum.claims.bench import Options
from openasylum.claims.ledger import run_ledger
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


def planted(monkeypatch, values_of):
    """Feed terms these numbers instead of runs: `values_of` gives one by wish and term."""

    def run_all(wish, terms):
        return {"wish": wish}

    monkeypatch.setattr(bench, "run_all", run_all)
    for kind in ("_total", "_at_end"):
        monkeypatch.setattr(quantity, kind, lambda term, runs, _: values_of(runs["wish"], term))
    monkeypatch.setattr(quantity, "_people", lambda term, runs: values_of(runs["wish"], term))
    monkeypatch.setattr(bench, "other_cases", lambda *_: {})


def term_key(term):
    return term.model_dump_json()


def inputs_on_both_sides(claim, monkeypatch):
    """Numbers for a claim's terms that speak for it, and numbers that speak against it.

    Whatever the base rate: one of the claims reads it, and turns on it by itself.
    """
    terms = sorted({term_key(term) for _, term in claim.quantity.value.terms()})
    rates = claim.base_rates or (0.3,)
    rng = np.random.default_rng(7)
    found: dict[bool, dict[str, float]] = {}
    while len(found) < 2:
        given_ = {key: float(rng.integers(1, 10_000)) for key in terms}
        planted(monkeypatch, lambda wish, term, given_=given_: given_.get(term_key(term), 1.0))
        try:
            values = [quantity.evaluate(claim.quantity.value, {"wish": None}, r) for r in rates]
        except quantity.Undefined:
            continue
        bar = claim.supports
        sides = {supports(value, bar.when, bar.threshold) for value in values}
        if len(sides) == 1:
            found.setdefault(sides.pop(), given_)
    return found[True], found[False]


@pytest.mark.parametrize("name", TESTED)
def test_a_claims_whole_ledger_turns_with_the_numbers_it_is_fed(name, monkeypatch):
    """From terms to verdict: numbers for it support it, reversed they do not, both: it depends."""
    claim = load_claim(name).model_copy(update={"beside": ()})
    speaking_for, against = inputs_on_both_sides(claim, monkeypatch)

    def verdict(central, varied):
        def values_of(wish, term):
            return (varied if wish.assume else central)[term_key(term)]

        planted(monkeypatch, values_of)
        return run_ledger({name: claim}, Options(seeds=1, scale=0.01))[0].verdict

    assert verdict(speaking_for, speaking_for) is Verdict.SUPPORTED
    assert verdict(against, against) is Verdict.AGAINST
    if claim.varies:
        assert verdict(speaking_for, against) is Verdict.DEPENDS
