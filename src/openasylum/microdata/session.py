"""DuckDB sessions of bounded memory, and the SQL files of this room."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from openasylum.errors import RecordError

if TYPE_CHECKING:
    import duckdb

SQL = Path(__file__).resolve().parent / "sql"
_PARQUET = re.compile(r"[\"']([^\"']+\.parquet)[\"']")
MEMORY = "500MB"  # of DuckDB's own; with Python, Arrow and a chunk of text it stays below 1 GB


@contextmanager
def session(
    memory: str = MEMORY, threads: int | None = None
) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A DuckDB connection that spills to a temporary folder rather than grow.

    Args:
        memory: as DuckDB writes it, such as '500MB'.
        threads: at most; as many as the machine has cores if not given.
    """
    import duckdb

    with TemporaryDirectory(prefix="openasylum-") as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": spill,
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads:
            settings["threads"] = threads
        connection = duckdb.connect(config=settings)
        try:
            connection.execute("set enable_progress_bar = false")
            yield connection
        except duckdb.Error as error:
            damaged = _PARQUET.search(str(error))
            if damaged is None or not isinstance(
                error, (duckdb.IOException, duckdb.InvalidInputException)
            ):
                raise
            raise RecordError(
                f"{damaged[1]}: is missing or not a whole Parquet file. Run 'openasylum microdata "
                f"import' again into the same folder: it makes what is missing or damaged."
            ) from None
        finally:
            connection.close()


def sql_file(name: str) -> str:
    """The text of one SQL file, by its path under `sql` without the ending."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def quoted(path: Path | str) -> str:
    """A path or word as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"
