"""Tables on disk as Arrow tables: whole, or those of their rows that have given values."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openasylum.errors import OpenasylumError, RecordError, UnknownName


def selected(path: Path, name: str, where: Mapping[str, object]) -> pa.Table:
    """The rows of a Parquet file that have, in each column named, the value given.

    Args:
        path: the file.
        name: how the table is called where something is wrong with it.
        where: a value for each of some columns; all rows if empty.

    Raises:
        RecordError: the file is damaged.
        UnknownName: it has no such column, or no row has the value.
    """
    try:
        found = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0][:120]
        raise RecordError(f"{path}: is not a whole Parquet file ({reason}).") from None
    for column, value in where.items():
        if column not in found.column_names:
            raise UnknownName(f"column of {name}", column, found.column_names)
        found = _with(found, column, value)
    return found


def _with(table: pa.Table, column: str, value: object) -> pa.Table:
    """The rows that have the value in the column; a value that no row has is a mistake."""
    values = table[column]
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    try:
        kept = table.filter(pc.equal(values, pa.scalar(value, values.type)))
    except (pa.ArrowException, TypeError):
        kept = table.slice(0, 0)
    if not kept.num_rows:
        known = sorted({str(each) for each in pc.unique(values).to_pylist()})
        raise UnknownName(f"value of '{column}' among these rows", str(value), known)
    return kept


def installed(package: str, method: str) -> Any:
    """A package that is not needed for anything else.

    Raises `OpenasylumError` with the remedy if it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        raise OpenasylumError(
            f"{method}: needs {package}, which is not installed. Install it with 'pip install "
            f"{package}', or use table(), which needs nothing more."
        ) from None
