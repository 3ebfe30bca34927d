"""Waves as ensembles: what cannot be is counted, what breaks is told, what is done is kept."""

from datetime import date
from pathlib import Path

import pytest

from openasylum.calibration.make import planned
from openasylum.calibration.targets import Target
from openasylum.calibration.waves import EnsembleSimulator
from openasylum.ensemble.draws import Draw, Draws
from openasylum.errors import CalibrationFailed
from tests.calibration.line import EFFORT
from tests.ensemble.conftest import inline

TARGET = Target("fear.completed", "", 2014, False, 46_890.0, 0.001, 0.05, 0.5)
STRICT = "threshold_significant_possibility@2013-10-01"
KIND = "threshold_reasonable_possibility"


def simulator(folder: Path, **broken: object) -> EnsembleSimulator:
    return EnsembleSimulator(
        folder, (TARGET,), 0.002, date(2014, 10, 1), "central", inline(**broken),
        lambda wave, state, later: None,
    )  # type: ignore[arg-type]  # fmt: skip


def test_draws_that_assume_what_cannot_be_are_counted_with_their_reason(tmp_path: Path):
    impossible = Draw(1, 2, positions=((KIND, -1.0), (STRICT, 1.0)))
    draws = Draws("wave_1", (Draw(0, 1, positions=((KIND, 0.0), (STRICT, 0.0))), impossible))
    runs = simulator(tmp_path)(draws)
    assert runs.numbers.tolist() == [0]
    assert 0.5 < runs.ratios[0, 0] < 1.5
    assert "A stricter standard cannot ask for less" in runs.impossible[1]
    assert runs.fine(2).tolist() == [True, False]


def test_a_finished_wave_is_not_run_again_and_other_draws_are_refused(tmp_path: Path):
    draws = Draws("wave_1", (Draw(0, 1),))
    simulate = simulator(tmp_path)
    first = simulate(draws)

    def never(number: int) -> None:
        raise AssertionError

    again = simulator(tmp_path, before=never)(draws)
    assert (first.ratios == again.ratios).all()
    with pytest.raises(CalibrationFailed, match="is of other draws"):
        simulate(Draws("wave_1", (Draw(0, 2),)))


def test_a_run_that_breaks_stops_the_fit_and_what_is_finished_is_kept(tmp_path: Path):
    def breaks(number: int) -> None:
        if number == 1:
            raise MemoryError("out of memory")

    draws = Draws("wave_1", (Draw(0, 1), Draw(1, 2)))
    with pytest.raises(CalibrationFailed, match=r"draw 1 failed \(.*1 finished runs are kept"):
        simulator(tmp_path, before=breaks)(draws)
    mended = simulator(tmp_path)(draws)
    assert mended.numbers.tolist() == [0, 1]


def test_runs_planned_after_a_wave_are_those_of_all_later_ones():
    effort = EFFORT.model_copy(update={"wave_runs": (30, 20)})
    assert planned(effort) == {"chance": 110, "wave_1": 80, "wave_2": 60, "final_1": 0}
