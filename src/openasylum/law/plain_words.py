"""An explanation as a page of text, and as plain values for programs."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from openasylum.law.change import Change
from openasylum.law.explain import Explanation, Statement
from openasylum.law.rules import ALWAYS
from openasylum.law.table import Holding


def in_plain_words(explanation: Explanation) -> str:
    """The explanation as a page of text."""
    words = explanation.timeline.book.vocabulary
    lines = [f"On {explanation.day}, for {explanation.person}:", ""]
    lines += [f"  open:     {words.paths[name].words}" for name in explanation.open_paths]
    lines += [f"  not open: {words.paths[name].words}" for name in explanation.closed_paths]
    shown = ""
    for item in explanation.statements:
        heading = words.process.words(item.process) if item.process else "In general"
        if heading != shown:
            lines += ["", heading[0].upper() + heading[1:]]
            shown = heading
        lines += list(_say(item, explanation))
    lines += ["", *_day_before(explanation)]
    if any(not item.holding.read_in_source for item in explanation.statements):
        lines += ["", "[recalled]: not yet confirmed in the source."]
    return "\n".join(lines)


def _say(item: Statement, explanation: Explanation) -> Iterator[str]:
    yield f"  {item.meaning}"
    yield f"    {item.in_words[0].upper() + item.in_words[1:]}."
    holding = item.holding
    if holding.rule is None:
        yield "    No instrument in force sets it."
        return
    mark = "" if holding.read_in_source else " [recalled]"
    yield f"    {holding.cite} ({holding.instrument}), since {holding.since}{mark}."
    change = item.since
    if change is not None and change.before.rule is not None and change.day < explanation.day:
        yield f"    Before: {_value(change.before)}."
        yield from (f"    {line}" for line in _causes(change))


def _day_before(explanation: Explanation) -> Sequence[str]:
    before = explanation.day - timedelta(days=1) if explanation.day > ALWAYS else explanation.day
    changed = [item for item in explanation.statements if item.changed_today is not None]
    if not changed:
        return [f"The day before ({before}) the same applied."]
    lines = [f"The day before ({before}) it was otherwise:"]
    for item in changed:
        assert item.changed_today is not None
        words = explanation.timeline.book.parameter(item.parameter)
        was = words.in_words(item.changed_today.before.value)
        on_path = explanation.timeline.book.vocabulary.process.values.get(item.process, "")
        lines.append(f"  {item.meaning}" + (f" ({on_path})" if on_path else ""))
        lines.append(f"    {was[0].upper() + was[1:]}: {_value(item.changed_today.before)}.")
        lines += [f"    {line}" for line in _causes(item.changed_today)]
    return lines


def _value(holding: Holding) -> str:
    if holding.rule is None:
        return f"{holding.value or 'no rule'}, with no instrument in force"
    return f"{holding.value}, {holding.cite} ({holding.instrument})"


def _causes(change: Change) -> Iterator[str]:
    for cause in change.causes:
        mark = "" if cause.citation.read else " [recalled]"
        yield f"Changed: {cause.instrument} {cause.what}, {cause.citation.cite}{mark}."


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
