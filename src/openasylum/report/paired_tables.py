"""The same people one by one, as tables for the terminal and for the page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openasylum.report.paired import (
    Difference,
    PairedGroup,
    PairedPeople,
    Shift,
    Waits,
    paired_numbers,
    paired_people,
)
from openasylum.report.run import Run
from openasylum.report.words import (
    MINUS,
    TRAITS,
    group_label,
    listed,
    number,
    percent,
    plain_percent,
    signed,
)

ENROLLED = "enrolled_in_mpp_a"
FIRST_GROUPS = ("all", "stream=border", ENROLLED, "changed")
NONE = "\u2013"

Cells = tuple[str, ...]


@dataclass(frozen=True)
class PairTable:
    """A table by group; its rows in sections, of which the first may have no heading."""

    caption: str
    header: Cells
    sections: tuple[tuple[str, tuple[Cells, ...]], ...]


@dataclass(frozen=True)
class PairedView:
    """What the page shows of two scenarios, person by person."""

    name: str
    title_a: str
    title_b: str
    first: tuple[PairTable, ...]
    rest: tuple[PairTable, ...]
    covers: str
    luck: str
    csv: str


def views(run: Run) -> list[PairedView]:
    """The first scenario with each of the others, ready for the page."""
    titles = {scenario.name: scenario.title for scenario in run.scenarios}
    return [
        _view(f"pairs{i}", run, found, titles[found.scenario_a], titles[found.scenario_b])
        for i, found in enumerate(paired_people(run))
    ]


def _view(name: str, run: Run, found: PairedPeople, a: str, b: str) -> PairedView:
    top = [each for each in found.groups if each.group in FIRST_GROUPS]
    top.sort(key=lambda each: FIRST_GROUPS.index(each.group))
    rest = [
        (heading, [e for e in found.groups if e.group.startswith(f"{trait}=") and e not in top])
        for trait, heading in TRAITS.items()
    ]
    filled = [(heading, groups) for heading, groups in rest if groups]
    csv = paired_numbers(run, found.scenario_a, found.scenario_b).csv()
    return PairedView(
        name, a, b, _tables([("", top)], a, b), _tables(filled, a, b),
        covers_words(found, run.provenance.draws), luck_words(found), csv,
    )  # fmt: skip


def _tables(
    sections: Sequence[tuple[str, Sequence[PairedGroup]]], a: str, b: str
) -> tuple[PairTable, ...]:
    quoted = f"\u201c{a}\u201d", f"\u201c{b}\u201d"
    only = f"Only under {quoted[0]}", f"Only under {quoted[1]}", "Difference"
    people = ("Group", "People", "Under both", *only)
    until = ("Group", "Out under both", *quoted, "Difference", "Sooner", "Later")
    so_far = ("Group", *quoted, "Difference", "Both wait", f"Only under {quoted[0]}", only[1])
    made: tuple[tuple[str, Cells, Callable[[PairedGroup], Cells]], ...] = (
        ("Protected: asylum or other relief granted", people, _protected),
        ("Refused: removed, returned, ordered removed, or gave up waiting", people, _refused),
        (f"Days until the outcome; sooner and later under {quoted[1]}", until, _to_outcome),
        ("Days waited so far, and who still waits", so_far, _so_far),
    )
    return tuple(
        PairTable(
            caption, header, tuple((word, _rows(groups, row, a)) for word, groups in sections)
        )
        for caption, header, row in made
    )


def _rows(
    groups: Iterable[PairedGroup], row: Callable[[PairedGroup], Cells], a: str
) -> tuple[Cells, ...]:
    return tuple((_label(each.group, a), *row(each)) for each in groups)


def _protected(group: PairedGroup) -> Cells:
    return _shift(group, group.protected)


def _refused(group: PairedGroup) -> Cells:
    return _shift(group, group.refused)


def _shift(group: PairedGroup, shift: Shift) -> Cells:
    counts = (group.people, shift.both, shift.only_a, shift.only_b)
    return *map(people_words, counts), people_difference(shift.difference)


def _to_outcome(group: PairedGroup) -> Cells:
    shares = (group.shorter_b, group.longer_b)
    return (
        people_words(group.out_under_both),
        *_waits(group.days_to_outcome),
        *(NONE if share is None else percent(share) for share in shares),
    )


def _so_far(group: PairedGroup) -> Cells:
    waiting = (group.waiting.both, group.waiting.only_a, group.waiting.only_b)
    return *_waits(group.days_waited), *map(people_words, waiting)


def _waits(waits: Waits | None) -> Cells:
    if waits is None:
        return NONE, NONE, NONE
    return days_words(waits.a), days_words(waits.b), days_difference(waits.difference)


def _label(group: str, a: str) -> str:
    """A group in words; whom scenario a enrolled, with its title."""
    if group == ENROLLED:
        return f"Enrolled in MPP under \u201c{a}\u201d"
    return group_label(group)


def people_words(people: float) -> str:
    """A number of people, whole."""
    return number(round(people))


def days_words(days: float) -> str:
    """A mean number of days, to a tenth."""
    return f"{days:,.1f}"


def people_difference(found: Difference) -> str:
    """A difference of people and its interval: +3,850 (+3,107 to +4,593)."""
    return _difference(found, lambda value: signed(round(value)))


def days_difference(found: Difference) -> str:
    """A difference of days, to a tenth, and its interval."""
    return _difference(found, _signed_days)


def _signed_days(days: float) -> str:
    shown = days_words(abs(days))
    mark = "" if shown == "0.0" else "+" if days > 0 else MINUS
    return mark + shown


def _difference(found: Difference, words: Callable[[float], str]) -> str:
    if found.low is None or found.high is None:
        return words(found.mean)
    return f"{words(found.mean)} ({words(found.low)} to {words(found.high)})"


def covers_words(found: PairedPeople, draws: int) -> str:
    """What the intervals of the tables are about, and what they are not."""
    level = plain_percent(found.level)
    if found.covers == "draws":
        return (
            f"In brackets: {level} intervals of the mean of {draws} draws (paired t). They cover "
            "what differs between draws, and neither the ranges of assumptions held the same in "
            "all of them nor errors of the model."
        )
    return (
        f"In brackets: {level} intervals from this one draw. They cover chance among people, as if "
        "nobody's luck touched anybody else's. But people share queues: where this was tested, "
        "counts varied less between draws than that, and mean days more. They cover neither the "
        "assumptions nor errors of the model; several draws say more of chance."
    )


def luck_words(found: PairedPeople) -> str:
    """What shared luck buys, for everyone; empty for one draw."""
    group = found.of("all")
    if found.covers != "draws" or group is None:
        return ""
    gains = [
        (word, difference.gain)
        for word, difference in (
            ("people protected", group.protected.difference),
            ("people refused", group.refused.difference),
            ("mean days waited", group.days_waited and group.days_waited.difference),
        )
        if difference
    ]
    told = [f"{number(round(gain, 1))} for {word}" for word, gain in gains if gain is not None]
    if not told:
        return ""
    return (
        "Everyone meets the same luck under both laws. With separate luck, the variance of one "
        f"draw's difference would be so many times as large: {listed(told)}."
    )


def terminal_table(found: PairedPeople, a: str, b: str, groups: Sequence[str]) -> Any:
    """The pair in short, for some groups; those with nobody in them are left out."""
    from rich.table import Table

    table = Table(title="The same people, one by one", title_justify="left", box=None)
    table.title_style = "bold"
    table.add_column("")
    for title in (a, b, "Difference"):
        table.add_column(title, justify="right")
    for group in filter(None, map(found.of, groups)):
        label = "Enrolled in MPP" if group.group == ENROLLED else group_label(group.group)
        table.add_row(label, people_words(group.people), "", "", style="bold")
        for *cells, difference in _short_rows(group):
            table.add_row(*cells, difference.replace(" (", "\n("))
    return table


def _short_rows(group: PairedGroup) -> Iterable[Cells]:
    for word, shift in (
        ("Protected only here", group.protected),
        ("Refused only here", group.refused),
        ("Waiting only here", group.waiting),
    ):
        counts = people_words(shift.only_a), people_words(shift.only_b)
        yield f"  {word}", *counts, people_difference(shift.difference)
    yield "  Days to the outcome", *_waits(group.days_to_outcome)
    yield "  Days waited so far", *_waits(group.days_waited)


TERMINAL_NOTE = (
    "Days to the outcome: of those out under both. Days waited so far: of everyone, to the "
    "outcome or the last day."
)
