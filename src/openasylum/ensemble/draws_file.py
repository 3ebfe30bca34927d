"""Sets of draws as tables: one row a draw, one column an assumption, in CSV or Parquet."""

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openasylum.ensemble.draws import Draw, Draws
from openasylum.errors import OpenasylumError

POSITION = ".position"
"""A column called 'NAME.position' holds positions from -1 to 1, one called 'NAME' holds values."""
_WHOLE = re.compile(r" *[-+]?[0-9]{1,19} *", re.ASCII)
_KINDS = (".csv", ".parquet")


def read_draws(path: Path) -> tuple[Draws, bool]:
    """The draws of a file, and whether it gives their seeds (a column 'seed').

    A column 'draw', where there is one, gives their numbers; else they are counted from 0. The
    names and ranges of assumptions are checked by `Draws.checked`.

    Raises:
        OpenasylumError: naming the file, the row and the remedy.
    """
    if path.suffix not in _KINDS:
        raise OpenasylumError(
            f"--draws {path}: is neither a number nor a table. Give a number of draws, or a file "
            f"that ends in {' or '.join(_KINDS)}."
        )
    try:
        rows = list(_csv_rows(path) if path.suffix == ".csv" else _parquet_rows(path))
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or error
        raise OpenasylumError(f"--draws {path}: cannot be read ({reason}).") from None
    if not rows:
        raise OpenasylumError(f"{path}: holds no draw. Write one row a draw under the names.")
    draws = [_draw(i, row, f"{path}:{line}") for i, (line, row) in enumerate(rows)]
    return Draws(path.stem, tuple(draws)), "seed" in rows[0][1]


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, strict=True)
        names = [name.strip() for name in next(lines, [])]
        _refuse_bad_names(names, path)
        for row in lines:
            if len(row) != len(names):
                raise OpenasylumError(
                    f"{path}:{lines.line_num}: has {len(row)} cells under {len(names)} names. "
                    f"Give each draw one number for every name."
                )
            yield lines.line_num, dict(zip(names, row, strict=True))


def _parquet_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    table = pq.read_table(path)
    _refuse_bad_names(table.column_names, path)
    yield from enumerate(table.to_pylist(), start=1)


def _refuse_bad_names(names: list[str], path: Path) -> None:
    for name in names:
        if not name or names.count(name) > 1:
            raise OpenasylumError(
                f"{path}:1: the column '{name}' {'comes twice' if name else 'has no name'}. "
                f"Name each column once: an assumption, or an assumption with '{POSITION}'."
            )


def _draw(place: int, row: dict[str, Any], where: str) -> Draw:
    numbers = {name: value for name, value in row.items() if name not in ("draw", "seed")}
    pairs = {name: _number(name, value, where) for name, value in numbers.items()}
    return Draw(
        number=_whole("draw", row.get("draw", place), where),
        seed=_whole("seed", row.get("seed", 1), where),
        values=tuple(sorted((n, v) for n, v in pairs.items() if not n.endswith(POSITION))),
        positions=tuple(
            sorted((n.removesuffix(POSITION), v) for n, v in pairs.items() if n.endswith(POSITION))
        ),
    )


def _number(name: str, value: Any, where: str) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise OpenasylumError(
            f"{where}: {name} is '{'' if value is None else value}', not a number. Every draw "
            f"needs one for every column."
        )
    return number


def _whole(name: str, value: Any, where: str) -> int:
    whole = type(value) is int or (isinstance(value, str) and _WHOLE.fullmatch(value))
    if not whole:
        raise OpenasylumError(
            f"{where}: {name} is '{'' if value is None else value}', not a whole number. Write it "
            f"in digits alone."
        )
    return int(value)


def draws_table(draws: Draws) -> pa.Table:
    """The draws as a table that `read_draws` reads back; empty cells cannot be, so none are made.

    Raises:
        OpenasylumError: the draws do not all hold and move the same assumptions.
    """
    first = draws.draws[0]
    held, shifted = [name for name, _ in first.values], [name for name, _ in first.positions]
    for draw in draws.draws:
        if [n for n, _ in draw.values] != held or [n for n, _ in draw.positions] != shifted:
            raise OpenasylumError(
                f"draws '{draws.name}': draw {draw.number} does not name the same assumptions as "
                f"draw {first.number}. Give every draw a number for each."
            )
    columns: dict[str, Any] = {
        "draw": pa.array([draw.number for draw in draws.draws], pa.int32()),
        "seed": pa.array([draw.seed for draw in draws.draws], pa.int64()),
    }
    for i, name in enumerate(held):
        columns[name] = pa.array([draw.values[i][1] for draw in draws.draws], pa.float64())
    for i, name in enumerate(shifted):
        numbers = [draw.positions[i][1] for draw in draws.draws]
        columns[name + POSITION] = pa.array(numbers, pa.float64())
    return pa.table(columns)
