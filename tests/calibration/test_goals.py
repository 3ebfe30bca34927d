"""Goals that cannot be have one message; values are read off the books as series have them."""

from datetime import date

import pytest

from openasylum.calibration.goals import DECISION, QUEUES, goal, queue_of, value_of
from openasylum.errors import OpenasylumError
from openasylum.law import load_scenario
from openasylum.simulation import engine, inputs
from openasylum.simulation.series import series_table

BY = date(2015, 6, 30)
OK = {"below": 10.0, "above": None, "by": BY}


@pytest.mark.parametrize(
    ("series", "change", "message"),
    [
        ("court.pendin", {}, "Did you mean 'court.pending'"),
        ("court.days_to_cler", {}, "Did you mean 'court.days_to_clear'"),
        ("court.pending", {"above": 5.0}, "a goal has one level"),
        ("court.pending", {"below": None}, "a goal has one level"),
        ("court.pending", {"below": 0.0}, "--below 0: no series is ever below 0"),
        ("court.pending", {"below": float("nan")}, "--below nan"),
        ("court.pending", {"by": date(2015, 6, 29)}, "not the last day of a month"),
        ("court.pending", {"by": date(2036, 12, 31)}, "last month ends on 2036-11-30"),
        ("court.pending", {"by": date(2014, 8, 31)}, "first whole year ends on 2014-09-30"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(series, change, message):
    with pytest.raises(OpenasylumError) as refusal:
        goal(series, **(OK | change))
    assert message in str(refusal.value)


@pytest.fixture(scope="module")
def books():
    scenario = load_scenario("as_enacted")
    return engine.run(inputs.build("run", scenario, date(2015, 7, 1), 1, 0.002, {}))


@pytest.fixture(scope="module")
def monthly(books):
    rows = series_table(books, "run", 0).to_pylist()

    def of(series):
        return [
            row["value"] for row in rows
            if (row["series"], row["period"], row["group"]) == (series, "month", "all")
        ]  # fmt: skip

    return of


@pytest.mark.parametrize("series", ["court.pending", "detention.population"])
def test_a_stock_is_of_the_last_month(series, books, monthly):
    assert value_of(books, goal(series, **OK)) == pytest.approx(monthly(series)[-1])


@pytest.mark.parametrize("series", ["court.completions", "judges.hours"])
def test_a_flow_is_of_the_last_twelve_months(series, books, monthly):
    assert value_of(books, goal(series, **OK)) == pytest.approx(sum(monthly(series)[-12:]))


def test_days_to_clear_are_pending_over_completions(books, monthly):
    found = value_of(books, goal("court.days_to_clear", **OK))
    done = sum(monthly("court.completions")[-12:])
    assert found == pytest.approx(365 * monthly("court.pending")[-1] / done)


def test_the_queue_of_an_earlier_day_has_its_own_year(books, monthly):
    queue = queue_of(books, "affirmative", 15)
    pending, demand, capacity = (monthly(series) for series in QUEUES["affirmative"])
    assert queue.pending == pytest.approx(pending[14])
    assert queue.demand == pytest.approx(sum(demand[3:15]))
    assert queue.capacity == pytest.approx(sum(capacity[3:15]))


def test_decisions_wait_days_and_not_bins(books):
    assert 30 < value_of(books, goal(DECISION, **OK)) < 3000
