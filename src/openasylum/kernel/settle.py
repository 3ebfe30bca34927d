"""After each step: count it, keep the books, and put the person where they wait next."""

from openasylum.kernel.codes import (
    FIRST_OUTCOME,
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
from openasylum.kernel.jit import inner, kernel, woven
from openasylum.kernel.layout import STRENGTH_BINS, WAIT_BINS, WAIT_DAYS
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
from openasylum.kernel.strength import claim_at_home
from openasylum.kernel.tally import tell


@kernel
def end_of(state):
    """How a state counts in the two-sided error: protected 0, refused 1, unresolved 2, other 3."""
    if state == State.ASYLUM_GRANTED or state == State.OTHER_RELIEF:
        return 0
    if state < FIRST_OUTCOME:
        return 2
    if state == State.NO_CASE_FILED or state == State.OTHER_DISPOSITION:
        return 3
    if state == State.TERMINATED_OR_CLOSED:
        return 3
    return 1


@kernel
def strength_bin(strength):
    """The bin of a strength of claim, a tenth of a standard deviation wide."""
    return min(STRENGTH_BINS - 1, max(0, int((strength + 4.0) * 10.0)))


@inner
def finish(person, row, word, month, who, world, people, errors):
    """Write the outcome of someone who is out, or who still waits when the run ends."""
    word = counsel_of(word, row, people)
    state = state_of(word)
    outcome = people.outcomes[row]
    outcome.word = state | (since_of(word) << 5) | ((marks_of(word) & 1023) << 21)
    if court_has(who, marks_of(word)):
        outcome.received = case_since_of(word)
    if who.stream == Stream.BORDER:
        strength = claim_at_home(person, who, world.seed)
        errors[month, end_of(state), strength_bin(strength)] += 1


@kernel
def court_has(who, marks):
    """Whether the day on which a case began is that of the court's receipt, if there is one.

    An asylum office has the cases of those who filed with it until it refers them.
    """
    affirmative = who.stream == Stream.AFFIRMATIVE or who.stream == Stream.STOCK_AFFIRMATIVE
    return not affirmative or marks & Mark.REFERRED_BY_USCIS != 0


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
def count(person, after, tally, days, world, flows, waits, log):
    """Count the reported flows in their months, and log them as events if asked to.

    Returns whether the court received the case.
    """
    group = group_of(person)
    received = False
    for i in range(tally[0]):
        flow = tally[1 + 2 * i]
        day = tally[2 + 2 * i]
        relative = max(0, day - world.first_absolute)
        month = days[relative].month
        flows[month, flow, group] += 1
        if flow == Flow.GRANTED_ASYLUM or flow == Flow.DENIED_ASYLUM:
            waits[month, wait_kind(flow, after), wait_bin(after, day)] += 1
        elif flow == Flow.COURT_RECEIPT:
            received = True
        if world.logging == 1 or (world.logging == 2 and person == world.watched):
            log[world.logged].person = person
            log[world.logged].day = day
            log[world.logged].flow = flow
            world.logged += 1
    tally[0] = 0
    return received


@kernel
def wait_kind(flow, word):
    """The kind of a wait for a decision on asylum: granted or denied, without or with a lawyer."""
    denied = 2 if flow == Flow.DENIED_ASYLUM else 0
    return denied + (1 if marks_of(word) & Mark.REPRESENTED else 0)


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
    person, row, before, after, where, who, a, world, days, tally, lists, people, stocks, flows,
    errors, waits, log,
):  # fmt: skip
    """Book one step. `where`: days until the next event, a queue (negative), or 0 for out."""
    today = days[world.day]
    left_mexico = marks_of(before) & Mark.IN_MEXICO and not marks_of(after) & Mark.IN_MEXICO
    if left_mexico and end_of_wait(person, before, today.absolute, a, world.seed, tally):
        after = with_mark(after, Mark.HARMED_IN_MEXICO)
    keep_books(group_of(person), before, after, world, stocks, today.absolute, tally)
    received = count(person, after, tally, days, world, flows, waits, log)
    world.events += 1
    if where == 0:
        finish(person, row, after, today.month, who, world, people, errors)
        end_search(row, people)
        return
    day = today.absolute
    place = place_of(marks_of(after))
    if received:
        begin_search(person, row, place, day, world, days, a, lists, people)
    elif place_of(marks_of(before)) != place:
        move_search(person, row, after, day, world, days, a, lists, people)
    which = world.days - where if where < 0 else min(world.day + where, world.days)
    push(lists.tokens, lists.links, lists.ends, which, row, after)


LISTS_BESIDE_DAYS = 1 + QUEUES
"""Lists are: one bucket a day, one for what lies beyond the horizon, then the queues; after these
one list a day of those who ask a lawyer."""
