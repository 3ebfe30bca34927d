"""The Migrant Protection Protocols: 8 USC 1225(b)(2)(C). Return to Mexico pending proceedings."""

from openasylum.kernel.codes import Decision, Flow, Mark, State
from openasylum.kernel.court import (
    chance_of_missing,
    decide_merits,
    is_represented,
    missed,
    plead,
)
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.luck import draws, exponential
from openasylum.kernel.orders import LATER, order_removed, terminate
from openasylum.kernel.person import case_since_of, hearings_of, make_state, marks_of
from openasylum.kernel.screening import passes_mpp_fear_interview, voices_fear_of_mexico
from openasylum.kernel.tally import RECEIVED, note, tell


@inner
def enrol(person, word, day, law, a, luck, tally):
    """Enrolment: a notice to appear, and a fear interview only if fear of Mexico is voiced."""
    tell(tally, Flow.COURT_RECEIPT, day)
    tally[RECEIVED] = 1
    marks = marks_of(word) | Mark.EVER_MPP
    word = make_state(State.AWAITING_FIRST_HEARING, day, day, 0, marks)
    u = draws(luck.seed, person, Decision.MPP_ENROLMENT, LATER)
    if u[0] < a.mpp2_released_at_enrolment_share:
        tell(tally, Flow.MPP_RELEASED_AT_ENROLMENT, day)
        return word, 1 + int(a.first_hearing_least_days)
    if voices_fear_of_mexico(person, 0, law.mpp_elicitation, a, luck):
        tell(tally, Flow.MPP_FEAR_REFERRED, day)
        held = marks | Mark.IN_MEXICO  # the wait in Mexico is counted from enrolment
        word = make_state(State.AWAITING_MPP_FEAR_INTERVIEW, day, day, 0, held)
        return word, 1 + int(a.mpp_fear_delay_days)
    return return_to_mexico(person, word, day, a, luck, tally)


@inner
def return_to_mexico(person, word, day, a, luck, tally):
    """Returned with a hearing date: the wait in Mexico begins, or goes on."""
    marks = marks_of(word) | Mark.IN_MEXICO
    hearings = hearings_of(word)
    if hearings == 0:
        tell(tally, Flow.MPP_RETURNED, day)
    mean = a.mpp_first_hearing_days if hearings == 0 else a.mpp_next_hearing_days
    u = draws(luck.seed, person, Decision.IN_MEXICO, 1 + hearings)[0]
    state = State.AWAITING_FIRST_HEARING
    if marks & (Mark.APPLIED | Mark.NO_APPLICATION):
        state = State.AWAITING_INDIVIDUAL_HEARING
    word = make_state(state, day, case_since_of(word), hearings, marks)
    return word, 1 + int(mean * (0.5 + u))


@inner
def mpp_fear_interview(person, word, day, law, a, luck, tally):
    """Taken out of MPP into the ordinary docket if positive; negative or closed, back to Mexico."""
    hearings = hearings_of(word)
    if draws(luck.seed, person, Decision.MPP_FEAR_INTERVIEW, hearings)[1] < a.mpp_fear_closed_share:
        tell(tally, Flow.MPP_FEAR_CLOSED, day)
        return return_to_mexico(person, word, day, a, luck, tally)
    if not passes_mpp_fear_interview(person, law, a, luck, hearings):
        tell(tally, Flow.MPP_FEAR_NEGATIVE, day)
        return return_to_mexico(person, word, day, a, luck, tally)
    tell(tally, Flow.MPP_FEAR_POSITIVE, day)
    tell(tally, Flow.MPP_TAKEN_OUT, day)
    return move_to_united_states(word, day, a)


@kernel
def move_to_united_states(word, day, a):
    """Paroled or released into the United States, with the case moved to an ordinary court."""
    marks = marks_of(word) & ~Mark.IN_MEXICO
    state = State.AWAITING_FIRST_HEARING
    if marks & (Mark.APPLIED | Mark.NO_APPLICATION):
        state = State.AWAITING_INDIVIDUAL_HEARING
    word = make_state(state, day, case_since_of(word), hearings_of(word), marks)
    return word, 1 + int(a.first_hearing_least_days)


@kernel
def day_of_giving_up(person, word, a, luck):
    """The day the person would give up the wait in Mexico (days since 2000-01-01)."""
    u = draws(luck.seed, person, Decision.IN_MEXICO, 0)[0]
    return case_since_of(word) + 1 + int(exponential(u, a.mpp_give_up_days))


@kernel
def day_of_reentry(person, word, a, luck):
    """The day the person would be caught crossing again while they wait (days since 2000-01-01)."""
    u = draws(luck.seed, person, Decision.IN_MEXICO, 0)[2]
    return case_since_of(word) + 1 + int(exponential(u, a.mpp_reentry_days))


@kernel
def day_of_leaving(person, word, a, luck):
    """The day the person leaves the wait in Mexico of their own accord, by whichever way first."""
    gave_up = day_of_giving_up(person, word, a, luck)
    return min(gave_up, day_of_reentry(person, word, a, luck))


@kernel
def end_of_wait(person, word, day, a, luck, tally):
    """Account for a wait in Mexico that ends on `day`: who left it, who was harmed, and when.

    Hazards of waiting are evaluated when the wait ends, and at the horizon.
    """
    gave_up = day_of_giving_up(person, word, a, luck)
    again = day_of_reentry(person, word, a, luck)
    until = min(day, gave_up, again)
    if again <= day and again < gave_up:
        note(tally, Flow.MPP_REAPPREHENDED, again)
    note(tally, Flow.MPP_LEFT_MEXICO_WAIT, until)
    u = draws(luck.seed, person, Decision.IN_MEXICO, 0)[1]
    harmed = case_since_of(word) + 1 + int(exponential(u, a.mpp_harm_days))
    if harmed <= until:
        note(tally, Flow.MPP_HARMED, harmed)
        return True
    return False


@inner
def mpp_hearing(person, word, day, who, law, a, luck, tally):
    """A hearing of someone who must come from Mexico for it. Returns (word, where, hours)."""
    represented = is_represented(word)
    hearings = hearings_of(word)
    marks = marks_of(word)
    u = draws(luck.seed, person, Decision.MPP_HEARING, hearings)
    first = not marks & (Mark.APPLIED | Mark.NO_APPLICATION)
    word = make_state(State.BETWEEN_HEARINGS, day, case_since_of(word), hearings + 1, marks)
    tell(tally, Flow.FIRST_HEARING_HELD if first else Flow.HEARING_HELD, day)
    miss = a.miss_first_represented if represented else a.mpp_miss_present
    left = day >= day_of_leaving(person, word, a, luck)
    if left or u[0] < chance_of_missing(miss, case_since_of(word), day, a):
        if u[1] < a.mpp_order_if_absent_share:
            return missed(person, word, day, 0.0, a, luck, tally)
        tell(tally, Flow.HEARING_MISSED, day)
        marks |= Mark.MISSED_HEARING
        word = make_state(State.BETWEEN_HEARINGS, day, case_since_of(word), hearings + 1, marks)
        return terminate(word, day, tally), 0, a.dismissal_hours
    if voices_fear_of_mexico(person, hearings + 1, law.mpp_elicitation, a, luck):
        tell(tally, Flow.MPP_FEAR_REFERRED, day)
        word = make_state(
            State.AWAITING_MPP_FEAR_INTERVIEW, day, case_since_of(word), hearings + 1, marks
        )
        return word, 1 + int(a.mpp_fear_delay_days), a.first_hearing_hours
    if u[2] < a.mpp_terminated_at_first_share:
        return terminate(word, day, tally), 0, a.dismissal_hours
    if first:
        word, _, hours = plead(person, word, day, who, represented, a, luck, tally)
        new, where = return_to_mexico(person, word, day, a, luck, tally)
        return new, where, hours
    return conclude(person, word, day, who, represented, u[3], a, luck, tally)


@inner
def conclude(person, word, day, who, represented, uniform, a, luck, tally):
    """The last hearing in MPP: on the merits if there is an application, else short."""
    if marks_of(word) & Mark.APPLIED:
        new, where = decide_merits(person, word, day, who, represented, uniform, a, luck, tally)
        return new, where, a.merits_hearing_hours
    new, where = order_removed(person, word, day, False, a, luck, tally)
    return new, where, a.short_hearing_hours
