"""Agreements with third countries: 8 USC 1158(a)(2)(A), 8 CFR 208.30(e)(7)."""

from openasylum.kernel.codes import Decision, Flow, Mark, State
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.luck import draws, exponential, normal
from openasylum.kernel.person import make_state, marks_of
from openasylum.kernel.screening import noise_of, threshold_of, voice_threshold
from openasylum.kernel.strength import claim_against_third_country, readiness_to_voice_third_country
from openasylum.kernel.tally import tell


@kernel
def transfer(word, day, tally):
    """Transferred to the third country, to seek asylum there. Returns (word, where)."""
    tell(tally, Flow.TRANSFERRED_TO_THIRD_COUNTRY, day)
    marks = marks_of(word) & ~(Mark.THIRD_COUNTRY | Mark.IN_CUSTODY_OF_CBP)
    return make_state(State.TRANSFERRED_TO_THIRD_COUNTRY, day, 0, 0, marks), 0


@inner
def chosen_for_transfer(person, word, day, law, a, luck, tally):
    """Transferred, unless fear of the third country is voiced and an officer is to hear it."""
    needed = voice_threshold(
        a.third_country_voice_threshold_asked, law.third_country_elicitation, a
    )
    if readiness_to_voice_third_country(person, a, luck) <= needed:
        return transfer(word, day, tally)
    tell(tally, Flow.THIRD_COUNTRY_FEAR_REFERRED, day)
    marks = marks_of(word) | Mark.THIRD_COUNTRY | Mark.IN_CUSTODY_OF_CBP
    word = make_state(State.AWAITING_FEAR_INTERVIEW, day, 0, 0, marks)
    u = draws(luck.seed, person, Decision.THIRD_COUNTRY_FEAR, 0)[1]
    return word, 1 + int(exponential(u, a.fear_interview_delay_days))


@inner
def third_country_interview(person, word, day, law, a, luck, tally):
    """Negative: transferred. Positive: on to the credible fear interview. Returns (word, where)."""
    u = draws(luck.seed, person, Decision.THIRD_COUNTRY_FEAR, 0)
    noise = noise_of(law.third_country_counsel_hours, False, a)
    evidence = claim_against_third_country(person, a, luck) + noise * normal(u[0])
    needed = threshold_of(law.third_country_standard, a) + a.third_country_threshold_shift
    if evidence <= needed:
        tell(tally, Flow.THIRD_COUNTRY_FEAR_NEGATIVE, day)
        return transfer(word, day, tally)
    tell(tally, Flow.THIRD_COUNTRY_FEAR_POSITIVE, day)
    tell(tally, Flow.FEAR_REFERRED, day)
    marks = (marks_of(word) & ~Mark.THIRD_COUNTRY) | Mark.VOICED_FEAR
    word = make_state(State.AWAITING_FEAR_INTERVIEW, day, 0, 0, marks)
    return word, 1 + int(exponential(u[2], a.fear_interview_delay_days))
