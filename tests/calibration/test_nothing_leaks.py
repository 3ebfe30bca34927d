"""Later figures, steps and law are planted, and what a forecast is made from does not move."""

from datetime import date

import numpy as np
import pytest

from openasylum.calibration.assumed_known import known_set
from openasylum.calibration.law_known import law_known
from openasylum.calibration.member import arrays_of, other_cases_of
from openasylum.calibration.past import counted_by
from openasylum.calibration.plan import Mode, Plan, model_settings
from openasylum.calibration.refit import KEPT
from openasylum.ensemble.draws import Draw, Draws
from openasylum.ensemble.question import Ask, Keep, question
from openasylum.forecast.rolling import histories_on
from openasylum.law import load_instruments, load_scenario, resolve
from openasylum.records.assumptions import Assumption
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

ORIGIN = date(2017, 9, 30)
PLAN = Plan(ORIGIN, ("given", "forecast"), date(2021, 10, 1))
DRAW = Draw(3, 4)
ARRAYS = ("days", "rules", "assumed", "shares", "asked", "counts")


def asked() -> Ask:
    found = question(
        ["given", "forecast"], [load_scenario("as_enacted")] * 2, Draws("one", (DRAW,)),
        until=PLAN.until, scale=0.002, keep=Keep(KEPT, ("month",)),
    )  # fmt: skip
    return found.ask


def arrays(mode: Mode, others: dict[int, float]) -> dict[str, bytes]:
    made = arrays_of(PLAN, asked(), DRAW, mode, others)
    return {name: np.ascontiguousarray(getattr(made, name)).tobytes() for name in ARRAYS}


@pytest.mark.parametrize("mode", [pytest.param("past", marks=pytest.mark.slow), "forecast"])
def test_no_later_figure_reaches_a_forecast(mode, plant):
    before = arrays(mode, {2014: 1000.0})
    plant(ORIGIN)
    assert arrays(mode, {2014: 1000.0}) == before


@pytest.mark.slow
def test_given_arrivals_bring_no_later_count_of_courts_offices_or_referrals(plant):
    before = arrays("given", {})
    plant(ORIGIN, but=("book_outs", "encounters", "cbp_"))
    assert arrays("given", {}) == before


@pytest.mark.slow
def test_planted_arrivals_do_reach_the_mode_that_is_given_them(plant):
    before = arrays("given", {})
    plant(ORIGIN)
    assert arrays("given", {})["counts"] != before["counts"]


@pytest.mark.slow
def test_an_earlier_figure_planted_does_reach_a_forecast(plant):
    before = arrays("forecast", {})
    plant(date(2016, 9, 30))
    assert arrays("forecast", {})["counts"] != before["counts"]


def test_no_later_receipt_reaches_other_cases_and_no_later_figure_the_fit(plant):
    cases, figures = other_cases_of(PLAN, asked(), DRAW), counted_by(ORIGIN)
    histories = histories_on(ORIGIN)
    plant(ORIGIN)
    assert other_cases_of(PLAN, asked(), DRAW) == cases
    assert counted_by(ORIGIN) == figures
    assert histories_on(ORIGIN) == histories


def test_other_cases_are_what_receipts_leave_and_then_a_walk():
    cases = other_cases_of(PLAN, asked(), DRAW)
    assert list(cases) == list(range(2014, 2023))
    central = Plan(ORIGIN, PLAN.modes, PLAN.until, central=True)
    level = other_cases_of(central, asked(), DRAW)
    known = [level[year] for year in (2014, 2015, 2016)]
    assert {round(level[year]) for year in range(2017, 2023)} == {round(np.mean(known))}
    assert [cases[year] for year in (2014, 2015, 2016)] == known
    assert cases[2018] != level[2018]


def test_a_later_step_changes_no_assumption_as_known():
    whole = load_assumptions(DEFAULT_SET)
    planted = whole.model_copy(
        update={"values": {name: _raised(one) for name, one in whole.values.items()}}
    )
    assert known_set(planted, ORIGIN, "forecast") == known_set(whole, ORIGIN, "forecast")
    given = known_set(planted, ORIGIN, "given")
    before = known_set(whole, ORIGIN, "given")
    changed = {name for name, one in given.values.items() if one != before.values[name]}
    assert changed == set(model_settings().given.value)


def _raised(record: Assumption) -> Assumption:
    """An assumption whose steps after the origin are 1 more."""
    steps = tuple(
        step.model_copy(update={"value": step.value + 1}) if step.from_ > ORIGIN else step
        for step in record.steps
    )
    return record.model_copy(update={"steps": steps})


def test_a_step_set_by_a_years_figures_is_known_when_these_are():
    record = load_assumptions(DEFAULT_SET).values["dismissed_at_first_share"]
    assert record.how == "fitted"
    steps = (
        known_set(load_assumptions(DEFAULT_SET), ORIGIN, "forecast")
        .values["dismissed_at_first_share"]
        .steps
    )
    assert [step.from_.year for step in steps] == [2013]  # that of February 2017 is of FY2017
    later = known_set(load_assumptions(DEFAULT_SET), date(2017, 12, 1), "forecast")
    assert [s.from_.year for s in later.values["dismissed_at_first_share"].steps] == [2013, 2017]


def test_law_that_nobody_had_announced_is_not_known():
    law = law_known(load_instruments(), date(2018, 9, 30))
    assert "migrant_protection_protocols_2019" not in law
    assert "title_42_orders" not in law
    assert "matter_of_a_b_2018" in law


def test_an_end_that_came_later_is_not_known_and_one_already_published_is():
    orders = load_instruments()["title_42_orders"]
    before = law_known({"x": orders}, date(2021, 9, 30))["x"]
    after = law_known({"x": orders}, date(2023, 5, 5))["x"]
    assert before.in_force[0].until is None
    assert after.in_force[0].until == date(2023, 5, 12)
    whole = law_known({"x": orders}, date(2019, 1, 1), ("title_42.expulsion",))["x"]
    assert whole == orders


@pytest.mark.parametrize("year", range(2015, 2023))
def test_the_law_as_known_at_each_origin_is_without_conflict(year):
    day = date(year, 9, 30)
    for whole in ((), model_settings().programmes.value):
        resolve(law_known(load_instruments(), day, whole), load_scenario("as_enacted"))
