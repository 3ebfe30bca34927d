"""The slow model's world: everyone in it, where they wait, and the books of what happened."""

from collections import Counter, defaultdict
from typing import Any

from openasylum.kernel.codes import Decision, Flow, Queue, State
from tests.oracle.given import Given
from tests.oracle.luck import uniforms
from tests.oracle.person import Person


class World:
    """Everyone, the queues, the calendar of delays, and what is written down.

    Each institution is a module of functions of (world, person). A step of a life ends in one of
    three ways: an outcome, a delay (`wait`), or a place in a queue (`join`).
    """

    def __init__(self, given: Given) -> None:
        """A world in which nobody has arrived."""
        self.given = given
        self.day = 0
        self.people: dict[int, Person] = {}
        self.due: dict[int, list[Person]] = defaultdict(list)
        self.queues: dict[Queue, list[Person]] = {queue: [] for queue in Queue}
        self.asking: dict[int, list[tuple[Person, int]]] = defaultdict(list)
        self.in_custody: set[int] = set()
        self.in_mexico: set[int] = set()
        self.events: dict[int, list[tuple[int, Flow]]] = defaultdict(list)
        self.flows: Counter[tuple[int, Flow, int]] = Counter()
        self.hours: Counter[tuple[int, str, int]] = Counter()
        self.month_end: Counter[tuple[int, State, int]] = Counter()
        self.detained_at_month_end: dict[int, int] = {}
        self.credit: dict[str, float] = defaultdict(float)
        self.interview_wait = 0.0
        self.interviewed: list[int] = []
        self.interview_wait_of_day: list[float] = []
        self.lawyer_chance: list[float] = []
        self.errors: Counter[tuple[int, int, int]] = Counter()
        self.waits: Counter[tuple[int, int, int]] = Counter()

    @property
    def today(self) -> Any:
        """The calendar's row: month, regime, and the capacity of each office."""
        return self.given.days[self.day]

    @property
    def date(self) -> int:
        """Today, in days since 2000-01-01."""
        return int(self.today.absolute)

    @property
    def assumed(self) -> Any:
        """The assumptions of the month."""
        return self.given.assumed[self.today.month]

    def law(self, person: Person) -> Any:
        """The law of today for a person."""
        return self.given.law(self.today.regime, person.group)

    def kind(self, person: Person) -> Any:
        """The person's group: stream, citizenship, family status, manner, shift of strength."""
        return self.given.groups[person.group]

    def luck(self, person: Person, decision: Decision, occasion: int = 0) -> tuple[float, ...]:
        """The four uniforms of a decision."""
        return uniforms(self.given.seed, person.id, int(decision), occasion)

    def tell(self, person: Person, flow: Flow, date: int | None = None) -> None:
        """Write down that something happened to a person, today unless another day is given."""
        date = self.date if date is None else date
        self.events[person.id].append((date, flow))
        day = max(0, date - self.given.days[0].absolute)
        self.flows[self.given.days[day].month, flow, person.group] += 1

    def wait(self, person: Person, days: int) -> None:
        """Let the person rest so many days; the next step is taken on the day after them."""
        self.due[self.day + days].append(person)
        person.placed = True

    def join(self, person: Person, queue: Queue) -> None:
        """Put the person at the end of an office's queue."""
        self.queues[queue].append(person)
        person.placed = True

    def rest(self, person: Person) -> None:
        """Let the person rest to the end of the run, in the stage they are in."""
        person.placed = True

    def take_census(self) -> None:
        """Count who is in which stage as the month ends."""
        for person in self.people.values():
            self.month_end[self.today.month, person.state, person.group] += 1
        self.detained_at_month_end[self.today.month] = len(self.in_custody)
