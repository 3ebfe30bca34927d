"""Fear interviews and their review (docs/model.md 7.2 to 7.4)."""

from typing import Any

from openasylum.kernel.codes import Decision, Flow, Interviewer, Mark, Review, Standard, State
from tests.oracle import claims, custody
from tests.oracle.luck import exponential, normal
from tests.oracle.person import Person
from tests.oracle.world import World

MOST_DAYS_OF_COUNSEL = 3.0


def refer(world: World, person: Person, to_ice: bool) -> None:
    """Someone voiced fear: on the way to a credible fear interview."""
    a, law = world.assumed, world.law(person)
    u = world.luck(person, Decision.BORDER, 2)
    pilot = law.cbp_custody == 2 and u[2] < a.custody_pilot_share
    with_cbp = law.cbp_custody == 1 or pilot or not to_ice
    world.tell(person, Flow.FEAR_REFERRED)
    person.marks.add(Mark.VOICED_FEAR)
    if u[1] < a.fear_released_first_share:
        custody.release_with_notice(world, person, a.custody_notice_never_share)
        return
    person.marks.add(Mark.IN_CUSTODY_OF_CBP if with_cbp else Mark.DETAINED)
    person.enter(State.AWAITING_FEAR_INTERVIEW, world.date)
    world.wait(person, 1 + int(exponential(u[0], a.fear_interview_delay_days)))


def threshold(a: Any, standard: int) -> float:
    """The evidence that a standard of proof asks for."""
    levels = {
        Standard.SIGNIFICANT_POSSIBILITY: a.threshold_significant_possibility,
        Standard.REASONABLE_POSSIBILITY: a.threshold_reasonable_possibility,
        Standard.REASONABLE_PROBABILITY: a.threshold_reasonable_probability,
        Standard.MORE_LIKELY_THAN_NOT: a.threshold_more_likely_than_not,
    }
    return float(levels[Standard(standard)])


def noise(a: Any, hours_to_consult: float, with_counsel: bool) -> float:
    """How noisy an interview is."""
    days = min(hours_to_consult / 24.0, MOST_DAYS_OF_COUNSEL)
    size = a.interview_noise * (1.0 - a.counsel_noise_reduction_per_day * days)
    if with_counsel:
        size *= 1.0 - a.counsel_at_interview_noise_reduction
    return float(size)


def by_agent(world: World, person: Person) -> bool:
    """Whether an agent of CBP holds the interview, which takes no asylum officer's hours."""
    u = world.luck(person, Decision.INTERVIEWER)
    may = world.law(person).interviewer == Interviewer.EITHER
    return bool(may and u[0] < world.assumed.cbp_interviewer_share)


def _passes(world: World, person: Person) -> bool:
    a, law = world.assumed, world.law(person)
    counsel = world.luck(person, Decision.INTERVIEWER)[1] < a.counsel_at_interview_share
    size = noise(a, law.counsel_hours, bool(law.counsel_at_interview) and counsel)
    needed = threshold(a, law.standard)
    if Mark.IN_CUSTODY_OF_CBP in person.marks:
        needed += a.cbp_custody_threshold_shift
    if by_agent(world, person):
        size *= a.cbp_interviewer_noise_factor
        needed += a.cbp_interviewer_threshold_shift
    u = world.luck(person, Decision.FEAR_INTERVIEW)
    return claims.at_home(world, person) + size * normal(u[1]) > needed


def fear_interview(world: World, person: Person) -> None:
    """A credible fear case is closed, found positive, or found negative."""
    a = world.assumed
    u = world.luck(person, Decision.FEAR_INTERVIEW)
    if u[0] < a.fear_closed_share:
        world.tell(person, Flow.FEAR_CLOSED)
        if u[2] < a.fear_closed_removed_share:
            custody.await_removal(world, person)
        else:
            custody.to_court(world, person)
    elif _passes(world, person):
        world.tell(person, Flow.FEAR_POSITIVE)
        person.marks.add(Mark.FEAR_POSITIVE)
        custody.to_court(world, person)
    else:
        world.tell(person, Flow.FEAR_NEGATIVE)
        reviewed = world.law(person).review == Review.JUDGE_DE_NOVO
        if reviewed and u[3] < a.review_requested_share:
            world.tell(person, Flow.REVIEW_REQUESTED)
            person.enter(State.AWAITING_JUDGE_REVIEW, world.date)
            world.wait(person, 1)
        else:
            custody.await_removal(world, person)


def judge_review(world: World, person: Person) -> None:
    """A judge sees the same claim with fresh noise."""
    a = world.assumed
    u = world.luck(person, Decision.JUDGE_REVIEW)
    evidence = claims.at_home(world, person) + a.review_noise * normal(u[0])
    if evidence > threshold(a, world.law(person).standard) + a.review_threshold_shift:
        world.tell(person, Flow.REVIEW_VACATED)
        person.marks.add(Mark.FEAR_POSITIVE)
        custody.to_court(world, person)
    else:
        world.tell(person, Flow.REVIEW_AFFIRMED)
        custody.await_removal(world, person)


def choose_for_transfer(world: World, person: Person) -> None:
    """Transferred to a third country, unless the person voices fear of it and is heard first."""
    if not claims.voices_fear_of_third_country(world, person):
        _transfer(world, person)
        return
    world.tell(person, Flow.THIRD_COUNTRY_FEAR_REFERRED)
    person.marks |= {Mark.THIRD_COUNTRY, Mark.IN_CUSTODY_OF_CBP}
    person.enter(State.AWAITING_FEAR_INTERVIEW, world.date)
    u = world.luck(person, Decision.THIRD_COUNTRY_FEAR)
    world.wait(person, 1 + int(exponential(u[1], world.assumed.fear_interview_delay_days)))


def _transfer(world: World, person: Person) -> None:
    world.tell(person, Flow.TRANSFERRED_TO_THIRD_COUNTRY)
    person.enter(State.TRANSFERRED_TO_THIRD_COUNTRY, world.date)


def third_country_interview(world: World, person: Person) -> None:
    """Fear of the third country: found, the person goes on to a credible fear interview."""
    a, law = world.assumed, world.law(person)
    u = world.luck(person, Decision.THIRD_COUNTRY_FEAR)
    size = noise(a, law.third_country_counsel_hours, False)
    evidence = claims.against_third_country(world, person) + size * normal(u[0])
    needed = threshold(a, law.third_country_standard) + a.third_country_threshold_shift
    if evidence <= needed:
        world.tell(person, Flow.THIRD_COUNTRY_FEAR_NEGATIVE)
        _transfer(world, person)
        return
    world.tell(person, Flow.THIRD_COUNTRY_FEAR_POSITIVE)
    world.tell(person, Flow.FEAR_REFERRED)
    person.marks.remove(Mark.THIRD_COUNTRY)
    person.marks.add(Mark.VOICED_FEAR)
    person.enter(State.AWAITING_FEAR_INTERVIEW, world.date)
    world.wait(person, 1 + int(exponential(u[2], a.fear_interview_delay_days)))
