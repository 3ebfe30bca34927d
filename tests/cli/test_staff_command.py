"""What a person sees of `openasylum staff`: arrivals first, then a sentence and tables."""

import json

import pytest

from openasylum.cli import main

WANTED = [
    "--series",
    "court.pending",
    "--below",
    "1000000",
    "--by",
    "2019-09-30",
    "--chance",
    "0.8",
]


def said(capsys, *words: str) -> tuple[int, str, str]:
    status = main(["staff", *words])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--office", "immigration_judge"], "Did you mean 'immigration_judges'"),
        (["--from", "2016-10-01", "--arrivals", "FY1999"], "FY1999: that year was not counted"),
        (["--from", "2016-10-01", "--draws", "0"], "--draws 0: must be 1 or more"),
        (["--from", "2016-10-01", "--scale", "2"], "share of people"),
        (["--from", "2016-10-01", "--vary", "judge_hours"], "Did you mean 'judge_hours_per_day'"),
        (["--from", "2016-10-01", "--draws", "a.csv", "--vary", "all"], "says itself what varies"),
        (["--from", "2016-10-01", "--scenario", "as_enacte"], "Did you mean 'as_enacted'"),
        ([], "--from 2025-09-01: is after --by 2019-09-30"),
    ],
)  # fmt: skip
def test_a_users_mistake_gets_one_message_and_status_2(words, message, tmp_path, capsys):
    status, out, err = said(capsys, *WANTED, *words, "--out", str(tmp_path / "new"))
    assert (status, out) == (2, "")
    assert message in err
    assert not (tmp_path / "new").exists()


def test_two_levels_contradict_each_other(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["staff", *WANTED, "--above", "5"])
    assert stopped.value.code == 2
    assert "not allowed with argument --below" in capsys.readouterr().err


def test_help_has_an_example(capsys):
    with pytest.raises(SystemExit):
        main(["staff", "--help"])
    assert "openasylum staff --series court.pending --below 1000000" in capsys.readouterr().out


@pytest.mark.slow
def test_more_judges_from_2016_would_have_kept_the_courts_below_a_level(tmp_path, capsys):
    words = [
        "--series", "court.pending_active", "--below", "900000", "--by", "2019-09-30",
        "--from", "2015-10-01", "--chance", "0.5", "--draws", "3", "--vary", "none",
        "--scale", "0.002", "--workers", "1", "--out", str(tmp_path / "kept"),
    ]  # fmt: skip
    status, out, _ = said(capsys, *words)
    assert status == 0
    assert out.startswith("Arrivals: as counted until the goal's day.")
    assert "hired a year from 2015-10-01" in out
    assert "load (came for each done" in out
    told = json.loads((tmp_path / "kept" / "answer.json").read_text())
    assert 0 < told["number"] < 500
    assert told["plan"]["value"]["median"] < told["plan"]["value_without"]["median"]
    status, out, _ = said(capsys, *words, "--json")
    assert json.loads(out)["by_draw"] == told["by_draw"]


@pytest.mark.slow
def test_arrivals_after_the_data_are_said_first_and_change_the_answer(capsys):
    words = [
        "--series", "border.encounters", "--above", "900000", "--by", "2027-09-30", "--most", "1",
        "--chance", "0.5", "--draws", "1", "--vary", "none", "--scale", "0.002", "--workers", "1",
        "--office", "asylum_officers",
    ]  # fmt: skip
    _, out, _ = said(capsys, *words, "--arrivals", "FY2019")
    assert out.startswith("Arrivals assumed: after August 2025 the months of FY2019 come over")
    assert "Already reached without" in out
    _, out, _ = said(capsys, *words)
    assert "Cannot be reached with at most 1 asylum officers" in out
