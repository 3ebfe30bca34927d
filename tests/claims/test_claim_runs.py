"""Claims against runs: a tiny one in full, with every number checked against the run itself."""

import json
from datetime import date

import numpy as np
import pytest

from openasylum.claims import Verdict, run_ledger
from openasylum.claims.bench import Bench, Options, Point
from openasylum.claims.ledger import central_point
from openasylum.claims.library import known_names, load_claim
from openasylum.claims.quantity import Undefined, evaluate
from openasylum.claims.runs import Kept, Wish, holding, run_all
from openasylum.claims.words import card, rows
from openasylum.cli import main
from openasylum.errors import OpenasylumError
from openasylum.law import load_scenario
from openasylum.records.claims import Claim, Counted, Expression, People
from openasylum.records.reader import parse
from openasylum.records.scenario import Assumed

TINY = Options(scale=0.01, seeds=2)
UNTIL = date(2019, 6, 1)
SPAN = f"from: 2019-01-01, until: {UNTIL}"


def small_claim(when: str = "above", threshold: float = 0.2) -> Claim:
    """What share of those enrolled sees an officer, on a short run with one assumption varied."""
    text = f"""
title: A small claim
speaker: Somebody
role: union
said_on: 2019-06-26
said_in: {{source: Nowhere, read: false}}
paraphrase: Few are heard.
kind: process
until: {UNTIL}
quantity:
  words: Interviews for each person enrolled
  unit: ratio
  value:
    ratio:
      - total: {{scenario: as_enacted, series: mpp.fear_interviews, {SPAN}}}
      - total: {{scenario: as_enacted, series: mpp.enrolled, {SPAN}}}
supports: {{when: {when}, threshold: {threshold}, because: A number.}}
scenarios: [as_enacted]
varies: [{{assumption: voice_shift_unprompted}}]
no_evidence_because: Made for a test.
cannot_say: [Anything.]
"""
    return parse(text, Claim, "claims/small.yaml", against=known_names())


@pytest.fixture(scope="module")
def finding():
    return run_ledger({"small": small_claim()}, TINY)[0]


def test_a_tiny_ledger_finds_the_assumption_on_which_a_claim_turns(finding):
    assert finding.verdict is Verdict.DEPENDS
    assert finding.quantity.low < 0.2 < finding.quantity.high
    (turn,) = finding.turns
    assert turn.assumption == "voice_shift_unprompted"
    assert turn.low < turn.at < turn.high
    (effect,) = finding.effects
    assert effect.at_low > effect.at_high


def test_the_turning_value_is_where_the_quantity_crosses(finding):
    bench = Bench({"small": finding.claim}, TINY)
    values = []
    for shift in (-0.25, 0.25):
        point = Point((("voice_shift_unprompted", finding.turns[0].at + shift),), 0.0)
        bench.ensure([("small", point)])
        values.append(bench.mean("small", point))
    assert values[0] > 0.2 > values[1]


def test_reversed_sides_and_thresholds_turn_the_verdict_of_a_run(finding):
    band = finding.quantity
    for when, threshold, word in (
        ("above", band.low / 2, Verdict.SUPPORTED),
        ("below", band.low / 2, Verdict.AGAINST),
        ("above", band.high * 2, Verdict.AGAINST),
        ("below", band.high * 2, Verdict.SUPPORTED),
    ):
        (found,) = run_ledger({"small": small_claim(when, threshold)}, TINY)
        assert found.verdict is word
        assert not found.turns
        assert found.holds_together is True


def test_card_and_row_say_verdict_and_turning_value(finding):
    text = card(finding)
    assert "verdict: depends on an unidentified assumption" in text
    assert "turns on voice_shift_unprompted at" in text
    assert "cannot say:\n  - Anything." in text
    assert rows([finding])[0][0] == "small"


def test_quick_runs_only_central_values_and_gives_no_verdict():
    (found,) = run_ledger({"small": small_claim()}, Options(scale=0.01, seeds=1, quick=True))
    assert found.verdict is None
    assert found.quantity.low == found.quantity.high == found.quantity.central
    assert not found.effects


def test_series_are_those_that_runs_are_written_with():
    from openasylum.claims import runs
    from openasylum.simulation import engine, inputs
    from openasylum.simulation.other_cases import other_cases

    wanted = {"mpp.enrolled", "court.pending_active", "officers.hours", "judges.hours"}
    given = inputs.build(
        "as_enacted", load_scenario("as_enacted"), UNTIL, 1, 0.01,
        other_cases(UNTIL, "first_values", ()),
    )  # fmt: skip
    books = engine.run(given)
    mine = runs._monthly(books, "as_enacted", wanted)
    table = runs._from_table(books, "as_enacted", wanted)
    assert table.keys() <= mine.keys()
    for key, values in table.items():
        assert np.allclose(values, mine[key]), key


def test_people_are_followed_from_one_scenario_to_another():
    who = People(
        scenario="without_mpp", enrolled_in_mpp_under="as_enacted",
        **{"from": date(2019, 1, 1)}, until=UNTIL,
    )  # fmt: skip
    same = who.model_copy(update={"scenario": "as_enacted"})
    marked = same.model_copy(update={"enrolled_in_mpp_under": "", "marks": ("ever_mpp",)})
    enrolled = Counted(
        scenario="as_enacted", series="mpp.enrolled", **{"from": date(2019, 1, 1)}, until=UNTIL
    )
    runs = run_all(
        Wish(UNTIL, (), 1, 0.01), {"as_enacted": [same, marked, enrolled], "without_mpp": [who]}
    )
    counts = [evaluate(Expression(people=term), runs, 0.0) for term in (who, same, marked)]
    assert counts[0] == counts[1] == counts[2] > 0
    assert counts[0] == evaluate(Expression(total=enrolled), runs, 0.0)


def test_base_rates_between_those_of_the_tables_lie_on_a_line():
    months = [date(2019, 1, 1)]
    series = {
        ("error.refused_well_founded", f"base_rate={rate:g}"): np.array([100 * rate])
        for rate in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    }
    term = Counted(
        scenario="a", series="error.refused_well_founded", group="base_rate",
        **{"from": date(2019, 1, 1)}, until=date(2019, 2, 1),
    )  # fmt: skip
    runs = {"a": Kept(months, 1.0, series)}
    assert evaluate(Expression(total=term), runs, 0.25) == pytest.approx(25.0)
    assert evaluate(Expression(base_rate=True), runs, 0.25) == 0.25


def test_a_ratio_over_nothing_is_refused():
    nothing = Expression(difference=(Expression(base_rate=True), Expression(base_rate=True)))
    with pytest.raises(Undefined, match="divide by zero"):
        evaluate(Expression(ratio=(Expression(base_rate=True), nothing)), {}, 0.3)
    with pytest.raises(Undefined, match="is no share of"):
        evaluate(Expression(share=(Expression(base_rate=True), nothing)), {}, 0.3)


def test_what_a_scenario_assumes_itself_is_its_question_and_stays():
    scenario = load_scenario("mpp_with_counsel")
    held = [
        Assumed(assumption="lawyer_never_share_mexico", value=0.97, because="test"),
        Assumed(assumption="mpp_give_up_days", value=100.0, because="test"),
    ]
    after = {one.assumption: one.value for one in holding(scenario, held).assume}
    assert after["lawyer_never_share_mexico"] == 0.6
    assert after["mpp_give_up_days"] == 100.0


def test_central_base_rate_is_mid_list_and_none_is_needed_without_one():
    assert central_point(load_claim("standard_too_high")).base_rate == 0.3
    assert central_point(load_claim("diverts_officers")) == Point((), 0.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(scale=0), "--scale 0: is a share"),
        (Options(seeds=0), "--seeds 0: must be from 1"),
        (Options(seed=-1), "--seed -1: must be from 0"),
    ],
)
def test_options_that_cannot_be_are_named(options, message):
    with pytest.raises(OpenasylumError, match=message):
        options.checked()


def test_command_lists_claims_and_answers_one_outside_the_model_as_json(capsys):
    assert main(["claims", "--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 16
    assert main(["claims", "violates_non_refoulement", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "outside the model"
    fields = {"id", "speaker", "verdict", "quantity", "low", "high", "turns_on"}
    assert fields <= told.keys()
    assert told["evidence_for"]
    assert told["evidence_against"]


def test_command_refuses_a_claim_that_does_not_exist_with_a_hint(capsys):
    assert main(["claims", "worsens_backlog"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "'worsens_backlog' is not a known claim. Did you mean 'worsens_the_backlog'" in err


@pytest.mark.slow
def test_every_claim_has_central_values(capsys):
    assert main(["claims", "--quick", "--scale", "0.02", "--seeds", "1"]) == 0
    out = capsys.readouterr().out
    assert "not tested (--quick)" in out
