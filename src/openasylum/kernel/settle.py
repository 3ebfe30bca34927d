"""After each step: count it, keep the books, and put the person where they wait next."""

from openasylum.kernel.codes import (
    FIRST_OUTCOME,
    QUEUES,
    Flow,
    Mark,
    State,
    Stream,
)
from openasylum.kernel.jit import kernel
from openasylum.kernel.layout import STRENGTH_BINS
from openasylum.kernel.lists import push
from openasylum.kernel.mexico import end_of_wait
from openasylum.kernel.person import (
    case_since_of,
    day_of,
    group_of,
    hearings_of,
    make_state,
    marks_of,
    serial_of,
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


@kernel
def finish(person, word, month, who, world, out, offsets, errors):
    """Write the outcome of someone who is out, or who still waits when the run ends."""
    row = day_of(person) - world.first_offset_day
    index = offsets[row, group_of(person)] + serial_of(person)
    state = state_of(word)
    out[index] = state | (since_of(word) << 5) | ((marks_of(word) & 1023) << 21)
    if who.stream == Stream.BORDER:
        strength = claim_at_home(person, who, world.seed)
        errors[month, end_of(state), strength_bin(strength)] += 1


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


@kernel
def count(person, tally, days, world, flows, log):
    """Count the reported flows in their months, and log them as events if asked to."""
    group = group_of(person)
    for i in range(tally[0]):
        flow = tally[1 + 2 * i]
        day = tally[2 + 2 * i]
        relative = max(0, day - world.first_absolute)
        flows[days[relative].month, flow, group] += 1
        if world.logging == 1 or (world.logging == 2 and person == world.watched):
            log[world.logged].person = person
            log[world.logged].day = day
            log[world.logged].flow = flow
            world.logged += 1
    tally[0] = 0


@kernel
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


@kernel
def settle(
    person, before, after, where, who, a, world, days, tally,
    tokens, links, ends, stocks, flows, out, offsets, errors, log,
):  # fmt: skip
    """Book one step. `where`: days until the next event, a queue (negative), or 0 for out."""
    today = days[world.day]
    left_mexico = marks_of(before) & Mark.IN_MEXICO and not marks_of(after) & Mark.IN_MEXICO
    if left_mexico and end_of_wait(person, before, today.absolute, a, world.seed, tally):
        after = with_mark(after, Mark.HARMED_IN_MEXICO)
    keep_books(group_of(person), before, after, world, stocks, today.absolute, tally)
    count(person, tally, days, world, flows, log)
    world.events += 1
    if where == 0:
        finish(person, after, today.month, who, world, out, offsets, errors)
        return
    which = world.days - where if where < 0 else min(world.day + where, world.days)
    push(tokens, links, ends, which, person, after)


LISTS_BESIDE_DAYS = 1 + QUEUES
"""Lists are: one bucket a day, one for what lies beyond the horizon, then the queues."""
