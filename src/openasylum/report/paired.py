"""The same people one by one: who gains, who loses, who waits longer, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from openasylum.errors import RecordError
from openasylum.report.figure_table import Cell, Numbers
from openasylum.report.run import Draws, Run, ScenarioRun
from openasylum.statistics.intervals import (
    LEVEL,
    DrawsInterval,
    Interval,
    among_people,
    mean_among_people,
    over_draws,
)

CHANGED = "changed"

Values = Mapping[tuple[str, str], Mapping[int, float]]
"""Values by group and measure, then by draw."""


@dataclass(frozen=True)
class Difference:
    """What b differs by from a: the mean of the draws, and an interval where there can be one.

    `gain`, with several draws: how many times larger the variance of one draw's difference would
    be if each law had its own luck.
    """

    mean: float
    low: float | None = None
    high: float | None = None
    gain: float | None = None

    @classmethod
    def of(cls, found: Interval) -> "Difference":
        """The difference of an interval."""
        gain = found.gain if isinstance(found, DrawsInterval) else None
        return cls(found.difference, found.low, found.high, gain)


@dataclass(frozen=True)
class Shift:
    """How many people something happens to under both laws, under one only, or under neither."""

    both: float
    only_a: float
    only_b: float
    difference: Difference


@dataclass(frozen=True)
class Waits:
    """Mean days under a and b, and their difference."""

    a: float
    b: float
    difference: Difference


@dataclass(frozen=True)
class PairedGroup:
    """One group of people under two laws; means over nobody are None."""

    group: str
    people: float
    protected: Shift
    refused: Shift
    waiting: Shift
    out_under_both: float
    days_to_outcome: Waits | None
    shorter_b: float | None
    longer_b: float | None
    days_waited: Waits | None


@dataclass(frozen=True)
class PairedPeople:
    """The people of two scenarios, by group. `covers` says what intervals are about.

    It is `draws` (what differs between draws) or `people` (chance among people of the one draw,
    taken as independent of each other).
    """

    scenario_a: str
    scenario_b: str
    covers: str
    level: float
    groups: tuple[PairedGroup, ...]

    def of(self, group: str) -> PairedGroup | None:
        """The group of this name, if anybody is in it."""
        return next((each for each in self.groups if each.group == group), None)


def paired_people(run: Run) -> list[PairedPeople]:
    """The first scenario with each of the others, person by person; none for a single scenario."""
    first, *others = run.scenarios
    return [_paired(run, first, other) for other in others]


def paired_numbers(run: Run, a: str, b: str) -> Numbers:
    """Every measure of a pair of scenarios, one row a group: means of the draws that have one."""
    values, units = _values(run, a, b)
    columns = ("scenario_a", "scenario_b", "group", *(f"{m} ({u})" for m, u in units.items()))
    rows: list[tuple[Cell, ...]] = []
    for group in dict.fromkeys(group for group, _ in values):
        found = [list(values.get((group, measure), {}).values()) for measure in units]
        rows.append((a, b, group, *(sum(each) / len(each) if each else None for each in found)))
    return Numbers(columns, tuple(rows))


def _paired(run: Run, a: ScenarioRun, b: ScenarioRun) -> PairedPeople:
    values, _ = _values(run, a.name, b.name)
    if not values:
        raise RecordError(
            f"{run.folder / 'pairs.parquet'}: has no rows of {a.name} with {b.name}. Run the"
            " simulation again into an empty folder."
        )
    names = dict.fromkeys(group for group, _ in values)
    groups = [_Group(run, values, name) for name in names]
    found = tuple(each.read() for each in groups if each.count("people").any())
    covers = "draws" if run.provenance.draws > 1 else "people"
    return PairedPeople(a.name, b.name, covers, LEVEL, found)


def _values(run: Run, a: str, b: str) -> tuple[Values, dict[str, str]]:
    """The values of a pair of scenarios, and the unit of each measure."""
    values: dict[tuple[str, str], dict[int, float]] = {}
    units: dict[str, str] = {}
    if run.pairs is None:
        return values, units
    table = run.pairs.filter(pc.equal(run.pairs["scenario_a"], a))
    table = table.filter(pc.equal(table["scenario_b"], b))
    names = ("group", "measure", "draw", "value", "unit")
    columns = [table[name].to_pylist() for name in names]
    for group, measure, draw, value, unit in zip(*columns, strict=True):
        values.setdefault((group, measure), {})[draw] = value
        units[measure] = unit
    return values, units


@dataclass(frozen=True)
class _Group:
    """The values of one group, one number a draw."""

    run: Run
    values: Values
    name: str

    def read(self) -> PairedGroup:
        shares = [self.mean_of("wait_shorter_b"), self.mean_of("wait_longer_b")]
        shorter, longer = (None if each is None else float(each.mean()) for each in shares)
        there = self.count("people") - self.count("arrived_only_a") - self.count("arrived_only_b")
        return PairedGroup(
            self.name,
            float(self.count("people").mean()),
            protected=self.shift("protected"),
            refused=self.shift("refused"),
            waiting=self.shift("waiting"),
            out_under_both=float(self.count("out_under_both").mean()),
            days_to_outcome=self.waits("days_to_outcome", self.count("out_under_both")),
            shorter_b=shorter,
            longer_b=longer,
            days_waited=self.waits("days_waited", there),
        )

    def count(self, measure: str) -> Draws:
        """People, one number a draw. Raises `RecordError` if a draw has none."""
        found = self.mean_of(measure)
        if found is None:
            raise RecordError(
                f"{self.run.folder / 'pairs.parquet'}: has no '{measure}' of '{self.name}' for"
                " every draw. Run the simulation again into an empty folder."
            )
        return found

    def mean_of(self, measure: str) -> Draws | None:
        """A mean, one number a draw; None if it is over nobody in any of them."""
        found = self.values.get((self.name, measure), {})
        draws = range(self.run.provenance.draws)
        if any(draw not in found for draw in draws):
            return None
        return np.array([found[draw] for draw in draws])

    def shift(self, word: str) -> Shift:
        both, a, b = (self.count(f"{word}_{part}") for part in ("both", "only_a", "only_b"))
        if a.size > 1:
            difference = Difference.of(over_draws(both + a, both + b))
        elif self.name == CHANGED:  # its members are a result: no sample of anyone
            difference = Difference(float(b[0] - a[0]))
        else:
            people, scale = float(self.count("people")[0]), self.run.provenance.scale
            difference = Difference.of(among_people(float(a[0]), float(b[0]), people, scale))
        return Shift(float(both.mean()), float(a.mean()), float(b.mean()), difference)

    def waits(self, word: str, people: Draws) -> Waits | None:
        a, b = self.mean_of(f"{word}_a"), self.mean_of(f"{word}_b")
        sd = self.mean_of(f"{word}_difference_sd")
        if a is None or b is None or sd is None:
            return None
        found: Interval | None = None
        if a.size > 1:
            found = over_draws(a, b)
        elif self.name != CHANGED:
            scale = self.run.provenance.scale
            found = mean_among_people(float(b[0] - a[0]), float(sd[0]), float(people[0]), scale)
        difference = Difference.of(found) if found else Difference(float((b - a).mean()))
        return Waits(float(a.mean()), float(b.mean()), difference)
