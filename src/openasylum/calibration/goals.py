"""A goal: a series below or above a level on a day, and how a run's books tell its value."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow.compute as pc

from openasylum.calibration.search import Threshold
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.simulation.calendar import FIRST_DAY, LAST_DAY
from openasylum.simulation.engine import Books
from openasylum.simulation.measures import mean_days
from openasylum.simulation.series import FLOWS, SERIES, STOCKS, series_table

QUEUES = {
    "court": ("court.pending", "court.receipts", "court.completions"),
    "affirmative": ("affirmative.pending", "affirmative.receipts", "affirmative.completions"),
    "appeal": ("appeal.pending", "appeal.filed", "appeal.completions"),
    "fear": ("fear.pending", "fear.referred", "fear.completed"),
}
"""Queues by the first word of their series: who waits, who comes, who is done."""

DECISION = "court.decision_days"
WAITS = (DECISION, *(f"{queue}.days_to_clear" for queue in QUEUES))
"""Waits that can be a goal: the mean days from receipt to a decision on asylum, and the days in
which those waiting would be done at the pace of the last twelve months."""

_AT_MONTH_END = (*STOCKS, "detention.population", "mpp.waiting_in_mexico")


@dataclass(frozen=True)
class Goal:
    """A series on the wished side of a level on the last day of a month."""

    series: str
    threshold: Threshold
    by: date

    @property
    def until(self) -> date:
        """The first day after the run."""
        return self.by + timedelta(days=1)

    @property
    def is_stock(self) -> bool:
        """Whether the value is of one day, or of the twelve months that end on it."""
        return self.series in _AT_MONTH_END or self.series.endswith(".days_to_clear")

    def words(self) -> str:
        """The goal as a phrase."""
        side = "below" if self.threshold.below else "above"
        when = f"on {self.by}" if self.is_stock else f"in the twelve months to {self.by}"
        return f"{self.series} {side} {self.threshold.level:,.10g} {when}"


@dataclass(frozen=True)
class Queue:
    """A queue at the end of a month, with who came and who was done in the year to it."""

    pending: float
    demand: float
    capacity: float


def goal(series: str, below: float | None, above: float | None, by: date) -> Goal:
    """A checked goal.

    Raises:
        OpenasylumError: the series is unknown, the level cannot be, or the day is not the end of
            a month that the model reaches.
    """
    known = (*SERIES, *WAITS)
    if series not in known:
        raise OpenasylumError(f"--series: {UnknownName('series', series, known)}")
    if (below is None) == (above is None):
        raise OpenasylumError("--below, --above: a goal has one level. Give one of the two.")
    level = below if above is None else above
    word = "--below" if above is None else "--above"
    if level is None or not np.isfinite(level) or level < 0 or (below is not None and level == 0):
        raise OpenasylumError(
            f"{word} {level:g}: no series is ever below 0. Give a level above 0."
            if below is not None
            else f"{word} {level:g}: give a number, 0 or more."
        )
    last = _last_month_end()
    first = FIRST_DAY.replace(year=FIRST_DAY.year + 1) - timedelta(days=1)
    if by.day != monthrange(by.year, by.month)[1]:
        end = by.replace(day=monthrange(by.year, by.month)[1])
        raise OpenasylumError(
            f"--by {by}: is not the last day of a month, when the books are closed. Give {end}, "
            f"for example."
        )
    if not first <= by <= last:
        raise OpenasylumError(
            f"--by {by}: is outside the model, whose first whole year ends on {first} and whose "
            f"last month ends on {last}. Give a day between."
        )
    return Goal(series, Threshold(below is not None, level), by)


def _last_month_end() -> date:
    """The last end of a month that a run can reach: a run's first day after it is still known."""
    return LAST_DAY.replace(day=1) - timedelta(days=1)


def value_of(books: Books, wanted: Goal) -> float:
    """The goal's series at the end of the run, in full scale.

    Raises:
        OpenasylumError: a wait cannot be told, because nobody was done.
    """
    if wanted.series == DECISION:
        return _decision_days(books)
    name, _, kind = wanted.series.rpartition(".")
    if kind == "days_to_clear":
        queue = queue_of(books, name, len(books.flows))
        if not queue.capacity:
            raise OpenasylumError(
                f"{wanted.series}: nobody was done in the year to {wanted.by}, so the wait is "
                f"without end. Take a larger --scale."
            )
        return queue.pending / queue.capacity * 365.0
    return _series(books, wanted.series, len(books.flows))


def queue_of(books: Books, name: str, months: int) -> Queue:
    """A queue after the run's first `months` months, which are at least twelve."""
    pending, demand, capacity = (_series(books, series, months) for series in QUEUES[name])
    return Queue(pending, demand, capacity)


def _series(books: Books, series: str, months: int) -> float:
    """A stock after so many months, or a flow over the last twelve of them."""
    year = slice(months - 12, months)
    if series in FLOWS:
        return float(books.flows[year, list(FLOWS[series])].sum() / books.inputs.scale)
    if series in STOCKS:
        here = books.month_end[months - 1, list(STOCKS[series])]
        return float(here.sum() / books.inputs.scale)
    table = series_table(books, "run", 0)
    wanted = pc.and_(
        pc.and_(
            pc.equal(table["series"].cast("string"), series),
            pc.equal(table["period"].cast("string"), "month"),
        ),
        pc.equal(table["group"].cast("string"), "all"),
    )
    monthly = table.filter(wanted)["value"].to_numpy()
    return float(monthly[months - 1] if series in _AT_MONTH_END else monthly[year].sum())


def _decision_days(books: Books) -> float:
    """Mean days from receipt to a decision on asylum, over the last twelve months' decisions."""
    waits = books.waits[-12:].sum(axis=(0, 1))
    if not waits.sum():
        raise OpenasylumError(
            f"{DECISION}: nobody's asylum claim was decided. Take a larger --scale."
        )
    return mean_days(waits)
