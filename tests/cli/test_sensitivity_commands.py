"""What a person sees of `openasylum sensitivity` and `openasylum doubt`."""

import json

import pyarrow.parquet as pq
import pytest

from openasylum.cli import main

SMALL = ["--scale", "0.002", "--until", "2014-10-01", "--workers", "1"]
MORE_JUDGES = """
title: More judges
question: What if there were twice as many judges?
capacity:
  - {office: immigration_judges, multiply: 2, because: a test}
"""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["sensitivity", "as_enacted", "--measure", "court.pendin"], "Did you mean"),
        (["sensitivity", "as_enacted", "--sobol", "6"], "only in powers of two"),
        (["sensitivity", "as_enacted", "--trajectories", "1"], "must be 2 or more"),
        (["sensitivity", "as_enacted", "--seeds", "0"], "--seeds 0: must be 1 or more"),
        (["sensitivity", "as_enacted", "--vary", "interview_nois"], "Did you mean"),
        (["sensitivity", "as_enacted", "--vary", "asylum_officer_hours_per_day"], "has no range"),
        (["sensitivity", "as_enacted", "--picture", "a.pdf"], "must end in .svg or .png"),
        (["sensitivity", "as_enacted", "--draws", "some"], "neither a number nor a table"),
        (["sensitivity", "as_enacted", "without_mpp", "mpp_with_counsel"], "3 scenarios"),
        (["doubt", "as_enacted", "--draws", "1"], "--draws 1: must be 2 or more"),
        (["doubt", "as_enacted", "--into", "nowhere"], "no such folder"),
        (["doubt", "as_enacted", "--parts", "nothing.yaml"], "cannot be read"),
    ],
)
def test_a_users_mistake_gets_one_message_and_nothing_is_run(words, message, tmp_path, capsys):
    status = main([*words, *SMALL, "--out", str(tmp_path / "new")])
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_sensitivity_runs_resumes_and_draws(tmp_path, capsys):
    more = tmp_path / "more_judges.yaml"
    more.write_text(MORE_JUDGES)
    picture = tmp_path / "picture.svg"
    words = [
        "sensitivity", "as_enacted", str(more), "--measure", "court.pending", "--vary",
        "judge_hours_per_day,grant_threshold,no_application_terminated_share", "--trajectories",
        "2", "--sobol", "2", "--keep", "2", "--seeds", "2", *SMALL, "--out", str(tmp_path / "run"),
    ]  # fmt: skip
    assert main([*words, "--picture", str(picture)]) == 0
    out, err = capsys.readouterr()
    assert "What moves more_judges - as_enacted most" in out
    assert "Does the ranking flip?" in out
    assert "morris (8 draws)" in err
    assert "<svg" in picture.read_text()
    before = (tmp_path / "run" / "effects.parquet").read_bytes()
    assert main([*words, "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["measures"][0]["central"][-1] < 0
    assert len(told["kept"]) == 2
    assert {flip["told"] for flip in told["measures"][0]["flips"]} <= {"does not flip", "flips"}
    assert (tmp_path / "run" / "effects.parquet").read_bytes() == before


@pytest.mark.slow
def test_doubt_is_told_in_parts_and_goes_into_a_runs_report(tmp_path, capsys):
    more = tmp_path / "more_judges.yaml"
    more.write_text(MORE_JUDGES)
    finished = tmp_path / "finished"
    pair = ["as_enacted", str(more)]
    assert main(["compare", *pair, *SMALL[:4], "--out", str(finished), "--no-report"]) == 0
    words = ["doubt", *pair, "--draws", "3", "--seeds", "2", *SMALL, "--out", str(tmp_path / "d")]
    measures = ["--measure", "court.pending@years", "--measure", "people.protected"]
    assert main([*words, *measures, "--into", str(finished)]) == 0
    out, _ = capsys.readouterr()
    assert "more_judges - as_enacted" in out
    parts = set(pq.read_table(finished / "doubt.parquet")["part"].to_pylist())
    assert parts == {"chance", "assumptions", "arrivals", "structure", "total", "alternative"}
    page = (finished / "report.html").read_text()
    assert '<section id="doubt"' in page
    assert "Form of the model" in page


@pytest.mark.slow
def test_doubt_does_not_go_into_a_run_of_other_scenarios(tmp_path, capsys):
    finished = tmp_path / "finished"
    assert main(["simulate", "as_enacted", *SMALL[:4], "--out", str(finished), "--no-report"]) == 0
    capsys.readouterr()
    words = ["doubt", "without_mpp", *SMALL, "--out", str(tmp_path / "d")]
    assert main([*words, "--into", str(finished)]) == 2
    assert "is a run of as_enacted, and this is about without_mpp" in capsys.readouterr().err
