"""Doubt in parts as a table in the contract's manner: `doubt.parquet`, which the report shows."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from openasylum.calibration.doubt import Told
from openasylum.calibration.measure import Measure
from openasylum.ensemble.folder import write_at_once
from openasylum.ensemble.task import to_bytes
from openasylum.errors import OpenasylumError

FILE = "doubt.parquet"
_KINDS = {
    "output": pa.string(), "measure": pa.string(), "series": pa.string(), "group": pa.string(),
    "fiscal_year": pa.int32(), "unit": pa.string(), "part": pa.string(),
    "alternative": pa.string(), "runs": pa.int32(), "failed": pa.int32(), "central": pa.float64(),
    "low": pa.float64(), "high": pa.float64(), "sd": pa.float64(), "share": pa.float64(),
    "width": pa.float64(), "share_low": pa.float64(), "share_high": pa.float64(),
}  # fmt: skip


def doubt_table(
    told: Sequence[Told], measures: Sequence[Measure], units: Sequence[str], made: dict[str, Any]
) -> pa.Table:
    """One row an output, measure and part; and one for each alternative that was run by itself.

    Args:
        told: from `doubt.tell`.
        measures: in the order that `told` counts them.
        units: theirs.
        made: how it was made, kept as the table's metadata under `openasylum`.

    Returns:
        `fiscal_year` is 0 for what does not end with one. `share` is of the variance with
        everything varied at once, between `share_low` and `share_high` in nine of ten resamplings
        of the runs, and `width` of its range; the row of an alternative has its
        value as `low` and `high`, and neither share nor width (0).
    """
    rows: list[dict[str, Any]] = []
    for one in told:
        measure = measures[one.measure]
        head = {
            "output": one.output, "measure": measure.name, "series": measure.series,
            "group": measure.group, "fiscal_year": measure.year or 0, "unit": units[one.measure],
            "central": one.central,
        }  # fmt: skip
        rows += [
            {
                **head, "part": part.name, "alternative": "", "runs": part.runs,
                "failed": part.failed, "low": part.low, "high": part.high, "sd": part.sd,
                "share": part.share, "width": part.width, "share_low": part.share_low,
                "share_high": part.share_high,
            }
            for part in one.parts
        ]  # fmt: skip
        rows += [
            {
                **head, "part": "alternative", "alternative": name, "runs": 1, "failed": 0,
                "low": value, "high": value, "sd": 0.0, "share": 0.0, "width": 0.0,
                "share_low": 0.0, "share_high": 0.0,
            }
            for name, value in one.alternatives.items()
        ]  # fmt: skip
    schema = pa.schema(list(_KINDS.items()), metadata={"openasylum": json.dumps(made)})
    return pa.Table.from_pylist(rows, schema)


def write_doubt(path: Path, table: pa.Table) -> None:
    """Write the table, whole or not at all.

    Raises:
        OpenasylumError: the disk does not take it.
    """
    try:
        write_at_once(path, to_bytes(table))
    except OSError as error:
        raise OpenasylumError(f"{path}: cannot be written ({error.strerror}).") from None
