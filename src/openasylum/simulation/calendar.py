"""Days, months and fiscal years of the model: whole days from 2013-10-01, working days marked."""

from datetime import date, timedelta

import numpy as np

from openasylum.errors import OpenasylumError

FIRST_DAY = date(2013, 10, 1)  # the first month of the monthly tables
LAST_DAY = date(2036, 12, 31)  # beyond it nothing is known of the law or the staff
DAY_ZERO = date(2000, 1, 1)  # day 0 of every person's id


def absolute(day: date) -> int:
    """Days since 2000-01-01."""
    return (day - DAY_ZERO).days


def fiscal_year(day: date) -> int:
    """The U.S. fiscal year of a day: 1 October to 30 September, named for its end."""
    return day.year + (day.month >= 10)


def check_until(until: date) -> date:
    """Refuse an end of the run that the model cannot reach."""
    if until <= FIRST_DAY or until > LAST_DAY:
        raise OpenasylumError(
            f"--until {until}: is outside the model's days. "
            f"Give a date after {FIRST_DAY} and not after {LAST_DAY}."
        )
    return until


def month_starts(until: date) -> list[date]:
    """The first day of each month from the first day to before `until`."""
    starts, day = [], FIRST_DAY
    while day < until:
        starts.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return starts


def months_of_days(until: date) -> np.ndarray:
    """The month's number (0 for October 2013) of each day to before `until`."""
    days = (until - FIRST_DAY).days
    numbers = np.empty(days, np.int32)
    for number, start in enumerate(month_starts(until)):
        numbers[(start - FIRST_DAY).days :] = number
    return numbers


def _observed(day: date) -> date:
    if day.weekday() == 5:
        return day - timedelta(days=1)
    if day.weekday() == 6:
        return day + timedelta(days=1)
    return day


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def federal_holidays(year: int) -> set[date]:
    """Federal holidays of a year as observed (5 USC 6103; Juneteenth from 2021, Pub. L. 117-17)."""
    last_monday_of_may = max(
        date(year, 5, d) for d in range(25, 32) if date(year, 5, d).weekday() == 0
    )
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    moving = {
        _nth_weekday(year, 1, 0, 3),
        _nth_weekday(year, 2, 0, 3),
        last_monday_of_may,
        _nth_weekday(year, 9, 0, 1),
        _nth_weekday(year, 10, 0, 2),
        _nth_weekday(year, 11, 3, 4),
    }
    return moving | {_observed(day) for day in fixed}


def working_days(until: date) -> np.ndarray:
    """Which days from the first to before `until` are working days of the federal government."""
    holidays: set[date] = set()
    for year in range(FIRST_DAY.year, until.year + 2):
        holidays |= federal_holidays(year)
    days = (until - FIRST_DAY).days
    each = (FIRST_DAY + timedelta(days=i) for i in range(days))
    return np.fromiter((d.weekday() < 5 and d not in holidays for d in each), bool, days)
