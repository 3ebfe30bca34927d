"""The project's own facts from Python, each as the record it is checked as."""

from __future__ import annotations

from pathlib import Path

from openasylum.records.assumptions import Assumptions
from openasylum.records.library import load_scenario
from openasylum.records.scenario import Scenario
from openasylum.records.series import Series
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.statistics import catalog


def scenario(name: str | Path) -> Scenario:
    """A scenario, read and checked.

    Args:
        name: a name in `facts/scenarios`, or the path of a YAML file.

    Returns:
        The record; `model_copy(update=...)` makes another, and `Scenario.model_validate` makes one
        of values as a YAML file would have them.

    Raises:
        UnknownName: no scenario has that name.
        RecordError: the file is not what it should be; the message names line and remedy.

    Example:
        >>> import openasylum
        >>> openasylum.scenario("without_mpp").title
        'Without the Migrant Protection Protocols'
    """
    return load_scenario(name)


def statistic(name: str, *, vintage: str | None = None, root: Path | str | None = None) -> Series:
    """The record of an official statistic: what is counted, by whom, where from, with which traps.

    Args:
        name: a table, as `openasylum statistics` lists them.
        vintage: an older edition; the newest if not given.
        root: a folder with editions that `openasylum statistics update` wrote.

    Returns:
        The record; `counts` is what one unit is, `file.sha256` the hash of its figures.

    Raises:
        UnknownName: no such table or vintage.

    Example:
        >>> import openasylum
        >>> openasylum.statistic("eoir_pending").counts
        'cases pending on the day; a case is one person'
    """
    return catalog.record(name, vintage=vintage, root=None if root is None else Path(root))


def assumptions(name: str = DEFAULT_SET) -> Assumptions:
    """A named set of assumptions: numbers that are neither law nor official counts.

    Args:
        name: a file in `facts/assumptions`.

    Returns:
        The set; `values[...]` has value or steps, unit, `low`, `high`, `how` it was obtained
        (published, fitted, derived, judged, recalled) and the evidence on each side.

    Raises:
        UnknownName: no set has that name.

    Example:
        >>> import openasylum
        >>> one = openasylum.assumptions().values["removal_after_order_share_released"]
        >>> one.value, one.low, one.high, one.how
        (0.12, 0.02, 0.4, 'judged')
    """
    return load_assumptions(name)
