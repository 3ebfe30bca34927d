import numpy as np
import pytest

from openasylum.calibration.sensitivity import study
from openasylum.calibration.sensitivity_tables import as_json, effects_table
from openasylum.simulation.assumed import load_assumptions

from .made import ERRORS, FACTORS, STOCK, Formula, plan


@pytest.fixture(scope="module")
def found():
    return study(plan(STOCK, ERRORS), Formula())


def test_what_moves_the_difference_most_comes_first_and_what_does_nothing_is_not_kept(found):
    ranked = found.ranked(0)
    assert ranked[0].factor.name == "a"
    assert ranked[-1].factor.name == "idle"
    assert ranked[-1].found.size == 0
    assert [factor.name for factor in found.kept] == ["a", "c", "b"]


def test_a_pure_level_has_no_effects_of_what_only_the_other_scenario_knows(found):
    first = [one.found.size for one in found.effects if one.output == "first"]
    assert first == [0.0] * 8


def test_the_ranking_flips_where_the_formula_says(found):
    flips = {one.factor.name: one for one in found.flips if one.measure == 0}
    assert flips["a"].told == "flips"
    # 1 + 3 a + the mean luck of seeds 1 and 2
    assert flips["a"].at == pytest.approx(-1.015 / 3, abs=1e-6)
    assert flips["a"].turns[0].sure
    assert flips["b"].told == flips["c"].told == "does not flip"


def test_the_central_runs_tell_chance_as_the_spread_between_seeds(found):
    assert found.centre[0, -1] == pytest.approx(1.015)
    assert found.chance[0, -1] == pytest.approx(np.std([0.01, 0.02], ddof=1))


def test_two_at_once_are_on_a_grid_of_their_ranges(found):
    assert found.grid is not None
    assert [one.name for one in found.grid.factors] == ["a", "c"]
    low_a_high_c = found.grid.differences[0][-1][0]
    assert low_a_high_c == pytest.approx(1 - 3 + 2 + 0.015)


def test_the_share_of_well_founded_claims_that_flips_an_error_measure_is_found(found):
    assert found.base_rates.keys() == {1}
    assert found.base_rates[1] == pytest.approx([0.25 + 1.01 / 10], abs=1e-6)


def test_draws_that_reverse_the_ranking_are_counted_over_all_designs(found):
    reversed_draws, of = found.reversed[0]
    assert of == 6 * 5 + 32 * 5
    assert 0 < reversed_draws < of / 2


def test_a_sign_that_only_one_seed_has_is_within_chance():
    def shaky(stage, draws, measures):
        values = Formula()(stage, draws, measures)
        seeds = np.array([draw.seed for draw in draws.draws])
        values[:, 1] += np.where(seeds == 1, 5.0, -5.0)
        return values

    flips = {one.factor.name: one for one in study(plan(), shaky).flips}
    assert flips["a"].told == "within chance"


def test_a_flip_is_sure_only_if_both_sides_are():
    def shaky_below(stage, draws, measures):
        values = Formula()(stage, draws, measures)
        below = np.array([dict(draw.positions)["a"] < 0 for draw in draws.draws])
        seeds = np.array([draw.seed for draw in draws.draws])
        values[:, 1] += np.where(below, np.where(seeds == 1, 4.0, -4.0), 0.0)
        return values

    flips = {one.factor.name: one for one in study(plan(), shaky_below).flips}
    assert flips["a"].turns
    assert not any(turn.sure for turn in flips["a"].turns)
    assert flips["a"].told == "within chance"


def test_places_that_cannot_be_are_left_out_of_the_search_and_counted():
    found = study(plan(), Formula(impossible=0.9))
    flips = {one.factor.name: one for one in found.flips}
    assert np.isnan(flips["a"].differences[-1])
    assert flips["a"].told == "flips"
    assert found.lost["morris"] > 0


def test_one_scenario_alone_has_effects_and_no_flips():
    def single(stage, draws, measures):
        return Formula()(stage, draws, measures)[:, 1:]

    found = study(plan(names=("second",)), single)
    assert found.ranked(0)[0].factor.name == "a"
    assert found.flips == []
    assert found.grid is None


def test_the_same_question_asks_for_the_same_draws_again():
    first, second = Formula(), Formula()
    study(plan(), first)
    study(plan(), second)
    assert first.stages == second.stages
    assert [name for name in first.stages if name.startswith("flips")][:2] == [
        "flips/round_0",
        "flips/round_1",
    ]


def test_everything_found_can_be_told_to_programs(found):
    known = load_assumptions("first_values")
    # the names of the formula stand for two real assumptions with a value
    renamed = known.model_copy(
        update={"values": {f.name: known.values["interview_noise"] for f in FACTORS}}
    )
    told = as_json(found, renamed, ["people", "people"])
    flip = told["measures"][0]["flips"][0]
    assert flip["turns"][0]["at"].endswith("standard deviations of strength")
    assert effects_table(found).num_rows == 2 * 3 * 4
