"""Records of the back-test: when figures were published, and how forecasts are made and scored."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record

T = TypeVar("T")


class Lag(Record):
    """Days from the end of a period to the publication of its figure, and how that is known."""

    days: int = Field(ge=0)
    how: Literal["published", "judged"]
    source: str
    url: str = ""


class Vintage(Record):
    """A table of figures and the day from which anyone could read it."""

    vintage: str
    published: date
    source: str
    url: str = ""


class Actual(Record):
    """A vintage whose figures forecasts are scored against, and why that one."""

    vintage: str
    because: str


class Published(Record):
    """One series of a back-test: its vintages, oldest first, and its publication lag.

    `joined` gives the reason why years of a later vintage may follow those of an earlier one;
    without it a history comes from one vintage. Of the `actual` vintages the first that has a
    figure counts.
    """

    official: str
    counts: str
    use: Literal["target", "input"]
    lag: Lag
    vintages: tuple[Vintage, ...] = Field(min_length=1)
    joined: str = ""
    said_then: tuple[Vintage, ...] = ()
    actual: tuple[Actual, ...] = Field(min_length=1)
    left_out: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _vintages_are_in_order(self) -> Self:
        days = [each.published for each in self.vintages]
        if days != sorted(set(days)):
            raise ValueError("'vintages' must be in the order of their days, each day once.")
        return self


class Publication(Record):
    """What the back-test may know when: every series it forecasts or uses."""

    title: str
    series: dict[str, Published]
    not_forecast: dict[str, str] = Field(default_factory=dict)

    def problems(self, against: Any) -> Iterator[Problem]:
        """Every official series named exists."""
        for name, one in self.series.items():
            if one.official not in against:
                message = str(UnknownName("series with official figures", one.official, against))
                yield ("series", name, "official"), message


class Chosen(Record, Generic[T]):
    """A setting and the reason for it."""

    value: T
    because: str


class ForecastSettings(Record):
    """How many draws, which quantiles, which origins, how few figures each method can use."""

    title: str
    origins: Chosen[tuple[date, ...]]
    horizons: Chosen[tuple[int, ...]]
    draws: Chosen[int]
    levels: Chosen[tuple[float, ...]]
    coverage: Chosen[tuple[float, ...]]
    last_value: Chosen[int]
    linear_trend: Chosen[int]
    trend_years: Chosen[int]
    smoothing: Chosen[int]
    stock_flow_years: Chosen[int]

    @model_validator(mode="after")
    def _levels_make_intervals(self) -> Self:
        levels = self.levels.value
        mirrored = all(
            round(low + high, 9) == 1 for low, high in zip(levels, reversed(levels), strict=True)
        )
        if list(levels) != sorted(set(levels)) or not mirrored or 0.5 not in levels:
            raise ValueError("'levels' must rise, mirror each other about 0.5, and contain 0.5.")
        for share in self.coverage.value:
            if round((1 - share) / 2, 9) not in levels:
                raise ValueError(f"'coverage' {share} has no pair of quantiles in 'levels'.")
        return self
