"""The methods against theory and published arithmetic: targets E1 to E8, and what must hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.errors import RecordError
from openasylum.projections import load_projection
from openasylum.projections.execute import Execution, Reproduced, execute
from openasylum.projections.methods import METHODS
from openasylum.projections.queue import erlang_c, steady_state
from openasylum.projections.stock_flow import pending_path, recursion, with_hires
from openasylum.projections.waiting_list import relief_capacity, target_queue

CRS = {
    "crs_r47077_2022": {"completions_per_judge": (420, 485), "receipts": (286_000, 336_000)},
    "crs_r47637_2023": {"completions_per_judge": (445, 535), "receipts": (378_000, 472_000)},
}


def executed(name: str) -> Execution:
    return execute(load_projection(name))


def outputs(name: str) -> dict[str, float]:
    """Every output of a projection whose inputs are single values."""
    again = executed(name)
    (values,) = again.kept
    return METHODS[again.projection.method].execute(values)


def test_e1_three_servers_wait_as_erlang_has_it():
    found = outputs("erlang_c_three_servers")
    assert found["mean_wait_in_queue"] == pytest.approx(27.235, abs=0.0005)
    assert found["mean_number_in_queue"] == pytest.approx(0.27 * 27.235, abs=0.001)


def test_e2_measures_of_the_hospital_are_those_published():
    found = outputs("nhs_waiting_list")
    assert found["load"] == pytest.approx(1.111, abs=0.0005)
    assert found["target_mean_wait"] == 13
    assert found["target_queue"] == 390
    assert found["relief_capacity"] == pytest.approx(61.15, abs=0.005)
    assert found["steady_capacity"] == pytest.approx(30.08, abs=0.005)


@pytest.mark.parametrize("name", CRS)
def test_e3_and_e4_averages_within_the_ranges_give_every_result(name):
    again = executed(name)
    assert again.reproduced == Reproduced.INFERRED
    assert all(again.holds(said) for said in again.projection.said)
    inside = [
        values
        for values in again.kept
        if all(low <= values[field] <= high for field, (low, high) in CRS[name].items())
    ]
    assert len(inside) > 100


@pytest.mark.parametrize("name", CRS)
def test_e3_and_e4_averages_far_outside_the_ranges_do_not(name):
    """What agrees passes the ranges by at most 2%, and the search goes further on every side."""
    again = executed(name)
    for field, (low, high) in CRS[name].items():
        found, searched = again.input(field), again.projection.inputs[field]
        assert found.low == pytest.approx(low, rel=0.02)
        assert found.high == pytest.approx(high, rel=0.02)
        assert searched.low < found.low < found.high < searched.high


def test_e3_in_numbers():
    again = executed("crs_r47077_2022")
    grows, reduced, cleared = again.projection.said
    assert again.output(grows).low > 0
    assert 1_050_000 <= again.output(reduced).low <= again.output(reduced).high <= 1_100_000
    assert (again.output(cleared).low, again.output(cleared).high) == (9, 9)  # FY2022 + 8 = FY2030


def test_e5_pending_cases_would_last_2_277_years():
    found = outputs("center_for_immigration_studies_2017")
    assert found["years_to_clear"] == pytest.approx(2.277, abs=0.0005)
    assert round(found["pending_per_worker"]) == 1837


def test_e6_74_410_in_seven_months_are_10_630_a_month():
    found = outputs("refugee_council_2023")
    assert found["per_month"] == 10_630
    assert round(found["per_day"]) == 354


def test_e7_the_published_15_months_are_17_9_and_that_is_said():
    found, again = outputs("asylumist_2020"), executed("asylumist_2020")
    assert found["periods_to_clear"] == pytest.approx(77.4, abs=0.05)
    assert found["months_to_clear"] == pytest.approx(17.9, abs=0.05)
    assert again.reproduced == Reproduced.NO
    assert "17.9 months" in again.projection.discrepancy


def test_e8_claims_growing_by_a_fifth_are_267_898_in_five_years():
    again = executed("ircc_2017")
    (total,) = again.projection.also
    assert round(again.output(total).low) == round(again.output(total).high) == 267_898


def test_one_server_is_the_textbook_queue():
    """M/M/1: the mean wait is rho / (mu - lambda), and rho of the arrivals wait."""
    found = steady_state({"arrivals": 3, "service": 5, "servers": 1})
    assert found["mean_wait_in_queue"] == pytest.approx(0.6 / 2)
    assert found["probability_of_waiting"] == pytest.approx(0.6)


def test_erlang_c_agrees_with_its_sum():
    offered, servers = 2.7, 3
    last = offered**servers / math.factorial(servers) * servers / (servers - offered)
    before = sum(offered**k / math.factorial(k) for k in range(servers))
    assert erlang_c(offered, servers) == pytest.approx(last / (before + last), rel=1e-12)


def test_queue_with_too_many_arrivals_is_refused():
    with pytest.raises(RecordError, match="3 is too much for 3 servers"):
        steady_state({"arrivals": 3, "service": 1, "servers": 3})


def test_pending_cases_do_not_fall_below_zero():
    assert pending_path(100, 10, (60, 80, 0)) == [100, 50, 0, 10]


def test_without_hires_and_attrition_the_spreadsheet_is_the_recursion():
    plain = {"pending": 1000.0, "receipts": 300.0, "completions_per_judge": 10.0, "judges": 20.0}
    plain |= {"years": 4.0, "additional_judges": 0.0, "hires_per_year": 0.0, "attrition_rate": 0.0}
    assert with_hires(plain)["pending_at_end"] == recursion(plain)["pending_at_end"] == 1400


def test_judges_hired_in_a_year_count_half_in_it():
    one = {"pending": 1000.0, "receipts": 0.0, "completions_per_judge": 10.0, "judges": 20.0}
    found = with_hires({**one, "years": 1.0, "hires_per_year": 10.0, "attrition_rate": 0.1})
    assert found["judges_at_end"] == 28
    assert found["pending_at_end"] == 1000 - 10 * 24


def test_a_stock_that_does_not_shrink_is_never_gone():
    fixed = {"pending": 10.0, "receipts": 5.0, "completions_per_judge": 1.0, "judges": 5.0}
    assert (
        recursion({**fixed, "years": 2.0, "additional_judges": 0.0})["years_to_clear"] == math.inf
    )


@given(st.floats(1, 1e6), st.floats(0.01, 10), st.floats(1, 10), st.floats(0, 1e7))
def test_relief_capacity_brings_a_list_to_its_target_in_time(demand, wait, factor, queue):
    target, within = target_queue(demand, wait, factor), 3.0
    capacity = relief_capacity(demand, queue, target, within)
    assert queue + (demand - capacity) * within == pytest.approx(target, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_gives_what_it_says(name):
    method = METHODS[name]
    small = dict.fromkeys(method.needs, 2.0) | {"attrition_rate": 0.1, "arrivals": 1.0}
    assert set(method.execute(small)) == set(method.gives)
