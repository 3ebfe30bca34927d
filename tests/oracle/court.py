"""Immigration court: notices, hearings, decisions on the merits (docs/model.md 7.7)."""

import math

from openasylum.kernel.codes import Decision, Flow, Mark, State, Stream
from tests.oracle import books, claims, lawyers, orders
from tests.oracle.luck import DAYS_A_YEAR, exponential, normal
from tests.oracle.person import Person
from tests.oracle.world import World


def receive(world: World, person: Person) -> None:
    """The notice to appear reaches the court; the first hearing can be set after a while."""
    a = world.assumed
    u = world.luck(person, Decision.NOTICE, 1)
    world.tell(person, Flow.COURT_RECEIPT)
    from_border = world.kind(person).stream == Stream.BORDER
    listed = from_border and world.law(person).priority_docket and not person.detained
    if listed and u[1] < a.priority_docket_share:
        person.marks.add(Mark.PRIORITY)
    least = a.detained_first_days if person.detained else a.first_hearing_least_days
    person.enter(State.AWAITING_FIRST_HEARING, world.date)
    person.case_since = world.date
    lawyers.receive(world, person, world.date)
    world.wait(person, 1 + int(least * (0.5 + u[0])))


def misses(world: World, person: Person, uniform: float, later: bool) -> bool:
    """Whether someone at liberty stays away from a hearing."""
    a = world.assumed
    represented = Mark.REPRESENTED in person.marks
    if later:
        chance = a.miss_later_represented if represented else a.miss_later_unrepresented
    else:
        chance = a.miss_first_represented if represented else a.miss_first_unrepresented
    return uniform < chance_of_missing(world, person, chance) and not person.detained


def chance_of_missing(world: World, person: Person, chance: float) -> float:
    """A chance whose log odds grow with the years since the case began."""
    years = (world.date - person.case_since) / DAYS_A_YEAR
    odds = chance / (1.0 - chance) * math.exp(world.assumed.miss_log_odds_per_year * years)
    return odds / (1.0 + odds)


def first_hearing(world: World, person: Person) -> float:
    """A first hearing of a case that is not in Mexico. Returns a judge's hours."""
    a = world.assumed
    u = world.luck(person, Decision.FIRST_HEARING, person.hearings)
    person.hearings += 1
    world.tell(person, Flow.FIRST_HEARING_HELD)
    if misses(world, person, u[0], later=False):
        return missed(world, person, u[1])
    if u[1] < a.dismissed_at_first_share:
        orders.terminate(world, person)
        return float(a.dismissal_hours)
    if world.today.administrative_closure and u[2] < a.closed_at_first_share:
        orders.close(world, person)
        return float(a.dismissal_hours)
    plead(world, person)
    return float(a.first_hearing_hours)


def missed(world: World, person: Person, uniform: float) -> float:
    """A missed hearing ends in an order, or in a new date."""
    world.tell(person, Flow.HEARING_MISSED)
    person.marks.add(Mark.MISSED_HEARING)
    if uniform < world.assumed.in_absentia_order_share:
        orders.order_in_absentia(world, person)
    else:
        person.enter(State.BETWEEN_HEARINGS, world.date)
        world.wait(person, 1 + int(world.assumed.short_matter_days))
    return float(world.assumed.in_absentia_hours)


def applies(world: World, person: Person) -> bool:
    """Whether the person applies for asylum at the pleadings."""
    a = world.assumed
    r = a.application_strength_correlation
    own = normal(world.luck(person, Decision.COURT_LIFE)[1])
    ready = r * claims.at_home(world, person) + math.sqrt(1.0 - r * r) * own
    positive = Mark.FEAR_POSITIVE in person.marks or Mark.REFERRED_BY_USCIS in person.marks
    level = a.application_threshold_fear_positive if positive else a.application_threshold_other
    if Mark.REPRESENTED in person.marks:
        level -= a.application_shift_represented
    return bool(ready > level)


def take_pleadings(world: World, person: Person) -> None:
    """An application for asylum, or none."""
    if applies(world, person):
        world.tell(person, Flow.APPLIED_FOR_ASYLUM)
        person.marks.add(Mark.APPLIED)
    else:
        person.marks.add(Mark.NO_APPLICATION)


def plead(world: World, person: Person) -> None:
    """Pleadings, and the time until the concluding hearing can be."""
    a = world.assumed
    take_pleadings(world, person)
    mean = a.preparation_days if Mark.APPLIED in person.marks else a.short_matter_days
    if person.detained:
        mean = a.detained_preparation_days
    person.enter(State.BETWEEN_HEARINGS, world.date)
    u = world.luck(person, Decision.FIRST_HEARING, person.hearings + orders.LATER)[0]
    world.wait(person, 1 + int(0.5 * mean + exponential(u, 0.5 * mean)))


def short_hearing(world: World, person: Person) -> float:
    """A concluding hearing without an application. Returns a judge's hours."""
    a = world.assumed
    u = world.luck(person, Decision.INDIVIDUAL_HEARING, person.hearings)
    person.hearings += 1
    world.tell(person, Flow.HEARING_HELD)
    if misses(world, person, u[0], later=True):
        return missed(world, person, u[2])
    if u[1] < a.no_application_relief_share:
        orders.grant(world, person, asylum=False)
    elif u[1] < a.no_application_relief_share + a.no_application_terminated_share:
        orders.terminate(world, person)
    elif u[3] < a.no_application_voluntary_departure_share:
        orders.voluntary_departure(world, person)
    else:
        orders.order_removed(world, person, may_appeal=False)
    return float(a.short_hearing_hours)


def individual_hearing(world: World, person: Person) -> float:
    """A hearing on the merits, if the case is not dismissed or closed. Returns a judge's hours."""
    a = world.assumed
    u = world.luck(person, Decision.INDIVIDUAL_HEARING, person.hearings)
    person.hearings += 1
    world.tell(person, Flow.HEARING_HELD)
    if misses(world, person, u[0], later=True):
        return missed(world, person, u[2])
    if u[1] < a.dismissed_at_individual_share and not person.detained:
        orders.terminate(world, person)
        return float(a.dismissal_hours)
    if world.today.administrative_closure and u[2] < a.closed_at_individual_share:
        orders.close(world, person)
        return float(a.dismissal_hours)
    hours = a.detained_hearing_hours if person.detained else a.merits_hearing_hours
    decide_merits(world, person, u[3])
    return float(hours)


def decide_merits(world: World, person: Person, uniform: float) -> None:
    """Asylum, other relief, voluntary departure or an order, by the evidence."""
    a = world.assumed
    represented = Mark.REPRESENTED in person.marks
    noise = normal(world.luck(person, Decision.MERITS, person.hearings)[0])
    leaning = normal(world.luck(person, Decision.JUDGE)[0])
    evidence = claims.at_home(world, person) + (a.grant_shift_represented if represented else 0.0)
    evidence += a.judge_spread * leaning + a.grant_noise * noise
    if represented:
        world.tell(person, Flow.REPRESENTED_AT_DECISION)
    barred = Mark.ASYLUM_BARRED in person.marks
    band = a.withholding_threshold_shift if barred else -a.other_relief_band
    if evidence > a.grant_threshold and not barred:
        books.count_decision(world, person, Flow.GRANTED_ASYLUM)
        orders.grant(world, person, asylum=True)
        return
    world.tell(person, Flow.DENIED_ASYLUM)
    books.count_decision(world, person, Flow.DENIED_ASYLUM)
    if evidence > a.grant_threshold + band:
        orders.grant(world, person, asylum=False)
    elif uniform < a.denied_voluntary_departure_share:
        orders.voluntary_departure(world, person)
    else:
        orders.order_removed(world, person, may_appeal=True)
