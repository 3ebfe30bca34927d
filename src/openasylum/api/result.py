"""A finished run as a value: its tables, how it was made, and what it says of its doubt."""

from __future__ import annotations

import json
import shutil
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.api.tables import installed, selected
from openasylum.errors import UnknownName
from openasylum.report.run import read_run

if TYPE_CHECKING:
    import pyarrow as pa

    from openasylum.report.tables import Summary


class Result:
    """A finished run: what `simulate` and `compare` return, and what a run folder holds.

    Tables are Arrow tables, one row a figure; `datapackage.json` in the folder describes each.
    People, hours, days and dollars are totals of the whole country: a run at a smaller scale is
    scaled up. `scenario` is the scenario's name, `draw` counts from 0, `period_start` is the first
    day of a month or fiscal year, and a stock stands at the last day of its period.

    Attributes:
        folder: where the files lie; without `out` a temporary folder that goes with the value.
        provenance: the content of `run.json`: scenarios, seed, draws, scale, versions, and the
            hash of every fact that was used.

    Example:
        >>> import openasylum
        >>> run = openasylum.simulate("as_enacted", until="2014-10-01", scale=0.005)
        >>> sorted(run.tables)
        ['measures', 'outcomes', 'series']
        >>> run.table("series").column_names
        ['scenario', 'draw', 'series', 'period_start', 'period', 'group', 'value', 'unit']
        >>> run.provenance["scale"]
        0.005
    """

    def __init__(self, folder: Path | str, temporary: Path | None = None) -> None:
        """Read a run folder, strictly. `temporary` is removed when the value is no longer used.

        Raises:
            RecordError: the folder is not there, is not whole, or is damaged.
        """
        self.folder = Path(folder)
        if temporary is not None:
            weakref.finalize(self, shutil.rmtree, temporary, ignore_errors=True)
        self._run = read_run(self.folder)
        text = (self.folder / "run.json").read_text(encoding="utf-8")
        self.provenance: dict[str, Any] = json.loads(text)

    def __repr__(self) -> str:
        names = " against ".join(self.scenarios)
        return f"<Result of {names}, {self._run.start} to {self._run.last_day}>"

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios, in the order in which they were asked for."""
        return tuple(each.name for each in self._run.scenarios)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that this run has."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.parquet")))

    def table(self, name: str, **where: object) -> pa.Table:
        """A table of the run, or those of its rows that have the values given.

        Args:
            name: one of `tables`: `series`, `outcomes` and `measures`; `transitions` and `pairs`
                for compared scenarios; `people` and `events` if they were asked for.
            where: a value for a column, such as `series="court.pending"` or `group="all"`.

        Returns:
            A `pyarrow.Table`; `.to_pandas()` makes a data frame of it where pandas is installed,
            and `polars.from_arrow` takes it as it is.

        Raises:
            UnknownName: the run has no such table, column, or value in that column.

        Example:
            >>> import openasylum
            >>> run = openasylum.simulate("as_enacted", until="2014-10-01", scale=0.005)
            >>> year = run.table(
            ...     "series", series="court.pending", period="fiscal_year", group="all"
            ... )
            >>> year.num_rows, year["unit"][0].as_py(), 400_000 < year["value"][0].as_py() < 700_000
            (1, 'people', True)
        """
        if name not in self.tables:
            raise UnknownName("table of this run", name, self.tables)
        return selected(self.folder / f"{name}.parquet", name, where)

    def to_pandas(self, name: str, **where: object) -> Any:
        """As `table`, as a pandas data frame.

        Raises:
            OpenasylumError: pandas is not installed.
            UnknownName: as `table`.
        """
        installed("pandas", "to_pandas")
        return self.table(name, **where).to_pandas()

    def to_polars(self, name: str, **where: object) -> Any:
        """As `table`, as a Polars data frame.

        Raises:
            OpenasylumError: polars is not installed.
            UnknownName: as `table`.
        """
        return installed("polars", "to_polars").from_arrow(self.table(name, **where))

    def summary(self) -> Summary:
        """The run in short, as the command line prints it: amounts, differences, paired people.

        Amounts are means of the draws; with several draws they have the range of nine in ten.
        `.as_json()` gives plain values, the same as `--json`.
        """
        from openasylum.report.tables import summarized

        return summarized(self._run)


def read_result(folder: Path | str) -> Result:
    """The result of a run that was made before, by the command line or with `out`.

    Args:
        folder: what `--out` named.

    Raises:
        RecordError: the folder is not there, is not whole, or is damaged.

    Example:
        >>> import openasylum
        >>> first = openasylum.simulate("as_enacted", until="2014-10-01", scale=0.005)
        >>> again = openasylum.read_result(first.folder)
        >>> again.table("series").equals(first.table("series"))
        True
    """
    return Result(folder)


def write_report(result: Result | Path | str, path: Path | str | None = None) -> Path:
    """Write the report of a run: one HTML file that opens without a network.

    Args:
        result: a result, or the folder of a run.
        path: the file; `report.html` in the run's folder if not given. A temporary folder goes
            with its result, so name a file there.

    Returns:
        Where it was written, whole or not at all.

    Raises:
        RecordError: the folder is not whole, or is damaged.

    Example:
        >>> import openasylum, pathlib, tempfile
        >>> run = openasylum.simulate("as_enacted", until="2014-10-01", scale=0.005)
        >>> place = pathlib.Path(tempfile.mkdtemp()) / "answer.html"
        >>> openasylum.write_report(run, place) == place and place.stat().st_size > 100_000
        True
    """
    from openasylum.report.page import write_page

    run = result._run if isinstance(result, Result) else read_run(Path(result))
    return write_page(run, None if path is None else Path(path))
