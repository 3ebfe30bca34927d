"""The days, one after another: the order of a day is this file's table of contents."""

import numpy as np

from openasylum.kernel.ahead import id_of
from openasylum.kernel.codes import (
    STATES,
    Decision,
    Flow,
    Queue,
    State,
    Stream,
)
from openasylum.kernel.counsel import begin_search, count_closed_days, place_of
from openasylum.kernel.due import come_due
from openasylum.kernel.encounter import (
    arrive_elsewhere,
    encounter,
    foresee_elsewhere,
    foresee_encounter,
    pathway_of,
)
from openasylum.kernel.filing import filings, tell_wait
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.lawyers import lawyers_take_cases
from openasylum.kernel.lists import pop_oldest, push
from openasylum.kernel.luck import draw_ahead, draws
from openasylum.kernel.mexico import day_of_leaving, move_to_united_states
from openasylum.kernel.offices import waiting, work_board, work_judges, work_officers
from openasylum.kernel.person import group_of, make_id, make_state, marks_of, serial_of
from openasylum.kernel.settle import settle
from openasylum.kernel.tally import begin_month, tell
from openasylum.kernel.thinning import next_kept

ARRIVE_AT_ONCE = 16
MPP_QUEUES = np.array([Queue.MPP_INDIVIDUAL, Queue.MPP_FIRST], np.int64)


@kernel
def run_days(
    first, last, world, days, groups, rules, assumed, shares, asked, counts, due, keys, spare,
    digits, lists, people, hours, stocks, month_end, tallies, waits, log,
):  # fmt: skip
    """Simulate the days from `first` to before `last`. Every array may change in place.

    A day: arrivals; delays that end; lawyers; asylum officers; judges; the Board; the end of MPP;
    census.
    """
    count_closed_days(world, days, lists)
    for day in range(first, last):
        world.day = day
        if day == first or days[day].month != days[day - 1].month:
            begin_month(days[day].month, world, tallies)
        arrive(
            world, days, groups, rules, assumed, shares, asked, counts,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        come_due(
            world, days, groups, rules, assumed, due, keys, spare, digits,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        lawyers_take_cases(world, days, assumed, keys, spare, lists, people, tallies, log)
        work_officers(
            world, days, groups, rules, assumed, hours,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        work_judges(
            world, days, groups, rules, assumed, hours,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        work_board(
            world, days, groups, rules, assumed,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        wind_down_mpp(
            world, days, groups, assumed,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip
        if not balanced(world, stocks) and world.unbalanced_day < 0:
            world.unbalanced_day = day
        if day + 1 == world.days or days[day + 1].month != days[day].month:
            take_census(world, stocks, month_end, days[day].month)
            tell_wait(world, days)


@kernel
def take_census(world, stocks, month_end, month):
    """Who is in which stage as the month ends; the last row holds the number detained."""
    for state in range(STATES - 1):
        for group in range(world.groups):
            month_end[month, state, group] = stocks[state, group]
    month_end[month, STATES - 1, 0] = world.detained


@kernel
def balanced(world, stocks):
    """Everyone who arrived is in exactly one stage or outcome, group by group."""
    for group in range(world.groups):
        total = 0
        for state in range(1, STATES - 1):
            if stocks[state, group] < 0:
                return False
            total += stocks[state, group]
        if total != -stocks[State.NOT_ARRIVED, group]:
            return False
    return True


@inner
def arrive(
    world, days, groups, rules, assumed, shares, asked, counts,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """The day's arrivals, group by group; on the first day also the stock of pending cases."""
    last_row = days[world.day].absolute - world.first_offset_day
    first_row = last_row if world.day > 0 else 0  # the stock arrived earlier; it enters on day 0
    for row in range(first_row, last_row + 1):
        for group in range(world.groups):
            if counts[row, group] > 0:
                arrive_from(
                    group, row, counts[row, group], world, days, groups, rules, assumed, shares,
                    asked, lists, people, stocks, tallies, waits, log,
                )  # fmt: skip


@inner
def arrive_from(
    group, row, number, world, days, groups, rules, assumed, shares, asked,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """The arrivals of one group from the day of one row of the counts."""
    today = days[world.day]
    a = assumed[today.month]
    who = groups[group]
    law = rules[today.regime, group]
    tally = tallies[today.month, group]
    day = row + world.first_offset_day
    luck = world.luck
    if who.stream == Stream.AFFIRMATIVE:
        number = filings(number, world, today, a)
    kept = 0.0
    if world.scale < 1.0:
        kept = draws(luck.seed, make_id(day, group, 0), Decision.THINNING, 0)[0]
    serial = next_kept(0, kept, world.scale)
    while serial < number:
        turns = 0
        while turns < ARRIVE_AT_ONCE and serial < number:
            luck.person[turns] = make_id(day, group, serial)
            turns += 1
            serial = next_kept(serial + 1, kept, world.scale)
        foresee_arrivals(turns, day, who, law, shares[today.month, group], luck)
        for turn in range(turns):
            person = luck.person[turn]
            luck.at = luck.first[turn]
            own = people.offsets[row, group] + (serial_of(person) >> world.row_shift)
            if world.scale < 1.0:
                people.ids[own] = person
            if who.stream == Stream.BORDER:
                after, where = encounter(
                    person, day, luck.pathway[turn], who, law, asked[today.month, group],
                    today.beds - world.detained, a, luck, tally,
                )  # fmt: skip
            else:
                after, where = arrive_elsewhere(person, day, who, a, luck, tally)
            settle(
                person, own, make_state(State.NOT_ARRIVED, day, 0, 0, 0), after, where, who, a,
                world, days, tally, lists, people, stocks, tallies, waits, log,
            )  # fmt: skip
            if who.stream == Stream.STOCK_COURT or who.stream == Stream.STOCK_INACTIVE:
                place = place_of(marks_of(after))
                begin_search(person, own, place, day, world, a, lists, people)


@inner
def foresee_arrivals(turns, day, who, law, shares, luck):
    """Prepare for the next people of a group to arrive: their pathways, and what they will draw."""
    start = 0.0
    if who.stream == Stream.BORDER:
        group = group_of(luck.person[0])
        start = draws(luck.seed, make_id(0, group, 0), Decision.PATHWAY, 0)[0]
    wanted = 0
    for turn in range(turns):
        person = luck.person[turn]
        luck.first[turn] = wanted
        if who.stream == Stream.BORDER:
            luck.pathway[turn] = pathway_of(person, day, start, shares, law)
            wanted = foresee_encounter(person, luck.pathway[turn], law, luck, wanted)
        elif who.stream != Stream.AFFIRMATIVE:
            wanted = foresee_elsewhere(person, luck, wanted)
    draw_ahead(luck, wanted)


@inner
def wind_down_mpp(
    world, days, groups, assumed,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """While MPP is wound down, people still waiting in Mexico are processed into the country.

    Those who had left the wait are passed over: their cases rest, pending, until the end.
    """
    today = days[world.day]
    if today.mpp_wind_down == 0 or today.working == 0:
        return
    a = assumed[today.month]
    world.wind_down_credit = min(world.wind_down_credit, 0.0) + a.mpp_wound_down_per_day
    for i in range(MPP_QUEUES.size):
        queue = MPP_QUEUES[i]
        for _ in range(waiting(world, lists.ends, queue)):
            if world.wind_down_credit <= 0.0:
                return
            which = world.days + 1 + queue
            row, word = pop_oldest(lists.tokens, lists.links, lists.ends, which)
            person = id_of(row, world, people)
            who = groups[group_of(person)]
            if today.absolute >= day_of_leaving(person, word, a, world.luck):
                push(lists.tokens, lists.links, lists.ends, world.days, row, word)  # still pending
                continue
            tally = tallies[today.month, group_of(person)]
            tell(tally, Flow.MPP_WOUND_DOWN, today.absolute)
            after, where = move_to_united_states(word, today.absolute, a)
            world.wind_down_credit -= 1.0
            settle(
                person, row, word, after, where, who, a, world, days, tally,
                lists, people, stocks, tallies, waits, log,
            )  # fmt: skip
