"""The arrays of a run read into plain values: the only place of the slow model that knows numpy."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np


def _plain(record: np.void) -> SimpleNamespace:
    return SimpleNamespace(**dict(zip(record.dtype.names, record.tolist(), strict=True)))


class Given:
    """What the kernel is given, field by field.

    Args:
        days: `TODAY`, one a day of the run.
        groups: `GROUP`, one a group.
        rules: `RULES`, regimes x groups.
        assumed: `ASSUMPTIONS`, one a month.
        shares: months x groups x pathways.
        asked: months x groups x 2 (transferred to ICE, repatriated), readiness to voice fear.
        counts: people by day of arrival and group; the first row is day `first_row`.
        first_row: in days since 2000-01-01, not after the run's first day.
        seed: of everyone's luck.
        scale: share of people kept.
    """

    def __init__(
        self, *, days: np.ndarray, groups: np.ndarray, rules: np.ndarray, assumed: np.ndarray,
        shares: np.ndarray, asked: np.ndarray, counts: np.ndarray, first_row: int, seed: int,
        scale: float,
    ) -> None:  # fmt: skip
        self.days = [_plain(row) for row in np.asarray(days)]
        self.groups = [_plain(row) for row in np.asarray(groups)]
        self.assumed = [_plain(row) for row in np.asarray(assumed)]
        self._rules = np.asarray(rules)
        self._read: dict[tuple[int, int], SimpleNamespace] = {}
        self._shares, self._asked, self._counts = shares, asked, counts
        self.first_row, self.seed, self.scale = first_row, int(seed), float(scale)

    def law(self, regime: int, group: int) -> Any:
        """The rules of a span of days for a group."""
        key = (regime, group)
        if key not in self._read:
            self._read[key] = _plain(self._rules[key])
        return self._read[key]

    def shares(self, month: int, group: int) -> list[float]:
        """The shares of the pathways in a month."""
        return [float(share) for share in self._shares[month, group]]

    def asked(self, month: int, group: int) -> list[float]:
        """The readiness to voice fear of those transferred to ICE, and of those repatriated."""
        return [float(level) for level in self._asked[month, group]]

    def arriving(self, absolute: int) -> Iterator[tuple[int, int]]:
        """(group, people) of a day of arrival, where there are any."""
        row = self._counts[absolute - self.first_row]
        for group in np.flatnonzero(row):
            yield int(group), int(row[group])
