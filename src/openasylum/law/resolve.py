"""From instruments and a scenario to the law of every day."""

from collections.abc import Mapping

from openasylum.law.precedence import order_of
from openasylum.law.rules import rules_of
from openasylum.law.table import Table
from openasylum.law.timeline import Timeline
from openasylum.records.law import Instrument, Setting, Span
from openasylum.records.library import load_book
from openasylum.records.scenario import (
    Hypothetical,
    HypotheticalSetting,
    HypotheticalSpan,
    Scenario,
)
from openasylum.records.vocabulary import Book


def resolve(
    instruments: Mapping[str, Instrument],
    scenario: Scenario | None = None,
    *,
    book: Book | None = None,
) -> Timeline:
    """The law in force on each day of a scenario, and the instrument behind each value.

    An instrument counts on a day if one of its spans covers that day and the scenario keeps it.
    Where several set the same parameter for the same kind of person, the one that names the
    others under `over`, directly or by way of others, prevails.

    Raises:
        PolicyConflict: if none names the others, for any kind of person on any day. The files,
            not the code, must say which law prevails.
    """
    book = book or load_book()
    kept = _kept(instruments, scenario)
    order = order_of({**instruments, **kept})
    tables = {
        parameter: Table(parameter, rules, order, book)
        for parameter, rules in rules_of(kept, scenario, book).items()
    }
    for table in tables.values():
        for _ in table.every_kind():
            pass
    return Timeline(tables, kept, book)


def _kept(
    instruments: Mapping[str, Instrument], scenario: Scenario | None
) -> dict[str, Instrument]:
    if scenario is None:
        return dict(instruments)
    replaced = {item.instead_of for item in scenario.hypothetical}
    kept = {
        name: instrument
        for name, instrument in instruments.items()
        if name not in scenario.without and name not in replaced
    }
    renamed = {item.instead_of: item.name for item in scenario.hypothetical if item.instead_of}
    kept = {name: _over_new_names(instrument, renamed) for name, instrument in kept.items()}
    for item in scenario.hypothetical:
        kept[item.name] = _over_new_names(
            as_instrument(item, instruments.get(item.instead_of), scenario.title), renamed
        )
    return kept


def _over_new_names(instrument: Instrument, renamed: Mapping[str, str]) -> Instrument:
    """What prevails over an instrument also prevails over the one that takes its place."""
    added = tuple(
        item.model_copy(update={"instrument": renamed[item.instrument]})
        for item in instrument.over
        if item.instrument in renamed
    )
    return instrument.model_copy(update={"over": instrument.over + added}) if added else instrument


def as_instrument(item: Hypothetical, like: Instrument | None, scenario: str) -> Instrument:
    """A hypothetical as an instrument: its own days and values, the rest from the one it replaces.

    Everything in it is cited to the scenario and counts as recalled, never as read.
    """
    facts: dict[str, object] = {
        "title": item.title or (like.title + ", as the scenario has it" if like else item.name),
        "kind": like.kind if like else "statute",
        "agencies": list(like.agencies) if like else [],
        "summary": item.because,
        "sources": {"scenario": {"cite": f"{scenario}: {item.because}", "read": False}},
        "in_force": [_span(part) for part in (item.in_force or (like.in_force if like else ()))],
        "sets": [_setting(part) for part in (item.sets or (like.sets if like else ()))],
        "applies_to": item.applies_to or (like.applies_to if like else None),
        "over": [
            {"instrument": name, "source": "scenario"}
            for name in (*item.over, *(before.instrument for before in (like.over if like else ())))
        ],
    }
    return Instrument.model_validate(facts)


def _span(part: Span | HypotheticalSpan) -> dict[str, object]:
    return {**_days(part), "source": "scenario", "applies_to": part.applies_to}


def _setting(part: Setting | HypotheticalSetting) -> dict[str, object]:
    named = {"parameter": part.parameter, "value": part.value, "source": "scenario"}
    return {**_days(part), **named, "applies_to": part.applies_to}


def _days(part: Span | HypotheticalSpan | Setting | HypotheticalSetting) -> dict[str, object]:
    ended_by = "" if part.until is None else "scenario"
    return {"from": part.start, "until": part.until, "ended_by": ended_by}
