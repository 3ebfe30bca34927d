"""A projection executed again: over every value of its ranges that agrees with what was said."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from openasylum.errors import RecordError
from openasylum.projections.figures import look_up
from openasylum.projections.methods import METHODS
from openasylum.records.projections import (
    Drawn,
    Official,
    Projection,
    Result,
    Said,
    Scored,
    Settings,
)

_MOST = 200_000  # combinations of a search; a mistyped step would otherwise run for hours
Values = Mapping[str, float]


class Reproduced(StrEnum):
    """Whether the published results follow from the inputs."""

    YES = "yes"
    INFERRED = "inferred inputs"
    NO = "no"
    NOTHING = "nothing published"


@dataclass(frozen=True)
class Range:
    """The least and the greatest value over what agrees; the same where nothing was searched."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Half way between."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Execution:
    """The values of the inputs that agree with all that was said, or all of them if none does."""

    projection: Projection
    kept: tuple[Values, ...]
    searched: int
    reproduced: Reproduced

    def output(self, result: Result | Scored) -> Range:
        """What the projection gives, over the values kept."""
        found = [_execute(self.projection, values, result) for values in self.kept]
        return Range(min(found), max(found))

    def input(self, name: str) -> Range:
        """An input, over the values kept."""
        found = [values[name] for values in self.kept]
        return Range(min(found), max(found))

    def holds(self, said: Said) -> bool:
        """Whether every value kept gives what was published."""
        return all(said.holds(_execute(self.projection, v, said)) for v in self.kept)

    def path(self, drawn: Drawn) -> list[Range]:
        """Pending cases at the start and after each year, over the values kept."""
        steps = [{**values, **_resolved(drawn.set_to)} for values in self.kept]
        method = METHODS[self.projection.method]
        each = [
            [values["pending"]]
            + [
                method.execute({**values, "years": float(year)})["pending_at_end"]
                for year in range(1, drawn.years + 1)
            ]
            for values in steps
        ]
        return [Range(min(year), max(year)) for year in zip(*each, strict=True)]


def execute(projection: Projection) -> Execution:
    """Execute a projection from its inputs.

    Inputs with a range are searched on their grid; kept are the combinations under which all
    published results hold together. Raises `RecordError` if the search is too long, and as
    `look_up` does for official inputs.
    """
    grid = _grid(projection)
    agreeing = tuple(
        values
        for values in grid
        if all(said.holds(_execute(projection, values, said)) for said in projection.said)
    )
    inferred = any(one.how in ("inferred", "recalled") for one in projection.inputs.values())
    if not projection.said:
        return Execution(projection, grid, len(grid), Reproduced.NOTHING)
    if not agreeing:
        return Execution(projection, grid, len(grid), Reproduced.NO)
    word = Reproduced.INFERRED if inferred else Reproduced.YES
    return Execution(projection, agreeing, len(grid), word)


def _grid(projection: Projection) -> tuple[Values, ...]:
    names = list(projection.inputs)
    values = [
        (look_up(one.official),) if one.official is not None else one.values()
        for one in projection.inputs.values()
    ]
    count = 1
    for each in values:
        count *= len(each)
    if count > _MOST:
        raise RecordError(f"{count:,} combinations are too many to search. Widen a 'step'.")
    return tuple(dict(zip(names, one, strict=True)) for one in itertools.product(*values))


def _execute(projection: Projection, values: Values, result: Result | Scored) -> float:
    found = METHODS[projection.method].execute({**values, **_resolved(result.set_to)})
    return found[result.output]


def _resolved(settings: Settings) -> dict[str, float]:
    return {
        name: look_up(value) if isinstance(value, Official) else value
        for name, value in settings.items()
    }
