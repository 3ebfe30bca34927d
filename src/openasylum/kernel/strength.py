"""The latent strength of a person's claim, which decisions see only through noise.

Standard normal over everyone encountered, shifted by citizenship; separately for harm at home, in
Mexico and in a third country, correlated. Nothing of it can be observed: results are shown over
the whole range of base rates (docs/model.md, design concepts).
"""

import math

from openasylum.kernel.codes import Decision
from openasylum.kernel.jit import kernel
from openasylum.kernel.luck import CLAIM, drawn, draws, normal


@kernel
def claim_at_home(person, who, luck):
    """Strength of the claim against the home country, in standard deviations."""
    return normal(drawn(luck, CLAIM, person, Decision.STRENGTH, 0)[0]) + who.strength_shift


@kernel
def claim_against_mexico(person, a, luck):
    """Strength of the claim of harm in Mexico, correlated with the claim at home."""
    u = draws(luck.seed, person, Decision.STRENGTH, 0)
    r = a.strength_correlation_mexico
    return r * normal(u[0]) + math.sqrt(1.0 - r * r) * normal(u[1])


@kernel
def claim_against_third_country(person, a, luck):
    """Strength of the claim of harm in a third country, correlated with the claim at home."""
    own = draws(luck.seed, person, Decision.STRENGTH, 1)[0]
    r = a.strength_correlation_third_country
    at_home = draws(luck.seed, person, Decision.STRENGTH, 0)[0]
    return r * normal(at_home) + math.sqrt(1.0 - r * r) * normal(own)


@kernel
def readiness_to_voice_third_country(person, a, luck):
    """How readily a person voices fear of the third country, correlated with that strength."""
    own = draws(luck.seed, person, Decision.STRENGTH, 1)[1]
    r = a.voice_strength_correlation
    return r * claim_against_third_country(person, a, luck) + math.sqrt(1.0 - r * r) * normal(own)


@kernel
def readiness_to_voice(person, a, luck):
    """How readily a person voices fear of home: standard normal, correlated with strength."""
    u = drawn(luck, CLAIM, person, Decision.STRENGTH, 0)
    r = a.voice_strength_correlation
    return r * normal(u[0]) + math.sqrt(1.0 - r * r) * normal(u[2])


@kernel
def readiness_to_voice_mexico(person, occasion, a, luck):
    """The same for fear of Mexico; later occasions share most of the first one's readiness."""
    r = a.voice_strength_correlation
    lasting = draws(luck.seed, person, Decision.STRENGTH, 0)[3]
    moment = draws(luck.seed, person, Decision.MPP_ENROLMENT, occasion)[0]
    own = 0.8 * normal(lasting) + 0.6 * normal(moment)
    return r * claim_against_mexico(person, a, luck) + math.sqrt(1.0 - r * r) * own
