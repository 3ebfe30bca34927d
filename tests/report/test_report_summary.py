"""The short table, the numbers in plain words, and what happened to the same people."""

import itertools
import json
import re
from datetime import date
from pathlib import Path

import pytest
from made import OUTCOMES, SCENARIOS, write_run

from openasylum.cli import main
from openasylum.report import print_summary, summary
from openasylum.report.flow import flows
from openasylum.report.headline import headlines
from openasylum.report.picture import picture
from openasylum.report.run import Run, read_run
from openasylum.report.tables import summarized
from openasylum.report.words import arrow, between, family_of, number, percent, rounded, signed


def test_summary_has_the_amounts_of_both_and_their_difference(two: Path) -> None:
    found = {measure.name: measure for measure in summary(two).measures}
    pending = found["court.pending"]
    a, b = (amount.mean for amount in pending.amounts)
    assert pending.differences[0].mean == b - a
    assert found["mpp.enrolled"].amounts[1].mean == 0


def test_differences_are_taken_draw_by_draw(several: Path) -> None:
    run = read_run(several)
    pending = next(m for m in summarized(run).measures if m.name == "court.pending")
    draws = run.last("court.pending", "without_mpp") - run.last("court.pending", "as_enacted")  # type: ignore[operator]
    assert pending.differences[0].mean == draws.mean()
    assert pending.differences[0].low is not None


def test_nobody_is_lost_between_two_scenarios(run: Run) -> None:
    (flow,) = flows(run)
    assert flow.who == "enrolled"
    assert sum(flow.under_a.values()) == pytest.approx(sum(flow.under_b.values()))
    assert sum(flow.families().people.values()) == pytest.approx(flow.total)
    assert sum(flow.simplified().people.values()) == pytest.approx(flow.total)
    assert set(flow.outcomes) == set(OUTCOMES)


def test_every_outcome_belongs_to_a_family() -> None:
    assert family_of("asylum_granted") == "protection"
    assert family_of("awaiting_appeal") == "waiting"
    assert family_of("administratively_closed") == "waiting"


@pytest.mark.parametrize("narrow", [False, True])
def test_labels_of_the_picture_do_not_overlap(run: Run, narrow: bool) -> None:
    drawn = picture(flows(run)[0], narrow=narrow)
    for anchor in ("end", "start"):
        lines = [
            float(y)
            for text in re.findall(rf'<text text-anchor="{anchor}">(.*?)</text>', drawn)
            for y in re.findall(r' y="([\d.]+)"', text)
        ]
        gaps = [after - before for before, after in itertools.pairwise(lines)]
        assert min(gaps) >= 11


def test_first_numbers_are_four_or_five_and_name_every_scenario(run: Run) -> None:
    found = headlines(run, summarized(run))
    assert 4 <= len(found) <= 5
    assert [line.title for line in found[0].lines] == [each.title for each in run.scenarios]
    assert found[0].lines[1].words == "none"


def test_ranges_are_told_where_draws_differ(several: Path) -> None:
    run = read_run(several)
    pending = next(h for h in headlines(run, summarized(run)) if "pending" in h.words)
    assert re.search(r"million \([\d.]+ to [\d.]+ million\)", pending.lines[0].words)
    assert re.search(r"more \([\d,]+ to [\d,]+\)", pending.lines[1].words)


def test_a_single_scenario_has_numbers_too(one: Path) -> None:
    run = read_run(one)
    assert 4 <= len(headlines(run, summarized(run))) <= 5


def test_table_for_people_names_scenarios_and_outcomes(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_summary(summary(two), width=120)
    shown = capsys.readouterr().out
    assert "As enacted" in shown
    assert "Ordered removed in absence" in shown
    assert "Everyone counted is synthetic." in shown


def test_command_writes_the_page_and_prints_the_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_run(tmp_path, until=date(2015, 1, 1), scenarios=SCENARIOS[:1])
    assert main(["report", str(folder), "--out", str(tmp_path / "a.html"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["scenarios"] == ["as_enacted"]
    assert Path(found["report"]).read_text().startswith("<!doctype html>")


def test_command_says_what_is_wrong_with_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(tmp_path)]) == 2
    assert "run.json: is missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "words"),
    [(1_234_567.0, "1,234,567"), (12.0, "12"), (2.5, "2.5"), (0.034, "0.034")],
)
def test_numbers_have_thousands_separators(value: float, words: str) -> None:
    assert number(value) == words


def test_numbers_in_sentences_have_three_figures() -> None:
    assert rounded(3_884_956) == "3.88 million"
    assert rounded(68_001) == "68,000"
    assert rounded(641) == "641"
    assert rounded(13_101_000) == "13.1 million"
    assert between(4_580_000, 4_660_000) == "4.58 to 4.66 million"
    assert arrow(4_640_000, 4_640_100) == "4.64 million"


def test_small_shares_have_a_decimal_and_no_negative_zero() -> None:
    assert percent(0.014) == "1.4%"
    assert percent(0.62) == "62%"
    assert percent(-0.0002, with_sign=True) == "0%"
    assert percent(-0.03, with_sign=True) == "\u22123.0%"
    assert signed(-5) == "\u22125"
