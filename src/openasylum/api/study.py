"""Many runs as one value: what was found, the tables behind it, and which runs failed."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any

from openasylum.api.runs import as_file
from openasylum.api.tables import installed, selected
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

    from openasylum.ensemble.run import Progress as Told
    from openasylum.ensemble.run import State
    from openasylum.simulation.study import Progress


@dataclass(frozen=True, eq=False)
class Study:
    """A finished study of many runs: of `run_ensemble`, `staff`, `sensitivity` and `doubt`.

    Attributes:
        folder: where the files lie; without `out` a temporary folder that goes with the value.
        answer: plain values, those that the command prints with `--json`.
        failed: a line for each run that failed, with its reason; all that is told is of the
            others. Where this is not empty the command ends with status 2.

    Example:
        >>> import openasylum
        >>> made = openasylum.run_ensemble("as_enacted", seeds=2, scale=0.002, until="2014-10-01")
        >>> made.tables, made.failed
        (('draws', 'series'), ())
        >>> made.table("draws")["seed"].to_pylist()
        [1, 2]
    """

    folder: Path
    answer: Any = field(repr=False)
    failed: tuple[str, ...]
    _paths: Mapping[str, Path] = field(repr=False)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that this study has."""
        return tuple(sorted(self._paths))

    def table(self, name: str, **where: object) -> pa.Table:
        """A table of the study, or those of its rows that have the values given.

        Args:
            name: one of `tables`.
            where: a value for a column, such as `draw=0` or `group="all"`.

        Returns:
            A `pyarrow.Table`, as `Result.table`.

        Raises:
            RecordError: the file is damaged.
            UnknownName: the study has no such table, column, or value in that column.
        """
        if name not in self._paths:
            raise UnknownName("table of this study", name, self.tables)
        return selected(self._paths[name], name, where)

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


@dataclass(frozen=True)
class Place:
    """Where a study writes, and whether that is to go with its value."""

    folder: Path
    temporary: Path | None

    def study(self, answer: Any, failed: Iterable[str], tables: Mapping[str, str]) -> Study:
        """The finished study, with its tables' names and where they lie within the folder."""
        paths = {name: self.folder / path for name, path in tables.items()}
        made = Study(self.folder, answer, tuple(failed), paths)
        if self.temporary is not None:
            weakref.finalize(made, shutil.rmtree, self.temporary, ignore_errors=True)
        return made


@contextmanager
def place(out: Path | str | None) -> Iterator[Place]:
    """The folder that was named, or a temporary one, removed if the study does not come about."""
    if out is not None:
        yield Place(Path(out), None)
        return
    temporary = Path(mkdtemp(prefix="openasylum-"))
    try:
        yield Place(temporary / "run", temporary)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def as_words(
    function: str, scenarios: Sequence[str | Path | Scenario]
) -> Iterator[tuple[list[str], str]]:
    """Scenarios as the command line names them, and how they are called in a run's provenance.

    Raises `OpenasylumError` if there are none.
    """
    if not scenarios:
        raise OpenasylumError(f"{function}: of which scenario? Name one, such as 'as_enacted'.")
    with TemporaryDirectory(prefix="openasylum-") as drafts:
        asked = [as_file(each, Path(drafts)) for each in scenarios]
        yield asked, " ".join(Path(each).stem if each.startswith(drafts) else each
                              for each in asked)  # fmt: skip


def listed(said: str | Sequence[str] | None, name: str) -> str | None:
    """Names as the command line takes them, with commas between; none if nothing was said.

    Raises `OpenasylumError` for an empty list, which could mean all or none.
    """
    each = each_of(said, name)
    return None if each is None else ",".join(each)


def each_of(said: str | Sequence[str] | None, name: str) -> Sequence[str] | None:
    """One text or several, as several. Raises `OpenasylumError` as `listed`."""
    if said is None:
        return None
    each = [said] if isinstance(said, str) else list(said)
    if not any(each):
        raise OpenasylumError(f"{name}: is empty. Name at least one, or leave it out.")
    return each


def told_of(progress: Progress | None, stage: str) -> Told:
    """What an ensemble tells after each draw, passed on with the stage's name."""

    def told(state: State) -> None:
        if progress is not None:
            progress(stage, state.finished + state.failed, state.of)

    return told


def stage_of(progress: Progress | None) -> Callable[[str, int], Told]:
    """For studies with several ensembles: each one's name and number of draws, then its draws."""
    return lambda stage, _: told_of(progress, stage)


def by_stage(failed: Mapping[str, Sequence[str]]) -> list[str]:
    """A line for each run that failed, with the stage in which it did."""
    return [f"{stage}: {message}" for stage, messages in failed.items() for message in messages]
