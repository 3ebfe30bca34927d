"""Run scenarios on the same people and write the run folder: what `simulate` and `compare` do."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from openasylum import __version__
from openasylum.errors import OpenasylumError
from openasylum.kernel.jit import FINGERPRINT
from openasylum.law import load_scenario
from openasylum.records.scenario import Scenario
from openasylum.simulation import engine, inputs, provenance, result
from openasylum.simulation.assumed import DEFAULT_SET
from openasylum.simulation.calendar import FIRST_DAY, check_until
from openasylum.simulation.engine import Books
from openasylum.simulation.measures import Tally, measures_table
from openasylum.simulation.other_cases import other_cases
from openasylum.simulation.outcomes import outcomes_table
from openasylum.simulation.pair_tables import pairs_table, transitions_table
from openasylum.simulation.pairs import count_pairs
from openasylum.simulation.people_tables import EventWriter, join, people_tables
from openasylum.simulation.series import series_table

Progress = Callable[[str, int, int], None]
"""Called with what is being done (a scenario's name), the steps done, and the steps in all."""

LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Options:
    """What a user can say of a run beside its scenarios."""

    until: date | None = None  # the scenarios', or the end of the last month of data
    seed: int = 1
    draws: int | None = None  # the scenarios', or one
    scale: float = 1.0
    people: bool = False
    measures: bool = True  # of lives on chosen days, which cost half as much as the run itself

    def checked(self) -> "Options":
        """The same options. Raises `OpenasylumError` naming the one that cannot be."""
        if self.until is not None:
            check_until(self.until)
        if not 0 < self.scale <= 1:
            raise OpenasylumError(
                f"--scale {self.scale:g}: is a share of people and capacity. Give a number above "
                f"0 and not above 1."
            )
        if not 0 <= self.seed <= LARGEST_SEED:
            raise OpenasylumError(f"--seed {self.seed}: must be from 0 to {LARGEST_SEED}.")
        if self.draws is not None and not 1 <= self.draws <= 1000:
            raise OpenasylumError(f"--draws {self.draws}: must be from 1 to 1000.")
        return self

    def completed(self, scenarios: Sequence[Scenario]) -> "_Settled":
        """What the scenarios say where the user said nothing; they must agree."""
        until = self.until or _agreed("until", [one.until for one in scenarios])
        draws = self.draws or _agreed("draws", [one.draws for one in scenarios])
        seeds = {self.seed if one.seed is None else one.seed for one in scenarios}
        if len(seeds) > 1:
            raise OpenasylumError(
                f"seed: the scenarios have {' and '.join(map(str, sorted(seeds)))}. The same "
                f"people can be compared only with the same luck: say one seed in every scenario, "
                f"or in none."
            )
        return _Settled(
            until or inputs.LAST_MONTH_OF_DATA, self.seed, draws or 1, self.scale, self.people,
            self.measures,
        )  # fmt: skip


@dataclass(frozen=True)
class _Settled:
    """The options of one run, none left open."""

    until: date
    seed: int
    draws: int
    scale: float
    people: bool
    measures: bool


T = TypeVar("T")


def _agreed(field: str, values: Sequence[T | None]) -> T | None:
    said = {value for value in values if value is not None}
    if len(said) > 1:
        raise OpenasylumError(
            f"{field}: the scenarios say {' and '.join(sorted(map(str, said)))}. Compared runs "
            f"need one: give --{field}."
        )
    return said.pop() if said else None


@dataclass
class _Made:
    """The tables of one scenario and draw, and the books needed to pair people."""

    books: Books
    series: pa.Table
    outcomes: pa.Table
    measures: pa.Table | None


class Kept:
    """The first scenario of the last few runs, so that another can be compared with it at once.

    A run of the same scenario, name, seed, scale and days has the same tables, byte for byte, so
    whoever asks many questions of one program need not run it again. It costs memory: some 12
    bytes for each of the run's people, and tables of months and groups.
    """

    def __init__(self, most: int) -> None:
        """Keep at most so many; the one that was used longest ago goes first."""
        self.most = most
        self._made: dict[tuple[object, ...], _Made] = {}

    def made(self, key: tuple[object, ...], make: Callable[[], _Made]) -> _Made:
        """What was made of this key, or is made now."""
        found = self._made.pop(key, None) or make()
        self._made[key] = found
        while len(self._made) > self.most:
            del self._made[next(iter(self._made))]
        return found


def scenario_names(asked: Sequence[str]) -> list[str]:
    """How scenarios are called in tables: the name, or the file's stem; each only once."""
    names = [Path(name).stem if name.endswith((".yaml", ".yml")) else name for name in asked]
    for name in names:
        if names.count(name) > 1:
            raise OpenasylumError(f"'{name}' is given twice. Compare different scenarios.")
    return names


def study(
    asked: Sequence[str], folder: Path, options: Options, *, command: str,
    progress: Progress | None = None, kept: Kept | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Simulate scenarios, pair their people, and write the run folder.

    Args:
        asked: scenarios by name or path; with two or more, every pair is compared.
        folder: must not exist yet; appears only when everything in it is written.
        options: checked here.
        command: kept in the provenance.
        progress: told of each month of each scenario.
        kept: runs of the first scenario that may be used again; not with `options.people`.

    Returns:
        The content of `run.json`.
    """
    started = time.perf_counter()
    options = options.checked()
    names = scenario_names(asked)
    scenarios = [load_scenario(name) for name in asked]
    settled = options.completed(scenarios)
    result.check_free(folder)
    with result.run_folder(folder) as draft:
        tables: dict[str, list[pa.Table]] = {}
        total: dict[str, Any] = {"people": 0, "events": 0, "kernel_seconds": 0.0}
        notes: set[str] = set()
        for draw in range(settled.draws):
            made = _run_all(names, scenarios, settled, draw, draft, progress, kept)
            _collect(tables, made, names, draw)
            for one in made:
                total["people"] += one.books.people
                total["events"] += one.books.events
                total["kernel_seconds"] += one.books.kernel_seconds
                notes.update(one.books.inputs.notes)
        if settled.people:
            for kind in ("people", "events"):
                join([draft / _part(kind, n) for n in range(len(names))], draft / f"{kind}.parquet")
        for name, parts in tables.items():
            result.write_table(draft, name, pa.concat_tables(parts).unify_dictionaries())
        made_by = _provenance(names, scenarios, settled, command, total, sorted(notes))
        made_by["wall_seconds"] = round(time.perf_counter() - started, 3)
        result.write_json(draft, "run.json", made_by)
        result.write_json(
            draft, "datapackage.json", result.data_package(draft, " against ".join(names))
        )
    return made_by


def _run_all(
    names: list[str], scenarios: list[Scenario], options: _Settled, draw: int, draft: Path,
    progress: Progress | None, kept: Kept | None,
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
        writer = _writer(draft, number, name) if options.people and draw == 0 else None
        tally = Tally() if options.measures else None
        seen = tally.observers(options.until) if tally else None
        books = engine.run(given, progress=told, history=writer, observe=seen)
        if writer is not None:
            writer.close()
            _write_people(draft / _part("people", number), books, name)
        return _Made(
            books, series_table(books, name, draw), outcomes_table(books, name, draw),
            measures_table(tally, books, name, draw) if tally else None,
        )  # fmt: skip

    def kept_or_run(number: int) -> _Made:
        if kept is None or number or options.people:
            return one(number)
        key = (names[0], first, options.until, options.seed, draw, options.scale, options.measures)
        return kept.made(key, lambda: one(0))

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(kept_or_run, range(len(names))))


def _part(kind: str, number: int) -> str:
    return f"{kind}-{number}.part"


def _writer(draft: Path, number: int, name: str) -> EventWriter:
    return EventWriter(draft / _part("events", number), name)


def _write_people(path: Path, books: Books, name: str) -> None:
    tables = people_tables(books, name)
    first = next(tables)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def _collect(
    tables: dict[str, list[pa.Table]], made: list[_Made], names: list[str], draw: int
) -> None:  # fmt: skip
    for one in made:
        tables.setdefault("series.parquet", []).append(one.series)
        tables.setdefault("outcomes.parquet", []).append(one.outcomes)
        if one.measures is not None and one.measures.num_rows:  # none before a year's end
            tables.setdefault("measures.parquet", []).append(one.measures)
    for a in range(len(made)):
        for b in range(a + 1, len(made)):
            counts, pair = count_pairs(made[a].books, made[b].books), (names[a], names[b])
            for name, table in (
                ("transitions.parquet", transitions_table(counts, pair, draw)),
                ("pairs.parquet", pairs_table(counts, pair, draw)),
            ):
                tables.setdefault(name, []).append(table)


def _provenance(
    names: list[str], scenarios: list[Scenario], options: _Settled, command: str,
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
