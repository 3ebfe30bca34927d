"""What is finished is kept: stopping, damage, full disks, and folders of another question."""

import fcntl
import json
import resource
from dataclasses import replace

import pytest

from openasylum.ensemble.run import run_ensemble
from openasylum.errors import OpenasylumError
from tests.ensemble.conftest import inline, same_tables


class Stopped(BaseException):
    """What a person's Ctrl-C looks like to the run."""


def stop_at(number: int):
    def before(asked: int) -> None:
        if asked == number:
            raise Stopped

    return before


def test_a_run_that_is_stopped_goes_on_where_it_was_to_the_same_bytes(ask, answer, tmp_path):
    with pytest.raises(Stopped):
        run_ensemble(ask(), tmp_path / "run", inline(stop_at(2)))
    assert not (tmp_path / "run" / "series.parquet").exists()
    asked = inline()
    second = run_ensemble(ask(), tmp_path / "run", asked)
    assert (second.reused, second.finished) == (2, 4)
    assert asked.make().asked == [2, 3]
    assert same_tables(answer.folder, tmp_path / "run")


def test_a_finished_ensemble_is_joined_again_without_a_run(ask, answer, tmp_path):
    run_ensemble(ask(), tmp_path / "run", inline())
    before = (tmp_path / "run" / "series.parquet").read_bytes()
    (tmp_path / "run" / "series.parquet").unlink()
    asked = inline()
    assert run_ensemble(ask(), tmp_path / "run", asked).reused == 4
    assert asked.make().asked == []
    assert (tmp_path / "run" / "series.parquet").read_bytes() == before


def test_damaged_missing_and_torn_parts_are_made_again_and_told(ask, answer, tmp_path):
    run_ensemble(ask(), tmp_path / "run", inline())
    draws = tmp_path / "run" / "draws"
    content = bytearray((draws / "000001.parquet").read_bytes())
    content[100] ^= 1
    (draws / "000001.parquet").write_bytes(content)
    (draws / "000003.parquet").unlink()
    lines = (draws / "manifest.jsonl").read_text().splitlines()
    (draws / "manifest.jsonl").write_text("\n".join(lines[1:]) + "\n" + lines[0][:30])
    (draws / ".000002.parquet.draft").write_bytes(b"half")
    asked = inline()
    again = run_ensemble(ask(), tmp_path / "run", asked)
    assert asked.make().asked == [0, 1, 3]
    assert again.remade == ("draws/000001.parquet is damaged", "draws/000003.parquet is missing")
    assert same_tables(answer.folder, tmp_path / "run")
    assert not list(draws.glob(".*.draft"))
    assert run_ensemble(ask(), tmp_path / "run", inline()).reused == 4


def test_a_disk_that_fills_keeps_what_was_finished(ask, answer, tmp_path):
    """The limit is the system's own: a file beyond it cannot be written."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(number: int) -> None:
        if number == 2:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))

    try:
        with pytest.raises(OpenasylumError) as refused:
            run_ensemble(ask(), tmp_path / "run", inline(fill))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "draw 2 could not be written (File too large). 2 finished draws are kept: free some" in (
        str(refused.value)
    )
    assert not list((tmp_path / "run").glob("**/.*.draft"))
    assert run_ensemble(ask(), tmp_path / "run", inline()).reused == 2
    assert same_tables(answer.folder, tmp_path / "run")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["versions", "openasylum"], "0.0.9", r"openasylum is 0\.0\.9 there and"),
        (["versions", "numpy"], "1.0", r"numpy is 1\.0 there and"),
        (["kernel"], "abc", "the kernel is abc there and"),
        (["facts", "checks.yaml"], "abc", r"these facts differ: checks\.yaml"),
        (["scale"], 0.5, r"scale is 0\.5 there and 0\.002 here"),
        (["until"], "2020-01-01", "until is 2020-01-01 there and 2014-10-01 here"),
        (["other_cases"], "drawn", "other_cases is drawn there and central here"),
        (["draws", "sha256"], "abc", r"the draws are 'luck' \(4\) there"),
        (["scenarios", 0, "name"], "x", "scenarios are x, more_judges there and as_enacted, more"),
        (["scenarios", 1, "record", "title"], "x", "scenario more_judges was changed"),
        (["keep", "by_group"], True, "other series, periods or groups were kept"),
    ],
)
def test_draws_of_another_question_are_refused_by_what_differs(path, value, words, ask, tmp_path):
    with pytest.raises(Stopped):
        run_ensemble(ask(), tmp_path / "run", inline(stop_at(0)))
    file = tmp_path / "run" / "question.json"
    stored = json.loads(file.read_text())
    place = stored
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    file.write_text(json.dumps(stored))
    with pytest.raises(OpenasylumError, match=f"holds draws of another question: .*{words}"):
        run_ensemble(ask(), tmp_path / "run", inline())


def test_an_order_of_series_makes_no_other_question(ask, tmp_path):
    kept = ask().ask.keep
    turned = replace(kept, series=kept.series[::-1])
    assert ask(keep=turned).identity() == ask().identity()


def test_a_folder_of_something_else_is_refused_and_left_alone(ask, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OpenasylumError, match="exists already and is no ensemble"):
        run_ensemble(ask(), tmp_path, inline())
    with pytest.raises(OpenasylumError, match="is a file"):
        run_ensemble(ask(), tmp_path / "thesis.txt", inline())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_two_runs_do_not_write_to_one_folder(ask, tmp_path):
    (tmp_path / "run" / "draws").mkdir(parents=True)
    with (tmp_path / "run" / "draws" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OpenasylumError, match="another run is writing draws there"):
            run_ensemble(ask(), tmp_path / "run", inline())
    run_ensemble(ask(), tmp_path / "run", inline())


def test_a_damaged_question_is_refused(ask, tmp_path):
    (tmp_path / "run" / "draws").mkdir(parents=True)
    (tmp_path / "run" / "question.json").write_text("{")
    with pytest.raises(OpenasylumError, match=r"question\.json: is damaged"):
        run_ensemble(ask(), tmp_path / "run", inline())
