"""Rules: each setting of each instrument, on each of its spans, with the citations for both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openasylum.records.law import Entered, Group, Instrument, Scope, Setting, Source, Span
from openasylum.records.scenario import Scenario
from openasylum.records.vocabulary import DIMENSIONS, Book, Parameter

ALWAYS, NEVER = date.min, date.max
SCENARIO = "scenario"
"""The name that stands for values a scenario sets."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The authority for one statement, and whether it was read there or recalled."""

    cite: str
    url: str
    read: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One value for one parameter, from a first full day to the first day it no longer holds."""

    parameter: str
    value: str | int | float
    instrument: str
    title: str
    scopes: tuple[Scope, ...]
    since: date
    until: date
    entered: tuple[date, date]
    authority: Citation
    began: Citation
    ended: Citation | None
    pin: str
    setting: int
    hypothetical: bool

    @property
    def cite(self) -> str:
        """The pin cite if there is one, else the citation of the source."""
        return self.pin or self.authority.cite

    @property
    def read(self) -> bool:
        """Whether the value and both of its days were read in their sources."""
        ended = self.ended is None or self.ended.read
        return self.authority.read and self.began.read and ended


def rules_of(
    instruments: Mapping[str, Instrument], scenario: Scenario | None, book: Book
) -> dict[str, list[Rule]]:
    """Every rule of the instruments that the scenario keeps, adds or sets, by parameter."""
    found: dict[str, list[Rule]] = {name: [] for name in book.parameters}
    invented = {item.name for item in scenario.hypothetical} if scenario is not None else set()
    for name, instrument in instruments.items():
        for rule in _rules_of_instrument(name, instrument, book, hypothetical=name in invented):
            found[rule.parameter].append(rule)
    if scenario is not None:
        for rule in _rules_of_scenario(scenario, book):
            found[rule.parameter].append(rule)
    return found


def _rules_of_instrument(
    name: str, instrument: Instrument, book: Book, *, hypothetical: bool
) -> Iterator[Rule]:
    for i, setting in enumerate(instrument.sets):
        parameter = book.parameter(setting.parameter)
        for span in instrument.in_force:
            since = max(span.start, setting.start or ALWAYS)
            until = min(span.until or NEVER, setting.until or NEVER)
            if since >= until:
                continue
            scopes = tuple(_scopes(instrument.applies_to, span, setting, parameter))
            yield Rule(
                parameter=setting.parameter,
                value=setting.value,
                instrument=name,
                title=instrument.title,
                scopes=scopes,
                since=since,
                until=until,
                entered=_entered(scopes),
                authority=_citation(instrument, setting.source, setting.read),
                began=_began(instrument, span, setting),
                ended=_ended(instrument, span, setting),
                pin=setting.pin,
                setting=i,
                hypothetical=hypothetical,
            )


def _scopes(
    whole: Scope | None, span: Span, setting: Setting, parameter: Parameter
) -> Iterator[Scope]:
    if whole is not None:
        yield narrowed(whole, parameter.varies_by)
    if span.applies_to is not None:
        yield narrowed(span.applies_to, parameter.varies_by)
    if setting.applies_to is not None:
        yield setting.applies_to


def narrowed(scope: Scope, varies_by: Sequence[str]) -> Scope:
    """The scope as far as a parameter can tell people apart.

    An instrument may cover only some people and yet set a value that is the same for everyone,
    such as whether hearings are held; its own limits then do not limit that value.
    """
    dropped = {name: () for name, _ in scope.limits() if name not in varies_by}
    exceptions = tuple(
        group
        for group in scope.exceptions
        if all(dimension in varies_by for dimension, _ in group.limits())
    )
    return scope.model_copy(update={**dropped, "exceptions": exceptions})


def _entered(scopes: Sequence[Scope]) -> tuple[date, date]:
    limits = [scope.entered or Entered() for scope in scopes]
    first = max((limit.start or ALWAYS for limit in limits), default=ALWAYS)
    last = min((limit.until or NEVER for limit in limits), default=NEVER)
    return first, last


def _citation(instrument: Instrument, name: str, own: bool | None) -> Citation:
    source: Source = instrument.sources[name]
    return Citation(source.cite, source.url, instrument.was_read(name, own))


def _began(instrument: Instrument, span: Span, setting: Setting) -> Citation:
    if setting.start is not None and setting.start > span.start:
        return _citation(instrument, setting.dated_by or setting.source, setting.read)
    return _citation(instrument, span.source, span.read)


def _ended(instrument: Instrument, span: Span, setting: Setting) -> Citation | None:
    if setting.until is not None and (span.until is None or setting.until < span.until):
        return _citation(instrument, setting.ended_by, setting.read)
    return _citation(instrument, span.ended_by, span.read) if span.ended_by else None


def _rules_of_scenario(scenario: Scenario, book: Book) -> Iterator[Rule]:
    for i, setting in enumerate(scenario.settings):
        says = Citation(f"{scenario.title}: {setting.because}", "", read=False)
        scope = setting.applies_to or Scope()
        yield Rule(
            parameter=setting.parameter,
            value=setting.value,
            instrument=SCENARIO,
            title=scenario.title,
            scopes=(scope,),
            since=setting.start or ALWAYS,
            until=setting.until or NEVER,
            entered=_entered((scope,)),
            authority=says,
            began=says,
            ended=says if setting.until else None,
            pin="",
            setting=i,
            hypothetical=True,
        )


def admits(group: Group, dimension: str, value: str, book: Book) -> bool:
    """Whether a group's limits, if any, let this value of the dimension through."""
    names: tuple[str, ...] = getattr(group, dimension)
    if not names:
        return True
    known = book.vocabulary.dimension(dimension)
    return any(value in known.members(name) for name in names)


def scopes_in_words(scopes: Sequence[Scope], book: Book) -> str:
    """Whom the scopes cover together, in words; 'everyone' if nothing limits them."""
    said = _groups_in_words(scopes, book)
    first, last = _entered(scopes)
    if first != ALWAYS:
        said.append(f"entered on or after {first}")
    if last != NEVER:
        said.append(f"entered before {last}")
    whole = "; ".join(said) or "everyone"
    left_out = [
        "; ".join(_groups_in_words((group,), book))
        for scope in scopes
        for group in scope.exceptions
    ]
    return whole + "".join(f"; but not those with: {group}" for group in left_out)


def _groups_in_words(groups: Sequence[Group], book: Book) -> list[str]:
    said = []
    for name in DIMENSIONS:
        dimension = book.vocabulary.dimension(name)
        words = [
            " or ".join(dimension.words(word) for word in names)
            for group in groups
            for limit, names in group.limits()
            if limit == name
        ]
        if words:
            said.append(", and ".join(dict.fromkeys(words)))
    return said
