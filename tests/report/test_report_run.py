"""A damaged run folder is one clear error that names the file and what to do."""

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from made import write_run

from openasylum.errors import RecordError
from openasylum.report.run import read_run


@pytest.fixture
def copy(two: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two, tmp_path / "run"))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="nowhere: no such folder"):
        read_run(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "name",
    [
        *("run.json", "series.parquet", "outcomes.parquet", "transitions.parquet"),
        *("pairs.parquet", "datapackage.json"),
    ],
)
def test_a_missing_file_is_named_with_the_remedy(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(RecordError, match=rf"{name}: is missing\. Run the simulation again"):
        read_run(copy)


@pytest.mark.parametrize(
    "name", [f"{name}.parquet" for name in ("series", "outcomes", "transitions", "pairs")]
)
def test_a_file_cut_off_is_named(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(RecordError, match=rf"{name}: is not a whole Parquet file"):
        read_run(copy)


def test_provenance_that_is_no_json_is_named(copy: Path) -> None:
    (copy / "run.json").write_text("{")
    with pytest.raises(RecordError, match=r"run\.json: is not JSON"):
        read_run(copy)


@pytest.mark.parametrize("field", ["scenarios", "until", "draws", "seed", "scale", "version"])
def test_provenance_without_a_field_names_the_field(copy: Path, field: str) -> None:
    facts = json.loads((copy / "run.json").read_text())
    del facts[field]
    (copy / "run.json").write_text(json.dumps(facts))
    with pytest.raises(RecordError, match=rf"run\.json: {field}: field required"):
        read_run(copy)


def test_a_scenario_that_the_provenance_does_not_name_is_an_error(copy: Path) -> None:
    facts = json.loads((copy / "run.json").read_text())
    facts["scenarios"][1]["name"] = "another"
    (copy / "run.json").write_text(json.dumps(facts))
    with pytest.raises(RecordError, match=r"has a scenario 'without_mpp' that run\.json does not"):
        read_run(copy)


def test_a_missing_column_is_named(copy: Path) -> None:
    table = pq.read_table(copy / "series.parquet").drop_columns(["unit"])
    pq.write_table(table, copy / "series.parquet")
    with pytest.raises(RecordError, match=r"series\.parquet: has no column 'unit'"):
        read_run(copy)


def test_a_value_that_is_no_number_is_an_error(copy: Path) -> None:
    table = pq.read_table(copy / "series.parquet")
    at = table.column_names.index("value")
    values = table["value"].to_pylist()
    values[7] = float("nan")
    pq.write_table(table.set_column(at, "value", pa.array(values)), copy / "series.parquet")
    with pytest.raises(RecordError, match="has a value that is not a number"):
        read_run(copy)


def test_a_series_without_some_of_its_draws_is_named(copy: Path) -> None:
    facts = json.loads((copy / "run.json").read_text())
    facts["draws"] = 2
    (copy / "run.json").write_text(json.dumps(facts))
    with pytest.raises(RecordError, match=r"1 draws, and run\.json says 2"):
        read_run(copy)


def test_a_small_group_may_have_nobody_in_some_of_the_draws(several: Path, tmp_path: Path) -> None:
    shutil.copytree(several, tmp_path / "run")
    path = tmp_path / "run" / "series.parquet"
    table = pq.read_table(path)
    row = {**table.slice(0, 1).to_pylist()[0], "group": "citizenship=cuba"}
    pq.write_table(pa.concat_tables([table, pa.Table.from_pylist([row], table.schema)]), path)
    assert read_run(tmp_path / "run").provenance.draws == 4


def test_a_repeated_row_is_an_error(copy: Path) -> None:
    table = pq.read_table(copy / "series.parquet")
    pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), copy / "series.parquet")
    with pytest.raises(RecordError, match="draws, and run"):
        read_run(copy)


def test_an_empty_table_is_an_error(copy: Path) -> None:
    table = pq.read_table(copy / "outcomes.parquet")
    pq.write_table(table.filter(pc.equal(table["draw"], -1)), copy / "outcomes.parquet")
    with pytest.raises(RecordError, match=r"outcomes\.parquet: has no rows"):
        read_run(copy)


def test_totals_add_up_over_the_months_of_the_run(two: Path) -> None:
    run = read_run(two)
    table = pq.read_table(two / "series.parquet").to_pylist()
    expected = sum(
        row["value"]
        for row in table
        if (row["series"], row["scenario"], row["period"], row["group"])
        == ("court.receipts", "as_enacted", "month", "all")
    )
    assert run.total("court.receipts", "as_enacted").tolist() == [expected]


def test_a_group_with_nobody_in_one_draw_is_no_damage(tmp_path: Path) -> None:
    folder = write_run(tmp_path, until=date(2013, 12, 1), draws=2)
    table = pq.read_table(folder / "series.parquet")
    one_draw = table.slice(0, 1).to_pylist()[0] | {"group": "citizenship=china"}
    more = pa.Table.from_pylist([one_draw], schema=table.schema)
    pq.write_table(pa.concat_tables([table, more]), folder / "series.parquet")
    run = read_run(folder)
    assert run.line(one_draw["series"], one_draw["scenario"])
    assert not run.line(one_draw["series"], one_draw["scenario"], group="citizenship=china")
