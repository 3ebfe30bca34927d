"""The catalogue of official statistics: which there are, what each counts, and its figures.

Tables lie in `facts/statistics`, each beside its record. A newer edition that a user has
read with `openasylum statistics update` lies in a folder of the user's choice; it is looked
into only when that folder is given as `root`, so no result changes unasked. Figures are
checked against the hash in their record each time they are read.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from openasylum.errors import OpenasylumError, RecordError, StaleFact, UnknownName
from openasylum.records.reader import read
from openasylum.records.series import File, Series
from openasylum.statistics.mapping import FACTS
from openasylum.statistics.tables import Table, apply_differences, from_text

if TYPE_CHECKING:
    import pyarrow as pa

PACKAGE = FACTS / "statistics"
_NAME = re.compile("[a-z0-9_]+")  # never a path or a pattern
_REMEDY = "See 'openasylum statistics' for the list."


@dataclass(frozen=True)
class Entry:
    """A record and the folder it was read from."""

    name: str
    folder: Path
    series: Series

    def path(self, file: File) -> Path:
        """Where a file of the record lies."""
        return self.folder / file.name


def names(*, root: Path | None = None) -> list[str]:
    """Every table there is, in alphabetical order."""
    return sorted({path.stem for path in _record_paths("*", root)})


def vintages(name: str, *, root: Path | None = None) -> list[str]:
    """The vintages of a table, oldest first."""
    return [entry.series.vintage for entry in entries(name, root=root)]


def record(name: str, *, vintage: str | None = None, root: Path | None = None) -> Series:
    """The provenance of a table: newest vintage unless one is named. Raises `UnknownName`."""
    return entry(name, vintage=vintage, root=root).series


def table(name: str, *, vintage: str | None = None, root: Path | None = None) -> pa.Table:
    """The figures of a table, without totals, as columns of dates, names and numbers.

    A row that is not there was "not applicable"; a null was "not available" (the record's
    columns say which can occur). Neither is a zero.

    Raises:
        UnknownName: no such table or vintage.
        StaleFact: the file is not the one its record describes.
    """
    return _arrow(entry(name, vintage=vintage, root=root), "rows", root)


def totals(name: str, *, vintage: str | None = None, root: Path | None = None) -> pa.Table:
    """The totals the agency itself printed beside a table: by fiscal year, and for "all".

    They are rounded apart from their parts and can hold people no part holds, so they are
    kept apart. Raises as `table` does, and `UnknownName` for a table without totals.
    """
    return _arrow(entry(name, vintage=vintage, root=root), "totals", root)


def entries(name: str, *, root: Path | None = None) -> list[Entry]:
    """The records of a table, one a vintage, oldest first. Raises `UnknownName`."""
    paths = _record_paths(name, root) if _NAME.fullmatch(name) else ()
    found = [Entry(name, path.parent, read(path, Series, shown_as=shown(path))) for path in paths]
    if not found:
        raise UnknownName("statistic", name, names(root=root), _REMEDY)
    return sorted(found, key=lambda each: each.series.vintage)


def entry(name: str, *, vintage: str | None = None, root: Path | None = None) -> Entry:
    """The record of a table in one vintage, the newest unless one is named."""
    found = entries(name, root=root)
    if vintage is None:
        return found[-1]
    for each in found:
        if each.series.vintage == vintage:
            return each
    known = [each.series.vintage for each in found]
    raise UnknownName(f"vintage of {name}", vintage, known)


def problems(*, root: Path | None = None) -> list[str]:
    """What is wrong with the tables on disk, one message each; nothing if all can be read."""
    found = []
    for name in names(root=root):
        try:
            for each in entries(name, root=root):
                for part in ("rows", "totals") if each.series.totals else ("rows",):
                    _text(each, part, root)
        except OpenasylumError as error:
            found.append(str(error))
    return found


def whole(here: Entry, part: Literal["rows", "totals"], root: Path | None = None) -> Table:
    """A vintage's cells by key, put together where only its differences are stored."""
    text, name = _text(here, part, root)
    return from_text(text, name)


def shown(path: Path) -> str:
    """A path as messages show it: from `statistics` on if it is the package's own."""
    inside = path.is_relative_to(FACTS)
    return path.relative_to(FACTS).as_posix() if inside else str(path)


def _record_paths(name: str, root: Path | None) -> Iterator[Path]:
    yield from PACKAGE.glob(f"*/**/{name}.yaml")
    if root is None:
        return
    if not root.is_dir():
        raise RecordError(
            f"{root}: no such folder. Give the folder 'openasylum statistics update' wrote to."
        )
    for path in root.rglob(f"{name}.yaml"):
        if not any(part.startswith(".") for part in path.relative_to(root).parts):
            yield path  # a folder with a leading dot is an edition still being written


def _text(here: Entry, part: str, root: Path | None) -> tuple[str, str]:
    """The text of a vintage's table, and the name of its file for messages."""
    file = here.series.file if part == "rows" else here.series.totals
    if file is None:
        raise UnknownName("table with printed totals", here.name, ())
    path = here.path(file)
    text = _checked(path, file)
    if here.series.differs_from:
        base = entry(here.name, vintage=here.series.differs_from, root=root)
        base_text, base_name = _text(base, part, root)
        text = apply_differences(from_text(base_text, base_name), text).text()
    return text, shown(path)


def _checked(path: Path, file: File) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StaleFact(
            f"{shown(path)}: cannot be read ({error.strerror}), but its record names it."
            " Put the file back ('git checkout', or install the package again)."
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise StaleFact(
            f"{shown(path)}: sha256 is {found[:12]}..., recorded as {file.sha256[:12]}..."
            " The table was changed without its record. Put the file back ('git checkout', or"
            " install the package again), or, if the change is meant, write tables and records"
            " together with 'python scripts/build_statistics.py'."
        )
    return content.decode()


def _arrow(here: Entry, part: Literal["rows", "totals"], root: Path | None) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    kinds = {
        "month": pa.date32(),
        "date": pa.date32(),
        "name": pa.string(),
        "text": pa.string(),
        "count": pa.int64(),
        "number": pa.float64(),
    }
    types = {name: kinds[column.kind] for name, column in here.series.columns.items()}
    if part == "totals":
        types = {**types, "period": pa.string(), "period_start": pa.date32()}
    text, _ = _text(here, part, root)
    options = csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False)
    parse = csv.ParseOptions(newlines_in_values=True)
    return csv.read_csv(io.BytesIO(text.encode()), convert_options=options, parse_options=parse)
