"""The simple methods: what each says, when it must refuse, and that luck is its own."""

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from openasylum.errors import CalibrationFailed, UnknownName
from openasylum.forecast import baselines
from openasylum.forecast.baselines import METHODS, Task, forecast
from openasylum.forecast.known import Known
from openasylum.forecast.prediction import Forecast, luck
from openasylum.forecast.smoothing import exponential_smoothing, yearly_run
from openasylum.forecast.stock_flow import JUDGES, judges_on
from openasylum.records.forecast import ForecastSettings

from .conftest import Yearly


def task_of(history: Known, chosen: ForecastSettings, **others: Known) -> Task:
    return Task(history.series, {history.series: history, **others}, (1, 2, 3, 4), chosen)


def courts(yearly: Yearly, chosen: ForecastSettings, series: str) -> Task:
    """Three years of the same receipts, output and judges, so that rates have no range."""
    histories = {
        "court.receipts": yearly(300, 300, 300),
        "court.completions": yearly(200, 200, 200, series="court.completions"),
        "court.pending_active": replace(yearly(1000, series="court.pending_active"), stock=True),
        "staff.immigration_judges": yearly(10, 10, 10, series=JUDGES),
    }
    return Task(series, histories, (1, 2), chosen)


def test_last_value_stays_where_it_was_and_spreads_with_time(yearly, chosen):
    made = forecast("last_value", task_of(yearly(100, 110, 100, 110), chosen))
    medians = [np.median(one.draws) for one in made]
    assert medians == pytest.approx([110] * 4, rel=0.02)
    spreads = [np.log(one.draws).std() for one in made]
    step = np.log(1.1)  # every change was 10% up or down; two to five years ahead
    assert spreads == pytest.approx([step * np.sqrt(n) for n in (2, 3, 4, 5)], rel=0.06)


def test_last_value_takes_the_spread_a_year_from_irregular_figures(yearly, chosen):
    history = yearly(100, 200, 100, 200)
    far_apart = tuple(
        replace(one, end=date(2018 - 4 * i, 9, 30), known_from=date(2018 - 4 * i, 9, 30))
        for i, one in zip(reversed(range(4)), history.figures, strict=True)
    )
    near = forecast("last_value", task_of(history, chosen))[0]
    far = forecast("last_value", task_of(replace(history, figures=far_apart), chosen))[0]
    assert np.log(far.draws).std() == pytest.approx(np.log(near.draws).std() / 2, rel=0.01)


def test_linear_trend_goes_on_as_the_line_does(yearly, chosen):
    made = forecast("linear_trend", task_of(yearly(100, 121, 139, 160, 181, 199), chosen))
    assert [np.median(one.draws) for one in made] == pytest.approx([240, 260, 280, 300], rel=0.01)


def test_linear_trend_has_the_predictive_spread_of_the_textbook(yearly, chosen):
    values = np.array([100.0, 121, 139, 160, 181, 199])
    one = forecast("linear_trend", task_of(yearly(*values), chosen))[0]
    x, n, ahead = np.arange(-5.0, 1), 6, 2
    slope, level = np.polyfit(x, values, 1)
    s = np.sqrt(((values - level - slope * x) ** 2).sum() / (n - 2))
    error = s * np.sqrt(1 + 1 / n + (ahead - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum())
    above = np.quantile(one.draws, 0.95) - (level + slope * ahead)
    assert above == pytest.approx(2.132 * error, rel=0.1)  # t, 4 degrees of freedom, 95%


def test_linear_trend_uses_only_the_last_years(yearly, chosen):
    old = [9000.0, 1.0, 7000.0]
    recent = [10.0 * i + (-1) ** i for i in range(1, 10)]  # the window is eight years and both ends
    with_old = forecast("linear_trend", task_of(yearly(*old, *recent), chosen))[0]
    without = forecast("linear_trend", task_of(yearly(*recent), chosen))[0]
    assert np.array_equal(with_old.draws, without.draws)


def test_linear_trend_draws_no_negative_count(yearly, chosen):
    made = forecast("linear_trend", task_of(yearly(100, 95, 80, 85), chosen))
    assert all((one.draws >= 0).all() for one in made)


def test_linear_trend_refuses_to_go_far_below_zero(yearly, chosen):
    steep = yearly(*[1000 - 110 * i + (-1) ** i for i in range(9)])
    with pytest.raises(CalibrationFailed, match="the linear trend stands at -"):
        forecast("linear_trend", task_of(steep, chosen))


def test_ets_follows_steady_growth(yearly, chosen):
    grown = [100 * 1.1**i * (1 + 0.02 * (-1) ** i) for i in range(14)]
    made = forecast("ets", task_of(yearly(*grown), chosen))
    expected = [100 * 1.1 ** (13 + n) for n in (2, 3, 4, 5)]
    assert [np.median(one.draws) for one in made] == pytest.approx(expected, rel=0.05)


def test_ets_of_figures_without_trend_stays_level(yearly, chosen):
    wobble = [100, 104, 97, 102, 99, 101, 98, 103]
    made = forecast("ets", task_of(yearly(*wobble), chosen))
    assert [np.median(one.draws) for one in made] == pytest.approx([100.5] * 4, rel=0.02)


def test_ets_takes_the_latest_yearly_run_and_leaves_gaps(yearly):
    history = yearly(1, 2, 3, 4, 5, 6, 7)
    gap = replace(history, figures=(*history.figures[:2], *history.figures[3:]))
    assert [value for _, value in yearly_run(gap, 4)] == [4, 5, 6, 7]
    assert yearly_run(gap, 5) == []


def test_ets_between_whole_years_joins_the_logs_by_a_line(yearly):
    history = yearly(100, 104, 97, 102, 99, 101, 98, 103)
    fit = exponential_smoothing(history, 5, "")
    low, middle, high = fit.simulate([1, 1.25, 2], luck("s", history.on, "ets"), 50)
    assert np.log(middle) == pytest.approx(0.75 * np.log(low) + 0.25 * np.log(high))


def test_stock_flow_with_constant_rates_is_arithmetic(yearly, chosen):
    pending = forecast("stock_flow", courts(yearly, chosen, "court.pending_active"))
    assert [set(one.draws) for one in pending] == [{1200.0}, {1300.0}]  # two and three years on
    done = forecast("stock_flow", courts(yearly, chosen, "court.completions"))
    assert [set(one.draws) for one in done] == [{200.0}, {200.0}]


def test_stock_flow_takes_judges_as_given(yearly, chosen):
    planned = replace(courts(yearly, chosen, "court.pending_active"), judges={2020: 20, 2021: 30})
    made = forecast("stock_flow", planned)
    assert [one.draws[0] for one in made] == pytest.approx(
        [1000 + 2 * (300 - 400), 800 + 300 - 600]
    )


def test_stock_flow_completes_no_more_than_there_is(yearly, chosen):
    planned = replace(courts(yearly, chosen, "court.pending_active"), judges={2020: 500, 2021: 500})
    assert [one.draws.max() for one in forecast("stock_flow", planned)] == [0, 0]


def test_stock_flow_draws_rates_evenly_between_lowest_and_highest(yearly, chosen):
    task = courts(yearly, chosen, "court.receipts")
    histories = {**task.histories, "court.receipts": yearly(999, 100, 200, 150)}
    draws = forecast("stock_flow", replace(task, histories=histories))[0].draws
    assert 100 <= draws.min() < 102
    assert 198 < draws.max() <= 200
    assert np.quantile(draws, [0.25, 0.5, 0.75]) == pytest.approx([125, 150, 175], abs=4)


def test_stock_flow_says_nothing_of_other_series(yearly, chosen):
    task = courts(yearly, chosen, "court.receipts")
    other = {**task.histories, "fear.referred": yearly(1, 2, 3, series="fear.referred")}
    with pytest.raises(CalibrationFailed, match="It is for the courts'"):
        forecast("stock_flow", replace(task, series="fear.referred", histories=other))


def test_judges_lie_on_a_line_between_counts_and_nowhere_else(yearly):
    judges = yearly(200, 300, series=JUDGES)
    assert judges_on(judges, date(2018, 3, 31)) == pytest.approx(250, abs=1)
    with pytest.raises(CalibrationFailed, match="no counts of judges around 2019-01-01"):
        judges_on(judges, date(2019, 1, 1))


@pytest.mark.parametrize(
    ("method", "figures", "words"),
    [
        ("last_value", 2, "needs at least 3 figures and 2 had been published"),
        ("linear_trend", 3, "needs at least 4 figures and 3 had been published"),
        ("ets", 4, "needs at least 5 figures one year apart"),
    ],
)
def test_too_short_a_history_is_refused_in_words_and_the_next_longer_works(
    method, figures, words, yearly, chosen
):
    values = [100, 110, 104, 120, 117, 131]
    with pytest.raises(CalibrationFailed, match=words):
        forecast(method, task_of(yearly(*values[:figures]), chosen))
    assert len(forecast(method, task_of(yearly(*values[: figures + 1]), chosen))) == 4


@pytest.mark.parametrize("method", ["last_value", "ets"])
def test_methods_of_ratios_refuse_a_zero(method, yearly, chosen):
    with pytest.raises(CalibrationFailed, match="is zero"):
        forecast(method, task_of(yearly(5, 4, 0, 3, 2, 1), chosen))


def test_unknown_method_is_named(yearly, chosen):
    with pytest.raises(UnknownName, match="'etss' is not a simple method"):
        forecast("etss", task_of(yearly(1, 2, 3), chosen))


@pytest.mark.parametrize("method", ["last_value", "linear_trend", "ets"])
def test_forecasts_are_the_same_each_time(method, yearly, chosen):
    task = task_of(yearly(100, 120, 110, 150, 140, 160), chosen)
    for first, second in zip(forecast(method, task), forecast(method, task), strict=True):
        assert np.array_equal(first.draws, second.draws)


def test_luck_belongs_to_series_origin_and_method():
    keys = itertools.product(
        ("court.receipts", "court.pending"), (date(2019, 9, 30), date(2020, 9, 30)), METHODS
    )
    first = [luck(*key).random() for key in keys]
    assert len(set(first)) == len(first)


def test_more_horizons_change_nothing_nearer(yearly, chosen):
    task = task_of(yearly(100, 120, 110, 150, 140, 160), chosen)
    for method in ("last_value", "linear_trend", "ets"):
        short = baselines.forecast(method, replace(task, horizons=(1,)))[0]
        assert np.array_equal(short.draws, forecast(method, task)[0].draws)


@pytest.mark.parametrize(
    ("draws", "words"),
    [([1.0, -2.0], "cannot be negative"), ([1.0, np.nan], "finite"), ([1.0], "at least two")],
)
def test_a_forecast_that_is_no_count_is_refused(draws, words):
    with pytest.raises(CalibrationFailed, match=words):
        Forecast("m", "s", date(2019, 9, 30), 1, date(2020, 9, 30), np.array(draws), "")
