"""What applied to a person on a day, in plain words with citations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from openasylum.law.change import Change, change_on, last_change
from openasylum.law.table import Holding
from openasylum.law.timeline import Timeline
from openasylum.law.who import Who
from openasylum.records.vocabulary import Book


@dataclass(frozen=True, slots=True)
class Statement:
    """One parameter for the person: what holds, since what change, and what held the day before."""

    parameter: str
    process: str
    meaning: str
    holding: Holding
    in_words: str
    since: Change | None
    changed_today: Change | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that applied to a kind of person on a day."""

    day: date
    who: Who
    person: str
    open_paths: tuple[str, ...]
    closed_paths: tuple[str, ...]
    statements: tuple[Statement, ...]
    book: Book

    def changes(self) -> list[Change]:
        """What changed on the day, compared with the day before."""
        return [item.changed_today for item in self.statements if item.changed_today is not None]

    def in_words(self) -> str:
        """The explanation as a page of text, as `openasylum explain` prints it."""
        from openasylum.law.plain_words import in_plain_words

        return in_plain_words(self)

    def as_json(self) -> dict[str, Any]:
        """The explanation as plain values, as `openasylum explain --json` prints them."""
        from openasylum.law.plain_words import as_json

        return as_json(self)


def explain(
    timeline: Timeline,
    who: Who,
    day: date,
    *,
    parameter: str | None = None,
    every_path: bool = True,
) -> Explanation:
    """What applied to the person on `day`, on the paths open to them or on their own alone."""
    who.checked(timeline.book.vocabulary)
    opened, closed = paths(timeline, who, day)
    here = list(opened) if every_path else [who.process]
    if parameter is None:
        found = [item for path in here for item in _on_path(timeline, who.on_path(path), day)]
        found = _entrances(timeline, who, day) + found + _general(timeline, who, day)
    else:
        varies = "process" in timeline.book.parameter(parameter).varies_by
        found = [
            item
            for path in (here if varies else [who.process])
            if (item := statement(timeline, parameter, who.on_path(path), day, varies=varies))
        ]
    person = who.in_words(timeline.book.vocabulary)
    return Explanation(day, who, person, tuple(opened), tuple(closed), tuple(found), timeline.book)


def paths(timeline: Timeline, who: Who, day: date) -> tuple[list[str], list[str]]:
    """The paths open to the person on the day, and those that are not."""
    opened: list[str] = []
    closed: list[str] = []
    for name, path in timeline.book.vocabulary.paths.items():
        values = [timeline.value(item, who, day).value for item in path.opened_by]
        (opened if not path.opened_by or path.open_if in values else closed).append(name)
    return opened, closed


def statement(
    timeline: Timeline, parameter: str, who: Who, day: date, *, varies: bool
) -> Statement | None:
    """What a parameter is for the person; None if no rule speaks, today or the day before."""
    known = timeline.book.parameter(parameter)
    holding = timeline.value(parameter, who, day)
    changed = change_on(timeline, parameter, who, day)
    if holding.rule is None and changed is None:
        return None
    return Statement(
        parameter=parameter,
        process=who.process if varies else "",
        meaning=known.meaning,
        holding=holding,
        in_words=known.in_words(holding.value),
        since=last_change(timeline, parameter, who, day),
        changed_today=changed,
    )


def _entrances(timeline: Timeline, who: Who, day: date) -> list[Statement]:
    names = [name for path in timeline.book.vocabulary.paths.values() for name in path.opened_by]
    found = (statement(timeline, name, who, day, varies=False) for name in names)
    return [item for item in found if item is not None]


def _on_path(timeline: Timeline, who: Who, day: date) -> Iterator[Statement]:
    entrances = _opening(timeline)
    for name, known in timeline.book.parameters.items():
        own = name.partition(".")[0] == who.process and name not in entrances
        varies = "process" in known.varies_by
        if (own or varies) and (found := statement(timeline, name, who, day, varies=True)):
            yield found


def _general(timeline: Timeline, who: Who, day: date) -> list[Statement]:
    entrances, paths_of_own = _opening(timeline), timeline.book.vocabulary.process.values
    found = (
        statement(timeline, name, who, day, varies=False)
        for name, known in timeline.book.parameters.items()
        if "process" not in known.varies_by
        and name not in entrances
        and name.partition(".")[0] not in paths_of_own
    )
    return [item for item in found if item is not None]


def _opening(timeline: Timeline) -> set[str]:
    return {name for path in timeline.book.vocabulary.paths.values() for name in path.opened_by}
