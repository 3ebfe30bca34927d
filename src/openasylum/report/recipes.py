"""A recipe worked out from a run: one number a draw, or why the run cannot give it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openasylum.errors import RecordError
from openasylum.records.published import Recipe
from openasylum.report.run import Draws, Run
from openasylum.report.words import day

Line = dict[date, Draws]


class NotInRun(Exception):
    """The run cannot give a number; the message says why, as a reader is told it."""


@dataclass(frozen=True)
class Numbers:
    """What one scenario of a run can be asked for: its series by month, and its measures."""

    run: Run
    scenario: str

    def work_out(self, recipe: Recipe) -> Draws:
        """The number of a recipe, one value a draw.

        Raises `NotInRun` with the reason if the run does not have it, and `RecordError` if the
        run's table of measures has a number twice.
        """
        if recipe.kind == "sum":
            return self._sum(recipe)
        if recipe.kind == "stock":
            return self._stock(recipe)
        if recipe.kind == "measure":
            return self._measure(recipe)
        first, second = (self.work_out(part) for part in recipe.parts())
        if recipe.kind == "difference":
            return np.subtract(first, second)
        if not np.all(second):
            raise NotInRun("what it would be divided by is zero in this run")
        return np.divide(first, second)

    def month(self, series: str, group: str, start: date) -> Draws:
        """A series in the month that starts on a day. Raises `NotInRun`."""
        return self._line(series, group).get(start, np.zeros(self.run.provenance.draws))

    def covers(self, start: date, until: date) -> None:
        """Raise `NotInRun` if the run does not have all days from `start` to before `until`."""
        if start < self.run.start:
            raise NotInRun(f"the run begins on {day(self.run.start)}")
        if until > self.run.until:
            raise NotInRun(f"the run ends on {day(self.run.last_day)}")

    def _sum(self, recipe: Recipe) -> Draws:
        assert recipe.sum is not None
        assert recipe.start is not None
        assert recipe.until is not None
        self.covers(recipe.start, recipe.until)
        line = self._line(recipe.sum, recipe.group)
        kept = [row for start, row in line.items() if recipe.start <= start < recipe.until]
        return np.sum(kept, axis=0) if kept else np.zeros(self.run.provenance.draws)

    def _stock(self, recipe: Recipe) -> Draws:
        assert recipe.stock is not None
        assert recipe.on is not None
        self.covers(recipe.on, recipe.on + timedelta(days=1))
        return self.month(recipe.stock, recipe.group, recipe.on.replace(day=1))

    def _line(self, series: str, group: str) -> Line:
        """A series by month. A run leaves out groups in which nobody was ever counted."""
        if (series, "all") not in self._lines:
            raise NotInRun(f"the run has no series {series}")
        by = group.partition("=")[0]
        told = any(name == series and each.startswith(f"{by}=") for name, each in self._lines)
        anyone = any(row.any() for row in self._lines[series, "all"].values())
        if group != "all" and anyone and not told:
            raise NotInRun(f"the run does not tell {series} apart by {by}")
        return self._lines.get((series, group), {})

    def _measure(self, recipe: Recipe) -> Draws:
        assert recipe.measure is not None
        assert recipe.on is not None
        if recipe.on > self.run.last_day:
            raise NotInRun(f"the run ends on {day(self.run.last_day)}")
        if self.run.measures is None:
            raise NotInRun("the run has no table of measures; run it again with this version")
        found = self._measures.get((recipe.measure, recipe.group, recipe.on), {})
        if not found:
            of = "" if recipe.group == "all" else f" of {recipe.group}"
            raise NotInRun(f"the run did not write {recipe.measure}{of} on {day(recipe.on)}")
        draws = self.run.provenance.draws
        values = np.array([found[draw] for draw in sorted(found)])
        if len(values) != draws or not np.isfinite(values).all():
            told = int(np.isfinite(values).sum())
            raise NotInRun(f"{recipe.measure} is a number in {told} of {draws} draws only")
        return values

    @cached_property
    def _lines(self) -> dict[tuple[str, str], Line]:
        table = self.run.series
        mine = pc.and_(
            pc.equal(table["scenario"], self.scenario), pc.equal(table["period"], "month")
        )
        asked = pc.or_(pc.equal(table["group"], "all"), pc.starts_with(table["series"], "mpp."))
        table = table.filter(pc.and_(mine, asked))
        keys = ("series", "group", "period_start", "draw")
        table = table.sort_by([(name, "ascending") for name in keys])
        rows = table["value"].to_numpy().reshape(-1, self.run.provenance.draws)
        firsts = pa.array(np.arange(0, len(table), self.run.provenance.draws))
        columns = [table[name].take(firsts).to_pylist() for name in keys[:3]]
        found: dict[tuple[str, str], Line] = {}
        for series, group, start, row in zip(*columns, rows, strict=True):
            found.setdefault((series, group), {})[start] = row
        return found

    @cached_property
    def _measures(self) -> dict[tuple[str, str, date], dict[int, float]]:
        assert self.run.measures is not None
        table = self.run.measures.filter(pc.equal(self.run.measures["scenario"], self.scenario))
        found: dict[tuple[str, str, date], dict[int, float]] = {}
        columns = ("measure", "group", "on", "draw", "value")
        for name, group, on, draw, value in zip(
            *(table[column].to_pylist() for column in columns), strict=True
        ):
            values = found.setdefault((name, group, on), {})
            if draw in values:
                raise RecordError(
                    f"{self.run.folder / 'measures.parquet'}: has {name} ({group}) on {on} twice"
                    f" in draw {draw}. Run the simulation again into an empty folder."
                )
            values[draw] = value
        return found
