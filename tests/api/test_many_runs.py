"""Studies of many runs from Python: the tables and values of the commands, and their refusals."""

import json
import sys

import pyarrow.parquet as pq
import pytest

import openasylum
from openasylum.cli import main
from openasylum.errors import OpenasylumError, RecordError, UnknownName

SMALL = ["--scale", "0.002", "--until", "2014-10-01", "--workers", "1"]
TINY = {"scale": 0.002, "until": "2014-10-01", "workers": 1}
OF_A_RUN = ("folder", "seconds", "reused")
"""What differs between two runs of the same: where they lie, and how long they took."""
WANTED = {"series": "court.pending", "by": "2015-12-31", "start": "2014-10-01", "chance": 0.5}
MORE_JUDGES = """
title: More judges
question: What if there were twice as many judges?
capacity:
  - {office: immigration_judges, multiply: 2, because: a test}
"""


def printed(capsys, *words: str):
    """What a command prints with --json."""
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def lasting(answer: dict) -> dict:
    return {key: value for key, value in answer.items() if key not in OF_A_RUN}


@pytest.fixture
def more_judges(tmp_path):
    path = tmp_path / "more_judges.yaml"
    path.write_text(MORE_JUDGES)
    return path


@pytest.mark.slow
def test_an_ensemble_has_the_tables_and_ranges_of_the_command(tmp_path, capsys, more_judges):
    words = ["as_enacted", str(more_judges), "--draws", "2", "--vary", "judge_hours_per_day"]
    more = ["--seeds", "2", "--series", "court.pending,court.granted_asylum", "--by-group"]
    told = printed(capsys, "ensemble", *words, *more, *SMALL, "--out", str(tmp_path / "run"))
    seen = []
    study = openasylum.run_ensemble(
        "as_enacted", openasylum.scenario(more_judges), draws=2, vary=["judge_hours_per_day"],
        seeds=2, series=["court.pending", "court.granted_asylum"], by_group=True, **TINY,
        progress=lambda *each: seen.append(each),
    )  # fmt: skip
    assert lasting(study.answer) == lasting(told)
    assert study.tables == ("differences", "draws", "series")
    for name in study.tables:
        assert study.table(name).equals(pq.read_table(tmp_path / "run" / f"{name}.parquet"))
    assert seen[0] == ("draws", 0, 4)
    assert seen[-1] == ("draws", 4, 4)
    assert study.failed == ()


def test_an_ensemble_goes_on_in_its_folder_and_keeps_nothing_without_one(tmp_path):
    made = {"seeds": 1, "series": "court.pending", "scale": 0.001, "until": "2014-06-01"}
    first = openasylum.run_ensemble("as_enacted", **made)
    folder = first.folder
    assert folder.exists()
    kept = openasylum.run_ensemble("as_enacted", out=tmp_path / "kept", **made)
    again = openasylum.run_ensemble("as_enacted", out=tmp_path / "kept", **made)
    assert (kept.answer["reused"], again.answer["reused"]) == (0, 1)
    assert again.table("series").equals(first.table("series"))
    assert again.to_pandas("series")["value"].tolist() == again.table("series")["value"].to_pylist()
    with pytest.raises(UnknownName, match="'serie' is not a table of this study"):
        again.table("serie")
    with pytest.raises(UnknownName, match="value of 'draw'"):
        again.table("series", draw=7)
    del first
    assert not folder.exists()
    with pytest.raises(OpenasylumError, match="the draws are"):
        openasylum.run_ensemble("as_enacted", out=tmp_path / "kept", **{**made, "seeds": 2})


def test_draws_that_failed_are_told_and_the_others_go_on(tmp_path):
    file = tmp_path / "mine.csv"
    names = "threshold_reasonable_probability,threshold_more_likely_than_not"
    file.write_text(f"{names}\n0.8,1.4\n1.8,0.6\n")
    study = openasylum.run_ensemble("as_enacted", draws=file, **TINY)
    assert len(study.failed) == 1
    assert study.failed[0].startswith("draw 1: assumptions/first_values")
    assert [one["draw"] for one in study.answer["failed"]] == [1]
    assert set(study.table("series")["draw"].to_pylist()) == {0}


@pytest.mark.slow
def test_staff_has_the_answer_and_tables_of_the_command(tmp_path, capsys):
    words = [
        "--series", "court.pending_active", "--below", "900000", "--by", "2017-09-30",
        "--from", "2015-10-01", "--chance", "0.5", "--draws", "2", "--vary", "none", "--most",
        "300", "--scale", "0.001", "--workers", "1", "--out", str(tmp_path / "run"),
    ]  # fmt: skip
    told = printed(capsys, "staff", *words)
    seen = []
    study = openasylum.staff(
        series="court.pending_active", below=900_000, by="2017-09-30", start="2015-10-01",
        chance=0.5, draws=2, vary="none", most=300, scale=0.001, workers=1,
        out=tmp_path / "again", progress=lambda *each: seen.append(each),
    )  # fmt: skip
    assert lasting(study.answer) == lasting(told)
    kept = json.loads((study.folder / "answer.json").read_text())
    assert lasting(kept) == lasting(told)
    plan = f"plan_{told['plan']['number']}"
    for name, folder in (("search", "search"), ("plan", plan)):
        assert study.table(name).equals(pq.read_table(tmp_path / "run" / folder / "series.parquet"))
    assert {stage for stage, _, _ in seen} == {"searching", "running the plan"}


@pytest.mark.slow
def test_sensitivity_has_the_values_and_tables_of_the_command(tmp_path, capsys, more_judges):
    vary = "judge_hours_per_day,grant_threshold"
    words = [
        "as_enacted", str(more_judges), "--measure", "court.pending", "--vary", vary,
        "--trajectories", "2", "--sobol", "2", "--keep", "1", "--seeds", "1", *SMALL,
        "--out", str(tmp_path / "run"),
    ]  # fmt: skip
    told = printed(capsys, "sensitivity", *words)
    seen = set()
    study = openasylum.sensitivity(
        "as_enacted", more_judges, measure="court.pending", vary=vary.split(","), trajectories=2,
        sobol=2, keep=1, seeds=1, **TINY, picture=tmp_path / "picture.svg",
        progress=lambda stage, done, of: seen.add(stage),
    )  # fmt: skip
    assert study.answer == told
    assert study.tables == ("effects", "shares")
    for name in study.tables:
        assert study.table(name).equals(pq.read_table(tmp_path / "run" / f"{name}.parquet"))
    assert "<svg" in (tmp_path / "picture.svg").read_text()
    assert {"chance", "morris", "sobol"} <= seen


@pytest.mark.slow
def test_doubt_has_the_table_of_the_command_and_goes_into_a_run(tmp_path, capsys, more_judges):
    pair, measures = ["as_enacted", str(more_judges)], ["court.pending@years", "people.protected"]
    words = ["--draws", "3", "--seeds", "2", *SMALL, "--out", str(tmp_path / "run")]
    asked = [word for one in measures for word in ("--measure", one)]
    told = printed(capsys, "doubt", *pair, *asked, *words)
    finished = openasylum.compare(*pair, out=tmp_path / "finished", until="2014-10-01", scale=0.002)
    study = openasylum.doubt(
        *pair, measure=measures, draws=3, seeds=2, **TINY, into=finished.folder
    )
    assert study.answer == told
    table = pq.read_table(tmp_path / "run" / "doubt.parquet")
    assert study.table("doubt").equals(table, check_metadata=True)
    assert pq.read_table(finished.folder / "doubt.parquet").equals(table, check_metadata=True)
    assert '<section id="doubt"' in (finished.folder / "report.html").read_text()
    with pytest.raises(OpenasylumError, match="is a run of as_enacted, more_judges"):
        openasylum.doubt("without_mpp", **TINY, into=finished.folder)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "how many runs"),
        ({"seeds": 0}, "--seeds 0: must be 1 or more"),
        ({"seeds": 10**9}, "are 1,000,000,000 draws together. Give at most 1,000,000"),
        ({"draws": 10**6, "seeds": 2, "vary": "all"}, "are 2,000,000 draws together"),
        ({"draws": 2}, "of which assumptions"),
        ({"draws": 2, "vary": ["judge_hours"]}, "Did you mean 'judge_hours_per_day'"),
        ({"draws": 2, "vary": "all", "method": "sobl"}, "--method: 'sobl' is not a"),
        ({"draws": 3, "vary": "all", "method": "sobol"}, "only in powers of two"),
        ({"draws": "some"}, "'some' is not a set of fitted draws"),
        ({"draws": "some.csv", "vary": "all"}, "a file of draws says itself what varies"),
        ({"seeds": 1, "other_cases": "drwn"}, "--other-cases: 'drwn' is not a"),
        ({"seeds": 1, "series": ["court.pendin"]}, "Did you mean 'court.pending'"),
        ({"draws": 2, "vary": []}, "vary: is empty"),
        ({"seeds": 1, "series": []}, "series: is empty"),
        ({"seeds": 1, "until": "soon"}, "until: 'soon' is not a date"),
        ({"seeds": 1, "workers": 0}, "--workers 0: must be 1 or more"),
        ({"seeds": 1, "workers": 1, "cluster": "tcp://127.0.0.1:9"}, "the cluster has its own"),
        ({"seeds": 1, "processes": True, "cluster": "tcp://127.0.0.1:9"}, "--processes"),
    ],
)
def test_an_ensemble_that_cannot_be_is_refused_and_nothing_is_run(asked, message, tmp_path):
    options = {**TINY, "workers": None, "out": tmp_path / "new", **asked}
    with pytest.raises(OpenasylumError, match=message):
        openasylum.run_ensemble("as_enacted", **options)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "a goal has one level"),
        ({"below": 1.0, "above": 1.0}, "a goal has one level"),
        ({"below": 0.0}, "Give a level above 0"),
        ({"below": 1.0, "by": "2015-12-30"}, "not the last day of a month"),
        ({"below": 1.0, "by": "soon"}, "by: 'soon' is not a date"),
        ({"below": 1.0, "start": "soon"}, "start: 'soon' is not a date"),
        ({"below": 1.0, "start": None}, "--from 2025-09-01: is after --by"),
        ({"below": 1.0, "chance": 1.0}, "must be above 0 and below 1"),
        ({"below": 1.0, "office": "judges"}, "'judges' is not an? "),
        ({"below": 1.0, "vary": []}, "vary: is empty"),
        ({"below": 1.0, "hire": "twice"}, "--hire: 'twice' is not a"),
        ({"below": 1.0, "draws": 0}, "--draws 0: must be 1 or more"),
        ({"below": 1.0, "draws": 10**9}, "Give at most 1,000,000"),
        ({"below": 1.0, "seed": -1}, "--seed -1: must be from 0"),
        ({"below": 1.0, "most": 0}, "--most 0"),
        ({"below": 1.0, "scale": 2.0}, "share of people"),
        ({"below": 1.0, "arrivals": "FY1999"}, "that year was not counted"),
        ({"below": 1.0, "picture": "a.pdf"}, "ending in .svg or .png"),
    ],
)
def test_a_search_for_staff_that_cannot_be_is_refused(asked, message, tmp_path):
    with pytest.raises(OpenasylumError, match=message):
        openasylum.staff(**{**WANTED, "out": tmp_path / "new", **asked})
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"measure": "court.pendin"}, "Did you mean 'court.pending'"),
        ({"measure": []}, "measure: is empty"),
        ({"vary": ""}, "vary: is empty"),
        ({"vary": "interview_nois"}, "Did you mean 'interview_noise'"),
        ({"draws": "some"}, "set of fitted draws"),
        ({"trajectories": 1}, "must be 2 or more"),
        ({"sobol": 6}, "only in powers of two"),
        ({"keep": 0}, "--keep 0: must be 1 or more"),
        ({"picture": "a.pdf"}, "must end in .svg or .png"),
    ],
)
def test_a_study_of_sensitivity_that_cannot_be_is_refused(asked, message, tmp_path):
    with pytest.raises(OpenasylumError, match=message):
        openasylum.sensitivity("as_enacted", **TINY, out=tmp_path / "new", **asked)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("asked", "kind", "message"),
    [
        ({"draws": 1}, OpenasylumError, "--draws 1: must be 2 or more"),
        ({"measure": ["court.pendin"]}, OpenasylumError, "Did you mean 'court.pending'"),
        ({"draws_file": "some"}, OpenasylumError, "--draws-file: 'some' is not a set"),
        ({"into": "nowhere"}, RecordError, "no such folder"),
        ({"parts": "nothing.yaml"}, RecordError, "cannot be read"),
    ],
)
def test_doubt_that_cannot_be_is_refused(asked, kind, message, tmp_path):
    with pytest.raises(kind, match=message):
        openasylum.doubt("as_enacted", **TINY, out=tmp_path / "new", **asked)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["run_ensemble", "sensitivity", "doubt"])
def test_a_study_needs_a_scenario_and_the_parts_of_doubt_two_at_most(name):
    call = getattr(openasylum, name)
    with pytest.raises(OpenasylumError, match=f"{name}: of which scenario"):
        call()
    with pytest.raises(UnknownName, match="Did you mean 'as_enacted'"):
        call("as_enacte")
    if name != "run_ensemble":
        with pytest.raises(OpenasylumError, match="3 scenarios"):
            call("as_enacted", "without_mpp", "mpp_with_counsel")


def test_without_salib_the_message_is_that_of_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    with pytest.raises(OpenasylumError, match=r"pip install openasylum\[sensitivity\]") as refused:
        openasylum.sensitivity("as_enacted", **TINY, out=tmp_path / "new")
    assert main(["sensitivity", "as_enacted", *SMALL, "--out", str(tmp_path / "new")]) == 2
    assert f"openasylum: {refused.value}\n" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
