"""Custody and the notice to appear: 8 USC 1226, 1229; who is held, and when the court hears."""

from openasylum.kernel.codes import MEXICO, Decision, Family, Flow, Mark, State
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.luck import OWN, drawn, draws, exponential
from openasylum.kernel.person import hearings_of, make_state, marks_of
from openasylum.kernel.tally import tell


@kernel
def notice_delay(uniform, never, a):
    """Days until the notice reaches the court; below 0 if it never does.

    A prompt share is filed within weeks, the rest slowly, and some never; one uniform decides,
    so that a smaller share never filed leaves the others' days as they were.
    """
    if uniform > 1.0 - never:
        return -1
    left = uniform / (1.0 - never)
    if left < a.notice_prompt_share:
        return 1 + int(exponential(left / a.notice_prompt_share, a.notice_prompt_days))
    rest = (left - a.notice_prompt_share) / (1.0 - a.notice_prompt_share)
    return 1 + int(exponential(rest, a.notice_slow_days))


@inner
def release_with_notice(person, word, day, never, a, luck, tally):
    """At liberty; the notice to appear is on its way, or never sent. Returns (word, where)."""
    marks = marks_of(word) & ~(Mark.DETAINED | Mark.IN_MEXICO)
    u = drawn(luck, OWN, person, Decision.NOTICE, 0)[0]
    delay = notice_delay(u, never, a)
    if delay < 0:
        tell(tally, Flow.NO_CASE_FILED, day)
        return make_state(State.NO_CASE_FILED, day, 0, hearings_of(word), marks), 0
    return make_state(State.AWAITING_NOTICE, day, 0, hearings_of(word), marks), delay


@inner
def hold_until_release(person, word, day, mean, a, luck):
    """Held by ICE for some days, then released with a notice to appear."""
    marks = marks_of(word) | Mark.DETAINED
    u = draws(luck.seed, person, Decision.DETENTION, 0)[0]
    word = make_state(State.IN_ICE_CUSTODY, day, 0, hearings_of(word), marks)
    return word, 1 + int(exponential(u, mean))


@kernel
def hold_for_court(person, word, day, a, luck):
    """Held by ICE throughout; the notice to appear reaches the detained court within days."""
    marks = marks_of(word) | Mark.DETAINED
    u = draws(luck.seed, person, Decision.NOTICE, 2)[0]
    word = make_state(State.AWAITING_NOTICE, day, 0, hearings_of(word), marks)
    return word, 1 + int(exponential(u, a.custody_notice_days))


@kernel
def removed_share(who, a):
    """The share of those transferred to ICE without a fear claim who are removed from custody."""
    if who.family == Family.FAMILY_UNIT:
        return a.ice_removed_share_family
    if who.citizenship == MEXICO:
        return a.ice_removed_share_mexico
    return a.ice_removed_share


@inner
def transfer_to_ice(person, word, day, who, beds_free, a, luck, tally):
    """Someone transferred to ICE who voiced no fear: removed, held for court, or released."""
    u = drawn(luck, OWN, person, Decision.BORDER, 0)
    if u[0] < removed_share(who, a):
        marks = marks_of(word) | Mark.DETAINED
        word = make_state(State.AWAITING_REMOVAL, day, 0, hearings_of(word), marks)
        return word, 1 + int(exponential(u[1], a.ice_removal_days))
    if u[2] >= a.ice_detained_share or beds_free <= 0:
        return release_with_notice(person, word, day, a.custody_notice_never_share, a, luck, tally)
    if who.family == Family.FAMILY_UNIT:
        return hold_until_release(person, word, day, a.family_release_days, a, luck)
    if u[3] < a.detained_release_share:
        return hold_until_release(person, word, day, a.detained_release_days, a, luck)
    return hold_for_court(person, word, day, a, luck)
