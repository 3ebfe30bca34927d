"""Records of a fit: which assumptions are estimated, from which official figures, how exactly."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record
from openasylum.records.values import Words


class Prior(Record):
    """What is believed of a position before the fit: from `low` to `high`, flat or peaked at 0."""

    shape: Literal["uniform", "triangular"]
    low: float = Field(default=-1.0, ge=-1, le=1)
    high: float = Field(default=1.0, ge=-1, le=1)

    @model_validator(mode="after")
    def _is_a_range(self) -> "Prior":
        if self.low >= self.high:
            raise ValueError(f"low {self.low:g} is not below high {self.high:g}. Exchange them.")
        if self.shape == "triangular" and not self.low <= 0 <= self.high:
            raise ValueError("a triangular prior peaks at position 0, which must be within it.")
        return self


class Moved(Record):
    """Assumptions, or steps of them ('NAME@DATE'), that share one position."""

    move: Words = Field(min_length=1)
    prior: Prior
    because: str


class Because(Record):
    """A number that was judged or computed, and why."""

    value: float = Field(ge=0, lt=1)
    because: str


class FitTarget(Record):
    """Yearly official figures that the model is brought near to.

    `over`: both are divided by this series of the same vintage. `group`: of whom, as the model's
    series and the official figures name it ('all', 'citizenship=honduras'). `average`: the official
    figure of a year is a mean of its days. `editions`: two vintages whose difference measures how
    figures are revised; else `revision` states it. `discrepancy`: standard deviation of what the
    model leaves out, as a share of the figure; `correlation`: of it between one year and the next.
    """

    series: str
    over: str = ""
    official: str
    official_over: str = ""
    vintage: str
    group: str = "all"
    years: tuple[int, ...] = Field(min_length=1)
    average: bool = False
    editions: tuple[str, str] | None = None
    revision: Because | None = None
    discrepancy: Because
    correlation: Because

    @model_validator(mode="after")
    def _is_whole(self) -> "FitTarget":
        if list(self.years) != sorted(set(self.years)):
            raise ValueError("'years' must be in order, each once.")
        if (self.editions is None) == (self.revision is None):
            raise ValueError("needs either 'editions' or 'revision', not both and not neither.")
        if bool(self.over) != bool(self.official_over):
            raise ValueError("'over' and 'official_over' belong together: give both or neither.")
        if self.discrepancy.value <= 0:
            raise ValueError("'discrepancy' must be above 0: no model meets a figure exactly.")
        return self


class Left(Record):
    """Official series that the fit does not use, and why."""

    what: str
    because: str


class Effort(Record):
    """How many runs a fit makes, and how it cuts."""

    scale: float = Field(gt=0, le=1)
    chance_runs: int = Field(ge=5)
    wave_runs: tuple[int, ...] = Field(min_length=1)
    final_runs: int = Field(ge=10)
    rounds: int = Field(ge=1)
    draws: int = Field(ge=2)
    cut: float = Field(gt=0)
    steps: int = Field(ge=50)
    because: str


class Fit(Record):
    """A fit: parameters, targets, and the effort spent."""

    title: str
    dated: date
    about: str
    assumptions: str
    parameters: tuple[Moved, ...] = Field(min_length=1)
    targets: tuple[FitTarget, ...] = Field(min_length=1)
    not_used: tuple[Left, ...] = ()
    effort: Effort

    def problems(self, against: Any) -> Iterator[Problem]:
        """Series that the model and the statistics know; each figure used once."""
        model, official = against
        seen: set[tuple[str, str, str, int]] = set()
        for i, target in enumerate(self.targets):
            for field, known in (("series", model), ("over", model)):
                name = getattr(target, field)
                if name and name not in known:
                    yield ("targets", i, field), str(UnknownName("series", name, known))
            for field in ("official", "official_over"):
                name = getattr(target, field)
                if name and name not in official:
                    message = str(UnknownName("series with official figures", name, official))
                    yield ("targets", i, field), message
            for year in target.years:
                one = (target.series, target.over, target.group, year)
                if one in seen:
                    yield (
                        ("targets", i, "years"),
                        f"{target.series} of FY{year} is a target twice. Keep one vintage.",
                    )
                seen.add(one)
        if self.effort.draws > self.effort.final_runs:
            yield (
                ("effort", "draws"),
                f"{self.effort.draws} draws cannot be kept of {self.effort.final_runs} final runs.",
            )


class ParameterFitted(Record):
    """What a fit says of one position: 5, 50 and 95 percent before and after."""

    name: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    values_after: tuple[float, float, float] | None = None
    sd_ratio: float
    informed: bool


class TargetFitted(Record):
    """One official figure beside the runs, as shares of it.

    `own`: with the set's own values; `before`: over the priors, 5, 50 and 95 percent; `after`: over
    the draws kept. `within`: the interval of the draws, widened by revision and discrepancy, holds
    the official figure.
    """

    label: str
    official: float
    own: float
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    sd_chance: float
    sd_revision: float
    sd_discrepancy: float
    moved: bool
    within: bool


class WaveTold(Record):
    """What one wave of runs gave."""

    name: str
    runs: int
    impossible: int
    share_left: float | None = None
    explained: float | None = None
    worth: float | None = None
    seconds: float


class DrawsRecord(Record):
    """The record beside a fitted set of draws: how it was made and how good it is."""

    title: str
    dated: date
    fit: str
    assumptions: str
    command: str
    other_cases: Literal["central", "drawn"]
    seed: int
    scale: float
    last_year: int
    draws: int
    effective_draws: float
    seconds: float
    machine: str
    kernel: str  # the hash of its sources
    results: str  # the name of what it computes (kernel/results.py)
    assumptions_sha256: str
    draws_sha256: str
    made_with: dict[str, str]
    acceptance: float
    autocorrelation_steps: float
    steps: int
    quick: bool
    impossible_reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    waves: tuple[WaveTold, ...]
    parameters: tuple[ParameterFitted, ...]
    targets: tuple[TargetFitted, ...]
