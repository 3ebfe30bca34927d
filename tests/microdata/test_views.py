"""Views of cases: one row a case, read without this program, empty where a table is missing."""

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from openasylum.cli import main
from openasylum.errors import RecordError
from openasylum.microdata.importer import Import
from openasylum.microdata.views import VIEWS, open_import, write_views
from tests.microdata.by_hand import DATE, make_import, proceeding


def test_the_views_run_in_duckdb_alone_in_the_folder_of_the_import(imported, monkeypatch):
    monkeypatch.chdir(imported.folder)
    connection = duckdb.connect()
    connection.execute((imported.folder / "views.sql").read_text(encoding="utf-8"))
    for view in VIEWS:
        rows = connection.execute(f"select count(*) from {view}").fetchall()[0][0]
        assert rows > 0 or view == "families"  # few of one family arrive in so small a run
    connection.close()


PAGE = Path(__file__).parents[2] / "docs" / "microdata.md"
BLOCKS: list[str] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
READERS = [
    re.match(r"import (\w+)", block)[1]  # type: ignore[index]
    for block in BLOCKS
]


@pytest.fixture(scope="module")
def with_rows(imported: Import, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The import with its views as files, somewhere else."""
    folder = tmp_path_factory.mktemp("moved") / "eoir"
    shutil.copytree(imported.folder, folder)
    write_views(folder, rows=True)
    return folder


def test_the_page_shows_three_readers():
    assert READERS == ["duckdb", "polars", "pandas"]


@pytest.mark.parametrize("reader", [one for one in READERS if find_spec(one)])
def test_what_the_page_shows_runs_without_this_program(reader, with_rows, monkeypatch):
    monkeypatch.chdir(with_rows)
    found: dict[str, list[tuple[str, int, int]]] = {}
    exec(BLOCKS[READERS.index(reader)], found)
    with open_import(with_rows) as connection:
        expected = connection.execute(
            "select nationality, count(*), count(lawyer_on) from cases where is_mpp group by all"
        ).fetchall()
    assert sorted(found["answer"]) == sorted(expected)
    assert [row[1] for row in found["answer"]] == sorted((row[1] for row in expected), reverse=True)
    assert expected


def test_there_is_one_row_a_case_and_pandas_reads_it(with_rows: Path):
    folder = with_rows
    cases = pd.read_parquet(folder / "cases.parquet")
    original = pd.read_parquet(folder / "A_TblCase.parquet")
    assert cases["idncase"].is_unique
    assert sorted(cases["idncase"]) == sorted(original["idncase"])
    timeline = pd.read_parquet(folder / "timeline.parquet")
    opened = timeline[timeline["what"] == "case_opened"]
    assert sorted(opened["idncase"]) == sorted(cases["idncase"])
    assert timeline["on_day"].notna().all()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases: one in MPP, absent, reopened, with a lawyer and an appeal; and a plain one."""
    hearing = {"IDNPROCEEDING": "1", "IDNCASE": "1", "REC_TYPE": "X", "CAL_TYPE": "M",
               "ADJ_RSN": "17"}  # fmt: skip
    return make_import(
        tmp_path_factory.mktemp("story"),
        B_TblProceeding=[
            proceeding(1, 1, "2019-02-01", "2019-09-01", "X", ABSENTIA="Y", HEARING_LOC_CODE="SYP"),
            proceeding(2, 1, "2021-03-01", "2022-01-01", "X", HEARING_LOC_CODE="MIA"),
            proceeding(3, 2, "2019-02-01", HEARING_LOC_CODE="MPP"),
        ],
        tbl_schedule=[
            {**hearing, "IDNSCHEDULE": "1", "ADJ_DATE": "2019-05-01" + DATE},
            {**hearing, "IDNSCHEDULE": "2", "ADJ_DATE": "2019-04-01" + DATE, "REC_TYPE": "B"},
        ],
        tbl_RepsAssigned=[
            {"IDNREPSASSIGNED": "1", "IDNCASE": "1", "STRATTYLEVEL": "COURT",
             "STRATTYTYPE": "ALIEN", "E_28_DATE": "2021-02-01" + DATE},
            {"IDNREPSASSIGNED": "2", "IDNCASE": "2", "STRATTYLEVEL": "COURT",
             "STRATTYTYPE": "INS", "INS_TA_DATE_ASSIGNED": "2019-02-02" + DATE},
        ],
        tbl_Court_Motions=[
            {"IDNMOTION": "1", "IDNPROCEEDING": "1", "IDNCASE": "1", "REC_TYPE": "MA", "DEC": "G",
             "MOTION_RECD_DATE": "2021-02-15" + DATE, "COMP_DATE": "2021-03-01" + DATE},
        ],
        tblAppeal=[
            {"idnAppeal": "1", "idncase": "1", "idnProceeding": "2", "strAppealCategory": "IJ",
             "strAppealType": "Case Appeal", "datAppealFiled": "2022-01-20" + DATE},
        ],
        tbl_Lead_Rider=[{"idnLeadRider": "1", "idnLeadCase": "1", "idnRiderCase": "2",
                         "datCreatedOn": "2019-02-01" + DATE, "blnActive": "1"}],
        tbl_JuvenileHistory=[
            {"idnJuvenileHistory": "1", "idnCase": "1", "idnJuvenile": "5"},
            {"idnJuvenileHistory": "2", "idnCase": "2", "idnJuvenile": "4"},
        ],
    )  # fmt: skip


def test_a_case_has_its_whole_story(story: Path):
    with open_import(story) as connection:
        first, second = connection.sql("select * from cases order by idncase").to_arrow_table(
        ).to_pylist()  # fmt: skip
    days = {name: str(value) for name, value in first.items() if name.endswith("_on") and value}
    assert days == {
        "notice_on": "2019-02-01", "opened_on": "2019-02-01", "ended_on": "2022-01-01",
        "first_decided_on": "2019-09-01", "first_in_absentia_on": "2019-09-01",
        "reentered_on": "2021-03-01", "first_hearing_on": "2019-05-01", "lawyer_on": "2021-02-01",
        "reopening_granted_on": "2021-03-01", "appealed_on": "2022-01-20",
    }  # fmt: skip
    assert (first["proceedings"], first["is_open"], first["unaccompanied_child"]) == (
        2,
        False,
        False,
    )
    assert (second["is_open"], second["lead_case"], second["lawyer_on"]) == (True, 1, None)
    assert second["unaccompanied_child"]


def test_mpp_is_ever_and_the_test_location_is_no_mpp(story: Path):
    with open_import(story) as connection:
        found = connection.execute("select idncase, is_mpp from cases order by 1").fetchall()
    assert found == [(1, True), (2, False)]


def test_a_timeline_is_in_the_order_of_days(story: Path):
    with open_import(story) as connection:
        found = connection.execute(
            "select what from timeline where idncase = 1 order by on_day, place"
        ).fetchall()
    assert [what for (what,) in found] == [
        "notice_to_appear", "case_opened", "master_hearing", "ordered_in_absentia",
        "lawyer_appeared", "motion_filed", "proceeding_opened", "motion_decided",
        "proceeding_decided", "appealed",
    ]  # fmt: skip


def test_a_table_that_is_missing_is_empty_in_the_views_and_refused_where_it_is_needed(
    imported: Import, tmp_path, capsys
):
    folder = tmp_path / "eoir"
    shutil.copytree(imported.folder, folder)
    (folder / "tbl_schedule.parquet").unlink()
    with open_import(folder) as connection:
        assert connection.execute("select count(*) from hearings").fetchall() == [(0,)]
        assert connection.execute("select count(first_hearing_on) from cases").fetchall() == [(0,)]
    write_views(folder, rows=False)
    assert "tbl_schedule.parquet" not in (folder / "views.sql").read_text(encoding="utf-8")
    words = ["microdata", "table", "hearings_missed", str(folder)]
    assert main([*words, "--from", "2019-01-01", "--until", "2020-01-01"]) == 2
    assert "needs tbl_schedule, which this release did not have" in capsys.readouterr().err


def test_an_unfinished_import_is_refused(tmp_path):
    (tmp_path / "import").mkdir()
    with pytest.raises(RecordError, match="again to finish it"):
        write_views(tmp_path, rows=False)
