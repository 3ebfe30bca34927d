"""How far the model has missed a year ahead, as seen on an origin: the error beyond its draws."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from openasylum.calibration.past import Monthly, anchor, covered, value_at
from openasylum.calibration.plan import model_settings
from openasylum.calibration.walks import Floats, spread_a_year, walk
from openasylum.errors import CalibrationFailed
from openasylum.forecast.calendar import years_between
from openasylum.forecast.known import Known, known
from openasylum.forecast.prediction import luck


def errors_seen(
    history: Known, hindcasts: Mapping[date, Mapping[int, Monthly]]
) -> list[tuple[float, float]]:
    """Log errors of forecasts a year on from earlier days, with the years they looked ahead.

    Each hindcast is corrected by its own last figure known on its day, as a forecast is. Only
    figures known on the origin count.
    """
    figures = dict(zip(history.ends, history.values, strict=True))
    found = []
    for day, runs in hindcasts.items():
        before = known(history.series, day)
        ends = [end for end in figures if day < end and years_between(day, end) <= 1]
        if not ends or not before.figures or not _usable(before):
            continue
        end = max(ends)
        said = np.median(
            [
                value_at(run, history.series, end, stock=history.stock) * anchor(run, before)
                for run in runs.values()
            ]
        )
        ahead = years_between(before.ends[-1], end)
        found.append((float(np.log(figures[end] / said)), ahead))
    return found


def _usable(history: Known) -> bool:
    return covered(history.ends[-1], stock=history.stock) and history.values[-1] > 0


def spread_of(history: Known, errors: list[tuple[float, float]]) -> float:
    """Standard deviation a year of the model's own error, on a log scale.

    Mean square of the errors seen, each divided by its years, with the last-value method's counted
    in as `naive_weight` errors.

    Raises:
        CalibrationFailed: fewer than two figures were known.
    """
    if len(history.figures) < 2:
        raise CalibrationFailed(
            f"{history.series} on {history.on}: {len(history.figures)} figures had been published;"
            " two are needed to tell how far a forecast may miss."
        )
    weight = model_settings().naive_weight.value
    naive = spread_a_year(history.ends, history.values)
    squares = sum(error**2 / years for error, years in errors)
    return float(np.sqrt((weight * naive**2 + squares) / (weight + len(errors))))


def widened(paths: Floats, history: Known, ends: list[date], spread: float, copies: int) -> Floats:
    """Forecasts with the model's own error laid on each, as a random walk from the last figure.

    Args:
        paths: members x horizons.
        history: whose last figure the walk begins at.
        ends: the days of the horizons.
        spread: from `spread_of`.
        copies: how many walks each member gets.

    Returns:
        Draws of shape (horizons, members x copies).
    """
    years = [years_between(history.ends[-1], end) for end in ends]
    random = luck(history.series, history.on, "model_error")
    walks = np.array([walk(random, spread, years) for _ in range(len(paths) * copies)])
    return np.asarray((np.repeat(paths, copies, axis=0) * np.exp(walks)).T, dtype=np.float64)
