"""Two readings of one instrument, made independently from its source, compared."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path

from openasylum.law.rules import ALWAYS, NEVER, Rule, admits, rules_of
from openasylum.law.table import Holding, Table
from openasylum.law.who import Who
from openasylum.records.law import Instrument
from openasylum.records.library import FACTS, load_book, load_instrument, names_of
from openasylum.records.reader import read
from openasylum.records.vocabulary import DIMENSIONS, Book

FOLDER = FACTS / "second_reading"


def all_differences() -> dict[str, list[str]]:
    """For every instrument read twice, what its two readings disagree on."""
    book = load_book()
    return {
        name: differences(load_instrument(name), load_second(name), book)
        for name in names_of("second_reading")
    }


def load_second(name: str, folder: Path = FOLDER) -> Instrument:
    """The second reading of an instrument. Raises `RecordError`."""
    path = folder / f"{name}.yaml"
    return read(path, Instrument, shown_as=f"second_reading/{name}.yaml", against=load_book())


def differences(first: Instrument, second: Instrument, book: Book) -> list[str]:
    """What two readings disagree on: values, days, people, pin cites. Prose does not count.

    The readings are compared by what they say of each kind of person on each day, so that it does
    not matter how either of them cuts its settings and spans.
    """
    readings = [rules_of({"reading": reading}, None, book) for reading in (first, second)]
    found: list[str] = []
    for parameter in book.parameters:
        rules = [reading[parameter] for reading in readings]
        if any(rules):
            found += _of_values(parameter, rules[0], rules[1], book)
            found += _of_pins(parameter, rules[0], rules[1])
    return found


def _of_values(parameter: str, first: list[Rule], second: list[Rule], book: Book) -> Iterator[str]:
    order: Mapping[str, frozenset[str]] = {}
    tables = [Table(parameter, rules, order, book) for rules in (first, second)]
    said = set()
    for who in _people([*first, *second], book):
        readings = [_spoken(table.holdings(who)) for table in tables]
        told = (readings[0], readings[1])
        if readings[0] != readings[1] and told not in said:
            said.add(told)
            yield (
                f"{parameter} for {who.in_words(book.vocabulary)} ({who.process}):\n"
                f"  first reading:  {readings[0]}\n  second reading: {readings[1]}"
            )


def _spoken(holdings: tuple[Holding, ...]) -> str:
    spans = [held for held in holdings if held.rule is not None]
    return "; ".join(f"{held.value} {held.since} to {held.until}" for held in spans) or "nothing"


def _people(rules: list[Rule], book: Book) -> Iterator[Who]:
    """One kind of person for every combination that the rules tell apart."""
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
    for values in product(*choices):
        words = dict(zip(DIMENSIONS, values, strict=True))
        for entered in days:
            yield Who(**words, entered=entered)


def _of_pins(parameter: str, first: list[Rule], second: list[Rule]) -> Iterator[str]:
    for value in dict.fromkeys(rule.value for rule in first):
        pins = [
            {_plain(rule.pin) for rule in rules if rule.value == value and rule.pin}
            for rules in (first, second)
        ]
        if all(pins) and not any(a in b or b in a for a in pins[0] for b in pins[1]):
            yield (
                f"{parameter}, {value}: the pin cites differ.\n"
                f"  first reading:  {'; '.join(sorted(pins[0]))}\n"
                f"  second reading: {'; '.join(sorted(pins[1]))}"
            )


def _plain(pin: str) -> str:
    """A pin cite without the ways in which citations differ only in form."""
    bare = pin.lower().replace("§", "").replace("c.f.r.", "cfr").replace("u.s.c.", "usc")
    return re.sub(r"\s+", " ", bare).strip(" .;")
