"""Fear of home: voiced or not, the interview, the judge's review; and what follows them.

Tells what `kernel/screening.py`, `kernel/fear.py` and part of `kernel/encounter.py` decide.
"""

import math

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Elicitation, Family, Flow, Interviewer, Mark, Review, State
from openasylum.kernel.luck import normal
from openasylum.kernel.screening import needed_to_pass, noise_of, threshold_of
from openasylum.stories import custody, third_country
from openasylum.stories.telling import Number, Telling, above, claim_at_home
from openasylum.stories.voice import STANDARDS, needed_to_voice

_PILOT = 2  # the kernel's code for custody of CBP of some
_NEVER = 8.9  # above it a readiness that nobody reaches: officially nobody of the group spoke up


def voiced(t: Telling, path: int) -> bool:
    """Whether the person voices fear of home to the officers who hold them."""
    t.rule("expedited_removal", "screening.elicitation")
    asked = float(t.world.inputs.asked[t.world.month(t.step.day), t.world.name.group, path])
    needed, names = needed_to_voice(t, asked, Elicitation(int(t.law["elicitation"])))
    u = [t.draw(Key.STRENGTH, 0, 0), t.draw(Key.STRENGTH, 0, 2)]
    r = t.a["voice_strength_correlation"]
    readiness = r * normal(u[0].value) + math.sqrt(1.0 - r * r) * normal(u[1].value)
    if needed > _NEVER:
        t.say("No fear screening: none is open, or nobody like this person was counted as referred")
        return bool(readiness > needed)
    level = Number("readiness needed when asked", asked, "standard deviations")
    return t.exceeds(
        "Whether the person voices fear", readiness, needed,
        ("voices fear of return", "voices none"),
        (above(needed, 0.0, 1.0), "people of the group"),
        ("voice_strength_correlation", *names), tuple(u), official=(level,),
        measure="readiness",
    )  # fmt: skip


def referred(t: Telling, to_ice: bool) -> None:
    """Fear voiced: referral to an asylum officer, in custody or not."""
    t.flow(Flow.FEAR_REFERRED)
    t.cite("Whoever voices fear is referred to an asylum officer", "8 CFR 235.3(b)(4)")
    t.rule("expedited_removal", "screening.custody")
    in_ice = to_ice and not _stays_with_cbp(t)
    t.marks |= Mark.VOICED_FEAR | (Mark.DETAINED if in_ice else Mark.IN_CUSTODY_OF_CBP)
    if t.happens(
        "Whether the person is released before any interview", t.draw(Key.BORDER, 2, 1),
        ("fear_released_first_share",), "released first", "held for the interview",
    ):  # fmt: skip
        custody.released_with_notice(t, "custody_notice_never_share")
        return
    draw = t.draw(Key.BORDER, 2, 0)
    days = t.exponential_days("Days to the interview", draw, "fear_interview_delay_days")
    t.end(State.AWAITING_FEAR_INTERVIEW, days)


def _stays_with_cbp(t: Telling) -> bool:
    """Whether CBP keeps the person for the interview: everyone, or those a pilot takes."""
    if t.law["cbp_custody"] != _PILOT:
        return bool(t.law["cbp_custody"] != 0)
    t.rule("expedited_removal", "screening.custody_pilot")
    return t.happens(
        "Whether a pilot keeps the person in CBP custody", t.draw(Key.BORDER, 2, 2),
        ("custody_pilot_share",), "kept by CBP", "to ICE",
    )  # fmt: skip


def interviewed(t: Telling) -> None:
    """The credible fear interview, or first one on fear of the country of transfer."""
    if t.has(Mark.THIRD_COUNTRY):
        third_country.interviewed(t)
        return
    t.rule(
        "expedited_removal", "screening.standard", "screening.counsel_window_hours",
        "screening.custody", "screening.interviewer", "screening.counsel_at_interview",
    )  # fmt: skip
    closed = t.happens(
        "Whether the case is closed without a finding", t.draw(Key.FEAR_INTERVIEW, 0, 0),
        ("fear_closed_share",), "closed", "heard",
    )  # fmt: skip
    if closed:
        t.flow(Flow.FEAR_CLOSED)
        removed = t.happens(
            "Whether it ends in removal", t.draw(Key.FEAR_INTERVIEW, 0, 2),
            ("fear_closed_removed_share",), "to be removed", "to an immigration judge",
        )  # fmt: skip
        (await_removal if removed else to_court)(t)
    elif _passes(t):
        t.flow(Flow.FEAR_POSITIVE)
        t.marks |= Mark.FEAR_POSITIVE
        to_court(t)
    else:
        t.flow(Flow.FEAR_NEGATIVE)
        _refused(t)


def _passes(t: Telling) -> bool:
    claim, own = claim_at_home(t)
    draw = t.draw(Key.FEAR_INTERVIEW, 0, 1)
    counsel, by_cbp = _counsel_takes_part(t), _held_by_cbp(t)
    spread = noise_of(t.law["counsel_hours"], counsel, t.a)
    with_cbp = t.has(Mark.IN_CUSTODY_OF_CBP)
    needed = needed_to_pass(with_cbp, by_cbp, t.law, t.a)
    names = [STANDARDS[int(t.law["standard"])]]
    names += ["cbp_custody_threshold_shift"] * with_cbp
    names += ["counsel_at_interview_noise_reduction"] * counsel
    if by_cbp:
        spread *= t.a["cbp_interviewer_noise_factor"]
        names += ["cbp_interviewer_threshold_shift", "cbp_interviewer_noise_factor"]
    who = "The finding of the agent of CBP" if by_cbp else "The asylum officer's finding"
    return t.exceeds(
        who, claim + spread * normal(draw.value), needed,
        ("credible fear found", "no credible fear found"),
        (above(needed, claim, spread), "people with this strength of claim"),
        (*names, "interview_noise", "counsel_noise_reduction_per_day"), (own, draw), claim,
    )  # fmt: skip


def _counsel_takes_part(t: Telling) -> bool:
    """Whether counsel takes part in the interview, where the law lets them."""
    return bool(t.law["counsel_at_interview"] != 0) and t.happens(
        "Whether counsel takes part in the interview", t.draw(Key.INTERVIEWER, 0, 1),
        ("counsel_at_interview_share",), "counsel takes part", "no counsel there",
    )  # fmt: skip


def _held_by_cbp(t: Telling) -> bool:
    """Whether an agent of CBP holds the interview, where the law lets them hold any."""
    return bool(t.law["interviewer"] == Interviewer.EITHER) and t.happens(
        "Whether an agent of CBP holds the interview", t.draw(Key.INTERVIEWER, 0, 0),
        ("cbp_interviewer_share",), "an agent of CBP", "an asylum officer",
    )  # fmt: skip


def _refused(t: Telling) -> None:
    t.rule("expedited_removal", "screening.review")
    if t.law["review"] == Review.JUDGE_DE_NOVO and t.happens(
        "Whether the person asks for a judge's review", t.draw(Key.FEAR_INTERVIEW, 0, 3),
        ("review_requested_share",), "asks for review", "does not ask",
    ):  # fmt: skip
        t.flow(Flow.REVIEW_REQUESTED)
        t.end(State.AWAITING_JUDGE_REVIEW, 1)
    else:
        await_removal(t)


def reviewed(t: Telling) -> None:
    """The immigration judge's review of a negative finding."""
    t.rule("expedited_removal", "screening.review", "screening.standard")
    claim, own = claim_at_home(t)
    draw = t.draw(Key.JUDGE_REVIEW, 0, 0)
    spread = float(t.a["review_noise"])
    needed = threshold_of(t.law["standard"], t.a) + t.a["review_threshold_shift"]
    names = (STANDARDS[int(t.law["standard"])], "review_threshold_shift", "review_noise")
    if t.exceeds(
        "The judge's fresh look", claim + t.a["review_noise"] * normal(draw.value), needed,
        ("the officer's finding is vacated", "the officer's finding is affirmed"),
        (above(needed, claim, spread), "people with this strength of claim"), names,
        (own, draw), claim,
    ):  # fmt: skip
        t.flow(Flow.REVIEW_VACATED)
        t.marks |= Mark.FEAR_POSITIVE
        to_court(t)
    else:
        t.flow(Flow.REVIEW_AFFIRMED)
        await_removal(t)


def await_removal(t: Telling) -> None:
    """No fear found: repatriated at once from CBP custody, after some days from ICE's."""
    if not t.has(Mark.DETAINED):
        t.flow(Flow.REPATRIATED_FROM_CUSTODY)
        t.end(State.REPATRIATED, 0)
        return
    t.case_since = 0
    draw = t.draw(Key.AFTER_FEAR, 1, 0)
    days = t.exponential_days("Days to repatriation", draw, "ice_removal_days")
    t.end(State.AWAITING_REMOVAL, days)


def to_court(t: Telling) -> None:
    """Before an immigration judge, held or released."""
    t.rule("expedited_removal", "asylum.after_positive_screening")
    if not t.has(Mark.DETAINED):
        custody.released_with_notice(t, "custody_notice_never_share")
    elif t.world.who["family"] == Family.FAMILY_UNIT:
        custody.held_until_release(t, "family_release_days")
    elif t.happens(
        "Whether ICE releases the person", t.draw(Key.AFTER_FEAR, 0, 0),
        ("fear_positive_release_share",), "to be released", "held for court",
    ):  # fmt: skip
        custody.held_until_release(t, "fear_positive_release_days")
    else:
        custody.held_for_court(t)
