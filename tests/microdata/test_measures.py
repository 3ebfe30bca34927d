"""Answers and their definitions: against a replay of the run, and against cases made by hand."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openasylum.cli import main
from openasylum.errors import RecordError, UnknownName
from openasylum.microdata.facts import load_definitions
from openasylum.microdata.importer import Import
from openasylum.microdata.measures import Question, ask, ask_all
from openasylum.microdata.small_cells import hide_small
from tests.microdata.by_hand import DATE, make_import, proceeding

BEGINNING, END = date(2019, 1, 1), date(2020, 1, 1)
STARTS = {"court_receipt", "recalendared", "reopened", "remanded"}
ENDS = {
    "granted_asylum", "granted_other_relief", "ordered_removed", "ordered_removed_in_absentia",
    "voluntary_departure", "terminated", "administratively_closed",
}  # fmt: skip


def waiting_in_the_run(run: Path, on: date) -> int:
    """Cases waiting in court on a day, by walking through the run's events one by one."""
    people = pq.read_table(run / "people.parquet").to_pylist()
    waiting = {one["person"] for one in people
               if one["group"] == "pending_case_2013" and one["received"]}  # fmt: skip
    events = pq.read_table(run / "events.parquet").to_pylist()
    # On one day a case that comes back does so before it is heard, and a remand follows a decision.
    for event in sorted(events, key=lambda one: (one["timestamp"], one["activity"] not in STARTS)):
        if event["timestamp"].date() <= on and event["activity"] in STARTS:
            waiting.add(event["case_id"])
        elif event["timestamp"].date() <= on and event["activity"] in ENDS:
            waiting.discard(event["case_id"])
    return len(waiting)


@pytest.mark.parametrize("on", [date(2013, 10, 1), date(2016, 9, 30), date(2019, 9, 30)])
def test_pending_cases_are_those_of_the_run_to_the_last_case(on, imported: Import, run_folder):
    found = ask(imported.folder, Question("pending", "eoir", on=on))
    assert found.rows == [{"n": waiting_in_the_run(run_folder, on)}]
    assert found.rows[0]["n"] > 100


def test_new_cases_and_completions_add_up_to_pending_cases(imported: Import):
    days = {"start": date(1990, 1, 1), "until": date(2019, 10, 1), "smallest": 1}
    new = ask(imported.folder, Question("new_cases", "eoir", **days)).rows[0]["n"]
    first = ask(imported.folder, Question("completions", "eoir_initial", **days)).rows[0]["n"]
    on = date(2019, 9, 30)
    pending = ask(imported.folder, Question("pending", "eoir_with_inactive", on=on)).rows[0]["n"]
    again = ask(imported.folder, Question("completions", "eoir", **days)).rows[0]["n"] - first
    assert 0 <= pending - (new - first) <= again + 100  # those reopened wait again
    assert new > 1000


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cases that the definitions of pending tell apart."""
    return make_import(
        tmp_path_factory.mktemp("by_hand"),
        B_TblProceeding=[
            proceeding(1, 1, "2018-01-01"),  # open
            proceeding(2, 2, "2018-01-01", "2019-01-01", "X"),  # decided
            proceeding(3, 3, "2018-01-01", "2019-01-01", ":A"),  # closed administratively
            proceeding(4, 4, "2018-01-01", "2019-06-20", ":C"),  # moved, and not yet entered again
            proceeding(5, 4, "2019-07-10", BASE_CITY_CODE="NYC"),
            proceeding(6, 5, "2018-01-01", "2018-06-01", "X"),  # decided and reopened
            proceeding(7, 5, "2019-02-01"),
            proceeding(8, 6, "2018-01-01", CASE_TYPE="CFR"),  # a review of credible fear
            proceeding(9, 7, "2018-01-01", CASE_TYPE="REC"),  # rescission
            proceeding(10, 8, "2018-01-01", "2018-02-01", ":T"),  # of two types
            proceeding(11, 8, "2018-02-01", CASE_TYPE="WHO"),
            proceeding(12, 9, "1995-01-01", CASE_TYPE="DEP"),  # an old deportation case
            proceeding(13, 10, "2019-08-01"),  # not yet there
        ],
    )


@pytest.mark.parametrize(
    ("definition", "cases"),
    [
        ("eoir", 5),  # 1, 4 in transit, 5, 8, 9
        ("eoir_with_inactive", 6),  # and 3
        ("trac", 5),  # 1, 5, 7, 8, 9: not 4, which no court has
        ("ddp", 2),  # 1, 5: not 4, not the mixed 8, not the old 9
    ],
)
def test_each_definition_of_pending_counts_what_it_says(definition, cases, by_hand: Path):
    asked = Question("pending", definition, on=date(2019, 6, 30), smallest=1)
    assert ask(by_hand, asked).rows == [{"n": cases}]


def test_a_moved_case_is_counted_once_at_the_court_that_has_it(by_hand: Path):
    asked = Question("pending", "eoir", on=date(2019, 7, 30), by=("court",), smallest=1)
    assert ask(by_hand, asked).rows == [{"court": "MIA", "n": 4}, {"court": "NYC", "n": 1}]


def test_a_move_is_a_completion_only_by_the_definition_that_says_so(by_hand: Path):
    days = {"start": BEGINNING, "until": END, "smallest": 1}
    assert ask(by_hand, Question("completions", "eoir", **days)).rows == [{"n": 1}]
    assert ask(by_hand, Question("completions", "trac", **days)).rows == [{"n": 2}]
    assert ask(by_hand, Question("completions", "with_moves", **days)).rows == [{"n": 3}]


def application(number: int, of: int, decision: str) -> dict[str, str]:
    return {
        "IDNPROCEEDINGAPPLN": str(number), "IDNPROCEEDING": str(of), "IDNCASE": str(of),
        "APPL_CODE": "ASYL", "APPL_RECD_DATE": "2018-02-01" + DATE, "APPL_DEC": decision,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("definition", "n", "d"), [("trac", 2, 5), ("eoir", 2, 6), ("ddp", 2, 4), ("relief", 3, 6)]
)
def test_each_grant_rate_has_its_own_numerator_and_denominator(definition, n, d, tmp_path):
    ended = "2019-03-01"
    folder = make_import(
        tmp_path,
        B_TblProceeding=[
            proceeding(1, 1, "2018-01-01", ended, "R"),
            proceeding(2, 2, "2018-01-01", ended, "R"),
            proceeding(3, 3, "2018-01-01", ended, "X"),
            proceeding(4, 4, "2018-01-01", ended, "X", ABSENTIA="Y"),
            proceeding(5, 5, "2018-01-01", ended, "E"),  # withholding of removal
            proceeding(6, 6, "2018-01-01", ended, "V"),
            proceeding(7, 7, "2018-01-01", ended, "A", CASE_TYPE="CFR"),  # no credible fear
            proceeding(8, 8, "2018-01-01", ended, ":C"),
        ],
        tbl_Court_Appln=[
            application(1, 1, "G"), application(2, 2, "F"), application(3, 3, "D"),
            application(4, 4, "A"), application(5, 5, "D"), application(6, 8, "T"),
            # Entered twice in one proceeding, with two decisions: two decisions, one case.
            application(7, 1, "D"),
        ],
    )  # fmt: skip
    asked = Question("grant_rate", definition, start=BEGINNING, until=END, smallest=1)
    row = ask(folder, asked).rows[0]
    assert (row["n"], row["d"]) == (n, d)
    assert row["share"] == n / d


def test_absence_is_counted_among_decisions_or_among_cases_begun(tmp_path):
    folder = make_import(
        tmp_path,
        B_TblProceeding=[
            proceeding(1, 1, "2019-01-01", "2019-03-01", "X", ABSENTIA="Y"),
            proceeding(2, 1, "2019-05-01"),  # reopened
            proceeding(3, 2, "2019-01-01", "2019-04-01", "X"),
            proceeding(4, 3, "2019-01-01", "2019-04-01", "X", CUSTODY="D"),
            proceeding(5, 4, "2019-01-01"),
            proceeding(6, 5, "2019-01-01"),
        ],
    )
    found = {
        name: ask(
            folder, Question("in_absentia", name, start=BEGINNING, until=END, smallest=1)
        ).rows[0]
        for name in ("eoir", "gao", "eagly_shafer")
    }
    assert {name: (row["n"], row["d"]) for name, row in found.items()} == {
        "eoir": (1, 3), "gao": (1, 2), "eagly_shafer": (1, 4),
    }  # fmt: skip


def test_open_cases_wait_in_durations_and_are_not_left_out(tmp_path):
    ended = [proceeding(i, i, "2019-01-01", "2019-01-11", "X") for i in range(1, 5)]
    still = [proceeding(i, i, "2019-01-01") for i in range(5, 11)]
    folder = make_import(tmp_path, B_TblProceeding=[*ended, *still])
    days = {"start": BEGINNING, "until": END, "smallest": 1}
    waiting = ask(folder, Question("durations", "first_decision", **days))
    assert (waiting.rows[0]["cases"], waiting.rows[0]["ended"]) == (10, 4)
    assert waiting.rows[0]["quarter"] == 10
    assert waiting.rows[0]["median"] is None
    assert str(waiting.question.as_of) == "2026-07-02"
    only = ask(folder, Question("durations", "closed_only", **days)).rows[0]
    assert (only["cases"], only["median"]) == (4, 10)


def test_lawyers_count_from_the_day_of_their_first_appearance(tmp_path):
    def assigned(number: int, case: int, on: str) -> dict[str, str]:
        return {
            "IDNREPSASSIGNED": str(number), "IDNCASE": str(case), "STRATTYLEVEL": "COURT",
            "STRATTYTYPE": "ALIEN", "E_28_DATE": on and on + DATE,
        }  # fmt: skip

    folder = make_import(
        tmp_path,
        B_TblProceeding=[proceeding(i, i, "2018-01-01") for i in range(1, 5)],
        A_TblCase=[
            # The first lawyer of case 1 left; the case table has the latest only.
            {"IDNCASE": "1", "CASE_TYPE": "RMV", "E_28_DATE": "2019-12-01" + DATE},
            {"IDNCASE": "2", "CASE_TYPE": "RMV", "E_28_DATE": "2018-05-01" + DATE},
            {"IDNCASE": "3", "CASE_TYPE": "RMV"},
            {"IDNCASE": "4", "CASE_TYPE": "RMV"},
        ],
        tbl_RepsAssigned=[
            assigned(1, 1, "2018-03-01"), assigned(2, 1, "2019-12-01"),
            assigned(3, 2, "2018-05-01"), assigned(4, 3, ""),
        ],
    )  # fmt: skip
    shares = {
        name: ask(folder, Question("representation", name, on=date(2019, 6, 30), smallest=1)).rows[
            0
        ]["n"]
        for name in ("appearance", "any_row", "on_file")
    }
    assert shares == {"appearance": 2, "any_row": 3, "on_file": 1}


def test_every_definition_answers(imported: Import):
    day = {"on": date(2019, 9, 30)}
    span = {"start": date(2015, 1, 1), "until": date(2020, 1, 1)}
    asked = [
        Question(name, definition, smallest=1, **(day if measure.when == "day" else span))
        for name, measure in load_definitions().measures.items()
        for definition in measure.definitions
    ]
    answers = ask_all(imported.folder, asked)
    assert len(answers) == len(asked) > 20
    assert all(next(iter(found.rows[0].values())) > 0 for found in answers)


def test_counts_that_can_point_to_persons_are_hidden_and_never_only_one():
    rows = [{"court": name, "n": n} for name, n in (("A", 50), ("B", 20), ("C", 3), ("D", 0))]
    assert hide_small(rows, ("court",), "count", 10) == 2
    assert [row["n"] for row in rows] == [50, None, None, 0]
    shares = [{"n": 95, "d": 100, "share": 0.95}]
    assert hide_small(shares, (), "share", 10) == 1  # the five others are few
    assert shares[0]["share"] is None


def test_mistakes_in_a_question_get_one_message(imported: Import, tmp_path):
    folder, on = imported.folder, date(2019, 9, 30)
    with pytest.raises(UnknownName, match=r"'pendin' is not a measure\. Did you mean 'pending'"):
        ask(folder, Question("pendin", on=on))
    with pytest.raises(UnknownName, match="'tracc' is not a definition of pending"):
        ask(folder, Question("pending", "tracc", on=on))
    with pytest.raises(UnknownName, match="'month' is not a trait for pending"):
        ask(folder, Question("pending", on=on, by=("month",)))
    with pytest.raises(RecordError, match="is counted on one day"):
        ask(folder, Question("pending", start=on, until=END))
    with pytest.raises(RecordError, match="is counted over a span"):
        ask(folder, Question("completions", on=on))
    with pytest.raises(RecordError, match="holds no finished import"):
        ask(tmp_path, Question("pending", on=on))


def test_the_command_shows_the_definition_and_hides_small_counts(imported: Import, capsys):
    words = ["microdata", "table", "pending", str(imported.folder), "--on", "2019-09-30"]
    assert main([*words, "--by", "nationality", "--only", "mpp=mpp"]) == 0
    out = capsys.readouterr().out
    assert "definition 'eoir'" in out
    assert "*" in out
    assert "can point to persons" in out
    assert main([*words, "--compare"]) == 0
    assert "eoir_with_inactive" in capsys.readouterr().out
    assert main(["microdata", "table", "pending", "--explain"]) == 0
    assert "administrative closing" in capsys.readouterr().out
