"""Explanations and tables of the law as text for people, and as plain values for programs."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from openasylum.law.change import Cause, Change
from openasylum.law.explain import Explanation, Statement
from openasylum.law.history import Row
from openasylum.law.rules import ALWAYS
from openasylum.law.table import Holding
from openasylum.records.vocabulary import Book

RECALLED = "[recalled]"


def in_plain_words(explanation: Explanation) -> str:
    """The explanation as a page of text."""
    lines = [f"On {explanation.day}, for {explanation.person}:"]
    lines += ["", *_changes(explanation), "", *_paths(explanation)]
    lines += list(_statements(explanation))
    if any(RECALLED in line for line in lines):
        lines += ["", f"{RECALLED}: not yet confirmed in the source."]
    return "\n".join(lines)


def _changes(explanation: Explanation) -> Iterator[str]:
    before = explanation.day - timedelta(days=1)
    today = [item for item in explanation.statements if item.changed_today is not None]
    if today:
        yield f"That day the law changed. The day before ({before}):"
        yield from _changed(today, explanation.book)
        return
    yield f"The day before ({before}) the same applied."
    dated = [item for item in explanation.statements if item.since and item.since.before.rule]
    if dated:
        latest = max(item.since.day for item in dated if item.since)
        yield f"The latest change was on {latest}. The day before that:"
        recent = [item for item in dated if item.since and item.since.day == latest]
        yield from _changed(recent, explanation.book)


def _changed(items: Iterable[Statement], book: Book) -> Iterator[str]:
    told: dict[tuple[object, ...], list[Statement]] = {}
    for item in items:
        change = item.changed_today or item.since
        assert change is not None
        key = (item.parameter, change.before.rule, change.after.rule)
        told.setdefault(key, []).append(item)
    for group in told.values():
        first = group[0]
        change = first.changed_today or first.since
        assert change is not None
        paths = [book.vocabulary.process.words(item.process) for item in group if item.process]
        yield f"  {first.meaning}" + (f" ({'; '.join(paths)})" if paths else "")
        yield f"    before: {_value(change.before, book)}"
        yield f"    after:  {_value(change.after, book)}"
        yield from (f"    because {_cause(cause)}" for cause in change.causes)


def _paths(explanation: Explanation) -> Iterator[str]:
    paths = explanation.book.vocabulary.paths
    yield from (f"  open:     {paths[name].words}" for name in explanation.open_paths)
    yield from (f"  not open: {paths[name].words}" for name in explanation.closed_paths)


def _statements(explanation: Explanation) -> Iterator[str]:
    process = explanation.book.vocabulary.process
    opening = {
        name for path in explanation.book.vocabulary.paths.values() for name in path.opened_by
    }
    shown = ""
    for item in explanation.statements:
        general = "What opens the paths" if item.parameter in opening else "In general"
        heading = _capital(process.words(item.process)) if item.process else general
        if heading != shown:
            yield from ("", heading)
            shown = heading
        yield f"  {item.meaning}"
        yield f"    {_value(item.holding, explanation.book)}"
        if item.holding.rule is not None:
            yield f"    since {item.holding.since}"


def _value(holding: Holding, book: Book) -> str:
    words = _capital(book.parameter(holding.parameter).in_words(holding.value))
    if holding.rule is None:
        return f"{words}. No instrument in force says otherwise."
    mark = "" if holding.read_in_source else f" {RECALLED}"
    return f"{words}. {holding.cite} ({holding.instrument}){mark}"


def _cause(cause: Cause) -> str:
    mark = "" if cause.citation.read else f" {RECALLED}"
    return f"{cause.instrument} {cause.what}: {cause.citation.cite}{mark}"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation for programs."""
    return {
        "on": explanation.day.isoformat(),
        "person": explanation.person,
        "open_paths": list(explanation.open_paths),
        "closed_paths": list(explanation.closed_paths),
        "statements": [_statement_json(item) for item in explanation.statements],
    }


def _statement_json(item: Statement) -> dict[str, Any]:
    change = item.changed_today
    return {
        "parameter": item.parameter,
        "process": item.process or None,
        "in_words": item.in_words,
        **_holding_json(item.holding),
        "day_before": None if change is None else _holding_json(change.before),
        "changed_by": _causes_json(change),
        "since_what": _causes_json(item.since),
    }


def _holding_json(holding: Holding) -> dict[str, Any]:
    return {
        "value": holding.value,
        "instrument": holding.instrument or None,
        "cite": holding.cite or None,
        "from": None if holding.since == ALWAYS else holding.since.isoformat(),
        "until": None if holding.until is None else holding.until.isoformat(),
        "read_in_source": holding.read_in_source,
    }


def _causes_json(change: Change | None) -> list[dict[str, Any]]:
    return [
        {
            "instrument": cause.instrument,
            "what": cause.what,
            "cite": cause.citation.cite,
            "url": cause.citation.url or None,
            "read_in_source": cause.citation.read,
            "note": cause.note or None,
        }
        for cause in (() if change is None else change.causes)
    ]


def rows_in_words(rows: Iterable[Row], book: Book) -> Iterator[str]:
    """The rows as text, under their parameters."""
    for name, group in groupby(rows, key=lambda row: row.parameter):
        yield f"{name}: {book.parameter(name).meaning}"
        for row in group:
            yield from _row(row)
        yield ""


def _row(row: Row) -> Iterator[str]:
    if not row.instrument:
        yield f"  {row.value}: no instrument in force sets it"
        return
    until = f"until {row.until}" if row.until else "with no end known"
    since = f"from {row.since} " if row.since else ""
    yield f"  {row.value}, {since}{until}"
    yield f"      for   {row.applies_to}"
    marks = "" if row.read_in_source else " [recalled]"
    marks += " [single reading]" if row.single_reading else ""
    yield f"      by    {row.cite} ({row.instrument}){marks}"
    if row.ended_by:
        yield f"      ended by {row.ended_by}"
    if row.gives_way_to:
        yield f"      gives way, where they overlap, to {', '.join(row.gives_way_to)}"
