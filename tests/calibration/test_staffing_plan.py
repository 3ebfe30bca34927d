"""Who works when under a plan, and what that does to an office."""

from datetime import date

import pytest

from openasylum.calibration.staff_question import terms_of
from openasylum.calibration.staffing import (
    Plan,
    Terms,
    check_staffing,
    office_named,
    staff_of,
    with_plan,
)
from openasylum.ensemble.draws import of_luck
from openasylum.errors import OpenasylumError
from openasylum.law import load_scenario
from openasylum.records.scenario import Capacity
from openasylum.simulation.assumed import Assumed

START = date(2016, 10, 1)
NOBODY_LEAVES = Terms(hiring_days=742, attrition_rate=0.0)


def plan(number: int = 120, *, hire="each_year", terms=NOBODY_LEAVES, until=date(2020, 10, 1)):
    return Plan(number, START, until, hire, terms)


def as_enacted():
    scenario = load_scenario("as_enacted")
    return scenario, Assumed(scenario)


def test_nobody_works_before_the_hiring_time_has_passed():
    first = date(2018, 10, 13)  # 742 days after 1 October 2016
    assert plan().more_on(date(2018, 10, 12)) == 0
    assert plan().more_on(first) == 10


def test_a_year_of_classes_adds_the_number_of_a_year():
    assert plan().more_on(date(2019, 10, 12)) == pytest.approx(120)


def test_all_at_once_begin_on_one_day():
    once = plan(hire="once")
    assert once.classes() == [(date(2018, 10, 13), 120.0)]
    assert once.begun() == once.peak() == 120


def test_a_share_leaves_each_year():
    leaving = plan(hire="once", terms=Terms(742, 0.08), until=date(2022, 1, 1))
    assert leaving.more_on(date(2019, 10, 13)) == pytest.approx(120 * 0.92, rel=1e-3)
    assert leaving.more_on(date(2020, 10, 13)) == pytest.approx(120 * 0.92**2, rel=1e-3)


def test_with_attrition_those_at_work_approach_hires_over_attrition():
    """The balance of a stock: what leaves at -log(1 - a) a year is what comes."""
    from math import log

    long = Plan(100, date(2014, 10, 1), date(2036, 10, 1), "each_year", Terms(30, 0.3))
    assert long.more_on(date(2036, 9, 15)) == pytest.approx(100 / -log(0.7), rel=0.03)


def test_nobody_is_counted_who_begins_after_the_end():
    assert plan(until=date(2018, 10, 13)).begun() == 0


def test_the_last_day_of_a_month_is_kept_in_shorter_ones():
    classes = Plan(12, date(2019, 1, 31), date(2019, 4, 1), "each_year", Terms(0, 0.0)).classes()
    assert [day for day, _ in classes] == [
        date(2019, 1, 31), date(2019, 2, 28), date(2019, 3, 31),
    ]  # fmt: skip


def test_a_plan_of_nobody_leaves_the_scenario_as_it_is():
    scenario, assumed = as_enacted()
    assert with_plan(scenario, assumed, "immigration_judges", plan(0)) is scenario


def test_the_office_has_the_plans_people_more_each_month():
    scenario, assumed = as_enacted()
    wanted = plan(120)
    planned = with_plan(scenario, assumed, "immigration_judges", wanted)
    assert planned.capacity[0].start == date(2018, 10, 1)  # by its 15th: a class of ten
    for day in (date(2018, 12, 15), date(2019, 6, 15), date(2020, 9, 15)):
        [before] = staff_of(scenario, assumed, "immigration_judges", [day])
        [after] = staff_of(planned, assumed, "immigration_judges", [day])
        assert after - before == pytest.approx(wanted.more_on(day))


def test_a_scenarios_own_staff_is_what_the_plan_adds_to():
    scenario, assumed = as_enacted()
    fixed = Capacity(office="immigration_judges", because="a test", number=1000)
    changed = scenario.model_copy(update={"capacity": (fixed,)})
    planned = with_plan(changed, assumed, "immigration_judges", plan(hire="once"))
    [after] = staff_of(planned, assumed, "immigration_judges", [date(2019, 6, 15)])
    assert after == pytest.approx(1120)


def test_lawyers_add_the_cases_they_take_on():
    scenario, assumed = as_enacted()
    wanted = Plan(120, START, date(2020, 10, 1), "once", Terms(90, 0.0, per_person=30.0))
    planned = with_plan(scenario, assumed, "lawyers", wanted)
    days = [date(2019, 6, 15)]
    [before], [after] = (staff_of(one, assumed, "lawyers", days) for one in (scenario, planned))
    assert after - before == pytest.approx(3600)


def test_a_plan_beyond_what_a_scenario_can_say_is_refused():
    scenario, assumed = as_enacted()
    with pytest.raises(OpenasylumError, match=r"--most: with 90,000 hired.*smaller --most"):
        with_plan(scenario, assumed, "immigration_judges", plan(90_000, hire="once"))


def test_terms_are_the_files_values_where_only_luck_varies():
    terms = terms_of(office_named("immigration_judges"), of_luck(3).draws, 1, vary=False)
    assert {one for _, one in terms} == {Terms(742, 0.08)}


def test_terms_lie_within_their_ranges_and_half_of_them_below_the_value():
    office = office_named("lawyers")
    terms = [one for _, one in terms_of(office, of_luck(400).draws, 1, vary=True)]
    for record, values in (
        (office.hiring_days, [one.hiring_days for one in terms]),
        (office.attrition_rate, [one.attrition_rate for one in terms]),
        (office.takes_on_per_year, [one.per_person for one in terms]),
    ):
        assert record.low <= min(values) < record.value < max(values) <= record.high
        assert 0.42 < sum(value < record.value for value in values) / 400 < 0.58


def test_a_draws_terms_do_not_depend_on_the_other_draws():
    office = office_named("immigration_judges")
    few, many = (dict(terms_of(office, of_luck(n).draws, 5, vary=True)) for n in (2, 9))
    assert few == {number: many[number] for number in few}


def test_the_facts_of_hiring_are_whole():
    assert list(check_staffing()) == [("staffing.yaml", "")]
