"""The model's part of the scoreboard: who loses to whom, and the check from the end of FY2020."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from openasylum.calibration import backtest_page
from openasylum.calibration.backtest import model_backtest, sized
from openasylum.calibration.model_forecast import METHOD, Model, Runs
from openasylum.calibration.refit import Bench, Fitted
from openasylum.ensemble.draws import of_luck
from openasylum.ensemble.pool import threads
from openasylum.errors import CalibrationFailed, OpenasylumError
from openasylum.forecast.baselines import Task
from openasylum.forecast.calendar import months_before
from openasylum.forecast.rolling import histories_on, run_backtest
from openasylum.forecast.settings import settings

ORIGIN = date(2020, 9, 30)
SERIES = ("court.pending", "fear.referred", "mpp.waiting_in_mexico")


def steady(level: float) -> dict[str, dict[date, float]]:
    """A run in which every month is like another."""
    months = [months_before(date(2013, 10, 31), -i) for i in range(160)]
    return {name: dict.fromkeys(months, level) for name in SERIES}


@pytest.fixture
def model() -> Model:
    """A model whose four members never change, so that it says the last figure known again."""
    runs = {i: steady(100.0 + i) for i in range(4)}
    fitted = Fitted(ORIGIN, of_luck(4), 9, 0.5, 0.1, 0)
    made = Runs(fitted, {"given": runs, "forecast": runs}, {})
    return Model(Bench(Path(), threads(1), 4, 0.01), {ORIGIN: made})


def task(series: str) -> Task:
    return Task(series, histories_on(ORIGIN), (1, 2, 3, 4), settings())


def test_a_steady_model_says_the_last_figure_known(model):
    made = model.forecast("forecast", task("court.pending"))
    assert [one.horizon for one in made] == [1, 2, 3, 4]
    assert [np.median(one.draws) for one in made] == pytest.approx([1_331_286] * 4, rel=0.02)
    assert len(made[0].draws) == settings().draws.value


def test_given_arrivals_end_where_they_were_counted(model):
    late = date(2022, 9, 30)
    model.runs[late] = model.runs[ORIGIN]
    asked = Task("court.pending", histories_on(late), (1, 2, 3, 4), settings())
    assert [one.horizon for one in model.forecast("given", asked)] == [1, 2]
    assert [one.horizon for one in model.forecast("forecast", asked)] == [1, 2, 3, 4]


def test_what_is_given_is_not_forecast(model):
    with pytest.raises(CalibrationFailed, match="given with the arrivals"):
        model.forecast("given", task("mpp.enrolled"))


def test_a_series_without_a_figure_of_the_models_years_is_refused(model):
    asked = Task("mpp.enrolled", histories_on(date(2017, 9, 30)), (1,), settings())
    with pytest.raises(CalibrationFailed, match="no figure of the model's years"):
        model.forecast("forecast", asked)


def test_the_page_says_where_the_model_loses_and_shows_the_check(model):
    from openasylum.forecast.rolling import baselines

    test = run_backtest(["court.pending"], [ORIGIN], {**baselines(), **model.forecasters()})
    text = "\n\n".join(backtest_page.sections(test, model))
    assert "- court.pending, 4 ahead: loses to" in text
    assert "| 2024 | 3,884,956 |" in text
    assert "| 2020-09-30 | 9 | 0.50 | 0.10 | 0 | 0 |" in text
    assert (
        "| 2020-09-30 | 2021-01-31 | model with all forecast | 102 | 100 to 103 | 26,432 |" in text
    )
    own = [one.wis for one in test.scores if one.method == METHOD["given"] and one.horizon == 4]
    line = [one.wis for one in test.scores if one.method == "linear_trend" and one.horizon == 4]
    row = next(x for x in text.splitlines() if x.startswith("| court.pending | 4 | given"))
    assert f"{own[0] / line[0]:.2f} (1)" in row


def test_a_size_takes_what_is_not_said_from_the_settings():
    usual = sized(None, None, "known", None, None, quick=False)
    quick = sized(None, 0.01, "known", None, None, quick=True)
    assert (usual.draws, usual.scale) == (120, 0.02)
    assert (quick.draws, quick.scale) == (8, 0.01)


def test_an_origin_before_the_model_has_a_past_is_refused_at_once():
    size = sized(4, 0.001, "known", 1, None, quick=False)
    with pytest.raises(OpenasylumError, match="2014-09-30: the model begins on 2013-10-01"):
        model_backtest(["court.pending"], [date(2014, 9, 30)], size)


def test_the_documents_say_what_the_model_knows_as_the_page_does():
    text = (Path(__file__).resolve().parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    for what, given, ahead in backtest_page.KNOWN:
        said = given if given != "{law}" else "as known on the origin, or, with `--law came`"
        assert f"| {what} | {said}" in text
        assert f"| {ahead} |" in text


def test_thirty_three_assumptions_are_fitted_as_the_documents_say():
    from openasylum.calibration.plan import model_settings
    from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

    names = model_settings().fitted.value
    assert len(names) == len(set(names)) == 33
    known = load_assumptions(DEFAULT_SET).values
    assert all(known[name].low < known[name].high for name in names)
    assert set(model_settings().given.value) <= set(known)
