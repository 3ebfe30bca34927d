"""A scenario: a question about the law and the offices, in a dozen lines."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import Field

from openasylum.errors import UnknownName
from openasylum.records.law import Scope, value_problems
from openasylum.records.reader import Problem, Record
from openasylum.records.values import Day, Value, Words
from openasylum.records.vocabulary import Book

FIRST_DAY, LAST_DAY = date(2013, 10, 1), date(2036, 12, 31)
LARGEST_SEED = 2**63 - 1


class ScenarioSetting(Record):
    """A value the scenario gives to a parameter of the law, whatever the law said."""

    parameter: str
    value: Value
    because: str
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    applies_to: Scope | None = None


class HypotheticalSpan(Record):
    """Days on which a hypothetical instrument holds."""

    start: Day = Field(alias="from")
    until: Day | None = None
    applies_to: Scope | None = None


class HypotheticalSetting(Record):
    """A value that a hypothetical instrument gives to a parameter."""

    parameter: str
    value: Value
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    applies_to: Scope | None = None


class Hypothetical(Record):
    """An instrument that never was, or one that was (`instead_of`) with other days or values."""

    name: str
    because: str
    instead_of: str = ""
    title: str = ""
    in_force: tuple[HypotheticalSpan, ...] = ()
    applies_to: Scope | None = None
    over: Words = ()
    sets: tuple[HypotheticalSetting, ...] = ()


class Capacity(Record):
    """More or fewer staff, beds or lawyers: a multiple of what there was, or a number."""

    office: str
    because: str
    multiply: float | None = Field(default=None, ge=0, le=100)
    number: float | None = Field(default=None, ge=0)
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None


class Arrivals(Record):
    """More or fewer people: a multiple of those who came."""

    multiply: float = Field(ge=0, le=100)
    because: str
    stream: str = ""
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    applies_to: Scope | None = None


class Assumed(Record):
    """One assumption held at a value of the user's choice."""

    assumption: str
    value: float
    because: str


class Scenario(Record):
    """Which law, which staff, which people, from when to when, and with what luck."""

    title: str
    question: str
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    without: Words = ()
    hypothetical: tuple[Hypothetical, ...] = Field(default=(), alias="with")
    settings: tuple[ScenarioSetting, ...] = Field(default=(), alias="set")
    capacity: tuple[Capacity, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()
    assumptions: str = ""
    assume: tuple[Assumed, ...] = ()
    draws: int | None = Field(default=None, ge=1, le=100_000)
    seed: int | None = Field(default=None, ge=0, le=LARGEST_SEED)

    def problems(self, against: Any) -> Iterator[Problem]:
        """Names that exist, days within the model's calendar, values within their ranges."""
        book: Book = against
        yield from _days((), self.start, self.until)
        for i, name in enumerate(self.without):
            if name not in book.instruments:
                yield ("without", i), str(UnknownName("known instrument", name, book.instruments))
        own = frozenset(item.name for item in self.hypothetical)
        for i, item in enumerate(self.hypothetical):
            for place, message in _hypothetical_problems(item, book, own, self.without):
                yield ("with", i, *place), message
        for i, setting in enumerate(self.settings):
            here = ("set", i)
            yield from _days(here, setting.start, setting.until)
            found = value_problems(setting.parameter, setting.value, setting.applies_to, book)
            yield from ((here + place, message) for place, message in found)
        yield from self._capacity_problems(book)
        yield from self._arrivals_problems(book)

    def _capacity_problems(self, book: Book) -> Iterator[Problem]:
        for i, change in enumerate(self.capacity):
            here = ("capacity", i)
            yield from _days(here, change.start, change.until)
            if change.office not in book.vocabulary.offices:
                message = str(UnknownName("known office", change.office, book.vocabulary.offices))
                yield (*here, "office"), message
            if (change.multiply is None) == (change.number is None):
                yield here, "needs either 'multiply' or 'number', and not both."

    def _arrivals_problems(self, book: Book) -> Iterator[Problem]:
        for i, change in enumerate(self.arrivals):
            here = ("arrivals", i)
            yield from _days(here, change.start, change.until)
            if change.stream and change.stream not in book.vocabulary.streams:
                message = str(UnknownName("known stream", change.stream, book.vocabulary.streams))
                yield (*here, "stream"), message
            if change.applies_to is not None:
                for place, message in change.applies_to.problems(book):
                    yield (*here, "applies_to", *place), message


def _hypothetical_problems(
    item: Hypothetical, book: Book, own: frozenset[str], without: tuple[str, ...]
) -> Iterator[Problem]:
    known = book.instruments | own
    if item.name in book.instruments:
        yield (
            ("name",),
            (
                f"'{item.name}' is the name of an instrument that exists. Choose another, and say "
                f"'instead_of: {item.name}' if this one takes its place."
            ),
        )
    if item.instead_of:
        if item.instead_of not in book.instruments:
            message = str(UnknownName("known instrument", item.instead_of, book.instruments))
            yield ("instead_of",), message
        if item.instead_of in without:
            yield ("instead_of",), f"'{item.instead_of}' is also under 'without'. Keep one."
    elif not item.in_force or not item.sets:
        yield (), "needs 'in_force' and 'sets', or 'instead_of' an instrument to take them from."
    for i, name in enumerate(item.over):
        if name not in known:
            yield ("over", i), str(UnknownName("known instrument", name, known))
    if item.applies_to is not None:
        for place, message in item.applies_to.problems(book):
            yield ("applies_to", *place), message
    for i, span in enumerate(item.in_force):
        yield from _days(("in_force", i), span.start, span.until)
        if span.applies_to is not None:
            for place, message in span.applies_to.problems(book):
                yield ("in_force", i, "applies_to", *place), message
    for i, setting in enumerate(item.sets):
        here = ("sets", i)
        yield from _days(here, setting.start, setting.until)
        found = value_problems(setting.parameter, setting.value, setting.applies_to, book)
        yield from ((here + place, message) for place, message in found)


def _days(here: tuple[int | str, ...], start: date | None, until: date | None) -> Iterator[Problem]:
    for word, day in (("from", start), ("until", until)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield (
                (*here, word),
                (
                    f"'{word}' must lie between {FIRST_DAY} and {LAST_DAY}, the days the model "
                    f"knows (found {day})."
                ),
            )
    if start is not None and until is not None and until <= start:
        yield (
            (*here, "until"),
            (
                f"'until' ({until}) must be later than 'from' ({start}): it is the first day no "
                f"longer covered."
            ),
        )
