"""The end of a run: where everyone still waits, and how those who came over the border ended.

The last by strength of their claim: the two-sided error.
"""

import numpy as np

from openasylum.kernel.ahead import PLACES, id_of
from openasylum.kernel.codes import FIRST_OUTCOME, STATES, Decision, Mark, State, Stream
from openasylum.kernel.counsel import counsel_of, is_over
from openasylum.kernel.fetch import touch
from openasylum.kernel.jit import inlined, inner, kernel
from openasylum.kernel.layout import DRAWS_AHEAD, ENDS, STRENGTH_BINS
from openasylum.kernel.lists import CHUNK
from openasylum.kernel.luck import (
    draw_all,
    foresee,
    is_in_middle,
    normal,
    normal_in_middle,
)
from openasylum.kernel.mexico import day_of_leaving
from openasylum.kernel.person import (
    case_since_of,
    group_of,
    hearings_of,
    make_state,
    marks_of,
    since_of,
    state_of,
)
from openasylum.kernel.settle import (
    court_has_waiting,
    keep_books,
    keep_history,
    keep_outcome,
    leave_mexico,
    with_mark,
)
from openasylum.kernel.tally import begin_month

PROTECTED, REFUSED, UNRESOLVED, OTHER = range(ENDS)


def _ends() -> np.ndarray:
    ends = np.full(STATES, REFUSED)
    ends[:FIRST_OUTCOME] = UNRESOLVED
    ends[[State.ASYLUM_GRANTED, State.OTHER_RELIEF]] = PROTECTED
    ends[[State.TERMINATED_OR_CLOSED, State.NO_CASE_FILED, State.OTHER_DISPOSITION]] = OTHER
    return ends


END_OF_STATE = _ends()


@inlined
def end_of(state):
    """How a state counts in the two-sided error: protected 0, refused 1, unresolved 2, other 3."""
    return END_OF_STATE[state]


@kernel
def strength_bin(strength):
    """The bin of a strength of claim, a tenth of a standard deviation wide."""
    return min(STRENGTH_BINS - 1, max(0, int((strength + 4.0) * 10.0)))


@kernel
def flush(
    world, days, groups, assumed,
    lists, people, stocks, tallies, errors, waits, log,
):  # fmt: skip
    """At the horizon: hazards of waiting are evaluated, and where everyone still waits is written.

    Then everyone who came over the border is counted in `errors`. Returns how many were waiting.
    """
    world.day = world.days - 1
    begin_month(days[world.day].month, world, tallies)
    flushed = 0
    for which in range(world.lawyer_lists):
        left = lists.ends[which, 4]
        chunk = lists.ends[which, 0]
        slot = lists.ends[which, 1]
        while left > 0:
            here = min(left, CHUNK - slot)
            first = chunk * CHUNK + slot
            for place in range(first, first + here):
                _expect_outcome(place, first + here, lists, people)
                row, word = np.int64(lists.tokens[place].row), lists.tokens[place].word
                if marks_of(word) & Mark.IN_MEXICO:
                    word = still_in_mexico(
                        row, word, world, days, assumed, people, stocks, tallies, log
                    )
                keep_outcome(row, counsel_of(word, row, people), court_has_waiting(word), people)
            flushed += here
            left -= here
            chunk = lists.links[chunk, 0]
            slot = 0
    count_ends(world, days, groups, people, errors)
    return flushed


@inlined
def _expect_outcome(place, end, lists, people):
    if place + PLACES < end:
        row = np.int64(lists.tokens[place + PLACES].row)
        touch(people.outcomes, row)
        touch(people.searches, row)


@inner
def still_in_mexico(row, word, world, days, assumed, people, stocks, tallies, log):
    """Account for the wait of someone who may have left Mexico by the horizon: the new state."""
    day = days[world.day].absolute
    month = days[world.day].month
    a = assumed[month]
    person = id_of(row, world, people)
    tally = tallies[month, group_of(person)]
    after = word
    if day_of_leaving(person, word, a, world.luck) <= day:
        after = make_state(
            State.GAVE_UP_WAITING, day, case_since_of(word), hearings_of(word), marks_of(word)
        )
    if leave_mexico(person, word, day + 1, day, a, world, days, tally, tallies):
        after = with_mark(after, Mark.HARMED_IN_MEXICO)
    keep_books(group_of(person), word, after, world, stocks, day, tally)
    keep_history(person, tally, world, log)
    return after


@inner
def count_ends(world, days, groups, people, errors):
    """Count everyone who came over the border, in the order of rows, so many at a time.

    Who is out is counted in the month in which they left; who is in a list, under an order perhaps
    that may yet be reopened or carried out, in the last.
    """
    luck = world.luck
    turns = 0
    for cell in range(people.cells.size - 1):
        first, person = people.cells[cell].first, people.cells[cell].id
        if groups[group_of(person)].stream != Stream.BORDER:
            continue
        for row in range(first, people.cells[cell + 1].first):
            if people.outcomes[row].word == 0:
                continue
            if turns == DRAWS_AHEAD:
                _count_ends_of(turns, world, days, groups, errors)
                turns = 0
            luck.person[turns] = people.ids[row] if world.scale < 1.0 else person + (row - first)
            luck.word[turns] = people.outcomes[row].word
            luck.day[turns] = world.day
            if is_over(row, people):
                luck.day[turns] = since_of(people.outcomes[row].word) - world.first_absolute
            turns += 1
    _count_ends_of(turns, world, days, groups, errors)


@inner
def _count_ends_of(turns, world, days, groups, errors):
    """Count those in `luck.person`. Most strengths are in the middle, and found side by side."""
    luck = world.luck
    for turn in range(turns):
        foresee(luck, turn, luck.person[turn], Decision.STRENGTH, 0)
    draw_all(luck, turns)
    for turn in range(turns):
        luck.deviate[turn] = normal_in_middle(luck.uniforms[0, turn])
    for turn in range(turns):
        end = end_of(state_of(luck.word[turn]))
        who = groups[group_of(luck.person[turn])]
        strength = luck.deviate[turn]
        if not is_in_middle(luck.uniforms[0, turn]):
            strength = normal(luck.uniforms[0, turn])
        month = days[luck.day[turn]].month
        errors[month, end, strength_bin(strength + who.strength_shift)] += 1
