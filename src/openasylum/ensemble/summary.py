"""What the draws say together: median and range of chosen series at the end of fiscal years."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Range:
    """One figure over all draws: the middle one, and what nine in ten lie between."""

    scenario: str  # or 'b - a' for a difference of two on the same people
    series: str
    fiscal_year: int
    unit: str
    draws: int
    low: float  # 5 percent of draws lie below
    median: float
    high: float  # 5 percent lie above

    def as_json(self) -> dict[str, Any]:
        """The figure as plain values."""
        return {
            "scenario": self.scenario, "series": self.series, "fiscal_year": self.fiscal_year,
            "unit": self.unit, "draws": self.draws, "p05": self.low, "median": self.median,
            "p95": self.high,
        }  # fmt: skip


def ranges(folder: Path, series: Iterable[str], *, period: str = "fiscal_year") -> list[Range]:
    """Median and 5 to 95 percent range of everyone's series, scenarios first, then differences.

    Quantiles interpolate between draws in a straight line. Flows are whole fiscal years, stocks
    those at its end. A range tells how far the draws spread: chance, and the ranges of assumptions,
    as far as the draws vary them.
    `period` is that of the rows: "run" for what is told once of a whole run.
    """
    wanted = list(series)
    found = _ranges(pq.read_table(folder / "series.parquet"), wanted, ["scenario"], period)
    pairs = folder / "differences.parquet"
    if pairs.exists():
        found += _ranges(pq.read_table(pairs), wanted, ["scenario_a", "scenario_b"], period)
    return found


def _ranges(table: pa.Table, wanted: list[str], scenario: list[str], period: str) -> list[Range]:
    here = pc.and_(
        pc.and_(pc.equal(table["period"], period), pc.equal(table["group"], "all")),
        pc.is_in(table["series"], pa.array(wanted)),
    )
    values: dict[tuple[Any, ...], list[float]] = {}
    for row in table.filter(here).to_pylist():
        names = tuple(row[name] for name in scenario)
        key = (names, row["series"], row["period_start"], row["unit"])
        values.setdefault(key, []).append(row["value"])
    result = []
    for (names, series, start, unit), each in values.items():
        low, median, high = (float(value) for value in np.quantile(each, QUANTILES))
        name = names[0] if len(names) == 1 else f"{names[1]} - {names[0]}"
        result.append(Range(name, series, start.year + 1, unit, len(each), low, median, high))
    order = {name: place for place, name in enumerate(wanted)}
    return sorted(result, key=lambda one: order[one.series])
