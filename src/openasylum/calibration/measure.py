"""A measure: one number of a run, named by a series, a group and a day, and read from ensembles."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openasylum.ensemble.question import KEEPABLE, Keep
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year, month_starts
from openasylum.simulation.groups import named_groups
from openasylum.simulation.people_series import PEOPLE_SERIES, WHOLE_RUN
from openasylum.simulation.series import BASE_RATES, FLOWS, JUDGES, OFFICERS, STOCKS

DEFAULT = ("people.protected", "court.pending", "people.days_waited")
EVERY_YEAR = "years"
_STOCKS = {*STOCKS, "detention.population", "mpp.waiting_in_mexico"}
_ALL, _ENROLLED = "all", "enrolled_in_mpp"
COSTS = ("asylum_officers", "immigration_judges", "detention")


@dataclass(frozen=True)
class Measure:
    """A stock at the end of a month, a flow over months, or a state of everyone at the end."""

    name: str  # as the user wrote it
    series: str
    group: str
    first: date  # month; of a stock the same as `last`
    last: date  # month

    @property
    def of_people(self) -> bool:
        """Whether it is a state of everyone at the end of the run."""
        return self.series in PEOPLE_SERIES

    @property
    def year(self) -> int | None:
        """The fiscal year at whose end it stands; none if it ends within one."""
        return fiscal_year(self.last) if self.last.month == 9 else None

    def at_base_rate(self, rate: float) -> "Measure":
        """The same measure, for another share of claims taken to be well founded."""
        group = f"base_rate={rate:g}"
        return Measure(f"{self.series}:{group}", self.series, group, self.first, self.last)

    def base_rates(self) -> tuple[float, ...]:
        """The shares of well founded claims it can be told for; none if it does not turn on one."""
        return BASE_RATES if self.series.startswith("error.") else ()


def parse(text: str, until: date) -> list[Measure]:
    """The measures that `SERIES[:group][@when]` names.

    Args:
        text: `when` is the last day of a month (a stock then, a flow from the model's first day
            to then), `FY2019` (a stock at its end, a flow over it), or `years` (every whole
            fiscal year, one measure each); without it, the end of the run.
        until: the first day after the run.

    Raises:
        OpenasylumError: naming what is not known, and what is.
    """
    rest, _, when = text.strip().partition("@")
    series, _, group = rest.partition(":")
    if series not in KEEPABLE:
        raise OpenasylumError(f"--measure {text}: {UnknownName('series', series, KEEPABLE)}")
    _check_group(text, group)
    group = group or _ALL
    months = month_starts(until)
    if series in PEOPLE_SERIES:
        if when:
            raise OpenasylumError(
                f"--measure {text}: {series} is told at the end of the run alone. Leave out "
                f"'@{when}', or give --until."
            )
        return [Measure(text, series, group, FIRST_DAY, months[-1])]
    if when == EVERY_YEAR:
        name = text.strip().removesuffix(f"@{EVERY_YEAR}")
        whole = sorted({fiscal_year(m) for m in months if date(fiscal_year(m), 9, 1) in months})
        return [_of_year(f"{name}@FY{year}", series, group, year) for year in whole]
    if when.startswith("FY"):
        year = _year(text, when, months)
        return [_of_year(text, series, group, year)]
    last = _month(text, when, months) if when else months[-1]
    first = last if series in _STOCKS else FIRST_DAY
    return [Measure(text, series, group, first, last)]


def _of_year(name: str, series: str, group: str, year: int) -> Measure:
    last = date(year, 9, 1)
    first = last if series in _STOCKS else date(year - 1, 10, 1)
    return Measure(name, series, group, first, last)


def _year(text: str, when: str, months: Sequence[date]) -> int:
    digits = when.removeprefix("FY")
    if not digits.isdigit() or date(int(digits), 9, 1) not in months:
        last = max((m.year for m in months if m.month == 9), default=None)
        known = f"FY{FIRST_DAY.year + 1} to FY{last}" if last else "none: the run is too short"
        raise OpenasylumError(
            f"--measure {text}: '{when}' is not a whole fiscal year of the run. Known: {known}."
        )
    return int(digits)


def _month(text: str, when: str, months: Sequence[date]) -> date:
    try:
        day = date.fromisoformat(when)
    except ValueError:
        raise OpenasylumError(
            f"--measure {text}: '{when}' is neither a day nor a fiscal year. Write "
            f"@{months[-1].year}-09-30, @FY{months[-1].year} or @{EVERY_YEAR}."
        ) from None
    length = monthrange(day.year, day.month)[1]
    if day.day != length:
        raise OpenasylumError(
            f"--measure {text}: series are told as months end. Write @{day.replace(day=length)}."
        )
    if day.replace(day=1) not in months:
        raise OpenasylumError(
            f"--measure {text}: the run covers {months[0]} to the end of {months[-1]:%B %Y}. Give "
            f"a day within it, or a later --until."
        )
    return day.replace(day=1)


def _check_group(text: str, group: str) -> None:
    kinds = (f"kind={flow.name.lower()}" for flow in FLOWS["court.completions"])
    rates = (f"base_rate={rate:g}" for rate in BASE_RATES)
    known = [_ENROLLED, *named_groups(), *rates, *kinds, *OFFICERS, *JUDGES, *COSTS]
    if group and group not in known:
        raise OpenasylumError(f"--measure {text}: {UnknownName('group', group, known)}")


def keep(measures: Sequence[Measure]) -> Keep:
    """What draws must keep so that these measures can be read."""
    series = tuple(dict.fromkeys(one.series for one in measures))
    grouped = any(one.group != _ALL or one.base_rates() for one in measures)
    return Keep(series=series, periods=("month",), by_group=grouped)


def units(folder: Path, measures: Sequence[Measure]) -> list[str]:
    """The unit of each measure, as an ensemble's table of series has it."""
    table = pq.read_table(folder / "series.parquet", columns=["series", "unit"])
    pairs = table.group_by(["series", "unit"]).aggregate([])
    found = dict(zip(pairs["series"].to_pylist(), pairs["unit"].to_pylist(), strict=True))
    return [found[one.series] for one in measures]


def values(
    folder: Path, measures: Sequence[Measure], scenarios: Sequence[str], draws: Sequence[int]
) -> np.ndarray:
    """Measures of a finished ensemble.

    Args:
        folder: of the ensemble.
        measures: whose series it kept.
        scenarios: their names.
        draws: numbers of draws, in the order wanted.

    Returns:
        (measures x scenarios x draws); not a number for a draw that failed.

    Raises:
        OpenasylumError: a series is not told apart by the group that a measure names.
    """
    wanted = pc.field("series").isin(list({one.series for one in measures}))
    wanted &= pc.field("group").isin(list({one.group for one in measures}))
    table = pq.read_table(folder / "series.parquet", filters=wanted)
    finished = set(pq.read_table(folder / "series.parquet", columns=["draw"])["draw"].to_pylist())
    place = {number: i for i, number in enumerate(draws)}
    column = {name: i for i, name in enumerate(scenarios)}
    result = np.full((len(measures), len(scenarios), len(draws)), np.nan)
    for row, one in enumerate(measures):
        here = _rows(table, one)
        if not len(here) and one.group != _ALL and one.group not in named_groups():
            raise OpenasylumError(
                f"--measure {one.name}: {one.series} is not told apart by '{one.group}', or nobody "
                f"is in it. Known groups are those of 'series.parquet' in {folder}."
            )
        if not one.of_people:  # a group in which nothing happened has no rows
            result[row, :, [place[number] for number in finished & place.keys()]] = 0.0
        summed = here.group_by(["scenario", "draw"]).aggregate([("value", "sum")])
        for name, number, value in zip(
            *(summed[c].to_pylist() for c in ("scenario", "draw", "value_sum")), strict=True
        ):
            if number in place:
                result[row, column[name], place[number]] = value
    return result


def _rows(table: pa.Table, one: Measure) -> pa.Table:
    period = WHOLE_RUN if one.of_people else "month"
    here = pc.and_(pc.equal(table["series"], one.series), pc.equal(table["group"], one.group))
    here = pc.and_(here, pc.equal(table["period"], period))
    if not one.of_people:
        after_first = pc.greater_equal(table["period_start"], one.first)
        here = pc.and_(here, pc.and_(after_first, pc.less_equal(table["period_start"], one.last)))
    return table.filter(here)
