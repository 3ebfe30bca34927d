"""The model as forecasters of the back-test: given arrivals and staff, and with all forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from openasylum.calibration.discrepancy import errors_seen, spread_of, widened
from openasylum.calibration.member import GIVEN_UNTIL
from openasylum.calibration.past import Monthly, anchor, covered, value_at
from openasylum.calibration.plan import Mode, last_year_counted
from openasylum.calibration.refit import Bench, Fitted, ahead, fit, hindcasts
from openasylum.errors import CalibrationFailed
from openasylum.forecast.baselines import Task
from openasylum.forecast.calendar import target_end
from openasylum.forecast.prediction import Forecast
from openasylum.forecast.rolling import Forecaster
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year

FIRST_HINDCAST = fiscal_year(FIRST_DAY) + 1  # one fiscal year has been counted at its end
METHOD: Mapping[Mode, str] = {"given": "model_given", "forecast": "model_forecast"}
_ENROLLED = "mpp.enrolled"


@dataclass(frozen=True)
class Runs:
    """Everything the model made at one origin."""

    fitted: Fitted
    ahead: Mapping[Mode, Mapping[int, Monthly]]
    hindcasts: Mapping[date, Mapping[int, Monthly]]


@dataclass
class Model:
    """Makes the runs of an origin when the first series is asked for, and keeps them."""

    bench: Bench
    runs: dict[date, Runs] = field(default_factory=dict)

    def at(self, origin: date) -> Runs:
        """The runs of an origin: fitted to what was known, run ahead, tried on earlier years."""
        if origin not in self.runs:
            fitted = fit(self.bench, origin)
            last = last_year_counted("court.receipts", origin) - 1
            self.runs[origin] = Runs(
                fitted, ahead(self.bench, fitted),
                hindcasts(self.bench, fitted, FIRST_HINDCAST, last),
            )  # fmt: skip
        return self.runs[origin]

    def forecasters(self) -> dict[str, Forecaster]:
        """The model's two modes, as `run_backtest` calls them."""

        def bound(mode: Mode) -> Forecaster:
            return lambda task: self.forecast(mode, task)

        return {METHOD[mode]: bound(mode) for mode in METHOD}

    def forecast(self, mode: Mode, task: Task) -> Sequence[Forecast]:
        """What the model says of a series for each fiscal year it can reach in a mode.

        Raises:
            CalibrationFailed: the series is given and not forecast, or too little was known.
        """
        history = task.history
        if mode == "given" and task.series == _ENROLLED:
            raise CalibrationFailed(
                f"{task.series}: given with the arrivals, and so not forecast, in this mode."
            )
        if not history.figures or not covered(history.ends[-1], stock=history.stock):
            raise CalibrationFailed(
                f"{task.series} on {history.on}: no figure of the model's years had been"
                " published, so its runs cannot be held against any."
            )
        runs = self.at(history.on)
        horizons = [h for h in task.horizons if mode != "given" or _reached(history.on, h)]
        ends = [target_end(history.on, h) for h in horizons]
        members = list(runs.ahead[mode].values())
        paths = paths_of(members, task, ends)
        spread = spread_of(history, errors_seen(history, runs.hindcasts))
        copies = -(-task.settings.draws.value // len(members))
        draws = widened(paths, history, ends, spread, copies)
        return [
            Forecast(METHOD[mode], task.series, history.on, h, end, row, history.mark)
            for h, end, row in zip(horizons, ends, draws, strict=True)
        ]


def paths_of(members: Sequence[Monthly], task: Task, ends: Sequence[date]) -> np.ndarray:
    """Members x days: each run's own figures, by the ratio in which it meets the last one known."""
    history = task.history
    return np.array(
        [
            [
                value_at(run, task.series, end, stock=history.stock) * anchor(run, history)
                for end in ends
            ]
            for run in members
        ]
    )


def _reached(origin: date, horizon: int) -> bool:
    return target_end(origin, horizon) < GIVEN_UNTIL
