"""A person as the slow model keeps them: named fields instead of two packed words."""

from dataclasses import dataclass, field

from openasylum.kernel.codes import Mark, State


def person_id(arrived: int, group: int, serial: int) -> int:
    """Day of arrival (days since 2000-01-01), group and serial in one number."""
    return (arrived << 34) + (group << 24) + serial


@dataclass
class Person:
    """Who someone is, where they are, and what has happened to them. Days are since 2000-01-01."""

    id: int
    group: int
    arrived: int
    serial: int
    state: State = State.NOT_ARRIVED
    since: int = 0
    case_since: int = 0
    hearings: int = 0
    marks: set[Mark] = field(default_factory=set)
    received: int = 0
    lawyer: int = 0
    asked: int = 0
    place: int = 0
    placed: bool = False  # this step has said where the person waits next
    over: bool = False  # nothing more will happen

    @property
    def detained(self) -> bool:
        """Whether the person is in ICE custody."""
        return Mark.DETAINED in self.marks

    def enter(self, state: State, day: int) -> None:
        """Go to a stage or an outcome."""
        self.state, self.since = state, day
