"""An affirmative application at USCIS. Tells what `kernel/affirmative.py` decides."""

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Flow, Mark, State
from openasylum.kernel.luck import normal
from openasylum.stories.telling import Telling, above, claim_at_home


def interviewed(t: Telling) -> None:
    """The asylum officer's interview and decision."""
    t.rule("affirmative", "affirmative.order_of_service", "asylum.eligibility")
    claim, own = claim_at_home(t)
    draw = t.draw(Key.ASYLUM_INTERVIEW, 0, 0)
    spread, needed = float(t.a["grant_noise"]), float(t.a["affirmative_granted_threshold"])
    t.case_since, t.hearings = t.step.day, 1
    if t.exceeds(
        "The asylum officer's decision", claim + t.a["grant_noise"] * normal(draw.value), needed,
        ("asylum granted", "not granted"),
        (above(needed, claim, spread), "people with this strength of claim"),
        ("affirmative_granted_threshold", "grant_noise"), (own, draw), claim,
    ):  # fmt: skip
        t.flow(Flow.AFFIRMATIVE_GRANTED)
        t.end(State.ASYLUM_GRANTED, 0)
    elif t.happens(
        "Whether the case is referred to an immigration judge", t.draw(Key.ASYLUM_INTERVIEW, 0, 1),
        ("affirmative_referred_share_of_rest",), "referred", "denied or closed",
    ):  # fmt: skip
        t.flow(Flow.AFFIRMATIVE_REFERRED)
        t.cite("Referred to an immigration judge", "8 CFR 208.14(c)(1)")
        t.marks |= Mark.REFERRED_BY_USCIS
        draw = t.draw(Key.ASYLUM_INTERVIEW, 0, 2)
        days = t.exponential_days(
            "Days until the court has the case", draw, "affirmative_referral_days"
        )
        t.end(State.AWAITING_NOTICE, days)
    else:
        t.flow(Flow.AFFIRMATIVE_CLOSED)
        t.end(State.ASYLUM_DENIED_IN_STATUS, 0)
