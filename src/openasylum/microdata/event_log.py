"""Event logs of real or simulated cases: a flat table, or object-centric (OCEL 2.0)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.errors import RecordError, UnknownName
from openasylum.microdata.ocel import object_kinds, write_json, write_sqlite
from openasylum.microdata.population import run_views
from openasylum.microdata.session import quoted, session, sql_file
from openasylum.microdata.views import open_import
from openasylum.statistics.tables import FORMULA_STARTS

if TYPE_CHECKING:
    import duckdb

NAMES: dict[str, dict[str, str]] = {
    "pm4py": {
        "case:concept:name": "case_id", "concept:name": "activity", "time:timestamp": "happened",
        "org:resource": "court", "lifecycle:transition": "'complete'",
    },
    "disco": {
        "Case ID": "case_id", "Activity": "activity", "Complete Timestamp": "happened",
        "Resource": "court",
    },
    "celonis": {
        "CASE_KEY": "case_id", "ACTIVITY_EN": "activity", "EVENTTIME": "happened",
        "_SORTING": "place",
    },
    "bupar": {
        "case_id": "case_id", "activity_id": "activity", "activity_instance_id": "event_id",
        "lifecycle_id": "'complete'", "timestamp": "happened", "resource_id": "court",
    },
}  # fmt: skip
"""For each program, the columns it looks for, and what stands in them."""

FORMS = ("flat", "ocel-json", "ocel-sqlite")


@dataclass(frozen=True)
class Written:
    """What was written, where."""

    path: Path
    form: str
    events: int
    objects: int


def write_log(
    source: Path, out: Path, *, form: str, columns: str = "all", scenario: str | None = None
) -> Written:
    """Write the events of an import, or of a run's people, for programs of process mining.

    Times are days; their seconds carry the order of events within a day and nothing else.

    Args:
        source: a finished import, or a folder of `openasylum simulate --people`.
        out: the file to write, new; flat logs end in .csv or .parquet.
        form: one of `FORMS`.
        columns: for a flat log, a program in `NAMES`, or all of their columns.
        scenario: of a run with several.

    Raises:
        RecordError: no such source, or the file is there already.
        UnknownName: no such form, program or scenario.
    """
    if form not in FORMS:
        raise UnknownName("form of event log", form, FORMS)
    if columns != "all" and columns not in NAMES:
        raise UnknownName("program with columns of its own", columns, [*NAMES, "all"])
    if out.exists():
        raise RecordError(f"{out}: is there already. Choose a new file.")
    if form == "flat" and out.suffix not in (".csv", ".parquet"):
        raise RecordError(f"{out}: ends in '{out.suffix}'. A flat log is a .csv or a .parquet.")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.partial{out.suffix}")
    writers: dict[str, Callable[[duckdb.DuckDBPyConnection, Path], None]] = {
        "flat": lambda connection, path: _write_flat(connection, path, columns),
        "ocel-json": write_json,
        "ocel-sqlite": write_sqlite,
    }
    try:
        with _log(source, scenario) as connection:
            writers[form](connection, partial)
            counts = [
                connection.execute(f"select count(*) from {view}").fetchall()[0][0]
                for view in ("log_event", *(f"object_{kind}" for kind in object_kinds(connection)))
            ]
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return Written(out, form, counts[0], sum(counts[1:]))


@contextmanager
def _log(source: Path, scenario: str | None) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A session with the events of a source and the objects they are about."""
    if (source / "run.json").exists():
        with session() as connection:
            run_views(connection, source, scenario)
            connection.execute(sql_file("log_of_run"))
            yield connection
        return
    with open_import(source) as connection:
        text = sql_file("log_of_import")
        path = source.resolve() / "A_TblCase.parquet"
        text = text.replace("read_parquet('A_TblCase.parquet')", f"read_parquet({quoted(path)})")
        connection.execute(text)
        yield connection


def _write_flat(connection: "duckdb.DuckDBPyConnection", path: Path, columns: str) -> None:
    """One row an event, with the traits of its case as further columns."""
    programs = NAMES.values() if columns == "all" else [NAMES[columns]]
    shown = {name: what for names in programs for name, what in names.items()}
    described = connection.execute("describe select * exclude (case_id) from log_case").fetchall()
    traits = [str(row[0]) for row in described]
    heads = ", ".join(
        f'{what if what.startswith(chr(39)) else "e." + what} as "{name}"'
        for name, what in shown.items()
    )
    heads += "".join(f', c.{trait} as "case:{trait}"' for trait in traits)
    as_file = "format csv, header" if path.suffix == ".csv" else "format parquet, compression zstd"
    connection.execute(
        f"create temp view log_flat as select {heads}, e.detail, e.case_id::bigint as log_order, "
        f"e.happened as log_then from log_event e left join log_case c using (case_id)"
    )
    columns_of = connection.execute("describe log_flat").fetchall()
    texts = [row[0] for row in columns_of if row[1] == "VARCHAR" and path.suffix == ".csv"]
    safe = ", ".join(f'{_not_a_formula(name)} as "{name}"' for name in texts)
    connection.execute(
        f"copy (select * exclude (log_order, log_then){f' replace ({safe})' if safe else ''} "
        f"from log_flat order by log_order, log_then) to {quoted(path)} ({as_file})"
    )


def _not_a_formula(name: str) -> str:
    """SQL: a text column with a ' before what a spreadsheet would run."""
    starts = "[" + "".join(f"\\x{{{ord(each):x}}}" for each in FORMULA_STARTS) + "]"
    return f'case when regexp_matches("{name}", {quoted("^" + starts)}) ' + (
        f'then {quoted(chr(39))} || "{name}" else "{name}" end'
    )
