"""The engine's queues against theory; validation/theory.py writes the same as a page."""

from dataclasses import replace

import numpy as np
import pytest

from tests.theory import formulas as theory
from tests.theory import station
from tests.theory.rows import E1, found, offices, stations
from tests.theory.station import Station

FEW, MANY = range(1, 9), range(1, 201)


def test_the_worked_example_of_the_targets():
    assert theory.wait_mmc(0.27, 0.1, 3) == pytest.approx(27.235, abs=0.0005)


def test_the_formulas_agree_where_they_overlap():
    assert theory.wait_mg1(0.7, 1.0, 2.0) == pytest.approx(theory.wait_mmc(0.7, 1.0, 1))
    assert theory.square_mg1(0.7, 1.0, 2.0, 6.0) == pytest.approx(theory.square_mmc(0.7, 1.0, 1))
    begin = theory.erlang_c(0.27, 0.1, 3) / 0.3
    assert theory.wait_priority(begin, (0.9,), 0) == pytest.approx(theory.wait_mmc(0.27, 0.1, 3))
    wait, gone, busy = theory.erlang_a(0.27, 0.1, 3, 1e7)
    assert wait == pytest.approx(theory.wait_mmc(0.27, 0.1, 3), rel=1e-3)
    assert busy == pytest.approx(theory.erlang_c(0.27, 0.1, 3), rel=1e-3)
    assert gone == pytest.approx(0.0, abs=1e-5)
    shares = [0.3 * theory.wait_priority(begin, (0.27, 0.63), 0),
              0.7 * theory.wait_priority(begin, (0.27, 0.63), 1)]  # fmt: skip
    assert sum(shares) == pytest.approx(theory.wait_mmc(0.27, 0.1, 3))  # conservation


def compare(rows, seeds, *, wrong_fail):
    for row, told in zip(rows, found(rows, seeds), strict=True):
        assert told.agrees(row.expected, row.margin), (row, told)
        if wrong_fail:
            assert not told.agrees(row.wrong, row.margin), (row, told)


def test_small_stations_agree_with_theory():
    """Fewer people and seeds; the slow test has the precision at which wrong formulas fail."""
    small = {"people": 8_000, "warm": 2_000}
    rows = [row for row in stations() if row.runs.warm]  # the fluid limit needs the time
    rows = [replace(row, runs=replace(row.runs, **small)) for row in rows]
    compare(rows, FEW, wrong_fail=False)


@pytest.mark.slow
def test_stations_agree_with_theory_and_wrong_formulas_do_not():
    compare(stations(), MANY, wrong_fail=True)


@pytest.mark.slow
def test_the_models_offices_agree_with_theory_and_wrong_formulas_do_not():
    compare(offices(), MANY, wrong_fail=True)


def test_a_formula_that_is_wrong_fails_with_few_seeds_too():
    row = next(row for row in stations() if row.what == "mean wait of the first")
    told = found([row], FEW)[0]
    assert told.agrees(row.expected, row.margin)
    assert not told.agrees(row.wrong, row.margin)


@pytest.mark.parametrize("newest", [False, True])
def test_littles_law_holds_exactly_from_empty_to_empty(newest):
    """The waits summed over people are the numbers waiting summed over steps."""
    one = Station(E1.servers, E1.arrivals, E1.service, newest=newest, people=3_000, warm=0)
    told = station.run(one, 5, whole=True)
    assert told.waits.sum() * one.unit == pytest.approx(told.waiting_steps, abs=1e-6)
    assert np.count_nonzero(told.waits) > 1_000
