"""Records of what is measured of people's lives in a run: which kind, on which days, of whom."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from openasylum.records.reader import Problem, Record
from openasylum.records.values import Day

Kind = Literal[
    "lifecycle",
    "court_cases",
    "representation_by_age",
    "represented_pending",
    "asylum_decisions",
    "credible_fear_claims",
    "missed_hearing",
]
_COHORTS = ("lifecycle", "court_cases", "credible_fear_claims", "missed_hearing")


class Measure(Record):
    """One kind of measure, on some days, of those who came (or were received) within a span."""

    name: str
    kind: Kind
    on: tuple[Day, ...] = Field(min_length=1)
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    months: tuple[int, ...] = ()

    def problems(self, against: Any) -> Iterator[Problem]:
        """Cohorts have a span; ages are those that the kind needs, and only that kind's."""
        if self.kind in _COHORTS and (self.start is None or self.until is None):
            yield ("kind",), f"'{self.kind}' is of those who came within a span: give both days."
        if self.start and self.until and self.start >= self.until:
            yield ("until",), f"must be later than 'from' ({self.start}); found {self.until}."
        if (self.kind == "representation_by_age") != bool(self.months):
            yield ("months",), "ages in months belong to 'representation_by_age', which needs them."
        if list(self.on) != sorted(set(self.on)):
            yield ("on",), "days must be in order, each once."


class Measures(Record):
    """The file of measures."""

    title: str
    measures: tuple[Measure, ...]

    def problems(self, against: Any) -> Iterator[Problem]:
        """The problems of every measure, by its place."""
        for i, measure in enumerate(self.measures):
            for place, what in measure.problems(against):
                yield ("measures", i, *place), what
