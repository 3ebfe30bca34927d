"""From a name to a fitted set of draws: what the command calls."""

import hashlib
import os
import platform
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from openasylum.calibration.diagnose import parameters_fitted, targets_fitted, waves_told
from openasylum.calibration.fit import Fitted, Problem, Told, fit
from openasylum.calibration.parameters import draws_at, parameters_of
from openasylum.calibration.spec import load_fit
from openasylum.calibration.stages import Stages, open_stages
from openasylum.calibration.store import assumptions_fingerprint, write_draws
from openasylum.calibration.targets import last_year_of, targets_of
from openasylum.calibration.waves import EnsembleSimulator, Progress
from openasylum.ensemble.draws import Draws
from openasylum.ensemble.pool import Pool
from openasylum.ensemble.question import OtherCases
from openasylum.errors import OpenasylumError
from openasylum.records.calibration import DrawsRecord, Effort, Fit
from openasylum.simulation.assumed import load_assumptions
from openasylum.simulation.provenance import kernel_fingerprint, kernel_results, versions

OTHER_CASES: OtherCases = "drawn"
"""Other new court cases are what official receipts leave in each draw: receipts are counted, and
which of them came over the border is not."""
_QUICK = {
    "scale": 0.005, "chance_runs": 5, "wave_runs": (120, 60), "final_runs": 40, "draws": 20,
    "rounds": 2, "steps": 150,
}  # fmt: skip
_MORE_SEEDS = 50_000_000  # of draws that come again: far from those of any stage


@dataclass(frozen=True)
class Options:
    """What the user may change of a fit."""

    scale: float | None = None
    draws: int | None = None
    waves: int | None = None
    seed: int = 1
    last_year: int | None = None
    quick: bool = False
    records: Path | None = None


@dataclass(frozen=True)
class Made:
    """A finished fit, on disk."""

    spec: Fit
    record: DrawsRecord
    draws: Draws
    table: Path
    about: Path


def effort_of(spec: Fit, options: Options) -> Effort:
    """The effort of a fit with the user's changes.

    Raises:
        OpenasylumError: a number that cannot be.
    """
    effort = spec.effort
    if options.quick:
        effort = effort.model_copy(update=_QUICK)
    changed: dict[str, object] = {}
    if options.scale is not None:
        if not 0 < options.scale <= 1:
            raise OpenasylumError(f"--scale {options.scale:g}: must be above 0 and not above 1.")
        changed["scale"] = options.scale
    if options.waves is not None:
        if options.waves < 1:
            raise OpenasylumError(f"--waves {options.waves}: must be 1 or more.")
        runs = effort.wave_runs
        changed["wave_runs"] = (*runs, *[runs[-1]] * options.waves)[: options.waves]
    if options.draws is not None:
        if options.draws < 2:
            raise OpenasylumError(f"--draws {options.draws}: must be 2 or more.")
        changed["draws"] = options.draws
        changed["final_runs"] = max(effort.final_runs, int(1.5 * options.draws))
    if options.seed < 0 or options.seed > 2**31:
        raise OpenasylumError(f"--seed {options.seed}: must be from 0 to {2**31}.")
    return effort.model_copy(update=changed)


def prepared(name: str, options: Options, folder: Path) -> tuple[Fit, Problem, Stages, date]:
    """The question of a fit, its folder, and the first day after its runs.

    Raises:
        OpenasylumError: the fit is not known, a figure is missing, or the folder is another fit's.
    """
    spec = load_fit(name)
    targets = targets_of(spec, options.last_year, options.records)
    effort = effort_of(spec, options)
    problem = Problem(parameters_of(spec), targets, effort, options.seed)
    said = spec.model_dump_json(include={"assumptions", "parameters", "targets"})
    said = said.replace('"group":"all",', "")  # the fingerprint that fits of everyone always had
    asked = {
        "fit": hashlib.sha256(said.encode()).hexdigest(),
        "figures": [[target.label, target.official] for target in targets],
        **effort.model_dump(mode="json", exclude={"because"}),
        "seed": options.seed,
        "results": kernel_results(),
        "assumptions": assumptions_fingerprint(load_assumptions(spec.assumptions)),
    }
    until = date(last_year_of(targets), 10, 1)
    return spec, problem, open_stages(folder, asked), until


def calibrate(
    name: str, options: Options, folder: Path, pool: Pool, *, command: str, told: Told,
    progress: Progress,
) -> Made:  # fmt: skip
    """Fit, and write the draws and their record into the folder.

    Raises:
        OpenasylumError: as `fit`, `prepared` and `run_ensemble`; what was finished is kept.
    """
    started = time.perf_counter()
    spec, problem, stages, until = prepared(name, options, folder)
    scale = problem.effort.scale
    simulate = EnsembleSimulator(
        folder / "runs", problem.targets, scale, until, OTHER_CASES, pool, progress,
        planned(problem.effort),
    )  # fmt: skip
    simulate.folder.mkdir(exist_ok=True)
    result = fit(problem, simulate, scale, stages, told)
    title = Path(name).stem
    draws = kept_draws(title, problem, result)
    here = time.perf_counter() - started
    record = _record(spec, problem, result, draws, command, max(here, _spent(result)))
    record = record.model_copy(
        update={"fit": title, "quick": options.quick, "last_year": last_year_of(problem.targets)}
    )
    table, about = write_draws(folder, title, draws, record)
    return Made(spec, record, draws, table, about)


def planned(effort: Effort) -> dict[str, int]:
    """How many runs come after each wave of a fit that needs one final round."""
    waves = {"chance": effort.chance_runs}
    waves |= {f"wave_{i + 1}": number for i, number in enumerate(effort.wave_runs)}
    waves["final_1"] = effort.final_runs
    names, numbers = list(waves), list(waves.values())
    return {name: sum(numbers[i + 1 :]) for i, name in enumerate(names)}


def kept_draws(name: str, problem: Problem, result: Fitted) -> Draws:
    """The draws kept: positions and seed of a final run; one that comes again has a new seed."""
    made = draws_at(name, problem.parameters, result.normal[result.chosen], 0).draws
    seen: set[int] = set()
    found = []
    for draw, place in zip(made, result.chosen.tolist(), strict=True):
        seed = int(result.seeds[place]) if place not in seen else _MORE_SEEDS + draw.number
        seen.add(place)
        found.append(replace(draw, seed=seed))
    return Draws(name, tuple(found))


def _spent(result: Fitted) -> float:
    return sum(wave.seconds for wave in result.waves)


def _record(
    spec: Fit, problem: Problem, result: Fitted, draws: Draws, command: str, seconds: float
) -> DrawsRecord:
    known = load_assumptions(spec.assumptions)
    reasons = Counter(_reason(words) for words in result.reasons)
    return DrawsRecord(
        title=spec.title,
        dated=datetime.now(UTC).date(),
        fit=draws.name,
        assumptions=spec.assumptions,
        command=command,
        other_cases=OTHER_CASES,
        seed=problem.seed,
        scale=problem.effort.scale,
        last_year=last_year_of(problem.targets),
        draws=len(draws.draws),
        effective_draws=round(result.effective, 1),
        seconds=round(seconds, 1),
        machine=f"{os.cpu_count()} cores, {platform.machine()}",
        kernel=kernel_fingerprint(),
        results=kernel_results(),
        assumptions_sha256=assumptions_fingerprint(known),
        draws_sha256=draws.digest(),
        made_with=versions(),
        acceptance=round(float(result.sample["acceptance"]), 3),
        autocorrelation_steps=round(float(result.sample["autocorrelation"]), 1),
        steps=int(result.sample["steps"]),
        quick=False,
        impossible_reasons=tuple(f"{number} times: {words}" for words, number in reasons.items()),
        notes=tuple(result.notes),
        waves=waves_told(result),
        parameters=parameters_fitted(problem, result, known),
        targets=targets_fitted(problem, result),
    )


def _reason(words: str) -> str:
    """The reason of an impossible run without its own numbers, so that like ones are counted."""
    plain = "".join(" " if letter.isdigit() or letter in ",()" else letter for letter in words)
    return " ".join(plain.split())[:160]


def distinct(result: Fitted) -> int:
    """How many different points the draws kept have."""
    return len(np.unique(result.chosen))
