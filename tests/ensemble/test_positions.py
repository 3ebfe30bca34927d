"""Positions within ranges, and draws made from them."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.ensemble.draws import Draw, Draws, of_luck, with_seeds
from openasylum.ensemble.position import moved, moved_set, moved_value
from openasylum.ensemble.sampling import STANDARDS, everything, from_ranges
from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumption
from openasylum.records.scenario import Scenario
from openasylum.simulation.assumed import Assumed, load_assumptions
from openasylum.simulation.calendar import month_starts

KNOWN = load_assumptions("first_values")
NUMBERS = st.floats(-1e6, 1e6)
STEPPED = Assumption.model_validate(
    {
        "meaning": "m", "unit": "u", "low": 0, "high": 10, "how": "judged",
        "steps": [{"from": "2014-01-01", "value": 2}, {"from": "2015-01-01", "value": 6}],
    }
)  # fmt: skip


def test_position_zero_leaves_every_assumption_as_it_is():
    assert all(moved(record, 0.0) == record for record in KNOWN.values.values())


def test_the_ends_of_positions_are_low_and_high_on_every_day():
    for record in KNOWN.values.values():
        assert set(moved(record, -1.0).values()) == {record.low}
        assert set(moved(record, 1.0).values()) == {record.high}


def test_each_step_goes_the_same_share_of_its_own_way():
    assert [step.value for step in moved(STEPPED, 0.5).steps] == [6.0, 8.0]
    assert [step.value for step in moved(STEPPED, -0.5).steps] == [1.0, 3.0]
    assert [step.from_ for step in moved(STEPPED, 0.5).steps] == [
        date(2014, 1, 1), date(2015, 1, 1),
    ]  # fmt: skip


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), st.floats(-1, 1), st.floats(-1, 1))
def test_a_higher_position_never_gives_a_lower_value_nor_one_outside_the_range(ends, one, other):
    low, value, high = ends
    first, second = sorted((one, other))
    a, b = (moved_value(value, low, high, position) for position in (first, second))
    rounding = 1e-9 * max(1.0, abs(low), abs(high))
    assert low <= a <= b + rounding <= high + rounding


def test_every_moved_assumption_is_still_a_valid_record():
    for position in np.linspace(-1, 1, 9):
        for record in KNOWN.values.values():
            Assumption.model_validate(moved(record, float(position)).model_dump(by_alias=True))


def test_standards_that_share_a_position_stay_in_order():
    months = month_starts(date(2025, 9, 1))
    scenario = Scenario(title="t", question="q")
    for position in np.linspace(-1, 1, 21):
        assumed = Assumed(scenario)
        pairs = tuple((name, float(position)) for name in STANDARDS)
        assumed.set = moved_set(assumed.set, (), pairs)
        assumed.table(months)  # raises if a stricter standard asked for less


def test_a_held_value_holds_on_all_days():
    changed = moved_set(KNOWN, (("threshold_significant_possibility", -1.0),), ())
    assert changed.values["threshold_significant_possibility"].values() == [-1.0]


def test_latin_hypercube_has_one_draw_in_every_cell_of_every_assumption():
    draws = from_ranges(KNOWN, ["interview_noise", "detention_beds"], 20, seed=3)
    for place in range(2):
        cells = [int((draw.positions[place][1] + 1) / 2 * 20) for draw in draws.draws]
        assert sorted(cells) == list(range(20))


def test_sobol_points_halve_every_range():
    draws = from_ranges(KNOWN, everything(KNOWN), 16, method="sobol")
    below = np.array([[p < 0 for _, p in draw.positions] for draw in draws.draws]).sum(axis=0)
    assert set(below) == {8}


def test_the_same_seed_gives_the_same_draws_and_another_gives_others():
    made = [from_ranges(KNOWN, ["interview_noise"], 8, seed=seed).digest() for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


def test_names_joined_by_plus_share_one_position():
    draw = from_ranges(KNOWN, ["interview_noise+detention_beds"], 1).draws[0]
    assert {name for name, _ in draw.positions} == {"interview_noise", "detention_beds"}
    assert len({position for _, position in draw.positions}) == 1


def test_everything_varies_each_assumption_with_a_range_once():
    names = [name for item in everything(KNOWN) for name in item.split("+")]
    assert sorted(names) == sorted(n for n, one in KNOWN.values.items() if one.low < one.high)


@pytest.mark.parametrize(
    ("vary", "number", "method", "message"),
    [
        (["interview_nois"], 4, "latin_hypercube", "Did you mean 'interview_noise'"),
        (["interview_noise"] * 2, 4, "latin_hypercube", "is named twice"),
        ([], 4, "latin_hypercube", "names no assumption"),
        (["interview_noise"], 6, "sobol", "only in powers of two. Give one, for example 8"),
        (["interview_noise"], 0, "latin_hypercube", "must be 1 or more"),
    ],
)
def test_draws_that_cannot_be_made_are_refused(vary, number, method, message):
    with pytest.raises(OpenasylumError, match=message):
        from_ranges(KNOWN, vary, number, method=method)


def test_every_draw_gets_every_seed_and_all_share_them():
    both = with_seeds(from_ranges(KNOWN, ["interview_noise"], 3), 2, first=7)
    assert [draw.number for draw in both.draws] == list(range(6))
    assert [draw.seed for draw in both.draws] == [7, 7, 7, 8, 8, 8]
    assert [d.positions for d in both.draws[:3]] == [d.positions for d in both.draws[3:]]


@pytest.mark.parametrize(
    ("draws", "message"),
    [
        ((), "Give from 1 to"),
        ((Draw(1, 1), Draw(1, 2)), "numbers of draws must rise"),
        ((Draw(0, -1),), r"draw 0: the seed is -1\. It must be from 0"),
        ((Draw(0, 1, values=(("interview_noise", 9.0),)),), "is 9, outside its range 0.3"),
        ((Draw(0, 1, values=(("interview_noise", float("nan")),)),), "is nan, outside its range"),
        ((Draw(0, 1, positions=(("interview_noise", 1.5),)),), "A position is from -1"),
        ((Draw(0, 1, positions=(("noise", 0.0),)),), "'noise' is not a known assumption"),
        (
            (Draw(0, 1, values=(("interview_noise", 0.5),), positions=(("interview_noise", 0),)),),
            "interview_noise is given twice",
        ),
    ],
)  # fmt: skip
def test_draws_that_cannot_be_are_refused_by_name_and_number(draws, message):
    with pytest.raises(OpenasylumError, match=message):
        Draws("mine", draws).checked(KNOWN)


def test_the_name_of_a_set_is_no_part_of_what_it_says():
    assert Draws("a", of_luck(3).draws).digest() == of_luck(3).digest() != of_luck(4).digest()


def test_one_step_moves_alone_and_to_the_same_value_as_in_the_whole():
    record = KNOWN.values["court_share_open"]
    name = f"court_share_open@{record.steps[1].from_}"
    alone = moved_set(KNOWN, (), ((name, -0.5),)).values["court_share_open"]
    whole = moved(record, -0.5)
    assert alone.steps[1] == whole.steps[1]
    assert (alone.steps[0], *alone.steps[2:]) == (record.steps[0], *record.steps[2:])


def test_two_steps_of_one_assumption_move_apart():
    pairs = (("court_share_open@2020-07-01", 1.0), ("court_share_open@2020-10-01", -1.0))
    steps = {s.from_: s.value for s in moved_set(KNOWN, (), pairs).values["court_share_open"].steps}
    record = KNOWN.values["court_share_open"]
    assert steps[date(2020, 7, 1)] == record.high
    assert steps[date(2020, 10, 1)] == record.low


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (Draw(0, 1, positions=(("court_share_open@2020-07-02", 0.0),)), "Its steps: 2013-10-01"),
        (Draw(0, 1, positions=(("court_share_open@then", 0.0),)), "'then' is not a day"),
        (Draw(0, 1, positions=(("interview_noise@2020-07-01", 0.0),)), "It has one value"),
        (
            Draw(0, 1, positions=(("court_share_open", 0.1), ("court_share_open@2020-07-01", 0.0))),
            "is given whole and by its step 2020-07-01",
        ),
        (
            Draw(0, 1, values=(("court_share_open@2020-07-01", 0.5),)),
            "One step alone can only be moved",
        ),
    ],
)
def test_steps_that_cannot_be_moved_are_refused(draw, message):
    with pytest.raises(OpenasylumError, match=message):
        Draws("mine", (draw,)).checked(KNOWN)


def test_draws_are_made_over_steps_too():
    draws = from_ranges(KNOWN, ["court_share_open@2020-07-01", "interview_noise"], 4)
    assert {name for name, _ in draws.draws[0].positions} == {
        "court_share_open@2020-07-01", "interview_noise",
    }  # fmt: skip
