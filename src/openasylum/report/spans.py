"""Spans of months on which the law or the staff of two scenarios differ, named in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from openasylum.records.scenario import Arrivals, Capacity, Scenario, ScenarioSetting
from openasylum.report.definitions import Defined
from openasylum.report.words import span

Days = tuple[date, date | None]
Dated = ScenarioSetting | Capacity | Arrivals


@dataclass(frozen=True)
class Span:
    """Months from `start` to before `until`, and what they are in words."""

    name: str
    words: str
    start: date
    until: date


def spans_of_changes(defined: Sequence[Defined], start: date, until: date) -> list[Span]:
    """The stretches of a run on which two scenarios differ in law, staff or arrivals.

    Whole months; stretches that meet are one. Empty if a scenario's definition is not known.
    """
    if len(defined) != 2 or any(each.timeline is None for each in defined):
        return []
    found = []
    for begin, end in _merged([*_laws(*defined), *_own(*defined)], start, until):
        words = f"While what is compared differs, {span(begin, end)}"
        found.append(Span(f"differs_from_{begin:%Y_%m}", words, begin, end))
    return found


def _laws(a: Defined, b: Defined) -> Iterator[Days]:
    """When an instrument holds under one of the two and not, or otherwise, under the other."""
    laws = [each.timeline.instruments if each.timeline else {} for each in (a, b)]
    for name in {*laws[0], *laws[1]}:
        one, other = (law.get(name) for law in laws)
        if one == other:
            continue
        for instrument in (one, other):
            if instrument is not None:
                yield from ((part.start, part.until) for part in instrument.in_force)


def _own(a: Defined, b: Defined) -> Iterator[Days]:
    """When one of the two sets a value, changes staff or arrivals, or holds an assumption."""
    if a.scenario is None or b.scenario is None:
        return
    for one, other in ((a.scenario, b.scenario), (b.scenario, a.scenario)):
        for change in _dated(one):
            if change not in _dated(other):
                yield change.start or date.min, change.until
        if set(one.assume) - set(other.assume):
            yield date.min, None


def _dated(scenario: Scenario) -> tuple[Dated, ...]:
    return (*scenario.settings, *scenario.capacity, *scenario.arrivals)


def _merged(days: list[Days], start: date, until: date) -> list[tuple[date, date]]:
    """The days as stretches of whole months within the run, in order, none touching another."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(days, key=lambda pair: pair[0]):
        begin = max(first, start).replace(day=1)
        end = min(_month_after(last), until) if last is not None else until
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _month_after(day: date) -> date:
    """The first day of a month on or after a day."""
    if day.day == 1:
        return day
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
