"""Fear screening: 8 USC 1225(b)(1)(B), 8 CFR 208.30 and 1003.42.

A regime is five switches: who is asked, the standard, the country, the time for counsel, the
review. Thresholds are ordered and shared by all regimes, so a kinder standard never refuses
someone whom a stricter one passed.
"""

from openasylum.kernel.codes import Decision, Elicitation, Interviewer, Standard
from openasylum.kernel.jit import inner, kernel
from openasylum.kernel.luck import OWN, SECOND, drawn, draws, normal
from openasylum.kernel.strength import (
    claim_against_mexico,
    claim_at_home,
    readiness_to_voice,
    readiness_to_voice_mexico,
)


@kernel
def voice_threshold(asked_threshold, elicitation, a):
    """The readiness needed to voice fear, given the one needed when everyone is asked."""
    if elicitation == Elicitation.ASKED_OF_ALL:
        return asked_threshold
    if elicitation == Elicitation.MANIFEST:
        return asked_threshold + a.voice_shift_manifest
    if elicitation == Elicitation.UNPROMPTED:
        return asked_threshold + a.voice_shift_unprompted
    return 1.0e9


@kernel
def voices_fear(person, asked_threshold, elicitation, a, luck):
    """Whether the person voices fear of home under this way of eliciting it."""
    needed = voice_threshold(asked_threshold, elicitation, a)
    return readiness_to_voice(person, a, luck) > needed


@kernel
def voices_fear_of_mexico(person, occasion, elicitation, a, luck):
    """Whether a person in MPP voices fear of Mexico, at enrolment (occasion 0) or a hearing."""
    needed = voice_threshold(a.mpp_voice_threshold_asked, elicitation, a)
    if occasion > 0:
        needed += a.mpp_voice_shift_at_hearing
    return readiness_to_voice_mexico(person, occasion, a, luck) > needed


@kernel
def threshold_of(standard, a):
    """The evidence that a standard of proof asks for, in standard deviations of strength."""
    if standard == Standard.SIGNIFICANT_POSSIBILITY:
        return a.threshold_significant_possibility
    if standard == Standard.REASONABLE_POSSIBILITY:
        return a.threshold_reasonable_possibility
    if standard == Standard.REASONABLE_PROBABILITY:
        return a.threshold_reasonable_probability
    return a.threshold_more_likely_than_not


@kernel
def noise_of(counsel_hours, has_counsel, a):
    """The noise of a screening: time to find counsel, and counsel present, make it clearer."""
    days = min(counsel_hours / 24.0, 3.0)
    noise = a.interview_noise * (1.0 - a.counsel_noise_reduction_per_day * days)
    return noise * (1.0 - a.counsel_at_interview_noise_reduction) if has_counsel else noise


@kernel
def has_counsel_at_interview(person, law, a, luck):
    """Whether counsel takes part in a credible fear interview, where the law lets them."""
    u = drawn(luck, SECOND, person, Decision.INTERVIEWER, 0)[1]
    return law.counsel_at_interview != 0 and u < a.counsel_at_interview_share


@kernel
def interviewed_by_cbp(person, law, a, luck):
    """Whether an agent of CBP, not an asylum officer, holds the credible fear interview."""
    u = drawn(luck, SECOND, person, Decision.INTERVIEWER, 0)[0]
    return law.interviewer == Interviewer.EITHER and u < a.cbp_interviewer_share


@kernel
def needed_to_pass(with_cbp, by_cbp, law, a):
    """The evidence needed at a credible fear interview; more in CBP custody or by its agents."""
    needed = threshold_of(law.standard, a)
    if with_cbp:
        needed += a.cbp_custody_threshold_shift
    if by_cbp:
        needed += a.cbp_interviewer_threshold_shift
    return needed


@inner
def passes_fear_interview(person, who, with_cbp, law, a, luck, occasion):
    """The decision on credible fear, by an asylum officer or an agent of CBP."""
    u = drawn(luck, OWN, person, Decision.FEAR_INTERVIEW, occasion)
    noise = noise_of(law.counsel_hours, has_counsel_at_interview(person, law, a, luck), a)
    by_cbp = interviewed_by_cbp(person, law, a, luck)
    if by_cbp:
        noise *= a.cbp_interviewer_noise_factor
    evidence = claim_at_home(person, who, luck) + noise * normal(u[1])
    return evidence > needed_to_pass(with_cbp, by_cbp, law, a)


@kernel
def has_counsel_at_mpp_interview(person, law, a, luck):
    """The same for an interview on fear of Mexico."""
    u = draws(luck.seed, person, Decision.INTERVIEWER, 0)[2]
    return law.mpp_counsel_at_interview != 0 and u < a.mpp_counsel_at_interview_share


@kernel
def passes_mpp_fear_interview(person, law, a, luck, occasion):
    """The asylum officer's decision on fear of Mexico."""
    u = draws(luck.seed, person, Decision.MPP_FEAR_INTERVIEW, occasion)
    has_counsel = has_counsel_at_mpp_interview(person, law, a, luck)
    noise = noise_of(law.mpp_counsel_hours, has_counsel, a)
    evidence = claim_against_mexico(person, a, luck) + noise * normal(u[0])
    return evidence > threshold_of(law.mpp_standard, a) + a.mexico_threshold_shift


@kernel
def judge_vacates(person, who, law, a, luck):
    """The immigration judge's fresh look at a negative credible fear finding: 8 CFR 1003.42(d)."""
    u = draws(luck.seed, person, Decision.JUDGE_REVIEW, 0)
    evidence = claim_at_home(person, who, luck) + a.review_noise * normal(u[0])
    return evidence > threshold_of(law.standard, a) + a.review_threshold_shift
