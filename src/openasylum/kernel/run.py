"""The days, one after another: the order of a day is this file's table of contents."""

import numpy as np

from openasylum.kernel.ahead import PLACES, expect_next, find_people, id_of, touch
from openasylum.kernel.codes import (
    STATES,
    Decision,
    Flow,
    Mark,
    Queue,
    State,
    Stream,
)
from openasylum.kernel.counsel import begin_search, place_of
from openasylum.kernel.encounter import arrive_elsewhere, encounter
from openasylum.kernel.filing import filings, tell_wait
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.later import when_due
from openasylum.kernel.lawyers import lawyers_take_cases
from openasylum.kernel.lists import place_in, pop_oldest, push, row_in, sort_by_row, take_all
from openasylum.kernel.luck import draws
from openasylum.kernel.mexico import day_of_leaving, end_of_wait, move_to_united_states
from openasylum.kernel.offices import waiting, work_board, work_judges, work_officers
from openasylum.kernel.person import (
    case_since_of,
    group_of,
    hearings_of,
    make_id,
    make_state,
    marks_of,
)
from openasylum.kernel.settle import count, finish, keep_books, settle, with_mark
from openasylum.kernel.tally import tell
from openasylum.kernel.thinning import next_kept

MPP_QUEUES = np.array([Queue.MPP_INDIVIDUAL, Queue.MPP_FIRST], np.int64)


@kernel
def run_days(
    first, last, world, days, groups, rules, assumed, shares, asked, counts, due, keys, spare,
    digits, tally, lists, people, hours, stocks, month_end, flows, errors, waits, log,
):  # fmt: skip
    """Simulate the days from `first` to before `last`. Every array may change in place.

    A day: arrivals; delays that end; lawyers; asylum officers; judges; the Board; the end of MPP;
    census.
    """
    for day in range(first, last):
        world.day = day
        arrive(
            world, days, groups, rules, assumed, shares, asked, counts, tally,
            lists, people, stocks, flows, errors, waits, log,
        )  # fmt: skip
        come_due(
            world, days, groups, rules, assumed, due, keys, spare, digits, tally,
            lists, people, stocks, flows, errors, waits, log,
        )  # fmt: skip
        lawyers_take_cases(
            world, days, assumed, keys, spare, tally, lists, people, flows, waits, log
        )
        work_officers(
            world, days, groups, rules, assumed, hours, tally,
            lists, people, stocks, flows, errors, waits, log,
        )  # fmt: skip
        work_judges(
            world, days, groups, rules, assumed, hours, tally,
            lists, people, stocks, flows, errors, waits, log,
        )  # fmt: skip
        work_board(
            world, days, groups, rules, assumed, tally,
            lists, people, stocks, flows, errors, waits, log,
        )  # fmt: skip
        wind_down_mpp(
            world, days, groups, assumed, tally,
            lists, people, stocks, flows, errors, waits, log,
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
    world, days, groups, rules, assumed, shares, asked, counts, tally,
    lists, people, stocks, flows, errors, waits, log,
):  # fmt: skip
    """The day's arrivals, group by group; on the first day also the stock of pending cases."""
    today = days[world.day]
    a = assumed[today.month]
    first_row = today.absolute - world.first_offset_day
    if world.day == 0:
        first_row = 0  # the stock arrived on earlier days; it enters on the first
    for row in range(first_row, today.absolute - world.first_offset_day + 1):
        for group in range(world.groups):
            number = counts[row, group]
            if number == 0:
                continue
            who = groups[group]
            if who.stream == Stream.AFFIRMATIVE:
                number = filings(number, world, today, a)
            law = rules[today.regime, group]
            day = row + world.first_offset_day
            start = 0.0
            if who.stream == Stream.BORDER:
                start = draws(world.seed, make_id(0, group, 0), Decision.PATHWAY, 0)[0]
            kept = 0.0
            if world.scale < 1.0:
                kept = draws(world.seed, make_id(day, group, 0), Decision.THINNING, 0)[0]
            serial = next_kept(0, kept, world.scale)
            first = people.offsets[row, group]
            while serial < number:
                person = make_id(day, group, serial)
                own = first + (serial >> world.row_shift)
                if world.scale < 1.0:
                    people.ids[own] = person
                before = make_state(State.NOT_ARRIVED, day, 0, 0, 0)
                if who.stream == Stream.BORDER:
                    after, where = encounter(
                        person, day, start, who, law, shares[today.month, group],
                        asked[today.month, group], today.beds - world.detained, a, world.seed,
                        tally,
                    )  # fmt: skip
                else:
                    after, where = arrive_elsewhere(person, day, who, a, world.seed, tally)
                settle(
                    person, own, before, after, where, who, a, world, days, tally,
                    lists, people, stocks, flows, errors, waits, log,
                )  # fmt: skip
                if who.stream == Stream.STOCK_COURT or who.stream == Stream.STOCK_INACTIVE:
                    place = place_of(marks_of(after))
                    begin_search(person, own, place, day, world, days, a, lists, people)
                serial = next_kept(serial + 1, kept, world.scale)


@inner
def come_due(
    world, days, groups, rules, assumed, due, keys, spare, digits, tally,
    lists, people, stocks, flows, errors, waits, log,
):  # fmt: skip
    """Everyone whose delay ends today, by arrival day, then id (the order of rows)."""
    today = days[world.day]
    a = assumed[today.month]
    n = take_all(lists.tokens, lists.links, lists.ends, world.day, due)
    sort_by_row(due, n, keys, spare, digits)
    find_people(keys, spare, n, world, people)
    for i in range(n):
        if i + PLACES < n:
            touch(people.searches, row_in(keys[i + PLACES]))
        row = row_in(keys[i])
        person = spare[i]
        word = due[place_in(keys[i])].word
        who = groups[group_of(person)]
        law = rules[today.regime, group_of(person)]
        after, where = when_due(person, word, today.absolute, who, law, a, world.seed, tally)
        settle(
            person, row, word, after, where, who, a, world, days, tally,
            lists, people, stocks, flows, errors, waits, log,
        )  # fmt: skip


@inner
def wind_down_mpp(
    world, days, groups, assumed, tally,
    lists, people, stocks, flows, errors, waits, log,
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
            if today.absolute >= day_of_leaving(person, word, a, world.seed):
                push(lists.tokens, lists.links, lists.ends, world.days, row, word)  # still pending
                continue
            tell(tally, Flow.MPP_WOUND_DOWN, today.absolute)
            after, where = move_to_united_states(word, today.absolute, a)
            world.wind_down_credit -= 1.0
            settle(
                person, row, word, after, where, who, a, world, days, tally,
                lists, people, stocks, flows, errors, waits, log,
            )  # fmt: skip


@kernel
def flush(
    world, days, groups, assumed, tally,
    lists, people, stocks, flows, errors, waits, log,
):  # fmt: skip
    """At the horizon: hazards of waiting are evaluated, and where everyone still waits is written.

    Returns how many were waiting.
    """
    today = days[world.days - 1]
    world.day = world.days - 1
    a = assumed[today.month]
    flushed = 0
    for which in range(world.lawyer_lists):
        for _ in range(lists.ends[which, 4]):
            expect_next(which, world, lists, people)
            row, word = pop_oldest(lists.tokens, lists.links, lists.ends, which)
            person = id_of(row, world, people)
            who = groups[group_of(person)]
            after = word
            if marks_of(word) & Mark.IN_MEXICO:
                if day_of_leaving(person, word, a, world.seed) <= today.absolute:
                    after = make_state(
                        State.GAVE_UP_WAITING, today.absolute, case_since_of(word),
                        hearings_of(word), marks_of(word),
                    )  # fmt: skip
                if end_of_wait(person, word, today.absolute + 1, a, world.seed, tally):
                    after = with_mark(after, Mark.HARMED_IN_MEXICO)
            keep_books(group_of(person), word, after, world, stocks, today.absolute, tally)
            drop_future(tally, today.absolute)
            count(person, after, tally, days, world, flows, waits, log)
            finish(person, row, after, today.month, who, world, people, errors)
            flushed += 1
    return flushed


@kernel
def drop_future(tally, last):
    """Keep only the flows that happened by `last`: a wait that goes on has not ended."""
    kept = 0
    for i in range(tally[0]):
        if tally[2 + 2 * i] <= last:
            tally[1 + 2 * kept] = tally[1 + 2 * i]
            tally[2 + 2 * kept] = tally[2 + 2 * i]
            kept += 1
    tally[0] = kept
