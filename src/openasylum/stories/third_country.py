"""Transfer to a third country, or fear of it heard first. Tells `kernel/third_country.py`."""

import math

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Elicitation, Flow, Mark, State
from openasylum.kernel.luck import normal
from openasylum.kernel.screening import noise_of, threshold_of
from openasylum.stories.telling import Draw, Telling, above
from openasylum.stories.voice import STANDARDS, needed_to_voice

_PROCESS = "third_country_transfer"


def _claim(t: Telling) -> tuple[float, tuple[Draw, ...]]:
    """The latent strength of the claim of harm in the third country."""
    u = (t.draw(Key.STRENGTH, 0, 0), t.draw(Key.STRENGTH, 1, 0))
    r = float(t.a["strength_correlation_third_country"])
    return r * normal(u[0].value) + math.sqrt(1.0 - r * r) * normal(u[1].value), u


def chosen(t: Telling) -> None:
    """Chosen for transfer: at once, unless fear of the third country is voiced."""
    t.rule(_PROCESS, "screening.elicitation")
    elicitation = Elicitation(int(t.law["third_country_elicitation"]))
    name = "third_country_voice_threshold_asked"
    needed, more = needed_to_voice(t, float(t.a[name]), elicitation)
    r = float(t.a["voice_strength_correlation"])
    claim, u = _claim(t)
    own = t.draw(Key.STRENGTH, 1, 1)
    readiness = r * claim + math.sqrt(1.0 - r * r) * normal(own.value)
    if not t.exceeds(
        "Whether the person voices fear of the third country", readiness, needed,
        ("voices fear of it", "voices none"),
        (above(needed, 0.0, 1.0), "people chosen for transfer"),
        (name, "voice_strength_correlation", *more), (*u, own), measure="readiness",
    ):  # fmt: skip
        _transferred(t)
        return
    t.flow(Flow.THIRD_COUNTRY_FEAR_REFERRED)
    t.marks |= Mark.THIRD_COUNTRY | Mark.IN_CUSTODY_OF_CBP
    _to_interview(t, 1)


def _to_interview(t: Telling, number: int) -> None:
    t.case_since = 0
    draw = t.draw(Key.THIRD_COUNTRY_FEAR, 0, number)
    days = t.exponential_days("Days to the interview", draw, "fear_interview_delay_days")
    t.end(State.AWAITING_FEAR_INTERVIEW, days)


def _transferred(t: Telling) -> None:
    t.flow(Flow.TRANSFERRED_TO_THIRD_COUNTRY)
    t.marks &= ~(Mark.THIRD_COUNTRY | Mark.IN_CUSTODY_OF_CBP)
    t.end(State.TRANSFERRED_TO_THIRD_COUNTRY, 0)


def interviewed(t: Telling) -> None:
    """The asylum officer's interview on fear of the third country."""
    t.rule(_PROCESS, "screening.standard", "screening.counsel_window_hours")
    draw = t.draw(Key.THIRD_COUNTRY_FEAR, 0, 0)
    claim, u = _claim(t)
    standard = int(t.law["third_country_standard"])
    spread = noise_of(t.law["third_country_counsel_hours"], False, t.a)
    needed = threshold_of(standard, t.a) + t.a["third_country_threshold_shift"]
    names = (
        STANDARDS[standard], "third_country_threshold_shift", "interview_noise",
        "counsel_noise_reduction_per_day", "strength_correlation_third_country",
    )  # fmt: skip
    if not t.exceeds(
        "The asylum officer's finding on fear of the third country",
        claim + spread * normal(draw.value), needed, ("not transferred", "transferred"),
        (above(needed, claim, spread), "people with this strength of claim against that country"),
        names, (*u, draw), claim,
    ):  # fmt: skip
        t.flow(Flow.THIRD_COUNTRY_FEAR_NEGATIVE)
        _transferred(t)
        return
    t.flow(Flow.THIRD_COUNTRY_FEAR_POSITIVE, Flow.FEAR_REFERRED)
    t.marks = (t.marks & ~Mark.THIRD_COUNTRY) | Mark.VOICED_FEAR
    _to_interview(t, 2)
