"""Assumptions: numbers that are neither law nor official counts, each with range and evidence."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from openasylum.records.reader import Record

How = Literal["published", "fitted", "derived", "judged", "recalled"]
"""How a value was obtained: read in a source; set so that the model meets a Fit series; computed
from official counts; judged; or remembered, and not found in a source."""


class Evidence(Record):
    """What a source says that bears on an assumption, and which way it points."""

    says: str
    source: str
    address: str = ""


class Step(Record):
    """A value that holds from a day on (or, where values are interpolated, on that day)."""

    from_: Annotated[date, Field(alias="from")]
    value: float
    note: str = ""


class Assumption(Record):
    """One assumption: a value, or steps through time, within a range."""

    meaning: str
    unit: str
    value: float | None = None
    steps: tuple[Step, ...] = ()
    interpolated: bool = False
    low: float
    high: float
    how: How
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> "Assumption":
        if (self.value is None) == (not self.steps):
            raise ValueError("needs either 'value' or 'steps', not both and not neither.")
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}. Exchange them.")
        for number in self.values():
            if not self.low <= number <= self.high:
                raise ValueError(
                    f"value {number:g} is outside its own range {self.low:g} to {self.high:g}."
                )
        days = [step.from_ for step in self.steps]
        if days != sorted(set(days)):
            raise ValueError("'steps' must be in order of their days, each day once.")
        if self.how == "published" and not self.evidence:
            raise ValueError("is called published and names no evidence. Add 'evidence:'.")
        return self

    def values(self) -> list[float]:
        """Every value it takes."""
        return [self.value] if self.value is not None else [step.value for step in self.steps]


class Assumptions(Record):
    """A named, dated set of assumptions."""

    title: str
    dated: date
    about: str
    values: dict[str, Assumption]
