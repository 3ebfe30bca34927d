"""The folder of a fit: continued if it is the same question, refused if not."""

import json
from pathlib import Path

import numpy as np
import pytest

from openasylum.calibration import stages as module
from openasylum.calibration.stages import open_stages
from openasylum.errors import CalibrationFailed, OpenasylumError

ASKED = {"seed": 1, "figures": [["a", 1.0]]}


def test_points_are_made_once(tmp_path: Path):
    stages = open_stages(tmp_path / "fit", ASKED)
    made = []

    def make():  # type: ignore[no-untyped-def]
        made.append(1)
        return np.array([[0.1, 0.2]]), {"acceptance": 0.3}

    first, told = stages.points("wave_1", make)
    again, same = open_stages(tmp_path / "fit", ASKED).points("wave_1", make)
    assert len(made) == 1
    assert (first == again).all()
    assert told == same


def test_damaged_points_are_told_by_file(tmp_path: Path):
    stages = open_stages(tmp_path / "fit", ASKED)
    for content in ('{"told": {}, "poi', '{"told": {}}', "[]"):
        (tmp_path / "fit" / "wave_1_points.json").write_text(content)
        with pytest.raises(CalibrationFailed, match=r"wave_1_points\.json: is damaged"):
            stages.points("wave_1", lambda: (np.zeros((1, 1)), {}))


def test_a_folder_of_another_question_is_refused_saying_what_differs(tmp_path: Path):
    open_stages(tmp_path / "fit", ASKED)
    with pytest.raises(CalibrationFailed, match="figures differs; seed is 1 there and 2 here"):
        open_stages(tmp_path / "fit", {"seed": 2, "figures": []})


def test_a_folder_of_something_else_is_refused(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(OpenasylumError, match="is no fit"):
        open_stages(tmp_path, ASKED)
    with pytest.raises(OpenasylumError, match="is a file"):
        open_stages(tmp_path / "letter.txt", ASKED)


def test_a_fit_killed_while_it_wrote_its_question_goes_on(tmp_path: Path):
    (tmp_path / ".fit.json.draft").write_text('{"se')
    open_stages(tmp_path, ASKED)
    assert [path.name for path in tmp_path.iterdir()] == ["fit.json"]


def test_a_damaged_question_is_refused(tmp_path: Path):
    open_stages(tmp_path / "fit", ASKED)
    (tmp_path / "fit" / "fit.json").write_text('{"seed"')
    with pytest.raises(OpenasylumError, match="is damaged"):
        open_stages(tmp_path / "fit", ASKED)


def test_a_full_disk_keeps_what_was_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stages = open_stages(tmp_path / "fit", ASKED)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_at_once", full)
    with pytest.raises(OpenasylumError, match="No space left on device"):
        stages.points("wave_1", lambda: (np.zeros((1, 1)), {}))
    assert json.loads((tmp_path / "fit" / "fit.json").read_text())["seed"] == 1
