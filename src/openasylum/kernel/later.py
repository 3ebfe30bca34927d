"""What happens when a delay is over: notices filed, cases recalendared or reopened, departures."""

from openasylum.kernel.codes import Decision, Flow, Mark, Queue, State, Stream
from openasylum.kernel.court import next_queue, queue_of_first
from openasylum.kernel.jit import inlined, inner, kernel
from openasylum.kernel.luck import OWN, SECOND, drawn, foresee
from openasylum.kernel.notices import release_with_notice
from openasylum.kernel.person import case_since_of, hearings_of, make_state, marks_of, state_of
from openasylum.kernel.tally import RECEIVED, tell


@inner
def file_notice(person, word, day, who, law, a, luck, tally):
    """The notice to appear reaches the court (8 CFR 1003.14): a receipt, then a first hearing."""
    marks = marks_of(word)
    u = drawn(luck, OWN, person, Decision.NOTICE, 1)
    eligible = law.priority_docket != 0 and who.stream == Stream.BORDER
    if eligible and not marks & Mark.DETAINED and u[1] < a.priority_docket_share:
        marks |= Mark.PRIORITY
    tell(tally, Flow.COURT_RECEIPT, day)
    tally[RECEIVED] = 1
    least = a.detained_first_days if marks & Mark.DETAINED else a.first_hearing_least_days
    word = make_state(State.AWAITING_FIRST_HEARING, day, day, hearings_of(word), marks)
    return word, 1 + int(least * (0.5 + u[0]))


@kernel
def reopen(word, day, flow, tally):
    """A closed case is back on the docket for a new hearing on the merits or a new first one."""
    marks = (marks_of(word) | Mark.REOPENED) & ~Mark.WILL_REOPEN
    tell(tally, flow, day)
    if marks & Mark.APPLIED:
        state = State.AWAITING_INDIVIDUAL_HEARING
    else:
        state = State.AWAITING_FIRST_HEARING
        marks &= ~Mark.NO_APPLICATION
    return make_state(state, day, case_since_of(word), hearings_of(word), marks)


@kernel
def when_due(person, word, day, who, law, a, luck, tally):
    """The next step of someone whose delay ends today. Returns (word, where)."""
    state = state_of(word)
    marks = marks_of(word)
    if state == State.AWAITING_NOTICE:
        return file_notice(person, word, day, who, law, a, luck, tally)
    if state == State.AWAITING_FIRST_HEARING:
        return word, queue_of_first(marks)
    if state == State.AWAITING_INDIVIDUAL_HEARING:
        return word, next_queue(word)
    if state == State.BETWEEN_HEARINGS:
        where = next_queue(word)
        if marks & (Mark.APPLIED | Mark.NO_APPLICATION):
            state = State.AWAITING_INDIVIDUAL_HEARING
        else:
            state = State.AWAITING_FIRST_HEARING
        return make_state(state, day, case_since_of(word), hearings_of(word), marks), where
    if state == State.AWAITING_FEAR_INTERVIEW:
        return word, -1 - Queue.FEAR_INTERVIEW
    if state == State.AWAITING_MPP_FEAR_INTERVIEW:
        return word, -1 - Queue.MPP_FEAR_INTERVIEW
    if state == State.AWAITING_JUDGE_REVIEW:
        return word, -1 - Queue.JUDGE_REVIEW
    if state == State.AWAITING_ASYLUM_INTERVIEW:
        return word, -1 - Queue.ASYLUM_INTERVIEW
    return when_due_out_of_court(person, word, day, who, a, luck, tally)


@inlined
def foresee_due(person, word, luck, n):
    """Write down the draws that `when_due` will want, where many do; returns how many there are."""
    noticed = state_of(word) == State.AWAITING_NOTICE  # a branch would take as long as a draw
    foresee(luck, n + OWN, person, Decision.NOTICE, 1)
    foresee(luck, n + SECOND, person, Decision.COURT_LIFE, 0)
    return n + 3 * noticed


@inner
def when_due_out_of_court(person, word, day, who, a, luck, tally):
    """The same for people in care, in custody, on appeal, closed, or under an order."""
    state = state_of(word)
    marks = marks_of(word)
    if state == State.IN_HHS_CARE:
        return release_with_notice(person, word, day, a.notice_never_share, a, luck, tally)
    if state == State.IN_ICE_CUSTODY:
        never = a.custody_notice_never_share
        return release_with_notice(person, word, day, never, a, luck, tally)
    if state == State.AWAITING_APPEAL:
        detained = marks & Mark.DETAINED
        return word, -1 - Queue.DETAINED_APPEAL if detained else -1 - Queue.APPEAL
    if state == State.ADMINISTRATIVELY_CLOSED:
        word = reopen(word, day, Flow.RECALENDARED, tally)
        return word, next_queue(word)
    if marks & Mark.WILL_REOPEN:
        word = reopen(word, day, Flow.REOPENED, tally)
        return word, next_queue(word)
    out = State.REMOVED_AFTER_ORDER
    flow = Flow.REMOVED_AFTER_ORDER
    if state == State.AWAITING_REMOVAL and case_since_of(word) == 0:
        out = State.REPATRIATED
        flow = Flow.REPATRIATED_FROM_CUSTODY
    tell(tally, flow, day)
    free = marks & ~(Mark.DETAINED | Mark.IN_MEXICO)
    return make_state(out, day, case_since_of(word), hearings_of(word), free), 0
