"""A search over draws with a fake simulator: the answer is known, and so is each trial."""

import json
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from openasylum.calibration import staff_task
from openasylum.calibration.goals import Goal, goal
from openasylum.calibration.staff_answer import answer
from openasylum.calibration.staff_limits import idle_share
from openasylum.calibration.staff_picture import check_picture, draw, points
from openasylum.calibration.staff_question import staff_question
from openasylum.cli.running import progress_of
from openasylum.cli.staff_words import as_json, notes, sentence
from openasylum.ensemble.arrays import Moved
from openasylum.ensemble.draws import of_luck
from openasylum.ensemble.pool import threads
from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import FLOWS, PURPOSES, Flow, Judge
from openasylum.law import load_scenario

BY = date(2019, 9, 30)
DRAWS = 20


def ask(*, chance=0.8, most=500, below=1000.0, start=date(2014, 10, 1), by=BY, vary=False):
    wanted: Goal = goal("court.pending", below, None, by)
    return staff_question(
        "as_enacted", load_scenario("as_enacted"), wanted, of_luck(DRAWS),
        office="immigration_judges", start=start, hire="each_year", most=most, chance=chance,
        arrivals="last6", scale=0.01, vary_terms=vary, seed=1,
    )  # fmt: skip


class Fake:
    """A court of which draw k needs ten times k hired a year to get below 1000."""

    def __init__(self) -> None:
        self.runs: list[tuple[int, int]] = []
        self.idle = 0.0

    def __call__(self, asked, plan, draw):
        """The row of a run."""
        self.runs.append((draw.number, plan.number))
        value = 999.5 + 10.0 * draw.number - plan.number
        queue = {"pending": value, "demand": 400.0, "capacity": 200.0 + plan.number}
        told = {
            f"{name}_{word}": each for name, each in queue.items() for word in ("before", "after")
        }
        return {
            "hired": plan.number, "value": value, "begun": plan.begun(), "peak": plan.peak(),
            "idle": self.idle, "days_at_work": 1084.0, "left_awaiting_first_hearing": 300.0,
            "left_administratively_closed": 700.0, "left_between_hearings": 0.0, **told,
        }  # fmt: skip


@pytest.fixture
def fake(monkeypatch):
    made = Fake()
    monkeypatch.setattr(staff_task, "run_plan", made)
    return made


def found(asked, folder):
    return answer(asked, folder, threads(1), progress=progress_of)


def test_the_number_is_enough_for_the_share_of_draws_asked_for(fake, tmp_path):
    got = found(ask(), tmp_path)
    assert got.numbers == tuple(10 * k for k in range(DRAWS))
    assert got.required.number == 150  # the 16th of 20
    assert got.seen == 0.8
    assert (got.required.low, got.required.high) == (110, 190)
    assert (got.backwards, got.lost) == ((0, 0.0), 0)
    assert "150 more immigration judges must be hired a year from 2014-10-01" in sentence(got)


def test_the_same_command_goes_on_where_it_was(fake, tmp_path):
    first = found(ask(), tmp_path)
    fake.runs.clear()
    again = found(ask(), tmp_path)
    assert fake.runs == []
    assert as_json(again)["answer"] == as_json(first)["answer"]
    assert again.reused == 2 * DRAWS


def test_another_chance_needs_no_new_search(fake, tmp_path):
    found(ask(), tmp_path)
    fake.runs.clear()
    got = found(ask(chance=0.5), tmp_path)
    assert got.required.number == 90
    assert {number for _, number in fake.runs} == {90}  # the plan alone


def test_another_goal_is_refused_in_the_same_folder(fake, tmp_path):
    found(ask(), tmp_path)
    with pytest.raises(OpenasylumError, match=r"goal is court.pending below 1,000 on.*below 900"):
        found(ask(below=900.0), tmp_path)


def test_out_of_reach_is_said_with_how_many_reach_it(fake, tmp_path):
    got = found(ask(most=100), tmp_path)
    assert got.required.number is None
    words = sentence(got)
    assert words.startswith("Cannot be reached with at most 100 immigration judges hired a year")
    assert "in 11 of 20 draws" in words
    assert "It gets to 994 (909 to 1,080) in the middle draw, from 1,094 (1,009 to" in words
    assert len(fake.runs) < DRAWS * 6


def test_out_of_reach_for_want_of_hours_says_so_and_how_late_they_begin(fake, tmp_path):
    words = sentence(found(ask(most=100), tmp_path))
    assert (
        "In those that miss it: what binds is immigration judges at work: all but 0% of their hours"
        in words
    )
    assert "on only 1,084 of the 1,825 days to it" in words


def test_out_of_reach_though_hours_are_idle_says_who_is_left(fake, tmp_path):
    fake.idle = 0.4
    got = found(ask(most=100), tmp_path)
    words = sentence(got)
    assert "what binds is not immigration judges: 40% of their hours" in words
    assert words.endswith(
        "Of those still counted, 700 are administratively closed, which no judge hears, 300 are "
        "waiting for a first hearing (those who came last among them)."
    )
    assert as_json(got)["limits"]["idle"] == 0.4


def test_idle_is_what_found_nobody_in_the_last_year():
    hours = np.zeros((24, 2, PURPOSES))
    hours[:12, 1, Judge.UNUSED] = 50.0  # a year before
    hours[12:, 1, Judge.UNUSED] = 1.0
    hours[12:, 1, Judge.DETAINED] = 3.0
    calendar = np.zeros(24, [("month", "i8"), ("lawyers", "f8")])
    calendar["month"], calendar["lawyers"] = np.arange(24), 10.0
    flows = np.zeros((24, FLOWS, 1), np.int64)
    flows[12:, Flow.LAWYER_FOUND] = 9
    books = SimpleNamespace(hours=hours, flows=flows, inputs=SimpleNamespace(days=calendar))
    assert idle_share(books, "immigration_judges") == 0.25
    assert idle_share(books, "asylum_officers") == 0.0
    assert idle_share(books, "lawyers") == pytest.approx(0.1)


def test_already_reached_is_said(fake, tmp_path):
    got = found(ask(below=5000.0), tmp_path)
    assert got.required.number == 0
    assert sentence(got).startswith("Already reached without: court.pending below 5,000 on")
    assert {number for _, number in fake.runs} == {0, 500}


def test_more_than_was_ever_hired_is_noted(fake, tmp_path):
    assert any("was never done: the most hired" in line for line in notes(found(ask(), tmp_path)))


def test_the_queue_has_the_waiting_list_measures(fake, tmp_path):
    before, without, planned = found(ask(), tmp_path).measures
    assert before.load == without.load == 2.0
    assert planned.load == pytest.approx(400 / 350)
    assert planned.others["target_queue"] == pytest.approx(400 * 0.4928 / 4)
    years = 1825 / 365.25
    relief = 400 + (without.queue.pending - 400 * 0.4928 / 4) / years
    assert without.others["relief_capacity"] == pytest.approx(relief, rel=1e-2)


def test_a_draw_that_cannot_be_is_told_and_left_out(fake, tmp_path, monkeypatch):
    def sometimes(asked, plan, draw):
        if draw.number == 3:
            raise OpenasylumError("assumptions: such a draw cannot be.")
        return fake(asked, plan, draw)

    monkeypatch.setattr(staff_task, "run_plan", sometimes)
    got = found(ask(), tmp_path)
    assert [one.draw for one in got.failures] == [3]
    assert len(got.numbers) == DRAWS - 1
    assert any(line.startswith("1 of 20 draws failed") for line in notes(got))


def test_a_draw_moves_other_cases_after_the_data_and_none_before(monkeypatch):
    stream = {2024: 300.0, 2025: 20.0, 2026: 400.0, 2027: 500.0}
    monkeypatch.setattr(staff_task, "other_cases_of_late", lambda *_: stream)
    asked, scenario = ask().ask, load_scenario("as_enacted")
    half = Moved(scenario, (("court_receipts_per_year_after_data", 415_500.0),), ())
    expected = {2024: 300.0, 2025: 20.0, 2026: 300.0, 2027: 375.0}  # 415,500 of 554,000
    assert staff_task.other_cases_in(asked, half) == pytest.approx(expected)
    assert staff_task.other_cases_in(asked, Moved(scenario, (), ())) == stream


def test_the_answer_is_plain_values(fake, tmp_path):
    told = json.loads(json.dumps(as_json(found(ask(), tmp_path))))
    assert told["arrivals"] == "Arrivals: as counted until the goal's day."
    assert (told["number"], told["interval"]) == (150, [110, 190])
    assert told["plan"]["usd_a_year"]["median"] == 1.5e6 * told["plan"]["peak"]["median"]


def test_the_picture_ends_beyond_the_last_number_that_a_draw_requires(fake, tmp_path):
    got = found(ask(), tmp_path)
    steps = points(got)
    assert steps[0] == {"number": 0.0, "share": 0.05}
    assert steps[-1] == {"number": 218.0, "share": 1.0}  # 190 and 15 percent
    draw(got, tmp_path / "chance.svg")
    assert "80% asked for" in (tmp_path / "chance.svg").read_text()


def test_a_picture_needs_a_known_ending_and_a_folder(tmp_path):
    with pytest.raises(OpenasylumError, match=r"ends in '.pdf'"):
        check_picture(tmp_path / "a.pdf")
    with pytest.raises(OpenasylumError, match="there is no folder"):
        check_picture(tmp_path / "none" / "a.svg")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"chance": 1.0}, "--chance 1: must be above 0 and below 1"),
        ({"chance": 0.0}, "--chance 0: must be above 0 and below 1"),
        ({"most": 0}, "--most 0: give from 1"),
        ({"start": date(2014, 9, 30)}, "--from 2014-09-30: is before 2014-10-01"),
        ({"start": date(2019, 10, 1)}, "--from 2019-10-01: is after --by 2019-09-30"),
        (
            {"start": date(2019, 5, 1)},
            "nobody asked for on 2019-05-01 would work by then. It takes 180",
        ),
    ],
)
def test_a_question_that_cannot_be_is_refused(change, message):
    with pytest.raises(OpenasylumError) as refusal:
        ask(**change)
    assert message in str(refusal.value)
