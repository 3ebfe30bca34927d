"""The scoreboard: means, skill on shared forecasts, pairs, and the words on who loses where."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from openasylum.errors import CalibrationFailed, UnknownName
from openasylum.forecast import words
from openasylum.forecast.baselines import wrap
from openasylum.forecast.page import page
from openasylum.forecast.rolling import Score, baselines, run_backtest, score
from openasylum.forecast.scoreboard import best_by_horizon, rows, standings, write_parquet
from openasylum.forecast.settings import settings, targets

ROOT = Path(__file__).resolve().parents[2]
SERIES = "court.receipts"
_NUMBER = re.compile(r"[-+(]?[\d,]*\.?\d+[%.,;)]?")


def scored(method: str, year: int, wis: float, horizon: int = 1, held: bool = True) -> Score:
    return Score(
        method, SERIES, date(year, 9, 30), horizon, date(year + horizon, 9, 30), 100, "v", 90, wis,
        wis, 10, -0.1, {0.5: False, 0.95: held}, "not the vintage of the day",
    )  # fmt: skip


TWO = [
    scored("last_value", 2018, 4), scored("last_value", 2019, 8), scored("model", 2018, 2),
    scored("model", 2019, 4, held=False), scored("ets", 2019, 16),
]  # fmt: skip


def test_a_row_is_the_mean_of_its_forecasts():
    row = next(row for row in rows(TWO) if row.method == "model")
    assert (row.origins, row.wis, row.bias, row.not_of_the_day) == (2, 3, -0.1, 2)
    assert row.inside == ((0.5, 0.0), (0.95, 0.5))
    assert row.skill == 0.5


def test_skill_compares_only_origins_that_both_have():
    row = next(row for row in rows(TWO) if row.method == "ets")
    assert (row.skill, row.skill_origins) == (-1, 1)  # 16 against the 8 of the same origin


def test_without_a_reference_there_is_no_skill():
    alone = rows([scored("model", 2018, 2)])[0]
    assert (alone.skill, alone.skill_origins) == (None, 0)


def test_standing_is_the_geometric_mean_of_ratios_in_pairs():
    order = standings(TWO, SERIES)
    assert [one.method for one in order] == ["model", "last_value", "ets"]
    # model: 1 to itself, 3/6 to last value, 4/16 to ets
    assert order[0].relative == pytest.approx((1 * 0.5 * 0.25) ** (1 / 3))
    assert order[0].to_reference == 0.5
    assert order[1].to_reference == 1


def test_methods_are_ranked_on_origins_all_of_them_share():
    assert best_by_horizon(TWO, SERIES) == {1: (["model", "last_value", "ets"], 1)}


def test_words_say_where_a_method_loses():
    later = [*TWO, scored("last_value", 2019, 1, horizon=2), scored("model", 2019, 3, horizon=2)]
    assert words.losses(later, SERIES, "model") == [
        "court.receipts, 2 years ahead: model loses to last value (1 origin)."
    ]
    assert words.losses(TWO, SERIES, "model") == []
    said = words.verdict(later, SERIES)
    assert "court.receipts, 2 years ahead: model loses to last value (1 origin)." in said
    assert "One year ahead, model did best and exponential smoothing worst" in " ".join(said)
    assert "Model: the 95% interval held 2 of 3 figures" in " ".join(said)


def test_a_forecast_of_zero_has_no_log_error():
    from openasylum.forecast.prediction import Forecast

    none = Forecast("m", SERIES, date(2019, 9, 30), 1, date(2020, 9, 30), np.zeros(5), "")
    one = score(none, 7.0, "v", settings())
    assert one.log_error is None
    assert one.absolute_error == 7
    assert rows([one])[0].log_error is None


@pytest.fixture(scope="module")
def small():
    return run_backtest(
        ["court.pending_active", "mpp.enrolled"], [date(2017, 9, 30), date(2019, 9, 30)],
        {name: one for name, one in baselines().items() if name != "ets"},
    )  # fmt: skip


def test_a_backtest_scores_what_was_counted_and_keeps_why_not(small):
    assert {one.origin for one in small.scores} == {date(2017, 9, 30), date(2019, 9, 30)}
    assert len(small.forecasts) == 2 * 3 * 4
    assert len(small.scores) == 2 * 3 * 4 - 2 * 3  # no source gives the end of FY2021
    assert {one.series for one in small.refusals} == {"mpp.enrolled"}
    assert all(one.mark == "not the vintage of the day" for one in small.forecasts)


def test_every_forecast_of_a_year_is_scored_against_that_year(small):
    for one in small.scores:
        assert one.target_end.year == one.origin.year + one.horizon
        assert one.observed == {
            2018: 796_513, 2019: 1_087_201, 2020: 1_258_882, 2022: 1.8e6, 2023: 2.46e6,
        }[one.target_end.year]  # fmt: skip


def test_a_model_handed_in_is_scored_like_the_others():
    def model(task):
        return wrap("model", task, [np.full(10, 800_000.0 + i) for i in range(4)])

    test = run_backtest(["court.pending_active"], [date(2017, 9, 30)], {"model": model})
    assert test.scores[0].method == "model"
    assert test.scores[0].crps == pytest.approx(800_000 - 796_513)


def test_only_refusals_are_caught():
    def wrong(task):
        raise ZeroDivisionError

    def cannot(task):
        raise CalibrationFailed("not today")

    test = run_backtest(["court.pending"], [date(2017, 9, 30)], {"m": cannot})
    assert test.refusals[0].because == "not today"
    with pytest.raises(ZeroDivisionError):
        run_backtest(["court.pending"], [date(2017, 9, 30)], {"m": wrong})


def test_unknown_series_is_refused_before_any_work():
    with pytest.raises(UnknownName, match="Did you mean"):
        run_backtest(["court.pendin"], [date(2017, 9, 30)], {})


def test_the_page_carries_the_mark_the_verdict_and_what_is_not_forecast(small):
    text = page(small, "openasylum backtest")
    assert (
        "The history is not the vintage of the day at the origins 2017-09-30, 2019-09-30." in text
    )
    assert "Relative score, all horizons, best first:" in text
    assert "| method | years ahead |" in text
    assert "No forecast could be scored." in text
    assert "## mpp.waiting_in_mexico" in text


def test_the_scoreboard_is_written_as_parquet(small, tmp_path):
    write_parquet(rows(small.scores), tmp_path / "board.parquet")
    read = parquet.read_table(tmp_path / "board.parquet")
    assert {"series", "horizon", "method", "wis", "inside_50", "inside_95"} <= set(
        read.column_names
    )
    assert read.num_rows == len(rows(small.scores))


@pytest.mark.slow
def test_the_committed_page_is_what_the_command_makes():
    made = run_backtest(targets(), settings().origins.value, baselines())
    told = page(made, "openasylum backtest --baselines-only").split()
    kept = (ROOT / "validation" / "baselines.md").read_text(encoding="utf-8").split()
    assert len(told) == len(kept)
    for new, old in zip(told, kept, strict=True):
        if _NUMBER.fullmatch(new) and _NUMBER.fullmatch(old):  # optimisers differ in late digits
            assert _value(new) == pytest.approx(_value(old), rel=0.02, abs=0.02)
        else:
            assert new == old


def _value(word: str) -> float:
    return float(word.strip("%.,;()").replace(",", ""))
