"""The official figures known on an origin, beside what each run of the past gives for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from openasylum.calibration.plan import model_settings
from openasylum.calibration.walks import Floats
from openasylum.forecast.calendar import MONTHS, month_end, months_before
from openasylum.forecast.known import Known, known
from openasylum.simulation.calendar import FIRST_DAY

Monthly = Mapping[str, Mapping[date, float]]
"""A run's series by the last day of each month."""


@dataclass(frozen=True)
class Counted:
    """One official figure of a year the model covers."""

    series: str
    end: date
    value: float
    stock: bool


def counted_by(origin: date) -> list[Counted]:
    """The figures that the model is fitted to again at an origin, none published later."""
    found = []
    for series in model_settings().fitted_to:
        history = known(series, origin)
        found += [
            Counted(series, end, value, history.stock)
            for end, value in zip(history.ends, history.values, strict=True)
            if covered(end, stock=history.stock)
        ]
    return found


def covered(end: date, *, stock: bool) -> bool:
    """Whether a run has the stock of a day, or the twelve months before it."""
    first = stock_month(end) if stock else months_before(end, MONTHS - 1)
    return first > FIRST_DAY


def stock_month(day: date) -> date:
    """The month-end nearest to a day: a run knows stocks at the ends of months only."""
    end = month_end(day)
    before = months_before(day, 1)
    return end if (end - day) <= (day - before) else before


def past_until(origin: date) -> date:
    """The first day after the last figure that is fitted to."""
    ends = [stock_month(one.end) if one.stock else one.end for one in counted_by(origin)]
    return max(ends) + timedelta(days=1)


def value_at(run: Monthly, series: str, end: date, *, stock: bool) -> float:
    """What a run gives for a stock on a day, or for the twelve months that end on it."""
    months = run[series]
    if stock:
        return months[stock_month(end)]
    return sum(months[months_before(end, i)] for i in range(MONTHS))


def anchor(run: Monthly, history: Known) -> float:
    """The last figure known over what a run gives for it, by which its future is corrected."""
    end, value = history.ends[-1], history.values[-1]
    return value / value_at(run, history.series, end, stock=history.stock)


def misfit(runs: Sequence[Monthly], figures: Sequence[Counted]) -> Floats:
    """Log of each run's value over the official figure: runs x figures."""
    return np.array(
        [
            [
                np.log(value_at(run, one.series, one.end, stock=one.stock) / one.value)
                for one in figures
            ]
            for run in runs
        ]
    )


def read_runs(folder: Path, mode: str) -> dict[int, Monthly]:
    """The runs of one mode in an ensemble's folder, by number of the draw, in their order."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "series.parquet")
    table = table.filter(
        pc.and_(pc.equal(table["scenario"], mode), pc.equal(table["period"], "month"))
    )
    runs: dict[int, dict[str, dict[date, float]]] = {}
    for draw, series, start, value in zip(
        *(table[name].to_pylist() for name in ("draw", "series", "period_start", "value")),
        strict=True,
    ):
        runs.setdefault(draw, {}).setdefault(series, {})[month_end(start)] = value
    return dict(sorted(runs.items()))
