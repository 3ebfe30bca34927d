"""Random walks of what is to come, with the spread that history had: on a log scale, by stream."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from openasylum.calibration.plan import Plan
from openasylum.errors import CalibrationFailed
from openasylum.forecast.calendar import years_between
from openasylum.forecast.known import known
from openasylum.forecast.prediction import luck
from openasylum.forecast.settings import settings
from openasylum.records.assumptions import Step
from openasylum.simulation.calendar import fiscal_year

Floats = npt.NDArray[np.float64]
_HALF_YEAR = 0.5


def spread_a_year(days: Sequence[date], values: Sequence[float], drift: float = 0.0) -> float:
    """Standard deviation of a year's log change about a drift, from figures at any distance.

    Raises:
        CalibrationFailed: fewer than two figures, so that nothing has been seen to change.
    """
    if len(values) < 2:
        raise CalibrationFailed(
            f"a spread needs two figures and {len(values)} was known. Forecast from a later day."
        )
    years = np.array([years_between(a, b) for a, b in pairwise(days)])
    changes = np.diff(np.log(np.asarray(values, float))) - drift * years
    return float(np.sqrt(np.mean(changes**2 / years)))


def walk(random: np.random.Generator, spread: float, years: Sequence[float]) -> Floats:
    """A random walk on a log scale at some distances in years, none at distance zero."""
    steps = np.diff([0.0, *years])
    return np.asarray(np.cumsum(random.standard_normal(len(steps)) * spread * np.sqrt(steps)))


def walk_of_steps(
    name: str, steps: Sequence[Step], plan: Plan, number: int, *, yearly: bool
) -> tuple[Step, ...]:
    """Steps after the last one known, as a random walk from it without drift.

    Args:
        name: of the assumption, whose luck it is.
        steps: those known.
        plan: the runs, whose end it reaches.
        number: of the draw.
        yearly: one step a fiscal year from its first day; else one every half year.

    Raises:
        CalibrationFailed: fewer than two steps were known.
    """
    days, values = [step.from_ for step in steps], [step.value for step in steps]
    ahead = _years(days[-1], plan.until) if yearly else _half_years(days[-1], plan.until)
    spread = spread_a_year(days, values)
    moved = walk(
        luck("assumed", plan.origin, name, str(number)),
        spread,
        [years_between(days[-1], day) for day in ahead],
    )
    levels = values[-1] * np.exp(moved)
    return _as_steps(ahead, levels)


def judges_ahead(plan: Plan, number: int) -> tuple[Step, ...]:
    """Judges after the last count known: as they had grown, with the spread of their growth.

    The yearly growth is that of the last `trend_years`, uncertain by its own standard error.
    """
    counted = known("staff.immigration_judges", plan.origin)
    window = settings().trend_years.value
    recent = [
        (end, value)
        for end, value in zip(counted.ends, counted.values, strict=True)
        if years_between(end, counted.ends[-1]) <= window
    ]
    days, values = [day for day, _ in recent], [value for _, value in recent]
    span = years_between(days[0], days[-1])
    growth = float(np.log(values[-1] / values[0])) / span
    spread = spread_a_year(days, values, growth)
    random = luck("assumed", plan.origin, "judges", str(number))
    drawn = growth + spread / np.sqrt(span) * random.standard_normal()
    ahead = _half_years(days[-1], plan.until)
    years = [years_between(days[-1], day) for day in ahead]
    levels = values[-1] * np.exp(drawn * np.array(years) + walk(random, spread, years))
    return _as_steps((days[-1], *ahead), np.concatenate([[values[-1]], levels]))


def _as_steps(days: Sequence[date], levels: Floats) -> tuple[Step, ...]:
    return tuple(
        Step.model_validate({"from": day, "value": float(level)})
        for day, level in zip(days, levels, strict=True)
    )


def _half_years(start: date, until: date) -> list[date]:
    count = int(years_between(start, until) / _HALF_YEAR) + 1
    return [start + timedelta(days=round(365.25 * _HALF_YEAR * i)) for i in range(1, count + 1)]


def _years(start: date, until: date) -> list[date]:
    first, last = fiscal_year(start), fiscal_year(until - timedelta(days=1))
    return [date(year - 1, 10, 1) for year in range(first + 1, last + 1)]
