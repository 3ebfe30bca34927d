"""Runs that are formulas: measures of two scenarios, linear but for one product."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from openasylum.calibration.factors import Factor
from openasylum.calibration.measure import Measure
from openasylum.calibration.sensitivity import Plan
from openasylum.ensemble.draws import Draws

FACTORS = tuple(Factor((name,), -1.0, 0.0, 1.0) for name in ("a", "b", "c", "idle"))
STOCK = Measure("m", "court.pending", "all", date(2019, 9, 1), date(2019, 9, 1))
ERRORS = Measure("e", "error.refused_well_founded", "all", date(2013, 10, 1), date(2019, 9, 1))


def plan(*measures: Measure, names: tuple[str, ...] = ("first", "second")) -> Plan:
    return Plan(names, measures or (STOCK,), FACTORS, 6, 3, 32, 2, 1)


class Formula:
    """The second scenario exceeds the first by 1 + 3 a + 0.2 b - 2 a c, and luck of 0.01 a seed."""

    def __init__(self, impossible: float = 9.0) -> None:
        self.stages: list[str] = []
        self.impossible = impossible  # an `a` above which runs fail

    def __call__(self, stage: str, draws: Draws, measures: Sequence[Measure]) -> np.ndarray:
        """Values for these draws."""
        self.stages.append(stage)
        result = np.zeros((len(measures), 2, len(draws.draws)))
        for j, draw in enumerate(draws.draws):
            at = dict(draw.positions)
            difference = 1 + 3 * at["a"] + 0.2 * at["b"] - 2 * at["a"] * at["c"] + 0.01 * draw.seed
            for i, measure in enumerate(measures):
                rate = float(measure.group.partition("=")[2] or 0.25)
                result[i, :, j] = 100, 100 + difference + 10 * (0.25 - rate)
            if at["a"] > self.impossible:
                result[:, :, j] = np.nan
        return result
