"""A person's id as people read it: 2019-05-14/honduras/family_unit/between_ports/17."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from openasylum.errors import OpenasylumError, UnknownName
from openasylum.kernel.codes import Stream
from openasylum.kernel.person import SERIALS
from openasylum.simulation.calendar import DAY_ZERO, absolute
from openasylum.simulation.groups import GROUPS, Group
from openasylum.simulation.people import FIRST_ROW
from openasylum.stories.word import day_of, group_of, make_id, serial_of

_DAYS = 1 << 16  # that fit into an id
_READABLE = re.compile(r"(\d{4}-\d\d-\d\d)/(.+)/(\d+)")
_FORMS = (
    "Give the number of people.parquet, or a form such as "
    "2019-05-14/honduras/family_unit/between_ports/17."
)


@dataclass(frozen=True)
class Name:
    """Who a synthetic person is: day of arrival, group, and serial of the day within the group."""

    arrived: date
    group: int
    serial: int

    @property
    def traits(self) -> Group:
        """The group's traits."""
        return GROUPS[self.group]

    @property
    def is_from_border(self) -> bool:
        """Whether the person came over the border."""
        return self.traits.stream is Stream.BORDER

    @property
    def id(self) -> int:
        """The 64-bit id of the kernel and of people.parquet."""
        return make_id(absolute(self.arrived), self.group, self.serial)

    def __str__(self) -> str:
        """The readable form."""
        return f"{self.arrived}/{self.traits.name}/{self.serial}"


def named(text: str) -> Name:
    """The person a user names, by either form.

    Raises:
        OpenasylumError: neither form, a day the model does not know, or a group it does not have.
    """
    words = text.strip()
    found = _of_number(int(words)) if words.isdigit() else _of_readable(words)
    if found.arrived < FIRST_ROW:
        raise OpenasylumError(
            f"'{text}': would have arrived on {found.arrived}. The model's first people arrived on "
            f"{FIRST_ROW}."
        )
    return found


def of_id(number: int) -> Name:
    """The person with this id of the kernel."""
    arrived = DAY_ZERO + timedelta(days=day_of(number))
    return Name(arrived, group_of(number), serial_of(number))


def _of_number(number: int) -> Name:
    if day_of(number) >= _DAYS:
        raise OpenasylumError(f"'{number}' is too large for a person's id. {_FORMS}")
    found = of_id(number)
    if found.group >= len(GROUPS):
        raise OpenasylumError(
            f"'{number}': names group {found.group}, and the model has {len(GROUPS)} groups "
            f"(0 to {len(GROUPS) - 1}). {_FORMS}"
        )
    return found


def _of_readable(words: str) -> Name:
    parts = _READABLE.fullmatch(words)
    if parts is None:
        raise OpenasylumError(f"'{words}' is not a person's id. {_FORMS}")
    try:
        arrived = date.fromisoformat(parts[1])
    except ValueError:
        raise OpenasylumError(f"'{words}': there is no day {parts[1]}.") from None
    names = [group.name for group in GROUPS]
    if parts[2] not in names:
        raise UnknownName("group of people", parts[2], names, _FORMS)
    serial = int(parts[3])
    if serial >= SERIALS:
        raise OpenasylumError(f"'{words}': the serial is above the largest, {SERIALS - 1}.")
    return Name(arrived, names.index(parts[2]), serial)
