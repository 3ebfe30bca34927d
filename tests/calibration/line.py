"""A model that is a straight line: its figures are known, so that a fit can be held to them."""

import numpy as np

from openasylum.calibration.fit import Problem
from openasylum.calibration.parameters import Parameter
from openasylum.calibration.targets import Target
from openasylum.calibration.waves import Runs
from openasylum.ensemble.draws import Draws
from openasylum.records.calibration import Effort, Prior

EFFORT = Effort(
    scale=0.05, chance_runs=10, wave_runs=(40, 30), final_runs=60, rounds=2, draws=40, cut=3.0,
    steps=100, because="a test",
)  # fmt: skip
NAMES = ("interview_noise", "detention_beds", "merits_hearing_hours")
EFFECTS = np.array([[0.5, 0.0, 0.0], [0.3, 0.3, 0.0], [0.0, 0.4, 0.0]])
"""Of three positions on three figures: the third position moves nothing."""
TRUTH = np.array([0.4, -0.2, 0.0])


def target(place: int, discrepancy: float = 0.02) -> Target:
    return Target("court.pending", "", 2014 + place, False, 100.0, 0.0, discrepancy, 0.5)


class Line:
    """The fake model: a plane with a little luck; figures are met at `TRUTH`."""

    def __init__(self, luck: float = 0.01, effects: np.ndarray = EFFECTS) -> None:
        self.luck, self.effects = luck, effects
        self.asked: list[Draws] = []
        self.impossible_above = 2.0  # of the first position

    def __call__(self, draws: Draws) -> Runs:
        """The figures of all draws."""
        self.asked.append(draws)
        numbers, rows, impossible = [], [], {}
        for draw in draws.draws:
            position = np.array([dict(draw.positions).get(name, 0.0) for name in NAMES])
            if position[0] > self.impossible_above:
                impossible[draw.number] = "the first position is too high"
                continue
            luck = np.random.default_rng(draw.seed).normal(size=3) * self.luck
            numbers.append(draw.number)
            rows.append(1.0 + self.effects @ (position - TRUTH) + luck)
        return Runs(np.array(numbers, int), np.array(rows).reshape(-1, 3), impossible, 0.0)


def problem(effort: Effort = EFFORT, seed: int = 1, discrepancy: float = 0.02) -> Problem:
    parameters = tuple(Parameter((name,), Prior(shape="uniform")) for name in NAMES)
    return Problem(parameters, tuple(target(i, discrepancy) for i in range(3)), effort, seed)
