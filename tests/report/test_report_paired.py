"""The same people one by one: what the page, the terminal and programs are told of them."""

import json
import re
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from made import GROUPS, SCENARIOS, write_run

from openasylum.errors import RecordError
from openasylum.report import print_summary, summary
from openasylum.report.page import render
from openasylum.report.paired import Difference, paired_numbers, paired_people
from openasylum.report.paired_tables import days_difference, people_difference, views
from openasylum.report.run import Run, read_run
from openasylum.report.words import GROUPS as WORDS
from openasylum.simulation.groups import named_groups

THIRD = {"name": "third", "title": "A third law", "question": "What then?"}


def test_every_group_of_the_tables_has_words() -> None:
    assert set(named_groups()) <= set(WORDS)


def test_groups_with_nobody_in_them_are_left_out(run: Run) -> None:
    (found,) = paired_people(run)
    assert {each.group for each in found.groups} == {g for g, people in GROUPS.items() if people}
    assert found.of("manner=appointment") is None


def test_one_draw_has_intervals_among_people(run: Run) -> None:
    (found,) = paired_people(run)
    group = found.of("all")
    assert group is not None
    assert found.covers == "people"
    shift = group.protected
    assert (shift.only_a, shift.only_b, shift.difference.mean) == (3000, 5400, 2400)
    half = 1.95996 * (8400 - 2400**2 / 9_000_000) ** 0.5
    assert shift.difference.high == pytest.approx(2400 + half, abs=0.1)
    assert group.days_to_outcome is not None
    days = group.days_to_outcome.difference
    assert days.mean == -399
    assert days.high == pytest.approx(-399 + 1.95996 * 500 / 4_500_000**0.5, abs=1e-3)


def test_a_group_that_is_itself_a_result_has_no_interval_from_one_draw(run: Run) -> None:
    group = paired_people(run)[0].of("changed")
    assert group is not None
    assert group.protected.difference == Difference(2400)
    assert group.days_waited is not None
    assert group.days_waited.difference.low is None


def test_several_draws_have_paired_intervals_and_tell_what_luck_buys(several: Path) -> None:
    (found,) = paired_people(read_run(several))
    group = found.of("all")
    assert group is not None
    assert found.covers == "draws"
    assert group.days_waited is not None
    difference = group.days_waited.difference
    assert difference.low is not None
    assert difference.high is not None
    assert difference.low < difference.mean < difference.high
    # both waits follow one luck, 900 and 850 of it: (900^2 + 850^2) / 50^2
    assert difference.gain == pytest.approx((900**2 + 850**2) / 50**2)


def test_a_group_missing_from_a_draw_is_an_error_that_names_the_file(
    several: Path, tmp_path: Path
) -> None:
    table = pq.read_table(several / "pairs.parquet")
    gone = pc.and_(pc.equal(table["draw"], 2), pc.equal(table["group"], "all"))
    folder = write_run(tmp_path, draws=4)
    pq.write_table(table.filter(pc.invert(gone)), folder / "pairs.parquet")
    with pytest.raises(RecordError, match=r"pairs\.parquet: has no 'people' of 'all' for every"):
        paired_people(read_run(folder))


def test_a_pair_without_rows_is_an_error_that_names_it(tmp_path: Path) -> None:
    folder = write_run(tmp_path, scenarios=(*SCENARIOS, THIRD))
    table = pq.read_table(folder / "pairs.parquet")
    pq.write_table(
        table.filter(pc.not_equal(table["scenario_b"], "third")), folder / "pairs.parquet"
    )
    with pytest.raises(RecordError, match="has no rows of as_enacted with third"):
        summary(folder)


def test_differences_are_told_with_sign_and_interval() -> None:
    assert people_difference(Difference(3850, 3107.4, 4592.6)) == "+3,850 (+3,107 to +4,593)"
    assert people_difference(Difference(0)) == "0"
    assert days_difference(Difference(-480.83, -548.1, 0.04)) == "\u2212480.8 (\u2212548.1 to 0.0)"


def test_page_has_the_first_groups_at_once_and_the_others_to_open(run: Run) -> None:
    page = render(run)
    part = page.partition('id="one-by-one"')[2].partition("</section>")[0]
    shown, _, opened = part.partition("<details>")
    assert shown.count("<caption>") == opened.count("<caption>") == 4
    assert "Enrolled in MPP under “As enacted”" in shown
    assert "Honduras" in opened
    assert "Honduras" not in shown
    assert "+2,400 (+2,220 to +2,580)" in shown
    assert "chance among people" in shown


def test_page_of_a_single_scenario_has_nobody_to_pair(one: Path) -> None:
    page = render(read_run(one))
    assert "one-by-one" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_each_other_scenario_is_paired_with_the_first(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path, scenarios=(*SCENARIOS, THIRD)))
    assert [(each.title_a, each.title_b) for each in views(run)] == [
        ("As enacted", SCENARIOS[1]["title"]),
        ("As enacted", "A third law"),
    ]


def test_programs_get_every_group_and_its_intervals(two: Path) -> None:
    found = json.loads(json.dumps(summary(two).as_json()))["paired"]
    (pair,) = found
    assert (pair["scenario_a"], pair["scenario_b"], pair["level"]) == (
        *("as_enacted", "without_mpp"),
        0.95,
    )
    honduras = next(g for g in pair["groups"] if g["group"] == "citizenship=honduras")
    assert honduras["refused"]["only_a"] == 12_000
    assert honduras["refused"]["difference"]["low"] < -6_000


def test_terminal_has_everyone_and_those_enrolled(
    several: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_summary(summary(several), width=100)
    shown = capsys.readouterr().out.partition("one by one")[2]
    assert "Everyone" in shown
    assert "Enrolled in MPP" in shown
    assert "Honduras" not in shown
    assert re.search(r"Protected only here +3,\d+ +5,\d+", shown)
    assert "so many times as large" in " ".join(shown.split())
    assert "nor errors of the model" in " ".join(shown.split())


def test_the_download_has_every_measure_of_every_group(run: Run) -> None:
    table = paired_numbers(run, "as_enacted", "without_mpp")
    rows = {row[2]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert set(rows) == set(GROUPS)
    assert rows["all"]["protected_only_b (people)"] == 5400
    assert rows["all"]["days_to_outcome_a (days)"] == 700
    assert rows["manner=appointment"]["days_to_outcome_a (days)"] is None
