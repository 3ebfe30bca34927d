"""Official yearly figures that the model is fed with, one choice of vintage for each year."""

from functools import cache

from openasylum.errors import RecordError
from openasylum.statistics import catalog

VINTAGES = ("v2025", "v2021")
"""The 2025 edition first; the 2021 edition for years whose row of the 2025 edition was not found.
Receipts and completions of the two differ by at most 0.3 percent; pending cases differ in kind
(the 2025 edition seems to count administratively closed cases), so they are never mixed."""


@cache
def _rows(table: str) -> tuple[tuple[int, str, float], ...]:
    rows = catalog.table(table).to_pylist()
    found = []
    for row in rows:
        span = (row["period_end"] - row["period_start"]).days
        whole_year = row["period"] == "fiscal_year" or (
            row["period"] == "day" and row["period_end"].month == 9 and row["period_end"].day == 30
        )
        if whole_year and (span == 0 or span > 360):
            measure = row.get("measure")
            if measure in (None, "total", "total_completions", "completions"):
                found.append((row["period_end"].year, row["vintage"], float(row["value"])))
    return tuple(found)


def fiscal_years(table: str, vintage: str | None = None) -> dict[int, float]:
    """The yearly figures of an EOIR table by fiscal year, of one vintage or by `VINTAGES`.

    Pending cases are only given by vintage 2021 unless one is named: see `VINTAGES`.
    """
    order = (vintage,) if vintage else (("v2021",) if table == "eoir_pending" else VINTAGES)
    result: dict[int, float] = {}
    for name in order:
        for year, own, value in _rows(table):
            if own == name:
                result.setdefault(year, value)
    if not result:
        raise RecordError(f"statistics {table}: has no fiscal years of vintage {order[0]}.")
    return dict(sorted(result.items()))
