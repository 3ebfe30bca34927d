"""Every assumption a run used: value, range, how it was obtained, and its evidence."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumption, Assumptions
from openasylum.records.library import FACTS
from openasylum.records.reader import read
from openasylum.report.definitions import definitions
from openasylum.report.run import Run
from openasylum.report.words import day, sentence

_SHOWN = ("instruments/", "assumptions/", "parameters", "vocabulary")

EMPTY: Mapping[str, tuple[str, ...]] = {}
HOW = {
    "published": "Read in a source",
    "fitted": "Set so that the model meets official series",
    "derived": "Computed from official counts",
    "judged": "A judgement",
    "recalled": "Recalled, not found in a source",
}


@dataclass(frozen=True)
class AssumptionRow:
    """One assumption as the report shows it."""

    name: str
    meaning: str
    unit: str
    value: str
    steps: tuple[str, ...]
    low: str
    high: str
    how: str
    evidence: tuple[tuple[str, str, str], ...]
    note: str
    recalled: bool
    held: tuple[str, ...]

    @property
    def stands_out(self) -> bool:
        """Whether a reader should see it first: contested, recalled, or set by a scenario."""
        return self.recalled or bool(self.held) or len(self.evidence) > 1


@dataclass(frozen=True)
class AssumptionSet:
    """The set of assumptions of a run; without its file, only its name is known."""

    name: str
    title: str
    about: str
    rows: tuple[AssumptionRow, ...]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many assumptions were obtained in which way, the most frequent first."""
        return Counter(row.how for row in self.rows).most_common()


def assumptions(run: Run) -> AssumptionSet:
    """The set the run names, with the values that scenarios hold fixed."""
    return assumptions_named(run.provenance.assumptions, _held(run))


def assumptions_named(name: str, held: Mapping[str, tuple[str, ...]] = EMPTY) -> AssumptionSet:
    """A set by its name; `held` says in words at what scenarios hold which assumption."""
    try:
        path = FACTS / "assumptions" / f"{name}.yaml"
        found = read(path, Assumptions, shown_as=f"assumptions/{name}.yaml")
    except OpenasylumError:
        return AssumptionSet(name, "", "", ())
    rows = [_row(key, one, held.get(key, ())) for key, one in found.values.items()]
    return AssumptionSet(name, f"{found.title}, {day(found.dated)}", found.about, tuple(rows))


def changed_facts(run: Run) -> list[str]:
    """The files behind the law and the assumptions shown that are no longer what the run used."""
    found = []
    for name, recorded in run.provenance.facts.items():
        if not name.startswith(_SHOWN) or name.endswith(".md"):
            continue
        path = FACTS / name
        try:
            now = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            continue  # a scenario of the user's own, or a file of another version
        if now != recorded:
            found.append(name)
    return sorted(found)


def _held(run: Run) -> dict[str, tuple[str, ...]]:
    held: dict[str, tuple[str, ...]] = {}
    for each in definitions(run):
        for one in each.scenario.assume if each.scenario else ():
            words = f"{each.run.title}: held at {one.value:g} ({one.because})"
            held[one.assumption] = (*held.get(one.assumption, ()), words)
    return held


def _row(name: str, one: Assumption, held: tuple[str, ...]) -> AssumptionRow:
    return AssumptionRow(
        name=name,
        meaning=one.meaning,
        unit=one.unit,
        value=_value(one),
        steps=_steps(one),
        low=f"{one.low:,g}",
        high=f"{one.high:,g}",
        how=HOW.get(one.how, sentence(one.how)),
        evidence=tuple((e.says, e.source, e.address) for e in one.evidence),
        note=one.note,
        recalled=one.how == "recalled",
        held=held,
    )


def _value(one: Assumption) -> str:
    if one.value is not None:
        return f"{one.value:,g}"
    low, high = min(one.values()), max(one.values())
    return f"{low:,g} to {high:,g}" if low != high else f"{low:,g}"


def _steps(one: Assumption) -> tuple[str, ...]:
    word = "on" if one.interpolated else "from"
    return tuple(
        f"{step.value:,g} {word} {day(step.from_)}{f' ({step.note})' if step.note else ''}"
        for step in one.steps
    )
