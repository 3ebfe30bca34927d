"""Releases of other years: columns named otherwise, left out or added, and other delimiters."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from openasylum.microdata.facts import load_tables
from openasylum.microdata.importer import Import, import_release
from openasylum.microdata.lookups import meanings, read_lookup
from openasylum.microdata.synthesize import Written
from tests.microdata.by_hand import proceeding


def release(
    folder: Path, *, delimiter: str = "\t", ending: str = "\n", suffix: str = ".csv",
    names: dict[str, str] | None = None, counts: str = "", **more: list[dict[str, str]],
) -> Path:  # fmt: skip
    """A release of one case whose columns have other `names`; `more` are tables and their rows."""
    folder.mkdir()
    rows = {
        "A_TblCase": [{"IDNCASE": "1", "NAT": "HO", "CASE_TYPE": "RMV", "C_BIRTHDATE": "7/1984",
                       "Sex": "F", "ALIEN_STATE": "TX"}],
        "B_TblProceeding": [proceeding(1, 1, "2019-02-01")],
        **more,
    }  # fmt: skip
    for table, lines in rows.items():
        known = load_tables().tables.get(table)
        columns = [one.name for one in known.parsed()] if known else []
        columns += [name for row in lines for name in row if name not in columns]
        head = [(names or {}).get(name, name) for name in dict.fromkeys(columns)]
        text = [delimiter.join(head)]
        text += [delimiter.join(row.get(name, "") for name in dict.fromkeys(columns))
                 for row in lines]  # fmt: skip
        data = (ending.join(text) + ending).encode("cp1252")
        (folder / f"{table}{suffix}").write_bytes(data)
    if counts:
        (folder / "Count.txt").write_text(counts)
    return folder


def read(found: Import, table: str) -> list[dict[str, object]]:
    return pq.read_table(found.folder / f"{table}.parquet").to_pylist()


def test_columns_that_are_to_go_keep_their_names(tmp_path):
    names = {"REL_CON": "REL_CON_TO_BE_REMOVED", "INS_TA": "INS_TA_TO_BE_REMOVED"}
    bond = {"IDNASSOCBOND": "5", "IDNCASE": "1", "IDNPROCEEDING": "1", "REL_CON": "Y",
            "INS_TA": "AB", "NEW_BOND": "2500", "WAIVED_TO_BE_REMOVED": "Z"}  # fmt: skip
    source = release(tmp_path / "source", names=names, D_TblAssociatedBond=[bond])
    found = import_release(source, tmp_path / "eoir")
    (row,) = read(found, "D_TblAssociatedBond")
    assert (row["rel_con"], row["ins_ta"], row["new_bond"]) == ("Y", "AB", "2500")
    assert row["waived_to_be_removed"] == "Z"
    record = next(one for one in found.tables if one.table == "D_TblAssociatedBond")
    assert record.extra_columns == ["waived_to_be_removed"]


def test_a_column_fewer_and_the_old_name_of_another_are_told_and_read(tmp_path):
    fewer = [{"idnAppealFedCourts": "3", "strFedCourtDecision": "x"}]
    source = release(tmp_path / "source", names={"Sex": "GENDER"}, tblAppealFedCourts=fewer)
    text = (source / "tblAppealFedCourts.csv").read_text()
    head = text.splitlines()[0].split("\t")
    short = [line.rsplit("\t", 1)[0] for line in text.splitlines()]
    (source / "tblAppealFedCourts.csv").write_text("\n".join(short) + "\n")
    found = import_release(source, tmp_path / "eoir")
    record = next(one for one in found.tables if one.table == "tblAppealFedCourts")
    assert record.absent_columns == [head[-1].lower()] == ["strfedcourtdecision"]
    assert record.rows_written == 1
    assert read(found, "A_TblCase")[0]["sex"] == "F"


def test_text_files_between_upright_strokes_with_line_ends_of_windows_are_read(tmp_path):
    source = release(tmp_path / "source", delimiter="|", ending="\r\n", suffix=".txt")
    found = import_release(source, tmp_path / "eoir")
    (case,) = read(found, "A_TblCase")
    assert (case["idncase"], case["nat"], case["alien_state"]) == (1, "HO", "TX")
    (row,) = read(found, "B_TblProceeding")
    assert str(row["osc_date"]) == "2019-02-01 00:00:00"
    assert all(one.control_characters_removed == 0 for one in found.tables)


def test_a_last_line_without_an_end_is_a_row(tmp_path):
    source = release(tmp_path / "source")
    path = source / "B_TblProceeding.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    found = import_release(source, tmp_path / "eoir")
    assert len(read(found, "B_TblProceeding")) == 1


def test_a_month_of_birth_is_its_first_day(tmp_path):
    found = import_release(release(tmp_path / "source"), tmp_path / "eoir")
    assert read(found, "A_TblCase")[0]["c_birthdate"] == date(1984, 7, 1)


def test_counts_may_differ_by_five_and_no_more(tmp_path):
    for stated, told in ((6, False), (7, True)):
        source = release(tmp_path / f"source{stated}", counts=f"A_TblCase.csv\t{stated}\n")
        found = import_release(source, tmp_path / f"eoir{stated}")
        record = next(one for one in found.tables if one.table == "A_TblCase")
        assert (record.rows_read, record.rows_stated) == (1, stated)
        assert any("Count.txt says" in one for one in found.warnings) == told


def test_of_a_code_that_stands_twice_in_a_lookup_the_first_meaning_holds(
    imported_broken: Import, broken: Written
):
    assert broken.defects["tblLookupHloc"] == {"duplicate_lookup_keys": 1}
    assert (
        read_lookup(imported_broken.folder, "tblLookupHloc")["SYP"] == "MPP COURT SAN YSIDRO PORT"
    )


def test_meanings_are_the_releases_own_and_ours_only_where_it_has_none(tmp_path):
    own = [{"idnNat": "1", "strCode": "HO", "strDescription": "A NAME OF ITS OWN"}]
    source = release(tmp_path / "source")
    (source / "Lookup").mkdir()
    lines = ["\t".join(own[0]), "\t".join(own[0].values()), ""]
    (source / "Lookup" / "tblLookupAlienNat.csv").write_text("\n".join(lines))
    found = import_release(source, tmp_path / "eoir")
    assert meanings(found.folder, "tblLookupAlienNat") == {"HO": "A NAME OF ITS OWN"}
    assert meanings(found.folder, "tblLookupCaseType")["RMV"] == "Removal"
