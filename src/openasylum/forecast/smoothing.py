"""Exponential smoothing of yearly figures on a log scale, fitted by statsmodels."""

import math
import warnings
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from openasylum.errors import CalibrationFailed
from openasylum.forecast.calendar import MONTHS, month_end, months_before
from openasylum.forecast.known import Known
from openasylum.forecast.prediction import Floats

_FORMS: tuple[dict[str, Any], ...] = (
    {"trend": None},
    {"trend": "add"},
    {"trend": "add", "damped_trend": True},
)
_TINY = 1e-9  # of a year: what rounding leaves of a whole number of years


@dataclass(frozen=True)
class Smoothing:
    """A fitted form, and the day of the last figure it was fitted to."""

    last: date
    result: Any

    def simulate(self, ahead: list[float], random: np.random.Generator, draws: int) -> Floats:
        """Paths from the last figure; between whole years the logs are joined by straight lines.

        Args:
            ahead: years after the last figure, each above zero.
            random: the luck of the errors.
            draws: how many paths.

        Returns:
            An array of shape (len(ahead), draws), in the unit of the figures.
        """
        steps = math.ceil(max(ahead) - _TINY)
        spread = math.sqrt(self.result.mse)
        errors = random.standard_normal((steps, draws)) * spread
        paths = np.asarray(
            self.result.simulate(steps, anchor="end", repetitions=draws, random_errors=errors)
        ).reshape(steps, draws)
        start = np.full((1, draws), self.result.model.endog[-1])
        whole = np.vstack([start, paths])
        rows = []
        for years in ahead:
            before = math.floor(years + _TINY)
            rest = years - before if years - before > _TINY else 0.0
            after = whole[before + 1] if rest else whole[before]
            rows.append(np.exp((1 - rest) * whole[before] + rest * after))
        return np.array(rows)


def exponential_smoothing(history: Known, least: int, because: str) -> Smoothing:
    """The form that explains the yearly figures best: level, trend, or damped trend.

    Additive errors on logs; the criterion is Akaike's, corrected for few figures. A form for
    which that is not defined, or whose fit does not converge, is no candidate.

    Raises:
        CalibrationFailed: fewer than `least` figures lie one year apart in a row.
    """
    run = yearly_run(history, least)
    if not run:
        raise CalibrationFailed(
            f"{history.series} on {history.on}: exponential smoothing needs at least {least}"
            f" figures one year apart in a row, and the {len(history.figures)} that had been"
            f" published have no such row. {because}"
        )
    values = np.log([value for _, value in run])
    fits = [fit for form in _FORMS if (fit := _fit(values, form)) is not None]
    if not fits:
        raise CalibrationFailed(
            f"{history.series} on {history.on}: no form of exponential smoothing converged on"
            f" {len(values)} figures."
        )
    best = min(fits, key=lambda fit: float(fit.aicc))
    return Smoothing(run[-1][0], best)


def yearly_run(history: Known, least: int) -> list[tuple[date, float]]:
    """The latest run of at least `least` month-end figures exactly a year apart, oldest first."""
    by_end = dict(zip(history.ends, history.values, strict=True))
    for last in reversed(history.ends):
        run, end = [], last
        while end in by_end and end == month_end(end):
            run.append((end, by_end[end]))
            end = months_before(end, MONTHS)
        if len(run) >= least:
            return run[::-1]
    return []


def _fit(values: Floats, form: dict[str, Any]) -> Any:
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(values, error="add", initialization_method="estimated", **form)
    unknown = len(model.start_params) + 1  # and the variance of the errors
    if len(values) - unknown - 1 <= 0:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            return model.fit(disp=False)
    except ConvergenceWarning:
        return None
