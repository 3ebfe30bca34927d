"""The facts a back-test rests on: days of publication, origins, quantiles."""

from functools import cache

from openasylum.records.forecast import ForecastSettings, Publication
from openasylum.records.library import FACTS
from openasylum.records.reader import read
from openasylum.records.series import ModelSeries
from openasylum.statistics.mapping import model_series
from openasylum.statistics.official import series_ids


@cache
def publication() -> Publication:
    """When the official figures of each series were published. Raises `RecordError`."""
    path = FACTS / "publication.yaml"
    return read(path, Publication, shown_as="publication.yaml", against=frozenset(series_ids()))


@cache
def settings() -> ForecastSettings:
    """Origins, horizons, draws, quantiles and the needs of each method. Raises `RecordError`."""
    return read(FACTS / "forecast.yaml", ForecastSettings, shown_as="forecast.yaml")


def targets() -> list[str]:
    """The series that are forecast, in the order of the file."""
    return [name for name, one in publication().series.items() if one.use == "target"]


@cache
def described(official: str) -> ModelSeries:
    """What an official series counts, its unit, and whether it is a stock."""
    return model_series().series[official]
