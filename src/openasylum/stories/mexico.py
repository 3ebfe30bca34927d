"""Waiting in Mexico: enrolment, fear of Mexico, hearings, giving up, harm.

Tells what `kernel/mexico.py` decides.
"""

import math

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Elicitation, Flow, Mark, State
from openasylum.kernel.luck import exponential, normal
from openasylum.kernel.orders import LATER
from openasylum.kernel.screening import noise_of, threshold_of
from openasylum.stories import court, orders
from openasylum.stories.telling import Draw, Telling, above
from openasylum.stories.voice import STANDARDS, needed_to_voice

_AGAIN = "mpp_reentry_days"


def enrolled(t: Telling) -> None:
    """Enrolment: a notice to appear, and fear of Mexico voiced or not."""
    t.flow(Flow.COURT_RECEIPT)
    t.marks |= Mark.EVER_MPP
    t.case_since = t.step.day
    if t.happens(
        "Whether the person is let in at enrolment", t.draw(Key.MPP_ENROLMENT, LATER, 0),
        ("mpp2_released_at_enrolment_share",), "let in", "returned to Mexico",
    ):  # fmt: skip
        t.flow(Flow.MPP_RELEASED_AT_ENROLMENT)
        t.end(State.AWAITING_FIRST_HEARING, 1 + int(t.a["first_hearing_least_days"]))
    elif _voices(t, 0):
        t.flow(Flow.MPP_FEAR_REFERRED)
        t.marks |= Mark.IN_MEXICO
        t.end(State.AWAITING_MPP_FEAR_INTERVIEW, 1 + int(t.a["mpp_fear_delay_days"]))
    else:
        _returned(t)


def _claim(t: Telling) -> tuple[float, tuple[Draw, ...]]:
    """The latent strength of the claim of harm in Mexico."""
    u = (t.draw(Key.STRENGTH, 0, 0), t.draw(Key.STRENGTH, 0, 1))
    r = float(t.a["strength_correlation_mexico"])
    return r * normal(u[0].value) + math.sqrt(1.0 - r * r) * normal(u[1].value), u


def _voices(t: Telling, occasion: int) -> bool:
    """Whether the person voices fear of Mexico, at enrolment or at a hearing."""
    t.rule("mpp", "screening.elicitation")
    elicitation = Elicitation(int(t.law["mpp_elicitation"]))
    names = ["mpp_voice_threshold_asked", "voice_strength_correlation"]
    needed, more = needed_to_voice(t, float(t.a[names[0]]), elicitation)
    if occasion > 0:
        needed += t.a["mpp_voice_shift_at_hearing"]
        more.append("mpp_voice_shift_at_hearing")
    if elicitation is Elicitation.NONE:
        t.say("Nobody is screened for fear of Mexico")
        return False
    r = float(t.a["voice_strength_correlation"])
    claim, u = _claim(t)
    lasting, moment = t.draw(Key.STRENGTH, 0, 3), t.draw(Key.MPP_ENROLMENT, occasion, 0)
    own = 0.8 * normal(lasting.value) + 0.6 * normal(moment.value)
    readiness = r * claim + math.sqrt(1.0 - r * r) * own
    return t.exceeds(
        "Whether the person voices fear of Mexico", readiness, needed,
        ("voices fear of Mexico", "voices none"),
        (above(needed, 0.0, 1.0), "people in MPP"), (*names, *more), (*u, lasting, moment),
        measure="readiness",
    )  # fmt: skip


def _returned(t: Telling) -> None:
    """Returned with a hearing date."""
    t.marks |= Mark.IN_MEXICO
    if t.hearings == 0:
        t.flow(Flow.MPP_RETURNED)
    else:
        t.say("Returned to Mexico with a date for a hearing")
    mean = "mpp_first_hearing_days" if t.hearings == 0 else "mpp_next_hearing_days"
    draw = t.draw(Key.IN_MEXICO, 1 + t.hearings, 0)
    days = 1 + int(t.a[mean] * (0.5 + draw.value))
    heard = t.has(Mark.APPLIED) or t.has(Mark.NO_APPLICATION)
    state = State.AWAITING_INDIVIDUAL_HEARING if heard else State.AWAITING_FIRST_HEARING
    t.end(state, t.lasts("Days to the date of the hearing", draw, days, mean))


def fear_interviewed(t: Telling) -> None:
    """The asylum officer's interview on fear of Mexico."""
    t.rule(
        "mpp", "screening.standard", "screening.counsel_window_hours",
        "screening.counsel_at_interview",
    )  # fmt: skip
    last = t.draw(Key.MPP_FEAR_INTERVIEW, t.hearings, 1)
    about, name = "Whether the case is closed without a finding", "mpp_fear_closed_share"
    if t.happens(about, last, (name,), "closed", "heard"):
        t.flow(Flow.MPP_FEAR_CLOSED)
        _returned(t)
        return
    draw = t.draw(Key.MPP_FEAR_INTERVIEW, t.hearings, 0)
    claim, u = _claim(t)
    counsel = _counsel_takes_part(t)
    spread = noise_of(t.law["mpp_counsel_hours"], counsel, t.a)
    needed = threshold_of(t.law["mpp_standard"], t.a) + t.a["mexico_threshold_shift"]
    names = (
        STANDARDS[int(t.law["mpp_standard"])], "mexico_threshold_shift", "interview_noise",
        "counsel_noise_reduction_per_day", "strength_correlation_mexico",
        *["counsel_at_interview_noise_reduction"] * counsel,
    )  # fmt: skip
    if t.exceeds(
        "The asylum officer's finding on fear of Mexico", claim + spread * normal(draw.value),
        needed, ("taken out of MPP", "back to Mexico"),
        (above(needed, claim, spread), "people with this strength of claim against Mexico"),
        names, (*u, draw), claim,
    ):  # fmt: skip
        t.flow(Flow.MPP_FEAR_POSITIVE, Flow.MPP_TAKEN_OUT)
        let_in(t)
    else:
        t.flow(Flow.MPP_FEAR_NEGATIVE)
        _returned(t)


def _counsel_takes_part(t: Telling) -> bool:
    """Whether counsel takes part in the interview, where the law lets them."""
    return bool(t.law["mpp_counsel_at_interview"] != 0) and t.happens(
        "Whether counsel takes part in the interview", t.draw(Key.INTERVIEWER, 0, 2),
        ("mpp_counsel_at_interview_share",), "counsel takes part", "no counsel there",
    )  # fmt: skip


def let_in(t: Telling) -> None:
    """Into the United States, the case moved to an ordinary court."""
    t.marks &= ~Mark.IN_MEXICO
    heard = t.has(Mark.APPLIED) or t.has(Mark.NO_APPLICATION)
    state = State.AWAITING_INDIVIDUAL_HEARING if heard else State.AWAITING_FIRST_HEARING
    t.end(state, 1 + int(t.a["first_hearing_least_days"]))


def wound_down(t: Telling) -> None:
    """Let in because MPP is wound down."""
    t.flow(Flow.MPP_WOUND_DOWN)
    t.rule("mpp", "mpp.wind_down")
    let_in(t)


def day_of_giving_up(t: Telling) -> tuple[int, Draw]:
    """The day the person gives up the wait, if it lasts so long."""
    draw = t.draw(Key.IN_MEXICO, 0, 0)
    return t.case_since + 1 + int(exponential(draw.value, t.a["mpp_give_up_days"])), draw


def day_of_reentry(t: Telling) -> tuple[int, Draw]:
    """The day the person is caught crossing again, if the wait lasts so long."""
    draw = t.draw(Key.IN_MEXICO, 0, 2)
    return t.case_since + 1 + int(exponential(draw.value, t.a["mpp_reentry_days"])), draw


def hearing(t: Telling) -> None:
    """A hearing of someone who must come from Mexico for it."""
    t.rule("mpp", "mpp.hearings")
    lawyer = court.has_lawyer(t)
    first = not (t.has(Mark.APPLIED) or t.has(Mark.NO_APPLICATION))
    t.flow(Flow.FIRST_HEARING_HELD if first else Flow.HEARING_HELD)
    u = [t.draw(Key.MPP_HEARING, t.hearings, n) for n in range(4)]
    occasion = t.hearings + 1
    t.hearings += 1
    if _absent(t, lawyer, u[0]):
        _not_there(t, u[1])
    elif _voices(t, occasion):
        t.flow(Flow.MPP_FEAR_REFERRED)
        t.end(State.AWAITING_MPP_FEAR_INTERVIEW, 1 + int(t.a["mpp_fear_delay_days"]))
    elif t.happens(
        "Whether the case is terminated", u[2], ("mpp_terminated_at_first_share",), "terminated",
        "goes on",
    ):  # fmt: skip
        orders.terminated(t)
    elif first:
        court.pleaded(t, lawyer)
        _returned(t)
    elif t.has(Mark.APPLIED):
        court.merits(t, lawyer, Key.MPP_HEARING)
    else:
        orders.ordered_removed(t, False)


def _absent(t: Telling, lawyer: bool, draw: Draw) -> bool:
    gave_up, again = day_of_giving_up(t)[0], day_of_reentry(t)[0]
    if t.step.day >= min(gave_up, again):
        how = "given up the wait" if gave_up <= again else "crossed again and been caught"
        t.say(f"The person had {how} before this hearing")
        return True
    name = "miss_first_represented" if lawyer else "mpp_miss_present"
    share, names = court.chance_of_missing(t, name)
    return t.happens(
        "Whether the person misses the hearing", draw, names, "does not appear", "appears", share
    )


def _not_there(t: Telling, draw: Draw) -> None:
    t.rule("mpp", "court.no_show")
    if t.happens(
        "Whether removal is ordered in absentia", draw, ("mpp_order_if_absent_share",), "ordered",
        "the case is terminated",
    ):  # fmt: skip
        court.missed(t, Key.MPP_HEARING, None)
    else:
        t.flow(Flow.HEARING_MISSED)
        t.marks |= Mark.MISSED_HEARING
        orders.terminated(t)


def end_of_wait(t: Telling, day: int) -> None:
    """Account for a wait that ends on `day`: left before, harmed before, and on which days."""
    gone, draw = day_of_giving_up(t)
    again, crossed = day_of_reentry(t)
    until = min(day, gone, again)
    if again <= day and again < gone:
        t.lasts("Days until the person is caught crossing", crossed, again - t.case_since, _AGAIN)
        t.aside(Flow.MPP_REAPPREHENDED, again)
        t.flows.append((again, Flow.MPP_REAPPREHENDED))
    t.flows.append((until, Flow.MPP_LEFT_MEXICO_WAIT))
    if gone <= again and gone <= t.step.day:
        t.lasts("Days until the person gives up", draw, gone - t.case_since, "mpp_give_up_days")
        t.aside(Flow.MPP_LEFT_MEXICO_WAIT, gone)
    draw = t.draw(Key.IN_MEXICO, 0, 1)
    days = 1 + int(exponential(draw.value, t.a["mpp_harm_days"]))
    if t.case_since + days <= until:
        t.lasts("Days until the person is harmed in Mexico", draw, days, "mpp_harm_days")
        t.aside(Flow.MPP_HARMED, t.case_since + days)
        t.flows.append((t.case_since + days, Flow.MPP_HARMED))
        t.marks |= Mark.HARMED_IN_MEXICO
