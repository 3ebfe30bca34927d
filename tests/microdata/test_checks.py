"""What the known defects leave in an import is counted, and nothing is dropped for it."""

from pathlib import Path

import pytest

from openasylum.cli import main
from openasylum.errors import RecordError
from openasylum.microdata.checks import check_import, refuse_gone
from openasylum.microdata.importer import Import
from tests.microdata.by_hand import make_import, proceeding


def test_orphans_and_unknown_codes_are_counted(imported_broken: Import):
    found = check_import(imported_broken.folder)
    orphans = {(one["table"], one["column"]): one["rows"] for one in found.orphans}
    # Planted: one of each. And the case that was set aside leaves its own rows without it.
    assert orphans["B_TblProceeding", "idncase"] == 2
    assert orphans["tbl_Court_Appln", "idnproceeding"] >= 1
    assert orphans["B_TblProceedCharges", "idncase"] >= 1
    codes = {(one["table"], one["column"]): one["rows"] for one in found.unknown_codes}
    assert codes["A_TblCase", "nat"] == 1
    assert codes["tbl_Court_Appln", "appl_code"] == 1


def test_a_clean_release_has_neither(imported: Import):
    found = check_import(imported.folder)
    assert (found.orphans, found.unknown_codes, found.repeated_keys) == ([], [], [])
    assert (found.cases_without_proceeding, found.cases_of_mixed_type) == (0, 0)


def test_cases_without_proceeding_of_mixed_type_and_repeated_keys_are_counted(tmp_path: Path):
    rows = [
        proceeding(1, 1, "2019-01-01", "2019-02-01", ":C"),
        proceeding(2, 1, "2019-02-01", CASE_TYPE="WHO"), proceeding(2, 2, "2019-02-01"),
    ]  # fmt: skip
    cases = [{"IDNCASE": str(n), "CASE_TYPE": "RMV"} for n in (1, 2, 3)]
    rows.append(proceeding(4, 2, "2019-02-01", "2018-12-31", "X"))
    found = check_import(make_import(tmp_path, A_TblCase=cases, B_TblProceeding=rows))
    assert found.ended_before_their_notice == 1
    assert (found.cases_without_proceeding, found.cases_of_mixed_type) == (1, 1)
    assert found.repeated_keys == [{"table": "B_TblProceeding", "key": "idnproceeding", "rows": 1}]


def test_records_that_are_gone_are_told_and_too_many_are_refused(tmp_path: Path, capsys):
    rows = [proceeding(n, n, "2019-01-01") for n in range(1, 101)]
    before = make_import(tmp_path / "before", B_TblProceeding=rows)
    after = make_import(tmp_path / "after", B_TblProceeding=rows[:98])
    found = check_import(after, before)
    assert {one["table"]: one["rows"] for one in found.gone} == {
        "A_TblCase": 2, "B_TblProceeding": 2,
    }  # fmt: skip
    with pytest.raises(RecordError, match=r"2 of the records of the release before \(2.0%\)"):
        refuse_gone(found)
    assert main(["microdata", "check", str(after), "--previous", str(before)]) == 2
    assert "are gone" in capsys.readouterr().err
    assert main(["microdata", "check", str(before), "--previous", str(after)]) == 0
