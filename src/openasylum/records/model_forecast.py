"""Records of how the model forecasts: what is frozen, what is drawn, what is fitted again."""

from typing import Self

from pydantic import Field, model_validator

from openasylum.records.forecast import Chosen
from openasylum.records.reader import Record
from openasylum.records.values import Day


class Reopening(Record):
    """An assumption that returns to the top of its range after the origin, in years drawn."""

    assumption: str
    years: tuple[float, float]
    because: str

    @model_validator(mode="after")
    def _years_are_a_range(self) -> Self:
        if not 0 < self.years[0] <= self.years[1]:
            raise ValueError("'years' must be above zero, the shorter time first.")
        return self


class Beside(Record):
    """A figure shown beside the model's that is not the same thing, and so is no target."""

    day: Day
    value: float
    what: str
    source: str


class ModelForecastSettings(Record):
    """The settings of the model's forecasts, each with its reason."""

    title: str
    draws: Chosen[int]
    scale: Chosen[float]
    quick_draws: Chosen[int]
    quick_scale: Chosen[float]
    rounds: Chosen[int]
    fit_error: Chosen[float]
    rate_years: Chosen[int]
    share_months: Chosen[int]
    hindcast_members: Chosen[int]
    naive_weight: Chosen[float]
    given: Chosen[tuple[str, ...]]
    programmes: Chosen[tuple[str, ...]]
    reopening: Reopening
    fitted_to: tuple[str, ...] = Field(min_length=1)
    fitted: Chosen[tuple[str, ...]]
    beside: tuple[Beside, ...] = ()
