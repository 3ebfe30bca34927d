"""What happens when a delay is over: notices filed, cases recalendared or reopened, departures."""

from openasylum.kernel.codes import Decision, Flow, Mark, Queue, State, Stream
from openasylum.kernel.court import next_queue, queue_of_first
from openasylum.kernel.jit import inlined, inner, kernel
from openasylum.kernel.luck import OWN, SECOND, drawn, foresee
from openasylum.kernel.notices import release_with_notice
from openasylum.kernel.person import case_since_of, hearings_of, make_state, marks_of, state_of
from openasylum.kernel.tally import RECEIVED, tell

_AS_IS = (
    (1 << State.AWAITING_FEAR_INTERVIEW)
    | (1 << State.AWAITING_JUDGE_REVIEW)
    | (1 << State.AWAITING_MPP_FEAR_INTERVIEW)
    | (1 << State.AWAITING_FIRST_HEARING)
    | (1 << State.AWAITING_INDIVIDUAL_HEARING)
    | (1 << State.AWAITING_APPEAL)
    | (1 << State.AWAITING_ASYLUM_INTERVIEW)
)
_JOINING = _AS_IS | (1 << State.BETWEEN_HEARINGS) | (1 << State.ADMINISTRATIVELY_CLOSED)


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


@inlined
def joins_queue(word):
    """Whether someone whose delay ends joins a queue, and not another delay or those who are out.

    Only for these it matters in which order the people of one day are served.
    """
    return (_JOINING >> state_of(word)) & 1 | (marks_of(word) & Mark.WILL_REOPEN != 0)


@inlined
def stays_as_is(word):
    """Whether someone who joins a queue does so without any change of state."""
    return (_AS_IS >> state_of(word)) & 1


@inner
def queue_as_is(word):
    """The queue, as a negative `where`, of someone who `stays_as_is`."""
    state = state_of(word)
    if state == State.AWAITING_FIRST_HEARING:
        return queue_of_first(marks_of(word))
    if state == State.AWAITING_INDIVIDUAL_HEARING:
        return next_queue(word)
    if state == State.AWAITING_FEAR_INTERVIEW:
        return -1 - Queue.FEAR_INTERVIEW
    if state == State.AWAITING_MPP_FEAR_INTERVIEW:
        return -1 - Queue.MPP_FEAR_INTERVIEW
    if state == State.AWAITING_JUDGE_REVIEW:
        return -1 - Queue.JUDGE_REVIEW
    if state == State.AWAITING_ASYLUM_INTERVIEW:
        return -1 - Queue.ASYLUM_INTERVIEW
    return -1 - Queue.DETAINED_APPEAL if marks_of(word) & Mark.DETAINED else -1 - Queue.APPEAL


@inner
def back_on_docket(word, day, tally):
    """Someone between hearings, or whose case was closed, joins a queue. Returns (word, where)."""
    if state_of(word) != State.BETWEEN_HEARINGS:
        closed = state_of(word) == State.ADMINISTRATIVELY_CLOSED
        word = reopen(word, day, Flow.RECALENDARED if closed else Flow.REOPENED, tally)
        return word, next_queue(word)
    marks = marks_of(word)
    state = State.AWAITING_FIRST_HEARING
    if marks & (Mark.APPLIED | Mark.NO_APPLICATION):
        state = State.AWAITING_INDIVIDUAL_HEARING
    return make_state(state, day, case_since_of(word), hearings_of(word), marks), next_queue(word)


@inlined
def foresee_due(person, word, luck, n):
    """Write down the draws that `leave_delay` will want, if many do; returns how many there are."""
    noticed = state_of(word) == State.AWAITING_NOTICE  # a branch would take as long as a draw
    foresee(luck, n + OWN, person, Decision.NOTICE, 1)
    foresee(luck, n + SECOND, person, Decision.COURT_LIFE, 0)
    return n + 3 * noticed


@inner
def leave_delay(person, word, day, who, law, a, luck, tally):
    """The next step of people whose delay ends and who join no queue. Returns (word, where).

    They were waiting for the notice to reach the court, in care, in custody, or under an order.
    """
    state = state_of(word)
    marks = marks_of(word)
    if state == State.AWAITING_NOTICE:
        return file_notice(person, word, day, who, law, a, luck, tally)
    if state == State.IN_HHS_CARE:
        return release_with_notice(person, word, day, a.notice_never_share, a, luck, tally)
    if state == State.IN_ICE_CUSTODY:
        never = a.custody_notice_never_share
        return release_with_notice(person, word, day, never, a, luck, tally)
    out = State.REMOVED_AFTER_ORDER
    flow = Flow.REMOVED_AFTER_ORDER
    if state == State.AWAITING_REMOVAL and case_since_of(word) == 0:
        out = State.REPATRIATED
        flow = Flow.REPATRIATED_FROM_CUSTODY
    tell(tally, flow, day)
    free = marks & ~(Mark.DETAINED | Mark.IN_MEXICO)
    return make_state(out, day, case_since_of(word), hearings_of(word), free), 0


@kernel
def when_due(person, word, day, who, law, a, luck, tally):
    """The next step of someone whose delay ends today. Returns (word, where)."""
    if not joins_queue(word):
        return leave_delay(person, word, day, who, law, a, luck, tally)
    if stays_as_is(word):
        return word, queue_as_is(word)
    return back_on_docket(word, day, tally)
