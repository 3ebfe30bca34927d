"""Lawyers: 8 USC 1362, counsel at no expense to the government. Who asks one, and who has room.

A queue with retrials: people ask a lawyer when they are ready to, lawyers can take on so many new
cases a working day, and whoever is turned away asks again later. So the hazard of finding one is
that of asking, which depends on where the person waits, times the chance that lawyers have room.
"""

import numpy as np

from openasylum.kernel.codes import Decision, Mark, Place
from openasylum.kernel.jit import inlined, kernel, woven
from openasylum.kernel.lists import open_place
from openasylum.kernel.luck import SECOND, drawn, draws, exponential
from openasylum.kernel.person import (
    case_since_of,
    hearings_of,
    make_state,
    marks_of,
    since_of,
    state_of,
)

PLACE_OF_SEARCH, HAS_LAWYER, ASKED_SHIFT = 3, 4, 3
"""A search is place (2 bits) | whether a lawyer was found (1) | how often one was asked (13)."""

PLACE_SHIFT = 30
ROW_OF_ASKING = (1 << PLACE_SHIFT) - 1
"""Someone who asks on a day is row (30 bits) | place (2)."""


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
def days_until_asking(person, place, a, luck):
    """Days from the beginning of a wait in a place until a lawyer is asked; below 0 if never."""
    never, mean = never_and_mean(place, a)
    u = drawn(luck, SECOND, person, Decision.COURT_LIFE, 0)[0]
    if u < never:
        return -1
    return int(exponential((u - never) / (1.0 - never), mean))


@kernel
def days_until_asking_again(person, place, asked, a, luck):
    """Days until someone who was turned away asks the next lawyer."""
    uniform = draws(luck.seed, person, Decision.LAWYER, asked)[1]
    return days_until(uniform, mean_until_next(place, a))


@inlined
def mean_until_next(place, a):
    """The mean of these days in a place."""
    return never_and_mean(place, a)[1] * a.lawyer_retry_factor


@inlined
def days_until(uniform, mean):
    """They themselves at a uniform."""
    return 1 + int(exponential(uniform, mean))


@kernel
def list_of_day(world, relative):
    """The list of those who ask a lawyer on a day of the run."""
    return world.lawyer_lists + relative


@woven
def ask_on(row, place, relative, world, lists):
    """Note that the person asks on a day of the run, or on the next working day after it.

    In the list stand row (30 bits) and place.
    """
    if relative < world.days:
        relative += lists.closed[relative]
    if relative < world.days:
        at = open_place(lists.asking_links, lists.ends, list_of_day(world, relative))
        lists.asking[at] = row | (place << PLACE_SHIFT)


@kernel
def count_closed_days(world, days, lists):
    """Write how far the next working day is from each day of the run."""
    closed = 0
    for day in range(world.days - 1, -1, -1):
        closed = 0 if days[day].working != 0 else closed + 1
        lists.closed[day] = closed


@woven
def begin_search(person, row, place, since, world, a, lists, people):
    """From `since` (days since 2000-01-01) the person waits in a place and may look for a lawyer.

    Those who asked before the run's first day found one: lawyers' limits begin with the run.
    """
    search = (np.int64(people.searches[row]) & ~PLACE_OF_SEARCH) | place
    people.searches[row] = search
    if search & HAS_LAWYER:
        return
    delay = days_until_asking(person, place, a, world.luck)
    if delay < 0:
        return
    relative = since + delay - world.first_absolute
    if relative < 0:
        take_on(row, since + delay, people)
        return
    ask_on(row, place, max(relative, world.day + 1), world, lists)


@inlined
def take_on(row, day, people):
    """A lawyer takes the person's case on `day` (days since 2000-01-01)."""
    people.searches[row] = np.int64(people.searches[row]) | HAS_LAWYER
    people.outcomes[row].lawyer = day


@inlined
def end_search(row, people):
    """The case is over: nobody is looked for any more."""
    people.searches[row] = np.int64(people.searches[row]) | Place.OUT


@inlined
def is_over(row, people):
    """Whether the case of someone who came is over."""
    return np.int64(people.searches[row]) & PLACE_OF_SEARCH == Place.OUT


@woven
def move_search(person, row, word, day, world, a, lists, people):
    """Someone whose case the court has waits in another place: the search begins anew there."""
    if case_since_of(word) != 0:
        begin_search(person, row, place_of(marks_of(word)), day, world, a, lists, people)


@inlined
def counsel_of(word, row, people):
    """The state of someone as far as it depends on whether they have a lawyer by now."""
    return with_counsel(word, np.int64(people.searches[row]) & HAS_LAWYER)


@kernel
def with_counsel(word, lawyer):
    """The state of someone who has a lawyer, or none if `lawyer` is 0."""
    if lawyer == 0:
        return word
    return make_state(
        state_of(word),
        since_of(word),
        case_since_of(word),
        hearings_of(word),
        marks_of(word) | Mark.REPRESENTED,
    )
