"""Scenarios run from Python: the same study as `openasylum simulate` and `compare`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import yaml

from openasylum.api.result import Result
from openasylum.errors import OpenasylumError
from openasylum.records.scenario import Scenario
from openasylum.simulation.study import Options, Progress, study

LEAST = 2


def simulate(
    scenario: str | Path | Scenario, *, out: Path | str | None = None,
    until: date | str | None = None, seed: int = 1, draws: int | None = None, scale: float = 1.0,
    people: bool = False, progress: Progress | None = None,
) -> Result:  # fmt: skip
    """Run one scenario, as `openasylum simulate` does.

    Args:
        scenario: a name in `facts/scenarios`, the path of a YAML file, or a `Scenario`.
        out: the folder to write, which must not exist yet; without it the files are temporary.
        until: the first day after the run, to 2036-12-31; the end of the official counts
            (2025-09-01) if neither this nor the scenario says.
        seed: of everyone's luck, from 0 to 2**63 - 1.
        draws: repeat so often, each with the next seed; 1 if the scenario says nothing.
        scale: share of people and of capacity, above 0 and not above 1. Answers are scaled up;
            small scales are quick and noisy.
        people: also keep a table of every person and one of every event.
        progress: called with the scenario's name, the months done, and the months in all.

    Returns:
        The run, with its tables.

    Raises:
        OpenasylumError: an option cannot be, or the folder exists.
        UnknownName: no scenario has that name.
        RecordError: the scenario is not what it should be.
        PolicyConflict: two instruments set one value, and neither prevails.

    Example:
        >>> import openasylum
        >>> run = openasylum.simulate("as_enacted", until="2014-10-01", scale=0.005)
        >>> run.scenarios
        ('as_enacted',)
    """
    return _run("simulate", [scenario], out, _options(until, seed, draws, scale, people), progress)


def compare(
    *scenarios: str | Path | Scenario, out: Path | str | None = None,
    until: date | str | None = None, seed: int = 1, draws: int | None = None, scale: float = 1.0,
    people: bool = False, progress: Progress | None = None,
) -> Result:  # fmt: skip
    """Run two scenarios or more on the same people with the same luck, as `openasylum compare`.

    What differs between them is due to the rules, the staff and the arrivals that differ, since a
    person whose treatment is the same has the same life. The tables `transitions` and `pairs`
    follow each person from one scenario to the other.

    Args:
        scenarios: names, paths or `Scenario` values; the first is what the others are held against.
        out: as `simulate`.
        until: as `simulate`.
        seed: as `simulate`.
        draws: as `simulate`.
        scale: as `simulate`.
        people: as `simulate`.
        progress: as `simulate`.

    Returns:
        One run that holds all the scenarios.

    Raises:
        OpenasylumError: fewer than two scenarios, two of one name, or as `simulate`.

    Example:
        >>> import openasylum
        >>> run = openasylum.compare(
        ...     "as_enacted", "twice_the_asylum_officers", until="2014-10-01", scale=0.005
        ... )
        >>> run.tables
        ('measures', 'outcomes', 'pairs', 'series', 'transitions')
    """
    if len(scenarios) < LEAST:
        raise OpenasylumError(
            "compare: needs two scenarios or more, for example 'as_enacted' and 'without_mpp'."
        )
    return _run("compare", scenarios, out, _options(until, seed, draws, scale, people), progress)


def _options(
    until: date | str | None, seed: int, draws: int | None, scale: float, people: bool
) -> Options:
    return Options(until=as_day(until, "until"), seed=seed, draws=draws, scale=scale, people=people)


def as_day(said: date | str | None, name: str) -> date | None:
    """A day, or one written as 2024-10-01. Raises `OpenasylumError`."""
    if not isinstance(said, str):
        return said
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise OpenasylumError(
            f"{name}: '{said}' is not a date. Write it as year-month-day, for example 2024-10-01."
        ) from None


def _run(
    command: str, scenarios: Sequence[str | Path | Scenario], out: Path | str | None,
    options: Options, progress: Progress | None,
) -> Result:  # fmt: skip
    temporary = Path(mkdtemp(prefix="openasylum-")) if out is None else None
    folder = temporary / "run" if temporary else Path(str(out))
    try:
        with TemporaryDirectory(prefix="openasylum-") as drafts:
            asked = [as_file(each, Path(drafts)) for each in scenarios]
            called = [Path(each).stem if each.startswith(drafts) else each for each in asked]
            said = " ".join(["openasylum", command, *called])
            study(asked, folder, options, command=said, progress=progress)
        return Result(folder, temporary)
    except BaseException:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        raise


def as_file(scenario: str | Path | Scenario, folder: Path) -> str:
    """What names a scenario to the simulation; a value is written to a file named by its title."""
    if not isinstance(scenario, Scenario):
        return str(scenario)
    name = re.sub(r"[^a-z0-9]+", "_", scenario.title.lower()).strip("_") or "scenario"
    path = folder / f"{name}.yaml"
    if path.exists():
        raise OpenasylumError(f"'{scenario.title}' is given twice. Compare different scenarios.")
    facts = scenario.model_dump(by_alias=True, exclude_defaults=True)
    path.write_text(yaml.safe_dump(facts, sort_keys=False), encoding="utf-8")
    return str(path)
