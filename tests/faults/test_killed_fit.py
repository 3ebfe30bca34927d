"""A fit killed at each of its own files, and what the comparison after kills leaves out."""

import json
import os
import re
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from validation.faults import apart, page, programs
from validation.faults_left import due, fit_left, hashes, leftovers, stamps

OWN = (
    "fit.json", "chance.json", "wave_2_points.json", "wave_2.json", "final_1.json",
    "small.parquet", "small.yaml", "calibration.md",
)  # fmt: skip
"""Files outside the ensembles, in their order; of those written by the same lines, not all."""


def dies_at(name: str) -> None:
    """From now on this process is killed when that file is written, and not yet in its place."""
    real = Path.replace

    def put(draft: Path, target: Path) -> Path:
        if target.name == name:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(draft, target)

    Path.replace = put  # type: ignore[method-assign, assignment]


@pytest.mark.slow
def test_a_fit_killed_at_each_file_it_writes_goes_on_and_ends_with_the_same_bytes(tmp_path):
    fit = programs(tmp_path)["fit"]
    whole, folder = tmp_path / "whole" / "it", tmp_path / "killed" / "it"
    whole.parent.mkdir()
    folder.parent.mkdir()
    fit.run(whole)
    assert {path.name for path in whole.rglob("*")} >= set(OWN)

    def status_of(name: str) -> int:
        def run(place: Path) -> None:
            dies_at(name)
            fit.run(place)

        number = apart(replace(fit, run=run), folder, tmp_path / "log")
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])

    for name in OWN:
        before = stamps(folder)
        assert status_of(name) == -signal.SIGKILL, (tmp_path / "log").read_text()
        assert not list(folder.rglob(name))
        fit.check(folder)
        assert before.items() <= stamps(folder).items()
    assert status_of("nothing") == 0, (tmp_path / "log").read_text()
    assert fit_left(folder) == "whole"
    assert hashes(folder) == hashes(whole)
    assert leftovers(folder) == []


def test_only_what_tells_when_a_fit_was_made_is_left_out_of_the_comparison(tmp_path):
    def told(file: str, text: str) -> dict[str, str]:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
        return hashes(tmp_path)

    for file, text, when, what in (
        ("small.yaml", "dated: 2026-11-26\nseconds: 5.4\nworth: 6.0\n", "5.4", "6.0"),
        ("small.yaml", "waves:\n- name: chance\n  seconds: 1.6\n  runs: 5\n", "1.6", "5"),
        ("wave_2_points.json", '{"told": {"seconds": 1.5}, "points": [[0.5]]}\n', "1.5", "0.5"),
        ("runs/chance.json", '{\n "draws": "733c",\n "seconds": 1.6\n}\n', "1.6", "733"),
        ("ensemble.json", '{\n "reused": 3,\n "finished": 5\n}\n', "3", "5"),
        ("calibration.md", "Made on 2026-11-26: 8 draws in 20 minutes (2 cores)", "20 m", "8"),
        ("calibration.md", "Made on 2026-11-26: 8 draws in 20 minutes (2 cores)", "-11-26", "2 c"),
        ("calibration.md", "| wave 1 | 16 | 0 | 81% | 92% |  | 1.6 |\n", "1.6", "81"),
        ("calibration.md", "| fear.positive FY2014 | 0.1 | 1.6 |\n", "", "1.6"),
    ):
        whole = told(file, text)
        assert told(file, text.replace(when, sevens(when))) == whole, (file, when)
        assert told(file, text.replace(what, sevens(what))) != whole, (file, what)


def sevens(words: str) -> str:
    return re.sub(r"\d", "7", words)


def test_draws_that_are_made_again_are_noticed(tmp_path):
    draws = tmp_path / "runs" / "wave_1" / "draws"
    draws.mkdir(parents=True)
    (draws / "manifest.jsonl").write_text(
        '{"draw": 0, "sha256": "a"}\n{"draw": 2, "sha256": "b"}\n'
    )
    for number in (0, 1, 2):
        (draws / f"00000{number}.parquet").write_bytes(b"part")
    before = stamps(tmp_path)
    assert [Path(name).name for name in before] == ["000000.parquet", "000002.parquet"]
    assert list(due(tmp_path).values()) == [2]
    (draws / "draft").write_bytes(b"part")
    (draws / "draft").replace(draws / "000002.parquet")
    assert before.items() - stamps(tmp_path).items() == {
        ("runs/wave_1/draws/000002.parquet", before["runs/wave_1/draws/000002.parquet"])
    }


def test_a_page_keeps_the_rows_of_programs_that_were_not_run_again(tmp_path):
    def state(*trials: tuple[str, int, str]) -> Path:
        lines = [
            {"program": name, "kills": kills, "left": ["whole"], "unlike": [], "on": on}
            for name, kills, on in trials
        ]
        (tmp_path / "state").write_text("".join(json.dumps(line) + "\n" for line in lines))
        return tmp_path / "state"

    first = page(state(("run", 2, "2026-11-25"), ("job", 1, "2026-11-25")))
    assert first.endswith(
        "2 trials, 3 kills: files unlike in 0 of them, something left behind in 0, something "
        "finished done again in 0.\n"
    )
    again = page(state(("fit", 3, "2026-11-26"), ("run", 5, "2026-11-26")), f"# Before\n\n{first}X")
    assert again.startswith("# Before\n\n| Program |")
    assert "| fit | 1 | 3 | 1x whole | 0 | 0 | 0 | 2026-11-26 |\n| job | 1 | 1 |" in again
    assert "| run | 1 | 5 | 1x whole | 0 | 0 | - | 2026-11-26 |" in again
    assert "\n3 trials, 9 kills: files unlike" in again
    assert again.endswith("in 0.\nX")
