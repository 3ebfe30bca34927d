"""openasylum statistics on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openasylum.cli import main
from openasylum.statistics import catalog

Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `openasylum statistics` with words and gives what it printed."""

    def command(*words: object, status: int = 0) -> str:
        assert main(["statistics", *map(str, words)]) == status
        out, err = capsys.readouterr()
        assert bool(err) == bool(status)
        return err if status else out

    return command


def test_the_list_says_of_each_table_what_one_unit_is(run: Run) -> None:
    listed = json.loads(run("--json"))
    assert [row["name"] for row in listed] == catalog.names()
    assert all(row["counts"] and row["rows"] and row["producer"] for row in listed)
    first = next(row for row in listed if row["name"] == "book_outs_by_agency")
    assert first["vintages"] == ["2024-07", "2024-08"]
    assert first["published"] == "2024-12-06"
    people = run()
    assert "what one unit is" in people
    assert "book_outs_by_agency" in people
    assert run("list") == people


def test_show_prints_part_of_a_table(run: Run) -> None:
    words = ("show", "usbp_apprehensions_by_sector", "--by", "month")
    shown = json.loads(
        run(
            "show",
            "book_outs_by_agency",
            *("--where", "outcome=mpp", "--where", "agency=usbp"),
            *("--from", "2019-05", "--until", "2019-07", "--json"),
        )
    )
    assert [row["month"] for row in shown["rows"]] == ["2019-05-01", "2019-06-01"]
    assert shown["vintage"] == "2024-08"
    assert run(*words, "--from", "2019-05", "--until", "2019-06").count("132,856") == 1


def test_show_adds_up_over_the_columns_not_named(run: Run) -> None:
    window = ("--from", "2019-05", "--until", "2019-06", "--json")
    shown = json.loads(run("show", "encounters_by_citizenship", "--by", "agency", *window))
    assert [row["agency"] for row in shown["rows"]] == ["ofo", "usbp"]
    assert abs(shown["rows"][1]["encounters"] - 132_856) <= 60


def test_show_prints_the_agencys_totals_when_asked(run: Run) -> None:
    shown = run(
        "show",
        "encounters_by_family_status",
        *("--totals", "--where", "period=fiscal_year", "--where", "family_status=all"),
        *("--where", "agency=all", "--from", "2018-10"),
    )
    assert "977,230" in shown


def test_show_gives_an_older_edition(run: Run) -> None:
    shown = json.loads(run("show", "ice_book_ins", "--vintage", "2024-07", "--json"))
    assert shown["vintage"] == "2024-07"
    assert shown["rows"][-1]["month"] == "2024-07-01"


def test_show_is_short_for_people_and_whole_for_programs(run: Run) -> None:
    assert "20 of 2,268 rows; --limit 0 shows all." in run("show", "usbp_apprehensions_by_sector")
    shown = json.loads(run("show", "usbp_apprehensions_by_sector", "--json"))
    assert len(shown["rows"]) == 2268
    shown = json.loads(run("show", "usbp_apprehensions_by_sector", "--json", "--limit", 3))
    assert len(shown["rows"]) == 3


def test_brackets_in_a_quotation_are_printed_as_they_are(run: Run) -> None:
    table = catalog.table("immigration_judges").to_pylist()
    quoted = next(row["quoted"] for row in table if "[" in row["quoted"])
    word = quoted[quoted.index("[") :].split()[0][:12]
    assert word in run("show", "immigration_judges", "--limit", 0)


def test_not_available_is_said_in_words(run: Run) -> None:
    shown = run("show", "encounters_by_family_status", "--where", "family_status=family_unit")
    assert "not available" in shown


def test_series_prints_vintages_apart(run: Run) -> None:
    window = ("--from", "2018-10", "--until", "2018-11", "--json")
    shown = json.loads(run("series", "court.pending", *window))
    by_vintage = {row["vintage"]: row["value"] for row in shown["rows"]}
    assert by_vintage["v2021"] == 1_087_201
    assert by_vintage["v2020"] == 987_274
    assert "Vintages are never to be mixed." in run("series", "court.pending")


def test_series_without_an_id_lists_them(run: Run) -> None:
    listed = json.loads(run("series", "--json"))
    assert "border.encounters" in {row["series"] for row in listed["rows"]}
    assert "court.pending" in run("series")


def test_series_can_be_narrowed_to_a_group(run: Run) -> None:
    shown = json.loads(run("series", "border.mpp", "--group", "citizenship=honduras", "--json"))
    assert {row["group"] for row in shown["rows"]} == {"citizenship=honduras"}


def test_sources_tells_in_plain_words_where_a_table_is_from(run: Run) -> None:
    told = run("sources", "book_outs_by_agency")
    assert "One unit: encounters by how CBP custody ended" in told
    assert "august-2024.xlsx, sheet 'CBP SWB Book-Outs by Agency'" in told
    assert "the agency prints 44,250, its months add up to 44,100" in told
    record = json.loads(run("sources", "eoir_pending", "--json"))
    assert record["counts"] == catalog.record("eoir_pending").counts


def test_diff_tells_what_was_revised(run: Run) -> None:
    told = run("diff", "credible_fear_completed")
    assert "edition 2024-08 against 2024-07" in told
    assert "1 cell revised" in told
    found = json.loads(run("diff", "encounters_by_citizenship", "--json"))
    assert found["came"] == ["china"]
    assert found["went"] == ["peru"]


def test_diff_of_a_table_with_one_edition_says_so(run: Run) -> None:
    assert "has one vintage, 2025-08." in run("diff", "cbp_encounters", status=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "encounters_by_citizenshp"], "Did you mean 'encounters_by_citizenship'"),
        (["sources", "eoir_pendin"], "Did you mean 'eoir_pending'"),
        (["series", "court.pendin"], "Did you mean 'court.pending'"),
        (["show", "ice_book_ins", "--vintage", "2024-06"], "is not a vintage of ice_book_ins"),
        (["show", "ice_book_ins", "--by", "agency"], "Did you mean 'arresting_agency'?"),
        (["show", "ice_book_ins", "--where", "arresting_agency=cpb"], "Did you mean 'cbp'?"),
        (["show", "ice_book_ins", "--where", "cbp"], "write COLUMN=VALUE"),
        (["show", "ice_book_ins", "--from", "May"], "'May' is not a date."),
        (["show", "ice_book_ins", "--from", "2019-13"], "'2019-13' is not a date."),
        (["show", "ice_book_ins", "--from", "2020", "--until", "2019"], "is not before --until"),
        (["show", "eoir_pending", "--by", "vintage"], "do not add up"),
        (["show", "ice_book_ins", "--data", "/nowhere/at/all"], "no such folder"),
        (["update", "/nowhere/at/all.xlsx"], "no such file"),
        (["update", "x.xlsx", "--published", "soon"], "'soon' is not a date."),
    ],
)
def test_a_users_mistake_is_one_message(run: Run, words: list[str], said: str) -> None:
    message = run(*words, status=2)
    assert said in message
    assert message.startswith("openasylum: ")
    assert message.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["show"], ["series"], ["diff"], ["sources"], ["update"]])
def test_help_has_an_example(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["statistics", *words, "--help"])
    assert stop.value.code == 0
    printed = capsys.readouterr().out
    assert "example" in printed
    assert f"openasylum statistics {' '.join(words)}".strip() in printed


@pytest.mark.usefixtures("small_catalogue")
def test_update_says_what_changed_and_where_it_is_kept(
    run: Run, make_workbook: Any, tmp_path: Path
) -> None:
    path = make_workbook("2024_1206_ohss.xlsx", last_month="August")
    mine = tmp_path / "mine"
    assert "Nothing was written (--dry-run)." in run("update", path, "--data", mine, "--dry-run")
    assert not mine.exists()
    told = run("update", path, "--data", mine)
    assert "edition 2024-08, compared with edition 2024-07." in told
    assert str(mine / "ohss_monthly" / "2024-08") in told.replace("\n", "")
    assert "this edition is known, figure for figure" in run("update", path, "--data", mine)
    listed = json.loads(run("--data", mine, "--json"))
    assert listed[0]["vintages"] == ["2024-07", "2024-08"]


@pytest.mark.usefixtures("small_catalogue")
def test_update_for_programs_names_every_revised_cell(
    run: Run, make_workbook: Any, tmp_path: Path
) -> None:
    def raise_one_cell(book: Any) -> None:
        page = book["SWB CF Completed by Result"]
        page["D10"] = page["D10"].value + 30

    path = make_workbook("again.xlsx", last_month="August", change=raise_one_cell)
    found = json.loads(run("update", path, "--data", tmp_path / "mine", "--json"))
    revised = {table["table"]: table["revised"] for table in found["tables"]}
    assert revised["credible_fear_completed"][0]["key"] == ["2023-03-01", "positive"]
    assert found["after"] == "2024-08"


@pytest.mark.usefixtures("small_catalogue")
def test_update_with_a_moved_header_exits_with_one_message(
    run: Run, make_workbook: Any, tmp_path: Path
) -> None:
    def move(book: Any) -> None:
        book["SWB CF Completed by Result"]["D3"] = "Postive Fear"

    path = make_workbook("moved.xlsx", change=move)
    message = run("update", path, "--data", tmp_path / "mine", status=2)
    assert message == (
        "openasylum: moved.xlsx: sheet 'SWB CF Completed by Result' cell D3: expected header"
        " 'Positive Fear', found 'Postive Fear'. The agency may have changed the layout; nothing"
        " was changed.\n"
    )
    assert not (tmp_path / "mine").exists()
