"""The catalogue: names, vintages, hashes."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from openasylum.errors import RecordError, StaleFact, UnknownName
from openasylum.statistics import catalog


def test_names_are_in_order_and_each_has_a_record() -> None:
    names = catalog.names()
    assert names == sorted(names)
    assert "encounters_by_citizenship" in names
    assert all(catalog.record(name).title for name in names)


def test_a_table_has_dates_names_and_whole_numbers() -> None:
    table = catalog.table("encounters_by_citizenship")
    assert table.schema.types == [pa.date32(), pa.string(), pa.string(), pa.int64()]


def test_the_newest_vintage_is_given_unless_another_is_named() -> None:
    assert catalog.vintages("book_outs_by_agency") == ["2024-07", "2024-08"]
    newest = catalog.table("book_outs_by_agency")
    older = catalog.table("book_outs_by_agency", vintage="2024-07")
    assert max(newest["month"].to_pylist()) == date(2024, 8, 1)
    assert max(older["month"].to_pylist()) == date(2024, 7, 1)


def test_an_older_vintage_is_whole_and_keeps_its_own_countries() -> None:
    older = catalog.table("encounters_by_citizenship", vintage="2024-07").to_pylist()
    newer = catalog.table("encounters_by_citizenship").to_pylist()
    assert len(older) == 130 * 2 * 11
    assert {"peru"} == {r["citizenship"] for r in older} - {r["citizenship"] for r in newer}
    assert {"china"} == {r["citizenship"] for r in newer} - {r["citizenship"] for r in older}


def test_a_misspelt_name_gets_a_hint() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean .*'encounters_by_citizenship'") as error:
        catalog.table("encounters_by_citizenshp")
    assert "See 'openasylum statistics' for the list." in str(error.value)


@pytest.mark.parametrize("name", ["", "../secrets", "a/b", "*", "eoir.pending"])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(UnknownName):
        catalog.table(name)


def test_an_unknown_vintage_names_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean '2024-08' or '2024-07'\?"):
        catalog.table("book_outs_by_agency", vintage="2024-06")


def test_a_table_without_totals_says_so() -> None:
    with pytest.raises(UnknownName, match="'eoir_pending' is not a table with printed totals"):
        catalog.totals("eoir_pending")


def test_a_changed_table_is_stale_and_says_what_to_do(small_catalogue: Path) -> None:
    path = small_catalogue / "ohss_monthly" / "2024-07" / "credible_fear_completed.csv"
    path.write_text(path.read_text().replace("positive", "granted"))
    with pytest.raises(StaleFact) as error:
        catalog.table("credible_fear_completed")
    message = str(error.value)
    assert "credible_fear_completed.csv: sha256 is " in message
    assert "recorded as " in message
    assert "Put the file back" in message
    assert "python scripts/build_statistics.py" in message
    catalog.table("encounters_by_sector")  # the others are as they were


def test_a_table_that_is_gone_is_stale(small_catalogue: Path) -> None:
    (small_catalogue / "ohss_monthly" / "2024-07" / "credible_fear_completed.csv").unlink()
    with pytest.raises(StaleFact, match=r"cannot be read \(No such file or directory\)"):
        catalog.table("credible_fear_completed")


def test_a_changed_base_makes_the_vintage_built_on_it_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(catalog.PACKAGE / "ohss_monthly", package / "ohss_monthly")
    monkeypatch.setattr(catalog, "PACKAGE", package)
    base = package / "ohss_monthly" / "2024-08" / "ice_book_ins.csv"
    base.write_text(base.read_text() + "2024-09-01,cbp,10\n")
    with pytest.raises(StaleFact):
        catalog.table("ice_book_ins", vintage="2024-07")


def test_another_folder_is_looked_into_only_when_named(
    small_catalogue: Path, tmp_path: Path, make_workbook: Any
) -> None:
    from openasylum.statistics.update import update

    update(make_workbook("2024_1206_ohss.xlsx", last_month="August"), tmp_path / "mine")
    assert catalog.vintages("ice_book_ins") == ["2024-07"]
    assert catalog.vintages("ice_book_ins", root=tmp_path / "mine") == ["2024-07", "2024-08"]
    months = catalog.table("ice_book_ins", root=tmp_path / "mine")["month"].to_pylist()
    assert max(months) == date(2024, 8, 1)


def test_a_folder_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such folder"):
        catalog.names(root=tmp_path / "nowhere")


def test_an_edition_still_being_written_is_not_seen(small_catalogue: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(small_catalogue / "ohss_monthly" / "2024-07", mine / ".new-1")
    assert catalog.vintages("ice_book_ins", root=mine) == ["2024-07"]


def test_package_can_be_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    copy = tmp_path / "package"
    shutil.copytree(catalog.PACKAGE / "agencies", copy / "agencies")
    copy.chmod(0o555)
    assert catalog.table("cbp_encounters", root=copy).num_rows > 0
    copy.chmod(0o755)


def test_the_tables_of_the_project_have_no_problems() -> None:
    assert catalog.problems() == []


def test_every_problem_is_told_at_once(small_catalogue: Path) -> None:
    folder = small_catalogue / "ohss_monthly" / "2024-07"
    (folder / "ice_book_ins_totals.csv").write_text("changed")
    record = folder / "ice_book_outs.yaml"
    record.write_text(record.read_text().replace("producer:", "producers:"))
    first, second = catalog.problems()
    assert "ice_book_ins_totals.csv: sha256 is" in first
    assert "'producers' is not a field of Series. Did you mean 'producer'?" in second


def test_a_record_must_say_what_a_missing_value_means(small_catalogue: Path) -> None:
    record = small_catalogue / "ohss_monthly" / "2024-07" / "ice_book_outs.yaml"
    record.write_text(record.read_text().replace("missing_means", "means"))
    with pytest.raises(RecordError, match="'book_outs' does not say what a missing value means"):
        catalog.record("ice_book_outs")


def test_a_record_must_say_what_one_unit_is(small_catalogue: Path) -> None:
    record = small_catalogue / "ohss_monthly" / "2024-07" / "ice_book_outs.yaml"
    kept = [line for line in record.read_text().splitlines() if not line.startswith("counts:")]
    record.write_text("\n".join(kept))
    with pytest.raises(RecordError, match="'counts' is missing"):
        catalog.record("ice_book_outs")
