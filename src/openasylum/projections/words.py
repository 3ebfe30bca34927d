"""The ledger in words: a table, one projection as a card, and objects for programs."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from openasylum.projections.execute import Range
from openasylum.projections.ledger import Entry, Score
from openasylum.projections.methods import METHODS
from openasylum.records.projections import Input, Official, Projection, Result, Source

_MILLION = 1_000_000
_NAME = 35  # columns of the first column, where names stand unbroken
_LINE = 95
_OUTCOMES = {
    "yes": "come out as published",
    "inferred inputs": "do with inputs that were searched for, as they were not published",
    "no": "do not (their cards say why)",
    "nothing published": "published no number to come out",
}
_SHORT = {"last value": "last", "linear trend": "trend", "constant rates": "rates"}
COLUMNS = (
    "projection", "what it said", "again", "held against what happened", "happened", "error",
    "skill", "reproduced",
)  # fmt: skip
FOOT = """again: executed from its own inputs. error: of what was projected, or of the middle of its
range, against what happened.
skill: 1 less the ratio of absolute errors against the last value known, the linear trend and the
constant rates of what was known on its day; below 0, the simple forecast was nearer.
'openasylum projections NAME' shows inputs, sources and caveats."""


def number(value: float) -> str:
    """A number as people read it: in millions, whole above a thousand, or up to four figures."""
    if math.isinf(value):
        return "never"
    if abs(value) >= _MILLION:
        return f"{value / _MILLION:.2f} million"
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.4g}"


def interval(found: Range, unit: str = "") -> str:
    """A value, or the two ends of a range; a share is told as a percentage."""
    if unit.startswith("share"):
        low, high = f"{found.low:.1%}", f"{found.high:.1%}"
    else:
        low, high = number(found.low), number(found.high)
    if low == high:
        return low
    both = low.endswith(" million") and high.endswith(" million")
    return f"{low.removesuffix(' million') if both else low} to {high}"


def percent(share: float | None) -> str:
    """A share with its sign, as a percentage."""
    return "" if share is None else f"{share:+.0%}"


def skills(score: Score) -> str:
    """Skill against each simple forecast, by its short name."""
    return ", ".join(
        f"{_SHORT[name]} {'exact' if value is None else f'{value:+.2g}'}"
        for name, value in score.skills().items()
    )


def rows(entries: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """The table: one line for each result and each score; its projection is named once."""
    for entry in entries:
        projection = entry.projection
        first = True
        for said, score in zip_longest(_results(entry), entry.scores):
            head = f"{entry.name}\n{_by(projection)}" if first else ""
            yield (
                head,
                said.words if said is not None else "",
                interval(entry.execution.output(said), said.unit) if said is not None else "",
                *_score_cells(score),
                str(entry.execution.reproduced) if first else "",
            )
            first = False


def _by(projection: Projection) -> str:
    return textwrap.fill(f"{projection.by}, {projection.published}", _NAME, break_on_hyphens=False)


def _results(entry: Entry) -> tuple[Result, ...]:
    """What was said; if nothing was published, what is computed instead."""
    return entry.projection.said or entry.projection.also


def _score_cells(score: Score | None) -> tuple[str, ...]:
    if score is None:
        return ("",) * 4
    return (
        f"{score.asked.words}: {interval(score.projected)}", number(score.actual),
        percent(score.relative_error), skills(score).replace(", ", "\n"),
    )  # fmt: skip


def summary(entries: Sequence[Entry]) -> str:
    """How many come out again, and how many were nearer than each simple forecast."""
    told = [str(entry.execution.reproduced) for entry in entries]
    parts = [f"{told.count(word)} {words}" for word, words in _OUTCOMES.items() if word in told]
    lines = [f"Of {len(told)} projections {', '.join(parts)}."]
    skill: dict[str, list[bool]] = {}
    for entry in entries:
        for score in entry.scores:
            for name, value in score.skills().items():
                skill.setdefault(name, []).append(value is not None and value > 0)
    if skill:
        nearer = [f"the {name} in {sum(won)} of {len(won)}" for name, won in skill.items()]
        lines.append(f"Held against what happened, they were nearer than {', than '.join(nearer)}.")
    return "\n".join(textwrap.fill(line, _LINE) for line in lines)


def card(entry: Entry) -> str:
    """One projection in full."""
    one, again = entry.projection, entry.execution
    lines = [f"{entry.name}: {one.title}", f"{one.by}, {one.published} ({one.kind})"]
    lines += [f"  {one.published_note}"] if one.published_note else []
    lines += [f"  {cited(one.source)}", "", one.forecast.strip(), ""]
    lines += [f"method: {one.method}", f"  {METHODS[one.method].formula}", "", "inputs:"]
    for name, given in one.inputs.items():
        lines += list(_input(name, given, again.input(name)))
    lines += ["", "what it said, and executed again:"]
    lines += [f"  {one.nothing_to_reproduce.strip()}"] if one.nothing_to_reproduce else []
    for said in one.said:
        holds = "as published" if again.holds(said) else "not as published"
        lines.append(
            f"  - {said.words}: {interval(again.output(said), said.unit)} {said.unit}, {holds}"
        )
        lines += [f"      {said.reading}"] if said.reading else []
        lines.append(f"      {cited(said.source)}")
    lines += [
        f"  - not published: {also.words}: {interval(again.output(also), also.unit)} {also.unit}."
        f" {also.because.strip()}"
        for also in one.also
    ]
    lines += [f"reproduced: {again.reproduced}", *_searched(entry)]
    lines += [f"discrepancy: {one.discrepancy.strip()}"] if one.discrepancy else []
    return "\n".join([*lines, "", *_scores(entry), "", "caveats:", *_listed(one.caveats)])


def _searched(entry: Entry) -> list[str]:
    """How many values agree with what was said, where inputs were searched."""
    again = entry.execution
    if again.searched == 1:
        return []
    kept, of = len(again.kept), again.searched
    return [f"  {kept:,} of {of:,} combinations of the searched inputs agree with all of it"]


def _input(name: str, given: Input, found: Range) -> Iterator[str]:
    how = given.how.replace("_", " ")
    yield f"  {name}: {interval(found, given.unit)} {given.unit} ({how})"
    if given.low is not None and given.high is not None:
        yield f"      searched from {number(given.low)} to {number(given.high)}"
    if given.because:
        yield f"      {given.because.strip()}"
    if given.source is not None:
        yield f"      {cited(given.source)}"


def _scores(entry: Entry) -> Iterator[str]:
    one = entry.projection
    yield "held against what happened:"
    if one.not_scored_because:
        yield f"  not scored: {one.not_scored_because}"
    for score in entry.scores:
        inside = "" if score.projected.low == score.projected.high else _inside(score)
        yield f"  - {score.asked.words}"
        yield (
            f"      projected {interval(score.projected)}, happened {number(score.actual)}"
            f" {score.asked.unit}, error {number(score.error)}"
            f" ({percent(score.relative_error)}){inside}"
        )
        found = score.skills()
        for name, value in score.baselines.items():
            told = "it was exact" if found[name] is None else f"skill {found[name]:+.2f}"
            yield f"      {name}: {number(value)}, {told}"
        for figure in score.asked.happened:
            shown = figure.official
            yield f"      happened: {look(shown) if shown is not None else cited(figure.cited)}"
        for note in (score.asked.note, score.asked.without_skill):
            if note:
                yield f"      {note.strip()}"
    if one.known is not None:
        yield f"  known on {one.published}: {one.known.note.strip()}"


def _inside(score: Score) -> str:
    return ", within its range" if score.within else ", outside its range"


def _listed(words: Iterable[str]) -> list[str]:
    return [f"  - {one.strip()}" for one in words]


def look(official: Official) -> str:
    """Where an official figure stands: its table, and which rows of it."""
    where = "".join(f", {column} {word}" for column, word in official.where.items())
    return f"table {official.table}{where}"


def cited(source: Source | None) -> str:
    """A source with its words and address; recalled if it was not read."""
    if source is None:
        return ""
    words = f': "{source.quoted}"' if source.quoted else ""
    page = f", {source.page}" if source.page else ""
    address = f" <{source.address}>" if source.address else ""
    return f"{source.source}{page}{words}{address}{'' if source.read else ' (not read)'}"


def as_json(entry: Entry) -> dict[str, Any]:
    """One projection for programs: the record, what it gives again, and the scores."""
    again = entry.execution
    return {
        "name": entry.name,
        "record": entry.projection.model_dump(mode="json", by_alias=True, exclude_none=True),
        "reproduced": str(again.reproduced),
        "inputs": {name: _range(again.input(name)) for name in entry.projection.inputs},
        "said": [
            {"words": said.words, "unit": said.unit, "again": _range(again.output(said)),
             "holds": again.holds(said)}
            for said in entry.projection.said
        ],
        "also": [
            {"words": also.words, "unit": also.unit, "again": _range(again.output(also))}
            for also in entry.projection.also
        ],
        "scores": [
            {
                "words": score.asked.words, "unit": score.asked.unit,
                "projected": _range(score.projected), "actual": score.actual,
                "error": score.error, "relative_error": score.relative_error,
                "within": score.within, "baselines": score.baselines, "skill": score.skills(),
            }
            for score in entry.scores
        ],
    }  # fmt: skip


def _range(found: Range) -> list[float | None]:
    """The two ends; null where something never happens, since JSON has no infinity."""
    return [None if math.isinf(end) else end for end in (found.low, found.high)]
