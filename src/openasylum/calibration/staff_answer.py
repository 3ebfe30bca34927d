"""How many must be hired: searches joined over draws, then the plan run once more in each."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from openasylum.calibration.goals import Queue
from openasylum.calibration.required import Required, content, required
from openasylum.calibration.staff_limits import Limits, limits
from openasylum.calibration.staff_question import only
from openasylum.calibration.staff_task import StaffQuestion, search_draw
from openasylum.calibration.staffing import office_named
from openasylum.ensemble.pool import Pool
from openasylum.ensemble.run import Answer as Ran
from openasylum.ensemble.run import Failure, Progress, run_ensemble
from openasylum.projections import waiting_list
from openasylum.projections.library import load_projection

Stages = Callable[[str], AbstractContextManager[Progress]]
"""Given what is being done in words: what is told of each finished draw, while it is done."""

SHARES = (0.05, 0.5, 0.95)
_DAYS_A_YEAR = 365.25
_WITH_TARGET = ("court", "affirmative")
_TARGET = "immigration_courts_waiting_list"
"""The projection whose target wait, of 180 days by 8 USC 1158(d)(5)(A)(iii), is used."""


@dataclass(frozen=True)
class Spread:
    """A figure over draws: 5 percent of them lie below `low`, 5 percent above `high`."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Measures:
    """A queue in the words of waiting-list management; without a target wait only its load."""

    when: str
    queue: Queue
    load: float
    others: dict[str, float]


@dataclass(frozen=True)
class Answer:
    """What was found. Numbers of people are those hired a year, or at once."""

    question: StaffQuestion
    required: Required
    shown: int  # the number the plan's figures are of: the answer, or the most tried
    numbers: tuple[int | None, ...]  # of each draw, None for more than the most tried
    chances: tuple[tuple[int, float], ...]  # numbers, and the share of draws they are enough for
    seen: float  # share of draws that reach the goal when all hire `shown`
    without: Spread  # the goal's series with nobody hired
    value: Spread  # and with `shown`
    begun: Spread
    peak: Spread
    usd_a_year: Spread  # at the peak: the price's range, with the median of the peak
    measures: tuple[Measures, ...]
    limits: Limits  # with `shown`, of the draws that miss the goal (of all if none does)
    backwards: tuple[int, float]  # draws in which more staff moved the value away, the furthest
    lost: int  # draws in which more staff missed a goal that fewer reached
    runs: int
    failures: tuple[Failure, ...]
    reused: int
    seconds: float


def answer(
    asked: StaffQuestion, folder: Path, pool: Pool, *, command: str = "",
    progress: Stages,
) -> Answer:  # fmt: skip
    """Search every draw, take the number that is enough for the chance asked, run it in all draws.

    The folder holds `search` and `plan`, each an ensemble's folder that can be continued.

    Raises:
        OpenasylumError: a folder cannot be used, or every draw failed.
    """
    run = _Runner(folder, pool, command, progress)
    first = run.stage(asked, "search", "searching")
    rows = pq.read_table(folder / "search" / "series.parquet").to_pylist()
    numbers = _numbers(rows)
    found = required(list(numbers.values()), asked.ask.chance)
    shown = asked.ask.most if found.number is None else found.number
    kept = tuple(draw for draw in asked.draws.draws if draw.number in numbers)
    planning = replace(only(asked, shown), draws=replace(asked.draws, draws=kept))
    second = run.stage(planning, f"plan_{shown}", "running the plan")
    planned = pq.read_table(folder / f"plan_{shown}" / "series.parquet").to_pylist()
    reached = [asked.ask.goal.threshold.reached(row["value"]) for row in planned]
    missed = [row for row, hit in zip(planned, reached, strict=True) if not hit]
    without = [row for row in rows if row["hired"] == 0]
    moved = {row["draw"]: row["backwards"] for row in rows if row["backwards"] > 0}
    return Answer(
        question=asked, required=found, shown=shown, numbers=tuple(numbers.values()),
        chances=_chances(list(numbers.values()), asked.ask.most), seen=sum(reached) / len(reached),
        without=spread([row["value"] for row in without]),
        value=spread([row["value"] for row in planned]),
        begun=spread([row["begun"] for row in planned]),
        peak=spread([row["peak"] for row in planned]),
        usd_a_year=_cost(asked, planned), measures=_measures(asked, without, planned),
        limits=limits(missed or planned),
        backwards=(len(moved), max(moved.values(), default=0.0)),
        lost=len({row["draw"] for row in rows if row["lost"]}),
        runs=len(rows) + len(planned), failures=(*first.failures, *second.failures),
        reused=first.reused + second.reused, seconds=first.seconds + second.seconds,
    )  # fmt: skip


@dataclass(frozen=True)
class _Runner:
    folder: Path
    pool: Pool
    command: str
    progress: Stages

    def stage(self, asked: StaffQuestion, name: str, words: str) -> Ran:
        with self.progress(f"{words}, {self.pool.words}") as told:
            return run_ensemble(
                asked, self.folder / name, self.pool, command=self.command, progress=told,
                task=search_draw,
            )  # fmt: skip


def spread(values: Sequence[float]) -> Spread:
    """The 5, 50 and 95 percent quantiles, in straight lines between values."""
    low, median, high = (float(value) for value in np.quantile(values, SHARES))
    return Spread(low, median, high)


def _numbers(rows: list[dict[str, Any]]) -> dict[int, int | None]:
    """What each draw requires, by its number."""
    return {row["draw"]: row["required"] for row in rows}


def _chances(numbers: list[int | None], most: int) -> tuple[tuple[int, float], ...]:
    """At each number that some draw requires, and both ends, the share it is enough for."""
    steps = sorted({0, most, *(number for number in numbers if number is not None)})
    return tuple((step, content(numbers, step)) for step in steps)


def _cost(asked: StaffQuestion, planned: list[dict[str, Any]]) -> Spread:
    price = office_named(asked.ask.office).usd_per_year
    peak = float(np.median([row["peak"] for row in planned]))
    assert price.value is not None  # the record sees to it
    return Spread(peak * price.low, peak * price.value, peak * price.high)


def _measures(
    asked: StaffQuestion, without: list[dict[str, Any]], planned: list[dict[str, Any]]
) -> tuple[Measures, ...]:
    """The queue as hiring begins, and at the goal's day without and with the plan."""
    ask = asked.ask
    if not ask.queue:
        return ()
    years = (ask.goal.by - ask.start).days / _DAYS_A_YEAR
    return tuple(
        _of_queue(words, _middle(rows, word), ask.queue, years)
        for words, rows, word in (
            (f"on {ask.start}", without, "before"),
            (f"on {ask.goal.by}, nobody hired", without, "after"),
            (f"on {ask.goal.by}, {planned[0]['hired']:,} hired", planned, "after"),
        )
    )


def _middle(rows: list[dict[str, Any]], word: str) -> Queue:
    """Each figure's median over draws."""
    names = ("pending", "demand", "capacity")
    return Queue(*(float(np.median([row[f"{name}_{word}"] for row in rows])) for name in names))


def _of_queue(when: str, queue: Queue, name: str, years: float) -> Measures:
    load = waiting_list.load(queue.demand, queue.capacity) if queue.capacity else float("inf")
    if name not in _WITH_TARGET or not queue.capacity or not queue.demand:
        return Measures(when, queue, load, {})
    chosen = load_projection(_TARGET).inputs
    fixed = ("target_wait", "factor", "cv_demand", "cv_capacity")
    given = {key: _number(chosen[key].value) for key in fixed}
    found = waiting_list.measures(
        given | {"demand": queue.demand, "capacity": queue.capacity, "queue": queue.pending,
                 "within": years}
    )  # fmt: skip
    wanted = ("target_queue", "pressure", "relief_capacity", "steady_capacity")
    return Measures(when, queue, load, {key: found[key] for key in wanted})


def _number(value: float | None) -> float:
    assert value is not None  # that projection chooses numbers, and looks none up
    return value
