"""Rolling origins: what was known at each, every method's forecasts, and their scores."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from openasylum.errors import CalibrationFailed, UnknownName
from openasylum.forecast import scores
from openasylum.forecast.baselines import METHODS, Task, forecast
from openasylum.forecast.known import Known, actual, known
from openasylum.forecast.prediction import Forecast
from openasylum.forecast.settings import publication, settings
from openasylum.records.forecast import ForecastSettings

Forecaster = Callable[[Task], Sequence[Forecast]]


@dataclass(frozen=True)
class Refusal:
    """A method that could not forecast a series at an origin, and why in words."""

    method: str
    series: str
    origin: date
    because: str


@dataclass(frozen=True)
class Score:
    """How one forecast did: errors in the series' unit, `inside` by share of the interval.

    `log_error` is that of the median; None where it or the observed figure is zero.
    """

    method: str
    series: str
    origin: date
    horizon: int
    target_end: date
    observed: float
    observed_vintage: str
    median: float
    crps: float
    wis: float
    absolute_error: float
    log_error: float | None
    inside: Mapping[float, bool]
    mark: str


@dataclass(frozen=True)
class Backtest:
    """Everything a back-test made: histories, forecasts, refusals and scores."""

    origins: tuple[date, ...]
    series: tuple[str, ...]
    histories: Mapping[tuple[str, date], Known]
    forecasts: tuple[Forecast, ...]
    refusals: tuple[Refusal, ...]
    scores: tuple[Score, ...]


def histories_on(origin: date) -> dict[str, Known]:
    """Every series of the back-test as known on a day."""
    return {name: known(name, origin) for name in publication().series}


def baselines() -> dict[str, Forecaster]:
    """The simple methods, as the back-test calls them."""

    def bound(method: str) -> Forecaster:
        return lambda task: forecast(method, task)

    return {name: bound(name) for name in METHODS}


def run_backtest(
    series: Sequence[str], origins: Sequence[date], methods: Mapping[str, Forecaster]
) -> Backtest:
    """Forecast each series at each origin by each method, and score what can be scored.

    Args:
        series: names in `facts/publication.yaml`.
        origins: days on which forecasts are made; nothing later is used.
        methods: a name for each forecaster; one that cannot raises `CalibrationFailed`, and its
            words are kept among the refusals.

    Raises:
        UnknownName: a series is not one of the back-test.
    """
    chosen = settings()
    for name in series:
        if name not in publication().series:
            raise UnknownName("series of the back-test", name, publication().series)
    histories: dict[tuple[str, date], Known] = {}
    made: list[Forecast] = []
    refused: list[Refusal] = []
    for origin in origins:
        here = histories_on(origin)
        for name in series:
            histories[name, origin] = here[name]
            task = Task(name, here, chosen.horizons.value, chosen)
            for method, forecaster in methods.items():
                try:
                    made.extend(forecaster(task))
                except CalibrationFailed as error:
                    refused.append(Refusal(method, name, origin, str(error)))
    return Backtest(
        tuple(origins), tuple(series), histories, tuple(made), tuple(refused),
        tuple(score_all(made, chosen)),
    )  # fmt: skip


def score_all(forecasts: Iterable[Forecast], chosen: ForecastSettings) -> list[Score]:
    """The scores of the forecasts whose fiscal year was counted; the others have none."""
    found = []
    for one in forecasts:
        truth = actual(one.series, one.target_end)
        if truth is not None:
            found.append(score(one, truth.value, truth.vintage, chosen))
    return found


def score(one: Forecast, observed: float, vintage: str, chosen: ForecastSettings) -> Score:
    """How one forecast did against the figure observed; the CRPS is the fair one."""
    levels = chosen.levels.value
    values = one.quantiles(levels)
    median = float(values[len(levels) // 2])
    inside = {
        share: bool(scores.covered(levels, values, observed, share))
        for share in chosen.coverage.value
    }
    ratio = float(scores.log_error(median, observed)) if min(median, observed) > 0 else None
    return Score(
        one.method, one.series, one.origin, one.horizon, one.target_end, observed, vintage, median,
        float(scores.crps_ensemble(one.draws, np.float64(observed))),
        float(scores.weighted_interval_score(levels, values, observed)),
        float(scores.absolute_error(median, observed)),
        ratio, inside, one.mark,
    )  # fmt: skip
