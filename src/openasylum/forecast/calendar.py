"""Fiscal years and the time between days, in years."""

import calendar
from datetime import date, timedelta

MONTHS = 12
_LAST = (9, 30)  # the last day of the United States' fiscal year, 31 USC 1102


def fiscal_year_end(year: int) -> date:
    """The last day of a fiscal year: 30 September (31 USC 1102)."""
    return date(year, *_LAST)


def target_end(origin: date, horizon: int) -> date:
    """The end of the `horizon`-th fiscal year that ends after the origin; the first is 1."""
    first = origin.year + (origin >= fiscal_year_end(origin.year))
    return fiscal_year_end(first + horizon - 1)


def month_end(day: date) -> date:
    """The last day of the month a day lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_before(end: date, months: int) -> date:
    """The month-end that lies some months before a month-end."""
    index = end.year * MONTHS + end.month - 1 - months
    return month_end(date(index // MONTHS, index % MONTHS + 1, 1))


def years_between(first: date, last: date) -> float:
    """Years from one day to another; month-ends of the same month are whole years apart."""
    months = (last.year - first.year) * MONTHS + last.month - first.month
    return (months + _of_month(last) - _of_month(first)) / MONTHS


def period_end(start: date, period: str, *, stock: bool) -> date:
    """The last day of an official period; a stock of a 'day' stands on that day.

    Raises:
        ValueError: for a kind of period that official figures do not have.
    """
    if period == "day" and stock:
        return start
    lengths = {"month": 1, "quarter": 3, "fiscal_year": MONTHS}
    if period not in lengths:
        raise ValueError(f"'{period}' is not a kind of period.")
    return months_before(start - timedelta(days=1), -lengths[period])


def _of_month(day: date) -> float:
    return day.day / month_end(day).day
