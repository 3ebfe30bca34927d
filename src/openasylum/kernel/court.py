"""Removal proceedings: 8 USC 1229a. Hearings take judges' hours; absence, application, decision."""

import math

from openasylum.kernel.codes import Decision, Flow, Mark, Queue, State
from openasylum.kernel.jit import inlined, inner, kernel
from openasylum.kernel.layout import WAIT_IF_DENIED
from openasylum.kernel.luck import CLAIM, OWN, SECOND, THIRD, drawn, exponential, foresee, normal
from openasylum.kernel.orders import (
    LATER,
    administratively_close,
    grant,
    order_in_absentia,
    order_removed,
    terminate,
    voluntary_departure,
)
from openasylum.kernel.person import case_since_of, hearings_of, make_state, marks_of
from openasylum.kernel.strength import claim_at_home
from openasylum.kernel.tally import DECIDED, tell


@kernel
def is_represented(word):
    """Whether a lawyer has taken the case on."""
    return marks_of(word) & Mark.REPRESENTED != 0


@kernel
def chance_of_missing(probability, since, day, a):
    """The chance of missing a hearing: the log odds grow with the years since the case began."""
    years = (day - since) / 365.25
    odds = probability / (1.0 - probability) * math.exp(a.miss_log_odds_per_year * years)
    return odds / (1.0 + odds)


@inner
def applies(person, who, marks, represented, a, luck):
    """Whether the person files an application for asylum or other protection."""
    u = drawn(luck, SECOND, person, Decision.COURT_LIFE, 0)[1]
    r = a.application_strength_correlation
    strength = claim_at_home(person, who, luck)
    readiness = r * strength + math.sqrt(1.0 - r * r) * normal(u)
    needed = a.application_threshold_other
    if marks & (Mark.FEAR_POSITIVE | Mark.REFERRED_BY_USCIS):
        needed = a.application_threshold_fear_positive
    if represented:
        needed -= a.application_shift_represented
    return readiness > needed


@inner
def first_hearing(person, word, day, who, closure_available, a, luck, tally):
    """A master calendar hearing. Returns (word, where, hours)."""
    represented = is_represented(word)
    hearings = hearings_of(word)
    marks = marks_of(word)
    u = drawn(luck, OWN, person, Decision.FIRST_HEARING, hearings)
    word = make_state(State.BETWEEN_HEARINGS, day, case_since_of(word), hearings + 1, marks)
    tell(tally, Flow.FIRST_HEARING_HELD, day)
    miss = a.miss_first_represented if represented else a.miss_first_unrepresented
    if not marks & Mark.DETAINED and u[0] < chance_of_missing(miss, case_since_of(word), day, a):
        return missed(person, word, day, u[1], a, luck, tally)
    if u[1] < a.dismissed_at_first_share:
        return terminate(word, day, tally), 0, a.dismissal_hours
    if closure_available != 0 and u[2] < a.closed_at_first_share:
        new, where = administratively_close(person, word, day, a, luck, tally)
        return new, where, a.dismissal_hours
    return plead(person, word, day, who, represented, a, luck, tally)


@inlined
def foresee_first_hearing(person, word, luck, n):
    """Write down the draws that `first_hearing` will want; returns how many there are."""
    foresee(luck, n + OWN, person, Decision.FIRST_HEARING, hearings_of(word))
    foresee(luck, n + CLAIM, person, Decision.STRENGTH, 0)
    foresee(luck, n + SECOND, person, Decision.COURT_LIFE, 0)
    foresee(luck, n + THIRD, person, Decision.FIRST_HEARING, hearings_of(word) + 1 + LATER)
    return n + 4


@inner
def plead(person, word, day, who, represented, a, luck, tally):
    """Pleadings taken: an application is filed and prepared, or the matter stays short."""
    marks = marks_of(word)
    applied = applies(person, who, marks, represented, a, luck)
    mean = a.short_matter_days
    if marks & Mark.DETAINED:
        mean = a.detained_preparation_days
    elif applied:
        mean = a.preparation_days
    if applied:
        tell(tally, Flow.APPLIED_FOR_ASYLUM, day)
        marks |= Mark.APPLIED
    else:
        marks |= Mark.NO_APPLICATION
    u = drawn(luck, THIRD, person, Decision.FIRST_HEARING, hearings_of(word) + LATER)[0]
    wait = 1 + int(0.5 * mean + exponential(u, 0.5 * mean))
    word = make_state(State.BETWEEN_HEARINGS, day, case_since_of(word), hearings_of(word), marks)
    return word, wait, a.first_hearing_hours


@inner
def missed(person, word, day, uniform, a, luck, tally):
    """A missed hearing: an order in absentia if notice is shown (8 USC 1229a(b)(5)), else later."""
    tell(tally, Flow.HEARING_MISSED, day)
    marks = marks_of(word) | Mark.MISSED_HEARING
    word = make_state(State.BETWEEN_HEARINGS, day, case_since_of(word), hearings_of(word), marks)
    if uniform < a.in_absentia_order_share:
        new, where = order_in_absentia(person, word, day, a, luck, tally)
        return new, where, a.in_absentia_hours
    return word, 1 + int(a.short_matter_days), a.in_absentia_hours


@inner
def short_hearing(person, word, day, a, luck, tally):
    """The concluding hearing of someone who applied for nothing. Returns (word, where, hours)."""
    represented = is_represented(word)
    hearings = hearings_of(word)
    marks = marks_of(word)
    u = drawn(luck, OWN, person, Decision.INDIVIDUAL_HEARING, hearings)
    word = make_state(State.BETWEEN_HEARINGS, day, case_since_of(word), hearings + 1, marks)
    tell(tally, Flow.HEARING_HELD, day)
    miss = a.miss_later_represented if represented else a.miss_later_unrepresented
    if not marks & Mark.DETAINED and u[0] < chance_of_missing(miss, case_since_of(word), day, a):
        return missed(person, word, day, u[2], a, luck, tally)
    hours = a.short_hearing_hours
    if u[1] < a.no_application_relief_share:
        return grant(word, day, False, tally), 0, hours
    if u[1] < a.no_application_relief_share + a.no_application_terminated_share:
        return terminate(word, day, tally), 0, hours
    if u[3] < a.no_application_voluntary_departure_share:
        return voluntary_departure(word, day, tally), 0, hours
    new, where = order_removed(person, word, day, False, a, luck, tally)
    return new, where, hours


@inlined
def foresee_short_hearing(person, word, luck, n):
    """The same for `short_hearing`."""
    foresee(luck, n + OWN, person, Decision.INDIVIDUAL_HEARING, hearings_of(word))
    foresee(luck, n + SECOND, person, Decision.AFTER_ORDER, hearings_of(word) + 1)
    return n + 3


@inner
def individual_hearing(person, word, day, who, closure_available, a, luck, tally):
    """A hearing on the merits. Returns (word, where, hours)."""
    represented = is_represented(word)
    hearings = hearings_of(word)
    marks = marks_of(word)
    u = drawn(luck, OWN, person, Decision.INDIVIDUAL_HEARING, hearings)
    word = make_state(State.BETWEEN_HEARINGS, day, case_since_of(word), hearings + 1, marks)
    tell(tally, Flow.HEARING_HELD, day)
    miss = a.miss_later_represented if represented else a.miss_later_unrepresented
    if not marks & Mark.DETAINED and u[0] < chance_of_missing(miss, case_since_of(word), day, a):
        return missed(person, word, day, u[2], a, luck, tally)
    if u[1] < a.dismissed_at_individual_share and not marks & Mark.DETAINED:
        return terminate(word, day, tally), 0, a.dismissal_hours
    if closure_available != 0 and u[2] < a.closed_at_individual_share:
        new, where = administratively_close(person, word, day, a, luck, tally)
        return new, where, a.dismissal_hours
    hours = a.detained_hearing_hours if marks & Mark.DETAINED else a.merits_hearing_hours
    new, where = decide_merits(person, word, day, who, represented, u[3], a, luck, tally)
    return new, where, hours


@inlined
def foresee_individual_hearing(person, word, luck, n):
    """The same for `individual_hearing`."""
    foresee(luck, n + OWN, person, Decision.INDIVIDUAL_HEARING, hearings_of(word))
    foresee(luck, n + CLAIM, person, Decision.STRENGTH, 0)
    foresee(luck, n + SECOND, person, Decision.MERITS, hearings_of(word) + 1)
    foresee(luck, n + THIRD, person, Decision.JUDGE, 0)
    return n + 4


@inner
def decide_merits(person, word, day, who, represented, uniform, a, luck, tally):
    """Asylum (8 USC 1158), other relief, voluntary departure or an order. Returns (word, where).

    Judges differ: each person draws one, whose leaning is the same at every hearing.
    """
    noise = normal(drawn(luck, SECOND, person, Decision.MERITS, hearings_of(word))[0])
    leaning = normal(drawn(luck, THIRD, person, Decision.JUDGE, 0)[0])
    evidence = (
        claim_at_home(person, who, luck)
        + (a.grant_shift_represented if represented else 0.0)
        + a.judge_spread * leaning
        + a.grant_noise * noise
    )
    if represented:
        tell(tally, Flow.REPRESENTED_AT_DECISION, day)
    barred = marks_of(word) & Mark.ASYLUM_BARRED != 0
    if evidence > a.grant_threshold and not barred:
        return grant(word, day, True, tally), 0
    tell(tally, Flow.DENIED_ASYLUM, day)
    tally[DECIDED] = 1 + WAIT_IF_DENIED
    if evidence > needed_for_other_relief(barred, a):
        return grant(word, day, False, tally), 0
    if uniform < a.denied_voluntary_departure_share:
        return voluntary_departure(word, day, tally), 0
    return order_removed(person, word, day, True, a, luck, tally)


@kernel
def needed_for_other_relief(barred, a):
    """The evidence for relief other than asylum; withholding alone asks for more than asylum."""
    if barred:
        return a.grant_threshold + a.withholding_threshold_shift
    return a.grant_threshold - a.other_relief_band


@kernel
def next_queue(word):
    """The queue for someone whose time between hearings is over, as a negative `where`."""
    marks = marks_of(word)
    if not marks & (Mark.APPLIED | Mark.NO_APPLICATION):
        return queue_of_first(marks)
    if marks & Mark.DETAINED:
        return -1 - Queue.DETAINED_INDIVIDUAL
    if marks & Mark.IN_MEXICO:
        return -1 - Queue.MPP_INDIVIDUAL
    if marks & Mark.NO_APPLICATION:
        return -1 - Queue.ORDINARY_SHORT
    if marks & Mark.PRIORITY:
        return -1 - Queue.PRIORITY_INDIVIDUAL
    return -1 - Queue.ORDINARY_INDIVIDUAL


@kernel
def queue_of_first(marks):
    """The queue for a first hearing, as a negative `where`."""
    if marks & Mark.DETAINED:
        return -1 - Queue.DETAINED_FIRST
    if marks & Mark.IN_MEXICO:
        return -1 - Queue.MPP_FIRST
    if marks & Mark.PRIORITY:
        return -1 - Queue.PRIORITY_FIRST
    return -1 - Queue.ORDINARY_FIRST
