"""Forecasts as tables of the Hubverse standard: written, and checked when read.

The standard: docs.hubverse.io, model output; a file a model and round, one row a quantile.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import RecordError
from openasylum.forecast.calendar import target_end
from openasylum.forecast.prediction import Forecast

if TYPE_CHECKING:
    import pyarrow as pa

TEAM, LOCATION = "openasylum", "US"
COLUMNS = (
    "origin_date", "target", "horizon", "location", "target_end_date", "output_type",
    "output_type_id", "value",
)  # fmt: skip


@dataclass(frozen=True)
class Quantiles:
    """One task's forecast as the standard carries it: values at the levels, both rising."""

    series: str
    origin: date
    horizon: int
    target_end: date
    levels: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Rules:
    """What a file may say: the targets, the horizons and the quantile levels, all of them."""

    targets: tuple[str, ...]
    horizons: tuple[int, ...]
    levels: tuple[float, ...]


def file_name(method: str, origin: date, kind: str = "parquet") -> Path:
    """Where the standard puts a round of a model: model-output/MODEL/ROUND-MODEL.kind."""
    model = f"{TEAM}-{method}"
    return Path("model-output") / model / f"{origin.isoformat()}-{model}.{kind}"


def table(forecasts: Iterable[Forecast], levels: Sequence[float]) -> "pa.Table":
    """The quantiles of forecasts, one row each, in the standard's columns."""
    import pyarrow as pa

    kinds = (
        pa.date32(), pa.string(), pa.int32(), pa.string(), pa.date32(), pa.string(),
        pa.float64(), pa.float64(),
    )  # fmt: skip
    records = [
        {
            "origin_date": one.origin, "target": one.series, "horizon": one.horizon,
            "location": LOCATION, "target_end_date": one.target_end, "output_type": "quantile",
            "output_type_id": level, "value": float(value),
        }
        for one in forecasts
        for level, value in zip(levels, one.quantiles(tuple(levels)), strict=True)
    ]  # fmt: skip
    return pa.Table.from_pylist(records, pa.schema(list(zip(COLUMNS, kinds, strict=True))))


def write(folder: Path, forecasts: Sequence[Forecast], levels: Sequence[float], kind: str) -> int:
    """Write one file a method and origin below `folder`; returns how many files.

    Args:
        folder: the hub; made if it is not there.
        forecasts: of any methods, series and origins.
        levels: the quantiles to write.
        kind: "parquet" or "csv".

    Raises:
        RecordError: another kind of file.
    """
    _refuse_kind(kind, str(folder))
    rounds: dict[Path, list[Forecast]] = {}
    for one in forecasts:
        rounds.setdefault(folder / file_name(one.method, one.origin, kind), []).append(one)
    for path, these in rounds.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_table(table(these, levels), path, kind)
    return len(rounds)


def _write_table(content: "pa.Table", path: Path, kind: str) -> None:
    from pyarrow import csv, parquet

    if kind == "csv":
        csv.write_csv(content, path, csv.WriteOptions(quoting_style="needed"))
    else:
        parquet.write_table(content, path)


def read(path: Path, rules: Rules) -> list[Quantiles]:
    """The forecasts of a model-output file, each with every level of the rules, in file order.

    Raises:
        RecordError: naming the file, the task and what is wrong with it: columns missing or
            unknown, a value that is no number or below zero, an unknown target, horizon or
            level, a level missing or twice, quantiles that fall as their levels rise, or a
            target_end_date that is not the end of the fiscal year the horizon means.
    """
    tasks: dict[tuple[str, date, int], dict[float, float]] = {}
    for number, row in enumerate(_rows(path), start=1):
        where = f"{path.name}, row {number}"
        _check_row(row, rules, where)
        level = _level(row["output_type_id"], rules, where)
        task = (row["target"], row["origin_date"], row["horizon"])
        if level in tasks.setdefault(task, {}):
            raise RecordError(f"{where}: {_words(task)} has the quantile {level:g} twice.")
        tasks[task][level] = row["value"]
    return [_whole(path, task, values, rules) for task, values in tasks.items()]


def _whole(
    path: Path, task: tuple[str, date, int], values: dict[float, float], rules: Rules
) -> Quantiles:
    missing = [f"{level:g}" for level in rules.levels if level not in values]
    if missing:
        raise RecordError(
            f"{path.name}: {_words(task)} lacks the quantile {', '.join(missing)}. Give all"
            f" {len(rules.levels)}."
        )
    ordered = tuple(values[level] for level in rules.levels)
    for i, (low, high) in enumerate(pairwise(ordered)):
        if high < low:
            raise RecordError(
                f"{path.name}: {_words(task)} falls from {low:,.6g} at quantile"
                f" {rules.levels[i]:g} to {high:,.6g} at {rules.levels[i + 1]:g}. Quantiles must"
                " not fall as their levels rise."
            )
    series, origin, horizon = task
    return Quantiles(series, origin, horizon, target_end(origin, horizon), rules.levels, ordered)


def _words(task: tuple[str, date, int]) -> str:
    series, origin, horizon = task
    return f"{series} at {origin}, horizon {horizon},"


def _check_row(row: dict[str, Any], rules: Rules, where: str) -> None:
    empty = [name for name in COLUMNS if row[name] is None]
    if empty:
        raise RecordError(f"{where}: '{empty[0]}' is empty. Every column needs a value.")
    for name, known in (
        ("target", rules.targets), ("horizon", rules.horizons), ("location", (LOCATION,)),
        ("output_type", ("quantile",)),
    ):  # fmt: skip
        if row[name] not in known:
            raise RecordError(
                f"{where}: {name} '{row[name]}' is not known. Known: {', '.join(map(str, known))}."
            )
    end = target_end(row["origin_date"], row["horizon"])
    if row["target_end_date"] != end:
        raise RecordError(
            f"{where}: target_end_date is {row['target_end_date']}, but horizon {row['horizon']}"
            f" from {row['origin_date']} ends on {end}. A horizon counts fiscal years that end"
            " after the origin."
        )
    if not math.isfinite(row["value"]) or row["value"] < 0:
        raise RecordError(f"{where}: value {row['value']} is not a count.")


def _level(found: float, rules: Rules, where: str) -> float:
    for level in rules.levels:
        if math.isclose(found, level, abs_tol=1e-9):
            return level
    known = ", ".join(f"{level:g}" for level in rules.levels)
    raise RecordError(f"{where}: output_type_id {found:g} is not a known level. Known: {known}.")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file with dates as dates and numbers as numbers, its columns checked."""
    import pyarrow as pa

    kind = path.suffix.lstrip(".")
    _refuse_kind(kind, path.name)
    try:
        content = _read_table(path, kind)
    except (OSError, pa.ArrowException) as error:
        said = str(error).splitlines()[0]
        raise RecordError(f"{path.name}: cannot be read as {kind} ({said}).") from None
    unknown = [name for name in content.column_names if name not in COLUMNS]
    missing = [name for name in COLUMNS if name not in content.column_names]
    if unknown or missing:
        said = f"lacks the column '{missing[0]}'" if missing else f"has a column '{unknown[0]}'"
        raise RecordError(
            f"{path.name}: {said}. The columns of a model-output file are {', '.join(COLUMNS)}."
        )
    wanted = table((), ()).schema
    try:
        content = content.select(list(COLUMNS)).cast(wanted)
    except (pa.ArrowException, ValueError) as error:
        said = str(error).splitlines()[0]
        raise RecordError(f"{path.name}: a column is not of its kind ({said}).") from None
    yield from content.to_pylist()


def _read_table(path: Path, kind: str) -> "pa.Table":
    from pyarrow import csv, parquet

    if kind == "parquet":
        return parquet.read_table(path)
    kinds = {field.name: field.type for field in table((), ()).schema}
    return csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=kinds))


def _refuse_kind(kind: str, where: str) -> None:
    if kind not in ("parquet", "csv"):
        raise RecordError(f"{where}: '{kind}' files are not read or written. Use parquet or csv.")
