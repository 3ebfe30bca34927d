"""One member of a back-test's ensemble: the front of the system, then a run in each mode."""

from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa

from openasylum.calibration.assumed_known import Known
from openasylum.calibration.plan import Mode, Plan, last_year_counted, model_settings
from openasylum.calibration.walks import spread_a_year, walk
from openasylum.calibration.world_known import world_of
from openasylum.ensemble.draws import Draw
from openasylum.ensemble.question import Ask
from openasylum.ensemble.run import Task
from openasylum.ensemble.task import Outcome, kept, outcome_of
from openasylum.forecast.calendar import fiscal_year_end
from openasylum.forecast.known import known
from openasylum.forecast.prediction import luck
from openasylum.simulation import engine, inputs
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year, month_starts
from openasylum.simulation.inputs import Inputs
from openasylum.simulation.series import FLOWS, series_table

GIVEN_UNTIL = inputs.LAST_MONTH_OF_DATA  # arrivals came until then; mode 'given' ends there


def work_of(plan: Plan) -> Task:
    """What makes a draw's part under a plan; can be sent to another process."""
    return partial(run_member, plan)


def run_member(plan: Plan, ask: Ask, draw: Draw) -> Outcome:
    """Run one draw in every mode of a plan; bytes depend on plan, question and draw alone."""
    return outcome_of(ask, draw, lambda: _in_every_mode(plan, ask, draw))


def _in_every_mode(plan: Plan, ask: Ask, draw: Draw) -> pa.Table:
    others = other_cases_of(plan, ask, draw)
    tables = []
    for place, mode in enumerate(plan.modes):
        books = engine.run(arrays_of(plan, ask, draw, mode, others))
        table = series_table(books, ask.names[place], draw.number)
        tables.append(kept(table, ask.keep))
    return pa.concat_tables(tables)


def until_of(plan: Plan, mode: Mode) -> date:
    """The first day after a run: mode `given` ends where arrivals that came are counted."""
    return min(plan.until, GIVEN_UNTIL) if mode == "given" else plan.until


def arrays_of(plan: Plan, ask: Ask, draw: Draw, mode: Mode, others: dict[int, float]) -> Inputs:
    """The arrays of one run: nothing in them may come from what the plan does not know.

    Args:
        plan: what may be known.
        ask: scenario and scale.
        draw: what is assumed, and the seed.
        mode: what is given.
        others: other new court cases by fiscal year.
    """
    until = until_of(plan, mode)
    ending = Plan(plan.origin, plan.modes, until, plan.law, plan.central)
    scenario = ask.scenarios[0]
    assumed = Known(scenario, ending, mode, (draw.number, draw.values, draw.positions))
    return inputs.build(
        mode, scenario, until, draw.seed, ask.scale, others, assumed=assumed,
        world=world_of(ending, mode, draw.number),
    )  # fmt: skip


def other_cases_of(plan: Plan, ask: Ask, draw: Draw) -> dict[int, float]:
    """Other new court cases by fiscal year: what receipts leave in the years counted, then a walk.

    In a year in which the border alone exceeds the receipts there are none, and the excess counts
    against the draw when its receipts and pending cases are compared with the official ones. The
    level ahead is the mean of the last `rate_years`; its spread that of official receipts.
    """
    last = last_year_counted("court.receipts", plan.origin)
    until = fiscal_year_end(last)
    front = Plan(plan.origin, ("past",), date(until.year, 10, 1))
    given = arrays_of(front, ask, draw, "past", {})
    books = engine.run(given)
    years = np.array([fiscal_year(month) for month in month_starts(front.until)])
    modelled = books.flows[:, list(FLOWS["court.receipts"])].sum(axis=(1, 2)) / ask.scale
    receipts = known("court.receipts", plan.origin)
    counted = {e.year: v for e, v in zip(receipts.ends, receipts.values, strict=True)}
    found = {
        year: max(0.0, counted[year] - float(modelled[years == year].sum()))
        for year in range(fiscal_year(FIRST_DAY), last + 1)
    }
    level = float(np.mean(list(found.values())[-model_settings().rate_years.value :]))
    spread = 0.0 if plan.central else spread_a_year(receipts.ends, receipts.values)
    ahead = range(last + 1, fiscal_year(plan.until) + 1)
    random = luck("other_cases", plan.origin, "walk", str(draw.number))
    factors = np.exp(walk(random, spread, [year - last for year in ahead]))
    return found | {y: level * float(f) for y, f in zip(ahead, factors, strict=True)}
