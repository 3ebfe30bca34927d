"""The lab: scenarios, run under draws stage by stage into one folder, and read as measures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from openasylum.calibration import measure
from openasylum.calibration.measure import Measure
from openasylum.ensemble.draws import Draws
from openasylum.ensemble.pool import Pool
from openasylum.ensemble.question import Keep, OtherCases, question
from openasylum.ensemble.run import Progress, run_ensemble
from openasylum.records.scenario import Scenario

Stage = Callable[[str, int], Progress | None]
"""Told a stage's name and its number of draws; gives who is told of each draw."""


@dataclass
class Lab:
    """Scenarios and how they are run; every stage is an ensemble of its own, resumable."""

    names: list[str]
    scenarios: list[Scenario]
    until: date
    scale: float
    keep: Keep
    folder: Path
    pool: Pool
    stage: Stage
    command: str
    other_cases: OtherCases = "central"
    failed: dict[str, list[str]] = field(default_factory=dict)  # stage: messages
    reused: int = 0

    def run(
        self, stage: str, draws: Draws, measures: Sequence[Measure],
        scenarios: Sequence[Scenario] | None = None,
    ) -> np.ndarray:  # fmt: skip
        """Run what a stage's folder does not hold yet, and read it.

        Args:
            stage: its folder's name within the lab's.
            draws: numbered from 0.
            measures: of series that `keep` keeps.
            scenarios: in place of the lab's own.

        Returns:
            (measures x scenarios x draws); not a number where a run failed, told in `failed`.
        """
        asked = question(
            self.names, list(scenarios or self.scenarios), draws, until=self.until,
            scale=self.scale, keep=self.keep, other_cases=self.other_cases,
        )  # fmt: skip
        folder = self.folder / stage
        folder.parent.mkdir(parents=True, exist_ok=True)
        progress = self.stage(stage, len(draws.draws))
        answer = run_ensemble(asked, folder, self.pool, command=self.command, progress=progress)
        self.reused += answer.reused
        if answer.failures:
            self.failed[stage] = [one.message for one in answer.failures]
        numbers = [one.number for one in draws.draws]
        return measure.values(folder, measures, self.names, numbers)
