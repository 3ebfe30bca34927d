"""Legal instruments as dated data: who made them, when they held, for whom, and what they set."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field, field_validator

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record
from openasylum.records.values import Day, Value, Words
from openasylum.records.vocabulary import DIMENSIONS, Book

Effect = Literal["none", "started", "stopped", "restarted", "narrowed", "widened", "ended"]


class Source(Record):
    """A document that can be cited; `read` says whether it was read, or only recalled."""

    cite: str
    read: bool
    url: str = ""
    published: Day | None = None
    retrieved: Day | None = None
    quote: str = ""

    def problems(self, against: Any) -> Iterator[Problem]:
        """What was read has an address, and an address is a web address."""
        if self.read and not self.url:
            yield (
                ("read",),
                "a source that was read needs its address. Add 'url', or 'read: false'.",
            )
        if self.url and not self.url.startswith(("https://", "http://")):
            yield ("url",), f"'url' must begin with https:// or http:// (found '{self.url}')."


class Entered(Record):
    """Days of entry a rule is limited to: `from` included, `until` excluded."""

    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    def covers(self, day: date) -> bool:
        """Whether a person who entered on `day` is meant."""
        return (self.start is None or self.start <= day) and (
            self.until is None or day < self.until
        )


class Group(Record):
    """Some of the people: each dimension that is not mentioned is not limited."""

    process: Words = ()
    manner: Words = ()
    citizenship: Words = ()
    family_status: Words = ()
    place: Words = ()
    party: Words = ()

    def limits(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The dimensions that are limited, with their names of values and classes."""
        for dimension in DIMENSIONS:
            names = getattr(self, dimension)
            if names:
                yield dimension, names

    def problems(self, against: Any) -> Iterator[Problem]:
        """Every name is a value or a class of its dimension."""
        book: Book = against
        for dimension, names in self.limits():
            known = book.vocabulary.dimension(dimension)
            words = [*known.values, *known.classes]
            for i, name in enumerate(names):
                if name not in words:
                    yield (dimension, i), str(UnknownName(f"value of {dimension}", name, words))


class Scope(Group):
    """Whom a statement covers: a group, the days they entered, and groups it leaves out."""

    entered: Entered | None = None
    exceptions: tuple[Group, ...] = Field(default=(), alias="except")

    def problems(self, against: Any) -> Iterator[Problem]:
        """As for any group, and for each exception; days of entry in order."""
        yield from super().problems(against)
        for i, group in enumerate(self.exceptions):
            yield from _below(("except", i), group.problems(against))
        if self.entered is not None:
            yield from _in_order(("entered",), self.entered.start, self.entered.until)


class Span(Record):
    """Full days on which an instrument held: `from` is the first, `until` the first it did not."""

    start: Day = Field(alias="from")
    source: str
    until: Day | None = None
    ended_by: str = ""
    applies_to: Scope | None = None
    read: bool | None = None
    note: str = ""


class Event(Record):
    """Something done to an instrument, and what it did to its force, even if nothing."""

    on: Day
    what: str
    effect: Effect
    source: str
    effective: Day | None = None
    read: bool | None = None
    note: str = ""


class Setting(Record):
    """One value that an instrument gives to one parameter."""

    parameter: str
    value: Value
    source: str
    pin: str = ""
    applies_to: Scope | None = None
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    dated_by: str = ""
    ended_by: str = ""
    read: bool | None = None
    note: str = ""


class Precedence(Record):
    """Another instrument that this one prevails over, and the authority for that."""

    instrument: str
    source: str
    note: str = ""


class Instrument(Record):
    """A statute, rule, proclamation, order, agreement or judgment.

    One that was made but never took effect has no span in force, and events that say why.
    """

    title: str
    kind: str
    agencies: Words
    summary: str
    sources: dict[str, Source]
    in_force: tuple[Span, ...]
    sets: tuple[Setting, ...]
    events: tuple[Event, ...] = ()
    applies_to: Scope | None = None
    over: tuple[Precedence, ...] = ()
    second_reading: str = ""
    confirmed_unchanged_on: Day | None = None

    @field_validator("sources", "sets")
    @classmethod
    def _not_empty(cls, found: Any) -> Any:
        if not found:
            raise ValueError("is empty. Give at least one.")
        return found

    def was_read(self, source: str, own: bool | None = None) -> bool:
        """Whether a statement was read in its source: its own mark, else the source's."""
        return self.sources[source].read if own is None else own

    def problems(self, against: Any) -> Iterator[Problem]:
        """Words from the lists, sources that exist, days in order, effects that the spans show."""
        book: Book = against
        yield from _known(("kind",), "kind of instrument", self.kind, book.vocabulary.kinds)
        for i, agency in enumerate(self.agencies):
            yield from _known(("agencies", i), "known agency", agency, book.vocabulary.agencies)
        for name, source in self.sources.items():
            yield from _below(("sources", name), source.problems(against))
        if self.applies_to is not None:
            yield from _below(("applies_to",), self.applies_to.problems(against))
        for i, precedence in enumerate(self.over):
            here = ("over", i)
            what = (*here, "instrument")
            yield from _known(what, "known instrument", precedence.instrument, book.instruments)
            yield from self._cited(here, source=precedence.source)
        yield from self._span_problems(book)
        yield from self._event_problems(book)
        for i, setting in enumerate(self.sets):
            yield from _below(("sets", i), self._setting_problems(setting, book))

    def _cited(self, here: tuple[int | str, ...], **names: str) -> Iterator[Problem]:
        for field, name in names.items():
            if name not in self.sources:
                message = str(UnknownName("source of this file", name, self.sources))
                yield (*here, field), message

    def _span_problems(self, book: Book) -> Iterator[Problem]:
        limits = set().union(
            *(
                book.parameters[s.parameter].varies_by
                for s in self.sets
                if s.parameter in book.parameters
            )
        )
        if not self.in_force and not self.events:
            yield (
                ("in_force",),
                "is empty. Give a span, or the events that kept it from taking effect.",
            )
        for i, span in enumerate(self.in_force):
            here = ("in_force", i)
            yield from self._cited(here, source=span.source)
            yield from _in_order(here, span.start, span.until)
            yield from self._end_problems(here, span.until, span.ended_by)
            if span.applies_to is not None:
                place = (*here, "applies_to")
                yield from _below(place, span.applies_to.problems(book))
                yield from _below(place, _too_narrow(span.applies_to, limits))

    def _end_problems(
        self, here: tuple[int | str, ...], until: date | None, ended_by: str
    ) -> Iterator[Problem]:
        if until is not None and not ended_by:
            message = "'until' needs 'ended_by': name the source that ended it on that day."
            yield (*here, "until"), message
        if ended_by:
            yield from self._cited(here, ended_by=ended_by)

    def _event_problems(self, book: Book) -> Iterator[Problem]:
        turns = self.turning_days()
        for i, event in enumerate(self.events):
            here = ("events", i)
            yield from _known((*here, "what"), "known event", event.what, book.vocabulary.events)
            yield from self._cited(here, source=event.source)
            day = event.effective or event.on
            if event.effect != "none" and day not in turns:
                message = (
                    f"says it {event.effect} the instrument on {day}, but no span or setting "
                    f"begins or ends that day. Mend the span, or say 'effect: none', or give the "
                    f"first full day as 'effective'."
                )
                yield (*here, "effect"), message

    def turning_days(self) -> set[date]:
        """The days on which anything in the file begins or ends."""
        parts: Sequence[Span | Setting] = (*self.in_force, *self.sets)
        days = {day for part in parts for day in (part.start, part.until) if day is not None}
        if self.applies_to is not None and self.applies_to.entered is not None:
            entered = self.applies_to.entered
            days |= {day for day in (entered.start, entered.until) if day is not None}
        return days

    def _setting_problems(self, setting: Setting, book: Book) -> Iterator[Problem]:
        yield from self._cited((), source=setting.source)
        if setting.dated_by:
            yield from self._cited((), dated_by=setting.dated_by)
        yield from _in_order((), setting.start, setting.until)
        yield from self._end_problems((), setting.until, setting.ended_by)
        yield from value_problems(setting.parameter, setting.value, setting.applies_to, book)


def value_problems(
    parameter: str, value: object, applies_to: Scope | None, book: Book
) -> Iterator[Problem]:
    """What is wrong with giving this value to this parameter for these people."""
    yield from _known(("parameter",), "parameter", parameter, book.parameters)
    if applies_to is not None:
        yield from _below(("applies_to",), applies_to.problems(book))
    if parameter in book.parameters:
        known = book.parameters[parameter]
        if problem := known.problem_with(value):
            yield ("value",), f"{parameter}: {problem}"
        if applies_to is not None:
            yield from _below(("applies_to",), _too_narrow(applies_to, known.varies_by))


def _too_narrow(scope: Scope, varies_by: Sequence[str] | set[str]) -> Iterator[Problem]:
    for part in (scope, *scope.exceptions):
        for dimension, _ in part.limits():
            if dimension not in varies_by:
                yield (
                    (dimension,),
                    (
                        f"is limited by {dimension}, by which no value set here may vary. "
                        f"Drop the limit, or add '{dimension}' to 'varies_by' in parameters.yaml."
                    ),
                )


def _known(here: tuple[int | str, ...], what: str, name: str, known: Any) -> Iterator[Problem]:
    if name not in known:
        yield here, str(UnknownName(what, name, known))


def _in_order(
    here: tuple[int | str, ...], start: date | None, until: date | None
) -> Iterator[Problem]:
    if start is not None and until is not None and until <= start:
        yield (
            (*here, "until"),
            (
                f"'until' ({until}) must be later than 'from' ({start}): it is the first day no "
                f"longer covered."
            ),
        )


def _below(here: tuple[int | str, ...], found: Iterator[Problem]) -> Iterator[Problem]:
    for place, message in found:
        yield (*here, *place), message
