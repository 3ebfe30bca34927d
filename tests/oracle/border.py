"""Arrivals: who comes, what the border does with them, and the stocks of the first day."""

from collections.abc import Iterator
from typing import Any

from openasylum.kernel.codes import (
    DISCRETIONARY,
    Decision,
    Eligibility,
    Family,
    Flow,
    Mark,
    Pathway,
    Queue,
    State,
    Stream,
)
from tests.oracle import affirmative, claims, custody, lawyers, mexico, orders, screening
from tests.oracle.luck import even, exponential, uniforms
from tests.oracle.person import Person, person_id
from tests.oracle.steps import settle
from tests.oracle.world import World


def arrive(world: World) -> None:
    """Everyone who comes today; on the first day also those who came before it."""
    first = world.date if world.day else world.given.first_row
    for date in range(first, world.date + 1):
        for group, reserved in world.given.arriving(date):
            people = affirmative.filings(world, group, reserved)
            for serial in kept_serials(world, date, group, people):
                person = Person(person_id(date, group, serial), group, date, serial)
                world.people[person.id] = person
                _begin(world, person)
                settle(world, person)


def kept_serials(world: World, date: int, group: int, people: int) -> Iterator[int]:
    """The serials that a share `scale` keeps: each step of the scaled count over a whole number."""
    scale = world.given.scale
    if scale >= 1.0:
        yield from range(people)
        return
    start = uniforms(world.given.seed, person_id(date, group, 0), Decision.THINNING, 0)[0]
    for whole in range(1, int(start + people * scale) + 1):
        near = int((whole - start) / scale)
        for serial in range(max(0, near - 2), min(people, near + 2)):
            if int(start + (serial + 1) * scale) == whole > int(start + serial * scale):
                yield serial


def _begin(world: World, person: Person) -> None:
    stream = Stream(world.kind(person).stream)
    if stream is Stream.BORDER:
        _encounter(world, person)
    elif stream is Stream.AFFIRMATIVE:
        affirmative.file(world, person)
    elif stream is Stream.STOCK_AFFIRMATIVE:
        affirmative.pending(world, person)
    elif stream in (Stream.STOCK_COURT, Stream.STOCK_INACTIVE):
        _pending(world, person, stream)
    else:
        _other_case(world, person, stream)


def _other_case(world: World, person: Person, stream: Stream) -> None:
    """A new court case that does not come from the border."""
    a = world.assumed
    u = world.luck(person, Decision.STOCK)
    world.tell(person, Flow.COURT_RECEIPT)
    person.case_since = world.date
    if stream is Stream.OTHER_DETAINED:
        person.marks.add(Mark.DETAINED)
    least = a.detained_first_days if person.detained else a.first_hearing_least_days
    person.enter(State.AWAITING_FIRST_HEARING, world.date)
    lawyers.receive(world, person, world.date)
    world.wait(person, 1 + int(least * (0.5 + u[0])))


def _pending(world: World, person: Person, stream: Stream) -> None:
    """A case pending, or administratively closed, on the first day."""
    a = world.assumed
    u = world.luck(person, Decision.STOCK)
    person.case_since = person.arrived
    if stream is Stream.STOCK_INACTIVE:
        person.hearings = 2
        person.marks.add(Mark.APPLIED)
        person.enter(State.ADMINISTRATIVELY_CLOSED, person.arrived)
        if u[0] < a.recalendared_share:
            world.wait(person, 1 + int(exponential(u[1], a.recalendared_days)))
        else:
            world.rest(person)
    elif u[0] < a.stock_first_hearing_share:
        person.enter(State.AWAITING_FIRST_HEARING, person.arrived)
        world.join(person, Queue.ORDINARY_FIRST)
    else:
        short = u[0] < a.stock_first_hearing_share + a.stock_short_share
        person.hearings = 1
        person.marks.add(Mark.NO_APPLICATION if short else Mark.APPLIED)
        person.enter(State.AWAITING_INDIVIDUAL_HEARING, person.arrived)
        world.join(person, orders.next_queue(person))
    lawyers.receive(world, person, person.arrived)


def _encounter(world: World, person: Person) -> None:
    month = world.today.month
    law: Any = world.law(person)
    shares = world.given.shares(month, person.group)
    start = uniforms(world.given.seed, person_id(0, person.group, 0), Decision.PATHWAY, 0)[0]
    pathway = choose_pathway(even(start, person.arrived, person.serial), shares, law)
    world.tell(person, Flow.ENCOUNTERED)
    _mark_eligibility(world, person)
    _process(world, person, pathway, world.given.asked(month, person.group))


def choose_pathway(uniform: float, shares: list[float], law: Any) -> Pathway:
    """The discretionary programmes first; one that is closed gives its people to the ordinary."""
    opened = (law.title_42_in_force, law.mpp_open, law.third_country_in_force)
    before = 0.0
    for pathway in range(DISCRETIONARY):
        share = shares[pathway]
        if uniform < before + share:
            if opened[pathway]:
                return Pathway(pathway)
            return _ordinary((uniform - before) / share, shares)
        before += share
    return _ordinary((uniform - before) / (1.0 - before), shares)


def _ordinary(uniform: float, shares: list[float]) -> Pathway:
    left = uniform * sum(shares[DISCRETIONARY:])
    for pathway in range(DISCRETIONARY, len(shares)):
        left -= shares[pathway]
        if left < 0.0:
            return Pathway(pathway)
    return Pathway.OTHER


def _mark_eligibility(world: World, person: Person) -> None:
    a, rule = world.assumed, Eligibility(world.law(person).eligibility)
    excepted = {
        Eligibility.ELIGIBLE: 1.0,
        Eligibility.PRESUMED_INELIGIBLE: a.presumption_rebutted_share,
        Eligibility.BARRED: a.asylum_bar_excepted_share,
    }[rule]
    if world.luck(person, Decision.ELIGIBILITY)[0] >= excepted:
        person.marks.add(Mark.ASYLUM_BARRED)


def _process(world: World, person: Person, pathway: Pathway, asked: list[float]) -> None:
    a = world.assumed
    child = world.kind(person).family == Family.UNACCOMPANIED_CHILD
    if pathway is Pathway.TITLE_42_EXPULSION:
        world.tell(person, Flow.EXPELLED)
        person.enter(State.EXPELLED, world.date)
    elif pathway is Pathway.MPP:
        mexico.enrol(world, person)
    elif pathway is Pathway.THIRD_COUNTRY:
        screening.choose_for_transfer(world, person)
    elif pathway is Pathway.TITLE_8_REPATRIATION:
        world.tell(person, Flow.REPATRIATED_AT_BORDER)
        if not child and claims.voices_fear(world, person, asked[1]):
            screening.refer(world, person, to_ice=False)
        else:
            person.enter(State.REPATRIATED, world.date)
    elif pathway is Pathway.TRANSFER_TO_ICE:
        world.tell(person, Flow.TRANSFERRED_TO_ICE)
        if not child and claims.voices_fear(world, person, asked[0]):
            screening.refer(world, person, to_ice=True)
        else:
            custody.transfer_to_ice(world, person)
    elif pathway is Pathway.TRANSFER_TO_HHS:
        custody.care_of_hhs(world, person)
    elif pathway is Pathway.OTHER:
        world.tell(person, Flow.OTHER_DISPOSITION)
        person.enter(State.OTHER_DISPOSITION, world.date)
    else:
        released = pathway is Pathway.USBP_RELEASE
        world.tell(person, Flow.RELEASED if released else Flow.PAROLED)
        custody.release_with_notice(world, person, a.notice_never_share)
