"""The simple methods a model must beat: last value, straight line, constant-rate stock and flow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np

from openasylum.errors import CalibrationFailed, UnknownName
from openasylum.forecast.calendar import target_end, years_between
from openasylum.forecast.known import Known
from openasylum.forecast.prediction import Floats, Forecast, luck, refuse_too_short, refuse_zeros
from openasylum.forecast.smoothing import exponential_smoothing
from openasylum.forecast.stock_flow import constant_rates
from openasylum.records.forecast import ForecastSettings


@dataclass(frozen=True)
class Task:
    """One question: a series, from the histories known on the origin, for some fiscal years.

    `histories` holds every series of the back-test as known on the same day. `judges` gives
    immigration judges by the end of a fiscal year, for a stock and flow with planned staff;
    without it they stay as last known.
    """

    series: str
    histories: Mapping[str, Known]
    horizons: tuple[int, ...]
    settings: ForecastSettings
    judges: Mapping[int, float] = field(default_factory=dict)

    @property
    def history(self) -> Known:
        """The history of the series itself."""
        return self.histories[self.series]

    @property
    def ends(self) -> list[date]:
        """The last days of the fiscal years asked for."""
        return [target_end(self.history.on, horizon) for horizon in self.horizons]

    def years_ahead(self, after: date | None = None) -> list[float]:
        """Years from the last figure known (or from `after`) to the end of each fiscal year."""
        start = after or self.history.ends[-1]
        return [years_between(start, end) for end in self.ends]


def last_value(task: Task) -> Floats:
    """As it was last counted, with a random walk about it. Draws of shape (horizons, draws).

    The walk is on a log scale, without drift; its variance a year is the mean of the squared
    log changes between figures, each divided by the years between them.

    Raises:
        CalibrationFailed: too few figures, or a zero among them.
    """
    history, settings = task.history, task.settings
    refuse_too_short("last value", history, settings.last_value.value, settings.last_value.because)
    refuse_zeros("last value", history)
    changes = np.diff(np.log(history.values))
    spans = [years_between(a, b) for a, b in pairwise(history.ends)]
    spread = float(np.sqrt(np.mean(changes**2 / np.array(spans))))
    steps = np.diff([0.0, *task.years_ahead()])
    random = luck(task.series, history.on, "last_value")
    normal = random.standard_normal((len(steps), settings.draws.value))
    walk = np.cumsum(normal * spread * np.sqrt(steps)[:, np.newaxis], axis=0)
    return np.asarray(history.values[-1] * np.exp(walk), dtype=np.float64)


def linear_trend(task: Task) -> Floats:
    """A straight line through the last years, with its textbook predictive distribution.

    Least squares on the figures of the last `trend_years`; draws are Student's t with two
    degrees of freedom fewer than figures, given that a count is not negative: a draw below zero
    is drawn again. Draws of shape (horizons, draws).

    Raises:
        CalibrationFailed: too few figures, or a line so far below zero that hardly a draw is left.
    """
    history, settings = task.history, task.settings
    refuse_too_short(
        "linear trend", history, settings.linear_trend.value, settings.linear_trend.because
    )
    times = np.array([years_between(history.ends[-1], end) for end in history.ends])
    recent = times >= -settings.trend_years.value
    recent[-settings.linear_trend.value :] = True  # irregular figures may be further apart
    x, y = times[recent], np.array(history.values)[recent]
    slope, level = np.polyfit(x, y, 1)
    freedom = len(x) - 2
    spread = float(np.sqrt(np.sum((y - level - slope * x) ** 2) / freedom))
    centre, width = x.mean(), np.sum((x - x.mean()) ** 2)
    rows = []
    for horizon, ahead in zip(task.horizons, task.years_ahead(), strict=True):
        error = spread * np.sqrt(1 + 1 / len(x) + (ahead - centre) ** 2 / width)
        random = luck(task.series, history.on, "linear_trend", str(horizon))
        line = float(level + slope * ahead)
        rows.append(_not_negative(task, random, (line, float(error)), freedom))
    return np.array(rows)


def _not_negative(
    task: Task, random: np.random.Generator, line: tuple[float, float], freedom: int
) -> Floats:
    """Draws about a point of the line, those below zero drawn again."""
    wanted, tries = task.settings.draws.value, 50
    kept = np.empty(0)
    for _ in range(tries):
        drawn = line[0] + line[1] * random.standard_t(freedom, wanted)
        kept = np.concatenate([kept, drawn[drawn >= 0]])
        if len(kept) >= wanted:
            return np.asarray(kept[:wanted], dtype=np.float64)
    raise CalibrationFailed(
        f"{task.series} on {task.history.on}: the linear trend stands at {line[0]:,.0f}, so that"
        f" fewer than 1 draw in {tries} is a possible count. The line says nothing of use here."
    )


def ets(task: Task) -> Floats:
    """Exponential smoothing on a log scale, its form chosen by the corrected Akaike criterion.

    Draws of shape (horizons, draws). See `smoothing.exponential_smoothing`.

    Raises:
        CalibrationFailed: too few yearly figures in a row, or a zero among them.
    """
    history, settings = task.history, task.settings
    refuse_zeros("ets", history)
    fit = exponential_smoothing(history, settings.smoothing.value, settings.smoothing.because)
    ahead = task.years_ahead(fit.last)
    random = luck(task.series, history.on, "ets")
    return fit.simulate(ahead, random, settings.draws.value)


def stock_flow(task: Task) -> Floats:
    """Receipts and completions a judge as in the last years known, judges constant or as given.

    Draws of shape (horizons, draws). See `stock_flow.constant_rates`.

    Raises:
        CalibrationFailed: the series is not one of the courts, or a history it needs is too short.
    """
    years = task.settings.stock_flow_years.value
    random = luck(task.series, task.history.on, "stock_flow")
    rates = constant_rates(task.series, task.histories, years)
    return rates.simulate(task.ends, task.judges, random, task.settings.draws.value)


METHODS: dict[str, Callable[[Task], Floats]] = {
    "last_value": last_value,
    "linear_trend": linear_trend,
    "ets": ets,
    "stock_flow": stock_flow,
}


def forecast(method: str, task: Task) -> list[Forecast]:
    """What one simple method says for each horizon of a task.

    Raises:
        UnknownName: there is no such method.
        CalibrationFailed: the method cannot work with this history; the message says why.
    """
    if method not in METHODS:
        raise UnknownName("simple method", method, METHODS)
    draws = METHODS[method](task)
    return wrap(method, task, draws)


def wrap(method: str, task: Task, draws: Sequence[Floats] | Floats) -> list[Forecast]:
    """Draws of shape (horizons, draws), from here or from a model, as forecasts of a task."""
    asked = zip(task.horizons, task.ends, draws, strict=True)
    return [
        Forecast(method, task.series, task.history.on, horizon, end, row, task.history.mark)
        for horizon, end, row in asked
    ]
