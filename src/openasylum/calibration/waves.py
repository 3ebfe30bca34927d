"""Runs of a fit, wave by wave: each an ensemble in a folder of its own, continued if stopped."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow.parquet as pq

from openasylum.calibration.targets import Target, ratios, series_needed
from openasylum.ensemble.draws import Draws
from openasylum.ensemble.folder import write_at_once
from openasylum.ensemble.pool import Pool
from openasylum.ensemble.question import Keep, OtherCases, question
from openasylum.ensemble.run import Answer, State, run_ensemble
from openasylum.errors import CalibrationFailed, OpenasylumError
from openasylum.law import load_scenario
from openasylum.simulation.programmes import AS_ENACTED

Progress = Callable[[str, State, int], None]
"""Told the name of a wave, how far it is, and how many runs are planned after it."""


@dataclass(frozen=True)
class Runs:
    """What a wave gave: the figures of draws that could be run, and why others could not."""

    numbers: np.ndarray  # of draws that ran, rising
    ratios: np.ndarray  # (runs, targets)
    impossible: dict[int, str]  # draw: why what it assumes cannot be
    seconds: float

    def fine(self, number: int) -> np.ndarray:
        """Of draws 0 to `number`, whether each could be run."""
        found = np.zeros(number, bool)
        found[self.numbers] = True
        return found


class Simulator(Protocol):
    """Whatever turns draws into figures."""

    def __call__(self, draws: Draws) -> Runs:
        """The figures of all draws; the name of the draws is the name of the wave."""


@dataclass(frozen=True)
class EnsembleSimulator:
    """The model itself: a wave is an ensemble of `as_enacted`, with one scenario."""

    folder: Path
    targets: tuple[Target, ...]
    scale: float
    until: date
    other_cases: OtherCases
    pool: Pool
    progress: Progress
    later: dict[str, int] = field(default_factory=dict)  # runs planned after each wave

    def __call__(self, draws: Draws) -> Runs:
        """Run what is not finished yet.

        Raises:
            OpenasylumError: as `run_ensemble`, or a run failed for another reason than what it
                assumes; what was finished is kept.
        """
        place = self.folder / draws.name
        asked = question(
            [AS_ENACTED], [load_scenario(AS_ENACTED)], draws, until=self.until, scale=self.scale,
            keep=Keep(series=series_needed(self.targets)), other_cases=self.other_cases,
        )  # fmt: skip
        done = self.folder / f"{draws.name}.json"
        told = _told(done, draws)
        if told is None:
            answer = run_ensemble(
                asked, place, self.pool, command="openasylum calibrate",
                progress=lambda state: self.progress(
                    draws.name, state, self.later.get(draws.name, 0)
                ),
            )  # fmt: skip
            told = _tell(done, draws, answer)
        numbers, found = ratios(pq.read_table(place / "series.parquet"), self.targets)
        impossible = {int(number): words for number, words in told["impossible"].items()}
        return Runs(numbers, found, impossible, float(told["seconds"]))


def _told(file: Path, draws: Draws) -> dict[str, Any] | None:
    """What is written of a finished wave; nothing if it is not finished."""
    if not file.exists():
        return None
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None  # then its folder tells, draw by draw
    if told.get("draws") != draws.digest():
        raise CalibrationFailed(
            f"{file}: is of other draws than this fit makes. Give another --out, or remove the "
            f"folder."
        )
    return told


def _tell(file: Path, draws: Draws, answer: Answer) -> dict[str, Any]:
    broken = [one for one in answer.failures if not one.final]
    if broken:
        first = broken[0]
        raise CalibrationFailed(
            f"{draws.name}: draw {first.draw} failed ({first.message}), and not because of what it "
            f"assumes. {answer.finished:,} finished runs are kept: mend the reason and run the "
            f"same command again.\n{first.trace}".rstrip()
        )
    told = {
        "draws": draws.digest(),
        "impossible": {str(one.draw): one.message for one in answer.failures},
        "seconds": round(answer.seconds, 1),
    }
    try:
        write_at_once(file, (json.dumps(told, indent=1) + "\n").encode())
    except OSError as error:
        raise OpenasylumError(
            f"{file}: could not be written ({error.strerror or error}). Finished runs are kept: "
            f"free some space and run the same command again."
        ) from None
    return told
