"""The page `docs/projections.md`: every projection, executed again and held against events."""

from collections.abc import Iterator

from openasylum.projections.execute import Range
from openasylum.projections.ledger import Entry, Score, ledger
from openasylum.projections.methods import METHODS
from openasylum.projections.words import interval, number, percent, skills, summary
from openasylum.records.projections import Input, Source

_HEAD = """# Published projections

Generated from `src/openasylum/facts/projections/` by `python scripts/build_projection_docs.py`:
do not edit. `openasylum projections` prints the same.

Each projection is executed again from its own inputs, by the formula it names, and held against
what happened. Some are forecasts, some levels to plan for, some divisions that show a scale; each
says which, and a miss is no reproach to a division. Three are worked examples of methods.

- **Reproduced**: *yes* if every published result follows from published inputs; *inferred
  inputs* if inputs that were not found were searched and some give all results together, which
  shows consistency and not that they were the author's; *no* if a result does not follow, with
  the discrepancy; *nothing published* if there is nothing to reproduce.
- **Error** is projected less actual; of a range, that of its middle.
- **Skill** is 1 less the ratio of absolute errors, against three simple forecasts from figures
  that had been published on the projection's day: the *last* value, the linear *trend*, and the
  latest value moved at constant *rates* of receipts and completions. Below 0, the simple forecast
  was nearer. A simple forecast that was nearly exact by chance makes a skill far below 0.
- EOIR's own tables as they stood on a given day are on file for few days, so simple forecasts
  mostly start from TRAC's counts of active cases, which were published monthly. What happened is
  EOIR's: 2.46 million pending at the end of FY2023 and 3.6 million at the end of FY2024. TRAC has
  3.72 million active cases for the latter, 3% more; EOIR's table of 2025 has 3.88 million, which
  seems to include inactive cases.
- **Not read** or **recalled** means that the source was not seen for this project.
"""


def page() -> str:
    """The whole page. Raises as `ledger` does."""
    entries = ledger()
    lines = [_HEAD, f"{summary(entries)}\n", "## What comes out again\n", *_again(entries), ""]
    lines += ["## Held against what happened\n", *_table(entries), ""]
    for entry in entries:
        lines += list(_entry(entry))
    return "\n".join(lines).rstrip() + "\n"


def _again(entries: list[Entry]) -> Iterator[str]:
    yield "| Projection | What it said | Executed again | Reproduced |"
    yield "| --- | --- | ---: | --- |"
    for entry in entries:
        again = entry.execution
        for said in entry.projection.said:
            found = f"{interval(again.output(said), said.unit)} {said.unit}"
            holds = "yes" if again.holds(said) else "no"
            word = f"{holds}, {again.reproduced}" if again.searched > 1 else holds
            yield f"| `{entry.name}` | {said.words} | {found} | {word} |"
        if not entry.projection.said:
            yield f"| `{entry.name}` | no number that was found | | {again.reproduced} |"


def _table(entries: list[Entry]) -> Iterator[str]:
    yield "| Projection | By | Published | Held against | Projected | Happened | Error | Skill |"
    yield "| --- | --- | --- | --- | ---: | ---: | ---: | --- |"
    for entry in entries:
        for score in entry.scores:
            one = entry.projection
            cells = (
                f"`{entry.name}`", one.by, str(one.published), score.asked.words,
                interval(score.projected), number(score.actual), percent(score.relative_error),
                skills(score),
            )  # fmt: skip
            yield f"| {' | '.join(cells)} |"


def _entry(entry: Entry) -> Iterator[str]:
    one, again = entry.projection, entry.execution
    yield from (f"## {one.title}", "")
    note = f" {one.published_note}" if one.published_note else ""
    yield f"`{entry.name}`: {one.by}, {one.published}, {one.kind}.{note} {_linked(one.source)}"
    yield from ("", one.forecast.strip(), "")
    yield from (f"Method `{one.method}`: {METHODS[one.method].formula}.", "")
    for name, given in one.inputs.items():
        yield f"- `{name}`: {interval(again.input(name), given.unit)} {given.unit}, {_how(given)}"
    yield ""
    yield from (f"**Reproduced: {again.reproduced}.** {_why(entry)}".rstrip(), "")
    for said in one.said:
        holds = "" if again.holds(said) else ", which is not what was published"
        found = f"{interval(again.output(said), said.unit)} {said.unit}{holds}"
        reading = f" {said.reading}" if said.reading else ""
        yield f"- {said.words}. Again: {found}.{reading} {_linked(said.source)}"
    for also in one.also:
        found = f"{interval(again.output(also), also.unit)} {also.unit}"
        yield f"- Not published: {also.words}: {found}. {also.because.strip()}"
    yield ""
    for score in entry.scores:
        yield f"- {_score(score)}"
    if one.not_scored_because:
        yield f"Not scored: {one.not_scored_because.strip()}"
    if one.known is not None:
        yield from ("", f"Known on its day: {one.known.note.strip()}")
    yield from ("", "Caveats:", "", *(f"- {words.strip()}" for words in one.caveats), "")


def _why(entry: Entry) -> str:
    one, again = entry.projection, entry.execution
    if again.searched > 1 and one.said:
        kept = f"{len(again.kept):,} of {again.searched:,}"
        return f"{kept} combinations of the searched inputs agree with all published results."
    return (one.discrepancy or one.nothing_to_reproduce).strip()


def _how(given: Input) -> str:
    how = given.how.replace("_", " ")
    if given.low is not None and given.high is not None:
        how += f" (searched from {interval(Range(given.low, given.high))})"
    told = [given.because.strip()] if given.because else []
    told += [_linked(given.source)] if given.source is not None else []
    return f"{how}. {' '.join(told)}"


def _score(score: Score) -> str:
    asked = score.asked
    text = (
        f"{asked.words}: projected {interval(score.projected)}, happened {number(score.actual)}"
        f" {asked.unit}; error {number(score.error)} ({percent(score.relative_error)})."
    )
    told = [f"{name} {number(value)}" for name, value in score.baselines.items()]
    text += f" Simple forecasts: {', '.join(told)}; skill: {skills(score)}." if told else ""
    sources = [
        f"`{one.official.table}`" if one.official is not None else _linked(one.cited)
        for one in asked.happened
    ]
    notes = [asked.note.strip(), asked.without_skill.strip()]
    return " ".join([text, f"Happened: {', '.join(sources)}.", *(n for n in notes if n)])


def _linked(source: Source | None) -> str:
    if source is None:
        return ""
    page = f", {source.page}" if source.page else ""
    shown = f"[{source.source}{page}]({source.address})" if source.address else source.source
    words = f': "{source.quoted}"' if source.quoted else ""
    return f"{shown}{words}{'' if source.read else ' (not read)'}"
