"""What holds back a goal that the most staff does not reach: idle hours, time, who is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from openasylum.calibration.staffing import Plan
from openasylum.simulation.engine import Books
from openasylum.simulation.series import FLOWS, JUDGES, OFFICERS, STOCKS

_HOURS = {"asylum_officers": (0, OFFICERS["unused"]), "immigration_judges": (1, JUDGES["unused"])}
_LEFT = "left_"


@dataclass(frozen=True)
class Limits:
    """Medians over some draws of a plan.

    `idle` is the share of the office's hours (of lawyers' room for new cases) in the year to the
    goal's day that found nobody waiting. `days_at_work` are those from the day the first hired
    begin to the goal's day, 0 if none does. `left` tells by stage who the goal's series still
    counts, in people; empty for a series that is no stock.
    """

    idle: float
    days_at_work: float
    left: dict[str, float]


def limits_in(books: Books, office: str, series: str, plan: Plan) -> dict[str, float]:
    """Of one run, as columns of its row."""
    row = {"idle": idle_share(books, office), "days_at_work": float(days_at_work(plan))}
    for state in STOCKS.get(series, ()):
        people = books.month_end[-1, state].sum() / books.inputs.scale
        row[f"{_LEFT}{state.name.lower()}"] = float(people)
    return row


def idle_share(books: Books, office: str) -> float:
    """Of an office's capacity in the run's last twelve months, what found nobody to serve."""
    if office in _HOURS:
        which, unused = _HOURS[office]
        hours = books.hours[-12:, which]
        total = float(hours.sum())
        return float(hours[:, unused].sum()) / total if total else 0.0
    calendar = books.inputs.days
    room = float(calendar["lawyers"][calendar["month"] >= len(books.flows) - 12].sum())
    found = float(books.flows[-12:, list(FLOWS["court.lawyers_found"])].sum())
    return max(0.0, 1.0 - found / room) if room else 0.0


def days_at_work(plan: Plan) -> int:
    """Days on which the first of a plan's people work before its end."""
    begun = plan.classes()
    return (plan.until - begun[0][0]).days if begun else 0


def limits(rows: Sequence[dict[str, Any]]) -> Limits:
    """Of some draws of a plan. Stages come in the order of their size."""
    middle = {name: float(np.median([row[name] for row in rows])) for name in rows[0] if _is(name)}
    left = {name.removeprefix(_LEFT): middle[name] for name in middle if name.startswith(_LEFT)}
    ordered = dict(sorted(left.items(), key=lambda item: -item[1]))
    return Limits(middle["idle"], middle["days_at_work"], ordered)


def _is(name: str) -> bool:
    return name in ("idle", "days_at_work") or name.startswith(_LEFT)
