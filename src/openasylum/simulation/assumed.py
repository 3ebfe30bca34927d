"""A set of assumptions as numbers: by day, and as the kernel's table by month."""

from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np

from openasylum.errors import OpenasylumError, UnknownName
from openasylum.kernel.layout import ASSUMED, ASSUMPTIONS
from openasylum.records.assumptions import Assumption, Assumptions
from openasylum.records.library import FACTS, names_of
from openasylum.records.reader import read
from openasylum.records.scenario import Scenario

DEFAULT_SET = "first_values"


@cache
def load_assumptions(name: str) -> Assumptions:
    """A named set from `facts/assumptions`. Raises `UnknownName` or `RecordError`."""
    if name not in names_of("assumptions"):
        raise UnknownName("set of assumptions", name, names_of("assumptions"))
    file = FACTS / "assumptions" / f"{name}.yaml"
    return read(file, Assumptions, shown_as=f"assumptions/{name}.yaml")


class Assumed:
    """The assumptions of one scenario: the named set, with the scenario's own values on top."""

    def __init__(self, scenario: Scenario) -> None:
        """Take the scenario's set; refuse a name it does not have or a value out of range."""
        self.name = scenario.assumptions or DEFAULT_SET
        self.set = load_assumptions(self.name)
        self.held: dict[str, float] = {}
        for choice in scenario.assume:
            known = self.assumption(choice.assumption)
            if not known.low <= choice.value <= known.high:
                raise OpenasylumError(
                    f"assume {choice.assumption}: {choice.value:g} is outside its range "
                    f"{known.low:g} to {known.high:g} ({known.unit}). Choose a value within it."
                )
            self.held[choice.assumption] = choice.value

    def assumption(self, name: str) -> Assumption:
        """The record of one assumption. Raises `UnknownName`."""
        if name not in self.set.values:
            raise UnknownName("known assumption", name, self.set.values)
        return self.set.values[name]

    def on(self, name: str, days: list[date]) -> np.ndarray:
        """The values of one assumption on these days."""
        record = self.assumption(name)
        if name in self.held:
            return np.full(len(days), self.held[name])
        if record.value is not None:
            return np.full(len(days), record.value)
        when = np.array([step.from_.toordinal() for step in record.steps], float)
        values = np.array([step.value for step in record.steps])
        asked = np.array([day.toordinal() for day in days], float)
        if record.interpolated:
            return np.asarray(np.interp(asked, when, values))
        if asked.size and asked.min() < when[0]:
            raise OpenasylumError(
                f"assumptions/{self.name}.yaml: '{name}' has no value before "
                f"{record.steps[0].from_}."
            )
        chosen: np.ndarray = values[np.searchsorted(when, asked, side="right") - 1]
        return chosen

    def at(self, name: str, day: date) -> float:
        """The value of one assumption on a day."""
        return float(self.on(name, [day])[0])

    def table(self, months: list[date]) -> np.ndarray:
        """The kernel's table: one row a month, by the value in the middle of the month."""
        table = np.zeros(len(months), ASSUMPTIONS)
        middles = [month.replace(day=15) for month in months]
        for name in ASSUMED:
            table[name] = self.on(name, middles)
        _refuse_disorder(table, months, self.name)
        return table


_STANDARDS = (
    "threshold_significant_possibility",
    "threshold_reasonable_possibility",
    "threshold_reasonable_probability",
    "threshold_more_likely_than_not",
)


def _refuse_disorder(table: np.ndarray, months: list[date], name: str) -> None:
    """A stricter standard may not ask for less evidence than a kinder one."""
    for kinder, stricter in pairwise(_STANDARDS):
        wrong = np.flatnonzero(table[kinder] > table[stricter])
        if wrong.size:
            raise OpenasylumError(
                f"assumptions/{name}: in {months[wrong[0]]:%B %Y} '{kinder}' "
                f"({table[kinder][wrong[0]]:g}) is above '{stricter}' "
                f"({table[stricter][wrong[0]]:g}). A stricter standard cannot ask for less: change "
                f"one of the two."
            )
