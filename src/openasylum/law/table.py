"""All rules of one parameter, and which of them holds for a kind of person over time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from openasylum.law.precedence import conflict, prevails
from openasylum.law.rules import ALWAYS, NEVER, Rule, admits
from openasylum.law.who import Who
from openasylum.records.law import Group
from openasylum.records.vocabulary import Book


@dataclass(frozen=True, slots=True)
class Holding:
    """The value of a parameter for a kind of person, on every day from `since` to `until`.

    `until` is the first day it no longer holds, None if no end is known. Without a rule in
    force, `instrument` is empty and `value` is what the parameter says of silence, or None.
    """

    parameter: str
    value: str | int | float | None
    since: date
    until: date | None
    rule: Rule | None = None

    @property
    def instrument(self) -> str:
        """The instrument behind the value; empty if none is."""
        return "" if self.rule is None else self.rule.instrument

    @property
    def setting(self) -> int | None:
        """The position of the setting in its instrument's `sets`."""
        return None if self.rule is None else self.rule.setting

    @property
    def cite(self) -> str:
        """The authority: the pin cite if there is one, else the source's citation."""
        return "" if self.rule is None else self.rule.cite

    @property
    def read_in_source(self) -> bool:
        """Whether the value and its days were read in their sources; silence claims nothing."""
        return self.rule is None or self.rule.read

    def covers(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class RuleRecord:
    """When a rule prevails for anyone, and on which days it gives way to which instrument."""

    rule: Rule
    days: list[tuple[date, date]] = field(default_factory=list)
    gives_way: list[tuple[date, date, str]] = field(default_factory=list)


Dated = tuple[date, date, Rule]  # first day, first day no longer, and the rule that covers them


class Table:
    """The rules of one parameter, ready to be asked about any kind of person.

    Each rule has one bit, each exception another. Every value of a dimension has the set of bits
    it lets through, so the rules that cover a person are the intersection over the dimensions.
    """

    def __init__(
        self, parameter: str, rules: Sequence[Rule], order: Mapping[str, frozenset[str]], book: Book
    ) -> None:
        """Prepare the bits; `order` says which instrument prevails over which."""
        self.parameter, self.rules, self.book = parameter, tuple(rules), book
        self._order = order
        self._silent = book.parameters[parameter].when_silent
        exceptions = [
            (i, group)
            for i, rule in enumerate(rules)
            for scope in rule.scopes
            for group in scope.exceptions
        ]
        self._left_out = [(1 << len(rules) + k, 1 << i) for k, (i, _) in enumerate(exceptions)]
        self._all = (1 << len(rules) + len(exceptions)) - 1
        self._lets = {
            name: {
                value: self._bits(name, value, exceptions)
                for value in book.vocabulary.dimension(name).values
            }
            for name in book.parameters[parameter].varies_by
        }
        self._known: dict[tuple[int, date | None], tuple[Holding, ...]] = {}

    def _bits(self, name: str, value: str, exceptions: Sequence[tuple[int, Group]]) -> int:
        bits = 0
        for i, rule in enumerate(self.rules):
            if all(admits(scope, name, value, self.book) for scope in rule.scopes):
                bits |= 1 << i
        for k, (_, group) in enumerate(exceptions):
            if admits(group, name, value, self.book):
                bits |= 1 << len(self.rules) + k
        return bits

    def holdings(self, who: Who | None) -> tuple[Holding, ...]:
        """Every holding for this kind of person, from the first day to the last, without gaps."""
        return self._resolved(self.kind(who), None if who is None else who.entered)

    def covering(self, who: Who) -> list[Dated]:
        """Every rule that covers this kind of person, whether or not it prevails, with its days."""
        return self._dated(self.kind(who), who.entered)

    def kind(self, who: Who | None) -> int:
        """Which rules cover this kind of person, as bits: the same for people not told apart."""
        bits = self._all
        for name, lets in self._lets.items():
            bits &= lets[getattr(who, name)]
        return self._without_exceptions(bits)

    def _without_exceptions(self, bits: int) -> int:
        for exception, rule in self._left_out:
            if bits & exception:
                bits &= ~rule
        return bits & (1 << len(self.rules)) - 1

    def every_kind(self) -> Iterator[tuple[Holding, ...]]:
        """The holdings of every kind of person that the rules tell apart. Finds all conflicts."""
        for bits, entered in self._kinds():
            yield self._resolved(bits, entered)

    def records(self) -> list["RuleRecord"]:
        """For each rule that holds for anyone on any day: when, and to what it gives way."""
        found: dict[int, RuleRecord] = {}
        for bits, entered in self._kinds():
            dated = self._dated(bits, entered)
            for since, until, winner in self._winners(dated):
                if winner is None:
                    continue
                kept = found.setdefault(id(winner), RuleRecord(winner))
                kept.days.append((since, until))
                for begin, end, rule in dated:
                    if rule is not winner and begin <= since < end:
                        other = found.setdefault(id(rule), RuleRecord(rule))
                        other.gives_way.append((since, until, winner.instrument))
        return [
            found[id(rule)] for rule in self.rules if id(rule) in found and found[id(rule)].days
        ]

    def _kinds(self) -> Iterator[tuple[int, date | None]]:
        found = {self._all}
        for lets in self._lets.values():
            rows = set(lets.values())
            found = {bits & row for bits in found for row in rows}
        days: list[date | None] = [None]
        days += sorted({day for rule in self.rules for day in rule.entered} - {ALWAYS, NEVER})
        for bits in sorted({self._without_exceptions(bits) for bits in found}):
            for entered in days:
                yield bits, entered

    def _resolved(self, bits: int, entered: date | None) -> tuple[Holding, ...]:
        key = (bits, entered)
        if key not in self._known:
            self._known[key] = tuple(self._joined(self._winners(self._dated(bits, entered))))
        return self._known[key]

    def _dated(self, bits: int, entered: date | None) -> list[Dated]:
        """The covering rules and their days, for people who entered then (None: that day)."""
        found = []
        for i, rule in enumerate(self.rules):
            if not bits >> i & 1:
                continue
            first, last = rule.entered
            if entered is None:
                since, until = max(rule.since, first), min(rule.until, last)
                if since < until:
                    found.append((since, until, rule))
            elif first <= entered < last:
                found.append((rule.since, rule.until, rule))
        return found

    def _winners(self, dated: Sequence[Dated]) -> Iterator[tuple[date, date, Rule | None]]:
        """From the first day to the last, which rule prevails; days between changes together."""
        edges = {ALWAYS, NEVER}.union(*((since, until) for since, until, _ in dated))
        for since, until in pairwise(sorted(edges)):
            yield since, until, self._winner_on(since, dated)

    def _joined(self, winners: Iterable[tuple[date, date, Rule | None]]) -> Iterator[Holding]:
        """Holdings, with neighbours joined that are one setting of one instrument."""
        held: Holding | None = None
        for since, until, rule in winners:
            end = None if until == NEVER else until
            if held is not None and _same(held.rule, rule):
                held = replace(held, until=end)
                continue
            if held is not None:
                yield held
            value = self._silent if rule is None else rule.value
            held = Holding(self.parameter, value, since, end, rule)
        if held is not None:
            yield held

    def _winner_on(self, day: date, dated: Sequence[Dated]) -> Rule | None:
        active = [rule for since, until, rule in dated if since <= day < until]
        for rule in active:
            if all(other is rule or prevails(rule, other, self._order) for other in active):
                return rule
        if not active:
            return None
        highest = [
            rule
            for rule in active
            if not any(prevails(other, rule, self._order) for other in active)
        ]
        raise conflict(self.parameter, day, highest, self.book)


def _same(rule: Rule | None, other: Rule | None) -> bool:
    """Whether two rules are one setting of one instrument, on spans that may differ."""
    if rule is None or other is None:
        return rule is other
    return (rule.instrument, rule.setting) == (other.instrument, other.setting)
