"""The scoreboard: mean scores by series, horizon and method, and methods compared in pairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from openasylum.forecast import scores as rules
from openasylum.forecast.rolling import Score

if TYPE_CHECKING:
    import pyarrow as pa

REFERENCE = "last_value"


@dataclass(frozen=True)
class Row:
    """Mean scores of a method for a series so many fiscal years ahead.

    `skill` is that of the weighted interval score against the last value, on the origins that
    both have (`skill_origins`); None where there are none.
    `log_error` is the mean size of the log errors and `bias` their mean; None if every ratio
    has a zero in it.
    """

    series: str
    horizon: int
    method: str
    origins: int
    crps: float
    wis: float
    absolute_error: float
    log_error: float | None
    bias: float | None
    inside: tuple[tuple[float, float], ...]
    skill: float | None
    skill_origins: int
    not_of_the_day: int


@dataclass(frozen=True)
class Standing:
    """How a method stands among all in a series, by pairs; below 1 is better than the average.

    `relative` is the geometric mean, over all methods and itself, of the ratio of mean weighted
    interval scores on the forecasts that both have (the pairwise tournament of forecast hubs:
    Cramer and others 2022, doi:10.1073/pnas.2113561119). `to_reference` is the same ratio
    against the last value alone; None if no forecast is shared.
    """

    series: str
    method: str
    forecasts: int
    relative: float
    to_reference: float | None


def rows(found: Sequence[Score]) -> list[Row]:
    """The scoreboard, in the order of the scores: one row a series, horizon and method."""
    cells: dict[tuple[str, int, str], list[Score]] = {}
    for one in found:
        cells.setdefault((one.series, one.horizon, one.method), []).append(one)
    return [
        _row(cell, cells.get((series, horizon, REFERENCE), []))
        for (series, horizon, _), cell in cells.items()
    ]


def _row(cell: list[Score], reference: list[Score]) -> Row:
    ours, theirs = _shared(cell, reference)
    gained = None
    if ours and np.mean(theirs) > 0:
        gained = float(rules.skill(np.mean(ours), np.mean(theirs)))
    errors = np.array([one.log_error for one in cell if one.log_error is not None])
    size = float(np.mean(np.abs(errors))) if len(errors) else None
    bias = float(np.mean(errors)) if len(errors) else None
    inside = tuple(
        (share, float(np.mean([one.inside[share] for one in cell]))) for share in cell[0].inside
    )
    return Row(
        cell[0].series, cell[0].horizon, cell[0].method, len(cell),
        float(np.mean([one.crps for one in cell])), float(np.mean([one.wis for one in cell])),
        float(np.mean([one.absolute_error for one in cell])), size, bias, inside, gained, len(ours),
        sum(bool(one.mark) for one in cell),
    )  # fmt: skip


def _shared(ours: Iterable[Score], theirs: Iterable[Score]) -> tuple[list[float], list[float]]:
    """The weighted interval scores of two methods on the forecasts that both made."""
    other = {(one.series, one.origin, one.horizon): one.wis for one in theirs}
    pairs = [
        (one.wis, other[one.series, one.origin, one.horizon])
        for one in ours
        if (one.series, one.origin, one.horizon) in other
    ]
    return [a for a, _ in pairs], [b for _, b in pairs]


def standings(found: Sequence[Score], series: str) -> list[Standing]:
    """The methods of a series from best to worst by relative weighted interval score.

    A method alone with a series has nothing to be compared with and stands at 1.
    """
    by_method: dict[str, list[Score]] = {}
    for one in found:
        if one.series == series:
            by_method.setdefault(one.method, []).append(one)
    ratios = {
        (ours, theirs): _ratio(by_method[ours], by_method[theirs])
        for ours in by_method
        for theirs in by_method
    }
    found_standings = []
    for method, cell in by_method.items():
        known = [ratio for other in by_method if (ratio := ratios[method, other]) is not None]
        against = ratios.get((method, REFERENCE))
        relative = float(np.exp(np.mean(np.log(known))))
        found_standings.append(Standing(series, method, len(cell), relative, against))
    return sorted(found_standings, key=lambda one: one.relative)


def _ratio(ours: list[Score], theirs: list[Score]) -> float | None:
    mine, other = _shared(ours, theirs)
    if not mine or min(np.mean(mine), np.mean(other)) <= 0:
        return None
    return float(np.mean(mine) / np.mean(other))


def best_by_horizon(found: Sequence[Score], series: str) -> dict[int, tuple[list[str], int]]:
    """For each horizon the methods from least to greatest mean score, and on how many origins.

    Only origins at which every method of that horizon made a forecast are counted; a horizon
    without such an origin is left out.
    """
    best: dict[int, tuple[list[str], int]] = {}
    here = [one for one in found if one.series == series]
    for horizon in sorted({one.horizon for one in here}):
        cells: dict[str, dict[date, float]] = {}
        for one in here:
            if one.horizon == horizon:
                cells.setdefault(one.method, {})[one.origin] = one.wis
        common = set.intersection(*(set(cell) for cell in cells.values()))
        if common and len(cells) > 1:
            means = {m: float(np.mean([c[day] for day in common])) for m, c in cells.items()}
            best[horizon] = sorted(means, key=lambda m: means[m]), len(common)
    return best


def table(board: Sequence[Row]) -> "pa.Table":
    """The scoreboard as an Arrow table; coverage has one column a share, as `inside_50`."""
    import pyarrow as pa

    names = [name for name in Row.__dataclass_fields__ if name != "inside"]
    records = []
    for row in board:
        record = {name: getattr(row, name) for name in names}
        shares = {f"inside_{share * 100:g}": value for share, value in row.inside}
        records.append({**record, **shares})
    return pa.Table.from_pylist(records)


def write_parquet(board: Sequence[Row], path: Path) -> None:
    """Write the scoreboard as Parquet."""
    from pyarrow import parquet

    parquet.write_table(table(board), path)
