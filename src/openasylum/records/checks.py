"""Records of what the model is held to: which official figures, in which vintage, how closely."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record


class Shown(Record):
    """An official series in one vintage, drawn beside a series of the model."""

    official: str
    vintage: str
    words: str


class Reason(Record):
    """Why the model misses a figure in some fiscal years, as far as it is known."""

    years: tuple[int, ...]
    because: str
    source: str = ""


class Check(Record):
    """A series of the model, the official one it is compared with, and the years.

    A `fit` series is one the calibration may use; `within`, if given, says how close each year
    must come. A `check` figure was never used to set anything, and is only shown. `average`: the
    official figure of a year is the mean of its days, so the model's is the mean of its months.
    """

    series: str
    official: str
    vintage: str
    kind: Literal["fit", "check"]
    years: tuple[int, ...] = Field(min_length=1)
    within: float | None = Field(default=None, gt=0, lt=1)
    average: bool = False
    reasons: tuple[Reason, ...] = ()

    def problems(self, against: Any) -> Iterator[Problem]:
        """A check figure sets no distance; reasons are given for the check's own years."""
        if self.kind == "check" and self.within is not None:
            yield ("within",), "a check figure has no 'within': nothing is set by it."
        if list(self.years) != sorted(set(self.years)):
            yield ("years",), "'years' must be in order, each once."
        for i, reason in enumerate(self.reasons):
            strange = sorted(set(reason.years) - set(self.years))
            if strange:
                yield ("reasons", i, "years"), f"{strange[0]} is not a year of this check."

    def reason(self, year: int) -> str:
        """Why this fiscal year is missed, if it is known; empty if not."""
        return next((r.because for r in self.reasons if year in r.years), "")


class Checks(Record):
    """The file of checks: what is shown beside the model, and what it is held to."""

    title: str
    shown: dict[str, tuple[Shown, ...]]
    checks: tuple[Check, ...]

    def problems(self, against: Any) -> Iterator[Problem]:
        """Official series exist; at most two are drawn beside one of the model."""
        for name, shown in self.shown.items():
            if len(shown) > 2:
                yield ("shown", name), "at most two official series can be told apart in a chart."
            for i, one in enumerate(shown):
                if one.official not in against:
                    message = str(
                        UnknownName("series with official figures", one.official, against)
                    )
                    yield ("shown", name, i, "official"), message
        for i, check in enumerate(self.checks):
            if check.official not in against:
                message = str(UnknownName("series with official figures", check.official, against))
                yield ("checks", i, "official"), message
            for place, what in check.problems(against):
                yield ("checks", i, *place), what
