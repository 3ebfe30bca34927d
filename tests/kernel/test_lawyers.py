"""Lawyers: a queue with retrials, from those who ask one to those who have room."""

import numpy as np

from openasylum.kernel.codes import Flow, Mark, Place
from tests.kernel.worlds import FIRST, World

NO_JUDGES = {"judge_hours": 0.0, "mpp_judge_hours": 0.0, "board_decisions": 0.0}
ALL_ASK = dict.fromkeys(
    (
        "lawyer_never_share_united_states", "lawyer_never_share_detained",
        "lawyer_never_share_mexico",
    ),
    0.0,
)  # fmt: skip


def test_nobody_finds_a_lawyer_where_none_has_room():
    world = World(today={"lawyers": 0.0}).run()
    assert world.total(Flow.LAWYER_FOUND) == 0
    assert world.total(Flow.LAWYER_SOUGHT_IN_VAIN) > 0
    assert not ((world.out >> 21) & Mark.REPRESENTED).any()


def test_everyone_who_asks_finds_one_where_lawyers_have_room():
    world = World(today={"lawyers": 1e6}).run()
    assert world.total(Flow.LAWYER_SOUGHT_IN_VAIN) == 0
    assert world.total(Flow.LAWYER_FOUND) == (world.lawyer > 0).sum() > 0


def test_lawyers_take_on_no_more_than_they_have_room_for():
    world = World(days=400, assumed=ALL_ASK, today=NO_JUDGES)
    world.calendar["lawyers"] = world.calendar["working"]
    world.run()
    found = np.bincount(world.lawyer[world.lawyer > 0] - FIRST, minlength=400)
    room = np.cumsum(world.calendar["lawyers"])
    assert world.total(Flow.LAWYER_SOUGHT_IN_VAIN) > found.sum()  # they are scarce
    assert (np.cumsum(found) <= room + 8 * np.sqrt(room)).all()
    late = world.calendar["lawyers"][200:].sum()
    assert abs(found[200:].sum() - late) < 0.05 * late  # and what room there is, is used


def test_with_more_lawyers_people_wait_less_for_one():
    few = World(days=300, assumed=ALL_ASK, today=NO_JUDGES | {"lawyers": 1.0}).run()
    many = World(days=300, assumed=ALL_ASK, today=NO_JUDGES | {"lawyers": 3.0}).run()
    end = FIRST + 300
    until = [np.where(w.lawyer > 0, w.lawyer, end) for w in (few, many)]
    assert until[1].sum() < until[0].sum()
    assert (until[1] > until[0]).sum() < 0.05 * (until[1] < until[0]).sum()  # a day's chance


def test_a_lawyer_is_looked_for_only_once_the_court_has_the_case():
    world = World().run()
    found = world.lawyer > 0
    assert (world.received[found] > 0).all()
    assert (world.lawyer[found] > world.received[found]).all()


def test_people_waiting_in_mexico_find_none_if_nobody_there_does():
    world = World(assumed=ALL_ASK | {"lawyer_never_share_mexico": 1.0}, today={"lawyers": 1e6})
    world.run()
    there = world.place == Place.MEXICO
    assert there.any()
    assert not world.lawyer[there].any()


def test_whoever_leaves_mexico_may_look_for_a_lawyer_again():
    given = {"lawyer_never_share_mexico": 1.0, "lawyer_days_united_states": 1.0}
    let_in = {"threshold_more_likely_than_not": -9.0, "threshold_reasonable_probability": -9.0}
    low = {"threshold_reasonable_possibility": -9.0, "threshold_significant_possibility": -9.0}
    world = World(
        assumed=ALL_ASK | given | let_in | low | {"mpp_fear_closed_share": 0.0},
        today={"lawyers": 1e6}, rules={"mpp_elicitation": 3},
    ).run()  # fmt: skip
    taken_out = ((world.out >> 21) & Mark.EVER_MPP != 0) & (world.place == 0)
    found = world.lawyer[taken_out] > 0
    assert found.mean() > 0.5


def test_a_lawyer_found_counts_at_the_next_hearing():
    world = World(assumed=ALL_ASK | {"lawyer_days_united_states": 1.0}, today={"lawyers": 1e6})
    world.run()
    assert world.total(Flow.REPRESENTED_AT_DECISION) > 0.8 * (
        world.total(Flow.GRANTED_ASYLUM) + world.total(Flow.DENIED_ASYLUM)
    )
    none = World(today={"lawyers": 0.0}).run()
    assert none.total(Flow.REPRESENTED_AT_DECISION) == 0
