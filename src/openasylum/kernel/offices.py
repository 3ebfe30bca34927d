"""Offices with limited capacity: each serves its queues until the day's hours are spent.

Work that overruns the day is carried as a debt; hours that find nobody waiting are lost and
entered in the ledger as unused. A docket's part is a share of the day's own hours, whatever debt
they begin with: a debt is at most one hearing, so reckoning with it would make small courts, and
so runs at a small scale, hold fewer of the hearings that have a part.
"""

import numpy as np

from openasylum.kernel.affirmative import asylum_interview, foresee_asylum_interview
from openasylum.kernel.ahead import look_ahead
from openasylum.kernel.appeals import decide_appeal, foresee_appeal
from openasylum.kernel.codes import Judge, Mark, Officer, Queue, Service
from openasylum.kernel.counsel import counsel_of
from openasylum.kernel.court import (
    first_hearing,
    foresee_first_hearing,
    foresee_individual_hearing,
    foresee_short_hearing,
    individual_hearing,
    short_hearing,
)
from openasylum.kernel.fear import fear_interview, foresee_fear_interview, judge_review
from openasylum.kernel.filing import see_wait
from openasylum.kernel.jit import inlined, inner, kernel
from openasylum.kernel.lists import pop_newest, pop_oldest
from openasylum.kernel.luck import draw_ahead
from openasylum.kernel.mexico import mpp_fear_interview, mpp_hearing
from openasylum.kernel.person import case_since_of, group_of, marks_of
from openasylum.kernel.screening import interviewed_by_cbp
from openasylum.kernel.settle import settle
from openasylum.kernel.third_country import third_country_interview

OFFICERS_SERVE = np.array(
    [
        [Queue.FEAR_INTERVIEW, Officer.FEAR_INTERVIEW],
        [Queue.MPP_FEAR_INTERVIEW, Officer.MPP_FEAR_INTERVIEW],
        [Queue.ASYLUM_INTERVIEW, Officer.ASYLUM_INTERVIEW],
    ],
    np.int64,
)
"""The order in which asylum officers serve, and what the hours are booked as."""

JUDGES_SERVE = np.array(
    [
        [Queue.JUDGE_REVIEW, Judge.FEAR_REVIEW],
        [Queue.DETAINED_FIRST, Judge.DETAINED],
        [Queue.DETAINED_INDIVIDUAL, Judge.DETAINED],
        [Queue.MPP_FIRST, Judge.MPP],
        [Queue.MPP_INDIVIDUAL, Judge.MPP],
        [Queue.PRIORITY_FIRST, Judge.PRIORITY],
        [Queue.PRIORITY_INDIVIDUAL, Judge.PRIORITY],
        [Queue.ORDINARY_SHORT, Judge.ORDINARY_FIRST],
        [Queue.ORDINARY_FIRST, Judge.ORDINARY_FIRST],
        [Queue.ORDINARY_INDIVIDUAL, Judge.ORDINARY_INDIVIDUAL],
        [Queue.ORDINARY_SHORT, Judge.ORDINARY_FIRST],
        [Queue.ORDINARY_FIRST, Judge.ORDINARY_FIRST],
    ],
    np.int64,
)
"""The same for immigration judges; hours that no individual hearing needs go to first hearings."""


BOARD_SERVES = np.array([Queue.DETAINED_APPEAL, Queue.APPEAL], np.int64)
"""The same for the Board of Immigration Appeals."""


@kernel
def waiting(world, ends, queue):
    """How many wait in a queue."""
    return ends[world.days + 1 + queue, 4]


@inner
def next_in(queue, newest, world, lists):
    """The next person of a queue: (row, state)."""
    which = world.days + 1 + queue
    if newest:
        return pop_newest(lists.tokens, lists.links, lists.ends, which)
    return pop_oldest(lists.tokens, lists.links, lists.ends, which)


@kernel
def hold(queue, person, word, today, who, law, a, luck, tally):
    """One hearing or interview from a queue. Returns (word, where, hours)."""
    day = today.absolute
    closure = today.administrative_closure
    if queue == Queue.FEAR_INTERVIEW:
        if marks_of(word) & Mark.THIRD_COUNTRY:
            new, where = third_country_interview(person, word, day, law, a, luck, tally)
            return new, where, a.hours_per_fear_interview
        new, where = fear_interview(person, word, day, who, law, a, luck, tally)
        by_cbp = interviewed_by_cbp(person, law, a, luck)
        return new, where, 0.0 if by_cbp else a.hours_per_fear_interview
    if queue == Queue.MPP_FEAR_INTERVIEW:
        new, where = mpp_fear_interview(person, word, day, law, a, luck, tally)
        return new, where, a.hours_per_mpp_fear_interview
    if queue == Queue.ASYLUM_INTERVIEW:
        new, where = asylum_interview(person, word, day, who, a, luck, tally)
        return new, where, a.hours_per_asylum_interview
    if queue == Queue.JUDGE_REVIEW:
        new, where = judge_review(person, word, day, who, law, a, luck, tally)
        return new, where, a.review_hours
    if queue == Queue.MPP_FIRST or queue == Queue.MPP_INDIVIDUAL:
        return mpp_hearing(person, word, day, who, law, a, luck, tally)
    without_application = marks_of(word) & Mark.NO_APPLICATION != 0
    if queue == Queue.ORDINARY_SHORT or (
        queue == Queue.DETAINED_INDIVIDUAL and without_application
    ):
        return short_hearing(person, word, day, a, luck, tally)
    if queue == Queue.APPEAL or queue == Queue.DETAINED_APPEAL:
        new, where = decide_appeal(person, word, day, a, luck, tally)
        return new, where, 1.0
    if (
        queue == Queue.DETAINED_FIRST
        or queue == Queue.PRIORITY_FIRST
        or queue == Queue.ORDINARY_FIRST
    ):
        return first_hearing(person, word, day, who, closure, a, luck, tally)
    return individual_hearing(person, word, day, who, closure, a, luck, tally)


@inner
def foresee_turns(queue, newest, world, lists, people):
    """Prepare for the next people of a queue: who they are, and what they will draw.

    Returns how many they are.
    """
    luck = world.luck
    turns = look_ahead(world.days + 1 + queue, newest, world, lists, people)
    wanted = 0
    for turn in range(turns):
        luck.first[turn] = wanted
        wanted = foresee_turn(queue, luck.person[turn], luck.word[turn], luck, wanted)
    draw_ahead(luck, wanted)
    return turns


@inlined
def foresee_turn(queue, person, word, luck, n):
    """Write down what someone at the front of a queue will draw, if many stand in such queues."""
    if (
        queue == Queue.ORDINARY_FIRST
        or queue == Queue.PRIORITY_FIRST
        or queue == Queue.DETAINED_FIRST
    ):
        return foresee_first_hearing(person, word, luck, n)
    if queue == Queue.ORDINARY_INDIVIDUAL or queue == Queue.PRIORITY_INDIVIDUAL:
        return foresee_individual_hearing(person, word, luck, n)
    if queue == Queue.DETAINED_INDIVIDUAL:
        if marks_of(word) & Mark.NO_APPLICATION:
            return foresee_short_hearing(person, word, luck, n)
        return foresee_individual_hearing(person, word, luck, n)
    if queue == Queue.ORDINARY_SHORT:
        return foresee_short_hearing(person, word, luck, n)
    if queue == Queue.ASYLUM_INTERVIEW:
        return foresee_asylum_interview(person, luck, n)
    if queue == Queue.FEAR_INTERVIEW:
        return foresee_fear_interview(person, luck, n)
    if queue == Queue.APPEAL or queue == Queue.DETAINED_APPEAL:
        return foresee_appeal(person, word, luck, n)
    return n


@kernel
def serve(
    queue, newest, budget, world, days, groups, rules, assumed,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """Serve a queue until `budget` hours are spent or nobody waits; returns the hours spent."""
    today = days[world.day]
    a = assumed[today.month]
    spent = 0.0
    turn, foreseen = 0, 0
    while spent < budget and waiting(world, lists.ends, queue) > 0:
        if turn == foreseen:
            foreseen = foresee_turns(queue, newest, world, lists, people)
            turn = 0
        row, word = next_in(queue, newest, world, lists)
        person = world.luck.person[turn]
        world.luck.at = world.luck.first[turn]
        turn += 1
        who = groups[group_of(person)]
        law = rules[today.regime, group_of(person)]
        tally = tallies[today.month, group_of(person)]
        if queue == Queue.ASYLUM_INTERVIEW:
            see_wait(world, case_since_of(word), today.absolute)
        elif case_since_of(word) != 0:
            word = counsel_of(word, row, people)
        after, where, hours = hold(queue, person, word, today, who, law, a, world.luck, tally)
        spent += hours
        settle(
            person, row, word, after, where, who, a, world, days, tally,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
    return spent


@inner
def work_officers(
    world, days, groups, rules, assumed, hours,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """Asylum officers: credible fear first, then fear of Mexico, the rest to affirmative cases."""
    today = days[world.day]
    if today.officer_hours <= 0.0:
        return
    debt = world.officer_credit
    world.officer_credit += today.officer_hours
    ledger = hours[today.month, 0]
    for i in range(OFFICERS_SERVE.shape[0]):
        queue = OFFICERS_SERVE[i, 0]
        purpose = OFFICERS_SERVE[i, 1]
        newest = False
        budget = world.officer_credit
        if queue == Queue.ASYLUM_INTERVIEW:
            newest = today.affirmative_service != Service.FIRST_IN_FIRST_OUT
            if today.affirmative_service == Service.TWO_TRACKS:
                share = assumed[today.month].affirmative_old_track_share
                world.old_track_credit += (world.officer_credit - debt) * share
                spent = 0.0
                if world.officer_credit > 0.0:
                    spent = serve(
                        queue, False, world.old_track_credit, world, days, groups, rules, assumed,
                        lists, people, stocks, tallies, waits, log,
                    )  # fmt: skip
                    # what is left found nobody; where no hours were left it is kept
                    world.old_track_credit = min(world.old_track_credit - spent, 0.0)
                ledger[purpose] += spent
                world.officer_credit -= spent
                budget -= spent
        spent = serve(
            queue, newest, budget, world, days, groups, rules, assumed,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        ledger[purpose] += spent
        world.officer_credit -= spent
    if world.officer_credit > 0.0:
        ledger[Officer.UNUSED] += world.officer_credit
        world.officer_credit = 0.0


@inner
def work_judges(
    world, days, groups, rules, assumed, hours,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """Immigration judges: reviews, the detained, MPP, the priority docket, then the rest."""
    today = days[world.day]
    if today.judge_hours <= 0.0:
        return
    a = assumed[today.month]
    ledger = hours[today.month, 1]
    debt = world.judge_credit
    world.judge_credit += today.judge_hours
    world.mpp_credit = min(world.mpp_credit, 0.0) + today.mpp_judge_hours * today.mpp_hearings
    rest_known = False
    for i in range(JUDGES_SERVE.shape[0]):
        queue = JUDGES_SERVE[i, 0]
        purpose = JUDGES_SERVE[i, 1]
        if queue == Queue.PRIORITY_FIRST and not rest_known:
            rest_known = True
            left = world.judge_credit - debt
            share = left * a.priority_share_of_hours
            world.priority_credit = min(world.priority_credit, 0.0) + share
            share = (left - share) * a.first_hearing_share_of_hours
            world.first_credit = min(world.first_credit, 0.0) + share
        budget = world.judge_credit
        if purpose == Judge.MPP:
            budget = world.mpp_credit
        elif purpose == Judge.PRIORITY:
            budget = world.priority_credit
        elif purpose == Judge.ORDINARY_FIRST:
            budget = world.first_credit
        spent = serve(
            queue, False, budget, world, days, groups, rules, assumed,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        ledger[purpose] += spent
        world.judge_credit -= spent
        if purpose == Judge.MPP:
            world.mpp_credit -= spent
        elif purpose == Judge.PRIORITY:
            world.priority_credit -= spent
        elif purpose == Judge.ORDINARY_FIRST:
            world.first_credit -= spent
        elif purpose == Judge.ORDINARY_INDIVIDUAL and world.judge_credit > 0.0:
            world.first_credit = world.judge_credit  # nobody waits: the rest to first hearings
    if world.judge_credit > 0.0:
        ledger[Judge.UNUSED] += world.judge_credit
        world.judge_credit = 0.0


@inner
def work_board(
    world, days, groups, rules, assumed,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """The Board of Immigration Appeals: appeals of detained people first, then the oldest."""
    world.board_credit = min(world.board_credit, 0.0) + days[world.day].board_decisions
    for i in range(BOARD_SERVES.size):
        world.board_credit -= serve(
            BOARD_SERVES[i], False, world.board_credit, world, days, groups, rules, assumed,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
