"""ICE custody, the care of HHS, releases and notices to appear (docs/model.md 7.4, 7.5)."""

from openasylum.kernel.codes import MEXICO, Decision, Family, Flow, Mark, State
from tests.oracle.luck import exponential
from tests.oracle.person import Person
from tests.oracle.world import World


def release_with_notice(world: World, person: Person, never: float) -> None:
    """At liberty, the notice to appear on its way: promptly, slowly, or never."""
    a = world.assumed
    u = world.luck(person, Decision.NOTICE)[0]
    person.marks -= {Mark.DETAINED, Mark.IN_CUSTODY_OF_CBP}
    if u > 1.0 - never:
        world.tell(person, Flow.NO_CASE_FILED)
        person.enter(State.NO_CASE_FILED, world.date)
        return
    left = u / (1.0 - never)
    prompt = a.notice_prompt_share
    if left < prompt:
        days = exponential(left / prompt, a.notice_prompt_days)
    else:
        days = exponential((left - prompt) / (1.0 - prompt), a.notice_slow_days)
    person.enter(State.AWAITING_NOTICE, world.date)
    world.wait(person, 1 + int(days))


def hold_until_release(world: World, person: Person, mean: float) -> None:
    """In ICE custody until a release, with a notice to follow."""
    person.marks.add(Mark.DETAINED)
    person.enter(State.IN_ICE_CUSTODY, world.date)
    u = world.luck(person, Decision.DETENTION)[0]
    world.wait(person, 1 + int(exponential(u, mean)))


def hold_for_court(world: World, person: Person) -> None:
    """In ICE custody until the case ends; the notice reaches the court within days."""
    person.marks.add(Mark.DETAINED)
    person.enter(State.AWAITING_NOTICE, world.date)
    u = world.luck(person, Decision.NOTICE, 2)[0]
    world.wait(person, 1 + int(exponential(u, world.assumed.custody_notice_days)))


def transfer_to_ice(world: World, person: Person) -> None:
    """Transferred to ICE without voicing fear: removed, held, or released."""
    a, kind = world.assumed, world.kind(person)
    u = world.luck(person, Decision.BORDER)
    if kind.family == Family.FAMILY_UNIT:
        removed = a.ice_removed_share_family
    elif kind.citizenship == MEXICO:
        removed = a.ice_removed_share_mexico
    else:
        removed = a.ice_removed_share
    beds_free = world.today.beds - len(world.in_custody)
    if u[0] < removed:
        person.marks.add(Mark.DETAINED)
        person.enter(State.AWAITING_REMOVAL, world.date)
        world.wait(person, 1 + int(exponential(u[1], a.ice_removal_days)))
    elif u[2] >= a.ice_detained_share or beds_free <= 0:
        release_with_notice(world, person, a.custody_notice_never_share)
    elif kind.family == Family.FAMILY_UNIT:
        hold_until_release(world, person, a.family_release_days)
    elif u[3] < a.detained_release_share:
        hold_until_release(world, person, a.detained_release_days)
    else:
        hold_for_court(world, person)


def care_of_hhs(world: World, person: Person) -> None:
    """An unaccompanied child in the care of HHS."""
    world.tell(person, Flow.TRANSFERRED_TO_HHS)
    person.enter(State.IN_HHS_CARE, world.date)
    u = world.luck(person, Decision.BORDER, 1)[0]
    world.wait(person, 1 + int(exponential(u, world.assumed.hhs_care_days)))


def await_removal(world: World, person: Person) -> None:
    """After a negative or closed screening: out at once from CBP's custody, later from ICE's."""
    if Mark.IN_CUSTODY_OF_CBP in person.marks:
        repatriate(world, person)
        return
    person.enter(State.AWAITING_REMOVAL, world.date)
    u = world.luck(person, Decision.AFTER_FEAR, 1)[0]
    world.wait(person, 1 + int(exponential(u, world.assumed.ice_removal_days)))


def repatriate(world: World, person: Person) -> None:
    """Removed from custody without a hearing."""
    world.tell(person, Flow.REPATRIATED_FROM_CUSTODY)
    person.marks -= {Mark.DETAINED, Mark.IN_CUSTODY_OF_CBP}
    person.enter(State.REPATRIATED, world.date)


def to_court(world: World, person: Person) -> None:
    """After a positive or a closed screening: released, or held, for court."""
    a = world.assumed
    u = world.luck(person, Decision.AFTER_FEAR)
    if Mark.IN_CUSTODY_OF_CBP in person.marks:
        release_with_notice(world, person, a.custody_notice_never_share)
    elif world.kind(person).family == Family.FAMILY_UNIT:
        hold_until_release(world, person, a.family_release_days)
    elif u[0] < a.fear_positive_release_share:
        hold_until_release(world, person, a.fear_positive_release_days)
    else:
        hold_for_court(world, person)
