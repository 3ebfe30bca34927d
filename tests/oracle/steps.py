"""What follows every step of a life: the accounts of custody, of Mexico, and the lawyer sought."""

from openasylum.kernel.codes import Flow, Mark, Place
from tests.oracle import books, lawyers, mexico
from tests.oracle.person import Person
from tests.oracle.world import World


def settle(world: World, person: Person) -> None:
    """Note whether the person is out for good, left Mexico, came into custody or left it."""
    person.over, person.placed = not person.placed, False
    waits_in_mexico = Mark.IN_MEXICO in person.marks
    if person.id in world.in_mexico and not waits_in_mexico:
        mexico.end_of_wait(world, person, world.date)
    _note(world.in_mexico, person, waits_in_mexico)
    if _note(world.in_custody, person, person.detained):
        world.tell(person, Flow.DETAINED if person.detained else Flow.LEFT_DETENTION)
    if person.over:
        books.count_end(world, person)
        person.place = Place.OUT
    else:
        lawyers.look_again(world, person)


def _note(where: set[int], person: Person, is_there: bool) -> bool:
    """Keep a set of who is somewhere. Returns whether that changed."""
    changed = (person.id in where) != is_there
    if is_there:
        where.add(person.id)
    else:
        where.discard(person.id)
    return changed
