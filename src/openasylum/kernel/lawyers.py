"""The office of the lawyers: how many new cases they take on in a day, and whose."""

from openasylum.kernel.ahead import PLACES, find_rows, touch
from openasylum.kernel.codes import Decision, Flow
from openasylum.kernel.counsel import ask_on, days_until_asking_again, list_of_day
from openasylum.kernel.jit import inner
from openasylum.kernel.lists import take_all
from openasylum.kernel.luck import draws
from openasylum.kernel.settle import count
from openasylum.kernel.tally import tell

ONE_CASE = 1.0


@inner
def lawyers_take_cases(
    world, days, assumed, due, spare, tally, tokens, links, ends, flows, offsets, waits, cases, log,
):  # fmt: skip
    """Those who ask today are taken on while lawyers have room.

    Everyone who asks has the same chance, that which spends the room on average. What chance leaves
    over, or takes beyond it, is carried to the next day; room that nobody asks for is lost, but for
    that of one case, since a day's room need not be a whole number.
    """
    today = days[world.day]
    world.lawyer_credit += today.lawyers
    which = list_of_day(world, world.day)
    asking = ends[which, 4]
    if asking == 0:
        world.lawyer_credit = min(world.lawyer_credit, ONE_CASE)
        return
    chance = min(1.0, max(0.0, world.lawyer_credit) / asking)
    days[world.day].lawyer_chance = chance
    a = assumed[today.month]
    take_all(tokens, links, ends, which, due)
    find_rows(due, spare, asking, world, offsets, cases)
    for i in range(asking):
        index = spare[i, 0]
        if i + PLACES < asking:
            touch(cases, spare[i + PLACES, 0])
        person = due[i, 0]
        place = due[i, 1]
        case = cases[index]
        if case.place != place or case.lawyer != 0:
            continue  # the case is over, or the person asks from another place now
        case.asked += 1
        world.events += 1
        if draws(world.seed, person, Decision.LAWYER, case.asked)[0] < chance:
            case.lawyer = today.absolute
            world.lawyer_credit -= 1.0
            tell(tally, Flow.LAWYER_FOUND, today.absolute)
        else:
            wait = days_until_asking_again(person, place, case.asked, a, world.seed)
            ask_on(person, place, world.day + wait, world, days, tokens, links, ends)
            tell(tally, Flow.LAWYER_SOUGHT_IN_VAIN, today.absolute)
        count(person, 0, tally, days, world, flows, waits, log)
    if chance >= 1.0:
        world.lawyer_credit = min(world.lawyer_credit, ONE_CASE)
