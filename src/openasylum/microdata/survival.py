"""How long cases last, with those still open counted as waiting (Kaplan & Meier 1958)."""

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import duckdb

QUANTILES = {"quarter": 0.75, "median": 0.5, "three_quarters": 0.25}  # share still waiting
_CONFIDENCE = 0.95


def lasting(
    connection: "duckdb.DuckDBPyConnection", relation: str, traits: str, by: Sequence[str]
) -> list[dict[str, Any]]:
    """For each group: cases, how many ended, and the days after which a share had ended.

    Args:
        connection: a session with the views.
        relation: SQL that gives `n` days and `d`, 1 if the end was seen, of each case.
        traits: the SQL of the groups, empty for all together.
        by: the names of the groups.

    Returns:
        Rows with quantiles in days and a 95% interval of the median; None where so few have ended
        that the share is not reached.
    """
    names = f"{traits}, " if traits else ""
    table = connection.sql(f"select {names}n, d from ({relation})").to_arrow_table()
    days, ended = table["n"].to_numpy(), table["d"].to_numpy() == 1
    if not by:
        return [_row({}, days, ended)]
    keys = list(zip(*(table[name].to_pylist() for name in by), strict=True))
    found: dict[tuple[str, ...], int] = {}
    places = np.empty(len(keys), np.int64)
    for i, key in enumerate(keys):
        places[i] = found.setdefault(key, len(found))
    rows = []
    for key, number in found.items():
        here = places == number
        rows.append(_row(dict(zip(by, key, strict=True)), days[here], ended[here]))
    return sorted(rows, key=lambda row: -int(row["cases"]))


def _row(traits: dict[str, Any], days: np.ndarray, ended: np.ndarray) -> dict[str, Any]:
    row: dict[str, Any] = {**traits, "cases": int(days.size), "ended": int(ended.sum())}
    row |= dict.fromkeys([*QUANTILES, "median_low", "median_high"])
    if not ended.any():
        return row
    from scipy.stats import CensoredData, ecdf

    sample = CensoredData.right_censored(days.astype(float), ~ended)
    curve = ecdf(sample).sf
    for name, left in QUANTILES.items():
        row[name] = _first_below(curve.quantiles, curve.probabilities, left)
    if ended.size > 1:
        with warnings.catch_warnings():  # it has no bounds where nobody, or everybody, has ended
            warnings.simplefilter("ignore", RuntimeWarning)
            low, high = curve.confidence_interval(_CONFIDENCE, method="log-log")
        for name, bound in (("median_low", low), ("median_high", high)):
            row[name] = _first_below(bound.quantiles, bound.probabilities, QUANTILES["median"])
    return row


def _first_below(times: np.ndarray, shares: np.ndarray, left: float) -> int | None:
    """The first time at which no more than a share is left."""
    at = np.flatnonzero(shares <= left + 1e-12)
    return int(times[at[0]]) if at.size else None
