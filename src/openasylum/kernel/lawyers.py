"""The office of the lawyers: how many new cases they take on in a day, and whose."""

import numpy as np

from openasylum.kernel.ahead import expect, id_of
from openasylum.kernel.codes import Decision, Flow, Place
from openasylum.kernel.counsel import (
    ASKED_SHIFT,
    HAS_LAWYER,
    PLACE_OF_SEARCH,
    PLACE_SHIFT,
    ROW_OF_ASKING,
    ask_on,
    days_until,
    list_of_day,
    mean_until_next,
    take_on,
)
from openasylum.kernel.fetch import touch
from openasylum.kernel.jit import inner
from openasylum.kernel.layout import DRAWS_AHEAD
from openasylum.kernel.lists import take_all
from openasylum.kernel.luck import OWN, draw_ahead, drawn, foresee
from openasylum.kernel.person import group_of
from openasylum.kernel.settle import keep_history
from openasylum.kernel.tally import NOTED, tell

ONE_CASE = 1.0


@inner
def lawyers_take_cases(world, days, assumed, keys, ids, lists, people, tallies, log):
    """Those who ask today are taken on while lawyers have room.

    Everyone who asks has the same chance, that which spends the room on average. What chance leaves
    over, or takes beyond it, is carried to the next day; room that nobody asks for is lost, but for
    that of one case, since a day's room need not be a whole number.
    """
    today = days[world.day]
    world.lawyer_credit += today.lawyers
    which = list_of_day(world, world.day)
    asking = lists.ends[which, 4]
    if asking == 0:
        world.lawyer_credit = min(world.lawyer_credit, ONE_CASE)
        return
    chance = min(1.0, max(0.0, world.lawyer_credit) / asking)
    days[world.day].lawyer_chance = chance
    take_all(lists.asking, lists.asking_links, lists.ends, which, keys)
    ask_lawyers(asking, chance, today, world, assumed, keys, ids, lists, people, tallies, log)
    if chance >= 1.0:
        world.lawyer_credit = min(world.lawyer_credit, ONE_CASE)


@inner
def ask_lawyers(asking, chance, today, world, assumed, keys, ids, lists, people, tallies, log):
    """The first `asking` of `keys` ask: each is taken on with this chance, or asks again later."""
    a = assumed[today.month]
    luck = world.luck
    for i in range(min(DRAWS_AHEAD, asking)):
        expect(keys[i] & ROW_OF_ASKING, world, people)
    for i in range(asking):
        if i % DRAWS_AHEAD == 0:
            foresee_questions(keys, ids, i, asking, world, people)
            foresee_answers(keys, i, asking, chance, a, luck, people)
        luck.at = i % DRAWS_AHEAD
        if i + DRAWS_AHEAD < asking:
            expect(keys[i + DRAWS_AHEAD] & ROW_OF_ASKING, world, people)
        row = keys[i] & ROW_OF_ASKING
        place = keys[i] >> PLACE_SHIFT
        search = np.int64(people.searches[row])
        if search & (PLACE_OF_SEARCH | HAS_LAWYER) != place:
            continue  # the case is over, there is a lawyer, or the person asks from another place
        asked = (search >> ASKED_SHIFT) + 1
        people.searches[row] = (asked << ASKED_SHIFT) | place
        world.events += 1
        tally = tallies[today.month, group_of(ids[i])]
        u = drawn(luck, OWN, ids[i], Decision.LAWYER, asked)
        if u[0] < chance:
            take_on(row, today.absolute, people)
            world.lawyer_credit -= 1.0
            tell(tally, Flow.LAWYER_FOUND, today.absolute)
        else:
            wait = luck.day[luck.at]
            if u[1] != luck.uniforms[1, luck.at]:  # another draw than was foreseen
                wait = days_until(u[1], mean_until_next(place, a))
            ask_on(row, place, world.day + wait, world, lists)
            tell(tally, Flow.LAWYER_SOUGHT_IN_VAIN, today.absolute)
        if tally[NOTED] != 0:
            keep_history(ids[i], tally, world, log)


@inner
def foresee_questions(keys, ids, begin, asking, world, people):
    """Find who asks next, and make their draws."""
    end = min(begin + DRAWS_AHEAD, asking)
    for i in range(begin, end):
        row = keys[i] & ROW_OF_ASKING
        ids[i] = id_of(row, world, people)
        asked = (np.int64(people.searches[row]) >> ASKED_SHIFT) + 1
        foresee(world.luck, i - begin, ids[i], Decision.LAWYER, asked)
    draw_ahead(world.luck, end - begin)


@inner
def foresee_answers(keys, begin, asking, chance, a, luck, people):
    """Find side by side how long those wait who are turned away.

    Ask for the memory of the others: the day on which they find a lawyer will be written there.
    """
    end = min(begin + DRAWS_AHEAD, asking)
    free = mean_until_next(Place.UNITED_STATES, a)
    held = mean_until_next(Place.DETAINED, a)
    away = mean_until_next(Place.MEXICO, a)
    for i in range(begin, end):
        place = keys[i] >> PLACE_SHIFT
        mean = held if place == Place.DETAINED else away if place == Place.MEXICO else free
        luck.day[i - begin] = days_until(luck.uniforms[1, i - begin], mean)
    for i in range(begin, end):
        if luck.uniforms[0, i - begin] < chance:
            touch(people.outcomes, keys[i] & ROW_OF_ASKING)
