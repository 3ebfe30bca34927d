"""What the appropriation of 2019 bought: lines that add up, conversions, scenarios that agree."""

from datetime import date

import pytest
from made import SCENARIOS, write_run

from openasylum.cli import main
from openasylum.records.appropriations import load_appropriation, load_appropriations
from openasylum.records.law import Instrument
from openasylum.records.library import load_instrument
from openasylum.report.appropriation import bought
from openasylum.report.given import GivenAssumptions
from openasylum.report.page import render
from openasylum.report.run import read_run
from openasylum.simulation.calendar import FIRST_DAY, working_days

NAME = "emergency_supplemental_2019"
_WITHOUT = {
    "name": "without_supplemental_judges",
    "title": "Without the judges",
    "question": "What if?",
}


@pytest.fixture(scope="module")
def money(tmp_path_factory):
    folder = tmp_path_factory.mktemp("money")
    scenarios = (SCENARIOS[0], _WITHOUT)
    return read_run(write_run(folder, scenarios=scenarios, assumptions="first_values"))


def test_lines_and_the_remainder_make_the_whole():
    record = load_appropriation(NAME)
    assert record.sum_usd + record.remainder_usd(record.whole) == record.whole.amount_usd
    assert abs(record.remainder_usd(record.whole)) <= record.rounding_usd(record.whole)


@pytest.mark.parametrize("total", load_appropriation(NAME).totals, ids=lambda t: t.words)
def test_lines_add_up_to_each_published_total_or_the_file_says_why_not(total):
    record = load_appropriation(NAME)
    apart = abs(record.remainder_usd(total))
    assert (apart > record.rounding_usd(total)) == bool(total.apart_because)


def _law(instrument: Instrument, parameter: str) -> float:
    return next(float(s.value) for s in instrument.sets if s.parameter == parameter)


@pytest.mark.parametrize(
    ("parameter", "names"),
    [
        ("appropriation.judge_teams", ["judge_teams"]),
        ("appropriation.court_space", ["court_space"]),
        ("appropriation.legal_orientation", ["legal_orientation"]),
        ("appropriation.marshals_detention", ["marshals_detention"]),
        ("appropriation.defense", ["defense"]),
        ("appropriation.local_shelter", ["local_shelter"]),
        ("appropriation.children_and_refugees", ["children"]),
    ],
)
def test_lines_agree_with_the_instrument_as_closely_as_they_are_rounded(parameter, names):
    record = load_appropriation(NAME)
    lines = [line for line in record.lines if line.name in names]
    law = _law(load_instrument(record.instrument), parameter)
    rounding = sum(line.rounded_to_usd for line in lines) / 2
    assert abs(sum(line.amount_usd for line in lines) - law) <= rounding


def test_ice_and_cbp_lines_together_agree_with_the_instrument():
    record = load_appropriation(NAME)
    instrument = load_instrument(record.instrument)
    for start, parameters in (
        ("ice_", ["appropriation.ice_operations"]),
        ("cbp_", ["appropriation.cbp_operations", "appropriation.cbp_construction"]),
    ):
        lines = [line for line in record.lines if line.name.startswith(start)]
        law = sum(_law(instrument, parameter) for parameter in parameters)
        rounding = sum(line.rounded_to_usd for line in lines) / 2
        assert abs(sum(line.amount_usd for line in lines) - law) <= rounding


def test_working_days_are_those_of_the_models_calendar():
    value = load_appropriation(NAME).working_days.value
    days = working_days(date(2025, 10, 1))
    for year in range(2020, 2026):
        first, last = ((date(y, 10, 1) - FIRST_DAY).days for y in (year - 1, year))
        assert abs(days[first:last].sum() - value) <= 2


def test_every_line_buys_something_or_says_why_not(money):
    (found,) = bought(money)
    assert [line.name for line in found.lines if line.bought] == ["judge_teams"]
    assert all(bool(line.bought) != bool(line.outside) for line in found.lines)
    assert found.bought_usd == 45_000_000


def test_judge_teams_become_hours_by_the_assumption_and_the_calendar(money):
    (found,) = bought(money)
    line = next(line for line in found.lines if line.name == "judge_teams")
    given = GivenAssumptions(money, "as_enacted")
    daily = given.mean("judge_hours_per_day", date(2019, 7, 1), money.until)
    assert daily is not None
    assert line.hours_a_year == pytest.approx(30 * daily.value * 250)
    assert line.bought.startswith("30 judge teams:")


@pytest.mark.parametrize("shown", load_appropriation(NAME).scenarios, ids=lambda s: s.name)
def test_scenario_has_the_staff_that_the_ledger_says_the_money_buys(shown, money):
    (found,) = bought(money)
    row = next(row for row in found.scenarios if row.name == shown.name)
    assert row.added
    for added in row.added:
        assert added.number == pytest.approx(added.by_ledger, rel=0.05)


def test_effect_is_shown_for_a_scenario_that_the_run_compares(money):
    (found,) = bought(money)
    effects = {row.name: row.effects for row in found.scenarios}
    pending = next(
        e for e in effects["without_supplemental_judges"] if "pending, active" in e.label
    )
    line = {
        name: money.line("court.pending_active", name) for name in ("as_enacted", _WITHOUT["name"])
    }
    last = {name: float(values[max(values)][0]) for name, values in line.items()}
    assert pending.difference.mean == last[_WITHOUT["name"]] - last["as_enacted"] != 0
    assert not effects["supplemental_spent_on_adjudication"]
    page = render(money).partition('id="money"')[2]
    assert "This run does not compare it." in page
    assert "What came of it: Without the judges" in page


def test_a_run_that_ends_before_the_law_has_nothing_bought(tmp_path):
    run = read_run(write_run(tmp_path, until=date(2019, 7, 1), assumptions="first_values"))
    assert bought(run) == []
    assert 'id="money"' not in render(run)


def test_a_set_of_assumptions_not_on_file_leaves_hours_unknown_and_says_so(one):
    (found,) = bought(read_run(one))
    line = next(line for line in found.lines if line.name == "judge_teams")
    assert line.hours_a_year is None
    assert "their hours are not known" in line.bought


def test_every_appropriation_can_be_read():
    assert NAME in load_appropriations()


def test_command_prints_each_line_and_the_sum(money, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["ledger", str(money.folder)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "2.88 billion" in out
    assert "4.584 billion" in out
    assert "6 million less (rounding explains up to 16.5 million)" in out
