"""An answer as the page shows it, in a language: numbers in words first, then the same people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openasylum.app.settings import Stage, settings
from openasylum.app.words import Words
from openasylum.report.flow import Flow, changed, flows
from openasylum.report.paired import Difference, PairedGroup, paired_people
from openasylum.report.picture import Wording, picture
from openasylum.report.tables import Amount, Summary, summarized
from openasylum.report.words import MINUS, outcome_label

if TYPE_CHECKING:
    from openasylum.report.run import Run

_FIRST = ("court.pending", "affirmative.pending", "court.granted_asylum", "mpp.enrolled")
_SHIFTS = ("protected", "refused", "waiting")


@dataclass(frozen=True)
class Card:
    """A number, what it counts, and how sure it is."""

    name: str
    figure: str
    words: str
    range: str = ""
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of the table of measures, all cells as text."""

    label: str
    cells: tuple[str, ...]
    difference: str


@dataclass(frozen=True)
class FlowView:
    """The picture of the same people under both scenarios, and its table."""

    who: str
    wide: str
    narrow: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Answer:
    """Everything that the page says of one stage of a question, but for the charts."""

    titles: tuple[str, ...]
    is_preliminary: bool
    is_sample: bool
    share: str
    until: str
    cards: tuple[Card, ...]
    measures: tuple[Row, ...]
    flow: FlowView | None
    notes: tuple[str, ...]


def answer(run: "Run", stage: Stage, titles: Mapping[str, str], words: Words) -> Answer:
    """The answer of a run. `titles` are of the scenarios, by name, in the page's language."""
    found = summarized(run)
    names = tuple(titles.get(each.name, each.title) for each in run.scenarios)
    scale, last = run.provenance.scale, settings().stages[-1].name
    notes = [words.say(f"answer.note_{'sample' if scale < 1 else 'all'}")]
    if len(names) > 1:
        notes.append(words.say("answer.note_interval"))
    notes += [words.say("answer.note_model")]
    pictured = flows(run)
    return Answer(
        titles=names,
        is_preliminary=stage.name != last,
        is_sample=scale < 1,
        share=words.percent(scale),
        until=words.day(run.last_day),
        cards=tuple(_cards(run, found, names, words)),
        measures=tuple(_row(each, words) for each in found.measures),
        flow=_flow(pictured[0], names, words, words.day(run.last_day)) if pictured else None,
        notes=tuple(notes),
    )


def _cards(run: "Run", found: Summary, titles: tuple[str, ...], words: Words) -> list[Card]:
    by_name = {each.name: each for each in found.measures}
    first = [by_name[name] for name in _FIRST if name in by_name]
    if len(titles) == 1:
        return [
            Card(each.name, words.rounded(each.amounts[0].mean), words.label(each.label))
            for each in first
        ]
    moved, everyone = changed(run, run.scenarios[0], run.scenarios[1])
    told = {"people": words.rounded(everyone), "title": titles[0]}
    cards = [Card("moved", words.rounded(moved), words.say("answer.moved", **told))]
    group = paired_people(run)[0].of("all")
    if group is not None:
        cards += [_shift(name, group, titles, words) for name in _SHIFTS]
    for each in first:
        lines = tuple(
            (title, words.rounded(amount.mean) if amount.mean else words.say("answer.none"))
            for title, amount in zip(titles, each.amounts, strict=True)
        )
        apart = signed(each.differences[0].mean, words)
        if each.differences[0].mean:
            cards.append(Card(each.name, apart, words.label(each.label), lines=lines))
    return cards


def _shift(name: str, group: PairedGroup, titles: tuple[str, ...], words: Words) -> Card:
    shift = {"protected": group.protected, "refused": group.refused, "waiting": group.waiting}[name]
    difference = shift.difference
    way = "more" if difference.mean > 0 else "fewer" if difference.mean < 0 else "same"
    figure = words.rounded(abs(difference.mean)) if difference.mean else words.say("answer.none")
    lines = tuple(
        (title, words.rounded(shift.both + only) if shift.both + only else words.say("answer.none"))
        for title, only in zip(titles, (shift.only_a, shift.only_b), strict=True)
    )
    return Card(
        name, figure, words.say(f"answer.{name}.{way}"), _interval(difference, words), lines
    )


def _interval(difference: Difference, words: Words) -> str:
    if difference.low is None or difference.high is None:
        return ""
    ends = {"low": signed(difference.low, words), "high": signed(difference.high, words)}
    chance = "unsure" if difference.low <= 0 <= difference.high else "sure"
    return words.say(f"answer.interval_{chance}", **ends)


def signed(value: float, words: Words) -> str:
    """A difference as a sentence says it, with its sign."""
    if not round(value):
        return "0"
    return ("+" if value > 0 else MINUS) + words.rounded(abs(value))


def _row(measure: object, words: Words) -> Row:
    from openasylum.report.tables import Measure

    assert isinstance(measure, Measure)
    cells = tuple(_amount(each, words) for each in measure.amounts)
    apart = measure.differences[0].mean if measure.differences else 0.0
    difference = _whole(apart, words) if measure.differences else ""
    return Row(words.label(measure.label), cells, difference)


def _amount(amount: Amount, words: Words) -> str:
    return words.number(round(amount.mean))


def _whole(value: float, words: Words) -> str:
    size = round(value)
    if not size:
        return "0"
    return ("+" if size > 0 else MINUS) + words.number(abs(size))


def _flow(flow: Flow, titles: tuple[str, ...], words: Words, day: str) -> FlowView:
    a, b = (
        side.model_copy(update={"title": title})
        for side, title in zip((flow.a, flow.b), titles, strict=True)
    )
    told = replace(flow, a=a, b=b)
    wording = Wording(
        words.label, words.rounded, words.number, words.percent,
        (words.pattern("flow.whole"), words.pattern("flow.one"), words.pattern("flow.other")),
    )  # fmt: skip
    rows = tuple(
        (
            words.label(outcome_label(name)),
            *_side(before, flow.total, words),
            *_side(after, flow.total, words),
            _whole(after - before, words),
        )
        for name in flow.outcomes
        for before, after in [(flow.under_a.get(name, 0.0), flow.under_b.get(name, 0.0))]
    )
    people = {"people": words.number(round(flow.total)), "title": titles[0], "day": day}
    return FlowView(
        words.say(f"flow.who_{flow.who}", **people),
        picture(told, wording=wording),
        picture(told, narrow=True, wording=wording),
        rows,
    )


def _side(people: float, total: float, words: Words) -> tuple[str, str]:
    return words.number(round(people)), words.percent(people / total)
