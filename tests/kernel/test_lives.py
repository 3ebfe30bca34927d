"""What must always hold of people's lives (MODEL 8)."""

import numpy as np
import pytest

from openasylum.kernel.codes import FIRST_OUTCOME, Eligibility, Flow, Mark, State
from openasylum.kernel.later import when_due
from openasylum.kernel.luck import luck_of
from openasylum.kernel.person import make_state, state_of
from openasylum.kernel.tally import COUNT, ROOM
from tests.kernel.worlds import FIRST, World


def states(world: World) -> np.ndarray:
    return world.out & 31


def test_everyone_who_arrives_is_in_exactly_one_stage_every_day():
    world = World().run()
    assert world.state[0]["unbalanced_day"] == -1
    assert (world.out != 0).all()
    assert -world.stocks[State.NOT_ARRIVED].sum() == world.out.size
    final = np.bincount(states(world), minlength=32)
    assert (final[1:31] == world.stocks[1:31].sum(axis=1)).all()


def test_a_lost_person_is_noticed():
    world = World(days=40)
    world.stocks[State.AWAITING_APPEAL, 0] = 1
    world.run()
    assert world.state[0]["unbalanced_day"] == 0


def test_the_same_world_gives_the_same_bytes():
    assert (World().run().out == World().run().out).all()


def test_another_seed_gives_other_lives():
    assert (World(seed=7).run().out != World(seed=8).run().out).any()


def test_one_arrival_more_changes_nobody_else_where_no_office_is_scarce():
    ample = {
        "officer_hours": 1e6, "judge_hours": 1e6, "mpp_judge_hours": 1e5,
        "board_decisions": 1e5, "beds": 1e6, "lawyers": 1e6,
    }  # fmt: skip
    fewer = World(today=ample)
    counts = fewer.counts.copy()
    counts[20, 1] += 1
    more = World(today=ample, counts=counts)
    before, after = fewer.run().lives(), more.run().lives()
    assert len(after) == len(before) + 1
    assert {person: after[person] for person in before} == before


def test_without_mpp_only_those_enrolled_live_other_lives_where_no_office_is_scarce():
    ample = {
        "officer_hours": 1e6, "judge_hours": 1e6, "mpp_judge_hours": 1e5,
        "board_decisions": 1e5, "beds": 1e6, "lawyers": 1e6,
    }  # fmt: skip
    with_it = World(today=ample).run()
    without = World(today=ample, rules={"mpp_open": 0}).run()
    enrolled = (with_it.out >> 21) & Mark.EVER_MPP != 0
    assert enrolled.any()
    assert (with_it.out[~enrolled] == without.out[~enrolled]).all()
    assert not ((without.out >> 21) & Mark.EVER_MPP).any()


@pytest.mark.parametrize("standard", [1, 2, 3])
def test_a_kinder_standard_never_refuses_someone_whom_the_stricter_one_passed(standard):
    ample = {"officer_hours": 1e6, "judge_hours": 0.0, "beds": 1e6}
    strict = World(today=ample, rules={"standard": standard}).run()
    kind = World(today=ample, rules={"standard": standard - 1}).run()
    passed = (strict.out >> 21) & Mark.FEAR_POSITIVE != 0
    assert passed.any()
    assert ((kind.out >> 21) & Mark.FEAR_POSITIVE != 0)[passed].all()
    assert kind.total(Flow.FEAR_POSITIVE) > strict.total(Flow.FEAR_POSITIVE)


@pytest.mark.parametrize("elicitation", [1, 2, 3])
def test_asking_more_widely_never_silences_someone(elicitation):
    wider = World(rules={"elicitation": elicitation}).run()
    narrower = World(rules={"elicitation": elicitation - 1}).run()
    spoke = (narrower.out >> 21) & Mark.VOICED_FEAR != 0
    assert ((wider.out >> 21) & Mark.VOICED_FEAR != 0)[spoke].all()
    assert wider.total(Flow.FEAR_REFERRED) > narrower.total(Flow.FEAR_REFERRED)


def test_a_change_of_law_changes_nothing_before_its_day():
    world, changed = World(days=120), World(days=120)
    law = np.repeat(changed.law, 2, axis=0)
    law["mpp_open"][1] = 0
    law["standard"][1] = 3
    changed.law = law
    changed.calendar["regime"] = (np.arange(120) >= 60).astype(np.int32)
    a, b = world.run(), changed.run()
    assert (a.flows[:2] == b.flows[:2]).all()
    assert (a.month_end[:2] == b.month_end[:2]).all()
    assert (a.flows[2:] != b.flows[2:]).any()


def test_shares_of_pathways_are_met_within_a_few_people():
    world = World(days=90, per_day=40).run()
    arrivals = world.counts[:, :3].sum()
    for flow, share in ((Flow.ENROLLED_IN_MPP, 0.1), (Flow.EXPELLED, 0.1), (Flow.RELEASED, 0.15)):
        assert world.total(flow) == pytest.approx(arrivals * share, rel=0.03)


def test_more_capacity_never_lengthens_the_wait_of_a_first_in_first_out_docket():
    few = World(today={"board_decisions": 0.3}, assumed={"appeal_share_of_denials": 0.9})
    many = World(today={"board_decisions": 0.6}, assumed={"appeal_share_of_denials": 0.9})
    for world in (few, many):
        world.run()
    assert few.month_end[-1, State.AWAITING_APPEAL].sum() > 0
    assert (
        many.month_end[:, State.AWAITING_APPEAL].sum(axis=1)
        <= few.month_end[:, State.AWAITING_APPEAL].sum(axis=1)
    ).all()


def test_thinned_people_are_among_those_of_the_full_world():
    whole = World(days=60, per_day=20).run().lives()
    thin = World(days=60, per_day=20, scale=0.25).run().lives()
    kept = [person for person, life in thin.items() if life]
    assert len(kept) == pytest.approx(len(whole) / 4, rel=0.05)
    assert set(kept) <= set(whole)


@pytest.mark.parametrize("scale", [1.0, 0.4])
def test_draws_made_ahead_change_nobodys_life(scale):
    law = {"eligibility": Eligibility.BARRED, "priority_docket": 1}
    worlds = [
        World(days=90, per_day=20, scale=scale, rules=law, logging=True, ahead=ahead).run()
        for ahead in (False, True)
    ]
    assert worlds[0].lives() == worlds[1].lives()
    for book in ("tallies", "out", "errors", "waits", "hours"):
        assert (getattr(worlds[0], book) == getattr(worlds[1], book)).all()


def test_every_waiting_stage_has_a_next_step_of_its_own():
    world = World(days=30)
    a, who, law = world.table[0], world.groups[0], world.law[0, 0]
    out_of_delay = {
        State.AWAITING_NOTICE, State.IN_HHS_CARE, State.IN_ICE_CUSTODY, State.AWAITING_REMOVAL,
        State.ADMINISTRATIVELY_CLOSED, State.BETWEEN_HEARINGS,
    }  # fmt: skip
    for state in State:
        if state == State.NOT_ARRIVED or state >= FIRST_OUTCOME:
            continue
        word = make_state(int(state), FIRST, FIRST, 0, 0)
        tally = np.zeros(ROOM, COUNT)
        after, where = when_due(9, word, FIRST + 5, who, law, a, luck_of(7), tally)
        if state in out_of_delay:
            assert state_of(after) != state or where < 0
        else:
            assert where < 0, f"{state.name} does not go to a queue"
            assert state_of(after) == state


def test_hours_spent_and_unused_are_the_hours_there_were():
    world = World(days=180).run()
    for row, column in ((0, "officer_hours"), (1, "judge_hours")):
        given = world.calendar[column].sum()
        assert world.hours[:, row].sum() == pytest.approx(given, abs=10.0)


def test_nobody_whose_case_is_administratively_closed_stays_detained():
    world = World(
        days=200, per_day=8, rules={"mpp_open": 0}, assumed={"closed_at_first_share": 0.5},
        today={"administrative_closure": 1}, logging=True,
    ).run()  # fmt: skip
    events = world.log[: int(world.state[0]["logged"])]
    held: set[int] = set()
    closed_in_custody = 0
    for day in np.unique(events["day"]):
        closed = set()
        for event in events[events["day"] == day]:
            person, flow = int(event["person"]), int(event["flow"])
            if flow == Flow.DETAINED:
                held.add(person)
            elif flow == Flow.LEFT_DETENTION:
                held.discard(person)
            elif flow == Flow.ADMINISTRATIVELY_CLOSED:
                closed.add(person)
                closed_in_custody += person in held
        assert not held & closed
    assert closed_in_custody > 5
