"""What follows a credible fear interview: court, review by a judge, or repatriation."""

from openasylum.kernel.codes import Decision, Family, Flow, Mark, Review, State
from openasylum.kernel.jit import inlined, inner
from openasylum.kernel.luck import CLAIM, OWN, SECOND, THIRD, drawn, draws, exponential, foresee
from openasylum.kernel.notices import (
    hold_for_court,
    hold_until_release,
    release_with_notice,
)
from openasylum.kernel.person import hearings_of, make_state, marks_of
from openasylum.kernel.screening import judge_vacates, passes_fear_interview
from openasylum.kernel.tally import tell


@inner
def fear_interview(person, word, day, who, law, a, luck, tally):
    """A credible fear interview: positive, negative or closed. Returns (word, where)."""
    u = drawn(luck, OWN, person, Decision.FEAR_INTERVIEW, 0)
    if u[0] < a.fear_closed_share:
        tell(tally, Flow.FEAR_CLOSED, day)
        if u[2] < a.fear_closed_removed_share:
            return await_removal(person, word, day, a, luck, tally)
        return to_court(person, word, day, who, a, luck, tally)
    with_cbp = marks_of(word) & Mark.IN_CUSTODY_OF_CBP != 0
    if passes_fear_interview(person, who, with_cbp, law, a, luck, 0):
        tell(tally, Flow.FEAR_POSITIVE, day)
        word = make_state(
            State.AWAITING_FEAR_INTERVIEW, day, 0, 0, marks_of(word) | Mark.FEAR_POSITIVE
        )
        return to_court(person, word, day, who, a, luck, tally)
    tell(tally, Flow.FEAR_NEGATIVE, day)
    if law.review == Review.JUDGE_DE_NOVO and u[3] < a.review_requested_share:
        tell(tally, Flow.REVIEW_REQUESTED, day)
        return make_state(State.AWAITING_JUDGE_REVIEW, day, 0, 0, marks_of(word)), 1
    return await_removal(person, word, day, a, luck, tally)


@inner
def judge_review(person, word, day, who, law, a, luck, tally):
    """An immigration judge's review of a negative finding. Returns (word, where)."""
    if judge_vacates(person, who, law, a, luck):
        tell(tally, Flow.REVIEW_VACATED, day)
        word = make_state(
            State.AWAITING_JUDGE_REVIEW, day, 0, 0, marks_of(word) | Mark.FEAR_POSITIVE
        )
        return to_court(person, word, day, who, a, luck, tally)
    tell(tally, Flow.REVIEW_AFFIRMED, day)
    return await_removal(person, word, day, a, luck, tally)


@inner
def await_removal(person, word, day, a, luck, tally):
    """No fear found: repatriated, at once from CBP custody, after some days from ICE's."""
    marks = marks_of(word)
    if not marks & Mark.DETAINED:
        tell(tally, Flow.REPATRIATED_FROM_CUSTODY, day)
        return make_state(State.REPATRIATED, day, 0, 0, marks), 0
    u = draws(luck.seed, person, Decision.AFTER_FEAR, 1)[0]
    word = make_state(State.AWAITING_REMOVAL, day, 0, hearings_of(word), marks)
    return word, 1 + int(exponential(u, a.ice_removal_days))


@inner
def to_court(person, word, day, who, a, luck, tally):
    """Section 240 proceedings after a positive finding, in custody or released."""
    marks = marks_of(word)
    u = drawn(luck, THIRD, person, Decision.AFTER_FEAR, 0)
    never = a.custody_notice_never_share
    if not marks & Mark.DETAINED:
        return release_with_notice(person, word, day, never, a, luck, tally)
    if who.family == Family.FAMILY_UNIT:
        return hold_until_release(person, word, day, a.family_release_days, a, luck)
    if u[0] < a.fear_positive_release_share:
        return hold_until_release(person, word, day, a.fear_positive_release_days, a, luck)
    return hold_for_court(person, word, day, a, luck)


@inlined
def foresee_fear_interview(person, luck, n):
    """Write down the draws that `fear_interview` will want; returns how many there are."""
    foresee(luck, n + OWN, person, Decision.FEAR_INTERVIEW, 0)
    foresee(luck, n + CLAIM, person, Decision.STRENGTH, 0)
    foresee(luck, n + SECOND, person, Decision.INTERVIEWER, 0)
    foresee(luck, n + THIRD, person, Decision.AFTER_FEAR, 0)
    return n + 4
