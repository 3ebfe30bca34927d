"""Official figures from Python, as `openasylum statistics series` lists them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.statistics.official import official

if TYPE_CHECKING:
    import pyarrow as pa


def figures(series: str, *, root: Path | str | None = None) -> pa.Table:
    """The official figures of a series of the model, all vintages, each with its source.

    Args:
        series: an id such as `court.pending`; `openasylum statistics series` lists them.
        root: a folder with editions that `openasylum statistics update` wrote; only the package's
            own if not given.

    Returns:
        One row a figure: `period_start`, `period` (`month`, `quarter`, `fiscal_year` or `day`),
        `group` (`all`, or a column and its value), `value` in `unit`, `vintage`, `source` (table
        or publication) and `confidence`. Vintages count differently: never mix them.

    Raises:
        UnknownName: no official figures exist for such a series.

    Example:
        >>> import openasylum
        >>> table = openasylum.figures("court.pending")
        >>> table.column_names[:4]
        ['period_start', 'period', 'group', 'value']
    """
    return official(series, root=None if root is None else Path(root))
