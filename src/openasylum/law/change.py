"""What changed a value on a day, and by whose authority."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from openasylum.law.rules import ALWAYS, Citation, Rule
from openasylum.law.table import Holding
from openasylum.law.timeline import Timeline
from openasylum.law.who import Who


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that was done to an instrument on the day, with its citation."""

    instrument: str
    what: str
    citation: Citation
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A value gives way to another on `day`, the first day of the new one."""

    day: date
    before: Holding
    after: Holding
    causes: tuple[Cause, ...]


def change_on(timeline: Timeline, parameter: str, who: Who | None, day: date) -> Change | None:
    """What changed on `day` compared with the day before; None if nothing did."""
    if day == ALWAYS:
        return None
    before = timeline.value(parameter, who, day - timedelta(days=1))
    after = timeline.value(parameter, who, day)
    if before == after:
        return None
    return Change(day, before, after, tuple(_causes(timeline, before, after, day)))


def last_change(timeline: Timeline, parameter: str, who: Who | None, day: date) -> Change | None:
    """The latest change on or before `day`; None if what holds has always held."""
    return change_on(timeline, parameter, who, timeline.value(parameter, who, day).since)


def _causes(timeline: Timeline, before: Holding, after: Holding, day: date) -> Iterator[Cause]:
    said: set[str] = set()
    for cause in (*_events(timeline, before, after, day), *_dates(before.rule, after.rule, day)):
        if cause.citation.cite not in said:
            said.add(cause.citation.cite)
            yield cause


def _events(timeline: Timeline, before: Holding, after: Holding, day: date) -> Iterator[Cause]:
    for name in dict.fromkeys((before.instrument, after.instrument)):
        instrument = timeline.instruments.get(name)
        for event in () if instrument is None else instrument.events:
            if event.effect != "none" and (event.effective or event.on) == day:
                assert instrument is not None
                source = instrument.sources[event.source]
                read = instrument.was_read(event.source, event.read)
                cited = Citation(source.cite, source.url, read)
                what = timeline.book.vocabulary.events[event.what]
                yield Cause(name, f"{what} on {event.on}", cited, event.note)


def _dates(before: Rule | None, after: Rule | None, day: date) -> Iterator[Cause]:
    if before is not None and before.until == day and before.ended is not None:
        yield Cause(before.instrument, f"no longer held from {day}", before.ended)
    if after is not None and after.since == day:
        yield Cause(after.instrument, f"held from {day}", after.began)
    for rule in (before, after):
        if rule is not None and day in rule.entered:
            yield Cause(rule.instrument, f"covers people by day of entry: {day}", rule.authority)
