"""Histories made by hand, and the settings with few draws."""

from collections.abc import Callable
from datetime import date

import pytest

from openasylum.forecast.calendar import fiscal_year_end
from openasylum.forecast.known import Figure, Known
from openasylum.forecast.settings import settings
from openasylum.records.forecast import ForecastSettings

Yearly = Callable[..., Known]


@pytest.fixture
def yearly() -> Yearly:
    """Makes a yearly history of which the last year ended a year before the origin."""

    def make(*values: float, series: str = "court.receipts", on: date = date(2019, 9, 30)) -> Known:
        last = on.year - 1
        ends = [fiscal_year_end(last - i) for i in reversed(range(len(values)))]
        figures = [Figure(e, v, "made", e, True) for e, v in zip(ends, values, strict=True)]
        return Known(series, on, "cases", False, tuple(figures))

    return make


@pytest.fixture(scope="session")
def chosen() -> ForecastSettings:
    """The settings of the project, with 2,000 draws."""
    project = settings()
    return project.model_copy(update={"draws": project.draws.model_copy(update={"value": 2000})})
