from datetime import date

import pytest

from openasylum.law import load_scenario
from openasylum.simulation import engine, inputs
from openasylum.simulation.outcomes import outcomes_table
from openasylum.simulation.people_series import people_series_table


@pytest.fixture(scope="module")
def books():
    given = inputs.build(
        "as_enacted", load_scenario("as_enacted"), date(2015, 1, 1), 1, 0.002, {2014: 90_000.0}
    )
    return engine.run(given)


def test_states_of_people_are_those_of_the_table_of_outcomes(books):
    rows = people_series_table(books, "as_enacted", 7).to_pylist()
    of = {(row["series"], row["group"]): row["value"] for row in rows}
    outcomes = outcomes_table(books, "as_enacted", 0).to_pylist()
    protected = sum(
        row["people"]
        for row in outcomes
        if row["group"] == "all" and row["outcome"] in ("asylum_granted", "other_relief")
    )
    assert of["people.protected", "all"] == pytest.approx(protected)
    assert of["people.protected", "all"] > 0
    assert {row["draw"] for row in rows} == {7}
    assert {row["period"] for row in rows} == {"run"}


def test_days_waited_lie_within_the_run_and_groups_add_up(books):
    rows = people_series_table(books, "as_enacted", 0).to_pylist()
    of = {(row["series"], row["group"]): row["value"] for row in rows}
    assert 0 < of["people.days_waited", "stream=border"] < 457
    citizens = [v for (s, g), v in of.items() if s == "people.refused" and g.startswith("citiz")]
    assert sum(citizens) == pytest.approx(of["people.refused", "stream=border"])
