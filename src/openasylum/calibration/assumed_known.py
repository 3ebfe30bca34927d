"""Assumptions as they could be known on a day: later steps dropped, what lies ahead drawn."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from openasylum.calibration.plan import Mode, Plan, lag, last_year_counted, model_settings
from openasylum.calibration.walks import judges_ahead, walk_of_steps
from openasylum.ensemble.arrays import Moved
from openasylum.ensemble.position import Pairs, moved_set
from openasylum.forecast.prediction import luck
from openasylum.records.assumptions import Assumption, Assumptions, Step
from openasylum.records.scenario import Scenario
from openasylum.simulation.calendar import fiscal_year, month_starts

FILINGS = "affirmative_filings_per_year"
JUDGES = "immigration_judges_on_board"
_COUNTED = ("fitted", "derived")  # set so that a year's figures are met: known when these are


class Known(Moved):
    """A scenario's assumptions as a plan may know them, moved as a draw moves them."""

    def __init__(
        self, scenario: Scenario, plan: Plan, mode: Mode, draw: tuple[int, Pairs, Pairs]
    ) -> None:
        """Take the scenario's set, drop what was not known, move it, and draw what is ahead."""
        number, values, positions = draw
        super().__init__(scenario, (), ())
        ended = known_set(self.set, plan.origin, mode)
        ahead = drawn_ahead(self.set, ended, plan, mode, number)
        moved = moved_set(ended, values, positions)
        self.set = moved.model_copy(update={"values": {**moved.values, **ahead(moved)}})


def known_set(known: Assumptions, on: date, mode: Mode) -> Assumptions:
    """A set of assumptions in which every one that changes ends with its last step known on a day.

    In mode `given` staff and arrivals keep all of their steps.
    """
    given = model_settings().given.value if mode == "given" else ()
    values = {
        name: record if name in given else until_known(name, record, on)
        for name, record in known.values.items()
    }
    return known.model_copy(update={"values": values})


def until_known(name: str, record: Assumption, on: date) -> Assumption:
    """An assumption with the steps known on a day; its first is always kept.

    A step set by a year's figures is known when these had been published (`_COUNTED`); any other
    from its day; staff and filings after the publication lag of their counts.
    """
    steps = tuple(s for s in record.steps if _is_known(name, record, s, on))
    return record.model_copy(update={"steps": steps or record.steps[:1]})


def _is_known(name: str, record: Assumption, step: Step, on: date) -> bool:
    if name == FILINGS:
        return fiscal_year(step.from_) <= last_year_counted("affirmative.pending", on)
    if name in model_settings().given.value:
        return step.from_ + lag("staff.immigration_judges") <= on
    if record.how in _COUNTED:
        return fiscal_year(step.from_) <= last_year_counted("court.receipts", on)
    return step.from_ <= on


class _Ahead:
    """What is drawn beyond the steps known; called with the moved set, gives changed records."""

    def __init__(self, records: Mapping[str, tuple[Step, ...]]) -> None:
        self.records = {name: steps for name, steps in records.items() if steps}

    def __call__(self, moved: Assumptions) -> dict[str, Assumption]:
        return {name: _followed(moved.values[name], more) for name, more in self.records.items()}


def _followed(record: Assumption, more: tuple[Step, ...]) -> Assumption:
    before = tuple(step for step in record.steps if step.from_ < more[0].from_)
    return record.model_copy(update={"steps": (*before, *more)})


def drawn_ahead(
    whole: Assumptions, ended: Assumptions, plan: Plan, mode: Mode, number: int
) -> _Ahead:
    """Steps ahead of the origin: how courts reopen, and in mode `forecast` staff and filings."""
    if mode == "past" or plan.central:
        return _Ahead({})
    name = model_settings().reopening.assumption
    ahead = {name: reopening(whole.values[name], ended.values[name], plan, number)}
    if mode == "forecast":
        for one in model_settings().given.value:
            steps = ended.values[one].steps
            if one == JUDGES:
                ahead[one] = judges_ahead(plan, number)
            else:
                ahead[one] = walk_of_steps(one, steps, plan, number, yearly=one == FILINGS)
    return _Ahead(ahead)


def reopening(whole: Assumption, ended: Assumption, plan: Plan, number: int) -> tuple[Step, ...]:
    """How a share that had been cut by the origin returns to the top of its range, month by month.

    Steps that had begun by the origin but were counted later tell only that there was a cut, not
    how deep: it is drawn evenly over the range of the assumption.
    """
    chosen = model_settings().reopening
    unseen = [s for s in whole.steps if s.from_ <= plan.origin][len(ended.steps) :]
    depth, pace = luck("assumed", plan.origin, chosen.assumption, str(number)).random(2)
    level, steps = ended.steps[-1].value, []
    if level == whole.high and unseen and unseen[0].value < whole.high:
        level = whole.low + float(depth) * (whole.high - whole.low)
        steps = [_step(unseen[0].from_, level)]
    if level == whole.high:
        return ()
    fast, slow = chosen.years
    years = float(np.exp(np.log(fast) + pace * np.log(slow / fast)))
    end = plan.origin + timedelta(days=round(365.25 * years))
    for month in month_starts(end):
        if month > plan.origin:
            done = (month - plan.origin).days / (end - plan.origin).days
            steps.append(_step(month, level + done * (whole.high - level)))
    return (*steps, _step(end, whole.high))


def _step(day: date, value: float) -> Step:
    return Step.model_validate({"from": day, "value": value})
