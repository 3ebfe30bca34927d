"""What had been published by a day, and that nothing later gets in."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from openasylum.errors import RecordError, UnknownName
from openasylum.forecast.calendar import (
    fiscal_year_end,
    months_before,
    period_end,
    target_end,
    years_between,
)
from openasylum.forecast.known import NOT_OF_THE_DAY, Figure, _choose, actual, known
from openasylum.forecast.settings import publication, settings, targets

ORIGINS = settings().origins.value
SERIES = list(publication().series)


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("origin", [*ORIGINS, date(2020, 1, 31), date(2024, 12, 31)])
def test_nothing_after_the_origin_is_known(series, origin):
    history = known(series, origin)
    published = publication().series[series]
    days = {each.vintage: each.published for each in published.vintages}
    lag = timedelta(days=published.lag.days)
    for figure in history.figures:
        assert figure.end <= origin
        assert days[figure.vintage] <= origin or figure.end + lag <= origin
        assert figure.of_the_day == (days[figure.vintage] <= origin)


@pytest.mark.parametrize("series", SERIES)
def test_a_later_origin_forgets_no_period(series):
    for early, late in pairwise(ORIGINS):
        before, after = known(series, early), known(series, late)
        if not publication().series[series].official.startswith(("fear", "mpp")):
            assert set(before.ends) <= set(after.ends)


def test_a_planted_later_figure_is_refused():
    history = known("court.receipts", date(2019, 9, 30))
    planted = Figure(date(2019, 9, 30), 546_248, "v2021", date(2019, 11, 16), of_the_day=False)
    with pytest.raises(RecordError, match="known from 2019-11-16, after the origin 2019-09-30"):
        replace(history, figures=(*history.figures, planted))


def test_a_figure_of_the_future_is_refused_even_if_it_claims_to_be_known():
    history = known("court.receipts", date(2019, 9, 30))
    planted = Figure(date(2020, 9, 30), 1, "v2021", date(2019, 1, 1), of_the_day=True)
    with pytest.raises(RecordError, match="after the origin"):
        replace(history, figures=(*history.figures, planted))


def test_figures_out_of_order_are_refused():
    history = known("court.receipts", date(2019, 9, 30))
    with pytest.raises(RecordError, match="in order of time"):
        replace(history, figures=history.figures[::-1])


def test_the_year_that_ends_on_the_origin_is_not_known_yet():
    assert known("court.receipts", date(2019, 9, 30)).ends[-1] == date(2018, 9, 30)
    lag = publication().series["court.receipts"].lag.days
    out = date(2019, 9, 30) + timedelta(days=lag)
    assert known("court.receipts", out - timedelta(days=1)).ends[-1] == date(2018, 9, 30)
    assert known("court.receipts", out).ends[-1] == date(2019, 9, 30)


def test_a_stand_in_is_marked_and_a_true_vintage_is_not():
    assert known("court.pending_active", date(2019, 9, 30)).mark == NOT_OF_THE_DAY
    of_the_day = known("court.pending_active", date(2021, 9, 30))
    assert of_the_day.mark == ""
    assert {figure.vintage for figure in of_the_day.figures} == {"v2021"}
    assert known("court.receipts", date(2022, 9, 30)).mark == NOT_OF_THE_DAY


@pytest.mark.parametrize(
    ("on", "vintage", "of_the_day"),
    [
        (date(2020, 9, 30), "v2021", False),  # none was out: the earliest later one stands in
        (date(2021, 9, 30), "v2021", True),
        (date(2025, 9, 30), "v2025", True),  # of two that were out, the newer
    ],
)
def test_a_history_is_of_the_newest_vintage_out_or_else_the_earliest_later(on, vintage, of_the_day):
    alone = publication().series["court.receipts"].model_copy(update={"joined": ""})
    chosen = _choose("court.receipts", alone, on, stock=False)
    assert {(one.vintage, one.of_the_day) for one in chosen} == {(vintage, of_the_day)}


def test_an_empty_history_claims_no_vintage():
    empty = known("mpp.enrolled", date(2016, 9, 30))
    assert not empty.figures
    assert not empty.of_the_day


def test_vintages_of_different_counts_are_never_mixed():
    for name in ("court.pending", "court.pending_active"):
        for origin in ORIGINS:
            assert len({figure.vintage for figure in known(name, origin).figures}) == 1


def test_joined_vintages_agree_where_both_have_a_year():
    for name in ("court.receipts", "court.completions"):
        early = known(name, date(2021, 9, 30))
        late = {year: actual(name, fiscal_year_end(year)) for year in (2018, 2019, 2020)}
        for figure in early.figures:
            counted = late.get(figure.end.year)
            if counted is not None:
                assert counted.vintage == "v2025"
                assert abs(counted.value / figure.value - 1) < 0.003


def test_what_a_stand_in_corrected_is_told():
    told = known("court.pending_active", date(2020, 9, 30)).corrections
    of_2019 = next(one for one in told if one.end == date(2019, 9, 30))
    assert of_2019.printed == 987_274
    assert of_2019.used == 1_087_201
    assert of_2019.share == pytest.approx(0.1012, abs=1e-4)
    assert not known("court.pending_active", date(2019, 9, 30)).corrections


def test_monthly_flows_become_twelve_months_back_from_the_last_known():
    history = known("fear.referred", date(2019, 9, 30))
    assert history.ends[-1] == date(2019, 5, 31)
    assert all(years_between(a, b) == 1 for a, b in pairwise(history.ends))
    assert known("mpp.enrolled", date(2019, 9, 30)).figures == ()  # three months are no year


def test_a_fiscal_year_with_a_month_missing_is_no_actual():
    assert actual("fear.referred", date(2024, 9, 30)) is None  # the edition ends in August
    counted = actual("fear.referred", date(2023, 9, 30))
    assert counted is not None
    assert counted.value == 145_000


def test_actuals_follow_the_order_of_their_vintages():
    found = {
        year: actual("court.pending_active", fiscal_year_end(year)) for year in range(2020, 2025)
    }
    vintages = {year: one.vintage if one else None for year, one in found.items()}
    assert vintages == {
        2020: "v2021",
        2021: None,
        2022: "press",
        2023: "strategic_plan",
        2024: "crs",
    }


def test_unknown_series_offers_the_close_ones():
    with pytest.raises(UnknownName, match=r"court\.pending"):
        known("court.pendin", date(2019, 9, 30))


def test_judges_are_an_input_and_not_a_target():
    assert "staff.immigration_judges" not in targets()
    assert "court.pending_active" in targets()


@pytest.mark.parametrize(
    ("origin", "horizon", "end"),
    [
        (date(2019, 9, 30), 1, date(2020, 9, 30)),
        (date(2019, 9, 29), 1, date(2019, 9, 30)),
        (date(2019, 10, 1), 4, date(2023, 9, 30)),
    ],
)
def test_a_horizon_counts_fiscal_years_that_end_after_the_origin(origin, horizon, end):
    assert target_end(origin, horizon) == end


def test_month_ends_of_the_same_month_are_whole_years_apart():
    assert years_between(date(2019, 2, 28), date(2020, 2, 29)) == 1
    assert years_between(date(2019, 5, 31), date(2020, 9, 30)) == pytest.approx(16 / 12)
    assert months_before(date(2020, 3, 31), 1) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("month", date(2019, 10, 31)),
        ("quarter", date(2019, 12, 31)),
        ("fiscal_year", date(2020, 9, 30)),
    ],
)
def test_periods_end_on_their_last_day(period, end):
    assert period_end(date(2019, 10, 1), period, stock=False) == end


def test_a_flow_of_a_day_is_refused():
    with pytest.raises(ValueError, match="not a kind of period"):
        period_end(date(2019, 10, 1), "day", stock=False)
