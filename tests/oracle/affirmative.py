"""Affirmative cases at USCIS (docs/model.md 7.6)."""

import math

from openasylum.kernel.codes import Decision, Flow, Mark, Queue, State, Stream
from openasylum.kernel.layout import FILING_RESERVE
from tests.oracle import claims
from tests.oracle.luck import DAYS_A_YEAR, exponential, normal
from tests.oracle.person import Person
from tests.oracle.world import World


def filings(world: World, group: int, reserved: int) -> int:
    """How many of the serials kept for a day arrive: all, unless filings respond to the wait."""
    response = world.assumed.filing_response_per_year
    if world.given.groups[group].stream != Stream.AFFIRMATIVE or response == 0.0:
        return reserved
    years = (world.interview_wait - world.today.reference_wait) / DAYS_A_YEAR
    return int(reserved // FILING_RESERVE * math.exp(response * years) + 0.5)


def file(world: World, person: Person) -> None:
    """A case is filed, and can be interviewed after some days."""
    world.tell(person, Flow.AFFIRMATIVE_FILED)
    person.case_since = person.arrived
    person.enter(State.AWAITING_ASYLUM_INTERVIEW, world.date)
    world.wait(person, 1 + int(world.assumed.affirmative_least_days))


def pending(world: World, person: Person) -> None:
    """A case pending on the first day."""
    person.case_since = person.arrived
    person.enter(State.AWAITING_ASYLUM_INTERVIEW, person.arrived)
    world.join(person, Queue.ASYLUM_INTERVIEW)


def interview(world: World, person: Person) -> None:
    """Granted, referred to court, or denied and closed."""
    a = world.assumed
    u = world.luck(person, Decision.ASYLUM_INTERVIEW)
    person.hearings = 1
    evidence = claims.at_home(world, person) + a.grant_noise * normal(u[0])
    if evidence > a.affirmative_granted_threshold:
        world.tell(person, Flow.AFFIRMATIVE_GRANTED)
        person.enter(State.ASYLUM_GRANTED, world.date)
    elif u[1] < a.affirmative_referred_share_of_rest:
        world.tell(person, Flow.AFFIRMATIVE_REFERRED)
        person.marks.add(Mark.REFERRED_BY_USCIS)
        person.case_since = 0
        person.enter(State.AWAITING_NOTICE, world.date)
        world.wait(person, 1 + int(exponential(u[2], a.affirmative_referral_days)))
    else:
        world.tell(person, Flow.AFFIRMATIVE_CLOSED)
        person.enter(State.ASYLUM_DENIED_IN_STATUS, world.date)
