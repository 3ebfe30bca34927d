"""A fit of a model that is known: it finds what was put in, and says what it cannot find."""

import json

import numpy as np
import pytest

from openasylum.calibration.diagnose import parameters_fitted, targets_fitted
from openasylum.calibration.fit import Fitted, fit, systematic
from openasylum.calibration.make import kept_draws
from openasylum.calibration.parameters import positions_at
from openasylum.calibration.stages import Stages
from openasylum.errors import CalibrationFailed
from openasylum.simulation.assumed import load_assumptions
from tests.calibration.line import EFFECTS, EFFORT, TRUTH, Line, problem


def quiet(words: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    stages = Stages(tmp_path_factory.mktemp("fit"))
    return fit(problem(), Line(), 0.05, stages, quiet)


def test_the_positions_that_made_the_figures_are_found(fitted: Fitted):
    positions = positions_at(problem().parameters, fitted.normal[fitted.chosen])
    low, high = np.quantile(positions, (0.05, 0.95), axis=0)
    assert (low[:2] < TRUTH[:2]).all()
    assert (TRUTH[:2] < high[:2]).all()
    assert (high[:2] - low[:2] < 0.4).all()  # of 1.8 before


def test_a_position_that_moves_nothing_is_told_as_not_informed(fitted: Fitted):
    told = parameters_fitted(problem(), fitted, load_assumptions("first_values"))
    assert [one.informed for one in told] == [True, True, False]


def test_later_waves_and_final_runs_are_nearer_to_the_figures(tmp_path):
    line = Line()
    fit(problem(), line, 0.05, Stages(tmp_path), quiet)
    away = [np.abs(line(draws).ratios - 1.0).mean() for draws in line.asked[1:]]
    assert [draws.name for draws in line.asked[:4]] == ["chance", "wave_1", "wave_2", "final_1"]
    assert away[0] > 2 * away[1]
    assert away[1] > 1.2 * away[2]


def test_figures_are_met_by_the_draws_kept_and_told_so(fitted: Fitted):
    told = targets_fitted(problem(), fitted)
    assert all(one.within for one in told)
    assert all(abs(one.after[1] - 1.0) < 0.03 for one in told)
    assert told[0].own == pytest.approx(1.0 - EFFECTS[0] @ TRUTH, abs=0.02)


def test_final_runs_are_drawn_so_well_that_weights_are_nearly_equal(fitted: Fitted):
    assert fitted.effective > 0.7 * len(fitted.weights)


def test_a_draw_that_comes_again_has_luck_of_its_own(fitted: Fitted):
    fitted = Fitted(**{**vars(fitted), "chosen": np.array([3, 3, 5])})
    first, again, other = kept_draws("mine", problem(), fitted).draws
    assert first.positions == again.positions != other.positions
    assert len({first.seed, again.seed, other.seed}) == 3
    assert first.seed == fitted.seeds[3]


def test_points_that_cannot_be_run_are_avoided_by_later_waves_and_counted(tmp_path):
    line = Line()
    line.impossible_above = 0.5
    result = fit(problem(), line, 0.05, Stages(tmp_path), quiet)
    first, second = (wave.impossible / wave.runs for wave in result.waves[1:3])
    assert 0.15 < first < 0.35
    assert second < first / 2
    assert "the first position is too high" in result.reasons


def test_a_figure_that_nothing_moves_and_the_model_misses_is_refused_by_name(tmp_path):
    effects = EFFECTS.copy()
    effects[2] = 0.0

    class Off(Line):
        def __call__(self, draws):  # type: ignore[no-untyped-def]
            runs = super().__call__(draws)
            runs.ratios[:, 2] += 0.5
            return runs

    with pytest.raises(
        CalibrationFailed, match=r"no parameter moves court\.pending FY2016"
    ) as told:
        fit(problem(), Off(effects=effects), 0.05, Stages(tmp_path), quiet)
    assert "1.50 times" in str(told.value)
    assert "'not_used'" in str(told.value)


def test_a_figure_that_nothing_moves_and_the_model_meets_is_a_note(tmp_path):
    effects = EFFECTS.copy()
    effects[2] = 0.0
    result = fit(problem(), Line(effects=effects), 0.05, Stages(tmp_path), quiet)
    assert any("court.pending FY2016" in note for note in result.notes)


def test_figures_that_cannot_be_met_together_are_told(tmp_path):
    effects = np.array([[0.5, 0.0, 0.0], [-0.5, 0.0, 0.0], [0.5, 0.0, 0.0]])

    class Torn(Line):
        def __call__(self, draws):  # type: ignore[no-untyped-def]
            runs = super().__call__(draws)
            runs.ratios[:, :2] += 0.4
            return runs

    result = fit(problem(), Torn(effects=effects), 0.05, Stages(tmp_path), quiet)
    (note,) = [note for note in result.notes if "does not meet these figures together" in note]
    assert "60 of 60 final runs" in note
    assert "court.pending FY2014, court.pending FY2015" in note


def test_a_set_that_cannot_be_run_is_refused_before_anything_else(tmp_path):
    line = Line()
    line.impossible_above = -0.1
    with pytest.raises(CalibrationFailed, match="own values cannot be run: the first position"):
        fit(problem(), line, 0.05, Stages(tmp_path), quiet)


def test_a_fit_goes_on_with_the_points_it_had_made(tmp_path):
    first = Line()
    whole = fit(problem(), first, 0.05, Stages(tmp_path), quiet)
    second = Line()
    again = fit(problem(), second, 0.05, Stages(tmp_path), quiet)
    assert [draws.digest() for draws in first.asked] == [draws.digest() for draws in second.asked]
    assert (whole.chosen == again.chosen).all()
    kept = json.loads((tmp_path / "wave_2_points.json").read_text())
    assert len(kept["points"]) == EFFORT.wave_runs[1]


def test_another_seed_makes_other_points(tmp_path):
    digests = []
    for seed in (1, 2):
        line, folder = Line(), tmp_path / str(seed)
        folder.mkdir()
        fit(problem(seed=seed), line, 0.05, Stages(folder), quiet)
        digests.append(line.asked[1].digest())
    assert digests[0] != digests[1]


def test_a_larger_discrepancy_makes_wider_draws(tmp_path):
    widths = []
    for place, discrepancy in enumerate((0.02, 0.1)):
        folder = tmp_path / str(place)
        folder.mkdir()
        result = fit(problem(discrepancy=discrepancy), Line(), 0.05, Stages(folder), quiet)
        positions = positions_at(problem().parameters, result.normal[result.chosen])
        widths.append(positions[:, :2].std(axis=0))
    assert (widths[1] > 2 * widths[0]).all()


def test_resampling_takes_places_in_proportion_to_their_weights():
    places = systematic(np.array([0.5, 0.0, 0.25, 0.25]), 8, seed=3)
    assert np.bincount(places, minlength=4).tolist() == [4, 0, 2, 2]
