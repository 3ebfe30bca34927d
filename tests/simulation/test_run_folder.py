"""The results contract (MODEL 9), and that half a run never passes for one."""

import errno
import json
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from openasylum.errors import OpenasylumError
from openasylum.simulation.study import Options, study
from tests.simulation.conftest import SMALL

SERIES = [
    "border.encounters", "border.repatriated", "border.expelled_title_42", "border.mpp",
    "border.transferred_to_ice", "border.transferred_to_hhs", "border.released", "border.paroled",
    "border.other", "fear.referred", "fear.completed", "fear.positive", "fear.negative",
    "fear.closed", "fear.pending", "mpp.enrolled", "mpp.waiting_in_mexico", "mpp.fear_interviews",
    "mpp.fear_positive", "mpp.closed", "mpp.relief", "mpp.in_absentia", "court.receipts",
    "court.completions", "court.pending", "court.granted_asylum", "court.denied_asylum",
    "court.in_absentia", "appeal.pending", "affirmative.receipts", "affirmative.completions",
    "affirmative.pending", "detention.population", "officers.hours", "judges.hours",
    "error.protected_well_founded", "error.refused_well_founded",
    "error.protected_not_well_founded", "error.refused_not_well_founded", "cost.usd",
]  # fmt: skip


def table(folder, name) -> pa.Table:
    return pq.read_table(folder / name)


def test_a_run_folder_holds_what_the_contract_says(run_folder):
    names = {path.name for path in run_folder.iterdir()}
    assert names == {
        "series.parquet", "outcomes.parquet", "transitions.parquet", "pairs.parquet",
        "measures.parquet", "run.json",
        "datapackage.json",
    }  # fmt: skip
    assert table(run_folder, "series.parquet").column_names == [
        "scenario", "draw", "series", "period_start", "period", "group", "value", "unit",
    ]  # fmt: skip
    assert table(run_folder, "outcomes.parquet").column_names == [
        "scenario", "draw", "cohort", "group", "outcome", "people",
    ]  # fmt: skip
    assert table(run_folder, "transitions.parquet").column_names == [
        "scenario_a", "scenario_b", "draw", "outcome_a", "outcome_b", "group", "people",
    ]  # fmt: skip
    assert table(run_folder, "pairs.parquet").column_names == [
        "scenario_a", "scenario_b", "draw", "group", "measure", "value", "unit",
    ]  # fmt: skip


def test_every_series_of_the_contract_is_there_by_month_and_year(run_folder):
    series = table(run_folder, "series.parquet")
    there = set(zip(series["series"].to_pylist(), series["period"].to_pylist(), strict=True))
    assert not {(name, period) for name in SERIES for period in ("month", "fiscal_year")} - there


def test_yearly_flows_are_the_sums_of_their_months(run_folder):
    series = table(run_folder, "series.parquet")
    here = pc.and_(
        pc.equal(series["series"].cast("string"), "border.encounters"),
        pc.and_(
            pc.equal(series["group"].cast("string"), "all"),
            pc.equal(series["scenario"].cast("string"), "as_enacted"),
        ),
    )
    rows = series.filter(here).to_pylist()
    months = sum(r["value"] for r in rows if r["period"] == "month")
    years = sum(r["value"] for r in rows if r["period"] == "fiscal_year")
    assert months == pytest.approx(years)
    assert {r["period_start"] for r in rows if r["period"] == "fiscal_year"} == {
        date(year, 10, 1) for year in range(2013, 2019)
    }


def test_provenance_names_scenarios_versions_facts_and_cost(run_folder):
    made = json.loads((run_folder / "run.json").read_text())
    assert [s["name"] for s in made["scenarios"]] == ["as_enacted", "without_mpp"]
    for key in ("people", "events", "kernel_seconds", "wall_seconds", "peak_memory_bytes"):
        assert made[key] > 0
    assert "assumptions/first_values.yaml" in made["facts"]
    assert "instruments/migrant_protection_protocols_2019.yaml" in made["facts"]


def test_the_data_package_describes_every_column(run_folder):
    package = json.loads((run_folder / "datapackage.json").read_text())
    for part in package["resources"]:
        names = [field["name"] for field in part["schema"]["fields"]]
        assert names == table(run_folder, part["path"]).column_names


def test_outcomes_and_transitions_count_the_same_people(run_folder):
    outcomes = table(run_folder, "outcomes.parquet")
    everyone = pc.and_(
        pc.equal(outcomes["group"].cast("string"), "all"),
        pc.equal(outcomes["scenario"].cast("string"), "as_enacted"),
    )
    total = pc.sum(outcomes.filter(everyone)["people"]).as_py()
    pairs = table(run_folder, "transitions.parquet")
    both = pc.sum(pairs.filter(pc.equal(pairs["group"].cast("string"), "all"))["people"]).as_py()
    assert both == pytest.approx(total, rel=1e-6)


def test_nobody_is_in_mpp_without_it_and_all_who_were_have_another_outcome(run_folder):
    pairs = table(run_folder, "transitions.parquet")
    enrolled = pairs.filter(pc.equal(pairs["group"].cast("string"), "enrolled_in_mpp_a"))
    assert pc.sum(enrolled["people"]).as_py() == pytest.approx(44_100, rel=0.03)
    assert "gave_up_waiting" not in enrolled["outcome_b"].to_pylist()
    assert {"repatriated", "terminated_or_closed"} <= set(enrolled["outcome_b"].to_pylist())


def test_the_same_command_gives_byte_identical_tables_in_either_order(tmp_path):
    small = Options(until=date(2015, 1, 1), scale=0.01)
    study(["as_enacted", "without_mpp"], tmp_path / "one", small, command="test")
    study(["without_mpp", "as_enacted"], tmp_path / "two", small, command="test")
    study(["as_enacted", "without_mpp"], tmp_path / "three", small, command="test")
    for name in ("series", "outcomes", "transitions", "pairs"):
        name = f"{name}.parquet"
        first = (tmp_path / "one" / name).read_bytes()
        assert first == (tmp_path / "three" / name).read_bytes()
    rows = [
        {tuple(row.items()) for row in table(tmp_path / which, "outcomes.parquet").to_pylist()}
        for which in ("one", "two")
    ]
    assert rows[0] == rows[1]


def test_the_same_law_under_another_name_gives_the_same_lives(tmp_path):
    twin = tmp_path / "twin.yaml"
    twin.write_text("title: Twin\nquestion: Is the same law the same?\n")
    small = Options(until=date(2015, 1, 1), scale=0.01)
    study(["as_enacted", str(twin)], tmp_path / "run", small, command="test")
    pairs = table(tmp_path / "run", "transitions.parquet").to_pylist()
    assert all(row["outcome_a"] == row["outcome_b"] for row in pairs)


def test_draws_differ_and_are_numbered(tmp_path):
    small = Options(until=date(2014, 4, 1), scale=0.01, draws=2)
    study(["as_enacted"], tmp_path / "run", small, command="test")
    outcomes = table(tmp_path / "run", "outcomes.parquet").to_pylist()
    by_draw = [
        {(r["cohort"], r["group"], r["outcome"], r["people"]) for r in outcomes if r["draw"] == d}
        for d in (0, 1)
    ]
    assert by_draw[0] != by_draw[1]


def test_an_output_folder_that_exists_is_refused_before_any_work(tmp_path):
    (tmp_path / "run").mkdir()
    with pytest.raises(OpenasylumError, match=r"exists already\. Give another folder"):
        study(["as_enacted"], tmp_path / "run", SMALL, command="test")


def test_a_disk_that_fills_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("openasylum.simulation.result.pq.write_table", full)
    small = Options(until=date(2013, 12, 1), scale=0.01)
    with pytest.raises(OpenasylumError, match="No space left on device"):
        study(["as_enacted"], tmp_path / "run", small, command="test")
    assert list(tmp_path.iterdir()) == []


def test_histories_tell_of_everyone_in_order(tmp_path):
    small = Options(until=date(2014, 4, 1), scale=0.01, people=True)
    study(["as_enacted"], tmp_path / "run", small, command="test")
    people = table(tmp_path / "run", "people.parquet")
    events = table(tmp_path / "run", "events.parquet")
    assert {"case_id", "activity", "timestamp"} <= set(events.column_names)
    border = people.filter(pc.greater(people["arrived"], pa.scalar(date(2013, 9, 30))))
    assert set(border["person"].to_pylist()) <= set(events["case_id"].to_pylist())
    assert len(set(people["person"].to_pylist())) == people.num_rows
    first = {}
    for case, activity, when in zip(
        events["case_id"].to_pylist(), events["activity"].to_pylist(),
        events["timestamp"].to_pylist(), strict=True,
    ):  # fmt: skip
        first.setdefault(case, (activity, when))
    came = dict(zip(border["person"].to_pylist(), border["arrived"].to_pylist(), strict=True))
    assert all(first[person][1].date() == day for person, day in came.items())
    encountered = events.filter(pc.equal(events["activity"].cast("string"), "encountered"))
    assert encountered.num_rows == len(set(encountered["case_id"].to_pylist()))


def test_people_are_paired_by_identity_where_a_scenario_brings_more_of_them(tmp_path):
    more = tmp_path / "more.yaml"
    more.write_text(
        "title: More\nquestion: More adults?\narrivals:\n"
        "  - {multiply: 1.5, because: a test, applies_to: {citizenship: [honduras]}}\n"
    )
    small = Options(until=date(2014, 4, 1), scale=0.02)
    study(["as_enacted", str(more)], tmp_path / "run", small, command="test")
    rows = table(tmp_path / "run", "transitions.parquet").to_pylist()
    only_more = {r["group"] for r in rows if r["outcome_a"] == "not_arrived"}
    assert "citizenship=honduras" in only_more
    assert "citizenship=mexico" not in only_more
    assert not [r for r in rows if r["outcome_b"] == "not_arrived"]


def test_days_and_draws_come_from_the_scenario_where_the_user_says_nothing(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("title: Mine\nquestion: Q?\nuntil: 2014-01-01\ndraws: 2\n")
    made = study([str(mine)], tmp_path / "run", Options(scale=0.005), command="test")
    assert (made["until"], made["draws"]) == ("2014-01-01", 2)
    other = tmp_path / "other.yaml"
    other.write_text("title: Other\nquestion: Q?\nuntil: 2015-01-01\n")
    with pytest.raises(OpenasylumError, match="Compared runs need one: give --until"):
        study([str(mine), str(other)], tmp_path / "two", Options(), command="test")
