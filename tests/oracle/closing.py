"""The end of MPP, and the end of a run (docs/model.md 3, 7.8)."""

from openasylum.kernel.codes import Flow, Mark, Queue, State
from tests.oracle import books, mexico
from tests.oracle.steps import settle
from tests.oracle.world import World


def wind_down(world: World) -> None:
    """While MPP is wound down, those whose hearing date has come are let in, so many a day.

    Whoever has left is passed over, and the case rests, pending, to the end of the run.
    """
    if not (world.today.mpp_wind_down and world.today.working):
        return
    left = min(0.0, world.credit["wind_down"]) + world.assumed.mpp_wound_down_per_day
    for queue in (Queue.MPP_INDIVIDUAL, Queue.MPP_FIRST):
        while left > 0.0 and world.queues[queue]:
            person = world.queues[queue].pop(0)
            if mexico.has_left(world, person):
                world.rest(person)
                continue
            left -= 1.0
            world.tell(person, Flow.MPP_WOUND_DOWN)
            mexico.to_united_states(world, person)
            settle(world, person)
    world.credit["wind_down"] = left


def end_of_run(world: World) -> None:
    """Hazards of waiting in Mexico are evaluated to the last day for those who wait."""
    for person in world.people.values():
        if person.over:
            continue
        if Mark.IN_MEXICO in person.marks:
            if mexico.has_left(world, person):
                person.enter(State.GAVE_UP_WAITING, world.date)
            mexico.end_of_wait(world, person, world.date + 1)
        books.count_end(world, person)
    for person in world.people.values():
        if person.lawyer and person.received:
            person.marks.add(Mark.REPRESENTED)
