"""Targets: figures of the right year and vintage, gaps refused, and none that is a check."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from openasylum.calibration.spec import load_fit
from openasylum.calibration.targets import Target, ratios, targets_of
from openasylum.calibration.variance import implausibility, log_likelihood, variances
from openasylum.errors import CalibrationFailed, OpenasylumError
from openasylum.records.calibration import Fit
from openasylum.records.checks import Checks
from openasylum.records.library import FACTS, names_of
from openasylum.records.reader import read
from openasylum.statistics.official import series_ids
from tests.calibration.line import target

FIT = load_fit("first_fit")
CHECKS = read(FACTS / "checks.yaml", Checks, against=frozenset(series_ids()))


def changed(**update: object) -> Fit:
    one = FIT.targets[0].model_copy(update=update)
    return FIT.model_copy(update={"targets": (one,)})


@pytest.mark.parametrize("name", names_of("calibration"))
def test_no_target_is_a_check_figure(name: str):
    checked = {
        (check.official, check.vintage, year)
        for check in CHECKS.checks
        if check.kind == "check"
        for year in check.years
    }
    used = {
        (official, one.vintage, year)
        for one in load_fit(name).targets
        for official in (one.official, one.official_over)
        for year in one.years
    }
    assert checked
    assert not used & checked


@pytest.mark.parametrize("name", names_of("calibration"))
def test_every_target_is_a_fit_series_of_the_checks(name: str):
    allowed = {
        (check.official, check.vintage, year)
        for check in CHECKS.checks
        if check.kind == "fit"
        for year in check.years
    }
    allowed |= {  # positive shares: TARGETS.md lists them as Fit; checks.yaml holds completions
        ("fear.positive", vintage, year)
        for official, vintage, year in allowed
        if official == "fear.completed"
    }
    used = {
        (one.official, one.vintage, year) for one in load_fit(name).targets for year in one.years
    }
    assert used <= allowed


def test_a_share_is_one_official_figure_over_another():
    (found,) = (t for t in targets_of(FIT) if t.over and t.year == 2019)
    assert found.official == pytest.approx(74_540 / 100_710)


def test_a_gap_in_a_series_is_refused_with_the_years_it_has():
    fit = changed(official="detention.population", vintage="2026-04", years=(2014, 2015))
    with pytest.raises(CalibrationFailed, match=r"a gap at FY2015 \(it has FY2014, FY2016"):
        targets_of(fit)


def test_editions_measure_how_figures_are_revised():
    fit = changed(
        official="court.receipts", series="court.receipts", vintage="v2025", years=(2019,),
        editions=("v2021", "v2025"), revision=None,
    )  # fmt: skip
    (found,) = targets_of(fit)
    assert 0.0005 < found.revision < 0.003


def test_later_years_can_be_left_out():
    assert max(t.year for t in targets_of(FIT, 2020)) == 2020
    with pytest.raises(CalibrationFailed, match="--last-year 2012: leaves no target"):
        targets_of(FIT, 2012)


def table(rows: list[tuple[int, str, date, str, str, float]]) -> pa.Table:
    names = ("draw", "series", "period_start", "period", "group", "value")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def test_figures_of_runs_are_shares_of_the_official_ones():
    october = date(2018, 10, 1)
    rows = [
        (7, "fear.positive", october, "fiscal_year", "all", 30.0),
        (7, "fear.completed", october, "fiscal_year", "all", 60.0),
        (7, "fear.positive", october, "fiscal_year", "agency=USBP", 999.0),
        (7, "fear.positive", date(2019, 10, 1), "fiscal_year", "all", 999.0),
        (9, "fear.positive", october, "fiscal_year", "all", 15.0),
        (9, "fear.completed", october, "fiscal_year", "all", 60.0),
    ]
    asked = Target("fear.positive", "fear.completed", 2019, False, 0.25, 0.0, 0.1, 0.0)
    numbers, found = ratios(table(rows), [asked])
    assert numbers.tolist() == [7, 9]
    assert found.ravel().tolist() == [2.0, 1.0]


def test_an_average_is_the_mean_of_the_months():
    months = [date(2018, 10, 1), date(2018, 11, 1), date(2019, 9, 1), date(2019, 10, 1)]
    rows = [
        (0, "detention.population", month, "month", "all", value)
        for month, value in zip(months, (10.0, 20.0, 60.0, 999.0), strict=True)
    ]
    asked = Target("detention.population", "", 2019, True, 30.0, 0.0, 0.1, 0.0)
    assert ratios(table(rows), [asked])[1].tolist() == [[1.0]]


def test_runs_that_end_before_a_target_are_refused():
    rows = [(0, "court.pending", date(2018, 10, 1), "fiscal_year", "all", 1.0)]
    asked = Target("court.pending", "", 2024, False, 1.0, 0.0, 0.1, 0.0)
    with pytest.raises(CalibrationFailed, match="FY2024: the runs have no court"):
        ratios(table(rows), [asked])


def test_three_variances_add_up_and_neighbouring_years_share_discrepancy():
    chance = np.array([[0.9, 1.0, 1.0], [1.1, 1.0, 1.0]])
    found = variances([target(0, 0.1), target(1, 0.1), target(2, 0.1)], chance, 0.05)
    assert found.run.tolist() == pytest.approx([0.02, 0.0, 0.0])
    assert found.fixed[0, 0] == pytest.approx(0.01 + 0.05 * 0.02)
    assert found.fixed[0, 1] == pytest.approx(0.01 * 0.5)
    assert found.fixed[0, 2] == pytest.approx(0.01 * 0.25)
    assert found.of_runs()[0, 0] == pytest.approx(0.01 + 1.05 * 0.02)


def test_the_likelihood_is_that_of_a_normal():
    from scipy.stats import multivariate_normal

    covariance = np.array([[0.04, 0.01], [0.01, 0.09]])
    away = np.array([[0.1, -0.2], [0.0, 0.0], [0.3, 0.3]])
    expected = multivariate_normal(np.zeros(2), covariance).logpdf(away)
    assert log_likelihood(away, covariance) == pytest.approx(expected)


def test_one_figure_far_off_does_not_make_a_point_implausible_but_two_do():
    covariance = np.eye(3) * 0.01
    found = implausibility(np.array([[9.0, 0.1, 0.1], [0.4, -0.5, 0.1]]), covariance)
    assert found.tolist() == pytest.approx([1.0, 4.0])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("move: [interview_noise]", "move: [interview_nois]", "Did you mean 'interview_noise'"),
        ("move: [interview_noise]", "move: [merits_hearing_hours]", "is moved twice. Keep one"),
        ("move: [interview_noise]", "move: [court_share_open]", "is moved whole and by steps"),
        (
            "move: [interview_noise]", "move: ['interview_noise@2014-01-01']",
            "has no step on 2014-01-01. It has one value",
        ),
        ("move: [interview_noise]", "move: [asylum_officer_hours_per_day]", "has no range"),
        ("  - series: fear.completed", "  - series: fear.complete", "Did you mean"),
        ("vintage: v2021\n    years: [2014, 2016, 2017]",
            "vintage: v2021\n    years: [2014, 2015]", "FY2015 is a target twice"),
        ("draws: 200", "draws: 900", "cannot be kept of 300 final runs"),
        ("low: -0.19, high: 0.45", "low: 0.45, high: -0.19", "is not below high"),
    ],
)  # fmt: skip
def test_a_fit_that_cannot_be_is_refused(tmp_path, old, new, message):
    text = (FACTS / "calibration" / "first_fit.yaml").read_text()
    assert old in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(OpenasylumError, match=message):
        load_fit(str(file))
