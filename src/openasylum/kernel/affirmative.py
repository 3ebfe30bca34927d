"""Affirmative asylum at USCIS: 8 USC 1158(d), 8 CFR 208.9, 208.14. Granted, referred or closed."""

from openasylum.kernel.codes import Decision, Flow, Mark, State
from openasylum.kernel.jit import inlined, inner
from openasylum.kernel.luck import CLAIM, OWN, drawn, exponential, foresee, normal
from openasylum.kernel.person import make_state, marks_of
from openasylum.kernel.strength import claim_at_home
from openasylum.kernel.tally import tell


@inner
def asylum_interview(person, word, day, who, a, luck, tally):
    """The asylum officer's interview and decision. Returns (word, where)."""
    u = drawn(luck, OWN, person, Decision.ASYLUM_INTERVIEW, 0)
    evidence = claim_at_home(person, who, luck) + a.grant_noise * normal(u[0])
    marks = marks_of(word)
    if evidence > a.affirmative_granted_threshold:
        tell(tally, Flow.AFFIRMATIVE_GRANTED, day)
        return make_state(State.ASYLUM_GRANTED, day, day, 1, marks), 0
    if u[1] < a.affirmative_referred_share_of_rest:
        tell(tally, Flow.AFFIRMATIVE_REFERRED, day)
        marks |= Mark.REFERRED_BY_USCIS
        word = make_state(State.AWAITING_NOTICE, day, 0, 1, marks)
        return word, 1 + int(exponential(u[2], a.affirmative_referral_days))
    tell(tally, Flow.AFFIRMATIVE_CLOSED, day)
    return make_state(State.ASYLUM_DENIED_IN_STATUS, day, day, 1, marks), 0


@inlined
def foresee_asylum_interview(person, luck, n):
    """Write down the draws that `asylum_interview` will want; returns how many there are."""
    foresee(luck, n + OWN, person, Decision.ASYLUM_INTERVIEW, 0)
    foresee(luck, n + CLAIM, person, Decision.STRENGTH, 0)
    return n + 2
