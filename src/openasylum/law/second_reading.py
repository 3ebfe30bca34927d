"""Two readings of one instrument, made independently from its source, compared."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from pathlib import Path

from openasylum.law.precedence import order_of, prevails
from openasylum.law.rules import ALWAYS, NEVER, Rule, admits, rules_of
from openasylum.law.table import Table
from openasylum.law.who import Who
from openasylum.records.law import Instrument
from openasylum.records.library import (
    FACTS,
    load_book,
    load_instrument,
    load_instruments,
    names_of,
)
from openasylum.records.reader import read
from openasylum.records.vocabulary import DIMENSIONS, Book

FOLDER = FACTS / "second_reading"
MOST_SHOWN = 5  # kinds of people named for one parameter; the rest are counted

Order = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What a reading says from one day to another, and what follows with the other instruments."""

    since: date
    until: date
    says: str
    decides: bool
    follows: str


Told = list[Telling]


def all_differences() -> dict[str, list[str]]:
    """For every instrument read twice, what its two readings disagree on."""
    return {name: differences_of(name) for name in names_of("second_reading")}


def differences_of(name: str) -> list[str]:
    """What the two readings of one instrument disagree on, in the law as it stands."""
    instruments = load_instruments()
    again = {other: load_second(other) for other in names_of("second_reading") if other != name}
    return differences(
        name,
        (load_instrument(name), load_second(name)),
        load_book(),
        (instruments, {**instruments, **again}),
    )


def load_second(name: str, folder: Path = FOLDER) -> Instrument:
    """The second reading of an instrument. Raises `RecordError`."""
    path = folder / f"{name}.yaml"
    return read(path, Instrument, shown_as=f"second_reading/{name}.yaml", against=load_book())


def differences(
    name: str,
    readings: tuple[Instrument, Instrument],
    book: Book,
    around: tuple[Mapping[str, Instrument], Mapping[str, Instrument]],
) -> list[str]:
    """What two readings disagree on: values, days, people, pin cites. Prose does not count.

    They are compared by the law that follows for each kind of person on each day, each together
    with its own reading of the other instruments in `around`: it does not matter how they cut
    their settings and spans, nor which of two instruments carries a value.
    """
    over = tuple(precedence for reading in readings for precedence in reading.over)
    everything = {**around[1], **around[0], name: readings[0].model_copy(update={"over": over})}
    order = order_of(everything)
    own = [rules_of({name: reading}, None, book) for reading in readings]
    rest = [
        rules_of({other: found for other, found in part.items() if other != name}, None, book)
        for part in around
    ]
    found: list[str] = []
    for parameter in book.parameters:
        rules = [part[parameter] for part in own]
        if any(rules):
            tables = [Table(parameter, part[parameter], order, book) for part in (*own, *rest)]
            found += _of_values(tables, order)
            found += _of_pins(parameter, rules[0], rules[1])
    return found


def _of_values(tables: Sequence[Table], order: Order) -> Iterator[str]:
    first, second, first_rest, second_rest = tables
    nothing = Table(first.parameter, (), order, first.book)
    if all(
        _told(first, nothing, who, order) == _told(second, nothing, who, order)
        for who in _people(first, second)
    ):
        return
    said: list[str] = []
    for who in _people(*tables):
        told = _told(first, first_rest, who, order), _told(second, second_rest, who, order)
        lines = "\n".join(_unlike(*told))
        if not lines or lines in said:
            continue
        said.append(lines)
        if len(said) <= MOST_SHOWN:
            words = who.in_words(first.book.vocabulary)
            yield f"{first.parameter} for {words} ({who.process}):\n{lines}"
    if len(said) > MOST_SHOWN:
        yield f"{first.parameter}: and so on, for {len(said) - MOST_SHOWN} other kinds of people."


def _told(reading: Table, rest: Table, who: Who, order: Order) -> Told:
    """What a reading says over time, whether that decides, and the value that follows."""
    own, others = reading.covering(who), rest.covering(who)
    edges = {ALWAYS, NEVER}.union(*((since, until) for since, until, _ in (*own, *others)))
    told: Told = []
    for since, until in pairwise(sorted(edges)):
        said = [rule for begin, end, rule in own if begin <= since < end]
        active = [rule for begin, end, rule in others if begin <= since < end]
        highest = _highest(said, active, order)
        decides = any(rule is mine for rule in highest for mine in said)
        alone = _values(_unsurpassed(said, order))
        told.append(Telling(since, until, alone, decides, _values(highest)))
    return told


def _highest(own: Sequence[Rule], others: Sequence[Rule], order: Order) -> list[Rule]:
    """The rules to which none prevails; where a reading repeats another's value, that counts."""
    highest = _unsurpassed([*own, *others], order)
    if len({rule.value for rule in highest}) > 1:
        repeated = {rule.value for rule in others}
        kept = [rule for rule in own if rule.value not in repeated]
        highest = _unsurpassed([*kept, *others], order)
    return highest


def _unsurpassed(active: Sequence[Rule], order: Order) -> list[Rule]:
    return [
        rule
        for rule in active
        if not any(prevails(other, rule, order) for other in active if other is not rule)
    ]


def _values(rules: Sequence[Rule]) -> str:
    return " or ".join(sorted({str(rule.value) for rule in rules})) or "nothing"


def _unlike(first: Told, second: Told) -> Iterator[str]:
    """The days on which the readings differ, one of them decides, and the law differs for it."""
    edges = {day for told in (first, second) for part in told for day in (part.since, part.until)}
    joined: list[tuple[date, date, str, str]] = []
    for since, until in pairwise(sorted(edges)):
        one = next(part for part in first if part.since <= since < part.until)
        two = next(part for part in second if part.since <= since < part.until)
        if one.says == two.says or one.follows == two.follows or not (one.decides or two.decides):
            continue
        if joined and joined[-1][1:] == (since, one.says, two.says):
            joined[-1] = (joined[-1][0], until, one.says, two.says)
        else:
            joined.append((since, until, one.says, two.says))
    for since, until, one_says, two_says in joined:
        begun = "the first day" if since == ALWAYS else str(since)
        ended = "today" if until == NEVER else str(until)
        yield f"  {begun} to {ended}: first reading {one_says}, second reading {two_says}"


def _people(*tables: Table) -> Iterator[Who]:
    """One kind of person for every combination that the rules of the tables tell apart."""
    book = tables[0].book
    rules: Sequence[Rule] = [rule for table in tables for rule in table.rules]
    groups = [
        group for rule in rules for scope in rule.scopes for group in (scope, *scope.exceptions)
    ]
    choices = []
    for name in DIMENSIONS:
        first_with: dict[tuple[bool, ...], str] = {}
        for value in book.vocabulary.dimension(name).values:
            first_with.setdefault(
                tuple(admits(group, name, value, book) for group in groups), value
            )
        choices.append(list(first_with.values()))
    days: list[date | None] = [None]
    days += sorted({day for rule in rules for day in rule.entered} - {ALWAYS, NEVER})
    seen: set[tuple[int, ...]] = set()
    for process, manner, citizenship, family_status, place, party in product(*choices):
        who = Who(
            process=process,
            manner=manner,
            citizenship=citizenship,
            family_status=family_status,
            place=place,
            party=party,
        )
        kind = tuple(table.kind(who) for table in tables)
        if kind not in seen:
            seen.add(kind)
            yield from (replace(who, entered=day) for day in days)


def _of_pins(parameter: str, first: list[Rule], second: list[Rule]) -> Iterator[str]:
    for value in dict.fromkeys(rule.value for rule in first):
        pins = [
            {part for rule in rules if rule.value == value for part in _sections(rule.pin)}
            for rules in (first, second)
        ]
        if all(pins) and not pins[0] & pins[1]:
            yield (
                f"{parameter}, {value}: the pin cites have no section in common.\n"
                f"  first reading {', '.join(sorted(pins[0]))}, "
                f"second reading {', '.join(sorted(pins[1]))}"
            )


def _sections(pin: str) -> list[str]:
    """The sections of the CFR and the U.S. Code that a pin cites, without their paragraphs."""
    plain = pin.lower().replace("§", "").replace("u.s.c.", "usc")
    code = re.findall(r"\busc\s+(\d+[a-z]?)", plain)
    return [*re.findall(r"\d+[a-z]?\.\d+", plain), *code]
