"""The constant-rate stock and flow of the courts, as CRS R47077 and R47637 use it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from openasylum.errors import CalibrationFailed
from openasylum.forecast.calendar import years_between
from openasylum.forecast.known import Known
from openasylum.forecast.prediction import Floats, refuse_too_short

RECEIPTS, COMPLETIONS, JUDGES = "court.receipts", "court.completions", "staff.immigration_judges"
_STOCKS = ("court.pending_active", "court.pending")


@dataclass(frozen=True)
class ConstantRates:
    """Ranges of receipts and of completions a judge, and the stock they start from."""

    series: str
    stock: float
    since: date
    receipts: tuple[float, float]
    per_judge: tuple[float, float]
    judges: float

    def simulate(
        self,
        ends: Sequence[date],
        judges: Mapping[int, float],
        random: np.random.Generator,
        draws: int,
    ) -> Floats:
        """Pending, receipts or completions of each fiscal year, of shape (len(ends), draws).

        Each path draws one yearly number of receipts and one of completions a judge, both evenly
        from their ranges, and keeps them. No more can be completed than is pending or comes in.

        Args:
            ends: last days of fiscal years, in order.
            judges: judges by fiscal year, where a plan gives them; else as last known.
            random: the luck of the rates.
            draws: how many paths.
        """
        even = random.random((2, draws))
        receipts = self.receipts[0] + even[0] * (self.receipts[1] - self.receipts[0])
        per_judge = self.per_judge[0] + even[1] * (self.per_judge[1] - self.per_judge[0])
        stock, before = np.full(draws, self.stock), self.since
        rows = []
        for end in ends:
            years = years_between(before, end)
            able = per_judge * judges.get(end.year, self.judges) * years
            done = np.minimum(able, stock + receipts * years)
            stock = stock + receipts * years - done
            rows.append(self._asked(stock, receipts, done / years))
            before = end
        return np.array(rows)

    def _asked(self, stock: Floats, receipts: Floats, completions: Floats) -> Floats:
        return {RECEIPTS: receipts, COMPLETIONS: completions}.get(self.series, stock)


def constant_rates(series: str, histories: Mapping[str, Known], years: int) -> ConstantRates:
    """The rates of the last years known: their lowest and highest receipts and output a judge.

    Judges of a year are those on board at its end, by a straight line between counts. CRS prints
    a low and a high assumption for each rate and none between is said to be likelier.

    Raises:
        CalibrationFailed: not a series of the courts, or histories too short.
    """
    if series not in (RECEIPTS, COMPLETIONS, *_STOCKS):
        raise CalibrationFailed(
            f"{series}: a stock and flow of the courts says nothing of it. It is for the courts'"
            " receipts, completions and pending cases."
        )
    why = f"The rates are those of the last {years} years."
    for name in (RECEIPTS, COMPLETIONS):
        refuse_too_short("stock and flow", histories[name], years, why)
    pending = histories[series if series in _STOCKS else _STOCKS[0]]
    refuse_too_short("stock and flow", pending, 1, "It starts from the cases pending.")
    receipts = histories[RECEIPTS].values[-years:]
    completed = histories[COMPLETIONS].figures[-years:]
    per_judge = [one.value / judges_on(histories[JUDGES], one.end) for one in completed]
    return ConstantRates(
        series, pending.values[-1], pending.ends[-1], (min(receipts), max(receipts)),
        (min(per_judge), max(per_judge)), histories[JUDGES].values[-1],
    )  # fmt: skip


def judges_on(judges: Known, day: date) -> float:
    """Judges on board on a day, by a straight line between the counts around it.

    Raises:
        CalibrationFailed: the day lies before the first count or after the last.
    """
    if not judges.figures or not judges.ends[0] <= day <= judges.ends[-1]:
        raise CalibrationFailed(
            f"{judges.series} on {judges.on}: no counts of judges around {day} had been published,"
            " so completions a judge cannot be taken."
        )
    days = [end.toordinal() for end in judges.ends]
    return float(np.interp(day.toordinal(), days, judges.values))
