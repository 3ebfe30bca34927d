"""The compiled kernel and the slow model on the same arrays, compared life by life."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from openasylum.kernel.codes import Flow, Mark, Place, State
from openasylum.kernel.layout import ENDS, STRENGTH_BINS, WAIT_BINS, WAIT_KINDS
from openasylum.simulation import engine
from openasylum.simulation.engine import Books
from openasylum.simulation.inputs import Inputs
from openasylum.simulation.people import first_row_absolute
from tests.oracle.given import Given
from tests.oracle.model import simulate
from tests.oracle.person import Person
from tests.oracle.world import World

KEPT = [mark for mark in Mark if mark < 1024]  # the others are not kept with the outcome


@dataclass(frozen=True)
class Life:
    """All that is known of one person when the run is over. Days are since 2000-01-01."""

    state: str
    since: int
    marks: tuple[str, ...]
    received: int
    lawyer: int
    asked: int
    place: str
    events: tuple[tuple[int, str], ...]  # (day, flow), in that order


def given_of(inputs: Inputs) -> Given:
    """The same arrays that the engine hands to the kernel."""
    return Given(
        days=inputs.days, groups=inputs.groups, rules=inputs.rules, assumed=inputs.assumed,
        shares=inputs.shares, asked=inputs.asked, counts=inputs.counts,
        first_row=first_row_absolute(), seed=inputs.seed, scale=inputs.scale,
    )  # fmt: skip


def _in_order(events: list[tuple[int, Flow]]) -> tuple[tuple[int, str], ...]:
    return tuple((day, flow.name) for day, flow in sorted(events))


def slow_lives(world: World) -> dict[int, Life]:
    """Everyone of the slow model, by id."""
    return {person.id: _slow_life(world, person) for person in world.people.values()}


def _slow_life(world: World, person: Person) -> Life:
    marks = tuple(mark.name for mark in KEPT if mark in person.marks)
    return Life(
        person.state.name, person.since, marks, person.received, person.lawyer, person.asked,
        Place(person.place).name, _in_order(world.events[person.id]),
    )  # fmt: skip


def fast_run(inputs: Inputs) -> tuple[Books, dict[int, Life]]:
    """The kernel's books, and everyone's life, by id."""
    events: dict[int, list[tuple[int, Flow]]] = defaultdict(list)

    def keep(log: np.ndarray) -> None:
        for person, day, flow in zip(
            log["person"].tolist(), log["day"].tolist(), log["flow"].tolist(), strict=True
        ):
            events[person].append((day, Flow(flow)))

    books = engine.run(inputs, history=keep)
    groups = inputs.counts.shape[1]
    origin = np.array([first_row_absolute()])
    begins = books.offsets[:, :groups].ravel()
    lives = {}
    for place in np.flatnonzero(books.out).tolist():
        cell = int(np.searchsorted(begins, place, side="right")) - 1
        day, group, first = origin + cell // groups, np.array([cell % groups]), begins[cell]
        who = int(books.ids(day, group, place - np.array([first]))[0])
        lives[who] = _fast_life(books, place, events[who])
    return books, lives


def _fast_life(books: Books, place: int, events: list[tuple[int, Flow]]) -> Life:
    out, known = int(books.out[place]), books.outcomes[place]
    marks = tuple(mark.name for mark in KEPT if (out >> 21) & mark)
    return Life(
        State(out & 31).name, (out >> 5) & 0xFFFF, marks, int(known["received"]),
        int(known["lawyer"]), int(books.asked[place]), Place(int(books.place[place])).name,
        _in_order(events),
    )  # fmt: skip


def differences(inputs: Inputs, world: World | None = None) -> list[str]:
    """In words, how the two models differ on these arrays, the earliest difference first."""
    world = world or simulate(given_of(inputs))
    slow = slow_lives(world)
    books, fast = fast_run(inputs)
    told: list[tuple[int, str]] = []
    for who in sorted(fast.keys() | slow.keys()):
        if fast.get(who) != slow.get(who):
            told.append(_tell(who, fast.get(who), slow.get(who)))
    return [words for _, words in sorted(told)] + _books_apart(books, world)


def _tell(who: int, fast: Life | None, slow: Life | None) -> tuple[int, str]:
    """The first day on which two lives part, and both from that day on."""
    one, other = (life.events if life else () for life in (fast, slow))
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    days = [events[same][0] for events in (one, other) if same < len(events)]
    return min(days, default=1 << 20), f"person {who}\n  kernel: {fast}\n  slow:   {slow}"


def _books_apart(books: Books, world: World) -> list[str]:
    pairs = {
        "flows": (books.flows, flows_of(world, books)),
        "month_end": (books.month_end, census_of(world, books)),
        "hours": (books.hours, hours_of(world, books)),
        "errors": (books.errors, _filled(world.errors, books, (ENDS, STRENGTH_BINS))),
        "waits": (books.waits, _filled(world.waits, books, (WAIT_KINDS, WAIT_BINS))),
        "lawyer_chance": (books.lawyer_chance, np.array(world.lawyer_chance)),
        "interview_wait": (books.interview_wait, np.array(world.interview_wait_of_day)),
    }
    return [
        f"{name}: {np.argwhere(fast != slow)[:5].tolist()}"
        for name, (fast, slow) in pairs.items()
        if not np.array_equal(fast, slow)
    ]


def _filled(
    counted: dict[tuple[int, ...], int], books: Books, shape: tuple[int, ...]
) -> np.ndarray:
    array = np.zeros((len(books.flows), *shape), np.int64)
    for place, number in counted.items():
        array[place] = number
    return array


def flows_of(world: World, books: Books) -> np.ndarray:
    """Months x flows x groups."""
    return _filled(world.flows, books, books.flows.shape[1:])


def census_of(world: World, books: Books) -> np.ndarray:
    """Months x states x groups; the first row holds arrivals, negative, the last the detained."""
    array = _filled(world.month_end, books, books.month_end.shape[1:])
    array[:, State.NOT_ARRIVED] = -array.sum(axis=1)
    for month, number in world.detained_at_month_end.items():
        array[month, -1, 0] = number
    return array


def hours_of(world: World, books: Books) -> np.ndarray:
    """Months x (officers, judges) x purposes."""
    array = np.zeros_like(books.hours)
    for (month, office, purpose), hours in world.hours.items():
        array[month, ("officers", "judges").index(office), purpose] = hours
    return array
