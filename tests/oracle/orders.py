"""How cases end, and what follows an order: appeals, reopening, removal (docs/model.md 7.7)."""

from openasylum.kernel.codes import Decision, Flow, Mark, Queue, State
from tests.oracle.luck import exponential
from tests.oracle.person import Person
from tests.oracle.world import World

LATER = 1024
"""Added to the number of hearings for a second draw of one decision."""


def _tell_mpp(world: World, person: Person, flow: Flow) -> None:
    """A flow of MPP, if the person still waits in Mexico."""
    if Mark.IN_MEXICO in person.marks:
        world.tell(person, flow)


def _set_free(person: Person) -> None:
    person.marks -= {Mark.DETAINED, Mark.IN_MEXICO}


def _end(world: World, person: Person, state: State, flow: Flow) -> None:
    _tell_mpp(world, person, Flow.MPP_CLOSED)
    world.tell(person, flow)
    _set_free(person)
    person.enter(state, world.date)


def grant(world: World, person: Person, asylum: bool) -> None:
    """Asylum or other relief."""
    _tell_mpp(world, person, Flow.MPP_RELIEF)
    if asylum:
        _end(world, person, State.ASYLUM_GRANTED, Flow.GRANTED_ASYLUM)
    else:
        _end(world, person, State.OTHER_RELIEF, Flow.GRANTED_OTHER_RELIEF)


def terminate(world: World, person: Person) -> None:
    """Terminated or dismissed."""
    _end(world, person, State.TERMINATED_OR_CLOSED, Flow.TERMINATED)


def voluntary_departure(world: World, person: Person) -> None:
    """Leave to depart instead of an order."""
    _end(world, person, State.VOLUNTARY_DEPARTURE, Flow.VOLUNTARY_DEPARTURE)


def close(world: World, person: Person) -> None:
    """Administratively closed: out of custody, pending, and perhaps recalendared years later."""
    a = world.assumed
    world.tell(person, Flow.ADMINISTRATIVELY_CLOSED)
    person.marks.discard(Mark.DETAINED)
    person.enter(State.ADMINISTRATIVELY_CLOSED, world.date)
    u = world.luck(person, Decision.AFTER_ORDER, person.hearings + LATER)
    if u[0] < a.recalendared_share:
        world.wait(person, 1 + int(exponential(u[1], a.recalendared_days)))
    else:
        world.rest(person)


def order_in_absentia(world: World, person: Person) -> None:
    """An order in absence, which may be reopened or carried out."""
    a = world.assumed
    _tell_mpp(world, person, Flow.MPP_IN_ABSENTIA)
    u = world.luck(person, Decision.AFTER_ORDER, person.hearings)
    _end(world, person, State.ORDERED_REMOVED_IN_ABSENTIA, Flow.ORDERED_REMOVED_IN_ABSENTIA)
    if u[0] < a.in_absentia_reopened_share:
        person.marks.add(Mark.WILL_REOPEN)
        world.wait(person, 1 + int(exponential(u[1], a.in_absentia_reopened_days)))
    else:
        _perhaps_remove(world, person, u[2], u[3])


def _perhaps_remove(world: World, person: Person, share: float, delay: float) -> None:
    a = world.assumed
    if share < a.removal_after_order_share_released:
        world.wait(person, 1 + int(exponential(delay, a.removal_after_order_days_released)))


def order_removed(world: World, person: Person, may_appeal: bool) -> None:
    """An order of removal, appealed (wherever the person waits) or final."""
    a = world.assumed
    _tell_mpp(world, person, Flow.MPP_CLOSED)
    world.tell(person, Flow.ORDERED_REMOVED)
    u = world.luck(person, Decision.AFTER_ORDER, person.hearings)
    first = Mark.APPEALED not in person.marks
    if may_appeal and first and u[0] < a.appeal_share_of_denials:
        world.tell(person, Flow.APPEALED)
        person.marks.add(Mark.APPEALED)
        person.enter(State.AWAITING_APPEAL, world.date)
        world.wait(person, 1 + int(a.appeal_filing_days))
    else:
        final_order(world, person, u[1], u[2], u[3])


def final_order(world: World, person: Person, share: float, delay: float, removal: float) -> None:
    """A final order: carried out from custody; at liberty reopened, carried out, or neither."""
    a = world.assumed
    if person.detained:
        person.enter(State.AWAITING_REMOVAL, world.date)
        world.wait(person, 1 + int(exponential(delay, a.removal_after_order_days_detained)))
        return
    _set_free(person)
    person.enter(State.ORDERED_REMOVED, world.date)
    if share < a.other_reopened_share:
        person.marks.add(Mark.WILL_REOPEN)
        world.wait(person, 1 + int(exponential(delay, a.other_reopened_days)))
    else:
        _perhaps_remove(world, person, removal, delay)


def remove(world: World, person: Person) -> None:
    """The order is carried out."""
    world.tell(person, Flow.REMOVED_AFTER_ORDER)
    _set_free(person)
    person.enter(State.REMOVED_AFTER_ORDER, world.date)


def decide_appeal(world: World, person: Person) -> None:
    """The Board remands, to be heard again after preparation, or dismisses the appeal."""
    u = world.luck(person, Decision.APPEAL, person.hearings)
    world.tell(person, Flow.APPEAL_DECIDED)
    if u[0] < world.assumed.appeal_remanded_share:
        world.tell(person, Flow.REMANDED)
        person.enter(State.BETWEEN_HEARINGS, world.date)
        world.wait(person, 1 + int(world.assumed.preparation_days))
    else:
        final_order(world, person, u[1], u[2], u[3])


def reopen(world: World, person: Person, flow: Flow) -> None:
    """An order is reopened, or a closed case recalendared.

    A case with an application waits for the merits, any other for a new first hearing.
    """
    world.tell(person, flow)
    person.marks.discard(Mark.WILL_REOPEN)
    person.marks.add(Mark.REOPENED)
    if Mark.APPLIED in person.marks:
        person.enter(State.AWAITING_INDIVIDUAL_HEARING, world.date)
    else:
        person.marks.discard(Mark.NO_APPLICATION)
        person.enter(State.AWAITING_FIRST_HEARING, world.date)
    world.join(person, next_queue(person))


def next_queue(person: Person) -> Queue:
    """Where a case waits for its next hearing: by custody, Mexico, application, docket."""
    marks = person.marks
    pleaded = Mark.APPLIED in marks or Mark.NO_APPLICATION in marks
    if person.detained:
        return Queue.DETAINED_INDIVIDUAL if pleaded else Queue.DETAINED_FIRST
    if Mark.IN_MEXICO in marks:
        return Queue.MPP_INDIVIDUAL if pleaded else Queue.MPP_FIRST
    if Mark.NO_APPLICATION in marks:
        return Queue.ORDINARY_SHORT
    if Mark.PRIORITY in marks:
        return Queue.PRIORITY_INDIVIDUAL if pleaded else Queue.PRIORITY_FIRST
    return Queue.ORDINARY_INDIVIDUAL if pleaded else Queue.ORDINARY_FIRST
