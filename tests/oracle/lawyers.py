"""Looking for a lawyer: a queue with retrials (docs/model.md 7.7, representation)."""

from openasylum.kernel.codes import Decision, Flow, Mark, Place
from tests.oracle.luck import exponential
from tests.oracle.person import Person
from tests.oracle.world import World

ONE_CASE = 1.0


def place_of(person: Person) -> Place:
    """Where the person waits, as it bears on finding a lawyer."""
    if Mark.IN_MEXICO in person.marks:
        return Place.MEXICO
    return Place.DETAINED if person.detained else Place.UNITED_STATES


def _search(world: World, place: int) -> tuple[float, float]:
    """The share who never find one, and the mean days of the others."""
    a = world.assumed
    return {
        Place.UNITED_STATES: (a.lawyer_never_share_united_states, a.lawyer_days_united_states),
        Place.DETAINED: (a.lawyer_never_share_detained, a.lawyer_days_detained),
        Place.MEXICO: (a.lawyer_never_share_mexico, a.lawyer_days_mexico),
    }[Place(place)]


def receive(world: World, person: Person, since: int) -> None:
    """The court receives the case: the search begins."""
    person.received = since
    _begin(world, person, since)


def look_again(world: World, person: Person) -> None:
    """After a step: whoever's case the court has, and who waits elsewhere now, begins anew."""
    if person.received and place_of(person) != person.place:
        _begin(world, person, world.date)


def _begin(world: World, person: Person, since: int) -> None:
    person.place = place_of(person)
    if person.lawyer:
        return
    never, mean = _search(world, person.place)
    u = world.luck(person, Decision.COURT_LIFE)[0]
    if u < never:
        return
    date = since + int(exponential((u - never) / (1.0 - never), mean))
    first_day = world.given.days[0].absolute
    if date < first_day:
        person.lawyer = date
    else:
        _ask_on(world, person, max(date - first_day, world.day + 1))


def _ask_on(world: World, person: Person, day: int) -> None:
    """Note that the person asks on a day of the run, or on the next working day after it."""
    while day < len(world.given.days) and not world.given.days[day].working:
        day += 1
    world.asking[day].append((person, person.place))


def take_cases(world: World) -> None:
    """Everyone who asks has the same chance, which spends the room there is on average."""
    world.lawyer_chance.append(0.0)
    asking = world.asking.pop(world.day, [])
    world.credit["lawyers"] += world.today.lawyers
    if not asking:
        world.credit["lawyers"] = min(world.credit["lawyers"], ONE_CASE)
        return
    chance = min(1.0, max(0.0, world.credit["lawyers"]) / len(asking))
    world.lawyer_chance[-1] = chance
    for person, place in asking:
        if not person.over and not person.lawyer and person.place == place:
            _ask(world, person, chance)
    if chance >= 1.0:
        world.credit["lawyers"] = min(world.credit["lawyers"], ONE_CASE)


def _ask(world: World, person: Person, chance: float) -> None:
    person.asked += 1
    u = world.luck(person, Decision.LAWYER, person.asked)
    if u[0] < chance:
        world.credit["lawyers"] -= 1.0
        person.lawyer = world.date
        world.tell(person, Flow.LAWYER_FOUND)
    else:
        world.tell(person, Flow.LAWYER_SOUGHT_IN_VAIN)
        mean = _search(world, person.place)[1] * world.assumed.lawyer_retry_factor
        _ask_on(world, person, world.day + 1 + int(exponential(u[1], mean)))
