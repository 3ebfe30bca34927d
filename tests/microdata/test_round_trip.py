"""Simulate, write as a release, import, count: the simulation's own counts, to the last case."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from openasylum.microdata.facts import load_tables
from openasylum.microdata.importer import Import
from openasylum.microdata.synthesize import Written

ENDINGS = {
    "granted_asylum": "dec_code = 'R'",
    "granted_other_relief": "dec_code = 'R'",
    "ordered_removed": "dec_code = 'X' and absentia = 'N'",
    "ordered_removed_in_absentia": "dec_code = 'X' and absentia = 'Y'",
    "voluntary_departure": "dec_code = 'V'",
    "terminated": "dec_code = 'T'",
}


def count(where: str) -> int:
    return int(duckdb.sql(f"select count(*) from {where}").fetchall()[0][0])


@pytest.fixture(scope="module")
def people(run_folder: Path):
    return pq.read_table(run_folder / "people.parquet")


@pytest.fixture(scope="module")
def happened(run_folder: Path):
    events = run_folder / "events.parquet"
    return dict(duckdb.sql(f"select activity, count(*) from '{events}' group by 1").fetchall())


def test_every_court_case_of_the_run_is_one_case_of_the_import(imported: Import, people, happened):
    cases = count(f"'{imported.folder}/A_TblCase.parquet' where case_type = 'RMV'")
    assert cases == pc.sum(pc.is_valid(people["received"])).as_py() > 1000
    reviews = count(f"'{imported.folder}/A_TblCase.parquet' where case_type = 'CFR'")
    assert reviews == happened["review_requested"]


@pytest.mark.parametrize("where", sorted(set(ENDINGS.values())))
def test_decisions_are_as_many_as_in_the_run(where, imported: Import, happened):
    expected = sum(happened.get(name, 0) for name, said in ENDINGS.items() if said == where)
    file = f"'{imported.folder}/B_TblProceeding.parquet'"
    assert count(f"{file} where case_type = 'RMV' and {where}") == expected > 0


def test_open_proceedings_are_the_cases_that_wait_for_a_hearing(
    imported: Import, people, run_folder: Path
):
    waiting = ["awaiting_first_hearing", "between_hearings", "awaiting_individual_hearing",
               "awaiting_mpp_fear_interview", "gave_up_waiting"]  # fmt: skip
    expected = pc.sum(
        pc.and_(pc.is_in(people["outcome"].cast("string"), pa.array(waiting)),
                pc.is_valid(people["received"]))
    ).as_py()  # fmt: skip
    # whoever gave up in Mexico while the Board had the case has no open proceeding
    appealed = (
        f"(select person from '{run_folder}/people.parquet' p join '{run_folder}/events.parquet' e "
        f"on e.case_id = p.person where outcome = 'gave_up_waiting' group by person "
        f"having max(timestamp) filter (activity = 'appealed') >= "
        f"coalesce(max(timestamp) filter (activity = 'remanded'), timestamp '1900-01-01'))"
    )
    expected -= count(appealed)
    file = f"'{imported.folder}/B_TblProceeding.parquet'"
    assert count(f"{file} where comp_date is null and case_type = 'RMV'") == expected > 0


def test_hearings_applications_lawyers_and_appeals_are_those_of_the_run(
    imported: Import, people, happened
):
    folder = imported.folder
    held = happened["first_hearing_held"] + happened["hearing_held"]
    assert count(f"'{folder}/tbl_schedule.parquet'") == held
    reps = f"'{folder}/tbl_RepsAssigned.parquet' where strattytype = 'ALIEN'"
    with_lawyer = pc.and_(pc.is_valid(people["lawyer"]), pc.is_valid(people["received"]))
    assert count(reps) == pc.sum(with_lawyer).as_py() > 0
    assert count(f"'{folder}/tblAppeal.parquet'") == happened["appealed"]
    granted = f"'{folder}/tbl_Court_Appln.parquet' where appl_code = 'ASYL' and appl_dec = 'G'"
    assert count(granted) == happened["granted_asylum"] > 0


def test_counts_of_the_import_are_those_that_were_written(imported: Import, clean: Written):
    for one in imported.tables:
        assert one.rows_read == one.rows_written == clean.rows[one.table] == one.rows_stated
        assert one.values_emptied == {}
    assert imported.warnings == []


def test_every_case_table_and_every_lookup_that_a_column_names_is_in_the_release(clean: Written):
    tables = load_tables().tables
    named = {one.lookup for table in tables.values() for one in table.parsed() if one.lookup}
    assert set(clean.rows) >= set(tables) | named
    assert len(tables) == 19
