"""Draws over executors: the same bytes however they were divided, and failures told by number."""

from concurrent.futures import BrokenExecutor
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from openasylum.ensemble.draws import Draw, Draws
from openasylum.ensemble.join import differences
from openasylum.ensemble.pool import Pool, given, processes, threads, workers_for
from openasylum.ensemble.question import Keep, question
from openasylum.ensemble.run import run_ensemble
from openasylum.ensemble.summary import ranges
from openasylum.ensemble.task import run_draw
from openasylum.errors import OpenasylumError
from openasylum.law import load_scenario
from openasylum.records.scenario import Assumed as Choice
from openasylum.simulation.series import SERIES
from openasylum.simulation.study import Options, study
from tests.ensemble.conftest import SCALE, UNTIL, Inline, inline, same_tables


def values(folder, series, **where) -> np.ndarray:
    table = pq.read_table(folder / "series.parquet")
    wanted = pc.equal(table["series"], series)
    for name, value in ({"group": "all", "period": "month"} | where).items():
        wanted = pc.and_(wanted, pc.equal(table[name], value))
    return table.filter(wanted)["value"].to_numpy()


def test_order_and_division_leave_no_trace_in_the_tables(ask, answer, tmp_path):
    run_ensemble(ask(), tmp_path / "one", inline())
    assert same_tables(answer.folder, tmp_path / "one")


@pytest.mark.slow
def test_processes_give_the_bytes_of_threads(ask, answer, tmp_path):
    run_ensemble(ask(), tmp_path / "apart", processes(2))
    assert same_tables(answer.folder, tmp_path / "apart")


def test_an_executor_of_ones_own_is_used_and_left_open(ask, answer, tmp_path):
    executor = Inline()
    run_ensemble(ask(), tmp_path / "own", given(executor, 1))
    assert executor.asked == [0, 1, 2, 3]
    assert same_tables(answer.folder, tmp_path / "own")


def test_draws_differ_by_luck(answer):
    pending = [values(answer.folder, "court.pending", draw=n, scenario="as_enacted")
               for n in range(4)]  # fmt: skip
    assert len({tuple(one) for one in pending}) == 4


def test_differences_are_the_second_scenario_less_the_first_on_the_same_draw(answer):
    pairs = pq.read_table(answer.folder / "differences.parquet").to_pylist()
    by = {(r["draw"], r["series"], r["period"], r["period_start"], r["group"]): r["value"]
          for r in pairs}  # fmt: skip
    table = pq.read_table(answer.folder / "series.parquet").to_pylist()
    total = dict.fromkeys(by, 0.0)
    for row in table:
        key = (row["draw"], row["series"], row["period"], row["period_start"], row["group"])
        total[key] += row["value"] * (1 if row["scenario"] == "more_judges" else -1)
    assert total == pytest.approx(by)
    assert any(value < 0 for key, value in by.items() if key[1] == "court.pending")


def test_a_group_that_a_scenario_leaves_out_counts_as_zero():
    keys = {"draw": pa.array([3], pa.int32()), "period_start": ["d"], "period": ["m"],
            "unit": ["people"]}  # fmt: skip
    one = pa.table({"scenario": ["a"], "series": ["x"], "group": ["g"], "value": [2.0]} | keys)
    two = pa.table({"scenario": ["b"], "series": ["x"], "group": ["h"], "value": [5.0]} | keys)
    rows = differences(pa.concat_tables([one, two]), ("a", "b")).to_pylist()
    assert [(row["group"], row["value"]) for row in rows] == [("g", -2.0), ("h", 5.0)]


def test_a_draw_gives_what_simulate_gives_with_the_same_values_held(ask, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "title: Mine\nquestion: Q?\nassume:\n"
        "  - {assumption: interview_noise, value: 1.0, because: a test}\n"
        "  - {assumption: detention_beds, value: 30000, because: a test}\n"
    )
    study([str(mine)], tmp_path / "run", Options(until=UNTIL, scale=SCALE, seed=5), command="test")
    draw = Draw(0, 5, values=(("detention_beds", 30000.0), ("interview_noise", 1.0)))
    asked = ask(Draws("mine", (draw,)), other_cases="drawn", keep=Keep(by_group=True))
    run_ensemble(asked, tmp_path / "ensemble", inline())
    ours = pq.read_table(tmp_path / "ensemble" / "series.parquet")
    ours = ours.filter(pc.equal(ours["scenario"], "as_enacted")).drop_columns(["scenario"])
    theirs = pq.read_table(tmp_path / "run" / "series.parquet").drop_columns(["scenario"])
    assert theirs.cast(ours.schema).equals(ours)


def test_a_position_moves_an_assumption_that_changes_through_time(ask, tmp_path):
    name = "immigration_judges_on_board"
    draws = tuple(Draw(i, 1, positions=((name, float(p)),)) for i, p in enumerate((-1, 0, 1)))
    run_ensemble(ask(Draws("judges", draws)), tmp_path / "run", inline())
    low, central, high = (
        values(tmp_path / "run", "judges.hours", draw=n, scenario="as_enacted") for n in range(3)
    )
    assert low.sum() < central.sum() < high.sum()  # a month alone may carry hours over


def test_every_named_series_is_written_and_every_written_series_is_named(answer):
    there = pq.read_table(answer.folder / "series.parquet")["series"].unique().to_pylist()
    assert sorted(there) == sorted(SERIES)


def test_only_what_is_asked_for_is_kept(ask, tmp_path):
    keep = Keep(series=("court.pending",), periods=("fiscal_year",))
    run_ensemble(ask(keep=keep), tmp_path / "run", inline())
    table = pq.read_table(tmp_path / "run" / "series.parquet")
    assert table.num_rows == 4 * 2
    assert set(table["series"].to_pylist()) == {"court.pending"}


def test_a_draw_that_cannot_be_is_told_and_the_others_go_on(ask, tmp_path):
    wrong = (("threshold_more_likely_than_not", 0.6), ("threshold_reasonable_probability", 1.8))
    right = (("threshold_more_likely_than_not", 1.4), ("threshold_reasonable_probability", 0.8))
    draws = Draws("mine", (Draw(0, 1, values=wrong), Draw(1, 1, values=right)))
    pool = inline()
    found = run_ensemble(ask(draws), tmp_path / "run", pool)
    assert [failure.draw for failure in found.failures] == [0]
    assert "A stricter standard cannot ask for less" in found.failures[0].message
    assert pool.make().asked == [0, 1]  # what cannot be is not tried again
    assert set(pq.read_table(tmp_path / "run" / "series.parquet")["draw"].to_pylist()) == {1}


def test_a_worker_that_fails_once_is_forgiven(ask, answer, tmp_path):
    failing = {1}

    def before(number: int) -> None:
        if number in failing:
            failing.remove(number)
            raise MemoryError("out of memory")

    found = run_ensemble(ask(), tmp_path / "run", inline(before))
    assert found.failures == ()
    assert same_tables(answer.folder, tmp_path / "run")


def test_a_draw_that_fails_twice_is_named_with_its_message(ask, tmp_path):
    def before(number: int) -> None:
        if number == 1:
            raise MemoryError("out of memory")

    pool = inline(before)
    found = run_ensemble(ask(), tmp_path / "run", pool)
    assert [(f.draw, f.message) for f in found.failures] == [(1, "MemoryError: out of memory")]
    assert found.finished == 3
    assert pool.make().asked.count(1) == 2
    again = run_ensemble(ask(), tmp_path / "run", inline())
    assert (again.reused, again.failures) == (3, ())


def test_when_every_draw_fails_that_is_an_error(ask, tmp_path):
    def before(_: int) -> None:
        raise MemoryError("out of memory")

    with pytest.raises(OpenasylumError, match=r"every draw failed\. The first: MemoryError"):
        run_ensemble(ask(), tmp_path / "run", inline(before))


def breaking(times: int) -> Pool:
    """A pool whose executors break at draw 2, as many times as said."""
    left = [times]

    def before(number: int) -> None:
        if number == 2 and left[0]:
            left[0] -= 1
            raise BrokenExecutor("a process died")

    return Pool("breaking", 3, lambda: Inline(before), lambda _: None)


def test_a_pool_that_breaks_is_made_again_and_nothing_is_lost(ask, answer, tmp_path):
    assert run_ensemble(ask(), tmp_path / "run", breaking(2)).failures == ()
    assert same_tables(answer.folder, tmp_path / "run")


def test_a_pool_that_keeps_breaking_is_given_up_with_advice(ask, tmp_path):
    with pytest.raises(OpenasylumError, match=r"died 3 times .* fewer --workers"):
        run_ensemble(ask(), tmp_path / "run", breaking(99))


def test_a_worker_with_another_kernel_or_other_facts_refuses(ask):
    asked = ask().ask
    facts = tuple((n, "0" if n == "parameters.yaml" else h) for n, h in asked.program.facts)
    other = replace(asked, program=replace(asked.program, kernel="abc", facts=facts))
    outcome = run_draw(other, Draw(0, 1))
    assert outcome.part == b""
    assert "a worker runs another program: the kernel is" in outcome.message
    assert "these facts differ: parameters.yaml" in outcome.message


def test_ranges_are_quantiles_over_draws(answer):
    found = ranges(answer.folder, ["court.pending"])
    assert [one.scenario for one in found] == [
        "as_enacted", "more_judges", "more_judges - as_enacted",
    ]  # fmt: skip
    each = values(answer.folder, "court.pending", period="fiscal_year", scenario="as_enacted")
    one = found[0]
    assert (one.fiscal_year, one.draws, one.unit) == (2014, 4, "people")
    assert [one.low, one.median, one.high] == list(np.quantile(each, [0.05, 0.5, 0.95]))
    assert one.low < one.median < one.high


def test_workers_are_bounded_by_memory_and_by_what_is_asked(monkeypatch):
    monkeypatch.setattr("openasylum.ensemble.pool.available_memory", lambda: 1.5e9)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(64)))
    number, why = workers_for(1.0, None)
    assert number == 2
    assert why.endswith("memory sets the limit")
    assert workers_for(0.001, None)[0] == 64
    assert workers_for(1.0, 7)[0] == 7
    with pytest.raises(OpenasylumError, match="--workers 0: must be 1 or more"):
        workers_for(1.0, 0)


def test_a_finished_round_tells_how_far_it_is(ask, tmp_path):
    told = []
    run_ensemble(ask(), tmp_path / "run", threads(1), progress=told.append)
    assert [state.finished for state in told] == [0, 1, 2, 3, 4]
    assert told[0].seconds_left is None
    assert told[-1].seconds_left == 0


def test_what_a_scenario_itself_assumes_is_its_question_and_no_draw_changes_it(tmp_path):
    own = Choice(assumption="judge_hours_per_day", value=5.0, because="a test")
    asks = load_scenario("as_enacted").model_copy(update={"assume": (own,)})
    draws = tuple(
        Draw(i, 1, positions=(("judge_hours_per_day", p),)) for i, p in enumerate((-1.0, 1.0))
    )
    both = question(
        ["free", "asks"], [load_scenario("as_enacted"), asks], Draws("hours", draws),
        until=UNTIL, scale=SCALE, keep=Keep(),
    )  # fmt: skip
    run_ensemble(both, tmp_path / "run", inline())
    hours = {
        name: [
            values(tmp_path / "run", "judges.hours", draw=n, scenario=name).sum() for n in (0, 1)
        ]
        for name in both.ask.names
    }
    assert hours["free"][0] < hours["free"][1]
    assert hours["asks"][0] == hours["asks"][1]


def test_ranges_may_be_of_another_period(answer):
    yearly = ranges(answer.folder, ["court.pending"])
    monthly = ranges(answer.folder, ["court.pending"], period="month")
    assert len(monthly) > len(yearly)
    last = values(answer.folder, "court.pending", period="month", scenario="as_enacted")[-1]
    assert monthly[0].draws == 4
    assert last > 0
    assert ranges(answer.folder, ["court.pending"], period="run") == []
