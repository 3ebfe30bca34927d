"""What a person sees of `openasylum ensemble`: a table, a line at each tenth, one clear message."""

import json

import pytest

from openasylum.cli import main

SMALL = ["--scale", "0.002", "--until", "2014-10-01"]


def said(capsys, *words: str) -> tuple[int, str, str]:
    status = main(["ensemble", *words])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["as_enacted"], "how many runs? Give --seeds N for luck alone, or --draws"),
        (["as_enacted", "--draws", "9"], "of which assumptions? Say --vary all"),
        (["as_enacted", "--seeds", "0"], "--seeds 0: must be 1 or more"),
        (["as_enacted", "--vary", "all"], "--vary: needs '--draws N'"),
        (["as_enacted", "--draws", "a.csv", "--vary", "all"], "a file of draws says itself"),
        (["as_enacted", "--draws", "a.csv"], "a.csv: cannot be read (No such file or directory)"),
        (["as_enacted", "--draws", "some"], "'some' is not a set of fitted draws"),
        (["as_enacted", "--draws", "some.txt"], "is neither a number nor a table"),
        (["as_enacted", "as_enacted", "--seeds", "2"], "is given twice"),
        (["as_enacte", "--seeds", "2"], "Did you mean 'as_enacted'"),
        (["as_enacted", "--seeds", "2", "--scale", "7"], "share of people"),
        (
            ["as_enacted", "--seeds", "2", "--series", "court.pendin"],
            "Did you mean 'court.pending'",
        ),
        (["as_enacted", "--seeds", "2", "--workers", "0"], "--workers 0: must be 1 or more"),
        (
            ["as_enacted", "--draws", "9", "--vary", "judge_hours", "--seeds", "2"],
            "'judge_hours' is not a known assumption. Did you mean 'judge_hours_per_day'",
        ),
    ],
)
def test_a_users_mistake_gets_one_message_and_status_2(words, message, tmp_path, capsys):
    status, out, err = said(capsys, *words, "--out", str(tmp_path / "new"))
    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert not (tmp_path / "new").exists()


def test_seeds_of_a_file_are_not_given_twice(tmp_path, capsys):
    file = tmp_path / "mine.csv"
    file.write_text("seed,interview_noise\n1,0.5\n")
    status, _, err = said(
        capsys, "as_enacted", "--draws", str(file), "--seeds", "2", "--out", str(tmp_path / "new")
    )
    assert status == 2
    assert "has its own column 'seed'. Leave --seeds out" in err


def test_an_ensemble_prints_a_table_and_then_the_same_as_json(tmp_path, capsys):
    words = ["as_enacted", "--seeds", "2", *SMALL, "--out", str(tmp_path / "run")]
    status, out, err = said(capsys, *words)
    assert status == 0
    assert "court.pending" in out
    assert "median (5% to 95%)" in out
    assert "2 of 2 draws finished" in err
    status, out, _ = said(capsys, *words, "--json")
    told = json.loads(out)
    assert (status, told["reused"], told["failed"]) == (0, 2, [])
    assert told["ranges"][0]["p05"] <= told["ranges"][0]["median"] <= told["ranges"][0]["p95"]


def test_draws_that_failed_are_named_with_status_2(tmp_path, capsys):
    file = tmp_path / "mine.csv"
    names = "threshold_reasonable_probability,threshold_more_likely_than_not"
    file.write_text(f"{names}\n0.8,1.4\n1.8,0.6\n1.7,0.6\n")
    status, out, err = said(
        capsys, "as_enacted", "--draws", str(file), *SMALL, "--out", str(tmp_path / "run"),
        "--json",
    )  # fmt: skip
    assert status == 2
    assert [one["draw"] for one in json.loads(out)["failed"]] == [1, 2]
    assert "draw 1 failed: assumptions/first_values" in err
    assert "2 of 3 draws failed, and the figures are of the others alone" in err


def test_a_cluster_that_does_not_answer_is_a_users_mistake(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("openasylum.ensemble.pool._PATIENCE", 0.2)
    status, _, err = said(
        capsys, "as_enacted", "--seeds", "2", *SMALL, "--cluster", "tcp://127.0.0.1:9",
        "--out", str(tmp_path / "run"),
    )  # fmt: skip
    assert status == 2
    assert "--cluster tcp://127.0.0.1:9: no Dask scheduler answers there" in err
