"""The ledger: each projection executed again, held against what happened, and scored."""

from dataclasses import dataclass

from openasylum.projections.baselines import forecasts, skill
from openasylum.projections.execute import Execution, Range, execute
from openasylum.projections.figures import value_of
from openasylum.projections.library import load_projections
from openasylum.records.projections import Projection, Scored


@dataclass(frozen=True)
class Score:
    """A projection's value against what happened; errors are projected less actual."""

    asked: Scored
    projected: Range
    actual: float
    baselines: dict[str, float]

    @property
    def error(self) -> float:
        """Of the middle of the range: below 0 if too little was projected."""
        return self.projected.middle - self.actual

    @property
    def relative_error(self) -> float | None:
        """The error as a share of what happened."""
        return self.error / self.actual if self.actual else None

    @property
    def within(self) -> bool:
        """Whether what happened lies in the projected range, where there is one."""
        return self.projected.low <= self.actual <= self.projected.high

    def skills(self) -> dict[str, float | None]:
        """Skill against each simple forecast: above 0 if the projection was nearer."""
        return {
            name: skill(self.error, value - self.actual) for name, value in self.baselines.items()
        }


@dataclass(frozen=True)
class Entry:
    """One projection in the ledger."""

    name: str
    projection: Projection
    execution: Execution
    scores: tuple[Score, ...]


def entry(name: str, projection: Projection) -> Entry:
    """A projection executed and scored. Raises `RecordError` or `UnknownName` for bad figures."""
    execution = execute(projection)
    scores = tuple(_score(projection, execution, one) for one in projection.scored)
    return Entry(name, projection, execution, scores)


def ledger(names: list[str] | None = None) -> list[Entry]:
    """These projections, or all, the oldest first and worked examples last. Raises as `entry`."""
    found = [entry(name, projection) for name, projection in load_projections(names).items()]
    return sorted(found, key=lambda one: one.projection.kind == "worked example")


def _score(projection: Projection, execution: Execution, asked: Scored) -> Score:
    if asked.said_low is not None and asked.said_high is not None:
        projected = Range(asked.said_low, asked.said_high)
    else:
        projected = execution.output(asked)
    actual = sum(value_of(one) for one in asked.happened)
    known = None if asked.without_skill else projection.known
    simple = forecasts(known, projection.published, asked.on) if known is not None else {}
    return Score(asked, projected, actual, simple)
