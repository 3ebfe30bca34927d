"""The slow model, day by day, in the order of docs/model.md 3."""

from openasylum.kernel.codes import Flow, Mark, Queue, State
from tests.oracle import books, border, closing, court, custody, lawyers, offices, orders
from tests.oracle.given import Given
from tests.oracle.person import Person
from tests.oracle.steps import settle
from tests.oracle.world import World


def simulate(given: Given) -> World:
    """Every day of a run, then the accounts of those who still wait."""
    world = World(given)
    for day in range(len(given.days)):
        world.day = day
        world.interview_wait_of_day.append(world.interview_wait)
        border.arrive(world)
        _delays_that_end(world)
        lawyers.take_cases(world)
        offices.officers(world)
        offices.judges(world)
        offices.board(world)
        closing.wind_down(world)
        if day + 1 == len(given.days) or given.days[day + 1].month != world.today.month:
            world.take_census()
            books.close_month(world)
    closing.end_of_run(world)
    return world


def _delays_that_end(world: World) -> None:
    for person in sorted(world.due.pop(world.day, []), key=lambda one: one.id):
        _when_due(world, person)
        settle(world, person)


def _when_due(world: World, person: Person) -> None:
    """What comes after a delay, by the stage the person is in."""
    a, state = world.assumed, person.state
    if state is State.AWAITING_FEAR_INTERVIEW:
        world.join(person, Queue.FEAR_INTERVIEW)
    elif state is State.AWAITING_JUDGE_REVIEW:
        world.join(person, Queue.JUDGE_REVIEW)
    elif state is State.AWAITING_MPP_FEAR_INTERVIEW:
        world.join(person, Queue.MPP_FEAR_INTERVIEW)
    elif state is State.IN_HHS_CARE:
        custody.release_with_notice(world, person, a.notice_never_share)
    elif state is State.IN_ICE_CUSTODY:
        custody.release_with_notice(world, person, a.custody_notice_never_share)
    elif state is State.AWAITING_NOTICE:
        court.receive(world, person)
    elif state is State.AWAITING_REMOVAL and not person.case_since:
        custody.repatriate(world, person)
    elif state in (State.AWAITING_FIRST_HEARING, State.AWAITING_INDIVIDUAL_HEARING):
        world.join(person, orders.next_queue(person))
    elif state is State.BETWEEN_HEARINGS:
        pleaded = {Mark.APPLIED, Mark.NO_APPLICATION} & person.marks
        first, later = State.AWAITING_FIRST_HEARING, State.AWAITING_INDIVIDUAL_HEARING
        person.enter(later if pleaded else first, world.date)
        world.join(person, orders.next_queue(person))
    elif state is State.AWAITING_APPEAL:
        world.join(person, Queue.DETAINED_APPEAL if person.detained else Queue.APPEAL)
    elif state is State.AWAITING_ASYLUM_INTERVIEW:
        world.join(person, Queue.ASYLUM_INTERVIEW)
    elif state is State.ADMINISTRATIVELY_CLOSED:
        orders.reopen(world, person, Flow.RECALENDARED)
    elif Mark.WILL_REOPEN in person.marks:
        orders.reopen(world, person, Flow.REOPENED)
    else:
        orders.remove(world, person)
