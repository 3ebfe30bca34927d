"""The history of a parameter: every value that held for anyone, with days and authority."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from openasylum.law.rules import ALWAYS, NEVER, scopes_in_words
from openasylum.law.table import RuleRecord
from openasylum.law.timeline import Timeline
from openasylum.records.library import FACTS
from openasylum.records.vocabulary import DIMENSIONS

SECOND_READING = FACTS / "second_reading"


@dataclass(frozen=True, slots=True)
class Row:
    """One value, for whom, from when until when (excluded), and by what authority."""

    parameter: str
    value: str | int | float
    applies_to: str
    since: date | None
    until: date | None
    instrument: str
    title: str
    cite: str
    source: str
    url: str
    began_by: str
    ended_by: str
    read_in_source: bool
    single_reading: bool
    hypothetical: bool
    gives_way_to: tuple[str, ...]
    limits: dict[str, list[str]]

    def as_json(self) -> dict[str, Any]:
        """The row for programs: `from` included, `until` excluded, null where there is no end."""
        return {
            "parameter": self.parameter,
            "value": self.value,
            "applies_to": self.applies_to,
            "from": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "instrument": self.instrument or None,
            "title": self.title or None,
            "cite": self.cite or None,
            "source": self.source or None,
            "url": self.url or None,
            "began_by": self.began_by or None,
            "ended_by": self.ended_by or None,
            "read_in_source": self.read_in_source,
            "single_reading": self.single_reading,
            "hypothetical": self.hypothetical,
            "gives_way_to": list(self.gives_way_to),
            "limits": self.limits,
        }


def history(timeline: Timeline, parameter: str) -> list[Row]:
    """Every value the parameter had for anyone, in order of time. Raises `UnknownName`."""
    rows = [
        row
        for record in timeline.table(parameter).records()
        for row in _rows(timeline, record, record.gives_way)
    ]
    return sorted(rows, key=lambda row: (row.since or ALWAYS, row.instrument, row.applies_to))


def on_day(timeline: Timeline, day: date, parameter: str | None = None) -> list[Row]:
    """Every value that holds for anyone on `day`, of one parameter or of all.

    A programme that no instrument speaks of that day has one row, without an instrument.
    """
    found: list[Row] = []
    for name in timeline.tables if parameter is None else [parameter]:
        rows = list(_on_day(timeline, name, day))
        found += rows or _silent(timeline, name)
    return found


def _on_day(timeline: Timeline, parameter: str, day: date) -> Iterator[Row]:
    for record in timeline.table(parameter).records():
        ways = [way for way in record.gives_way if way[0] <= day < way[1]]
        for row in _rows(timeline, record, ways):
            if (row.since or ALWAYS) <= day < (row.until or NEVER):
                yield row


def _rows(
    timeline: Timeline, record: RuleRecord, ways: Iterable[tuple[date, date, str]]
) -> Iterator[Row]:
    rule = record.rule
    for since, until in _joined(record.days):
        other = {name for begin, end, name in ways if begin < until and since < end}
        yield Row(
            parameter=rule.parameter,
            value=rule.value,
            applies_to=scopes_in_words(rule.scopes, timeline.book),
            since=None if since == ALWAYS else since,
            until=None if until == NEVER else until,
            instrument=rule.instrument,
            title=rule.title,
            cite=rule.cite,
            source=rule.authority.cite,
            url=rule.authority.url,
            began_by=rule.began.cite if since == rule.since else "",
            ended_by=rule.ended.cite if rule.ended and until == rule.until else "",
            read_in_source=rule.read,
            single_reading=not (SECOND_READING / f"{rule.instrument}.yaml").exists(),
            hypothetical=rule.hypothetical,
            gives_way_to=tuple(sorted(other)),
            limits=_limits(record),
        )


def _limits(record: RuleRecord) -> dict[str, list[str]]:
    return {
        name: [word for scope in record.rule.scopes for word in getattr(scope, name)]
        for name in DIMENSIONS
        if any(getattr(scope, name) for scope in record.rule.scopes)
    }


def _silent(timeline: Timeline, parameter: str) -> list[Row]:
    value = timeline.book.parameter(parameter).when_silent
    if value is None:
        return []
    return [
        Row(
            parameter=parameter,
            value=value,
            applies_to="everyone",
            since=None,
            until=None,
            instrument="",
            title="",
            cite="",
            source="",
            url="",
            began_by="",
            ended_by="",
            read_in_source=True,
            single_reading=False,
            hypothetical=False,
            gives_way_to=(),
            limits={},
        )
    ]


def _joined(days: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans of days with those that touch or overlap joined."""
    joined: list[tuple[date, date]] = []
    for since, until in sorted(days):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((since, until))
    return joined
