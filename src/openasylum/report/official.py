"""Official figures of the model's series, read from their files once in each process."""

from functools import cache

from openasylum.records.series import ModelSeriesList
from openasylum.statistics import mapping
from openasylum.statistics.official import Point, points


@cache
def official_points(series: str) -> tuple[Point, ...]:
    """Every official figure of a series, all vintages."""
    return tuple(points(series))


@cache
def model_series() -> ModelSeriesList:
    """The series that official figures exist for, with their units."""
    return mapping.model_series()
