"""The four or five numbers that come first, each in plain words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openasylum.report.flow import Flow, changed, flows
from openasylum.report.run import Run
from openasylum.report.tables import Amount, Measure, Summary
from openasylum.report.words import FAMILIES, arrow, between, day, percent, rounded

MOST = 5
_WHAT = {
    "protection": "are granted asylum or other relief",
    "closed": "have their case closed, or none is ever filed",
    "waiting": "still wait",
    "removal": "are removed, returned or ordered removed",
    "gave_up": "give up waiting",
}


@dataclass(frozen=True)
class Line:
    """What a number is under one scenario: its place among them, its title, and the number."""

    place: int
    title: str
    words: str


@dataclass(frozen=True)
class Headline:
    """A number that stands out, what it is, and what it is under each scenario."""

    figure: str
    words: str
    lines: tuple[Line, ...] = ()
    detail: str = ""


def headlines(run: Run, found: Summary) -> list[Headline]:
    """At most five numbers: of what the scenarios change, or of the one scenario there is."""
    if len(found.scenarios) == 1:
        return list(_of_one(run, found))[:MOST]
    return list(_of_several(run, found))[:MOST]


def _of_several(run: Run, found: Summary) -> Iterator[Headline]:
    by_name = {measure.name: measure for measure in found.measures}
    pictured = flows(run)
    if pictured and pictured[0].who == "enrolled":
        if "mpp.enrolled" in by_name:
            words = "people are enrolled in MPP, to wait in Mexico for a hearing"
            yield _compared(by_name["mpp.enrolled"], found, words)
        whose = f"of those enrolled in MPP under \u201c{found.titles[0]}\u201d"
        yield from _became(pictured, found, whose)
    else:
        yield _moved(run)
        if pictured:
            yield from _became(pictured, found, "of those whose outcome differs")
    for name, words in _measures(run):
        if name in by_name:
            yield _compared(by_name[name], found, words)


def _of_one(run: Run, found: Summary) -> Iterator[Headline]:
    by_name = {measure.name: measure for measure in found.measures}
    encounters = Amount.of(run.total("border.encounters", found.scenarios[0]))
    if encounters.mean:
        words = f"encounters at the southwest border, {found.period}"
        yield Headline(rounded(encounters.mean), words, detail=_range(encounters))
    for name, words in _measures(run):
        if name in by_name:
            amount = by_name[name].amounts[0]
            yield Headline(rounded(amount.mean), words, detail=_range(amount))


def _measures(run: Run) -> tuple[tuple[str, str], ...]:
    end = day(run.last_day)
    return (
        ("court.pending", f"cases are pending in the immigration courts on {end}"),
        ("court.granted_asylum", "people are granted asylum by immigration judges"),
        ("fear.completed", "credible fear cases are completed by asylum officers"),
        ("court.completions", "cases are completed by the immigration courts"),
        ("affirmative.pending", f"affirmative asylum cases are pending on {end}"),
    )


def _moved(run: Run) -> Headline:
    """How many people end elsewhere than under the first scenario."""
    first, *others = run.scenarios
    counts = [changed(run, first, other) for other in others]
    lines = tuple(
        Line(place, other.title, rounded(moved) if moved else "none")
        for place, (other, (moved, _)) in enumerate(zip(others, counts, strict=True), start=1)
    )
    words = f"of {rounded(counts[0][1])} people end elsewhere than under \u201c{first.title}\u201d"
    return Headline(rounded(counts[0][0]), words, lines)


def _compared(measure: Measure, found: Summary, words: str) -> Headline:
    """A measure under each scenario, and what the first differs by."""
    first, *others = measure.amounts
    lines = [Line(0, found.titles[0], _much(first))]
    for place, (amount, difference) in enumerate(
        zip(others, measure.differences, strict=True), start=1
    ):
        told = f"{_much(amount)}{_more(first, difference)}"
        lines.append(Line(place, found.titles[place], told))
    return Headline(arrow(first.mean, others[0].mean), words, tuple(lines))


def _much(amount: Amount) -> str:
    if amount.mean == 0:
        return "none"
    return f"{rounded(amount.mean)}{_range(amount, ' (', ')')}"


def _more(first: Amount, difference: Amount) -> str:
    if difference.mean == 0:
        return ", the same"
    if first.mean == 0 or difference.mean == -first.mean:
        return ""
    more = "more" if difference.mean > 0 else "fewer"
    told = f", {rounded(abs(difference.mean))} {more}"
    if difference.low is None or difference.high is None:
        return f"{told} ({percent(abs(difference.mean) / first.mean)})"
    if difference.low < 0 < difference.high:
        fewer, above = rounded(-difference.low), rounded(difference.high)
        return f"{told} ({fewer} fewer to {above} more)"
    low, high = sorted((abs(difference.low), abs(difference.high)))
    return f"{told} ({between(low, high)})"


def _range(amount: Amount, before: str = "nine in ten draws give ", after: str = "") -> str:
    """The range of nine in ten draws, unless a reader could not tell its ends apart."""
    if amount.low is None or amount.high is None or rounded(amount.low) == rounded(amount.high):
        return ""
    return f"{before}{between(amount.low, amount.high)}{after}"


def _became(pictured: Sequence[Flow], found: Summary, whose: str) -> Iterator[Headline]:
    """What became of the same people: who was protected, and the family that differs most."""
    joined = [flow.families() for flow in pictured]
    names = [name for name in FAMILIES if name != "protection"]
    most = max(names, key=lambda name: abs(_share(joined[0], name, 1) - _share(joined[0], name, 0)))
    yield _family(joined, "protection", found, whose)
    rest = [
        f"{FAMILIES[name][0].lower()}: {_shares(joined[0], name)}"
        for name in names
        if name != most and _share(joined[0], name, 0) + _share(joined[0], name, 1)
    ]
    detail = f"The others: {'; '.join(rest)}." if rest else ""
    yield _family(joined, most, found, whose, detail)


def _family(
    joined: Sequence[Flow], name: str, found: Summary, whose: str, detail: str = ""
) -> Headline:
    first = joined[0]
    lines = [Line(0, found.titles[0], _people(first, name, 0))]
    for place, flow in enumerate(joined, start=1):
        lines.append(Line(place, flow.b.title, _people(flow, name, 1)))
    return Headline(_shares(first, name), f"{whose} {_WHAT[name]}", tuple(lines), detail)


def _people(flow: Flow, name: str, side: int) -> str:
    people = (flow.under_a, flow.under_b)[side].get(name, 0.0)
    return f"{rounded(people)} ({percent(people / flow.total)})" if people else "none"


def _share(flow: Flow, name: str, side: int) -> float:
    return (flow.under_a, flow.under_b)[side].get(name, 0.0) / flow.total


def _shares(flow: Flow, name: str) -> str:
    shares = [percent(_share(flow, name, side)) for side in (0, 1)]
    return " \u2192 ".join(dict.fromkeys(shares))
