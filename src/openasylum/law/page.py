"""The page `docs/law.md`: the history of every parameter, and every instrument with its sources."""

from collections.abc import Iterator

from openasylum.law.history import Row, history
from openasylum.law.resolve import resolve
from openasylum.law.second_reading import FOLDER
from openasylum.law.timeline import Timeline
from openasylum.records.law import Instrument, Source
from openasylum.records.library import load_instruments
from openasylum.records.vocabulary import Parameter

_HEAD = """# The law

Generated from `src/openasylum/facts/` by `python scripts/build_law_docs.py`: do not edit.

Each table is the history of one parameter: every value that held for anyone, from the first full
day (`from`) to the first day it no longer held (`until`), for whom, and by what authority. Where
two instruments cover the same person on the same day, the one that prevails is the one that says so
in its file. **Recalled** means that the value or one of its days has not yet been confirmed in its
source; **single reading** that no second person has coded the instrument from its source.
"""


def page() -> str:
    """The whole page."""
    timeline = resolve(load_instruments())
    lines = [_HEAD, "## Parameters", ""]
    for name, parameter in timeline.book.parameters.items():
        lines += list(_parameter(timeline, name, parameter))
    lines += ["## Instruments", ""]
    for name, instrument in sorted(timeline.instruments.items()):
        lines += list(_instrument(name, instrument, timeline))
    return "\n".join(lines).rstrip() + "\n"


def _parameter(timeline: Timeline, name: str, parameter: Parameter) -> Iterator[str]:
    yield from (f"### `{name}`", "", parameter.meaning, "")
    if parameter.choices:
        yield from (f"- `{value}`: {words}" for value, words in parameter.choices.items())
        yield ""
    else:
        yield from (f"In {parameter.unit}.", "")
    if parameter.when_silent is not None:
        yield from (f"Where no instrument speaks: `{parameter.when_silent}`.", "")
    rows = history(timeline, name)
    if rows:
        yield "| from | until | value | for | authority | instrument | |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_row(row) for row in rows)
        yield ""


def _row(row: Row) -> str:
    marks = [] if row.read_in_source else ["recalled"]
    marks += ["single reading"] if row.single_reading else []
    ended = f" (ended by {row.ended_by})" if row.ended_by else ""
    way = f"; gives way to {', '.join(row.gives_way_to)}" if row.gives_way_to else ""
    cells = [
        str(row.since or ""),
        str(row.until or ""),
        f"`{row.value}`",
        row.applies_to + way,
        (f"[{row.cite}]({row.url})" if row.url else row.cite) + ended,
        f"[{row.instrument}](#{row.instrument})",
        ", ".join(marks),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _instrument(name: str, instrument: Instrument, timeline: Timeline) -> Iterator[str]:
    words = timeline.book.vocabulary
    agencies = ", ".join(words.agencies[agency] for agency in instrument.agencies)
    readings = "Read twice." if (FOLDER / f"{name}.yaml").exists() else "Single reading."
    yield from (f"### {name}", "", f"**{instrument.title}**", "")
    kind = words.kinds[instrument.kind]
    yield f"{kind[0].upper()}{kind[1:]} ({agencies}). {readings} {instrument.summary.strip()}"
    yield ""
    for span in instrument.in_force:
        until = f" until {span.until} ({_cite(instrument, span.ended_by)})" if span.until else ""
        yield f"- In force from {span.start} ({_cite(instrument, span.source)}){until}. {span.note}"
    if not instrument.in_force:
        yield "- Never in force."
    for event in instrument.events:
        what, source = words.events[event.what], _cite(instrument, event.source)
        effect = "no effect on its force" if event.effect == "none" else event.effect
        yield f"- {event.on}: it {what} ({source}): {effect}. {event.note}"
    yield from ("", "Sources:", "")
    yield from (f"- {_source(source)}" for source in instrument.sources.values())
    yield ""


def _cite(instrument: Instrument, name: str) -> str:
    source = instrument.sources[name]
    return source.cite if source.read else f"{source.cite}, recalled"


def _source(source: Source) -> str:
    cite = f"[{source.cite}]({source.url})" if source.url else source.cite
    quote = f": \u201c{source.quote}\u201d" if source.quote else ""
    return cite + (quote if source.read else f": recalled{quote}")
