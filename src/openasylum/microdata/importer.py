"""A whole release into a folder of Parquet: table by table, resumable, each whole or absent."""

import errno
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openasylum.errors import RecordError
from openasylum.microdata.container import Member, Release, open_release
from openasylum.microdata.facts import load_tables
from openasylum.microdata.lookups import known_codes
from openasylum.microdata.table_import import (
    TableRecord,
    import_table,
    table_path,
    write_atomically,
)
from openasylum.microdata.views import views_sql

NEEDED = ("A_TblCase", "B_TblProceeding")
COUNT_TOLERANCE = 5  # rows; as the Deportation Data Project allows
Progress = Callable[[str, int, int], None]  # table, bytes of text done and in all


@dataclass
class Import:
    """What became of a release: one record a table, and what a reader should know."""

    folder: Path
    source: str
    tables: list[TableRecord] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """Each in one sentence; empty if nothing is amiss."""
        found = [
            f"{one.table}: {one.rows_read:,} rows were read and Count.txt says "
            f"{one.rows_stated:,}: {abs(one.difference or 0):,} "
            f"{'more' if (one.difference or 0) > 0 else 'fewer'}."
            for one in self.tables
            if abs(one.difference or 0) > COUNT_TOLERANCE
        ]
        found += [f"{name} is not in this release; what needs it says so." for name in self.missing]
        found += [
            f"{one.table}: {', '.join(one.extra_columns)} is not known here; kept as text."
            for one in self.tables
            if one.extra_columns
        ]
        return found

    def as_json(self) -> dict[str, Any]:
        """For programs: four counts a table, totals, warnings.

        What else is known of a table is in its own record, `import/TABLE.json`.
        """
        counts = ("rows_read", "rows_written", "rows_repaired", "rows_quarantined")
        return {
            "folder": str(self.folder),
            "source": self.source,
            "tables": {
                one.table: {name: getattr(one, name) for name in counts} for one in self.tables
            },
            "totals": {name: sum(getattr(one, name) for one in self.tables) for name in counts},
            "missing_tables": self.missing,
            "already_there": self.resumed,
            "warnings": self.warnings,
        }


def import_release(
    path: Path,
    into: Path,
    *,
    accept: bool = False,
    progress: Progress = lambda table, done, total: None,
) -> Import:
    """Import a release. Tables that a stopped import finished are not read again.

    Args:
        path: the zip as published, or the folder extracted from it.
        into: a new folder, or that of an import of the same release.
        accept: go on however many rows of a table are set aside.
        progress: told the table, and the bytes of text done and in all.

    Raises:
        RecordError: no release, one that lacks the cases, a folder with another import, a table
            that cannot be read, or a full disk.
    """
    release = open_release(path)
    names = {member.table for member in release.members}
    lacking = [name for name in NEEDED if name not in names]
    if lacking:
        raise RecordError(
            f"{path}: has no {' and no '.join(lacking)}, without which there are no cases. "
            f"Take the whole release as published; this has {', '.join(sorted(names)[:3])}"
            f"{' and others' if len(names) > 3 else ''} only."
        )
    missing = [name for name in load_tables().tables if name not in names]
    found = Import(into, str(path.name), missing=missing)
    with _folder(into, release):
        try:
            _import_all(release, into, found, accept=accept, progress=progress)
        except OSError as error:
            raise RecordError(_disk(error, into, found)) from None
        finally:
            shutil.rmtree(into / "import" / "partial", ignore_errors=True)
        write_atomically(into / "views.sql", views_sql(into, relative=True))
        about = {k: v for k, v in found.as_json().items() if k not in ("folder", "already_there")}
        write_atomically(into / "import" / "summary.json", json.dumps(about, indent=1))
    return found


def _import_all(
    release: Release, into: Path, found: Import, *, accept: bool, progress: Progress
) -> None:
    total, done = sum(member.size for member in release.members), 0
    codes = None
    for member in release.members:
        record = _finished(into, member)
        if record is not None:
            found.resumed.append(member.table)
        else:
            if codes is None and not member.is_lookup:
                codes = known_codes(into)
            before = done
            told = [0]

            def tick(size: int, member: Member = member, before: int = before,
                     told: list[int] = told) -> None:  # fmt: skip
                told[0] += size
                progress(member.table, before + told[0], total)

            record = import_table(release, member, into, codes or {}, accept=accept, tick=tick)
        found.tables.append(record)
        done += member.size
        progress(member.table, done, total)


def _finished(into: Path, member: Member) -> TableRecord | None:
    """The record of a table that is there already and whole, if it came from the same file."""
    path = into / "import" / f"{member.table}.json"
    names = {one.name for one in fields(TableRecord)}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        record = TableRecord(**{name: value for name, value in values.items() if name in names})
        rows = pq.read_metadata(table_path(into, member.table, is_lookup=member.is_lookup)).num_rows
    except (FileNotFoundError, ValueError, TypeError, AttributeError, pa.ArrowException):
        return None  # missing or damaged: it is imported again
    came_from = (record.size, record.mark) == (member.size, member.mark)
    return record if came_from and rows == record.rows_written + record.rows_repaired else None


@contextmanager
def _folder(into: Path, release: Release) -> Iterator[None]:
    """The folder of this release's import, for one import at a time."""
    marks = {member.table: [member.size, member.mark] for member in release.members}
    said = into / "import" / "release.json"
    if into.exists() and not into.is_dir():
        raise RecordError(f"{into}: is a file. Give a folder.")
    if into.is_dir() and any(into.iterdir()) and not (into / "import").is_dir():
        raise RecordError(f"{into}: holds other files. Give a new folder.")
    try:
        said.parent.mkdir(parents=True, exist_ok=True)
        with _locked(into):
            before = _said(said)
            if before is not None and before["tables"] != marks:
                raise RecordError(
                    f"{into}: holds the import of another release ({before['source']}). "
                    f"Import into a new folder: releases are never mixed."
                )
            about = {
                "source": release.path.name, "made_on": release.made_on, "tables": marks,
            }  # fmt: skip
            write_atomically(said, json.dumps(about, indent=1))
            yield
    except OSError as error:
        raise RecordError(_disk(error, into, None)) from None


def _said(path: Path) -> dict[str, Any] | None:
    """What a folder says it was imported from; none if it is new. Raises `RecordError`."""
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {"tables": found["tables"], "source": found["source"]}
    except (ValueError, KeyError, TypeError):
        raise RecordError(
            f"{path}: is damaged, so nobody can tell which release this folder holds. Import into "
            f"a new folder."
        ) from None


@contextmanager
def _locked(into: Path) -> Iterator[None]:
    """Hold the folder; the lock goes with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # Windows: nothing keeps two imports apart
        yield
        return
    with (into / "import" / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RecordError(
                f"{into}: another import is writing here. Wait for it, or stop it."
            ) from None
        yield


def _disk(error: OSError, into: Path, found: Import | None) -> str:
    whole = f" {len(found.tables)} tables are whole;" if found is not None else ""
    if error.errno == errno.ENOSPC:
        return (
            f"{into}: the disk is full.{whole} nothing half-written was kept. "
            f"Make room and run the same command again: it goes on where it stopped."
        )
    return f"{error.filename or into}: cannot be written or read ({error.strerror})."
