"""How many people arrive on each day in each group, and where each one's outcome is kept."""

from datetime import date, timedelta

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Stream
from openasylum.law.rules import admits
from openasylum.records.law import Group as LegalGroup
from openasylum.records.law import Scope
from openasylum.records.library import load_book
from openasylum.records.scenario import Arrivals
from openasylum.simulation.assumed import Assumed
from openasylum.simulation.border import Border
from openasylum.simulation.calendar import FIRST_DAY, absolute, fiscal_year
from openasylum.simulation.groups import BORDER_GROUPS, GROUPS, Group, number_of
from openasylum.simulation.joint import whole
from openasylum.simulation.official import fiscal_years

FIRST_ROW = date(2007, 10, 1)  # the oldest pending case of the first day arrived no earlier
_STREAM_GROUPS = {
    "border": range(BORDER_GROUPS),
    "affirmative": (number_of("affirmative_filing"),),
    "other_court_cases": (number_of("other_case_detained"), number_of("other_case_released")),
}


def spread(total: int, days: int) -> np.ndarray:
    """`total` whole people over `days`, as evenly as whole numbers allow."""
    edges = np.arange(days + 1, dtype=np.int64) * total // days
    return np.diff(edges)


def count_people(
    border: Border,
    assumed: Assumed,
    other_cases: dict[int, float],
    until: date,
    crowded: dict[tuple[int, int], tuple[np.ndarray, float]],
) -> np.ndarray:
    """People by day (from `FIRST_ROW`) and group.

    Args:
        border: the border by month and group.
        assumed: affirmative filings, the first day's stocks, the detained share of other cases.
        other_cases: other new court cases by fiscal year; empty for none.
        until: the first day after the run.
        crowded: months and groups that came unevenly: (some of its days, share who came then).
    """
    days = (until - FIRST_ROW).days
    counts = np.zeros((days, len(GROUPS)), np.int64)
    offset = (FIRST_DAY - FIRST_ROW).days
    for number, month in enumerate(border.months):
        start = offset + (month - FIRST_DAY).days
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        length = (following - month).days
        totals = border.people[number].astype(np.int64)
        daily = np.diff(np.arange(length + 1)[:, None] * totals // length, axis=0)
        for group in [group for month_number, group in crowded if month_number == number]:
            uneven = _spread_unevenly(int(totals[group]), *crowded[number, group])
            daily[:, group] = uneven
        daily = daily[: days - start]
        counts[start : start + len(daily), : totals.size] += daily
    _add_yearly(counts, offset, until, assumed, other_cases)
    _add_stocks(counts[:offset], assumed)
    return counts


def _spread_unevenly(total: int, some: np.ndarray, share: float) -> np.ndarray:
    """`total` people with `share` of them on `some` days (a mask), evenly within either part."""
    daily = np.zeros(some.size, np.int64)
    then = round(total * share)
    daily[some] = spread(then, int(some.sum()))
    daily[~some] = spread(total - then, int((~some).sum()))
    return daily


def _add_yearly(
    counts: np.ndarray, offset: int, until: date, assumed: Assumed, other_cases: dict[int, float]
) -> None:
    """Affirmative filings and other new court cases, evenly over each fiscal year."""
    for year in range(fiscal_year(FIRST_DAY), fiscal_year(until - timedelta(days=1)) + 1):
        first, after = date(year - 1, 10, 1), date(year, 10, 1)
        length = (after - first).days
        here = slice(
            offset + (first - FIRST_DAY).days, offset + (min(after, until) - FIRST_DAY).days
        )
        kept = here.stop - here.start
        filings = round(assumed.at("affirmative_filings_per_year", first))
        counts[here, number_of("affirmative_filing")] += spread(filings, length)[:kept]
        detained = assumed.at("other_cases_detained_share", date(year, 4, 1))
        others = round(other_cases.get(year, 0.0))
        held = round(others * detained)
        counts[here, number_of("other_case_detained")] += spread(held, length)[:kept]
        counts[here, number_of("other_case_released")] += spread(others - held, length)[:kept]


def _add_stocks(before: np.ndarray, assumed: Assumed) -> None:
    """Cases pending on the first day, by age reconstructed from earlier years' receipts.

    A case survives from year to year with one constant probability, chosen so that the receipts
    of FY2008 to FY2013 leave the published number pending.
    """
    receipts = {y: n for y, n in fiscal_years("eoir_receipts").items() if 2008 <= y <= 2013}
    pending = fiscal_years("eoir_pending")[2013]
    weights = _survivors(receipts, pending)
    for group, total in (
        ("pending_case_2013", pending),
        ("closed_case_2013", assumed.at("court_closed_pending_2013", FIRST_DAY)),
    ):
        for year, number in zip(receipts, whole(weights, round(total)), strict=True):
            start = (date(year - 1, 10, 1) - FIRST_ROW).days
            length = (date(year, 10, 1) - date(year - 1, 10, 1)).days
            before[start : start + length, number_of(group)] += spread(int(number), length)
    recent = before[-730:, number_of("pending_affirmative_2013")]
    recent += spread(round(assumed.at("affirmative_pending_2013", FIRST_DAY)), recent.size)


def _survivors(receipts: dict[int, float], pending: float) -> np.ndarray:
    numbers = np.array(list(receipts.values()), float)
    ages = np.array([2013 - year + 0.5 for year in receipts])
    if pending >= numbers.sum():
        raise OpenasylumError("eoir_pending: more cases pending than were received in six years.")
    low, high = 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        if (numbers * np.exp(-middle * ages)).sum() > pending:
            low = middle
        else:
            high = middle
    weights: np.ndarray = numbers * np.exp(-low * ages)
    return weights


def change_arrivals(counts: np.ndarray, changes: tuple[Arrivals, ...], until: date) -> np.ndarray:
    """The scenario's multiples of arrivals: more people are added at the end of a day's serials."""
    changed = counts
    for change in changes:
        first = max(FIRST_DAY, change.start or FIRST_DAY)
        after = min(until, change.until or until)
        rows = np.arange((first - FIRST_ROW).days, (after - FIRST_ROW).days)
        stream = _STREAM_GROUPS[change.stream or "border"]
        groups = np.array([g for g in stream if _covers(change.applies_to, GROUPS[g])])
        if not rows.size or not groups.size:
            continue
        where = np.ix_(rows, groups)
        changed = changed.copy()
        changed[where] = np.floor(changed[where] * change.multiply + 0.5).astype(np.int64)
    return changed


def _covers(scope: Scope | None, group: Group) -> bool:
    """Whether a change of arrivals reaches a group. Raises for limits that are no trait of one."""
    if scope is None:
        return True
    if scope.process or scope.place or scope.party or scope.entered:
        raise OpenasylumError(
            "arrivals: applies_to may limit citizenship, family_status and manner; path, place, "
            "party and days of entry are not traits of the model's groups."
        )
    if group.stream is not Stream.BORDER:
        raise OpenasylumError("arrivals: applies_to only limits the stream 'border'.")
    return _inside(scope, group) and not any(_inside(part, group) for part in scope.exceptions)


def _inside(limits: LegalGroup, group: Group) -> bool:
    book = load_book()
    return (
        admits(limits, "citizenship", group.citizenship, book)
        and admits(limits, "family_status", group.family_status, book)
        and admits(limits, "manner", group.manner, book)
    )


def row_shift_of(scale: float) -> int:
    """How many serials share a row, as a power of two: few enough that one at most is kept.

    Those kept at a scale are at least `1 / scale` rounded down apart; one less is taken, because
    whether a serial is kept is reckoned with rounded numbers.
    """
    return max(1, int(1 / scale) - 1).bit_length() - 1


def offsets_of(counts: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """Where the rows of each day's and group's people begin: (days x groups + 1), running on.

    `counts` are of everyone; a run at a small scale has fewer rows (`row_shift_of`).
    """
    shift = row_shift_of(scale)
    rows = (counts + ((1 << shift) - 1)) >> shift
    flat = np.concatenate([[0], np.cumsum(rows.ravel())])
    days, groups = counts.shape
    offsets = np.empty((days, groups + 1), np.int64)
    offsets[:, :groups] = flat[:-1].reshape(days, groups)
    offsets[:, groups] = flat[groups::groups]
    return offsets


def first_row_absolute() -> int:
    """The day of the first row, in days since 2000-01-01."""
    return absolute(FIRST_ROW)


def ids_of(days: np.ndarray, groups: np.ndarray, serials: np.ndarray | int) -> np.ndarray:
    """Ids by day of arrival (since 2000-01-01), group and serial, as the kernel makes them."""
    found: np.ndarray = (days << 34) | (groups << 24) | serials
    return found
