"""The ledger: hours by purpose, and a sign that turns when the run is turned."""

import re
from datetime import date
from pathlib import Path

import pytest
from made import SCENARIOS, write_run

from openasylum.cli import main
from openasylum.report.displaced import Reading, sign_of
from openasylum.report.given import GivenAssumptions
from openasylum.report.ledger import Ledger, SpanLedger, ledger
from openasylum.report.ledger_table import rests_words
from openasylum.report.page import render
from openasylum.report.run import Run, read_run
from openasylum.report.tables import Amount

UNTIL = date(2014, 10, 1)  # twelve months
OFFICERS, JUDGES = "officers.hours", "judges.hours"


def planted(
    folder: Path, *, mpp: float, spared: float, unused: float = 0.0, docket: float = 100.0
) -> Run:
    """A year in which MPP takes `mpp` hours a month and spares `spared` of credible fear."""
    hours = {
        ("as_enacted", OFFICERS, "mpp_fear_interview"): mpp,
        ("as_enacted", OFFICERS, "credible_fear_interview"): 1000.0 - spared,
        ("as_enacted", OFFICERS, "asylum_interview"): 2000.0 - mpp + spared - unused,
        ("as_enacted", OFFICERS, "unused"): unused,
        ("without_mpp", OFFICERS, "mpp_fear_interview"): 0.0,
        ("without_mpp", OFFICERS, "credible_fear_interview"): 1000.0,
        ("without_mpp", OFFICERS, "asylum_interview"): 2000.0,
        ("without_mpp", OFFICERS, "unused"): 0.0,
        ("as_enacted", JUDGES, "mpp"): docket,
        ("as_enacted", JUDGES, "fear_review"): 10.0,
        ("without_mpp", JUDGES, "mpp"): 0.0,
        ("without_mpp", JUDGES, "fear_review"): 50.0,
    }
    for scenario in ("as_enacted", "without_mpp"):
        for purpose in ("detained", "priority", "ordinary_first", "ordinary_individual", "unused"):
            hours[scenario, JUDGES, purpose] = 0.0
    return read_run(write_run(folder, until=UNTIL, assumptions="first_values", hours=hours))


def whole(found: Ledger) -> SpanLedger:
    return next(part for part in found.compared[0].spans if part.span.name in ("mpp", "whole_run"))


def officers(found: Ledger) -> Reading:
    return whole(found).readings[0]


def test_mpp_that_uses_more_hours_than_it_spares_takes_from_affirmative_cases(tmp_path):
    reading = officers(ledger(planted(tmp_path, mpp=300, spared=100)))
    assert reading.sign == "takes"
    assert reading.net.mean == 12 * 200
    assert "fewer hours for affirmative cases" in reading.sentences[1]
    assert "not held" in reading.sentences[1]


def test_mpp_that_spares_more_hours_than_it_uses_leaves_more_for_affirmative_cases(tmp_path):
    reading = officers(ledger(planted(tmp_path, mpp=100, spared=300)))
    assert reading.sign == "spares"
    assert reading.net.mean == -12 * 200
    assert "more hours for affirmative cases" in reading.sentences[1]
    assert "that could be held" in reading.sentences[1]


def test_mpp_that_uses_what_it_spares_does_neither(tmp_path):
    reading = officers(ledger(planted(tmp_path, mpp=200, spared=200)))
    assert reading.sign == "neither"
    assert "as many hours for affirmative cases" in reading.sentences[1]


def test_the_order_of_the_scenarios_does_not_turn_the_reading(tmp_path):
    hours = {
        ("without_mpp", OFFICERS, "mpp_fear_interview"): 0.0,
        ("as_enacted", OFFICERS, "mpp_fear_interview"): 500.0,
        ("without_mpp", JUDGES, "mpp"): 0.0,
        ("as_enacted", JUDGES, "mpp"): 500.0,
        ("without_mpp", OFFICERS, "credible_fear_interview"): 700.0,
        ("as_enacted", OFFICERS, "credible_fear_interview"): 600.0,
    }
    found = []
    for name, order in (("one", SCENARIOS), ("other", SCENARIOS[::-1])):
        folder = write_run(tmp_path / name, until=UNTIL, scenarios=order, hours=hours)
        found.append(officers(ledger(read_run(folder))))
    assert found[0].sign == found[1].sign == "takes"
    assert found[0].net.mean == pytest.approx(found[1].net.mean) == 12 * 400
    assert found[0].more == found[1].more == "As enacted"


def test_net_hours_become_interviews_by_the_assumption_and_its_range(tmp_path):
    run = planted(tmp_path, mpp=300, spared=100)
    per = GivenAssumptions(run, "as_enacted").mean("hours_per_asylum_interview", run.start, UNTIL)
    converted = officers(ledger(run)).converted
    assert converted is not None
    assert per is not None
    assert converted.units.mean == pytest.approx(2400 / per.value)
    assert (converted.low, converted.high) == pytest.approx((2400 / per.high, 2400 / per.low))
    assert per.low < per.value < per.high


def test_spared_hours_have_a_range_below_zero(tmp_path):
    converted = officers(ledger(planted(tmp_path, mpp=100, spared=300))).converted
    assert converted is not None
    assert converted.low < converted.units.mean < converted.high < 0


def test_judges_hours_become_hearings_on_the_merits(tmp_path):
    run = planted(tmp_path, mpp=300, spared=100)
    reading = whole(ledger(run)).readings[1]
    per = GivenAssumptions(run, "as_enacted").mean("merits_hearing_hours", run.start, UNTIL)
    assert reading.net.mean == 12 * (100 - 40)
    assert reading.converted is not None
    assert per is not None
    assert reading.converted.units.mean == pytest.approx(720 / per.value)
    spared = planted(tmp_path / "turned", mpp=300, spared=100, docket=20.0)
    assert whole(ledger(spared)).readings[1].sign == "spares"


def test_sign_turns_at_the_length_of_interview_that_balances_the_account(tmp_path):
    run = planted(tmp_path, mpp=300, spared=200)
    reading = officers(ledger(run))
    one = next(r for r in reading.rests if r.per.name == "hours_per_mpp_fear_interview")
    assert one.turns_at == pytest.approx(one.per.value * 200 / 300)
    assert one.at_low == pytest.approx(12 * (300 * one.per.low / one.per.value - 200))
    assert one.at_low < 0 < one.at_high
    assert any("The sign turns at" in words for words in rests_words(reading))


def test_a_sign_that_no_length_of_interview_turns_is_said_to_stay(tmp_path):
    reading = officers(ledger(planted(tmp_path, mpp=300, spared=1)))
    assert all(one.turns_at is None for one in reading.rests)
    assert all("The sign stays" in words for words in rests_words(reading))


def test_hours_that_find_nobody_waiting_are_shown_and_displace_nothing(tmp_path):
    run = planted(tmp_path, mpp=100, spared=300, unused=50)
    part = whole(ledger(run))
    unused = next(row for row in part.offices[0].rows if row.name == "unused")
    assert [amount.mean for amount in unused.amounts] == [600, 0]
    assert "Such hours displace nothing" in part.readings[0].sentences[3]
    none = officers(ledger(planted(tmp_path / "none", mpp=100, spared=300)))
    assert "No hours went unused" in none.sentences[3]


def test_parts_of_the_account_add_up_to_all_hours(two):
    for compared in ledger(read_run(two)).compared:
        for part in compared.spans:
            for office in part.offices:
                *rows, last = office.rows
                for k in range(2):
                    total = sum(row.amounts[k].mean for row in rows)
                    assert last.amounts[k].mean == pytest.approx(total)


def test_draws_that_disagree_on_the_sign_leave_it_open():
    assert sign_of(Amount(5.0, -1.0, 11.0)) == "either"
    assert sign_of(Amount(5.0, 1.0, 11.0)) == "takes"
    assert sign_of(Amount(-5.0, -11.0, -1.0)) == "spares"
    assert sign_of(Amount(0.0, -0.1, 0.1)) == "neither"


def test_spans_are_those_in_which_the_law_differs_and_the_whole_run(two):
    spans = [part.span for part in ledger(read_run(two)).compared[0].spans]
    words = " ".join(span.words for span in spans)
    assert spans[-1].words == "The whole run, October 2013 to August 2025"
    assert "While what is compared differs, January 2019 to" in words
    assert len({(span.start, span.until) for span in spans}) == len(spans)


def test_a_single_scenario_has_hours_and_no_reading(one):
    found = ledger(read_run(one))
    (compared,) = found.compared
    assert compared.scenarios == ("as_enacted",)
    assert all(not part.readings and not part.happened for part in compared.spans)
    assert all(row.difference is None for row in compared.spans[0].offices[0].rows)


def test_a_set_of_assumptions_not_on_file_is_said_and_nothing_is_converted(two):
    run = read_run(two)  # made with a set that is not among the facts
    found = ledger(run)
    assert not found.assumptions_known
    assert all(r.converted is None and not r.rests for r in whole(found).readings)
    assert "hours are not turned into interviews" in render(run)


def test_page_states_the_sign_and_every_purpose(tmp_path):
    page = render(planted(tmp_path, mpp=100, spared=300))
    part = page.partition('id="hours"')[2].partition("</section>")[0]
    assert "more hours for affirmative cases" in part
    assert "Not used" in part
    assert re.search(r"If an asylum officer&#39;s hours for one MPP fear assessment", part)


def test_command_prints_tables_and_json(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    planted(tmp_path, mpp=100, spared=300)
    assert main(["ledger", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "MPP fear interviews" in out
    assert "leaves the asylum officers more hours" in out
    assert main(["ledger", str(tmp_path), "--json"]) == 0
    assert '"sign": "spares"' in capsys.readouterr().out


def test_a_folder_that_is_no_run_is_one_clear_message(tmp_path, capsys):
    assert main(["ledger", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert main(["ledger", str(tmp_path)]) == 2
    assert "run.json: is missing" in capsys.readouterr().err


def test_a_damaged_file_is_one_clear_message(tmp_path, capsys):
    write_run(tmp_path, until=UNTIL)
    (tmp_path / "series.parquet").write_bytes(b"not a table")
    assert main(["ledger", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "is not a whole Parquet file" in said
    assert "Traceback" not in said
