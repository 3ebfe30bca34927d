"""What one set of runs of the back-test may know, and where each of its numbers may end."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from openasylum.forecast.calendar import fiscal_year_end, months_before
from openasylum.forecast.settings import publication
from openasylum.records.library import FACTS
from openasylum.records.model_forecast import ModelForecastSettings
from openasylum.records.reader import read
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year

Mode = Literal["past", "given", "forecast"]
"""`past`: up to the last figure known, nothing drawn. `given`: arrivals and staff as they came.
`forecast`: arrivals and staff drawn from their history, too."""
Law = Literal["known", "came"]
"""The law after the origin in mode `given`: as it was known on the origin, or as it came."""


@dataclass(frozen=True)
class Plan:
    """One set of runs: from which day it knows no more, in which modes, until when."""

    origin: date
    modes: tuple[Mode, ...]
    until: date  # the first day after the runs
    law: Law = "known"
    central: bool = False  # other court cases stay at their level: nothing is drawn


@cache
def model_settings() -> ModelForecastSettings:
    """The settings of the model's forecasts. Raises `RecordError`."""
    path = FACTS / "model_forecast.yaml"
    return read(path, ModelForecastSettings, shown_as="model_forecast.yaml")


def lag(series: str) -> timedelta:
    """How long after its period a figure of a series is published."""
    return timedelta(days=publication().series[series].lag.days)


def last_year_counted(series: str, on: date) -> int:
    """The last fiscal year whose figure had been published by a day, by the series' lag."""
    year = fiscal_year(on)
    while fiscal_year_end(year) + lag(series) > on:
        year -= 1
    return year


def first_month_unknown(on: date) -> date:
    """The first month whose border tables had not been published by a day (never before 2013-11).

    The tables of the border, of fear referrals and of processing are one publication.
    """
    end = months_before(on, 0)
    while end + lag("fear.referred") > on:
        end = months_before(end, 1)
    following = end + timedelta(days=1)
    return max(following, _next(FIRST_DAY))


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
