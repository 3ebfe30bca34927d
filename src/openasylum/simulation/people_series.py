"""What had become of everyone by the end of a run, as rows of the series table."""

import numpy as np
import pyarrow as pa

from openasylum.simulation.calendar import FIRST_DAY
from openasylum.simulation.engine import Books
from openasylum.simulation.pair_tables import Row, pairs_table
from openasylum.simulation.pairs import ENROLLED, count_pairs

_FROM_PAIRS = {
    "people.protected": ("protected_both", "people"),
    "people.refused": ("refused_both", "people"),
    "people.waiting": ("waiting_both", "people"),
    "people.days_waited": ("days_waited_a", "days"),
}
PEOPLE_SERIES = tuple(_FROM_PAIRS)
"""Protected, refused and waiting mean what they mean for paired people (docs/model.md, section 4);
days waited are the mean over everyone, to the outcome or so far. Where two scenarios have the same
people, the difference of two means is the mean of everyone's own difference."""
WHOLE_RUN = "run"
"""The period of these rows."""


def people_series_table(books: Books, scenario: str, draw: int) -> pa.Table:
    """The state of everyone on the run's last day, in the columns of the series table.

    Counted as people are paired, with the run itself as the other run, so that no second
    definition of who is protected can grow. People are in full scale; a mean over nobody is left
    out.
    """
    paired = pairs_table(count_pairs(books, books), (scenario, scenario), draw).to_pylist()
    names = {measure: series for series, (measure, _) in _FROM_PAIRS.items()}
    rows: list[tuple[str, Row]] = [
        (_group(row["group"]), (names[row["measure"]], row["value"], row["unit"]))
        for row in paired
        if row["measure"] in names and row["group"] != "changed"
    ]
    n = len(rows)
    return pa.table(
        {
            "scenario": pa.array([scenario] * n, pa.string()),
            "draw": np.full(n, draw, np.int32),
            "series": pa.array([row[0] for _, row in rows], pa.string()),
            "period_start": pa.array([FIRST_DAY] * n, pa.date32()),
            "period": pa.array([WHOLE_RUN] * n, pa.string()),
            "group": pa.array([group for group, _ in rows], pa.string()),
            "value": np.array([row[1] for _, row in rows], np.float64),
            "unit": pa.array([row[2] for _, row in rows], pa.string()),
        }
    )


def _group(name: str) -> str:
    return "enrolled_in_mpp" if name == ENROLLED else name
