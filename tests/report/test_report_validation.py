"""The model is held to official counts year by year, and a miss is said to be one."""

from datetime import date
from pathlib import Path

import pytest
from made import SCENARIOS, write_run

from openasylum.errors import RecordError
from openasylum.records.checks import Checks
from openasylum.records.reader import parse
from openasylum.report.official import official_points
from openasylum.report.run import Run, read_run
from openasylum.report.validation import load_checks, validate


def test_every_check_has_its_official_figure_for_every_year() -> None:
    for check in load_checks().checks:
        known = {
            point.period_start.year + 1
            for point in official_points(check.official)
            if (point.period, point.group, point.vintage) == ("fiscal_year", "all", check.vintage)
        }
        assert set(check.years) <= known, (check.series, check.vintage)


def test_every_official_series_that_is_drawn_has_figures_in_its_vintage() -> None:
    for shown in load_checks().shown.values():
        for one in shown:
            assert any(p.vintage == one.vintage for p in official_points(one.official)), one


def test_encounters_of_the_made_run_are_within_and_a_made_up_stock_is_missed(run: Run) -> None:
    found = validate(run)
    by_name = {(o.check.series, o.check.vintage): o for o in found.outcomes}
    assert not by_name["border.encounters", "2024-08"].missed
    pending = by_name["court.pending", "v2025"]
    assert pending.missed
    assert pending.reasons
    assert 0 < found.within < found.held_to


def test_only_a_scenario_that_changes_nothing_is_held_to_official_counts(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path, until=date(2016, 1, 1), scenarios=SCENARIOS[1:]))
    assert validate(run).scenario is None


def test_years_that_the_run_does_not_cover_are_not_compared(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path, until=date(2016, 1, 1), scenarios=SCENARIOS[:1]))
    years = {year.year for outcome in validate(run).outcomes for year in outcome.years}
    assert years == {2014, 2015}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("kind: check, within: 0.1, years: [2019]", "a check figure has no 'within'"),
        ("kind: fit, within: 0.1, years: [2020, 2019]", "must be in order"),
        (
            "kind: fit, within: 0.1, years: [2019], reasons: [{years: [2020], because: x}]",
            "2020 is not a year of this check",
        ),
    ],
)
def test_a_wrong_check_is_refused(line: str, message: str) -> None:
    text = (
        f"title: x\nshown: {{}}\nchecks:\n  - {{series: a.b, official: a.b, vintage: v, {line}}}\n"
    )
    with pytest.raises(RecordError, match=message):
        parse(text, Checks, "checks.yaml", against=frozenset({"a.b"}))


def test_an_unknown_official_series_is_refused_with_a_hint() -> None:
    text = (
        "title: x\nshown:\n  a.b: [{official: a.c, vintage: v, words: w}]\nchecks:\n"
        "  - {series: a.b, official: a.c, vintage: v, kind: check, years: [2019]}\n"
    )
    with pytest.raises(RecordError, match=r"'a\.c' is not a series with official figures"):
        parse(text, Checks, "checks.yaml", against=frozenset({"a.b"}))


def test_an_average_is_compared_with_the_mean_of_the_months(run: Run) -> None:
    held = next(o for o in validate(run).outcomes if o.check.series == "detention.population")
    year = next(each for each in held.years if each.year == 2019)
    months = [
        row[0]
        for start, row in run.line("detention.population", "as_enacted").items()
        if date(2018, 10, 1) <= start < date(2019, 10, 1)
    ]
    assert year.model == pytest.approx(sum(months) / 12)
    assert year.within is None
