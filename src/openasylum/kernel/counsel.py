"""Lawyers: 8 USC 1362, counsel at no expense to the government. Who asks one, and who has room.

A queue with retrials: people ask a lawyer when they are ready to, lawyers can take on so many new
cases a working day, and whoever is turned away asks again later. So the hazard of finding one is
that of asking, which depends on where the person waits, times the chance that lawyers have room.
"""

from openasylum.kernel.codes import Decision, Mark, Place
from openasylum.kernel.jit import inlined, kernel, woven
from openasylum.kernel.lists import push
from openasylum.kernel.luck import draws, exponential
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


@inlined
def index_of(person, world, offsets):
    """Where the person's own row is: one row for `2**row_shift` serials, of whom one is kept."""
    first = offsets[day_of(person) - world.first_offset_day, group_of(person)]
    return first + (serial_of(person) >> world.row_shift)


@inlined
def place_of(marks):
    """Where a person with these marks waits."""
    if marks & Mark.DETAINED:
        return Place.DETAINED + 0
    if marks & Mark.IN_MEXICO:
        return Place.MEXICO + 0
    return Place.UNITED_STATES + 0


@kernel
def never_and_mean(place, a):
    """The share of people in a place who never ask, and the others' mean days until they do."""
    if place == Place.DETAINED:
        return a.lawyer_never_share_detained, a.lawyer_days_detained
    if place == Place.MEXICO:
        return a.lawyer_never_share_mexico, a.lawyer_days_mexico
    return a.lawyer_never_share_united_states, a.lawyer_days_united_states


@kernel
def days_until_asking(person, place, a, seed):
    """Days from the beginning of a wait in a place until a lawyer is asked; below 0 if never."""
    never, mean = never_and_mean(place, a)
    u = draws(seed, person, Decision.COURT_LIFE, 0)[0]
    if u < never:
        return -1
    return int(exponential((u - never) / (1.0 - never), mean))


@kernel
def days_until_asking_again(person, place, asked, a, seed):
    """Days until someone who was turned away asks the next lawyer."""
    mean = never_and_mean(place, a)[1] * a.lawyer_retry_factor
    u = draws(seed, person, Decision.LAWYER, asked)[1]
    return 1 + int(exponential(u, mean))


@kernel
def list_of_day(world, relative):
    """The list of those who ask a lawyer on a day of the run."""
    return world.lawyer_lists + relative


@woven
def ask_on(person, place, relative, world, days, tokens, links, ends):
    """Note that the person asks on a day of the run, or on the next working day after it."""
    while relative < world.days and days[relative].working == 0:
        relative += 1
    if relative < world.days:
        push(tokens, links, ends, list_of_day(world, relative), person, place)


@woven
def begin_search(person, index, place, since, world, days, a, tokens, links, ends, cases):
    """From `since` (days since 2000-01-01) the person waits in a place and may look for a lawyer.

    Those who asked before the run's first day found one: lawyers' limits begin with the run.
    """
    cases[index].place = place
    if cases[index].lawyer != 0:
        return
    delay = days_until_asking(person, place, a, world.seed)
    if delay < 0:
        return
    relative = since + delay - world.first_absolute
    if relative < 0:
        cases[index].lawyer = since + delay
        return
    ask_on(person, place, max(relative, world.day + 1), world, days, tokens, links, ends)


@woven
def receive(person, word, day, world, days, a, tokens, links, ends, offsets, cases):
    """The court receives a case on `day` (days since 2000-01-01): a lawyer may be looked for."""
    index = index_of(person, world, offsets)
    cases[index].received = day
    place = place_of(marks_of(word))
    begin_search(person, index, place, day, world, days, a, tokens, links, ends, cases)


@woven
def move_search(person, word, day, world, days, a, tokens, links, ends, offsets, cases):
    """Someone whose case the court has waits in another place: the search begins anew there."""
    index = index_of(person, world, offsets)
    if cases[index].received != 0:
        place = place_of(marks_of(word))
        begin_search(person, index, place, day, world, days, a, tokens, links, ends, cases)


@kernel
def with_counsel(word, lawyer):
    """The state of someone who has a lawyer if a day on which one was found is given."""
    if lawyer == 0:
        return word
    return make_state(
        state_of(word),
        since_of(word),
        case_since_of(word),
        hearings_of(word),
        marks_of(word) | Mark.REPRESENTED,
    )
