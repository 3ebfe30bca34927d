"""How those who came over the border ended, by strength of their claim: the two-sided error."""

from openasylum.kernel.codes import FIRST_OUTCOME, Decision, State, Stream
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.layout import DRAWS_AHEAD, STRENGTH_BINS
from openasylum.kernel.luck import CLAIM, draw_ahead, foresee
from openasylum.kernel.person import group_of, since_of, state_of
from openasylum.kernel.strength import claim_at_home

AT_ONCE = DRAWS_AHEAD - CLAIM


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
def count_end(person, who, month, state, luck, errors):
    """Count where someone who came over the border stands in a month. Changes `errors` in place."""
    strength = claim_at_home(person, who, luck)
    errors[month, end_of(state), strength_bin(strength)] += 1


@inner
def foresee_claims(turns, luck):
    """Draw the strength of the claims of those who are next in `luck.person`."""
    for turn in range(turns):
        luck.first[turn] = turn
        foresee(luck, turn + CLAIM, luck.person[turn], Decision.STRENGTH, 0)
    draw_ahead(luck, turns + CLAIM)


@inner
def count_ends(world, days, groups, people, errors):
    """Count everyone who is out, in the month in which they left."""
    luck = world.luck
    turns = 0
    for cell in range(people.cells.size - 1):
        first, person = people.cells[cell].first, people.cells[cell].id
        if groups[group_of(person)].stream != Stream.BORDER:
            continue
        for row in range(first, people.cells[cell + 1].first):
            if people.outcomes[row].word == 0:
                continue
            if turns == AT_ONCE:
                _count_ends_of(turns, world, days, groups, errors)
                turns = 0
            luck.person[turns] = people.ids[row] if world.scale < 1.0 else person + (row - first)
            luck.word[turns] = people.outcomes[row].word
            turns += 1
    _count_ends_of(turns, world, days, groups, errors)


@inner
def _count_ends_of(turns, world, days, groups, errors):
    luck = world.luck
    foresee_claims(turns, luck)
    for turn in range(turns):
        luck.at = luck.first[turn]
        person, word = luck.person[turn], luck.word[turn]
        month = days[since_of(word) - world.first_absolute].month
        count_end(person, groups[group_of(person)], month, state_of(word), luck, errors)
