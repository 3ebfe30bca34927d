"""The four or five numbers that come first, each in a plain sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from openasylum.report.flow import Flow, changed, flows
from openasylum.report.run import Run
from openasylum.report.tables import Amount, Measure, Summary
from openasylum.report.words import FAMILIES, arrow, day, listed, percent, rounded

MOST = 5
_WHAT = {
    "closed": "of {} have their case closed, or none is ever filed,",
    "waiting": "of {} still wait",
    "removal": "of {} are removed, returned or ordered removed",
    "gave_up": "of {} give up waiting",
}


@dataclass(frozen=True)
class Headline:
    """A number that stands out, the sentence that says what it is, and what it depends on."""

    figure: str
    sentence: str
    detail: str = ""


def headlines(run: Run, found: Summary) -> list[Headline]:
    """At most five numbers: of what the scenarios change, or of the one scenario there is."""
    if len(found.scenarios) == 1:
        return list(_of_one(run, found))[:MOST]
    return list(_of_two(run, found))[:MOST]


def _of_two(run: Run, found: Summary) -> Iterator[Headline]:
    by_name = {measure.name: measure for measure in found.measures}
    a, b = found.titles[:2]
    pictured = flows(run)
    first = pictured[0] if pictured else None
    if first is None:
        moved, everyone = changed(run, *run.scenarios[:2])
        yield Headline(
            rounded(moved),
            f"of {rounded(everyone)} people end elsewhere under \u201c{b}\u201d than under"
            f" \u201c{a}\u201d.",
        )
    elif first.who == "enrolled":
        enrolled = by_name.get("mpp.enrolled")
        if enrolled:
            yield _compared(enrolled, found, "People returned to Mexico to wait under MPP")
        yield from _became(first, "these people")
    else:
        yield Headline(
            rounded(first.total),
            f"of {rounded(first.everyone)} people end elsewhere under \u201c{b}\u201d than under"
            f" \u201c{a}\u201d.",
        )
        yield from _became(first, "these people")
    end = day(run.until - timedelta(days=1))
    for name, words in (
        ("court.pending", f"Cases pending in the immigration courts on {end}"),
        ("court.granted_asylum", "People granted asylum by immigration judges"),
        ("fear.completed", "Credible fear cases completed by asylum officers"),
        ("court.completions", "Cases completed by the immigration courts"),
        ("affirmative.pending", f"Affirmative asylum cases pending on {end}"),
    ):
        if name in by_name:
            yield _compared(by_name[name], found, words)


def _of_one(run: Run, found: Summary) -> Iterator[Headline]:
    by_name = {measure.name: measure for measure in found.measures}
    end = day(run.until - timedelta(days=1))
    encounters = Amount.of(run.total("border.encounters", found.scenarios[0]))
    if encounters.mean:
        words = f"encounters at the southwest border, {found.period}."
        yield Headline(rounded(encounters.mean), words, _range(encounters))
    for name, words in (
        ("fear.completed", "credible fear cases completed by asylum officers"),
        ("court.pending", f"cases pending in the immigration courts on {end}"),
        ("court.completions", "cases completed by the immigration courts"),
        ("court.granted_asylum", "people granted asylum by immigration judges"),
        ("affirmative.pending", f"affirmative asylum cases pending on {end}"),
    ):
        if name in by_name:
            amount = by_name[name].amounts[0]
            yield Headline(rounded(amount.mean), f"{words}.", _range(amount))


def _compared(measure: Measure, found: Summary, words: str) -> Headline:
    """A measure under each scenario, and what the first differs by."""
    first, *others = measure.amounts
    told = [f"{_much(first)} under \u201c{found.titles[0]}\u201d"]
    for title, amount, difference in zip(
        found.titles[1:], others, measure.differences, strict=True
    ):
        told.append(f"{_much(amount)} under \u201c{title}\u201d{_more(first, difference)}")
    figure = arrow(first.mean, others[0].mean)
    ranges = [_range(first)]
    ranges += [_range(difference, "difference") for difference in measure.differences]
    detail = " ".join(each for each in ranges if each)
    return Headline(figure, f"{words}: {listed(told)}.", detail)


def _much(amount: Amount) -> str:
    return "none" if amount.mean == 0 else rounded(amount.mean)


def _more(first: Amount, difference: Amount) -> str:
    if difference.mean == 0:
        return ", the same"
    more = "more" if difference.mean > 0 else "fewer"
    if first.mean == 0 or difference.mean == -first.mean:
        return ""
    share = percent(abs(difference.mean) / first.mean)
    return f", {rounded(abs(difference.mean))} {more} ({share})"


def _became(flow: Flow, whose: str) -> Iterator[Headline]:
    """What became of the same people: who was protected, and the family that differs most."""
    families = flow.families()
    names = [name for name in FAMILIES if name != "protection"]
    most = max(names, key=lambda name: abs(_share_b(families, name) - _share_a(families, name)))
    yield _family(families, "protection", f"of {whose} are granted asylum or other relief")
    rest = [
        f"{FAMILIES[name][0].lower()}: {_shares(families, name)}"
        for name in names
        if name != most and _share_a(families, name) + _share_b(families, name)
    ]
    detail = f"The others: {'; '.join(rest)}." if rest else ""
    yield _family(families, most, _WHAT[most].format(whose), detail)


def _family(flow: Flow, name: str, words: str, detail: str = "") -> Headline:
    before, after = flow.under_a.get(name, 0.0), flow.under_b.get(name, 0.0)
    shares = [percent(people / flow.total) for people in (before, after)]
    figure = " \u2192 ".join(dict.fromkeys(shares))
    sentence = (
        f"{words} under \u201c{flow.a.title}\u201d ({rounded(before)} people) and under"
        f" \u201c{flow.b.title}\u201d ({rounded(after)} people)."
    )
    return Headline(figure, sentence, detail)


def _share_a(flow: Flow, name: str) -> float:
    return flow.under_a.get(name, 0.0) / flow.total


def _share_b(flow: Flow, name: str) -> float:
    return flow.under_b.get(name, 0.0) / flow.total


def _shares(flow: Flow, name: str) -> str:
    before, after = flow.under_a.get(name, 0.0), flow.under_b.get(name, 0.0)
    return f"{percent(before / flow.total)} \u2192 {percent(after / flow.total)}"


def _range(amount: Amount, what: str = "") -> str:
    if amount.low is None or amount.high is None:
        return ""
    name = f"{what.capitalize()}: nine" if what else "Nine"
    return f"{name} in ten draws lie between {rounded(amount.low)} and {rounded(amount.high)}."
