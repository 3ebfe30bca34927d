"""One draw of a search for staff: the least number hired that reaches the goal on its people."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa

from openasylum.calibration.goals import QUEUES, Goal, Queue, queue_of, value_of
from openasylum.calibration.search import least_number
from openasylum.calibration.staff_limits import limits_in
from openasylum.calibration.staffing import Hire, Plan, Terms, with_plan
from openasylum.ensemble.arrays import Moved
from openasylum.ensemble.draws import Draw
from openasylum.ensemble.question import Ask, Question
from openasylum.ensemble.task import Outcome, outcome_of
from openasylum.law import load_scenario
from openasylum.records.scenario import Assumed as Choice
from openasylum.simulation import engine, inputs
from openasylum.simulation.after_data import AS_OF_LATE, continued
from openasylum.simulation.assumed import DEFAULT_SET, Assumed
from openasylum.simulation.border import Border
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year
from openasylum.simulation.engine import Books
from openasylum.simulation.other_cases import SCALE, SEED, front_until, remainder
from openasylum.simulation.programmes import AS_ENACTED

_AFTER_DATA = "court_receipts_per_year_after_data"
_STREAMS = 64


@dataclass(frozen=True)
class StaffAsk(Ask):
    """What each draw is asked: who is hired, how many at most, for which goal."""

    goal: Goal
    office: str
    start: date  # the day the first of them are asked for
    hire: Hire
    most: int
    chance: float  # the share of draws that should reach the goal; searched numbers ignore it
    arrivals: str
    terms: tuple[tuple[int, Terms], ...]  # by the draw's number
    only: int | None = None  # no search: one run with this number

    def plan(self, number: int, draw: Draw) -> Plan:
        """The plan that hires `number` in a draw."""
        return Plan(number, self.start, self.until, self.hire, dict(self.terms)[draw.number])

    @property
    def draws_are_ranges(self) -> bool:
        """Whether hiring is drawn from ranges: its terms differ between draws."""
        return len({terms for _, terms in self.terms}) > 1

    @property
    def queue(self) -> str:
        """The queue that the goal's series belongs to; empty if to none."""
        name = self.goal.series.split(".")[0]
        return name if name in QUEUES else ""


@dataclass(frozen=True)
class StaffQuestion(Question):
    """A search over draws; a folder holds draws of one search only."""

    ask: StaffAsk = field()

    def identity(self) -> dict[str, Any]:
        """As for any ensemble, and what is searched."""
        ask = self.ask
        return super().identity() | {
            "search": {
                "goal": ask.goal.words(), "office": ask.office, "from": ask.start.isoformat(),
                "hire": ask.hire, "most": ask.most, "arrivals": ask.arrivals, "only": ask.only,
                "terms": [
                    [n, t.hiring_days, t.attrition_rate, t.per_person] for n, t in ask.terms
                ],
            }
        }  # fmt: skip


def search_draw(ask: StaffAsk, draw: Draw) -> Outcome:
    """Search one draw. The part has a row for each number tried; the same wherever it is made."""
    return outcome_of(ask, draw, lambda: _trials(ask, draw))


def _trials(ask: StaffAsk, draw: Draw) -> pa.Table:
    rows: dict[int, dict[str, Any]] = {}

    def value_with(number: int) -> float:
        rows[number] = run_plan(ask, ask.plan(number, draw), draw)
        return float(rows[number]["value"])

    if ask.only is not None:
        value_with(ask.only)
        return _table(draw, rows, required=None, backwards=0.0, lost=False)
    found = least_number(value_with, ask.goal.threshold, ask.most)
    return _table(draw, rows, found.required, found.backwards, found.lost)


def run_plan(ask: StaffAsk, plan: Plan, draw: Draw) -> dict[str, Any]:
    """What a plan leads to on the people of a draw: the goal's value, the queue, who was hired.

    Raises:
        OpenasylumError: the draw or the plan cannot be.
    """
    scenario = ask.scenarios[0]
    assumed = Moved(scenario, draw.values, draw.positions)
    given = inputs.build(
        ask.names[0], with_plan(scenario, assumed, ask.office, plan), ask.until, draw.seed,
        ask.scale, other_cases_in(ask, assumed), assumed=assumed,
        border=border_of(ask.until, ask.arrivals),
    )  # fmt: skip
    return _row(ask, plan, engine.run(given))


def _row(ask: StaffAsk, plan: Plan, books: Books) -> dict[str, Any]:
    row: dict[str, Any] = {
        "hired": plan.number, "value": value_of(books, ask.goal),
        "begun": plan.begun(), "peak": plan.peak(),
        **limits_in(books, ask.office, ask.goal.series, plan),
    }  # fmt: skip
    months = len(books.flows)
    months_before = (ask.start.year - FIRST_DAY.year) * 12 + ask.start.month - FIRST_DAY.month
    for word, place in (("before", months_before), ("after", months)):
        queue = queue_of(books, ask.queue, place) if ask.queue else Queue(*[float("nan")] * 3)
        row |= {f"{name}_{word}": value for name, value in vars(queue).items()}
    return row


def _table(
    draw: Draw, rows: dict[int, dict[str, Any]], required: int | None, backwards: float, lost: bool
) -> pa.Table:  # fmt: skip
    ordered = [rows[number] for number in sorted(rows)]
    n = len(ordered)
    return pa.table(
        {
            "draw": pa.array([draw.number] * n, pa.int32()),
            "required": pa.array([required] * n, pa.int32()),
            "backwards": pa.array([backwards] * n, pa.float64()),
            "lost": pa.array([lost] * n, pa.bool_()),
            **{name: [row[name] for row in ordered] for name in ordered[0]},
        }
    )


@lru_cache(maxsize=8)
def border_of(until: date, arrivals: str) -> Border:
    """The border to a day, going on after the last count as `arrivals` says."""
    return continued(inputs.border_until(until), arrivals).border


def other_cases_in(ask: StaffAsk, assumed: Assumed) -> dict[int, float]:
    """Other new court cases by fiscal year: the set's own, and after the data as a draw says.

    In years that begin after the last month counted, the set's stream is what its assumption of
    yearly receipts leaves beside a border as of late. A draw that moves that assumption moves the
    stream in proportion. Other arrivals at the border add to it, or take from it.
    """
    first = ask.scenarios[0]
    central = other_cases_of_late(ask.until, first.assumptions or DEFAULT_SET, first.assume)
    times = assumed.at(_AFTER_DATA, FIRST_DAY) / Assumed(first).at(_AFTER_DATA, FIRST_DAY)
    last = fiscal_year(inputs.LAST_MONTH_OF_DATA)
    return {year: n * times if year > last else n for year, n in central.items()}


@lru_cache(maxsize=_STREAMS)
def other_cases_of_late(
    until: date, assumptions: str, held: tuple[Choice, ...]
) -> dict[int, float]:
    """Other new court cases by fiscal year, with a border that goes on as of late."""
    scenario = load_scenario(AS_ENACTED).model_copy(
        update={"assumptions": assumptions, "assume": held}
    )
    end = front_until(until)
    border = border_of(end, AS_OF_LATE)
    return remainder(inputs.build(AS_ENACTED, scenario, end, SEED, SCALE, {}, border=border), until)
