"""Event logs of imports and of runs: flat, and OCEL 2.0 in both forms, holding the same."""

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from openasylum.cli import main
from openasylum.errors import RecordError, UnknownName
from openasylum.microdata.event_log import NAMES, write_log
from openasylum.microdata.importer import Import
from openasylum.microdata.views import open_import


@pytest.fixture(scope="module", params=["import", "import with defects", "run"])
def source(request, imported: Import, imported_broken: Import, run_folder: Path) -> Path:
    folders = {"import": imported.folder, "run": run_folder}
    return folders.get(request.param, imported_broken.folder)


@pytest.fixture(scope="module")
def as_json(source: Path, tmp_path_factory):
    out = tmp_path_factory.mktemp("log") / "log.json"
    write_log(source, out, form="ocel-json")
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def as_sqlite(source: Path, tmp_path_factory):
    out = tmp_path_factory.mktemp("log") / "log.sqlite"
    write_log(source, out, form="ocel-sqlite")
    database = sqlite3.connect(out)
    yield database
    database.close()


TEXT = {"type": "string", "minLength": 1}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}


def listed(*required: str, **properties: object) -> dict[str, object]:
    item = {"type": "object", "properties": properties, "required": list(required)}
    return {"type": "array", "items": {**item, "additionalProperties": False}}


TYPES = {"enum": ["string", "time", "integer", "float", "boolean"]}
RELATED = listed("objectId", "qualifier", objectId=TEXT, qualifier=TEXT)
KINDS = listed("name", "attributes", name=TEXT, attributes=listed("name", "type", name=TEXT,
                                                                  type=TYPES))  # fmt: skip
VALUE = {"type": "string"}  # every attribute here is declared a string
SCHEMA = {
    "type": "object",
    "required": ["eventTypes", "objectTypes", "events", "objects"],
    "additionalProperties": False,
    "properties": {
        "eventTypes": KINDS,
        "objectTypes": KINDS,
        "events": listed(
            "id", "type", "time", id=TEXT, type=TEXT, time=TIME, relationships=RELATED,
            attributes=listed("name", "value", name=TEXT, value=VALUE),
        ),
        "objects": listed(
            "id", "type", id=TEXT, type=TEXT, relationships=RELATED,
            attributes=listed("name", "value", "time", name=TEXT, value=VALUE, time=TIME),
        ),
    },
}  # fmt: skip
"""What the JSON schema of OCEL 2.0 asks (ocel-standard.org), in our words and stricter."""


def test_ocel_json_is_as_the_schema_of_the_standard_has_it(as_json):
    Draft202012Validator.check_schema(SCHEMA)
    some = {name: as_json[name][:400] + as_json[name][-400:] for name in ("events", "objects")}
    errors = list(Draft202012Validator(SCHEMA).iter_errors({**as_json, **some}))
    assert errors == []
    broken = {**as_json, "events": [{**as_json["events"][0], "time": "2019-01-01"}]}
    assert list(Draft202012Validator(SCHEMA).iter_errors(broken))


def test_ocel_json_names_only_what_is_in_it_and_each_once(as_json):
    kinds = {one["name"]: {a["name"] for a in one["attributes"]} for one in as_json["objectTypes"]}
    objects = {one["id"]: one["type"] for one in as_json["objects"]}
    assert len(objects) == len(as_json["objects"])
    assert set(objects.values()) <= set(kinds)
    for one in as_json["objects"]:
        assert {a["name"] for a in one["attributes"]} <= kinds[one["type"]]
        assert all(r["objectId"] in objects for r in one["relationships"])
    names = {one["name"]: {a["name"] for a in one["attributes"]} for one in as_json["eventTypes"]}
    assert len({one["id"] for one in as_json["events"]}) == len(as_json["events"]) > 1000
    for one in as_json["events"]:
        assert {a["name"] for a in one["attributes"]} <= names[one["type"]]
        assert one["relationships"]
        assert all(r["objectId"] in objects for r in one["relationships"])


def test_ocel_sqlite_has_the_tables_and_keys_of_the_standard(as_sqlite):
    def columns(table: str) -> list[tuple[str, bool]]:
        found = as_sqlite.execute(f'pragma table_info("{table}")').fetchall()
        return [(name, bool(key)) for _, name, _, _, _, key in found]

    assert as_sqlite.execute("pragma foreign_key_check").fetchall() == []
    assert columns("event") == columns("object") == [("ocel_id", True), ("ocel_type", False)]
    assert columns("event_map_type") == [("ocel_type", True), ("ocel_type_map", False)]
    assert columns("object_map_type") == columns("event_map_type")
    assert [name for name, key in columns("event_object") if key] == [
        "ocel_event_id", "ocel_object_id", "ocel_qualifier",
    ]  # fmt: skip
    assert [name for name, key in columns("object_object") if key] == [
        "ocel_source_id", "ocel_target_id", "ocel_qualifier",
    ]  # fmt: skip
    for kind in ("event", "object"):
        mapped = as_sqlite.execute(f"select ocel_type_map from {kind}_map_type").fetchall()
        rows = [
            as_sqlite.execute(f'select count(*) from "{kind}_{name}"').fetchone()[0]
            for (name,) in mapped
        ]
        assert sum(rows) == as_sqlite.execute(f"select count(*) from {kind}").fetchone()[0] > 0
        for (name,) in mapped:
            has = [column for column, _ in columns(f"{kind}_{name}")]
            assert has[:2] == ["ocel_id", "ocel_time"]


def test_ocel_sqlite_holds_the_same_log(as_json, as_sqlite):
    def rows(query: str):
        return as_sqlite.execute(query).fetchall()

    assert dict(rows("select ocel_id, ocel_type from event")) == {
        one["id"]: one["type"] for one in as_json["events"]
    }
    related = Counter(
        (one["id"], r["objectId"], r["qualifier"])
        for one in as_json["events"]
        for r in one["relationships"]
    )
    assert Counter(rows("select * from event_object")) == related
    linked = {
        (one["id"], r["objectId"], r["qualifier"])
        for one in as_json["objects"]
        for r in one["relationships"]
    }
    assert set(rows("select * from object_object")) == linked
    times = {one["id"]: one["time"] for one in as_json["events"]}
    for name, mapped in rows("select * from event_map_type"):
        of_type = rows(f'select ocel_id, ocel_time from "event_{mapped}"')
        assert all(times[key] == at for key, at in of_type)
        assert len(of_type) == sum(one["type"] == name for one in as_json["events"])
    for _, mapped in rows("select * from object_map_type"):
        columns = [row[1] for row in rows(f'pragma table_info("object_{mapped}")')]
        assert columns[:3] == ["ocel_id", "ocel_time", "ocel_changed_field"]


def test_a_flat_log_has_the_columns_of_every_program_and_one_row_an_event(source, tmp_path):
    written = write_log(source, tmp_path / "log.csv", form="flat")
    log = pd.read_csv(tmp_path / "log.csv", dtype=str)
    assert {name for names in NAMES.values() for name in names} <= set(log.columns)
    assert len(log) == written.events
    assert log["activity_instance_id"].is_unique
    assert (log["case:concept:name"] == log["CASE_KEY"]).all()
    assert pd.to_datetime(log["time:timestamp"]).notna().all()
    for _, case in log.groupby("Case ID"):
        assert case["time:timestamp"].is_monotonic_increasing


def test_a_flat_log_for_one_program_has_its_columns_only(imported: Import, tmp_path):
    write_log(imported.folder, tmp_path / "log.parquet", form="flat", columns="celonis")
    names = pq.read_schema(tmp_path / "log.parquet").names
    assert names[:4] == ["CASE_KEY", "ACTIVITY_EN", "EVENTTIME", "_SORTING"]
    assert "concept:name" not in names


def test_the_log_of_an_import_is_its_timeline_and_that_of_a_run_its_events(
    imported: Import, run_folder, tmp_path
):
    with open_import(imported.folder) as connection:
        expected = connection.execute("select count(*) from timeline").fetchall()[0][0]
    assert write_log(imported.folder, tmp_path / "a.csv", form="flat").events == expected
    events = pq.read_metadata(run_folder / "events.parquet").num_rows
    assert write_log(run_folder, tmp_path / "b.csv", form="flat").events == events


def test_mistakes_leave_no_file(imported: Import, tmp_path, capsys):
    with pytest.raises(UnknownName, match="'xes' is not a form of event log"):
        write_log(imported.folder, tmp_path / "log.xes", form="xes")
    with pytest.raises(RecordError, match=r"A flat log is a \.csv"):
        write_log(imported.folder, tmp_path / "log.json", form="flat")
    with pytest.raises(RecordError, match="holds no finished import"):
        write_log(tmp_path, tmp_path / "log.csv", form="flat")
    (tmp_path / "old.csv").write_text("mine")
    words = ["microdata", "events", str(imported.folder), "--out", str(tmp_path / "old.csv")]
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["old.csv"]
