"""The Board of Immigration Appeals: 8 CFR 1003.1. Dismissed, or remanded to the judge."""

from openasylum.kernel.codes import Decision, Flow, State
from openasylum.kernel.jit import inlined, inner
from openasylum.kernel.luck import OWN, drawn, foresee
from openasylum.kernel.orders import after_final_order
from openasylum.kernel.person import case_since_of, hearings_of, make_state, marks_of
from openasylum.kernel.tally import tell


@inner
def decide_appeal(person, word, day, a, luck, tally):
    """A decision of the Board. Returns (word, where)."""
    u = drawn(luck, OWN, person, Decision.APPEAL, hearings_of(word))
    tell(tally, Flow.APPEAL_DECIDED, day)
    if u[0] < a.appeal_remanded_share:
        tell(tally, Flow.REMANDED, day)
        state = State.BETWEEN_HEARINGS
        word = make_state(state, day, case_since_of(word), hearings_of(word), marks_of(word))
        return word, 1 + int(a.preparation_days)
    return after_final_order(word, day, u[1], u[2], u[3], a)


@inlined
def foresee_appeal(person, word, luck, n):
    """Write down the draw that `decide_appeal` will want; returns how many there are."""
    foresee(luck, n + OWN, person, Decision.APPEAL, hearings_of(word))
    return n + 1
