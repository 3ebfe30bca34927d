"""Bars to asylum, transfers to third countries, who interviews, and what waiting does."""

import numpy as np
import pytest

from openasylum.kernel.codes import (
    Elicitation,
    Eligibility,
    Flow,
    Interviewer,
    Mark,
    Officer,
    Standard,
    State,
)
from openasylum.kernel.court import chance_of_missing
from tests.kernel.worlds import World

AMPLE = {"judge_hours": 1e4, "officer_hours": 1e4, "beds": 1e5}
TO_THIRD = (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def states(world):
    return np.bincount(world.out & 31, minlength=32)


def by_stream(world, flow):
    """A flow of people from the border, without those who filed with USCIS."""
    return int(world.flows[:, flow, :3].sum())


def test_whom_the_law_of_entry_bars_is_never_granted_asylum():
    bar = {"eligibility": Eligibility.BARRED}
    given = {"asylum_bar_excepted_share": 0.0, "withholding_threshold_shift": 0.3}
    world = World(rules=bar, assumed=given, today=AMPLE).run()
    free = World(assumed=given, today=AMPLE).run()
    assert by_stream(free, Flow.GRANTED_ASYLUM) > 0
    assert by_stream(world, Flow.GRANTED_ASYLUM) == 0
    assert by_stream(world, Flow.GRANTED_OTHER_RELIEF) > 0


def test_exceptions_to_a_bar_and_rebuttals_of_a_presumption_are_two_shares():
    given = {"asylum_bar_excepted_share": 0.0, "presumption_rebutted_share": 1.0}
    presumed = World(
        rules={"eligibility": Eligibility.PRESUMED_INELIGIBLE}, assumed=given, today=AMPLE
    ).run()
    free = World(assumed=given, today=AMPLE).run()
    assert (presumed.out == free.out).all()


def test_without_fear_of_it_everyone_chosen_is_transferred_to_the_third_country():
    rules = {"third_country_in_force": 1, "third_country_elicitation": Elicitation.NONE}
    world = World(shares=TO_THIRD, rules=rules, today=AMPLE).run()
    assert world.total(Flow.TRANSFERRED_TO_THIRD_COUNTRY) == 3 * world.per_day * world.days
    assert world.total(Flow.THIRD_COUNTRY_FEAR_REFERRED) == 0


def test_fear_of_the_third_country_found_leads_to_the_credible_fear_interview():
    rules = {
        "third_country_in_force": 1, "third_country_elicitation": Elicitation.ASKED_OF_ALL,
        "third_country_standard": Standard.MORE_LIKELY_THAN_NOT,
    }  # fmt: skip
    asked = {"third_country_voice_threshold_asked": -9.0}
    world = World(shares=TO_THIRD, rules=rules, assumed=asked, today=AMPLE).run()
    heard = world.total(Flow.THIRD_COUNTRY_FEAR_POSITIVE)
    assert world.total(Flow.THIRD_COUNTRY_FEAR_REFERRED) == 3 * world.per_day * world.days
    assert 0 < heard < world.total(Flow.THIRD_COUNTRY_FEAR_NEGATIVE)
    assert world.total(Flow.FEAR_REFERRED) == heard
    negative = world.total(Flow.THIRD_COUNTRY_FEAR_NEGATIVE)
    assert world.total(Flow.TRANSFERRED_TO_THIRD_COUNTRY) == negative


def test_a_kinder_standard_never_transfers_anyone_whom_the_stricter_one_kept():
    rules = {"third_country_in_force": 1, "third_country_elicitation": Elicitation.ASKED_OF_ALL}
    kind = World(
        shares=TO_THIRD, rules=rules | {"third_country_standard": Standard.SIGNIFICANT_POSSIBILITY},
        today=AMPLE,
    ).run()  # fmt: skip
    strict = World(
        shares=TO_THIRD, rules=rules | {"third_country_standard": Standard.MORE_LIKELY_THAN_NOT},
        today=AMPLE,
    ).run()  # fmt: skip
    kept = (strict.out & 31) != State.TRANSFERRED_TO_THIRD_COUNTRY
    kept &= (strict.out & 31) != State.AWAITING_FEAR_INTERVIEW
    assert (kind.out[kept] & 31 != State.TRANSFERRED_TO_THIRD_COUNTRY).all()


def test_interviews_by_agents_of_cbp_take_no_officers_hours_and_pass_fewer():
    given = {"cbp_interviewer_share": 1.0, "cbp_interviewer_threshold_shift": 1.0}
    agents = World(rules={"interviewer": Interviewer.EITHER}, assumed=given, today=AMPLE).run()
    officers = World(assumed=given, today=AMPLE).run()
    assert agents.hours[:, 0, Officer.FEAR_INTERVIEW].sum() == 0
    assert officers.hours[:, 0, Officer.FEAR_INTERVIEW].sum() > 0
    assert agents.total(Flow.FEAR_POSITIVE) < officers.total(Flow.FEAR_POSITIVE)


def test_counsel_at_the_interview_changes_nothing_if_it_removes_no_noise():
    given = {"counsel_at_interview_share": 1.0, "counsel_at_interview_noise_reduction": 0.0}
    allowed = World(rules={"counsel_at_interview": 1}, assumed=given).run()
    assert (allowed.out == World(assumed=given).run().out).all()


def test_counsel_at_the_interview_makes_fewer_errors_of_both_kinds():
    given = {"counsel_at_interview_share": 1.0, "counsel_at_interview_noise_reduction": 0.9}
    wide = {
        "interview_noise": 2.0,
        "fear_closed_share": 0.0,
        "threshold_significant_possibility": 0.0,
    }
    with_counsel = World(
        rules={"counsel_at_interview": 1}, assumed=given | wide, today=AMPLE, per_day=20
    ).run()
    without = World(assumed=given | wide, today=AMPLE, per_day=20).run()
    passed = [((w.out >> 21) & Mark.FEAR_POSITIVE) != 0 for w in (with_counsel, without)]
    assert (passed[0] & ~passed[1]).any()
    assert (~passed[0] & passed[1]).any()


def test_whoever_is_caught_crossing_again_has_left_the_wait():
    soon = {"mpp_reentry_days": 5.0, "mpp_give_up_days": 1e6}
    world = World(assumed=soon, today={"mpp_hearings": 0}).run()
    caught = world.total(Flow.MPP_REAPPREHENDED)
    assert caught > 0.8 * world.total(Flow.ENROLLED_IN_MPP) * (1 - 0.1)
    never = World(assumed={"mpp_reentry_days": 1e9}).run()
    assert never.total(Flow.MPP_REAPPREHENDED) == 0


def test_an_interview_on_fear_of_mexico_that_is_closed_sends_nobody_in():
    world = World(assumed={"mpp_fear_closed_share": 1.0}, rules={"mpp_elicitation": 3}).run()
    assert world.total(Flow.MPP_FEAR_CLOSED) > 0
    assert world.total(Flow.MPP_FEAR_POSITIVE) == world.total(Flow.MPP_FEAR_NEGATIVE) == 0


def test_without_growth_the_chance_of_missing_does_not_depend_on_the_wait():
    world = World(assumed={"miss_log_odds_per_year": 0.0})
    a = world.table[0]
    assert chance_of_missing(0.2, 5000, 9000, a) == pytest.approx(0.2)
    grows = World(assumed={"miss_log_odds_per_year": 0.5}).table[0]
    chances = [chance_of_missing(0.2, 5000, 5000 + days, grows) for days in (0, 400, 4000)]
    assert chances == sorted(chances)
    assert chances[0] == pytest.approx(0.2)
    assert chances[-1] < 1.0
