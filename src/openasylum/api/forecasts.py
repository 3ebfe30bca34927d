"""Fits and back-tests from Python, as `openasylum calibrate` and `backtest` make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.api.runs import as_day
from openasylum.calibration.backtest import model_backtest, sized
from openasylum.calibration.spec import DEFAULT_FIT
from openasylum.ensemble.pool import threads, workers_for
from openasylum.ensemble.run import State
from openasylum.errors import OpenasylumError
from openasylum.forecast.rolling import Backtest, baselines, run_backtest
from openasylum.forecast.settings import settings, targets

if TYPE_CHECKING:
    from openasylum.calibration.make import Made

_USUAL_SCALE = 0.05  # for counting workers, where the fit's own is not yet read


def calibrate(
    fit: str = DEFAULT_FIT, *, out: Path | str, scale: float | None = None,
    draws: int | None = None, waves: int | None = None, seed: int = 1,
    last_year: int | None = None, quick: bool = False, workers: int | None = None,
) -> Made:  # fmt: skip
    """Estimate assumptions from official figures: draws, with how sure they are.

    Args:
        fit: a file in `facts/calibration`, by name or path.
        out: a folder; one with the same fit, stopped before its end, is continued.
        scale: share of people in each run, above 0 and not above 1; the fit's own if not given.
        draws: how many to keep, 2 or more; the fit's own if not given.
        waves: of runs, 1 or more; the fit's own if not given.
        seed: of everything that is drawn, from 0 to 2**31.
        last_year: leave out figures of later fiscal years.
        quick: few and small runs: to see the way, not the answer.
        workers: runs at a time; as many as cores and memory allow if not given.

    Returns:
        `record` (parameters, figures and diagnostics), `draws` (positions), and the two files.

    Raises:
        CalibrationFailed: no set of values brings the model near the figures.
        OpenasylumError: an option cannot be, the folder is another fit's, or the packages of the
            extra `calibration` are not installed.

    Example:
        >>> import openasylum
        >>> openasylum.calibrate("no_such_fit", out="runs/none")
        Traceback (most recent call last):
        openasylum.errors.UnknownName: 'no_such_fit' is not a ...
    """
    _needs("calibration", "emcee", "sklearn")
    from openasylum.calibration.make import Options
    from openasylum.calibration.make import calibrate as fitted

    options = Options(scale, draws, waves, seed, last_year, quick)
    number, _ = workers_for(scale or _USUAL_SCALE, workers)
    return fitted(
        fit, options, Path(out), threads(number), command=f"openasylum.calibrate({fit!r})",
        told=_untold, progress=_unseen,
    )  # fmt: skip


def backtest(
    *, known_until: date | str | Sequence[date | str] | None = None,
    series: Sequence[str] | None = None, model: bool = True, quick: bool = False,
    draws: int | None = None, scale: float | None = None, workers: int | None = None,
    work: Path | str | None = None,
) -> Backtest:  # fmt: skip
    """Forecasts from what was known on past days, scored against what came.

    Args:
        known_until: one day or several to forecast from; the ends of fiscal years 2016 to 2022 if
            not given.
        series: ids in `facts/publication.yaml`; all of them if not given.
        model: the model beside the simple methods; without it seconds instead of hours.
        quick: few and small runs: a look, no conclusion.
        draws: members of the ensemble at each day, 4 to 10,000.
        scale: share of people in each, above 0 and not above 1.
        workers: runs side by side; as cores and memory allow if not given.
        work: keep runs here, and go on from those it has.

    Returns:
        `forecasts` (quantiles by method, series, origin and horizon in fiscal years), `scores` in
        the unit of the series, `refusals` of methods that had too little to go on, `histories`.

    Raises:
        UnknownName: a series is not one of the back-test.
        OpenasylumError: a day is too early for the model, an option cannot be, or statsmodels
            (extra `forecast`) is not installed.

    Example:
        >>> import openasylum
        >>> test = openasylum.backtest(
        ...     known_until="2019-09-30", series=["court.pending_active"], model=False
        ... )
        >>> sorted({one.method for one in test.forecasts})
        ['ets', 'last_value', 'linear_trend', 'stock_flow']
    """
    _needs("forecast", "statsmodels")
    origins = _days(known_until) or tuple(settings().origins.value)
    names = tuple(dict.fromkeys(series or targets()))
    if not model:
        return run_backtest(names, origins, baselines())
    folder = None if work is None else Path(work)
    size = sized(draws, scale, "known", workers, folder, quick=quick)
    return model_backtest(names, origins, size)[0]


def _days(said: date | str | Sequence[date | str] | None) -> tuple[date, ...]:
    if said is None:
        return ()
    each = [said] if isinstance(said, date | str) else said
    found = {day for one in each if (day := as_day(one, "known_until")) is not None}
    if not found:
        raise OpenasylumError("known_until: is empty. Name a day, or leave it out.")
    return tuple(sorted(found))


def _needs(extra: str, *packages: str) -> None:
    for package in packages:
        if find_spec(package) is None:
            raise OpenasylumError(
                f"needs {package}, which is not installed. Install it with 'pip install "
                f"openasylum[{extra}]'."
            )


def _untold(words: str) -> None:
    """Nobody listens: a program waits for the answer."""


def _unseen(wave: str, state: State, later: int) -> None:
    """Nobody looks."""
