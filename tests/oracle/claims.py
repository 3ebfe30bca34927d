"""The latent strength of a claim, and the readiness to voice it (docs/model.md 4, 7.3, 7.8)."""

import math

from openasylum.kernel.codes import Decision, Elicitation
from tests.oracle.luck import normal
from tests.oracle.person import Person
from tests.oracle.world import World


def _mix(correlation: float, shared: float, own: float) -> float:
    return correlation * shared + math.sqrt(1.0 - correlation * correlation) * own


def at_home(world: World, person: Person) -> float:
    """Strength of the claim against the country of citizenship."""
    u = world.luck(person, Decision.STRENGTH)
    return normal(u[0]) + float(world.kind(person).strength_shift)


def against_mexico(world: World, person: Person) -> float:
    """Strength of the claim against Mexico; the shift by citizenship is not in it."""
    u = world.luck(person, Decision.STRENGTH)
    return _mix(world.assumed.strength_correlation_mexico, normal(u[0]), normal(u[1]))


def against_third_country(world: World, person: Person) -> float:
    """Strength of the claim against the third country, without the shift by citizenship."""
    home = world.luck(person, Decision.STRENGTH)[0]
    own = world.luck(person, Decision.STRENGTH, 1)[0]
    return _mix(world.assumed.strength_correlation_third_country, normal(home), normal(own))


def _level(world: World, asked: float, elicitation: int) -> float:
    """The readiness needed, by the way the law elicits fear; infinite where it is not heard."""
    shift = {
        Elicitation.NONE: math.inf,
        Elicitation.UNPROMPTED: world.assumed.voice_shift_unprompted,
        Elicitation.MANIFEST: world.assumed.voice_shift_manifest,
        Elicitation.ASKED_OF_ALL: 0.0,
    }
    return asked + shift[Elicitation(elicitation)]


def voices_fear(world: World, person: Person, asked: float) -> bool:
    """Whether the person says that they fear return, at the border."""
    u = world.luck(person, Decision.STRENGTH)
    ready = _mix(world.assumed.voice_strength_correlation, normal(u[0]), normal(u[2]))
    return ready > _level(world, asked, world.law(person).elicitation)


def voices_fear_of_third_country(world: World, person: Person) -> bool:
    """Whether the person says that they fear the country of transfer."""
    own = world.luck(person, Decision.STRENGTH, 1)[1]
    claim = against_third_country(world, person)
    ready = _mix(world.assumed.voice_strength_correlation, claim, normal(own))
    asked = world.assumed.third_country_voice_threshold_asked
    return ready > _level(world, asked, world.law(person).third_country_elicitation)


def voices_fear_of_mexico(world: World, person: Person) -> bool:
    """Whether the person says that they fear Mexico, at enrolment (no hearing yet) or later."""
    lasting = world.luck(person, Decision.STRENGTH)[3]
    moment = world.luck(person, Decision.MPP_ENROLMENT, person.hearings)[0]
    own = 0.8 * normal(lasting) + 0.6 * normal(moment)
    claim = against_mexico(world, person)
    ready = _mix(world.assumed.voice_strength_correlation, claim, own)
    asked = world.assumed.mpp_voice_threshold_asked
    if person.hearings:
        asked += world.assumed.mpp_voice_shift_at_hearing
    return ready > _level(world, asked, world.law(person).mpp_elicitation)
