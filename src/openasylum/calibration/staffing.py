"""A hiring plan: who starts when, who has left by then, and what that does to an office."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from typing import Literal

from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.scenario import Capacity, Scenario
from openasylum.records.staffing import Office, load_staffing
from openasylum.simulation.assumed import DEFAULT_SET, Assumed, load_assumptions
from openasylum.simulation.calendar import FIRST_DAY, month_starts

Hire = Literal["each_year", "once"]
_DAYS_A_YEAR = 365.25
_MOST_TIMES = 100.0  # a scenario's largest multiple of an office


@dataclass(frozen=True)
class Terms:
    """How hiring goes in one draw."""

    hiring_days: int
    attrition_rate: float  # share who leave in a year, from 0 to below 1
    per_person: float = 1.0  # of the office's unit: 1 for people, cases a year for lawyers


@dataclass(frozen=True)
class Plan:
    """So many people hired beyond those there are, and what becomes of them.

    With `each_year` a twelfth of `number` is asked for on `start` and on the same day of every
    month before `until`; with `once` all of them on `start`. They begin after the hiring time and
    leave at the attrition rate from then on; nobody replaces them. Numbers are expected ones, so
    they need not be whole.
    """

    number: int
    start: date
    until: date  # nobody is asked for, or counted, from this day on
    hire: Hire
    terms: Terms

    def classes(self) -> list[tuple[date, float]]:
        """The day each class begins to work, and how many are in it; only those before `until`."""
        wait = timedelta(days=self.terms.hiring_days)
        if self.hire == "once":
            begun = [(self.start + wait, float(self.number))]
        else:
            months = (_months_later(self.start, k) for k in range(_months(self.start, self.until)))
            begun = [(asked + wait, self.number / 12) for asked in months]
        return [(day, people) for day, people in begun if day < self.until]

    def more_on(self, day: date) -> float:
        """How many more people work on a day than without the plan."""
        leave = log(1.0 - self.terms.attrition_rate) / _DAYS_A_YEAR
        return sum(
            people * exp(leave * (day - begun).days)
            for begun, people in self.classes()
            if begun <= day
        )

    def begun(self) -> float:
        """How many have begun before `until`."""
        return sum(people for _, people in self.classes())

    def peak(self) -> float:
        """The most people more at any one time: the day a class begins."""
        return max((self.more_on(day) for day, _ in self.classes()), default=0.0)


def _months(start: date, until: date) -> int:
    """Same days of months from `start` on, before `until`."""
    number = (until.year - start.year) * 12 + until.month - start.month
    return max(0, number + (_months_later(start, number) < until))


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def office_named(name: str) -> Office:
    """What hiring for an office takes. Raises `UnknownName`."""
    known = load_staffing().offices
    if name not in known:
        raise OpenasylumError(
            f"--office: {UnknownName('office that can be hired for', name, known)}"
        )
    return known[name]


def check_staffing() -> Iterator[tuple[str, str]]:
    """The file of hiring, and what is wrong with it (empty if nothing is)."""
    known = load_assumptions(DEFAULT_SET).values
    try:
        offices = load_staffing().offices
    except OpenasylumError as error:
        yield "staffing.yaml", str(error)
        return
    wrong = [
        f"staffing.yaml: offices.{name}.on_board: "
        f"{UnknownName('known assumption', office.on_board, known)}"
        for name, office in offices.items()
        if office.on_board not in known
    ]
    yield "staffing.yaml", "\n".join(wrong)


def staff_of(
    scenario: Scenario, assumed: Assumed, office: str, days: Sequence[date]
) -> list[float]:
    """An office's staff on some days without a plan, in its unit.

    It is as assumed, and as the scenario changes it.
    """
    staff = [float(value) for value in assumed.on(office_named(office).on_board, list(days))]
    for change in scenario.capacity:
        if change.office != office:
            continue
        for i, day in enumerate(days):
            if (change.start or FIRST_DAY) <= day < (change.until or date.max):
                staff[i] = _changed(staff[i], change)
    return staff


def _changed(staff: float, change: Capacity) -> float:
    if change.number is not None:
        return change.number
    return staff if change.multiply is None else staff * change.multiply


def with_plan(scenario: Scenario, assumed: Assumed, office: str, plan: Plan) -> Scenario:
    """The scenario with a plan's people: month by month, the office is multiplied.

    A month has as many more as work on its 15th. A multiple keeps what happens to the others
    within the month.

    Raises:
        OpenasylumError: the office would grow more than a scenario can say, or has nobody.
    """
    if not plan.number:
        return scenario
    starts = month_starts(plan.until)
    middles = [start.replace(day=15) for start in starts]
    staff = staff_of(scenario, assumed, office, middles)
    changes = []
    for i, (start, middle) in enumerate(zip(starts, middles, strict=True)):
        more = plan.more_on(middle) * plan.terms.per_person
        if not more:
            continue
        if staff[i] <= 0 or 1 + more / staff[i] > _MOST_TIMES:
            raise OpenasylumError(
                f"--most: with {plan.number:,} hired, {office} would have {more:,.0f} more in "
                f"{start:%B %Y} beside {staff[i]:,.0f}; a scenario can say at most "
                f"{_MOST_TIMES:g} times as many. Give a smaller --most."
            )
        until = starts[i + 1] if i + 1 < len(starts) else None
        because = f"{plan.number:,} hired {plan.hire.replace('_', ' ')} from {plan.start}"
        changes.append(
            Capacity.model_validate({
                "office": office, "because": because, "multiply": 1 + more / staff[i],
                "from": start, "until": until,
            })
        )  # fmt: skip
    return scenario.model_copy(update={"capacity": (*scenario.capacity, *changes)})
