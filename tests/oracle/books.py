"""What is counted of lives beside their events: two-sided error, and waits."""

import math

from openasylum.kernel.codes import FIRST_OUTCOME, Flow, Mark, State, Stream
from openasylum.kernel.layout import STRENGTH_BINS, WAIT_BINS, WAIT_DAYS
from tests.oracle import claims
from tests.oracle.person import Person
from tests.oracle.world import World

PROTECTED, REFUSED, UNRESOLVED, OTHER = range(4)


def _end(state: State) -> int:
    if state in (State.ASYLUM_GRANTED, State.OTHER_RELIEF):
        return PROTECTED
    if state in (State.NO_CASE_FILED, State.OTHER_DISPOSITION, State.TERMINATED_OR_CLOSED):
        return OTHER
    return UNRESOLVED if state < FIRST_OUTCOME else REFUSED


def count_end(world: World, person: Person) -> None:
    """Count how someone from the border ended, by strength of claim, in the month it was known."""
    if world.kind(person).stream != Stream.BORDER:
        return
    tenth = math.floor((claims.at_home(world, person) + 4.0) * 10.0)
    place = min(STRENGTH_BINS - 1, max(0, tenth))
    world.errors[world.today.month, _end(person.state), place] += 1


def count_decision(world: World, person: Person, flow: Flow) -> None:
    """Count the wait from the court's receipt to a decision on asylum, by kind."""
    kind = 2 * (flow is Flow.DENIED_ASYLUM) + (Mark.REPRESENTED in person.marks)
    place = min(WAIT_BINS - 1, (world.date - person.case_since) // WAIT_DAYS)
    world.waits[world.today.month, kind, place] += 1


def see_interview(world: World, person: Person) -> None:
    """Note how long someone waited who is interviewed by USCIS."""
    world.interviewed.append(world.date - person.case_since)


def close_month(world: World) -> None:
    """Filers learn, as a month ends, the mean wait of those interviewed in it."""
    if world.interviewed:
        world.interview_wait = sum(world.interviewed) / len(world.interviewed)
        world.interviewed.clear()
