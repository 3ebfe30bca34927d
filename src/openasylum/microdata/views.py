"""Views over an import: opened here, or written for any program that reads DuckDB or Parquet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.errors import RecordError
from openasylum.microdata.facts import load_tables
from openasylum.microdata.session import quoted, session, sql_file
from openasylum.microdata.table_import import write_atomically

if TYPE_CHECKING:
    import duckdb

VIEWS = ("proceedings", "mpp_cases", "hearings", "applications", "lawyers", "families", "appeals",
         "cases", "timeline")  # fmt: skip
WRITTEN = ("cases", "timeline")
_CASTS = {
    "integer": "bigint", "datetime": "timestamp", "boolean": "boolean", "month": "date",
}  # fmt: skip


@contextmanager
def open_import(folder: Path) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A session with the views of an import.

    A table that the release did not have is an empty one here; `require` says so to who needs it.

    Raises:
        RecordError: the folder holds no finished import.
    """
    finished(folder)
    with session() as connection:
        connection.execute(views_sql(folder))
        yield connection


def finished(folder: Path) -> list[str]:
    """The tables of a finished import. Raises `RecordError` if it holds none."""
    summary = folder / "import" / "summary.json"
    if not summary.is_file():
        remedy = "Run the same 'openasylum microdata import' again to finish it."
        if not (folder / "import").is_dir():
            remedy = "Make one with 'openasylum microdata import RELEASE --to DIR'."
        raise RecordError(f"{folder}: holds no finished import. {remedy}")
    return list(json.loads(summary.read_text(encoding="utf-8"))["tables"])


def require(folder: Path, tables: tuple[str, ...], what: str) -> None:
    """Refuse to answer from a table that is not there. Raises `RecordError`."""
    lacking = [name for name in tables if not (folder / f"{name}.parquet").exists()]
    if lacking:
        raise RecordError(
            f"{folder}: {what} needs {', '.join(lacking)}, which this release did not have."
        )


def release_day(folder: Path) -> date:
    """The day a release was made, by the folder in it. Raises `RecordError` if none says so."""
    about = json.loads((folder / "import" / "release.json").read_text(encoding="utf-8"))
    if about["made_on"] is None:
        raise RecordError(
            f"{folder}: the release does not say when it was made. Say it with --as-of."
        )
    return date.fromisoformat(about["made_on"])


def views_sql(folder: Path | None = None, *, relative: bool = False) -> str:
    """The views as SQL.

    Args:
        folder: an import, whose missing tables become empty ones; none for the text as it is.
        relative: name files by their names only, for DuckDB run in the folder itself.
    """
    text = sql_file("views")
    for name in load_tables().tables if folder else ():
        path = (folder or Path()).resolve() / f"{name}.parquet"
        there = f"({_empty(name)})"
        if path.exists():
            there = f"read_parquet({quoted(path.name if relative else path)})"
        text = text.replace(f"read_parquet('{name}.parquet')", there)
    return text


def _empty(table: str) -> str:
    """A select with the columns of a table and no rows."""
    columns = ", ".join(
        f'null::{_CASTS.get(one.kind, "varchar")} as "{one.name.lower()}"'
        for one in load_tables().tables[table].parsed()
    )
    return f"select {columns} where false"


def write_views(folder: Path, *, rows: bool) -> list[Path]:
    """Write `views.sql` into an import and, if `rows`, `cases.parquet` and `timeline.parquet`.

    Raises:
        RecordError: the folder holds no finished import.
    """
    finished(folder)
    path = folder / "views.sql"
    write_atomically(path, views_sql(folder, relative=True))
    written = [path]
    if rows:
        with open_import(folder) as connection:
            for name in WRITTEN:
                target = folder / f"{name}.parquet"
                scratch = target.with_name(target.name + ".partial")
                order = "idncase" if name == "cases" else "idncase, on_day, place"
                connection.execute(
                    f"copy (select * from {name} order by {order}) to {quoted(scratch)} "
                    f"(format parquet, compression zstd)"
                )
                scratch.replace(target)
                written.append(target)
    return written
