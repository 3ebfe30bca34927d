"""Where a person's two stories part, on which day, and because of what."""

from dataclasses import dataclass
from datetime import date

from openasylum.report.words import day as day_words
from openasylum.stories.authority import Rule
from openasylum.stories.story import Chapter, Story
from openasylum.stories.telling import Decision
from openasylum.stories.words import OFFICE


@dataclass(frozen=True)
class Parting:
    """The first `shared` chapters are the same; then, on `day`, the stories differ `because`."""

    shared: int
    day: date
    because: tuple[str, ...]
    instruments: tuple[str, ...]


def parting(own: Story, twin: Story) -> Parting | None:
    """Where the stories part; None if they are the same to the end."""
    for number, (a, b) in enumerate(zip(own.chapters, twin.chapters, strict=False)):
        if a.key != b.key:
            day = min(a.day, b.day)
            if (a.day, a.step.kind) == (b.day, b.step.kind):
                because, by = _same_step(a, b, (own.title, twin.title))
            else:
                because, by = _other_day(a, b, (own.title, twin.title))
            return Parting(number, day, tuple(because), tuple(dict.fromkeys(by)))
    return None


def _same_step(a: Chapter, b: Chapter, titles: tuple[str, str]) -> tuple[list[str], list[str]]:
    """The same office on the same day decides differently: the law, a number, or a free bed."""
    found: list[str] = []
    instruments: list[str] = []
    for one, other in _rules_that_differ(a, b):
        found.append(
            f"{titles[0]}: {one.words}, by {one.authority}. {titles[1]}: {other.words}, "
            f"{'by ' if other.instrument else ''}{other.authority}."
        )
        instruments += [rule.instrument for rule in (one, other) if rule.instrument]
    for first, second in _decisions_that_differ(a, b):
        found.append(
            f"{min(first.about, second.about, key=len)}: {first.answer} under "
            f"\u201c{titles[0]}\u201d, {second.answer} under \u201c{titles[1]}\u201d."
        )
        found += _numbers_that_differ(first, second)
    if not found and a.step.kind == "lawyer":
        found.append("The lawyer asked had room under one and none under the other.")
    if not found:
        found.append(
            "The same decision met different conditions: whether a detention bed was free."
        )
    return found, instruments


def _rules_that_differ(a: Chapter, b: Chapter) -> list[tuple[Rule, Rule]]:
    others = {(rule.parameter, rule.process): rule for rule in b.rules if rule.parameter}
    return [
        (rule, others[rule.parameter, rule.process])
        for rule in a.rules
        if rule.value != others.get((rule.parameter, rule.process), rule).value
    ]


def _decisions_that_differ(a: Chapter, b: Chapter) -> list[tuple[Decision, Decision]]:
    """The first decision whose answer differs; what follows it follows from it."""
    for one, other in zip(a.decisions, b.decisions, strict=False):
        if one.about != other.about and one.kind != "path":
            return []
        if one.answer != other.answer:
            return [(one, other)]
    return []


def _numbers_that_differ(one: Decision, other: Decision) -> list[str]:
    others = {number.name: number.value for number in other.numbers}
    return [
        f"{number.name} is {number.value:g} in one and {others[number.name]:g} in the other."
        for number in one.numbers
        if others.get(number.name, number.value) != number.value
    ]


def _other_day(a: Chapter, b: Chapter, titles: tuple[str, str]) -> tuple[list[str], list[str]]:
    """One office reaches the person sooner than the other, or another step comes first."""
    found: list[str] = []
    instruments: list[str] = []
    for chapter in (a, b):
        if chapter.step.kind == "wind_down":
            for rule in chapter.rules:
                found.append(f"{rule.words}: {rule.authority}.")
                instruments.append(rule.instrument)
    for chapter, title in zip((a, b), titles, strict=True):
        if chapter.step.queue is not None:
            office = OFFICE[chapter.step.queue]
            found.append(f"{title}: reached by {office} on {day_words(chapter.day)}.")
        else:
            found.append(f"{title}: still waiting on {day_words(chapter.day)}.")
    if not instruments:
        found.append(
            "No rule for this person differs that day. The offices serve everyone, and the other "
            "law gives them other cases, so the wait is of another length."
        )
    return found, instruments
