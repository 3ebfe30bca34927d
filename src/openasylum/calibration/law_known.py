"""The law as it was known on a day: what had begun or been published by then, and not its end."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TypeVar

from openasylum.records.law import Instrument, Setting, Span

Part = TypeVar("Part", Span, Setting)


def law_known(
    instruments: Mapping[str, Instrument], on: date, whole: Collection[str] = ()
) -> dict[str, Instrument]:
    """The instruments known on a day, each with the days that were known.

    A beginning is known from its first day, or from the day its source was published if that is
    earlier; an end likewise. An end that was not known is left out, and the instrument goes on.

    Args:
        instruments: all of them, as known today.
        on: the day.
        whole: parameters; instruments that set one of these are kept as known today.
    """
    known = {}
    for name, instrument in instruments.items():
        if any(setting.parameter in whole for setting in instrument.sets):
            known[name] = instrument
        elif (kept := _instrument(instrument, on)) is not None:
            known[name] = kept
    return known


def _instrument(instrument: Instrument, on: date) -> Instrument | None:
    spans = tuple(
        _open_ended(span, instrument, on)
        for span in instrument.in_force
        if _known(span.start, span.source, instrument, on)
    )
    if not spans:
        return None
    settings = tuple(
        _open_ended(setting, instrument, on)
        for setting in instrument.sets
        if setting.start is None
        or _known(setting.start, setting.dated_by or setting.source, instrument, on)
    )
    return instrument.model_copy(update={"in_force": spans, "sets": settings})


def _open_ended(part: Part, instrument: Instrument, on: date) -> Part:
    """The same part, without an end that was not known."""
    if part.until is None or _known(part.until, part.ended_by, instrument, on):
        return part
    return part.model_copy(update={"until": None, "ended_by": ""})


def _known(day: date, source: str, instrument: Instrument, on: date) -> bool:
    """Whether a day of the law had come, or had been published, by the day `on`."""
    published = instrument.sources[source].published if source else None
    return day <= on or (published is not None and published <= on)
