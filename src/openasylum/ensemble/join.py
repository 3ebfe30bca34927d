"""Parts put together in the order of their draws: series, differences of pairs, provenance."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openasylum.ensemble.draws_file import draws_table
from openasylum.ensemble.folder import Folder, write_at_once
from openasylum.ensemble.question import Question
from openasylum.ensemble.task import to_bytes

_KEYS = ["series", "period_start", "period", "group", "unit"]
_PARTS_A_GROUP = 50  # parts that become one row group of the joined table


def join(folder: Folder, question: Question, made: dict[str, Any]) -> None:
    """Write `series.parquet`, `differences.parquet` (of two scenarios or more), `draws.parquet`.

    `ensemble.json` beside them says how they were made. Only `ensemble.json` tells of this run; the
    tables are the same bytes whenever the same draws are finished.
    """
    numbers = sorted(folder.finished)
    _write(folder.path / "series.parquet", _tables(folder, numbers))
    names = question.ask.names
    if len(names) > 1:
        pairs = (differences(table, names) for table in _tables(folder, numbers))
        _write(folder.path / "differences.parquet", pairs)
    write_at_once(folder.path / "draws.parquet", to_bytes(draws_table(question.draws)))
    told = {
        **made,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "question": question.identity(),
        "parts": {f"{number:06d}": folder.finished[number] for number in numbers},
    }
    write_at_once(folder.path / "ensemble.json", (json.dumps(told, indent=1) + "\n").encode())


def _tables(folder: Folder, numbers: list[int]) -> Iterator[pa.Table]:
    for number in numbers:
        yield pq.read_table(folder.part(number))


def _write(path: Path, tables: Iterator[pa.Table]) -> None:
    """Many small tables as one Parquet file that appears whole."""
    draft = path.with_name(f".{path.name}.draft")
    writer: Any = None
    waiting: list[pa.Table] = []
    try:
        for table in tables:
            waiting.append(table)
            if writer is None:
                writer = pq.ParquetWriter(draft, table.schema, compression="zstd")
            if len(waiting) == _PARTS_A_GROUP:
                writer.write_table(pa.concat_tables(waiting).combine_chunks())
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting).combine_chunks())
        writer.close()
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def differences(table: pa.Table, names: tuple[str, ...]) -> pa.Table:
    """Every pair of scenarios of one draw: the value under the second less that under the first."""
    of = {name: table.filter(pc.equal(table["scenario"], name)) for name in names}
    draw = table["draw"][0].as_py()
    return pa.concat_tables(
        [_difference(of[a], of[b], a, b, draw) for a, b in combinations(names, 2)]
    )


def _difference(first: pa.Table, second: pa.Table, a: str, b: str, draw: int) -> pa.Table:
    keys, values = _aligned(first, second)
    n = keys.num_rows
    return pa.table(
        {
            "scenario_a": pa.array([a] * n),
            "scenario_b": pa.array([b] * n),
            "draw": np.full(n, draw, np.int32),
            **{name: keys[name] for name in _KEYS[:-1]},
            "value": values,
            "unit": keys["unit"],
        }
    )


def _aligned(first: pa.Table, second: pa.Table) -> tuple[pa.Table, np.ndarray]:
    """Rows of either table, and the second's value less the first's.

    A series leaves out groups in which nothing happened throughout: there the value is zero.
    """
    keys, other = first.select(_KEYS), second.select(_KEYS)
    if keys.equals(other):
        return keys, second["value"].to_numpy() - first["value"].to_numpy()
    rows = [tuple(row.values()) for row in keys.to_pylist()]
    others = [tuple(row.values()) for row in other.to_pylist()]
    before = dict(zip(rows, first["value"].to_pylist(), strict=True))
    after = dict(zip(others, second["value"].to_pylist(), strict=True))
    added = [i for i, row in enumerate(others) if row not in before]
    every = pa.concat_tables([keys, other.take(pa.array(added, pa.int64()))])
    order = [*rows, *(others[i] for i in added)]
    return every, np.array([after.get(row, 0.0) - before.get(row, 0.0) for row in order])
