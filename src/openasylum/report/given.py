"""Values of a run's assumptions in a span of its days, with their ranges."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumption, Assumptions
from openasylum.records.library import FACTS
from openasylum.records.reader import read
from openasylum.report.definitions import definitions
from openasylum.report.run import Run


@dataclass(frozen=True)
class Given:
    """An assumption as a run used it: its mean value in a span of days, and its range."""

    name: str
    meaning: str
    unit: str
    value: float
    low: float
    high: float


class GivenAssumptions:
    """The assumptions under one scenario of a run; none if the run's set is not on file."""

    def __init__(self, run: Run, scenario: str) -> None:
        """Read the set the run names, and the values that the scenario holds fixed."""
        self.set = _read(run.provenance.assumptions)
        defined = next(each for each in definitions(run) if each.run.name == scenario)
        assumed = defined.scenario.assume if defined.scenario else ()
        self.held = {one.assumption: one.value for one in assumed}

    def mean(self, name: str, start: date, until: date) -> Given | None:
        """An assumption's mean over the months from `start` to before `until`; None if unknown."""
        record = self.set.values.get(name) if self.set else None
        if record is None:
            return None
        if name in self.held:
            value = self.held[name]
        else:
            values = [_on(record, day) for day in _middles(start, until)]
            value = sum(values) / len(values)
        return Given(name, record.meaning, record.unit, value, record.low, record.high)


@cache
def _read(name: str) -> Assumptions | None:
    path = FACTS / "assumptions" / f"{name}.yaml"
    try:
        return read(path, Assumptions, shown_as=f"assumptions/{name}.yaml")
    except OpenasylumError:
        return None


def _middles(start: date, until: date) -> list[date]:
    """The middle of each month that begins in the span: where the simulation takes values."""
    months = range(12 * start.year + start.month - 1, 12 * until.year + until.month)
    middles = [date(month // 12, month % 12 + 1, 15) for month in months]
    return [day for day in middles if start.replace(day=1) <= day < until] or [start]


def _on(record: Assumption, day: date) -> float:
    """The value on a day: that of the last step, or between two; the first holds before it."""
    if record.value is not None:
        return record.value
    before = [step for step in record.steps if step.from_ <= day]
    after = [step for step in record.steps if step.from_ > day]
    if not before:
        return after[0].value
    if not record.interpolated or not after:
        return before[-1].value
    left, right = before[-1], after[0]
    share = (day - left.from_) / (right.from_ - left.from_)
    return left.value + share * (right.value - left.value)
