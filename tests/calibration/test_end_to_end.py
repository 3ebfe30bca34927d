"""The whole way with the model itself, at a tiny scale: killed, continued, and read back."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from openasylum.cli import main
from openasylum.ensemble.draws_file import read_draws
from openasylum.records.calibration import DrawsRecord
from openasylum.records.reader import read
from tests.ensemble.test_killed import running, until

TINY = """
title: Tiny
dated: 2026-11-24
about: A test.
assumptions: first_values
parameters:
  - {move: ["threshold_significant_possibility@2013-10-01"], prior: {shape: uniform}, because: t}
  - {move: [interview_noise], prior: {shape: triangular}, because: a test}
targets:
  - series: fear.positive
    over: fear.completed
    official: fear.positive
    official_over: fear.completed
    vintage: "2024-08"
    years: [2014]
    revision: {value: 0.001, because: a test}
    discrepancy: {value: 0.05, because: a test}
    correlation: {value: 0.5, because: a test}
effort: {scale: 0.01, chance_runs: 5, wave_runs: [16], final_runs: 16, rounds: 1, draws: 8, cut: 3,
         steps: 60, because: a test}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    file = tmp_path / "my fits" / "tiny.yaml"  # a blank in a path parts no words
    file.parent.mkdir()
    file.write_text(TINY)
    return file


def words(tiny: Path, folder: Path) -> list[str]:
    return ["calibrate", str(tiny), "--out", str(folder), "--workers", "1"]


@pytest.mark.slow
def test_a_killed_fit_goes_on_and_ends_like_one_that_was_not(tiny, tmp_path, capsys):
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    command = (sys.executable, "-m", "openasylum", *words(tiny, folder))
    manifest = folder / "runs" / "wave_1" / "draws" / "manifest.jsonl"
    with running(*command, log=tmp_path / "log") as process:
        until(lambda: manifest.exists() and manifest.read_text().count("\n") >= 4, "a fourth run")
        process.send_signal(signal.SIGKILL)
    kept = len(list(manifest.parent.glob("*.parquet")))
    assert 4 <= kept < 16
    assert main(words(tiny, folder)) == 0
    assert f"wave_1: {kept} of 16 runs" in capsys.readouterr().err
    assert main(words(tiny, whole)) == 0
    assert read_draws(folder / "tiny.parquet") == read_draws(whole / "tiny.parquet")
    about = read(whole / "tiny.yaml", DrawsRecord)
    assert [wave.name for wave in about.waves] == ["chance", "wave_1", "final_1"]
    assert about.parameters[0].informed
    assert "# Tiny: assumptions estimated" in (whole / "calibration.md").read_text()
    capsys.readouterr()
    assert main([*words(tiny, whole), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["draws"] == 8


@pytest.mark.slow
def test_fitted_draws_run_as_an_ensemble(tiny, tmp_path, capsys):
    assert main(words(tiny, tmp_path / "fit")) == 0
    table = str(tmp_path / "fit" / "tiny.parquet")
    asked = [
        "ensemble",
        "as_enacted",
        "--draws",
        table,
        "--until",
        "2014-10-01",
        "--scale",
        "0.002",
    ]
    assert main([*asked, "--out", str(tmp_path / "runs"), "--workers", "1"]) == 0
    assert "8 draws" in capsys.readouterr().out


def said(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, str]:
    status = main(["calibrate", *given])
    return status, capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["first_fi"], "Did you mean 'first_fit'"),
        (["--draws", "1"], "--draws 1: must be 2 or more"),
        (["--waves", "0"], "--waves 0: must be 1 or more"),
        (["--scale", "2"], "--scale 2: must be above 0"),
        (["--seed", "-1"], "--seed -1: must be from 0"),
        (["--last-year", "2012"], "leaves no target"),
        (["--recover", "3"], "--recover 3: too few"),
        (["--ship", "--quick"], "only a whole fit is shipped"),
        (["--workers", "0"], "--workers 0: must be 1 or more"),
    ],
)
def test_a_users_mistake_gets_one_message_and_status_2(given, message, tmp_path, capsys):
    status, err = said(capsys, *given, "--out", str(tmp_path / "new"))
    assert status == 2
    assert message in err
    assert "Traceback" not in err
    assert not (tmp_path / "new").exists()


def test_help_has_an_example():
    command = [sys.executable, "-m", "openasylum", "calibrate", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "openasylum calibrate --out runs/first_fit" in shown
