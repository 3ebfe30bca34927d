"""How a case ends at the immigration judge, and what follows: appeal, reopening, departure.

Each function returns the new state word, and where the person goes if not out: a number of days
(above 0) until the next event, a queue (below 0), or 0 for out.
"""

from openasylum.kernel.codes import Decision, Flow, Mark, State
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.layout import WAIT_IF_GRANTED
from openasylum.kernel.luck import SECOND, drawn, draws, exponential
from openasylum.kernel.person import case_since_of, hearings_of, make_state, marks_of
from openasylum.kernel.tally import DECIDED, tell


@kernel
def _end(word, state, day, marks):
    return make_state(state, day, case_since_of(word), hearings_of(word), marks)


@kernel
def _tell_mpp_closed(marks, day, tally):
    if marks & Mark.IN_MEXICO:
        tell(tally, Flow.MPP_CLOSED, day)


@kernel
def grant(word, day, asylum, tally):
    """Asylum, or another form of relief or protection, granted."""
    marks = marks_of(word)
    _tell_mpp_closed(marks, day, tally)
    if marks & Mark.IN_MEXICO:
        tell(tally, Flow.MPP_RELIEF, day)
    free = marks & ~(Mark.DETAINED | Mark.IN_MEXICO)
    if asylum:
        tell(tally, Flow.GRANTED_ASYLUM, day)
        tally[DECIDED] = 1 + WAIT_IF_GRANTED
        return _end(word, State.ASYLUM_GRANTED, day, free)
    tell(tally, Flow.GRANTED_OTHER_RELIEF, day)
    return _end(word, State.OTHER_RELIEF, day, free)


@kernel
def terminate(word, day, tally):
    """Proceedings terminated or dismissed."""
    marks = marks_of(word)
    _tell_mpp_closed(marks, day, tally)
    tell(tally, Flow.TERMINATED, day)
    free = marks & ~(Mark.DETAINED | Mark.IN_MEXICO)
    return _end(word, State.TERMINATED_OR_CLOSED, day, free)


@kernel
def voluntary_departure(word, day, tally):
    """Voluntary departure in place of an order: 8 USC 1229c."""
    marks = marks_of(word)
    _tell_mpp_closed(marks, day, tally)
    tell(tally, Flow.VOLUNTARY_DEPARTURE, day)
    free = marks & ~(Mark.DETAINED | Mark.IN_MEXICO)
    return _end(word, State.VOLUNTARY_DEPARTURE, day, free)


@inner
def administratively_close(person, word, day, a, luck, tally):
    """Off the active docket and out of custody, still pending; some cases are recalendared."""
    tell(tally, Flow.ADMINISTRATIVELY_CLOSED, day)
    u = draws(luck.seed, person, Decision.AFTER_ORDER, hearings_of(word) + LATER)
    word = _end(word, State.ADMINISTRATIVELY_CLOSED, day, marks_of(word) & ~Mark.DETAINED)
    if u[0] < a.recalendared_share:
        return word, 1 + int(exponential(u[1], a.recalendared_days))
    return word, NEVER


NEVER = 1 << 20  # days: beyond any horizon, so the person rests until the run ends
LATER = 1 << 10  # occasions of a second draw of one decision, beyond any number of hearings


@inner
def order_in_absentia(person, word, day, a, luck, tally):
    """Ordered removed in absentia: 8 USC 1229a(b)(5); some orders are reopened later."""
    marks = marks_of(word)
    _tell_mpp_closed(marks, day, tally)
    if marks & Mark.IN_MEXICO:
        tell(tally, Flow.MPP_IN_ABSENTIA, day)
    tell(tally, Flow.ORDERED_REMOVED_IN_ABSENTIA, day)
    free = marks & ~(Mark.DETAINED | Mark.IN_MEXICO)
    u = draws(luck.seed, person, Decision.AFTER_ORDER, hearings_of(word))
    if u[0] < a.in_absentia_reopened_share:
        wait = 1 + int(exponential(u[1], a.in_absentia_reopened_days))
        marks = free | Mark.WILL_REOPEN
        return _end(word, State.ORDERED_REMOVED_IN_ABSENTIA, day, marks), wait
    word = _end(word, State.ORDERED_REMOVED_IN_ABSENTIA, day, free)
    return word, days_to_removal(u[2], u[3], a)


@kernel
def days_to_removal(uniform, delay_uniform, a):
    """Days until an order against someone at liberty is carried out; 0 if it never is."""
    if uniform < a.removal_after_order_share_released:
        return 1 + int(exponential(delay_uniform, a.removal_after_order_days_released))
    return 0


@inner
def order_removed(person, word, day, may_appeal, a, luck, tally):
    """Ordered removed with the person present: appeal, removal, reopening, or at liberty."""
    marks = marks_of(word)
    u = drawn(luck, SECOND, person, Decision.AFTER_ORDER, hearings_of(word))
    _tell_mpp_closed(marks, day, tally)
    tell(tally, Flow.ORDERED_REMOVED, day)
    if may_appeal and not marks & Mark.APPEALED and u[0] < a.appeal_share_of_denials:
        tell(tally, Flow.APPEALED, day)
        word = _end(word, State.AWAITING_APPEAL, day, marks | Mark.APPEALED)
        return word, 1 + int(a.appeal_filing_days)
    return after_final_order(word, day, u[1], u[2], u[3], a)


@inner
def after_final_order(word, day, share_uniform, delay_uniform, removal_uniform, a):
    """What follows a final order: removal from custody, reopening, removal, or nothing."""
    marks = marks_of(word)
    if marks & Mark.DETAINED:
        word = _end(word, State.AWAITING_REMOVAL, day, marks)
        return word, 1 + int(exponential(delay_uniform, a.removal_after_order_days_detained))
    free = marks & ~Mark.IN_MEXICO
    if share_uniform < a.other_reopened_share:
        wait = 1 + int(exponential(delay_uniform, a.other_reopened_days))
        return _end(word, State.ORDERED_REMOVED, day, free | Mark.WILL_REOPEN), wait
    word = _end(word, State.ORDERED_REMOVED, day, free)
    return word, days_to_removal(removal_uniform, delay_uniform, a)
