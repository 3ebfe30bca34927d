"""A person's hot state and id, taken apart by the kernel's own functions (not compiled)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openasylum.kernel import person
from openasylum.kernel.codes import Mark, State


def _plain(function: Any) -> Callable[..., int]:
    """The Python behind a compiled function: these are called a few times a story."""
    found: Callable[..., int] = getattr(function, "py_func", function)
    return found


make_id, packed = _plain(person.make_id), _plain(person.make_state)
day_of, group_of = _plain(person.day_of), _plain(person.group_of)
serial_of = _plain(person.serial_of)
_PARTS = [
    _plain(function)
    for function in (
        person.since_of, person.case_since_of, person.hearings_of, person.marks_of,
    )
]  # fmt: skip
_STATE = _plain(person.state_of)


@dataclass(frozen=True)
class Word:
    """What the kernel knows of a person between two steps. Days count from 2000-01-01."""

    state: State
    since: int
    case_since: int
    hearings: int
    marks: int

    def has(self, mark: Mark) -> bool:
        """Whether the mark is set."""
        return bool(self.marks & mark)


def read(word: int) -> Word:
    """Take a packed state apart."""
    return Word(State(_STATE(word)), *(part(word) for part in _PARTS))
