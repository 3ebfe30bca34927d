"""Every known defect of the release: put right where that is certain, else set aside verbatim."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openasylum.microdata.importer import Import, import_release
from openasylum.microdata.synthesize import Written, synthesize
from openasylum.microdata.table_import import TableRecord

REPAIRED = ("shifted_rows", "broken_lines")


def record(found: Import, table: str) -> TableRecord:
    return next(one for one in found.tables if one.table == table)


def rows(found: Import, table: str, *columns: str) -> list[dict[str, object]]:
    return pq.read_table(found.folder / f"{table}.parquet", columns=list(columns)).to_pylist()


def aside(found: Import, table: str, kind: str) -> list[dict[str, object]]:
    path = found.folder / "import" / f"{table}.{kind}.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def test_rows_read_are_rows_written_repaired_and_set_aside(imported_broken: Import):
    for one in imported_broken.tables:
        assert one.rows_read == one.rows_written + one.rows_repaired + one.rows_quarantined
        file = (
            imported_broken.folder / ("lookups" if one.is_lookup else "") / f"{one.table}.parquet"
        )
        assert pq.read_metadata(file).num_rows == one.rows_written + one.rows_repaired


def test_every_row_of_the_release_is_read(imported_broken: Import, broken: Written):
    assert {one.table: one.rows_read for one in imported_broken.tables} == broken.rows


@pytest.mark.parametrize("table", ["A_TblCase", "B_TblProceeding", "tbl_Court_Appln"])
def test_shifted_rows_and_broken_lines_are_repaired(table, imported_broken, broken: Written):
    planted = broken.defects[table]
    expected = sum(planted.get(name, 0) for name in REPAIRED)
    assert record(imported_broken, table).rows_repaired == expected > 0
    assert len(aside(imported_broken, table, "repairs")) == expected


def test_repaired_rows_hold_what_the_clean_release_holds(imported_broken: Import, imported: Import):
    columns = ("idnproceeding", "idncase", "comp_date", "dec_code", "absentia", "custody", "nat")
    sound = {one["idnproceeding"]: one for one in rows(imported, "B_TblProceeding", *columns)}
    mended = [
        one
        for one in rows(imported_broken, "B_TblProceeding", *columns, "was_repaired")
        if one.pop("was_repaired")
    ]
    assert len(mended) == 4
    assert all(one == sound[one["idnproceeding"]] for one in mended)


def test_a_city_torn_apart_by_a_tab_or_a_line_end_is_whole_again(imported_broken: Import):
    cities = {
        one["alien_city"]
        for one in rows(imported_broken, "A_TblCase", "alien_city", "was_repaired")
        if one["was_repaired"]
    }
    assert cities == {"SAN DIEGO", "LOS ANGELES", "MIAMI", "NEW YORK"}


def test_what_is_not_certain_is_set_aside_as_it_was_with_line_and_reason(imported_broken, broken):
    found = aside(imported_broken, "B_TblProceeding", "quarantine")
    assert len(found) == broken.defects["B_TblProceeding"]["uncertain_rows"] == 2
    reasons = sorted(str(one["reason"]) for one in found)
    assert "7 fields, where 38 belong" in reasons[0]
    assert "has no idnproceeding" in reasons[1]
    keyless = next(one for one in found if "has no" in str(one["reason"]))
    assert isinstance(keyless["raw"], bytes)
    assert keyless["raw"].startswith(b"FC\t")
    assert keyless["raw"].count(b"\t") == 37
    assert keyless["line"] > 1


def test_a_set_aside_row_has_the_line_it_has_in_the_file(broken: Written, imported_broken: Import):
    import zipfile

    found = aside(imported_broken, "A_TblCase", "quarantine")
    with zipfile.ZipFile(broken.path) as archive:
        name = next(one for one in archive.namelist() if one.endswith("A_TblCase.csv"))
        start = archive.getinfo(name).header_offset
    text = broken.path.read_bytes()[start:]
    assert len(found) == 1
    assert bytes(found[0]["raw"]) in text  # type: ignore[arg-type]


def test_padding_and_control_characters_go_and_quotes_stay(imported_broken: Import):
    found = rows(imported_broken, "A_TblCase", "lang", "alien_city", "alien_state", "site_type")
    assert {one["lang"] for one in found} <= {"SP", "ENG", "CRE", "MAN"}
    cities = {one["alien_city"] for one in found}
    assert "EL PASO" in cities
    assert '"EAST" ST. "PAUL' in cities
    assert "CA\N{LATIN CAPITAL LETTER N WITH TILDE}ON \N{LEFT DOUBLE QUOTATION MARK}" in cities
    assert record(imported_broken, "A_TblCase").control_characters_removed == 5
    assert None in {one["alien_state"] for one in found}


def test_na_is_a_code_and_not_a_blank(imported_broken: Import):
    codes = {one["case_id"] for one in rows(imported_broken, "A_TblCaseIdentifier", "case_id")}
    assert "NA" in codes
    priorities = {one["casepriority_code"] for one in rows(imported_broken, "A_TblCase",
                                                           "casepriority_code")}  # fmt: skip
    assert "N/A" in priorities


def test_impossible_dates_are_emptied_and_kept_with_their_reason(imported_broken: Import):
    found = {
        (one["column"], one["raw"], one["reason"])
        for one in aside(imported_broken, "B_TblProceeding", "emptied")
    }
    assert found == {
        ("osc_date", "1900-01-01 00:00:00", "not between 1950 and 2035"),
        ("hearing_date", "2925-03-04 00:00:00", "not between 1950 and 2035"),
        ("trans_in_date", "unknown", "not a timestamp"),
    }
    emptied = record(imported_broken, "A_TblCase").values_emptied
    assert emptied["c_birthdate"] == {"not a month": 1}
    assert emptied["release_month"] == {"stands for no value": 1}


def test_motions_wider_than_their_header_keep_their_tail_in_its_place(imported_broken: Import):
    found = rows(imported_broken, "tbl_Court_Motions", "tail_40", "blndeleted", "strdjscenario",
                 "rec_type")  # fmt: skip
    whole = [one for one in found if one["tail_40"] == "4A"]
    short = [one for one in found if one["tail_40"] is None]
    assert whole
    assert short
    assert all(one["blndeleted"] is False and one["strdjscenario"] == "0" for one in whole)
    assert all(one["rec_type"] for one in found)
    assert record(imported_broken, "tbl_Court_Motions").rows_quarantined == 0


def test_a_new_column_is_kept_and_named_in_a_warning(imported_broken: Import):
    assert record(imported_broken, "tbl_CustodyHistory").extra_columns == ["new_column"]
    values = {
        one["new_column"] for one in rows(imported_broken, "tbl_CustodyHistory", "new_column")
    }
    assert values == {"new"}
    assert any("new_column is not known" in one for one in imported_broken.warnings)


def test_a_count_that_disagrees_is_told(imported_broken: Import):
    assert record(imported_broken, "tbl_schedule").difference == -10
    assert any("tbl_schedule" in one and "10 fewer" in one for one in imported_broken.warnings)


def test_a_lookup_row_of_nul_bytes_shifts_nothing(imported_broken: Import):
    path = imported_broken.folder / "lookups" / "tblLookupCourtDecision.parquet"
    last, shell = pq.read_table(path).to_pylist()[-2:]
    assert last["strdecdescription"] == "Remove"
    assert shell["strcasetype"] is None
    assert shell["idncourtdecision"] == "902"


def test_the_layout_of_2019_is_read_into_the_same_columns(run_folder: Path, tmp_path: Path):
    written = synthesize(run_folder, tmp_path / "old.zip", layout="2019")
    found = import_release(written.path, tmp_path / "eoir")
    cases = record(found, "A_TblCase")
    assert "sex" in cases.columns
    assert set(cases.absent_columns) == {"alien_zipcode", "updated_zipcode"}
    assert {one["sex"] for one in rows(found, "A_TblCase", "sex")} >= {"M", "F"}
    assert cases.rows_read == written.rows["A_TblCase"] == cases.rows_written


def test_an_extracted_folder_gives_the_same_tables(
    clean: Written, imported: Import, tmp_path: Path
):
    import zipfile

    with zipfile.ZipFile(clean.path) as archive:
        archive.extractall(tmp_path / "folder")
    found = import_release(tmp_path / "folder", tmp_path / "eoir")
    for one in imported.tables:
        where = "lookups" if one.is_lookup else ""
        name = f"{one.table}.parquet"
        assert pq.read_table(found.folder / where / name).equals(
            pq.read_table(imported.folder / where / name)
        )
