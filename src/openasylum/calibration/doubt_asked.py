"""From what a user says of doubt to its design, and the design run into a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from openasylum.calibration import measure
from openasylum.calibration.alternatives import altered
from openasylum.calibration.doubt import Design, Settings, load_doubt, tell
from openasylum.calibration.doubt_table import FILE, doubt_table, write_doubt
from openasylum.calibration.draws_asked import draws_given
from openasylum.calibration.lab import Lab, Stage
from openasylum.calibration.measure import Measure
from openasylum.calibration.sensitivity_asked import MOST, held_by_all, measures_named
from openasylum.ensemble.draws import Draws
from openasylum.ensemble.pool import Pool
from openasylum.errors import OpenasylumError
from openasylum.law import load_scenario
from openasylum.records.doubt import Doubt
from openasylum.records.library import load_book
from openasylum.records.reader import read
from openasylum.records.scenario import Scenario
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.simulation.study import Options, scenario_names

DEFAULT = ("people.protected", "people.days_waited", "court.pending@years",
           "court.granted_asylum@years", "affirmative.pending@years")  # fmt: skip


@dataclass(frozen=True)
class DoubtAsked:
    """What a user says, in the words of the command line."""

    scenarios: Sequence[str]  # names or paths
    measure: Sequence[str] | None
    draws: int
    draws_file: str | None  # the name of a fitted set, or a path
    seeds: int
    seed: int
    parts: Path | None  # what is varied; `facts/doubt.yaml` if not given
    until: date | None
    scale: float


@dataclass(frozen=True)
class Doubted:
    """A question of doubt, checked: what is run, and what is told of it."""

    names: list[str]
    scenarios: list[Scenario]
    measures: list[Measure]
    settings: Settings
    until: date
    scale: float

    @property
    def outputs(self) -> list[str]:
        """What doubt is told of: each scenario's level and, of two, the difference."""
        if len(self.names) == 1:
            return self.names
        return [*self.names, f"{self.names[1]} - {self.names[0]}"]

    def words(self, asked: Design) -> str:
        """What is to be done, in all."""
        return f"{len(asked.points):,} draws of {' and '.join(self.names)}"


def doubted(asked: DoubtAsked) -> Doubted:
    """The checked question. Raises `OpenasylumError` naming the option that cannot be."""
    if len(asked.scenarios) > MOST:
        raise OpenasylumError(
            f"doubt: {len(asked.scenarios)} scenarios. Give one for its level, or two for "
            f"their difference too."
        )
    names = scenario_names(asked.scenarios)
    scenarios = [load_scenario(name) for name in asked.scenarios]
    given = Options(until=asked.until, seed=asked.seed, scale=asked.scale)
    until: date = given.checked().completed(scenarios).until
    measures = measures_named(asked.measure or DEFAULT, until)
    known = load_assumptions(scenarios[0].assumptions or DEFAULT_SET)
    fitted = draws_given(asked.draws_file, "--draws-file")[0] if asked.draws_file else None
    record = read(asked.parts, Doubt, against=load_book()) if asked.parts else load_doubt()
    settings = Settings(
        known, record, asked.draws, asked.seeds, asked.seed,
        fitted.checked(known) if fitted else None, held_by_all(scenarios),
    )  # fmt: skip
    return Doubted(names, scenarios, measures, settings, until, asked.scale)


def run_design(
    asked: Doubted, runs: Design, folder: Path, pool: Pool, stage: Stage, *, command: str = ""
) -> tuple[pa.Table, dict[str, list[str]]]:
    """Run what a folder does not hold yet, and write `doubt.parquet` there.

    Args:
        asked: from `doubted`.
        runs: its settings' `design`.
        folder: new, or one that holds runs of the same.
        pool: where they are run.
        stage: as `Lab` has it.
        command: kept in the provenance.

    Returns:
        The table, and by stage the messages of runs that failed.

    Raises:
        OpenasylumError: the folder cannot be used, or too few runs finished.
    """
    lab = Lab(
        asked.names, asked.scenarios, asked.until, asked.scale, measure.keep(asked.measures),
        folder, pool, stage, command,
    )  # fmt: skip

    def run(arrivals: str, structure: str, draws: Draws) -> np.ndarray:
        stage = "+".join(word for word in (arrivals, structure) if word) or "central"
        record = asked.settings.record
        scenarios = [altered(one, record, arrivals, structure) for one in lab.scenarios]
        return lab.run(stage, draws, asked.measures, scenarios)

    found = tell(runs, asked.outputs, run)
    units = measure.units(folder / "central", asked.measures)
    table = doubt_table(found, asked.measures, units, _made(asked, runs, command))
    write_doubt(folder / FILE, table)
    return table, lab.failed


def _made(asked: Doubted, runs: Design, command: str) -> dict[str, Any]:
    settings, record = asked.settings, asked.settings.record
    return {
        "command": command, "scenarios": asked.names, "until": asked.until.isoformat(),
        "scale": asked.scale, "draws": settings.draws, "seeds": settings.seeds,
        "seed": settings.seed, "runs": len(runs.points),
        "assumptions_from": "ranges" if settings.fitted is None else "a file of draws",
        "arrivals": list(record.arrivals.assumptions),
        "structure": [{"name": one.name, "because": one.because} for one in record.structure],
        "not_varied": [one.model_dump() for one in record.not_varied],
    }  # fmt: skip
