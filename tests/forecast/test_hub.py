"""Hubverse tables: written, read back the same, and refused where wrong."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from openasylum.errors import RecordError
from openasylum.forecast import hub, tasks
from openasylum.forecast.known import known
from openasylum.forecast.prediction import Forecast
from openasylum.forecast.settings import settings, targets

LEVELS = (0.25, 0.5, 0.75)
RULES = hub.Rules(("court.pending", "court.receipts"), (1, 2), LEVELS)
ORIGIN = date(2019, 9, 30)
Change = Callable[[list[dict[str, Any]]], object]


def made(series: str = "court.receipts", horizon: int = 1, method: str = "ets") -> Forecast:
    end = date(ORIGIN.year + horizon, 9, 30)
    draws = np.arange(1.0, 102.0) * horizon
    return Forecast(method, series, ORIGIN, horizon, end, draws, "")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_is_written_is_read_back(kind, tmp_path):
    all_of_them = [made("court.receipts", 1), made("court.receipts", 2), made("court.pending", 1)]
    assert hub.write(tmp_path, all_of_them, LEVELS, kind) == 1
    path = tmp_path / "model-output" / "openasylum-ets" / f"2019-09-30-openasylum-ets.{kind}"
    found = hub.read(path, RULES)
    assert [(one.series, one.horizon) for one in found] == [
        ("court.receipts", 1), ("court.receipts", 2), ("court.pending", 1),
    ]  # fmt: skip
    assert found[1].values == (52, 102, 152)
    assert found[1].target_end == date(2021, 9, 30)


def test_each_method_and_round_has_its_file(tmp_path):
    assert hub.write(tmp_path, [made(), made(method="last_value")], LEVELS, "parquet") == 2


def test_columns_are_those_of_the_standard():
    content = hub.table([made()], LEVELS)
    assert content.column_names == [
        "origin_date", "target", "horizon", "location", "target_end_date", "output_type",
        "output_type_id", "value",
    ]  # fmt: skip
    assert content.num_rows == 3


def broken(folder: Path, change: Change) -> Path:
    """A file as written, with its rows changed."""
    rows = hub.table([made()], LEVELS).to_pylist()
    change(rows)
    path = folder / "2019-09-30-openasylum-ets.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


def put(row: int, **values: Any) -> Change:
    return lambda rows: rows[row].update(values)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put(2, value=1.0), "falls from 51 at quantile 0.5 to 1 at 0.75"),
        (lambda rows: rows.pop(1), "lacks the quantile 0.5. Give all 3"),
        (lambda rows: rows.append(rows[0]), "row 4: .* has the quantile 0.25 twice"),
        (put(1, output_type_id=0.6), "row 2: output_type_id 0.6 is not a known level"),
        (put(0, target="court.pendin"), "row 1: target 'court.pendin' is not known"),
        (put(0, horizon=9), "row 1: horizon '9' is not known. Known: 1, 2"),
        (put(0, location="MX"), "location 'MX' is not known. Known: US"),
        (put(0, output_type="mean"), "output_type 'mean' is not known. Known: quantile"),
        (put(0, target_end_date=date(2021, 9, 30)), "but horizon 1 from 2019-09-30 ends on 2020"),
        (put(0, value=-1.0), "row 1: value -1.0 is not a count"),
        (put(0, value=float("nan")), "value nan is not a count"),
        (put(0, value=None), "'value' is empty"),
        (lambda rows: [row.pop("horizon") for row in rows], "lacks the column 'horizon'"),
        (lambda rows: [row.update(age=1) for row in rows], "has a column 'age'"),
        (lambda rows: [row.update(horizon="x") for row in rows], "is not of its kind"),
    ],
)
def test_a_wrong_file_is_refused_with_its_fault(change, words, tmp_path):
    with pytest.raises(RecordError, match=words) as told:
        hub.read(broken(tmp_path, change), RULES)
    assert str(told.value).startswith("2019-09-30-openasylum-ets.parquet")


def test_a_csv_with_a_word_for_a_number_is_refused(tmp_path):
    path = tmp_path / "round.csv"
    csv.write_csv(hub.table([made()], LEVELS), path)
    path.write_text(path.read_text().replace("2019-09-30", "soon"))
    with pytest.raises(RecordError, match=r"round\.csv: cannot be read as csv"):
        hub.read(path, RULES)


def test_other_kinds_of_file_are_refused(tmp_path):
    with pytest.raises(RecordError, match="'xlsx' files are not read or written"):
        hub.read(tmp_path / "round.xlsx", RULES)
    with pytest.raises(RecordError, match="'json' files are not read or written"):
        hub.write(tmp_path, [made()], LEVELS, "json")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RecordError, match=r"none\.parquet: cannot be read"):
        hub.read(tmp_path / "none.parquet", RULES)


def test_tasks_name_every_target_level_and_end(tmp_path):
    chosen = settings()
    tasks.write_tasks(tmp_path, targets(), chosen.origins.value, chosen)
    said = json.loads((tmp_path / "hub-config" / "tasks.json").read_text())
    (task,) = said["rounds"][0]["model_tasks"]
    assert said["schema_version"].endswith("v5.0.0/tasks-schema.json")
    assert task["output_type"]["quantile"]["output_type_id"]["required"] == list(
        chosen.levels.value
    )
    assert task["task_ids"]["target"]["optional"] == targets()
    assert task["task_ids"]["target_end_date"]["optional"][-1] == "2026-09-30"
    keys = [one["target_keys"]["target"] for one in task["target_metadata"]]
    assert keys == targets()
    assert all(len(one["target_id"]) <= 30 for one in task["target_metadata"])


def test_the_figures_each_origin_had_are_written_with_their_mark(tmp_path):
    tasks.write_histories(tmp_path, [known("court.pending_active", ORIGIN)])
    rows = csv.read_csv(tmp_path / "auxiliary-data" / "known.csv").to_pylist()
    assert {row["mark"] for row in rows} == {"not the vintage of the day"}
    assert max(row["period_end"] for row in rows) == date(2018, 9, 30)
