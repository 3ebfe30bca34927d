"""Waiting in Mexico under the Migrant Protection Protocols (docs/model.md 7.8)."""

from openasylum.kernel.codes import Decision, Flow, Mark, State
from tests.oracle import claims, court, lawyers, orders, screening
from tests.oracle.luck import exponential, normal
from tests.oracle.person import Person
from tests.oracle.world import World


def enrol(world: World, person: Person) -> None:
    """Enrolment files a court case at once; then out at once, heard on fear, or returned."""
    a = world.assumed
    world.tell(person, Flow.ENROLLED_IN_MPP)
    world.tell(person, Flow.COURT_RECEIPT)
    person.marks.add(Mark.EVER_MPP)
    person.case_since = world.date
    u = world.luck(person, Decision.MPP_ENROLMENT, orders.LATER)[0]
    if u < a.mpp2_released_at_enrolment_share:
        world.tell(person, Flow.MPP_RELEASED_AT_ENROLMENT)
        to_united_states(world, person)
    else:
        person.marks.add(Mark.IN_MEXICO)
        if claims.voices_fear_of_mexico(world, person):
            _refer(world, person)
        else:
            return_to_mexico(world, person)
    lawyers.receive(world, person, world.date)


def _refer(world: World, person: Person) -> None:
    """To an interview on fear of Mexico."""
    world.tell(person, Flow.MPP_FEAR_REFERRED)
    person.enter(State.AWAITING_MPP_FEAR_INTERVIEW, world.date)
    world.wait(person, 1 + int(world.assumed.mpp_fear_delay_days))


def _pleaded(person: Person) -> bool:
    return Mark.APPLIED in person.marks or Mark.NO_APPLICATION in person.marks


def _await_hearing(world: World, person: Person) -> None:
    later = _pleaded(person)
    state = State.AWAITING_INDIVIDUAL_HEARING if later else State.AWAITING_FIRST_HEARING
    person.enter(state, world.date)


def return_to_mexico(world: World, person: Person) -> None:
    """Back to Mexico with a hearing date; the flow counts the first return alone."""
    a = world.assumed
    if person.hearings == 0:
        world.tell(person, Flow.MPP_RETURNED)
    mean = a.mpp_first_hearing_days if person.hearings == 0 else a.mpp_next_hearing_days
    u = world.luck(person, Decision.IN_MEXICO, 1 + person.hearings)[0]
    _await_hearing(world, person)
    world.wait(person, 1 + int(mean * (0.5 + u)))


def mpp_fear_interview(world: World, person: Person) -> None:
    """Closed, found positive (taken out), or found negative (returned)."""
    a, law = world.assumed, world.law(person)
    u = world.luck(person, Decision.MPP_FEAR_INTERVIEW, person.hearings)
    if u[1] < a.mpp_fear_closed_share:
        world.tell(person, Flow.MPP_FEAR_CLOSED)
        return_to_mexico(world, person)
        return
    counsel = world.luck(person, Decision.INTERVIEWER)[2] < a.mpp_counsel_at_interview_share
    size = screening.noise(a, law.mpp_counsel_hours, bool(law.mpp_counsel_at_interview) and counsel)
    evidence = claims.against_mexico(world, person) + size * normal(u[0])
    if evidence > screening.threshold(a, law.mpp_standard) + a.mexico_threshold_shift:
        world.tell(person, Flow.MPP_FEAR_POSITIVE)
        world.tell(person, Flow.MPP_TAKEN_OUT)
        to_united_states(world, person)
    else:
        world.tell(person, Flow.MPP_FEAR_NEGATIVE)
        return_to_mexico(world, person)


def to_united_states(world: World, person: Person) -> None:
    """Out of Mexico, into the ordinary docket, where a hearing can be set after some weeks."""
    person.marks.discard(Mark.IN_MEXICO)
    _await_hearing(world, person)
    world.wait(person, 1 + int(world.assumed.first_hearing_least_days))


def _hazards(world: World, person: Person) -> tuple[int, int, int]:
    """The days of giving up, of serious harm, and of being caught crossing again."""
    a = world.assumed
    u = world.luck(person, Decision.IN_MEXICO)
    means = (a.mpp_give_up_days, a.mpp_harm_days, a.mpp_reentry_days)
    days = (1 + int(exponential(x, mean)) for x, mean in zip(u, means, strict=False))
    give_up, harm, reentry = (person.case_since + n for n in days)
    return give_up, harm, reentry


def has_left(world: World, person: Person) -> bool:
    """Whether the person ended the wait of their own accord by today."""
    give_up, _, reentry = _hazards(world, person)
    return min(give_up, reentry) <= world.date


def end_of_wait(world: World, person: Person, ended: int) -> None:
    """Account for leaving, being caught again, and harm, in a wait that ended by `ended`.

    Being caught and harm count up to the day on which the wait ended otherwise.
    What would only have happened after the run's last day is left out.
    """
    give_up, harm, reentry = _hazards(world, person)
    end = min(give_up, reentry, ended)
    last = world.given.days[-1].absolute
    if reentry <= min(ended, last) and reentry < give_up:
        world.tell(person, Flow.MPP_REAPPREHENDED, reentry)
    if end <= last:
        world.tell(person, Flow.MPP_LEFT_MEXICO_WAIT, end)
    if harm <= end:
        person.marks.add(Mark.HARMED_IN_MEXICO)
        if harm <= last:
            world.tell(person, Flow.MPP_HARMED, harm)


def mpp_hearing(world: World, person: Person) -> float:
    """A hearing of someone who waits in Mexico. Returns a judge's hours."""
    a = world.assumed
    u = world.luck(person, Decision.MPP_HEARING, person.hearings)
    person.hearings += 1
    first = not _pleaded(person)
    world.tell(person, Flow.FIRST_HEARING_HELD if first else Flow.HEARING_HELD)
    represented = Mark.REPRESENTED in person.marks
    miss = a.miss_first_represented if represented else a.mpp_miss_present
    if has_left(world, person) or u[0] < court.chance_of_missing(world, person, miss):
        return _absent(world, person, u[1])
    if claims.voices_fear_of_mexico(world, person):
        _refer(world, person)
        return float(a.first_hearing_hours)
    if u[2] < a.mpp_terminated_at_first_share:
        orders.terminate(world, person)
        return float(a.dismissal_hours)
    if first:
        court.take_pleadings(world, person)
        return_to_mexico(world, person)
        return float(a.first_hearing_hours)
    if Mark.APPLIED in person.marks:
        court.decide_merits(world, person, u[3])
        return float(a.merits_hearing_hours)
    orders.order_removed(world, person, may_appeal=False)
    return float(a.short_hearing_hours)


def _absent(world: World, person: Person, uniform: float) -> float:
    """An order, or termination; either way the absence is marked."""
    a = world.assumed
    world.tell(person, Flow.HEARING_MISSED)
    person.marks.add(Mark.MISSED_HEARING)
    if uniform < a.mpp_order_if_absent_share:
        orders.order_in_absentia(world, person)
        return float(a.in_absentia_hours)
    orders.terminate(world, person)
    return float(a.dismissal_hours)
