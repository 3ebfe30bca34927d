"""What is drawn beyond the last figure known: walks, arrivals carried on, courts reopening."""

from datetime import date

import numpy as np
import pytest

from openasylum.calibration.assumed_known import Known, reopening, until_known
from openasylum.calibration.plan import (
    Plan,
    first_month_unknown,
    last_year_counted,
    model_settings,
)
from openasylum.calibration.walks import judges_ahead, spread_a_year, walk, walk_of_steps
from openasylum.calibration.world_known import carried_on, moved_arrivals, spread_of_sums, world_of
from openasylum.errors import CalibrationFailed
from openasylum.law import load_scenario
from openasylum.records.assumptions import Assumption
from openasylum.simulation.inputs import border_until

ORIGIN = date(2019, 9, 30)
PLAN = Plan(ORIGIN, ("forecast",), date(2023, 10, 1))


def share(*steps: tuple[date, float]) -> Assumption:
    return Assumption.model_validate(
        {
            "meaning": "m", "unit": "share", "low": 0.1, "high": 1.0, "how": "fitted",
            "steps": [{"from": day, "value": value} for day, value in steps],
        }
    )  # fmt: skip


def test_lags_say_which_year_and_month_are_the_last_known():
    assert last_year_counted("court.receipts", ORIGIN) == 2018
    assert last_year_counted("court.receipts", date(2019, 11, 16)) == 2019
    assert first_month_unknown(ORIGIN) == date(2019, 6, 1)
    assert first_month_unknown(date(2019, 10, 5)) == date(2019, 7, 1)  # 97 days after 30 June


def test_spread_of_irregular_figures_is_that_of_a_year():
    days = [date(2016, 9, 30), date(2017, 9, 30), date(2018, 9, 30)]
    assert spread_a_year(days, [100, 110, 100]) == pytest.approx(np.log(1.1))
    far = [date(2010, 9, 30), date(2014, 9, 30), date(2018, 9, 30)]
    assert spread_a_year(far, [100, 110, 100]) == pytest.approx(np.log(1.1) / 2)
    with pytest.raises(CalibrationFailed, match="needs two figures and 1 was known"):
        spread_a_year(days[:1], [1.0])


def test_a_walk_spreads_with_the_root_of_time():
    ends = np.array([walk(np.random.default_rng(i), 0.2, [1, 4]) for i in range(4000)])
    assert ends.std(axis=0) == pytest.approx([0.2, 0.4], rel=0.05)


def test_arrivals_go_on_as_a_year_ago_and_the_border_as_of_late():
    known = border_until(date(2019, 6, 1))
    ahead = carried_on(known, date(2021, 10, 1))
    n = len(known.months)
    assert np.array_equal(ahead.people[n : n + 12], known.people[n - 12 :])
    assert np.array_equal(ahead.people[n + 12 : n + 24], known.people[n - 12 :])
    assert np.allclose(ahead.shares[n:].sum(axis=2), 1)
    months = model_settings().share_months.value
    group = int(known.people[-1].argmax())
    weights = known.people[-months:, group]
    mean = (known.shares[-months:, group] * weights[:, None]).sum(axis=0) / weights.sum()
    assert np.allclose(ahead.shares[-1, group], mean)


def test_each_draw_moves_arrivals_its_own_way_and_the_past_not_at_all():
    base = carried_on(border_until(first_month_unknown(ORIGIN)), PLAN.until)
    one, two = moved_arrivals(base, PLAN, 1), moved_arrivals(base, PLAN, 2)
    known = len(border_until(first_month_unknown(ORIGIN)).months)
    assert np.array_equal(one.people[:known], two.people[:known])
    assert one.people[known:].sum() != two.people[known:].sum()
    assert np.array_equal(one.people, moved_arrivals(base, PLAN, 1).people)


def test_the_spread_of_arrivals_is_the_change_of_a_years_sum():
    monthly = np.concatenate([np.full(12, 100.0), np.full(12, 200.0)])
    assert spread_of_sums(monthly) == pytest.approx(np.log(2))
    with pytest.raises(CalibrationFailed, match="Two years above zero"):
        spread_of_sums(monthly[:20])


def test_too_short_a_border_is_refused():
    with pytest.raises(CalibrationFailed, match="a year is needed to carry on from"):
        world_of(Plan(date(2014, 9, 30), ("forecast",), date(2016, 10, 1)), "forecast", 0)


def test_staff_that_came_is_given_in_one_mode_and_drawn_in_the_other():
    scenario, draw = load_scenario("as_enacted"), (5, (), ())
    name, day = "immigration_judges_on_board", date(2023, 9, 30)
    given = Known(scenario, PLAN, "given", draw).at(name, day)
    drawn = [Known(scenario, PLAN, "forecast", (i, (), ())).at(name, day) for i in (5, 6)]
    assert given == 734
    assert given != drawn[0] != drawn[1]
    past = Known(scenario, PLAN, "past", draw).at(name, day)
    assert past == Known(scenario, PLAN, "past", draw).at(name, date(2019, 3, 31))


def test_judges_begin_where_they_were_last_counted_and_grow_as_they_had():
    ends = [judges_ahead(PLAN, number)[-1].value for number in range(200)]
    first = judges_ahead(PLAN, 0)[0]
    assert (first.from_, first.value) == (date(2019, 3, 31), 424)
    assert np.median(ends) > 480  # 7 percent a year before
    assert min(ends) < 424


def test_filings_walk_by_fiscal_years():
    record = share((date(2016, 10, 1), 0.5), (date(2017, 10, 1), 0.6))
    steps = walk_of_steps("affirmative_filings_per_year", record.steps, PLAN, 1, yearly=True)
    assert [step.from_ for step in steps] == [date(y, 10, 1) for y in range(2018, 2023)]


def test_a_share_never_cut_needs_no_reopening():
    whole = share((date(2013, 10, 1), 1.0), (date(2020, 3, 18), 0.3))
    assert reopening(whole, until_known("x", whole, ORIGIN), PLAN, 1) == ()


def test_a_cut_not_yet_counted_is_drawn_and_returns():
    on = date(2020, 9, 30)
    whole = share((date(2013, 10, 1), 1.0), (date(2020, 3, 18), 0.3))
    plan = Plan(on, ("forecast",), date(2024, 10, 1))
    drawn = [reopening(whole, until_known("x", whole, on), plan, i) for i in range(50)]
    depths = [steps[0].value for steps in drawn]
    assert {steps[0].from_ for steps in drawn} == {date(2020, 3, 18)}
    assert 0.1 <= min(depths) < 0.2
    assert 0.9 < max(depths) <= 1.0
    assert {steps[-1].value for steps in drawn} == {1.0}
    planted = share((date(2013, 10, 1), 1.0), (date(2020, 3, 18), 0.9))
    assert reopening(planted, until_known("x", planted, on), plan, 7) == drawn[7]


def test_a_cut_already_counted_is_kept_as_it_was():
    on = date(2021, 9, 30)
    whole = share((date(2013, 10, 1), 1.0), (date(2020, 3, 18), 0.3))
    steps = reopening(whole, until_known("x", whole, on), Plan(on, (), date(2024, 10, 1)), 1)
    assert steps[0].value > 0.3
    assert steps[0].from_ == date(2021, 10, 1)
    assert [s.value for s in steps] == sorted(s.value for s in steps)
