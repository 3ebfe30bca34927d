"""Simple forecasts from what was known on a projection's day, and skill against them."""

from collections.abc import Sequence
from datetime import date

from openasylum.projections.figures import known_points, value_of
from openasylum.records.projections import Flow, Known

DAYS_PER_YEAR = 365.2425  # of the Gregorian calendar, by definition
LAST, TREND, CONSTANT = "last value", "linear trend", "constant rates"
Point = tuple[date, float]


def forecasts(known: Known, made_on: date, targets: Sequence[date]) -> dict[str, float]:
    """What simple forecasts would have said, added up over the target days.

    - *last value*: the latest figure that was known, unchanged;
    - *linear trend*: the latest figure, moved along by the least-squares slope of the figures known
      for the last `trend_years`, if there are at least two;
    - *constant rates* (stocks only): the latest figure, plus receipts less completions at the rates
      last known.
    """
    points = known_points(known.points, made_on)
    first_day = _years_before(points[-1][0], known.trend_years)
    recent = [point for point in points if point[0] >= first_day]
    found = {LAST: points[-1][1] * len(targets)}
    if len(recent) > 1:
        found[TREND] = _moved(points[-1], slope(recent), targets)
    rates = {name: _per_year(flow) for name, flow in known.flows().items()}
    if rates:
        net = rates["net"] if "net" in rates else rates["received"] - rates["completed"]
        found[CONSTANT] = _moved(points[-1], net, targets)
    return found


def slope(points: Sequence[Point]) -> float:
    """The least-squares slope through dated figures, per year."""
    years = [_years(points[0][0], day) for day, _ in points]
    values = [value for _, value in points]
    mean_year, mean_value = sum(years) / len(years), sum(values) / len(values)
    across = sum((y - mean_year) * (v - mean_value) for y, v in zip(years, values, strict=True))
    return across / sum((y - mean_year) ** 2 for y in years)


def skill(error: float, of_baseline: float) -> float | None:
    """1 less the ratio of absolute errors: 1 is perfect, 0 as good as the simple forecast.

    Below 0 the simple forecast was nearer. None where the simple forecast was exactly right.
    """
    return None if of_baseline == 0 else 1 - abs(error) / abs(of_baseline)


def _moved(last: Point, per_year: float, targets: Sequence[date]) -> float:
    return sum(last[1] + per_year * _years(last[0], day) for day in targets)


def _per_year(flow: Flow) -> float:
    return value_of(flow.figure) / (((flow.last - flow.first).days + 1) / DAYS_PER_YEAR)


def _years(first: date, last: date) -> float:
    return (last - first).days / DAYS_PER_YEAR


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))
