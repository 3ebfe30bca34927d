"""Who comes over the border after the last official count: past months again, or a number."""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.simulation.border import Border
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year
from openasylum.simulation.joint import whole

AS_OF_LATE = "last6"
"""The last six months counted: the twelve hold the end of releases in January 2025, before which
ten times as many came."""
_MOST_MONTHS = 60
_REMEDY = (
    "Write FY2019 for the months of a fiscal year, last6 for the last six counted, a number "
    "of encounters a year, or none."
)


@dataclass(frozen=True)
class _Pattern:
    """Which months' people come again, how many times as many, and evenly or month by month."""

    months: list[int]  # their places
    words: str
    times: float = 1.0
    evenly: bool = False


@dataclass(frozen=True)
class Continued:
    """A border with months after the last count filled, and what fills them, in words."""

    border: Border
    words: str
    encounters_a_year: float


def last_counted(border: Border) -> int:
    """The place of the last month with a count."""
    return int(np.flatnonzero(border.people.sum(axis=1) > 0)[-1])


def continued(border: Border, arrivals: str) -> Continued:
    """The same border, going on after the last count as `arrivals` says.

    Months are repeated: `FY2019` those of a fiscal year, `last6` the last six counted (or any
    number up to 60); or a number of encounters a year, evenly, of the kinds of the last twelve
    months; `none` is nobody. Only who comes is repeated. What becomes of them at the border is as
    for the same group in the last twelve counted months, then subject to the law and the
    assumptions of the day; for a group of which nobody came in these, as in the month repeated.

    Raises:
        OpenasylumError: `arrivals` is none of these, or names months that were not counted.
    """
    last = last_counted(border)
    pattern = _pattern(border, last, arrivals)
    people, shares = border.people.copy(), border.shares.copy()
    recent, known = _recent_shares(border, last)
    average = border.people[pattern.months].sum(axis=0) / max(1, len(pattern.months))
    for number in range(last + 1, len(border.months)) if pattern.months else ():
        source = _source(pattern.months, border.months, number, last + 1)
        row = (average if pattern.evenly else border.people[source]) * pattern.times
        people[number] = whole(row, round(row.sum()))
        shares[number] = np.where(known[:, None], recent, border.shares[source])
    filled = Border(border.months, people, shares, border.fitted_to, border.misfit)
    words = f"after {border.months[last]:%B %Y} {pattern.words}"
    return Continued(filled, words, float(average.sum()) * pattern.times * 12)


def _pattern(border: Border, last: int, arrivals: str) -> _Pattern:
    if arrivals == "none":
        return _Pattern([], "nobody comes over the border")
    if re.fullmatch(r"FY\d{4}", arrivals):
        year = int(arrivals[2:])
        months = [n for n, m in enumerate(border.months[: last + 1]) if fiscal_year(m) == year]
        if len(months) != 12:
            years = f"FY{fiscal_year(FIRST_DAY)} to FY{_last_whole_year(border, last)}"
            raise OpenasylumError(
                f"--arrivals {arrivals}: that year was not counted whole. Give one of {years}."
            )
        return _Pattern(months, f"the months of {arrivals} come over the border again each year")
    if re.fullmatch(r"last\d{1,2}", arrivals):
        number = int(arrivals[4:])
        if not 1 <= number <= min(_MOST_MONTHS, last + 1):
            raise OpenasylumError(
                f"--arrivals {arrivals}: give from last1 to last{min(_MOST_MONTHS, last + 1)}."
            )
        months = list(range(last - number + 1, last + 1))
        return _Pattern(months, f"the last {number} months counted come again and again")
    return _number_a_year(border, last, arrivals)


def _number_a_year(border: Border, last: int, arrivals: str) -> _Pattern:
    text = arrivals.replace(",", "").replace("_", "")
    if not text.isdigit() or not 0 < int(text) <= 50_000_000:
        raise OpenasylumError(f"--arrivals {arrivals}: {_REMEDY}")
    months = list(range(max(0, last - 11), last + 1))
    words = f"{int(text):,} a year come over the border, of the kinds of the last twelve months"
    times = int(text) / 12 * len(months) / float(border.people[months].sum())
    return _Pattern(months, words, times, evenly=True)


def _last_whole_year(border: Border, last: int) -> int:
    month = border.months[last]
    return fiscal_year(month) - (month.month != 9)


def _source(pattern: list[int], months: tuple[date, ...], number: int, first_after: int) -> int:
    """The month repeated in month `number`: of twelve, the one of the same name."""
    if len(pattern) == 12:
        return next(p for p in pattern if months[p].month == months[number].month)
    return pattern[(number - first_after) % len(pattern)]


def _recent_shares(border: Border, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Pathway shares by group over the last twelve counted months, and which groups came."""
    here = slice(max(0, last - 11), last + 1)
    people = border.people[here].astype(float)
    total = people.sum(axis=0)
    weighted = (people[:, :, None] * border.shares[here]).sum(axis=0)
    return weighted / np.maximum(total, 1.0)[:, None], total > 0
