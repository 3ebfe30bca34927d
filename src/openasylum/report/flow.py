"""What happened to the same people: from their outcome under one scenario to that under another."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow.compute as pc

from openasylum.report.figure_table import Cell, Numbers
from openasylum.report.run import Run, ScenarioRun
from openasylum.report.words import FAMILIES, family_of

Pair = tuple[str, str]
_SMALLEST = 0.01  # of everyone shown; smaller outcomes are drawn together with their family


@dataclass(frozen=True)
class Flow:
    """People by outcome under scenario `a` and under scenario `b`, and who is counted."""

    a: ScenarioRun
    b: ScenarioRun
    who: str
    everyone: float
    people: Mapping[Pair, float]

    @cached_property
    def total(self) -> float:
        """How many people are counted."""
        return sum(self.people.values())

    @cached_property
    def under_a(self) -> dict[str, float]:
        """People by outcome under the first scenario."""
        return _sums(self.people, lambda pair: pair[0])

    @cached_property
    def under_b(self) -> dict[str, float]:
        """People by outcome under the second scenario."""
        return _sums(self.people, lambda pair: pair[1])

    @cached_property
    def outcomes(self) -> list[str]:
        """Every outcome of either scenario: by family, then the most frequent first."""
        size = defaultdict(float, self.under_a)
        for name, people in self.under_b.items():
            size[name] += people
        families = list(FAMILIES)
        return sorted(size, key=lambda name: (families.index(family_of(name)), -size[name], name))

    def families(self) -> "Flow":
        """The same people by family of outcomes."""
        joined: dict[Pair, float] = defaultdict(float)
        for (before, after), people in self.people.items():
            joined[family_of(before), family_of(after)] += people
        return Flow(self.a, self.b, self.who, self.everyone, dict(joined))

    def simplified(self) -> "Flow":
        """The same people, small outcomes joined with the largest outcome's family as 'other'."""
        least = _SMALLEST * self.total
        large = {
            name
            for name in self.outcomes
            if max(self.under_a.get(name, 0), self.under_b.get(name, 0)) >= least
        }
        joined: dict[Pair, float] = defaultdict(float)
        for (before, after), people in self.people.items():
            joined[_kept(before, large), _kept(after, large)] += people
        return Flow(self.a, self.b, self.who, self.everyone, dict(joined))

    def table(self) -> Numbers:
        """Every pair of outcomes and how many people it stands for, the largest first."""
        columns = ("outcome_a", "outcome_b", "people", "share", "scenario_a", "scenario_b")
        rows: list[tuple[Cell, ...]] = [
            (before, after, people, people / self.total, self.a.name, self.b.name)
            for (before, after), people in sorted(self.people.items(), key=_largest_first)
        ]
        return Numbers(columns, tuple(rows))


def flows(run: Run) -> list[Flow]:
    """One flow for the first scenario with each of the others; none for a single scenario."""
    if run.transitions is None:
        return []
    first, *others = run.scenarios
    found = [_flow(run, first, other) for other in others]
    return [flow for flow in found if flow is not None]


def _flow(run: Run, a: ScenarioRun, b: ScenarioRun) -> Flow | None:
    """The people whom `a` enrolled in MPP if `b` did not enrol as many; else whoever differs."""
    everyone = _pairs(run, a, b, "all")
    enrolled = _pairs(run, a, b, "enrolled_in_mpp_a")
    total = sum(everyone.values())
    if total == 0:
        return None
    changed = {pair: people for pair, people in everyone.items() if pair[0] != pair[1]}
    moved = sum(people for pair, people in enrolled.items() if pair[0] != pair[1])
    if moved > 0.25 * sum(changed.values()):
        return Flow(a, b, "enrolled", total, enrolled)
    if not changed:
        return None
    return Flow(a, b, "changed", total, changed)


def changed(run: Run, a: ScenarioRun, b: ScenarioRun) -> tuple[float, float]:
    """How many people end elsewhere under `b` than under `a`, and how many there are."""
    everyone = _pairs(run, a, b, "all")
    moved = sum(people for (before, after), people in everyone.items() if before != after)
    return moved, sum(everyone.values())


def _pairs(run: Run, a: ScenarioRun, b: ScenarioRun, group: str) -> dict[Pair, float]:
    """People by pair of outcomes, the mean of the draws."""
    table = run.transitions
    if table is None:
        return {}
    wanted = [("scenario_a", a.name), ("scenario_b", b.name), ("group", group)]
    for column, name in wanted:
        table = table.filter(pc.equal(table[column], name))
    sums = table.group_by(["outcome_a", "outcome_b"]).aggregate([("people", "sum")])
    columns = (sums[name].to_pylist() for name in ("outcome_a", "outcome_b", "people_sum"))
    draws = run.provenance.draws
    return {(x, y): people / draws for x, y, people in zip(*columns, strict=True) if people}


def _kept(name: str, large: set[str]) -> str:
    return name if name in large else f"{family_of(name)}_other"


def _largest_first(item: tuple[Pair, float]) -> tuple[float, Pair]:
    return -item[1], item[0]


def _sums(people: Mapping[Pair, float], side: Callable[[Pair], str]) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for pair, number in people.items():
        sums[side(pair)] += number
    return dict(sums)
