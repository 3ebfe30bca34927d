"""Which instrument prevails over which, as the files say, and the error when none does."""

from collections.abc import Iterable, Mapping
from datetime import date

from openasylum.errors import PolicyConflict
from openasylum.law.rules import SCENARIO, Rule, admits
from openasylum.records.law import Instrument
from openasylum.records.vocabulary import DIMENSIONS, Book


def order_of(instruments: Mapping[str, Instrument]) -> dict[str, frozenset[str]]:
    """For each instrument, all those it prevails over, directly or by way of others."""
    direct = {
        name: [item.instrument for item in instrument.over]
        for name, instrument in instruments.items()
    }
    return {name: _reached(name, direct) for name in direct}


def _reached(name: str, direct: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(direct.get(name, ()))
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting.extend(direct.get(other, ()))
    return frozenset(found)


def prevails(rule: Rule, other: Rule, order: Mapping[str, frozenset[str]]) -> bool:
    """Whether `rule` holds where `other` covers the same person and day."""
    if rule.instrument == SCENARIO:
        return other.instrument != SCENARIO
    return other.instrument in order.get(rule.instrument, frozenset())


def conflict(parameter: str, day: date, rules: Iterable[Rule], book: Book) -> PolicyConflict:
    """The error that names the values, the instruments, the people and the remedy."""
    rules = list(rules)
    width = max(len(str(rule.value)) for rule in rules)
    names = max(len(rule.instrument) for rule in rules)
    rows = [
        f"  {rule.value!s:<{width}}   {rule.instrument:<{names}} ({rule.cite})" for rule in rules
    ]
    number = {2: "two", 3: "three", 4: "four"}.get(len(rules), str(len(rules)))
    head = f"{parameter} has {number} values on {day} for {_people(rules, book)}:"
    if len({rule.instrument for rule in rules}) == 1:
        remedy = "Both come from one file: narrow 'applies_to', 'from' or 'until' of one of them."
    else:
        remedy = (
            "Say which prevails: add the other's name under 'over:' in one of the two files, "
            "with a source."
        )
    return PolicyConflict("\n".join([head, *rows, remedy]))


def _people(rules: list[Rule], book: Book) -> str:
    said = []
    for name in DIMENSIONS:
        dimension = book.vocabulary.dimension(name)
        shared = [
            value
            for value in dimension.values
            if all(admits(scope, name, value, book) for rule in rules for scope in rule.scopes)
        ]
        if len(shared) < len(dimension.values):
            said.append(in_few_words(shared, name, book))
    return f"these people ({'; '.join(said)})" if said else "everyone"


def in_few_words(values: list[str], name: str, book: Book) -> str:
    """Several values of a dimension in words, by the name of their class if they have one."""
    dimension = book.vocabulary.dimension(name)
    for label in dimension.classes:
        if dimension.members(label) == frozenset(values):
            return dimension.words(label)
    return " or ".join(dimension.words(value) for value in values)
