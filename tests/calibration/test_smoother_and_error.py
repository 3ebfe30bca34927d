"""The fit at an origin, and the error that is laid on its forecasts."""

from datetime import date

import numpy as np
import pytest

from openasylum.calibration import smoother
from openasylum.calibration.discrepancy import errors_seen, spread_of, widened
from openasylum.calibration.past import anchor, counted_by, covered, past_until, value_at
from openasylum.calibration.refit import draws_of
from openasylum.errors import CalibrationFailed
from openasylum.forecast.calendar import fiscal_year_end, months_before
from openasylum.forecast.known import Figure, Known, known
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

ORIGIN = date(2019, 9, 30)


def test_the_smoother_finds_what_made_the_figures_where_answers_are_straight():
    truth, random = np.array([0.8, -1.1]), np.random.default_rng(1)
    answers = np.array([[1.0, 0.5], [0.2, -1.0], [1.0, 1.0]])
    points = smoother.start(400, 2, 7)
    for _ in range(2):
        misfits = (points - truth) @ answers.T
        points = smoother.smoothed(points, misfits, 0.1, 2, random)
    exact = np.linalg.inv(np.eye(2) + answers.T @ answers / 0.1**2)
    mean = exact @ (answers.T @ answers / 0.1**2 @ truth)
    assert points.mean(axis=0) == pytest.approx(mean, abs=0.03)
    assert np.cov(points.T) == pytest.approx(exact, abs=0.004)


def test_a_direction_without_effect_stays_as_it_was():
    points = smoother.start(400, 2, 7)
    moved = smoother.smoothed(points, points[:, :1] - 2, 0.1, 1, np.random.default_rng(1))
    assert moved[:, 0].mean() == pytest.approx(2, abs=0.05)
    assert moved[:, 1].std() == pytest.approx(1, abs=0.05)


def test_draws_are_within_their_ranges_and_the_middle_of_single_values_is_that_of_the_range():
    from openasylum.calibration.plan import model_settings

    names = model_settings().fitted.value
    extreme = np.vstack([np.full(len(names), -9.0), np.zeros(len(names)), np.full(len(names), 9.0)])
    draws = draws_of("x", [0, 1, 2], extreme).checked(load_assumptions(DEFAULT_SET))
    low, middle, high = (dict(draw.values)["merits_hearing_hours"] for draw in draws.draws)
    assert (low, middle, high) == pytest.approx((2, 4, 6))
    moved = [dict(draw.positions)["first_hearing_hours"] for draw in draws.draws]
    assert moved == pytest.approx([-1, 0, 1])


def test_figures_fitted_to_had_been_published():
    figures = counted_by(ORIGIN)
    assert {one.series for one in figures} == {
        "court.completions", "court.pending_active", "court.pending", "affirmative.pending",
    }  # fmt: skip
    assert max(one.end for one in figures) == date(2019, 1, 31)
    assert min(one.end for one in figures) >= date(2014, 1, 1)
    assert past_until(ORIGIN) == date(2019, 2, 1)


def test_a_run_covers_twelve_months_or_a_stock_from_its_first_month_on():
    assert covered(date(2014, 10, 31), stock=False)
    assert not covered(date(2014, 8, 31), stock=False)
    assert covered(date(2013, 11, 30), stock=True)
    assert not covered(date(2013, 9, 30), stock=True)


def run_of(level: float, growth: float = 1.0, series: str = "court.receipts"):
    """A run whose monthly figure grows by a factor every year."""
    first = date(2013, 10, 31)
    months = [months_before(first, -i) for i in range(120)]
    return {series: {month: level * growth ** (i / 12) for i, month in enumerate(months)}}


def test_a_flow_is_twelve_months_and_a_stock_the_nearest_month_end():
    run = run_of(10.0)
    assert value_at(run, "court.receipts", date(2018, 9, 30), stock=False) == 120
    grown = run_of(10.0, 2.0, "s")
    months = grown["s"]
    assert value_at(grown, "s", date(2018, 1, 21), stock=True) == months[date(2018, 1, 31)]
    assert value_at(grown, "s", date(2018, 1, 10), stock=True) == months[date(2017, 12, 31)]


def test_a_forecast_begins_at_the_last_figure_known():
    history = known("court.receipts", ORIGIN)
    run = run_of(1000.0)
    assert anchor(run, history) == pytest.approx(316_106 / 12_000)


def yearly(values: dict[int, float], on: date = ORIGIN) -> Known:
    figures = [Figure(fiscal_year_end(y), v, "made", on, True) for y, v in values.items()]
    return Known("court.receipts", on, "cases", False, tuple(figures))


def test_errors_seen_are_those_of_the_year_after_each_day():
    run = {0: run_of(1000.0), 1: run_of(5000.0)}
    seen = errors_seen(known("court.receipts", ORIGIN), {date(2016, 9, 30): run})
    ((error, years),) = seen  # flat from FY2015's 192,997 to FY2017's 295,245
    assert error == pytest.approx(np.log(295_245 / 192_997))
    assert years == 2


def test_the_errors_spread_is_that_of_last_value_until_others_are_seen():
    history = yearly({2015: 100, 2016: 110, 2017: 100})
    naive = spread_of(history, [])
    assert naive == pytest.approx(np.log(1.1))
    seen = spread_of(history, [(0.4, 2.0), (-0.4, 2.0)])
    assert seen == pytest.approx(np.sqrt((naive**2 + 0.08 + 0.08) / 3))
    with pytest.raises(CalibrationFailed, match="1 figures had been published"):
        spread_of(yearly({2017: 100}), [])


def test_widened_forecasts_keep_their_middle_and_spread_from_the_last_figure():
    history = yearly({2016: 110, 2017: 100})
    ends = [date(2020, 9, 30), date(2021, 9, 30)]
    draws = widened(np.full((40, 2), 500.0), history, ends, 0.1, 100)
    assert draws.shape == (2, 4000)
    assert np.median(draws, axis=1) == pytest.approx([500, 500], rel=0.02)
    assert np.log(draws).std(axis=1) == pytest.approx([0.1 * 3**0.5, 0.2], rel=0.05)
    none = widened(np.array([[1.0, 2.0], [3.0, 4.0]]), history, ends, 0.0, 2)
    assert none.tolist() == [[1, 1, 3, 3], [2, 2, 4, 4]]
