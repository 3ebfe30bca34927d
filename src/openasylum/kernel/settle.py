"""After each step: count it, keep the books, and put the person where they wait next."""

from openasylum.kernel.codes import (
    QUEUES,
    Flow,
    Mark,
    State,
    Stream,
)
from openasylum.kernel.counsel import (
    begin_search,
    counsel_of,
    end_search,
    move_search,
    place_of,
)
from openasylum.kernel.jit import inlined, inner, kernel, woven
from openasylum.kernel.layout import WAIT_BINS, WAIT_DAYS
from openasylum.kernel.lists import push
from openasylum.kernel.mexico import end_of_wait
from openasylum.kernel.person import (
    case_since_of,
    group_of,
    hearings_of,
    make_state,
    marks_of,
    since_of,
    state_of,
)
from openasylum.kernel.tally import DECIDED, KEEPS, NOTED, RECEIVED, tell


@inner
def finish(row, word, who, people):
    """Write the outcome of someone who is out."""
    keep_outcome(row, counsel_of(word, row, people), court_has(who, marks_of(word)), people)


@inlined
def keep_outcome(row, word, in_court, people):
    """Write a state, and the day the court received the case if it did."""
    outcome = people.outcomes[row]
    outcome.word = state_of(word) | (since_of(word) << 5) | ((marks_of(word) & 1023) << 21)
    if in_court:
        outcome.received = case_since_of(word)


@kernel
def court_has(who, marks):
    """Whether the day on which a case began is that of the court's receipt, if there is one.

    An asylum office has the cases of those who filed with it until it refers them.
    """
    affirmative = who.stream == Stream.AFFIRMATIVE or who.stream == Stream.STOCK_AFFIRMATIVE
    return not affirmative or marks & Mark.REFERRED_BY_USCIS != 0


@kernel
def court_has_waiting(word):
    """The same of someone who waits: asylum offices have those who await their interview."""
    return state_of(word) != State.AWAITING_ASYLUM_INTERVIEW


@kernel
def with_mark(word, mark):
    """The same state with one mark more."""
    return make_state(
        state_of(word),
        since_of(word),
        case_since_of(word),
        hearings_of(word),
        marks_of(word) | mark,
    )


@woven
def keep_history(person, tally, world, log):
    """Log the flows noted in the present step as events, if this person's are asked for."""
    for i in range(tally[NOTED]):
        if world.logging == 1 or (world.logging == 2 and person == world.watched):
            log[world.logged].person = person
            log[world.logged].flow = tally[NOTED + 1 + 2 * i]
            log[world.logged].day = tally[NOTED + 2 + 2 * i]
            world.logged += 1
    tally[NOTED] = 0


@inner
def leave_mexico(person, word, day, today, a, world, days, tally, tallies):
    """Account for a wait in Mexico that ends on `day`; returns whether the person was harmed.

    What happened in the wait is counted in the months when it did, and what would have happened
    after `today` is not: a wait that goes on has not ended.
    """
    before = tally[NOTED]
    harmed = end_of_wait(person, word, day, a, world.luck, tally)
    group = group_of(person)
    kept = before
    for i in range(before, tally[NOTED]):
        flow = tally[NOTED + 1 + 2 * i]
        when = tally[NOTED + 2 + 2 * i]
        if when <= today:
            month = days[max(0, when - world.first_absolute)].month
            tallies[month, group, flow] += 1
            tally[NOTED + 1 + 2 * kept] = flow
            tally[NOTED + 2 + 2 * kept] = when
            kept += 1
    tally[NOTED] = kept if tally[KEEPS] != 0 else 0
    return harmed


@kernel
def wait_kind(decided, word):
    """The kind of a wait for a decision on asylum: granted or denied, without or with a lawyer."""
    return decided - 1 + (1 if marks_of(word) & Mark.REPRESENTED else 0)


@kernel
def wait_bin(word, day):
    """The bin of the days from the court's receipt of the case to a decision on `day`."""
    return min(WAIT_BINS - 1, (day - case_since_of(word)) // WAIT_DAYS)


@woven
def keep_books(group, before, after, world, stocks, day, tally):
    """Move one person between stages, and in or out of detention."""
    stocks[state_of(before), group] -= 1
    stocks[state_of(after), group] += 1
    was = marks_of(before) & Mark.DETAINED
    is_now = marks_of(after) & Mark.DETAINED
    if was == 0 and is_now != 0:
        world.detained += 1
        tell(tally, Flow.DETAINED, day)
    elif was != 0 and is_now == 0:
        world.detained -= 1
        tell(tally, Flow.LEFT_DETENTION, day)


@woven
def settle(
    person, row, before, after, where, who, a, world, days, tally, lists, people, stocks, tallies,
    waits, log,
):  # fmt: skip
    """Book one step. `where`: days until the next event, a queue (negative), or 0 for out."""
    world.events += 1
    today = days[world.day]
    day = today.absolute
    left_mexico = marks_of(before) & Mark.IN_MEXICO and not marks_of(after) & Mark.IN_MEXICO
    if left_mexico and leave_mexico(person, before, day, day, a, world, days, tally, tallies):
        after = with_mark(after, Mark.HARMED_IN_MEXICO)
    keep_books(group_of(person), before, after, world, stocks, day, tally)
    if tally[DECIDED] != 0:
        waits[today.month, wait_kind(tally[DECIDED], after), wait_bin(after, day)] += 1
        tally[DECIDED] = 0
    if tally[NOTED] != 0:
        keep_history(person, tally, world, log)
    received = tally[RECEIVED] != 0
    tally[RECEIVED] = 0
    if where == 0:
        finish(row, after, who, people)
        end_search(row, people)
        return
    place = place_of(marks_of(after))
    if received:
        begin_search(person, row, place, day, world, a, lists, people)
    elif place_of(marks_of(before)) != place:
        move_search(person, row, after, day, world, a, lists, people)
    which = world.days - where if where < 0 else min(world.day + where, world.days)
    push(lists.tokens, lists.links, lists.ends, which, row, after)


LISTS_BESIDE_DAYS = 1 + QUEUES
"""Lists are: one bucket a day, one for what lies beyond the horizon, then the queues; after these
one list a day of those who ask a lawyer."""
