"""What a replay knows: the world of a run from one person's place, and the steps of their life."""

from dataclasses import dataclass
from typing import Any, Literal

from openasylum.kernel.codes import Decision, Flow, Place, Queue
from openasylum.kernel.jit import as_records
from openasylum.simulation.calendar import FIRST_DAY, absolute
from openasylum.simulation.inputs import Inputs
from openasylum.stories.names import Name
from openasylum.stories.word import Word, make_id

Kind = Literal["arrival", "delay", "lawyer", "office", "wind_down", "horizon"]
Event = tuple[int, Flow]


class Disagreement(Exception):
    """What a replay finds differs from what the run logged."""


@dataclass(frozen=True)
class Request:
    """The `number`-th lawyer asked, from a place; `chance` is that of everyone who asked then."""

    number: int
    place: Place
    chance: float
    taken: bool


@dataclass(frozen=True)
class Step:
    """One step: `where` is the days until the next, a queue (negative), or 0 for out.

    `asked_on` is the day the person joined the queue of an office's step.
    """

    kind: Kind
    day: int
    before: Word
    after: Word
    where: int
    events: tuple[Event, ...]
    queue: Queue | None = None
    asked_on: int = 0
    request: Request | None = None


class World:
    """The arrays of a run, as rows for one person on one day."""

    def __init__(self, inputs: Inputs, name: Name) -> None:
        """Look at `inputs` from the place of one person."""
        self.inputs, self.name = inputs, name
        self.first = absolute(FIRST_DAY)
        self.last = self.first + len(inputs.days) - 1
        self._days, self._assumed = as_records(inputs.days), as_records(inputs.assumed)
        self._rules = as_records(inputs.rules)
        self.who: Any = as_records(inputs.groups)[name.group]

    def today(self, day: int) -> Any:
        """The day's row: month, regime, capacities."""
        return self._days[day - self.first]

    def month(self, day: int) -> int:
        """The number of the day's month."""
        return int(self.today(day)["month"])

    def assumed(self, day: int) -> Any:
        """The assumptions of the day's month."""
        return self._assumed[self.month(day)]

    def law(self, day: int) -> Any:
        """The rules for the person's group on the day."""
        return self._rules[int(self.today(day)["regime"]), self.name.group]

    @property
    def start(self) -> float:
        """The uniform from which the group's even draws begin."""
        from openasylum.kernel.luck import draws

        group = make_id(0, self.name.group, 0)
        return float(draws(self.inputs.seed, group, Decision.PATHWAY, 0)[0])
