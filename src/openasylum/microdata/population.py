"""A run's people and events as court cases and proceedings, ready to be written as a release."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import RecordError, UnknownName
from openasylum.microdata.facts import load_synthetic
from openasylum.microdata.session import quoted, sql_file

if TYPE_CHECKING:
    import duckdb


def load_population(
    connection: "duckdb.DuckDBPyConnection", run: Path, scenario: str | None
) -> dict[str, Any]:
    """Make the tables `court_case`, `proceeding`, `review`, `custody` and `court_event`.

    Args:
        connection: a session; it keeps the tables.
        run: a folder written by `openasylum simulate --people`.
        scenario: whose people; needed if the run has more than one.

    Returns:
        The run's own record (`run.json`), with the scenario chosen under `scenario`.

    Raises:
        RecordError: the folder holds no such run, or its people and events contradict each other.
        UnknownName: no scenario of that name.
    """
    record = run_views(connection, run, scenario)
    _load_filling(connection, date.fromisoformat(record["from"]))
    connection.execute(sql_file("synthetic/_cases"))
    _refuse_contradictions(connection, run)
    return record


def run_views(
    connection: "duckdb.DuckDBPyConnection", run: Path, scenario: str | None
) -> dict[str, Any]:
    """Make the views `people` and `events` of one scenario; arguments and errors as above."""
    record = _record_of(run)
    names = [str(one["name"]) for one in record["scenarios"]]
    if scenario is None and len(names) > 1:
        raise RecordError(f"{run}: holds {', '.join(names)}. Say which with --scenario.")
    chosen = scenario or names[0]
    if chosen not in names:
        raise UnknownName("scenario of this run", chosen, names)
    for kind in ("people", "events"):
        connection.execute(
            f"create view {kind} as select * from read_parquet({quoted(run / f'{kind}.parquet')}) "
            f"where scenario = {quoted(chosen)}"
        )
    return {**record, "scenario": chosen}


def _record_of(run: Path) -> dict[str, Any]:
    for name in ("run.json", "people.parquet", "events.parquet"):
        if not (run / name).is_file():
            raise RecordError(
                f"{run}: has no {name}, so its people cannot be written as cases. "
                f"Run 'openasylum simulate SCENARIO --people --out {run}'."
            )
    record: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    if record.get("draws", 1) != 1:
        raise RecordError(f"{run}: holds {record['draws']} draws. Run it with one draw.")
    return record


def _load_filling(connection: "duckdb.DuckDBPyConnection", first_day: date) -> None:
    filling = load_synthetic()
    connection.execute("create table citizenship (name varchar, nat varchar, language varchar)")
    connection.executemany(
        "insert into citizenship values (?, ?, ?)",
        [(name, one.nat, one.language) for name, one in filling.citizenships.items()],
    )
    connection.execute("create table court (place integer, code varchar)")
    connection.executemany("insert into court values (?, ?)", list(enumerate(filling.courts)))
    connection.execute("create table mpp_court (place integer, hloc varchar, court varchar)")
    connection.executemany(
        "insert into mpp_court values (?, ?, ?)",
        [(i, hloc, court) for i, (hloc, court) in enumerate(filling.mpp_courts.items())],
    )
    connection.execute(f"set variable first_day = date '{first_day}'")
    connection.execute(f"set variable judges = {filling.judges_per_court}")
    for name, charge in filling.charges.model_dump().items():
        connection.execute(f"set variable charge_{name} = {quoted(charge)}")


def _refuse_contradictions(connection: "duckdb.DuckDBPyConnection", run: Path) -> None:
    """Each proceeding opens once and ends at most once, and only the last may be open."""
    found = connection.execute(
        "select count(*) from proceeding where endings > 1 or opened is null "
        "or (not is_last and ended is null)"
    ).fetchone()
    if found and found[0]:
        raise RecordError(
            f"{run}: the events of {found[0]} proceedings contradict each other: more than one "
            f"ending, or a later proceeding before the end. This is a fault of the program; "
            f"please report it with the run's run.json."
        )
