"""The scenarios of a run as the files define them, and the law that follows from each."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from openasylum.errors import OpenasylumError
from openasylum.law import Timeline, load_book, load_instruments, load_scenario, resolve
from openasylum.records.scenario import Scenario
from openasylum.report.run import Run, ScenarioRun

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Defined:
    """A scenario of the run; without its file, only its name and title are known."""

    run: ScenarioRun
    scenario: Scenario | None
    timeline: Timeline | None
    problem: str = ""

    @property
    def is_as_enacted(self) -> bool:
        """Whether law, staff, people and assumptions are as they were."""
        if self.scenario is None:
            return False
        asked = self.scenario
        changes = (asked.without, asked.hypothetical, asked.settings, asked.capacity)
        return not any((*changes, asked.arrivals, asked.assume))


def definitions(run: Run) -> list[Defined]:
    """Each scenario of the run, with the law that its definition leads to."""
    return [_defined(each) for each in run.scenarios]


def as_enacted(run: Run) -> ScenarioRun | None:
    """The scenario that changes nothing, if the run has one: only it is held to official counts."""
    return next((each.run for each in definitions(run) if each.is_as_enacted), None)


def _defined(each: ScenarioRun) -> Defined:
    scenario = _kept(each.record) or _found(each.name)
    if scenario is None:
        return Defined(
            each, None, None, "the run did not record it, and its file is no longer where it was"
        )
    try:
        return Defined(each, scenario, _law(scenario))
    except OpenasylumError as error:
        return Defined(each, scenario, None, str(error).partition("\n")[0])


def _kept(record: Any) -> Scenario | None:
    """The scenario as the run recorded it; None if its fields are not those of this version."""
    if not isinstance(record, dict):
        return None
    try:
        return Scenario.model_validate(_dated(record))
    except ValidationError:
        return None


def _dated(found: Any) -> Any:
    """JSON has no dates: texts that are one become one, as in the file they came from."""
    if isinstance(found, dict):
        return {name: _dated(value) for name, value in found.items()}
    if isinstance(found, list):
        return [_dated(value) for value in found]
    if isinstance(found, str) and _DAY.fullmatch(found):
        return date.fromisoformat(found)
    return found


def _found(name_or_path: str) -> Scenario | None:
    if name_or_path.endswith((".yaml", ".yml")) and not Path(name_or_path).is_file():
        return None
    try:
        return load_scenario(name_or_path)
    except OpenasylumError:
        return None


@cache
def _law(scenario: Scenario) -> Timeline:
    return resolve(load_instruments(), scenario, book=load_book())
