"""Run scenarios on the same people and write the run folder: what `simulate` and `compare` do."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from openasylum import __version__
from openasylum.errors import OpenasylumError
from openasylum.kernel.jit import FINGERPRINT
from openasylum.law import load_scenario
from openasylum.records.scenario import Scenario
from openasylum.simulation import engine, inputs, provenance, result
from openasylum.simulation.assumed import DEFAULT_SET
from openasylum.simulation.calendar import FIRST_DAY, check_until
from openasylum.simulation.engine import Books
from openasylum.simulation.other_cases import other_cases
from openasylum.simulation.outcomes import outcomes_table, transitions_table
from openasylum.simulation.people_tables import events_table, people_table
from openasylum.simulation.series import series_table

Progress = Callable[[str, int, int], None]
"""Called with what is being done (a scenario's name), the steps done, and the steps in all."""

LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Options:
    """What a user can say of a run beside its scenarios."""

    until: date = inputs.LAST_MONTH_OF_DATA
    seed: int = 1
    draws: int = 1
    scale: float = 1.0
    people: bool = False

    def checked(self) -> "Options":
        """The same options. Raises `OpenasylumError` naming the one that cannot be."""
        check_until(self.until)
        if not 0 < self.scale <= 1:
            raise OpenasylumError(
                f"--scale {self.scale:g}: is a share of people and capacity. Give a number above "
                f"0 and not above 1."
            )
        if not 0 <= self.seed <= LARGEST_SEED:
            raise OpenasylumError(f"--seed {self.seed}: must be from 0 to {LARGEST_SEED}.")
        if not 1 <= self.draws <= 1000:
            raise OpenasylumError(f"--draws {self.draws}: must be from 1 to 1000.")
        return self


@dataclass
class _Made:
    """The tables of one scenario and draw, and the books needed to pair people."""

    books: Books
    series: pa.Table
    outcomes: pa.Table


def scenario_names(asked: Sequence[str]) -> list[str]:
    """How scenarios are called in tables: the name, or the file's stem; each only once."""
    names = [Path(name).stem if name.endswith((".yaml", ".yml")) else name for name in asked]
    for name in names:
        if names.count(name) > 1:
            raise OpenasylumError(f"'{name}' is given twice. Compare different scenarios.")
    return names


def study(
    asked: Sequence[str], folder: Path, options: Options, *, command: str,
    progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Simulate scenarios, pair their people, and write the run folder.

    Args:
        asked: scenarios by name or path; with two or more, every pair is compared.
        folder: must not exist yet; appears only when everything in it is written.
        options: checked here.
        command: kept in the provenance.
        progress: told of each month of each scenario.

    Returns:
        The content of `run.json`.
    """
    started = time.perf_counter()
    options = options.checked()
    names = scenario_names(asked)
    scenarios = [load_scenario(name) for name in asked]
    result.check_free(folder)
    with result.run_folder(folder) as draft:
        tables: dict[str, list[pa.Table]] = {}
        total: dict[str, Any] = {"people": 0, "events": 0, "kernel_seconds": 0.0}
        notes: set[str] = set()
        for draw in range(options.draws):
            made = _run_all(names, scenarios, options, draw, progress)
            _collect(tables, made, names, draw, options)
            for one in made:
                total["people"] += one.books.people
                total["events"] += one.books.events
                total["kernel_seconds"] += one.books.kernel_seconds
                notes.update(one.books.inputs.notes)
        for name, parts in tables.items():
            result.write_table(draft, name, pa.concat_tables(parts).unify_dictionaries())
        made_by = _provenance(names, scenarios, options, command, total, sorted(notes))
        made_by["wall_seconds"] = round(time.perf_counter() - started, 3)
        result.write_json(draft, "run.json", made_by)
        result.write_json(
            draft, "datapackage.json", result.data_package(draft, " against ".join(names))
        )
    return made_by


def _run_all(
    names: list[str], scenarios: list[Scenario], options: Options, draw: int,
    progress: Progress | None,
) -> list[_Made]:  # fmt: skip
    """Run the scenarios of one draw side by side; the kernel releases the interpreter's lock."""
    inputs.border_until(options.until)
    first = scenarios[0]
    others = other_cases(options.until, first.assumptions or DEFAULT_SET, first.assume)

    def one(number: int) -> _Made:
        name, scenario = names[number], scenarios[number]
        seed = (scenario.seed if scenario.seed is not None else options.seed) + draw
        given = inputs.build(name, scenario, options.until, seed, options.scale, others)
        told = (lambda done, of: progress(name, done, of)) if progress else None
        books = engine.run(given, progress=told, history=options.people)
        return _Made(books, series_table(books, name, draw), outcomes_table(books, name, draw))

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(one, range(len(names))))


def _collect(
    tables: dict[str, list[pa.Table]], made: list[_Made], names: list[str], draw: int,
    options: Options,
) -> None:  # fmt: skip
    for name, one in zip(names, made, strict=True):
        tables.setdefault("series.parquet", []).append(one.series)
        tables.setdefault("outcomes.parquet", []).append(one.outcomes)
        if options.people and draw == 0:
            tables.setdefault("people.parquet", []).append(people_table(one.books, name))
            tables.setdefault("events.parquet", []).append(events_table(one.books, name))
    for a in range(len(made)):
        for b in range(a + 1, len(made)):
            pair = transitions_table(made[a].books, made[b].books, (names[a], names[b]), draw)
            tables.setdefault("transitions.parquet", []).append(pair)


def _provenance(
    names: list[str], scenarios: list[Scenario], options: Options, command: str,
    total: dict[str, Any], notes: list[str],
) -> dict[str, Any]:  # fmt: skip
    return {
        "command": command,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenarios": [
            {
                "name": name,
                "title": scenario.title,
                "question": scenario.question,
                "record": scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True),
                "assumptions": scenario.assumptions or DEFAULT_SET,
            }
            for name, scenario in zip(names, scenarios, strict=True)
        ],
        "from": FIRST_DAY.isoformat(),
        "until": options.until.isoformat(),
        "seed": options.seed,
        "draws": options.draws,
        "scale": options.scale,
        **total,
        "assumptions": scenarios[0].assumptions or DEFAULT_SET,
        "version": __version__,
        "kernel": FINGERPRINT,
        "versions": provenance.versions(),
        "facts": provenance.facts_hashes(),
        "notes": notes,
        "peak_memory_bytes": provenance.peak_memory_bytes(),
    }
