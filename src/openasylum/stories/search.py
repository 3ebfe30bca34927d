"""A person's search for a lawyer, walked again and checked against the run: asked when, and taken.

Walks along `kernel/counsel.py` and `kernel/lawyers.py`.
"""

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Flow, Place, Stream
from openasylum.kernel.counsel import days_until_asking, days_until_asking_again, place_of
from openasylum.kernel.luck import draws, luck_of
from openasylum.simulation.calendar import absolute
from openasylum.simulation.engine import Books
from openasylum.stories.names import Name
from openasylum.stories.steps import Disagreement, Event, Request, Step, World
from openasylum.stories.word import Word

ASKED = (Flow.LAWYER_FOUND, Flow.LAWYER_SOUGHT_IN_VAIN)
_STOCK = (Stream.STOCK_COURT, Stream.STOCK_INACTIVE)


class Search:
    """Walks along the steps of a life and says on which day a lawyer must have been asked."""

    def __init__(self, books: Books, name: Name, asked: list[Event]) -> None:
        """Take the events of asking lawyers that the run logged, in the order of their days."""
        self.books, self.name, self.events = books, name, list(asked)
        self.world = World(books.inputs, name)
        self.luck = luck_of(books.inputs.seed)
        self.place, self.asked, self.found = Place.UNITED_STATES, 0, 0
        self.received = False
        self.expected: int | None = None

    def before(self, day: int, now: Word, *, offices: bool) -> list[Step]:
        """The lawyers asked up to a day, as steps: on the day itself only if offices come next.

        Raises `Disagreement` if the run has others.
        """
        steps = []
        while self.events and self.events[0][0] < day + offices:
            steps.append(self._ask(*self.events.pop(0), now))
        if self.expected is not None and self.expected < day + offices:
            raise Disagreement(f"a lawyer must have been asked on day {self.expected}")
        return steps

    def follow(self, step: Step) -> None:
        """What a step means for the search: a case received, another place, or the end."""
        if step.where == 0:
            if any(flow is Flow.COURT_RECEIPT for _, flow in step.events):
                raise Disagreement("a case received and over on one day")
            self.expected = None
            return
        place = Place(place_of(step.after.marks))
        if step.kind == "arrival" and self.world.who["stream"] in _STOCK:
            self._begin(absolute(self.name.arrived), step.day, place)
            return
        received = any(flow is Flow.COURT_RECEIPT for _, flow in step.events)
        if received or (self.received and place_of(step.before.marks) != place):
            self._begin(step.day, step.day, place)

    def _begin(self, since: int, today: int, place: Place) -> None:
        self.received, self.place, self.expected = True, place, None
        if self.found:
            return
        a = self.world.assumed(max(today, self.world.first))
        delay = days_until_asking(self.name.id, place, a, self.luck)
        if delay < 0:
            return
        if since + delay < self.world.first:
            self.found = since + delay
        else:
            self.expected = self._working(max(since + delay, max(today, self.world.first) + 1))

    def _working(self, day: int) -> int | None:
        """That day, or the next working day; none beyond the run."""
        while day <= self.world.last and not self.world.today(day)["working"]:
            day += 1
        return day if day <= self.world.last else None

    def _ask(self, day: int, flow: Flow, now: Word) -> Step:
        if day != self.expected:
            raise Disagreement(f"a lawyer asked on day {day}, not on {self.expected}")
        self.asked += 1
        chance = float(self.books.lawyer_chance[day - self.world.first])
        taken = draws(self.books.inputs.seed, self.name.id, Key.LAWYER, self.asked)[0] < chance
        if taken != (flow is Flow.LAWYER_FOUND):
            raise Disagreement(f"the answer of the lawyer asked on day {day}")
        self.expected = None
        if taken:
            self.found = day
        else:
            a = self.world.assumed(day)
            wait = days_until_asking_again(self.name.id, self.place, self.asked, a, self.luck)
            self.expected = self._working(day + wait)
        request = Request(self.asked, self.place, chance, taken)
        return Step("lawyer", day, now, now, 0, ((day, flow),), request=request)
