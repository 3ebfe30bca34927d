"""From what a user says of a study of sensitivity to its plan, and the plan run into a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openasylum.calibration import factors, measure, sensitivity_tables
from openasylum.calibration.draws_asked import draws_given
from openasylum.calibration.factors import Factor
from openasylum.calibration.lab import Lab, Stage
from openasylum.calibration.measure import Measure
from openasylum.calibration.sensitivity import Plan, study
from openasylum.ensemble.pool import Pool
from openasylum.errors import OpenasylumError
from openasylum.law import load_scenario
from openasylum.records.assumptions import Assumptions
from openasylum.records.scenario import Scenario
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.simulation.study import Options, scenario_names

MOST = 2  # scenarios: the level of one, or the difference of two


@dataclass(frozen=True)
class SensitivityAsked:
    """What a user says, in the words of the command line."""

    scenarios: Sequence[str]  # names or paths
    measure: Sequence[str] | None
    draws: str  # 'ranges', the name of a fitted set, or a path
    vary: str  # 'all', or names with commas between them
    trajectories: int
    keep: int
    sobol: int
    seeds: int
    seed: int
    until: date | None
    scale: float


@dataclass(frozen=True)
class Planned:
    """A checked plan, and what it is run with."""

    plan: Plan
    scenarios: list[Scenario]
    known: Assumptions
    until: date
    scale: float

    @property
    def words(self) -> str:
        """What is to be done, in all."""
        names = " and ".join(self.plan.names)
        return f"{self.plan.runs():,} draws of {names}, more where a ranking flips"


def planned(asked: SensitivityAsked) -> Planned:
    """The checked plan. Raises `OpenasylumError` naming the option that cannot be."""
    if len(asked.scenarios) > MOST:
        raise OpenasylumError(
            f"sensitivity: {len(asked.scenarios)} scenarios. Give one for its level, or two "
            f"for their difference."
        )
    for word, least in (("keep", 1), ("seeds", 1), ("sobol", 0)):
        if getattr(asked, word) < least:
            raise OpenasylumError(f"--{word} {getattr(asked, word)}: must be {least} or more.")
    names = scenario_names(asked.scenarios)
    scenarios = [load_scenario(name) for name in asked.scenarios]
    given = Options(until=asked.until, seed=asked.seed, scale=asked.scale)
    until: date = given.checked().completed(scenarios).until
    measures = measures_named(asked.measure or measure.DEFAULT, until)
    known = load_assumptions(scenarios[0].assumptions or DEFAULT_SET)
    plan = Plan(
        tuple(names), tuple(measures), tuple(_factors(asked, scenarios, known)),
        asked.trajectories, asked.keep, asked.sobol, asked.seeds, asked.seed,
    )  # fmt: skip
    return Planned(plan, scenarios, known, until, asked.scale)


def measures_named(texts: Sequence[str], until: date) -> list[Measure]:
    """The measures that some texts name, each once. Raises `OpenasylumError` as `measure.parse`."""
    return list(dict.fromkeys(one for text in texts for one in measure.parse(text, until)))


def _factors(
    asked: SensitivityAsked, scenarios: Sequence[Scenario], known: Assumptions
) -> list[Factor]:
    if asked.draws != "ranges":
        draws, _ = draws_given(asked.draws)
        return factors.chosen(factors.from_draws(draws.checked(known)), asked.vary)
    if asked.vary != "all":
        return factors.named(known, [word.strip() for word in asked.vary.split(",")])
    return factors.from_set(known, without=held_by_all(scenarios))


def held_by_all(scenarios: Sequence[Scenario]) -> list[str]:
    """The assumptions that every one of some scenarios holds: nothing is to be moved there."""
    return sorted(set.intersection(*({one.assumption for one in e.assume} for e in scenarios)))


def run_plan(
    asked: Planned, folder: Path, pool: Pool, stage: Stage, *, command: str = ""
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Run what a folder does not hold yet, and write the tables and `sensitivity.json` there.

    Returns:
        The plain values, and by stage the messages of runs that failed.

    Raises:
        OpenasylumError: SALib is not installed, the folder cannot be used, or too few runs
            finished to tell anything.
    """
    plan = asked.plan
    lab = Lab(
        list(plan.names), asked.scenarios, asked.until, asked.scale, measure.keep(plan.measures),
        folder, pool, stage, command,
    )  # fmt: skip
    found = study(plan, lab.run)
    units = measure.units(folder / "chance", plan.measures)
    result = sensitivity_tables.as_json(found, asked.known, units)
    result["failed"] = {stage: len(messages) for stage, messages in lab.failed.items()}
    sensitivity_tables.write(found, result, folder)
    return result, lab.failed
