"""Targets of a fit: official figures by year, and the same figures of runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openasylum.errors import CalibrationFailed
from openasylum.records.calibration import Fit, FitTarget
from openasylum.statistics.official import Point, points


@dataclass(frozen=True)
class Target:
    """One official figure, and how exactly the model should meet it, as shares of the figure."""

    series: str
    over: str
    year: int  # fiscal
    average: bool
    official: float
    revision: float  # standard deviation of rounding and revision
    discrepancy: float  # standard deviation of what the model leaves out
    correlation: float  # of the discrepancy between one year and the next
    group: str = "all"

    @property
    def label(self) -> str:
        """How tables and messages call it."""
        over = f" / {self.over}" if self.over else ""
        return f"{self.series}{over}{'' if self.group == 'all' else f' {self.group}'} FY{self.year}"


def targets_of(
    fit: Fit, last_year: int | None = None, records: Path | None = None
) -> tuple[Target, ...]:
    """The targets of a fit, in its order.

    Args:
        fit: what is asked.
        last_year: leave out later fiscal years; all are taken if not given.
        records: a folder with further official figures, such as `openasylum microdata targets`
            writes: vintages 'records_...' are there.

    Raises:
        CalibrationFailed: an official series has no figure for a year, or none is left.
    """
    found = []
    for asked in fit.targets:
        revision = _revision(asked, records)
        for year in asked.years:
            if last_year is not None and year > last_year:
                continue
            official = _figure(asked.official, asked, year, records)
            if asked.official_over:
                official /= _figure(asked.official_over, asked, year, records)
            found.append(
                Target(
                    asked.series, asked.over, year, asked.average, official, revision,
                    asked.discrepancy.value, asked.correlation.value, asked.group,
                )
            )  # fmt: skip
    if not found:
        raise CalibrationFailed(
            f"--last-year {last_year}: leaves no target. The first year of any is "
            f"{min(year for asked in fit.targets for year in asked.years)}."
        )
    return tuple(found)


@cache
def _yearly(series: str, vintage: str, group: str, records: Path | None) -> dict[int, Point]:
    return {
        point.period_start.year + 1: point
        for point in points(series, root=records)
        if (point.period, point.group, point.vintage) == ("fiscal_year", group, vintage)
    }


def _figure(series: str, asked: FitTarget, year: int, records: Path | None) -> float:
    vintage, group = asked.vintage, asked.group
    known = _yearly(series, vintage, group, records)
    if not known and vintage.startswith("records_") and records is None:
        raise CalibrationFailed(
            f"target {series}, vintage {vintage}: is a figure of the court records. Say with "
            f"--targets where 'openasylum microdata targets' wrote them."
        )
    if year not in known:
        has = ", ".join(f"FY{each}" for each in sorted(known)) or "no fiscal year"
        of = "" if group == "all" else f", {group}"
        raise CalibrationFailed(
            f"target {series}, vintage {vintage}{of}: has a gap at FY{year} (it has {has}). A year "
            f"that was not counted cannot be fitted: take it from 'years', or name another vintage."
        )
    value = known[year].value
    if value <= 0:
        raise CalibrationFailed(
            f"target {series}, vintage {vintage}: FY{year} is {value:g}. Distances are shares of "
            f"the figure, so it must be above 0: take the year from 'years'."
        )
    return value


def _revision(asked: FitTarget, records: Path | None) -> float:
    """As stated, or the root mean square difference of two editions over their common years."""
    if asked.revision is not None:
        return asked.revision.value
    assert asked.editions is not None  # the record holds one of the two
    first, second = (
        _yearly(asked.official, vintage, asked.group, records) for vintage in asked.editions
    )
    common = sorted(first.keys() & second.keys())
    if not common:
        raise CalibrationFailed(
            f"target {asked.official}: editions {' and '.join(asked.editions)} have no year in "
            f"common, so that they cannot show how figures are revised. State 'revision' instead."
        )
    shares = [second[year].value / first[year].value - 1.0 for year in common]
    return float(np.sqrt(np.mean(np.square(shares))))


def last_year_of(targets: Sequence[Target]) -> int:
    """The last fiscal year of any target."""
    return max(target.year for target in targets)


def series_needed(targets: Sequence[Target]) -> tuple[str, ...]:
    """The series of the model that targets are made of."""
    names = [name for each in targets for name in (each.series, each.over) if name]
    return tuple(dict.fromkeys(names))


def ratios(table: pa.Table, targets: Sequence[Target]) -> tuple[np.ndarray, np.ndarray]:
    """The model's figures as shares of the official ones.

    Args:
        table: joined series of an ensemble of one scenario.
        targets: the figures.

    Returns:
        The numbers of the draws, rising, and an array of shape (draws, targets).

    Raises:
        CalibrationFailed: a run has nothing to show for a target.
    """
    numbers = np.unique(table["draw"].to_numpy())
    names = dict.fromkeys(target.group for target in targets)
    groups = {name: table.filter(pc.equal(table["group"], name)) for name in names}
    columns = []
    for target in targets:
        values = _values(groups[target.group], target.series, target, numbers)
        if target.over:
            below = _values(groups[target.group], target.over, target, numbers)
            values = np.divide(values, below, out=np.zeros_like(values), where=below > 0)
        columns.append(values / target.official)
    return numbers, np.column_stack(columns)


def _values(table: pa.Table, series: str, target: Target, numbers: np.ndarray) -> np.ndarray:
    period = "month" if target.average else "fiscal_year"
    first, last = date(target.year - 1, 10, 1), date(target.year, 9, 30)
    start = table["period_start"]
    rows = table.filter(
        pc.and_(
            pc.and_(pc.equal(table["series"], series), pc.equal(table["period"], period)),
            pc.and_(
                pc.greater_equal(start, pa.scalar(first)), pc.less_equal(start, pa.scalar(last))
            ),
        )
    )
    if rows.num_rows == 0:
        raise CalibrationFailed(
            f"target {target.label}: the runs have no {series} in that year. Run until "
            f"{target.year}-10-01 at least."
        )
    place = np.searchsorted(numbers, rows["draw"].to_numpy())
    sums = np.bincount(place, rows["value"].to_numpy(), len(numbers))
    return sums / np.bincount(place, minlength=len(numbers)) if target.average else sums
