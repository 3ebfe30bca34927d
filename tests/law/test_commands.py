"""openasylum law, explain and check, as a user meets them."""

import json

import pytest

from openasylum.cli import main

REQUIRED = {
    "parameter",
    "value",
    "applies_to",
    "from",
    "until",
    "instrument",
    "cite",
    "read_in_source",
}


def run(capsys, *words):
    status = main([str(word) for word in words])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_law_on_a_day_lists_every_value_with_its_authority(capsys):
    status, out, _ = run(capsys, "law", "--on", "2019-09-01", "--json")
    rows = json.loads(out)
    assert status == 0
    assert all(set(row) >= REQUIRED for row in rows)
    bar = [row for row in rows if row["instrument"] == "third_country_transit_bar_2019"]
    assert {row["parameter"] for row in bar} == {"asylum.eligibility", "screening.standard"}
    assert all("outside the Ninth Circuit" in row["applies_to"] for row in bar)
    assert all((row["from"], row["until"]) == ("2019-08-17", "2019-09-09") for row in bar)


def test_law_of_a_parameter_is_its_whole_history_in_order(capsys):
    _, out, _ = run(capsys, "law", "screening.standard", "--json")
    rows = json.loads(out)
    assert [row["from"] for row in rows] == sorted(row["from"] for row in rows)
    assert {row["parameter"] for row in rows} == {"screening.standard"}
    assert rows[0]["value"] == "significant_possibility"
    assert rows[0]["until"] is None


def test_history_says_who_ended_a_value_and_what_it_gives_way_to(capsys):
    _, out, _ = run(capsys, "law", "affirmative.order_of_service", "--json")
    first, second, third = json.loads(out)[:3]
    assert (first["until"], second["until"], third["from"]) == (
        "2014-12-26",
        "2018-01-29",
        "2018-01-29",
    )
    assert second["ended_by"] == "USCIS announcement of Jan. 31, 2018"


def test_programme_that_no_instrument_speaks_of_has_no_authority(capsys):
    _, out, _ = run(capsys, "law", "mpp.enrolment", "--on", "2015-01-01", "--json")
    [row] = json.loads(out)
    assert (row["value"], row["instrument"], row["cite"]) == ("closed", None, None)


def test_law_for_people_marks_what_is_recalled(capsys):
    _, out, _ = run(capsys, "law", "screening.custody", "--on", "2018-09-01")
    assert "by    8 CFR 235.3(b)(4)(ii) (expedited_removal_regulation) [recalled]" in out


def test_law_without_words_lists_the_parameters(capsys):
    status, out, _ = run(capsys, "law")
    assert status == 0
    assert "screening.standard" in out


def test_misspelt_parameter_gets_a_suggestion_and_status_2(capsys):
    status, out, err = run(capsys, "law", "screening.standart")
    assert (status, out) == (2, "")
    assert err.startswith("openasylum: 'screening.standart' is not a parameter. Did you mean ")
    assert "'screening.standard'" in err


@pytest.mark.parametrize("word", ["yesterday", "2019-13-01", "2019-09-31", "20190901x"])
def test_day_that_is_none_is_refused(capsys, word):
    with pytest.raises(SystemExit) as end:
        main(["law", "--on", word])
    assert end.value.code == 2
    assert f"must be a day such as 2019-09-01 (found '{word}')" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["0001-01-01", "9999-12-31"])
def test_day_outside_the_years_of_the_law_is_refused(capsys, word):
    with pytest.raises(SystemExit) as end:
        main(["explain", "--on", word, *EL_PASO])
    assert end.value.code == 2
    assert f"must lie between 1900 and 2100 (found '{word}')" in capsys.readouterr().err


EL_PASO = ("--citizenship", "honduras", "--family", "family_unit", "--place", "el_paso")


def test_explain_in_plain_words(capsys):
    status, out, _ = run(capsys, "explain", "--on", "2019-09-09", *EL_PASO)
    assert status == 0
    assert "That day the law changed. The day before (2019-09-08):" in out


def test_explain_one_path_and_one_parameter_for_programs(capsys):
    words = ("--process", "mpp", "--parameter", "screening.standard", "--json")
    _, out, _ = run(capsys, "explain", "--on", "2019-09-09", *EL_PASO, *words)
    [statement] = json.loads(out)["statements"]
    assert (statement["process"], statement["value"]) == ("mpp", "more_likely_than_not")


def test_explain_refuses_an_unknown_word_with_a_suggestion(capsys):
    words = ("--citizenship", "honduran", "--family", "family_unit", "--place", "el_paso")
    status, _, err = run(capsys, "explain", "--on", "2019-09-09", *words)
    assert status == 2
    assert "'honduran' is not a single value of citizenship. Did you mean 'honduras'" in err


def test_check_of_a_good_scenario_says_so(capsys, tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text("title: Mine\nquestion: What if?\nwithout: [title_42_orders]\n")
    assert run(capsys, "check", path)[:2] == (0, f"{path}: nothing wrong.\n")


def test_check_of_a_bad_scenario_names_lines_and_suggests(capsys, tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text("title: Mine\nquestion: What if?\nwithout: [title_42_order]\nsed: 1\n")
    status, out, _ = run(capsys, "check", path)
    assert status == 2
    assert out == f"{path}:4: 'sed' is not a field of Scenario. Did you mean 'seed'?\n"


def test_check_finds_a_conflict_that_a_scenario_makes(capsys, tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(
        "title: Mine\nquestion: What if?\nwith:\n"
        "  - name: invented\n    because: Asked.\n    in_force: [{from: 2020-01-01}]\n"
        "    sets: [{parameter: screening.standard, value: more_likely_than_not}]\n"
    )
    status, out, _ = run(capsys, "check", path, "--json")
    [finding] = json.loads(out)
    assert (status, finding["ok"]) == (2, False)
    assert finding["problems"][0].startswith("screening.standard has ")


def test_check_of_an_instrument_file(capsys, tmp_path):
    path = tmp_path / "new_rule.yaml"
    path.write_text("title: New\nsets: []\nin_force: []\n")
    status, out, _ = run(capsys, "check", path)
    assert status == 2
    assert "'kind' is missing." in out


def test_check_of_a_file_that_is_not_there(capsys, tmp_path):
    status, out, _ = run(capsys, "check", tmp_path / "none.yaml")
    assert status == 2
    assert "cannot be read" in out


@pytest.mark.parametrize("command", ["law", "explain", "check"])
def test_help_has_an_example(capsys, command):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert f"openasylum {command} " in capsys.readouterr().out
