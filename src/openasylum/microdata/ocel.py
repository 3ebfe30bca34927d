"""OCEL 2.0, the object-centric event log, as JSON and as SQLite (ocel-standard.org)."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_PIECE = 20_000  # rows held at once
_ALWAYS = "1970-01-01T00:00:00Z"  # the time of an attribute that never changes


def write_json(connection: "duckdb.DuckDBPyConnection", path: Path) -> None:
    """Write the log of a session as OCEL 2.0 JSON, a piece at a time.

    Args:
        connection: a session with `log_event`, `log_event_object`, `log_object_object` and a view
            `object_...` for each type of object.
        path: the file to write.
    """
    kinds = object_kinds(connection)
    with path.open("w", encoding="utf-8") as file:
        head = {
            "objectTypes": [
                {"name": kind, "attributes": [{"name": n, "type": "string"} for n in names]}
                for kind, names in kinds.items()
            ],
            "eventTypes": [
                {"name": name, "attributes": [{"name": "detail", "type": "string"}]}
                for name in _activities(connection)
            ],
        }
        file.write(json.dumps(head)[:-1])
        _write_list(file, "objects", _objects(connection, kinds))
        _write_list(file, "events", _events(connection))
        file.write("}\n")


def write_sqlite(connection: "duckdb.DuckDBPyConnection", path: Path) -> None:
    """Write the log of a session as OCEL 2.0 SQLite: a table a type, and tables of relations.

    Args:
        connection: as for `write_json`.
        path: the file to write.
    """
    kinds, activities = object_kinds(connection), _activities(connection)
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    try:
        database.executescript(_SCHEMA)
        for kind, names in kinds.items():
            database.execute("insert into object_map_type values (?, ?)", (kind, _mapped(kind)))
            columns = "".join(f', "{name}" TEXT' for name in names)
            database.execute(
                f'create table "object_{_mapped(kind)}" (ocel_id TEXT REFERENCES object, '
                f"ocel_time TIMESTAMP, ocel_changed_field TEXT{columns})"
            )
            _copy(connection, database, f"select object_id, '{kind}' from object_{kind}", "object")
            shown = "".join(f', "{name}"' for name in names)
            query = f"select object_id, '{_ALWAYS}', null{shown} from object_{kind}"
            _copy(connection, database, query, f"object_{_mapped(kind)}")
        _copy(connection, database, "select event_id, activity from log_event", "event")
        for name in activities:
            database.execute("insert into event_map_type values (?, ?)", (name, _mapped(name)))
            database.execute(
                f'create table "event_{_mapped(name)}" (ocel_id TEXT PRIMARY KEY REFERENCES event, '
                f"ocel_time TIMESTAMP, detail TEXT)"
            )
            query = f"select event_id, {_TIME}, detail from log_event where activity = '{name}'"
            _copy(connection, database, query, f"event_{_mapped(name)}")
        _copy(connection, database, "select * from log_event_object", "event_object")
        _copy(connection, database, "select * from log_object_object", "object_object")
        database.commit()
    finally:
        database.close()


_TIME = "strftime(happened, '%Y-%m-%dT%H:%M:%SZ')"
_SCHEMA = """
create table event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
create table object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
create table event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type);
create table object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type);
create table event_object (
    ocel_event_id TEXT REFERENCES event, ocel_object_id TEXT REFERENCES object, ocel_qualifier TEXT,
    PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier)
);
create table object_object (
    ocel_source_id TEXT REFERENCES object, ocel_target_id TEXT REFERENCES object,
    ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier)
);
"""
"""The relational schema of the standard: each table has its key, each relation what it names."""


def object_kinds(connection: "duckdb.DuckDBPyConnection") -> dict[str, list[str]]:
    """Types of objects and the names of their attributes."""
    found = connection.execute(
        "select view_name from duckdb_views() where view_name like 'object\\_%' escape '\\' "
        "order by view_name"
    ).fetchall()
    kinds = {}
    for (view,) in found:
        described = connection.execute(f"describe select * from {view}").fetchall()
        kinds[str(view).removeprefix("object_")] = [str(row[0]) for row in described[1:]]
    return kinds


def _activities(connection: "duckdb.DuckDBPyConnection") -> list[str]:
    found = connection.execute("select distinct activity from log_event order by 1").fetchall()
    return [str(name) for (name,) in found]


def _mapped(name: str) -> str:
    """A type's name as part of a table's name: letters and digits only."""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", name))


def _rows(connection: "duckdb.DuckDBPyConnection", query: str) -> Iterator[tuple[Any, ...]]:
    for batch in connection.sql(query).to_arrow_reader(_PIECE):
        columns = [column.to_pylist() for column in batch.columns]
        yield from zip(*columns, strict=True)


def _copy(
    connection: "duckdb.DuckDBPyConnection", database: sqlite3.Connection, query: str, into: str
) -> None:
    rows = iter(_rows(connection, query))
    first = next(rows, None)
    if first is None:
        return
    places = ", ".join("?" * len(first))
    insert = f'insert into "{into}" values ({places})'
    database.execute(insert, first)
    database.executemany(insert, rows)


def _write_list(file: Any, name: str, items: Iterator[dict[str, Any]]) -> None:
    file.write(f', "{name}": [')
    for i, item in enumerate(items):
        file.write(("," if i else "") + "\n" + json.dumps(item, ensure_ascii=False))
    file.write("]")


def _objects(
    connection: "duckdb.DuckDBPyConnection", kinds: dict[str, list[str]]
) -> Iterator[dict[str, Any]]:
    for kind, names in kinds.items():
        query = (
            f"select o.*, r.targets, r.qualifiers from object_{kind} o left join "
            f"(select source_id, list(target_id) as targets, list(qualifier) as qualifiers "
            f"from log_object_object group by source_id) r on r.source_id = o.object_id"
        )
        for key, *values, targets, qualifiers in _rows(connection, query):
            yield {
                "id": key,
                "type": kind,
                "attributes": [
                    {"name": name, "time": _ALWAYS, "value": value}
                    for name, value in zip(names, values, strict=True)
                    if value is not None
                ],
                "relationships": _related(targets, qualifiers),
            }


def _events(connection: "duckdb.DuckDBPyConnection") -> Iterator[dict[str, Any]]:
    query = (
        f"select e.event_id, e.activity, {_TIME}, e.detail, r.objects, "
        f"r.qualifiers from log_event e join (select event_id, list(object_id) as objects, "
        f"list(qualifier) as qualifiers from log_event_object group by event_id) r using (event_id)"
    )
    for key, activity, at, detail, objects, qualifiers in _rows(connection, query):
        yield {
            "id": key,
            "type": activity,
            "time": at,
            "attributes": [] if detail is None else [{"name": "detail", "value": detail}],
            "relationships": _related(objects, qualifiers),
        }


def _related(objects: list[str] | None, qualifiers: list[str] | None) -> list[dict[str, str]]:
    pairs = zip(objects or [], qualifiers or [], strict=True)
    return [{"objectId": one, "qualifier": how} for one, how in pairs]
