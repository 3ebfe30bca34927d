"""A table of measures made by hand, for run folders made by hand."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openasylum.report.published_facts import load_published
from openasylum.report.run import read_run


def wanted() -> dict[tuple[str, str, str], float]:
    """Each measure that a recipe names, by name, group and day, with the published figure."""
    return {
        (leaf.measure, leaf.group, str(leaf.on)): figure.value
        for published in load_published()
        for figure in published.figures
        if figure.measured is not None
        for _, leaf in figure.measured.leaves()
        if leaf.measure is not None
    }


def write_measures(
    folder: Path, values: Mapping[tuple[str, str, str], float], *, scenario: str = "as_enacted"
) -> Path:
    """Write `measures.parquet`; draw by draw the values rise by a hundredth of themselves."""
    draws = read_run(folder).provenance.draws
    rows = [
        {"scenario": scenario, "draw": draw, "measure": name, "group": group, "on": on,
         "value": value * (1 + draw / 100), "unit": "share"}
        for (name, group, on), value in values.items()
        for draw in range(draws)
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows)
    on = pa.array([row["on"] for row in rows]).cast(pa.date32())
    table = table.set_column(table.column_names.index("on"), "on", on)
    pq.write_table(table, folder / "measures.parquet")
    return folder
