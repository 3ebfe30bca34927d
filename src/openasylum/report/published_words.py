"""Published figures beside a run in words: for the page, the terminal, programs and a document."""

from collections.abc import Iterator
from typing import Any

from openasylum.report.published import FAR, NEAR, Comparison, Entry, Line, Tally, days_words
from openasylum.report.published import seen_words as seen_words
from openasylum.report.tables import Amount
from openasylum.report.words import MINUS, listed, number, percent, plain_percent

BAND_WORDS = {
    "near": "near",
    "between": "in between",
    "far": "far",
    "": "not compared",
}
RULE = (
    f"Near means that the model's mean is within {plain_percent(NEAR)} of the published figure"
    f" (of the figure itself: 4.4 for 4), far that it is more than {plain_percent(FAR)} away,"
    " whatever the unit. Published figures are rounded, so that a share of 4 percent may be"
    " anything from 3.5 to 4.5. Nearness is not a verdict on the model: where definitions differ,"
    " a near figure may be near for the wrong reason, and a far one is far all the same."
)


def value_words(value: float, unit: str) -> str:
    """A number in its unit: a share as a percentage."""
    if unit == "share":
        return percent(value, digits=1)
    return number(round(value))


def model_words(line: Line) -> str:
    """The model's number, with the range of nine in ten draws if there are several."""
    found = line.model
    if found is None:
        return "none"
    words, around = value_words(found.mean, line.unit), range_words(line)
    return f"{words} ({around})" if around else words


def range_words(line: Line) -> str:
    """The range of nine in ten draws; empty with a single draw."""
    found = line.model
    if found is None or found.low is None or found.high is None:
        return ""
    return f"{value_words(found.low, line.unit)} to {value_words(found.high, line.unit)}"


def difference_words(line: Line) -> str:
    """How far the model is off, as a share of the published figure; for shares in points too."""
    words = [relative_words(line)]
    if line.unit == "share" and line.model is not None:
        words.append(points_words(line))
    return ", ".join(words)


def relative_words(line: Line) -> str:
    """How far the model is off, as a share of the published figure; empty without a number."""
    if line.model is None:
        return ""
    if line.difference is None:
        return "no share of zero"
    return percent(line.difference, with_sign=True)


def points_words(line: Line) -> str:
    """How far the model's share is off, in percentage points; empty without a number."""
    if line.model is None:
        return ""
    points = round(100 * (line.model.mean - line.published), 1)
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{abs(points):.1f} points"


def cited_words(line: Line) -> str:
    """That assumptions not named as having seen a figure cite the page it stands on."""
    names = listed(line.cited_by)
    return f"The same page is cited as evidence by {names}, for what it says there."


def tally_words(tally: Tally) -> str:
    """A tally as a sentence."""
    parts = (
        f"{tally.near} within {plain_percent(NEAR)}",
        f"{tally.between} further off but within {plain_percent(FAR)}",
        f"{tally.far} beyond",
        f"{tally.not_compared} not compared",
    )
    return f"{tally.compared} compared: {', '.join(parts)}."


_SEEN = (
    "The column *Seen* marks the figures that the model has seen, as an input, as a series it is"
    " fitted to or as evidence of an assumption: being near those is no test of it."
)


def summary(found: Comparison) -> list[str]:
    """The sentences that stand before the tables."""
    if found.scenario is None:
        return [
            "No scenario of this run is as enacted, so there is nothing to lay beside what was"
            " published. Compare with as_enacted."
        ]
    sentences = [
        f"Nothing in the model was set by these figures: {tally_words(found.unseen)}",
        f"The model has seen these, as an input, as a series it is fitted to or as an assumption's"
        f" evidence, so that they are no test of it: {tally_words(found.seen)}",
        RULE,
    ]
    if found.scale != 1:
        sentences.append(
            f"The run is a sample of {percent(found.scale)} of the people, scaled up: small counts"
            " are mostly chance."
        )
    return sentences


def as_json(found: Comparison) -> dict[str, Any]:
    """The comparison as plain values."""
    return {
        "scenario": found.scenario.name if found.scenario else None,
        "draws": found.draws,
        "scale": found.scale,
        "near_within": NEAR,
        "far_beyond": FAR,
        "not_seen": vars(found.unseen),
        "seen": vars(found.seen),
        "published": [
            {
                "id": entry.published.id,
                "title": entry.published.title,
                "counted": entry.published.counted,
                "traps": list(entry.published.traps),
                "elsewhere": entry.published.elsewhere,
                "figures": [_line_json(line) for line in entry.all_lines],
            }
            for entry in found.entries
        ],
    }


def _line_json(line: Line) -> dict[str, Any]:
    model: Amount | None = line.model
    return {
        "words": line.words,
        "unit": line.unit,
        "first_day": line.first_day.isoformat(),
        "last_day": line.last_day.isoformat(),
        "published": line.published,
        "model": None if model is None else vars(model),
        "difference": line.difference,
        "how_far": line.band or None,
        "why_not_compared": line.why_not or None,
        "seen": [seen_words(one) for one in line.seen],
        "page_cited_by": list(line.cited_by),
        "definitions_differ": list(line.differs),
        "source": line.source,
        "publisher": line.publisher,
        "address": line.address,
        "quotation": line.quotation,
        "confidence": line.confidence,
    }


def print_comparison(found: Comparison, *, width: int | None = None) -> None:
    """Print the comparison as a table for people; months only with their number."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=width, highlight=False, markup=False)
    if found.entries:
        table = Table(box=box.SIMPLE, pad_edge=False)
        table.add_column("", no_wrap=True)
        table.add_column("Figure", overflow="fold")
        for title in ("Published", "Model", "Difference"):
            table.add_column(title, justify="right", overflow="fold")
        table.add_column("How far", overflow="fold")
        for entry in found.entries:
            table.add_row(entry.published.id, entry.published.title, style="bold")
            for row in _rows(entry, found.reasons):
                table.add_row("", *row)
        console.print(table)
        console.print("* The model has seen this figure: no test.")
        for i, reason in enumerate(found.reasons, start=1):
            console.print(f"({i}) {reason}")
        console.print()
    for sentence in summary(found):
        console.print(sentence)


def _rows(entry: Entry, reasons: list[str]) -> Iterator[tuple[str, ...]]:
    for line in entry.lines:
        far = BAND_WORDS[line.band] + (" *" if line.seen else "")
        if line.why_not:
            far = f"not compared ({reasons.index(line.why_not) + 1})"
        yield (
            line.words,
            value_words(line.published, line.unit),
            model_words(line),
            difference_words(line),
            far,
        )
    if entry.months:
        yield (f"Month by month, {tally_words(Tally.of(list(entry.months)))}", "", "", "", "")
    if entry.published.elsewhere:
        yield (entry.published.elsewhere, "", "", "", "")


def markdown(found: Comparison, how: str) -> str:
    """The comparison as a document; `how` says from which run it was written."""
    lines = ["# Published figures set beside the model", "", how, "", _SEEN, ""]
    for sentence in summary(found):
        lines += [sentence, ""]
    for entry in found.entries:
        lines += list(_section(entry))
    return "\n".join(lines).rstrip() + "\n"


def _section(entry: Entry) -> Iterator[str]:
    published = entry.published
    yield from (f"## {published.id}. {published.title}", "", published.counted, "")
    if published.elsewhere:
        yield from (published.elsewhere, "")
    if entry.all_lines:
        yield "| Figure | Published | Model | Difference | How far | Seen |"
        yield "| --- | ---: | ---: | --- | --- | --- |"
    for line in entry.all_lines:
        far = line.why_not or BAND_WORDS[line.band]
        cells = (
            line.words, value_words(line.published, line.unit), model_words(line),
            difference_words(line), far, "yes" if line.seen else "no",
        )  # fmt: skip
        yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
    if entry.all_lines:
        yield ""
    yield from (f"- {trap}" for trap in published.traps)
    for line in entry.lines:
        yield from (f"- {line.words}: {words}" for words in line.differs)
        yield from (f"- {line.words}: no test. {seen_words(one)}" for one in line.seen)
        if line.cited_by:
            yield f"- {line.words}: {cited_words(line)}"
    yield ""
    yield from dict.fromkeys(map(_quoted, entry.lines))
    yield ""


def _quoted(line: Line) -> str:
    source = f"[{line.source}]({line.address})" if line.address else line.source
    days = days_words(line)
    if not line.quotation:
        return f"- {days}: {source}. {line.remark}".rstrip()
    where = f"- {days}: {source} ({line.publisher})"
    return f"{where}: \u201c{line.quotation}\u201d {line.remark}".rstrip()
