"""A run folder, read strictly: what is missing or damaged is one clear error."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openasylum.errors import RecordError

Draws = npt.NDArray[np.float64]

_SERIES = {
    "scenario": pa.string(),
    "draw": pa.int64(),
    "series": pa.string(),
    "period_start": pa.date32(),
    "period": pa.string(),
    "group": pa.string(),
    "value": pa.float64(),
    "unit": pa.string(),
}
_OUTCOMES = {
    "scenario": pa.string(),
    "draw": pa.int64(),
    "cohort": pa.int64(),
    "group": pa.string(),
    "outcome": pa.string(),
    "people": pa.float64(),
}
_TRANSITIONS = {
    "scenario_a": pa.string(),
    "scenario_b": pa.string(),
    "draw": pa.int64(),
    "outcome_a": pa.string(),
    "outcome_b": pa.string(),
    "group": pa.string(),
    "people": pa.float64(),
}
_MEASURES = {
    "scenario": pa.string(),
    "draw": pa.int64(),
    "measure": pa.string(),
    "group": pa.string(),
    "on": pa.date32(),
    "value": pa.float64(),
    "unit": pa.string(),
}
_PAIRS = {
    "scenario_a": pa.string(),
    "scenario_b": pa.string(),
    "draw": pa.int64(),
    "group": pa.string(),
    "measure": pa.string(),
    "value": pa.float64(),
    "unit": pa.string(),
}
_DOUBT = {
    "output": pa.string(),
    "measure": pa.string(),
    "series": pa.string(),
    "group": pa.string(),
    "fiscal_year": pa.int64(),
    "unit": pa.string(),
    "part": pa.string(),
    "alternative": pa.string(),
    "runs": pa.int64(),
    "failed": pa.int64(),
    "central": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "share": pa.float64(),
}
_AGAIN = "Run the simulation again into an empty folder."


class ScenarioRun(BaseModel):
    """A scenario as the run names it; `record` is the scenario as it was read."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: str = Field(min_length=1)
    title: str
    question: str = ""
    record: dict[str, Any] | None = None


class Provenance(BaseModel):
    """What `run.json` says about how a result was made."""

    model_config = ConfigDict(extra="allow", frozen=True)

    command: str
    scenarios: tuple[ScenarioRun, ...] = Field(min_length=1)
    until: date
    seed: int
    draws: int = Field(ge=1)
    scale: float = Field(gt=0)
    version: str
    versions: dict[str, str] = Field(default_factory=dict)
    facts: dict[str, str] = Field(default_factory=dict)
    assumptions: str = ""
    notes: tuple[str, ...] = ()
    people: int | None = None
    events: int | None = None
    kernel_seconds: float | None = None
    wall_seconds: float | None = None
    peak_memory_bytes: int | None = None
    created: str = ""


@dataclass(frozen=True)
class Run:
    """A finished run: its provenance and its tables."""

    folder: Path
    provenance: Provenance
    series: pa.Table
    outcomes: pa.Table
    transitions: pa.Table | None
    pairs: pa.Table | None
    measures: pa.Table | None = None
    doubt: pa.Table | None = None

    @property
    def scenarios(self) -> tuple[ScenarioRun, ...]:
        """The scenarios in the order in which they were asked for."""
        return self.provenance.scenarios

    @cached_property
    def _whole(self) -> dict[tuple[str, str, str, str], dict[date, Draws]]:
        """Values by scenario, series, group and period, each a line of days and draws."""
        order = ["scenario", "series", "group", "period", "period_start", "draw"]
        table = self.series.filter(_wanted(self.series)).sort_by([(c, "ascending") for c in order])
        draws = self.provenance.draws
        values = table["value"].to_numpy().reshape(-1, draws)
        keys = table.select(order[:5]).take(pa.array(np.arange(0, len(table), draws)))
        if not len(keys):
            return {}
        coded = [_coded(keys[name]) for name in order[:4]]
        codes = np.stack([each.indices.to_numpy() for each in coded])
        edges = np.flatnonzero((np.diff(codes, axis=1) != 0).any(axis=0)) + 1
        starts = keys["period_start"].to_numpy()
        days, of_day = np.unique(starts, return_inverse=True)
        dates = days.astype(object)[of_day]
        words = [each.dictionary.to_pylist() for each in coded]
        found: dict[tuple[str, str, str, str], dict[date, Draws]] = {}
        for first, last in pairwise([0, *edges.tolist(), len(keys)]):
            scenario, series, group, period = (
                known[code] for known, code in zip(words, codes[:, first], strict=True)
            )
            lines = zip(dates[first:last], values[first:last], strict=True)
            found[scenario, series, group, period] = dict(lines)
        return found

    def line(
        self, series: str, scenario: str, *, group: str = "all", period: str = "month"
    ) -> Mapping[date, Draws]:
        """The values of a series by the first day of each period, one number a draw."""
        return self._whole.get((scenario, series, group, period), {})

    def groups(self, series: str) -> list[str]:
        """The groups a series is told apart by, "all" left out, in order of their names."""
        names = {g for s, name, g, _ in self._whole if name == series and g != "all"}
        return sorted(names)

    def unit(self, series: str) -> str:
        """The unit of a series; empty if the run does not have it."""
        return self._units.get(series, "")

    @cached_property
    def _units(self) -> dict[str, str]:
        pairs = self.series.select(["series", "unit"]).group_by(["series", "unit"]).aggregate([])
        return dict(zip(pairs["series"].to_pylist(), pairs["unit"].to_pylist(), strict=True))

    def total(self, series: str, scenario: str, *, group: str = "all") -> Draws:
        """The sum of a flow over the whole run, one number a draw."""
        rows = list(self.line(series, scenario, group=group).values())
        return np.sum(rows, axis=0) if rows else np.zeros(self.provenance.draws)

    def last(self, series: str, scenario: str) -> Draws | None:
        """A stock on the last day of the run, one number a draw; None without such a series."""
        line = self.line(series, scenario)
        return line[max(line)] if line else None

    @cached_property
    def start(self) -> date:
        """The first day of the run."""
        return pc.min(self.series["period_start"]).as_py()  # type: ignore[no-any-return]

    @property
    def until(self) -> date:
        """The first day that the run no longer covers."""
        return self.provenance.until

    @property
    def last_day(self) -> date:
        """The last day that the run covers."""
        return self.until - timedelta(days=1)

    def has_series(self, series: str) -> bool:
        """Whether the run has any figure of a series."""
        return series in self._units


_GROUPED = ("officers.hours", "judges.hours", "cost.usd")


def _coded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column of words as numbers of words."""
    return column.cast(pa.string()).combine_chunks().dictionary_encode()


def _wanted(table: pa.Table) -> Any:
    """The rows the report shows: whole series, and those told apart by purpose or base rate."""
    grouped = pc.is_in(table["series"], value_set=pa.array(_GROUPED))
    errors = pc.starts_with(table["group"], "base_rate=")
    return pc.or_(pc.or_(pc.equal(table["group"], "all"), grouped), errors)


def read_run(folder: Path) -> Run:
    """Read a run folder. Raises `RecordError` that names the file and what to do."""
    if not folder.is_dir():
        raise RecordError(
            f"{folder}: no such folder. Give the folder that 'openasylum compare --out' or"
            " 'openasylum simulate --out' wrote."
        )
    provenance = _provenance(folder / "run.json")
    _checked_json(folder / "datapackage.json")
    names = {scenario.name for scenario in provenance.scenarios}
    series = _table(folder / "series.parquet", _SERIES)
    _check_series(folder / "series.parquet", series, provenance, names)
    outcomes = _table(folder / "outcomes.parquet", _OUTCOMES)
    _check_names(folder / "outcomes.parquet", outcomes["scenario"], names)
    transitions = pairs = None
    if len(names) > 1:
        transitions = _of_pairs(folder / "transitions.parquet", _TRANSITIONS, names)
        pairs = _of_pairs(folder / "pairs.parquet", _PAIRS, names)
        _check_finite(folder / "pairs.parquet", pairs)
    measures = _measures(folder, names)
    doubt = _doubt(folder)
    return Run(folder, provenance, series, outcomes, transitions, pairs, measures, doubt)


def _doubt(folder: Path) -> pa.Table | None:
    """Doubt in parts, if `openasylum doubt --into` put it there."""
    path = folder / "doubt.parquet"
    return _table(path, _DOUBT) if path.exists() else None


def _measures(folder: Path, names: set[str]) -> pa.Table | None:
    """The measures that a run may have written; earlier versions wrote none."""
    path = folder / "measures.parquet"
    if not path.exists():
        return None
    table = _table(path, _MEASURES)
    _check_names(path, table["scenario"], names)
    return table


def _of_pairs(path: Path, columns: Mapping[str, Any], names: set[str]) -> pa.Table:
    table = _table(path, columns)
    for column in ("scenario_a", "scenario_b"):
        _check_names(path, table[column], names)
    return table


def _checked_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordError(f"{path}: is missing. {_AGAIN}") from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}). {_AGAIN}") from None
    except ValueError as error:  # JSON and UTF-8 errors alike
        raise RecordError(f"{path}: is not JSON ({error}). {_AGAIN}") from None


def _provenance(path: Path) -> Provenance:
    try:
        found = Provenance.model_validate(_checked_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        raise RecordError(f"{path}: {where}: {first['msg'].lower()}. {_AGAIN}") from None
    names = [scenario.name for scenario in found.scenarios]
    if len(set(names)) != len(names):
        raise RecordError(f"{path}: names a scenario twice ({', '.join(names)}). {_AGAIN}")
    return found


def _table(path: Path, columns: Mapping[str, Any]) -> pa.Table:
    try:
        table = pq.read_table(path)
    except FileNotFoundError:
        raise RecordError(f"{path}: is missing. {_AGAIN}") from None
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0][:120]
        raise RecordError(f"{path}: is not a whole Parquet file ({reason}). {_AGAIN}") from None
    lacking = [name for name in columns if name not in table.column_names]
    if lacking:
        raise RecordError(f"{path}: has no column '{lacking[0]}'. {_AGAIN}")
    try:
        table = table.select(list(columns)).cast(pa.schema(list(columns.items())))
    except (pa.ArrowException, ValueError) as error:
        reason = str(error).splitlines()[0][:120]
        raise RecordError(f"{path}: a column is of the wrong kind ({reason}). {_AGAIN}") from None
    for name in columns:
        if table[name].null_count:
            raise RecordError(f"{path}: column '{name}' has an empty cell. {_AGAIN}")
    if not len(table):
        raise RecordError(f"{path}: has no rows. {_AGAIN}")
    return table.combine_chunks()


def _check_names(path: Path, column: Any, names: Iterable[str]) -> None:
    strange = sorted(set(pc.unique(column).to_pylist()) - set(names))
    if strange:
        raise RecordError(
            f"{path}: has a scenario '{strange[0]}' that run.json does not name. {_AGAIN}"
        )


def _check_finite(path: Path, table: pa.Table) -> None:
    if not pc.all(pc.is_finite(table["value"])).as_py():
        raise RecordError(f"{path}: has a value that is not a number. {_AGAIN}")


def _check_series(path: Path, table: pa.Table, provenance: Provenance, names: set[str]) -> None:
    _check_names(path, table["scenario"], names)
    absent = sorted(names - set(pc.unique(table["scenario"]).to_pylist()))
    if absent:
        raise RecordError(f"{path}: has no rows of the scenario '{absent[0]}'. {_AGAIN}")
    _check_finite(path, table)
    periods = sorted(set(pc.unique(table["period"]).to_pylist()) - {"month", "fiscal_year"})
    if periods:
        raise RecordError(f"{path}: has an unknown period '{periods[0]}'. {_AGAIN}")
    keys = ["scenario", "series", "group", "period", "period_start"]
    shown = table.filter(_wanted(table))  # a small group may have nobody in some of the draws
    counts = shown.group_by(keys).aggregate([("draw", "count"), ("draw", "count_distinct")])
    draws = provenance.draws
    for name in ("draw_count", "draw_count_distinct"):
        uneven = counts.filter(pc.not_equal(counts[name], draws))
        if len(uneven):
            row = uneven.slice(0, 1).to_pylist()[0]
            raise RecordError(
                f"{path}: {row['series']} of {row['scenario']} ({row['group']}) has on"
                f" {row['period_start']} {row[name]} draws, and run.json says {draws}. {_AGAIN}"
            )
