"""Records of published projections: inputs with sources, what was said, and what happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record
from openasylum.records.values import Day

Kind = Literal["projection", "planning level", "arithmetic", "finding", "worked example"]
"""What it is: a forecast, a level to plan for, a division, an audit's finding, an illustration."""
How = Literal["published", "read_off", "recalled", "inferred", "chosen", "official"]
"""How an input is known: printed in the source, read off a chart, remembered, worked back from what
was published, chosen by us, or taken from the official statistics."""
Place = tuple[int | str, ...]


@dataclass(frozen=True)
class Signature:
    """The names a method takes and gives."""

    needs: frozenset[str]
    gives: frozenset[str]


class Official(Record):
    """One figure of the official statistics; rows that agree count once, unless they are summed.

    `on` is the last day of the row's period. `first` and `until` choose months, which are added up;
    with `per_day` the sum is divided by the days between.
    """

    table: str
    vintage: str = ""
    where: dict[str, str] = Field(default_factory=dict)
    on: Day | None = None
    first: Day | None = None
    until: Day | None = None
    per_day: bool = False

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        months = self.first is not None and self.until is not None
        if (self.on is not None) == months or (self.first is None) != (self.until is None):
            raise ValueError("needs either 'on', or both 'first' and 'until'.")
        if self.first and self.until and self.until <= self.first:
            raise ValueError("'until' must be later than 'first'.")
        if self.per_day and not months:
            raise ValueError("'per_day' needs 'first' and 'until'.")
        return self


class Source(Record):
    """Where something was read; `read` is false where it is only recalled."""

    source: str
    address: str = ""
    quoted: str = ""
    page: str = ""
    read: bool

    @model_validator(mode="after")
    def _was_read(self) -> Self:
        if self.read and not (self.address and self.quoted):
            raise ValueError("a source that was read needs 'address' and 'quoted'.")
        return self


class Cited(Source):
    """A figure that is in no table of the official statistics."""

    value: float


class Figure(Record):
    """What was counted: from the official statistics, or from another source."""

    official: Official | None = None
    cited: Cited | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.official is None) == (self.cited is None):
            raise ValueError("needs either 'official' or 'cited'.")
        return self


class Input(Record):
    """One input of a projection: a value, a range to search, or an official figure."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    step: float | None = Field(default=None, gt=0)
    official: Official | None = None
    unit: str
    how: How
    source: Source | None = None
    because: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        ranged = [self.low, self.high, self.step]
        given = [self.value is not None, any(v is not None for v in ranged), bool(self.official)]
        if sum(given) != 1:
            raise ValueError("needs one of 'value', 'low' with 'high' and 'step', or 'official'.")
        if given[1]:
            self._check_range()
        if (self.how == "official") != given[2]:
            raise ValueError("'how: official' and the field 'official' go together.")
        if self.how in ("published", "read_off") and self.source is None:
            raise ValueError(f"an input that is {self.how} needs 'source'.")
        if self.how not in ("published", "read_off") and not self.because:
            raise ValueError(f"an input that is {self.how} needs 'because'.")
        return self

    def _check_range(self) -> None:
        if self.low is None or self.high is None or self.step is None or self.low >= self.high:
            raise ValueError("a range needs 'low' below 'high', and 'step'.")
        if self.how not in ("inferred", "recalled"):
            raise ValueError("only an input that is inferred or recalled may be a range.")

    def values(self) -> tuple[float, ...]:
        """The value, or every value of the range; an official figure is looked up elsewhere."""
        if self.low is not None and self.high is not None and self.step is not None:
            count = int((self.high - self.low) / self.step + 1e-9)
            return tuple(self.low + i * self.step for i in range(count + 1))
        return (self.value,) if self.value is not None else ()


Settings = dict[str, float | Official]
"""Inputs set otherwise for one number: values, or official figures."""


class Result(Record):
    """One number that the method gives, with some inputs set otherwise for it."""

    words: str
    unit: str
    output: str
    set_to: Settings = Field(default_factory=dict, alias="with")


class Said(Result):
    """A published result: the output must lie from `low` to `high`; `reading` says why so wide."""

    low: float | None = None
    high: float | None = None
    reading: str = ""
    source: Source

    @model_validator(mode="after")
    def _has_a_bound(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("needs 'low', 'high' or both: what the output must be.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"'low' ({self.low:g}) must not exceed 'high' ({self.high:g}).")
        return self

    def holds(self, value: float) -> bool:
        """Whether a re-executed value is what was published."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Also(Result):
    """A number computed from the inputs that was not published; `because` says why it is shown."""

    because: str


class Points(Record):
    """Figures known when a projection was made: rows of a table, others cited, or both.

    Rows count if their period ended at least `lag_days` before the projection; a table that was
    published at once has `published` instead.
    """

    table: str = ""
    where: dict[str, str] = Field(default_factory=dict)
    published: Day | None = None
    lag_days: int | None = Field(default=None, ge=0)
    cited: dict[date, Cited] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if self.table and (self.published is None) == (self.lag_days is None):
            raise ValueError("rows of a table need either 'published' or 'lag_days'.")
        if not self.table and not self.cited:
            raise ValueError("needs 'table', 'cited' or both.")
        return self


class Flow(Record):
    """What was received or completed in a time, as known when a projection was made."""

    first: Day
    last: Day
    published: Day
    figure: Figure


class Known(Record):
    """What simple forecasts could have started from on the day of the projection."""

    measures: Literal["stock", "flow"]
    points: Points
    trend_years: int = Field(ge=1)
    received: Flow | None = None
    completed: Flow | None = None
    net: Flow | None = None
    note: str

    @model_validator(mode="after")
    def _flows_go_together(self) -> Self:
        if (self.received is None) != (self.completed is None):
            raise ValueError("'received' and 'completed' go together.")
        if self.received is not None and self.net is not None:
            raise ValueError("give either 'received' and 'completed', or 'net'.")
        if self.flows() and self.measures == "flow":
            raise ValueError("a flow has no constant-rate forecast: drop its rates.")
        return self

    def flows(self) -> dict[str, Flow]:
        """The rates that are given, by name; `net` is what is received less what is completed."""
        given = {"received": self.received, "completed": self.completed, "net": self.net}
        return {name: flow for name, flow in given.items() if flow is not None}


class Scored(Record):
    """A value to hold against what happened: computed (`output`), or as published (`said`)."""

    words: str
    unit: str
    output: str = ""
    set_to: Settings = Field(default_factory=dict, alias="with")
    said_low: float | None = None
    said_high: float | None = None
    on: tuple[Day, ...] = Field(min_length=1)
    happened: tuple[Figure, ...] = Field(min_length=1)
    without_skill: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        published = self.said_low is not None and self.said_high is not None
        if bool(self.output) == published:
            raise ValueError("needs either 'output', or 'said_low' and 'said_high'.")
        return self


class Drawn(Record):
    """A path of pending cases to draw: from a day, a year a step."""

    words: str
    set_to: Settings = Field(default_factory=dict, alias="with")
    from_: Day = Field(alias="from")
    years: int = Field(ge=1, le=20)


class Projection(Record):
    """A published projection that can be executed again from its own inputs."""

    title: str
    by: str
    published: Day
    published_note: str = ""
    kind: Kind
    source: Source
    forecast: str
    method: str
    inputs: dict[str, Input]
    said: tuple[Said, ...] = ()
    also: tuple[Also, ...] = ()
    nothing_to_reproduce: str = ""
    discrepancy: str = ""
    known: Known | None = None
    scored: tuple[Scored, ...] = ()
    not_scored_because: str = ""
    drawn: tuple[Drawn, ...] = ()
    caveats: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.said) == bool(self.nothing_to_reproduce):
            raise ValueError("needs either 'said' or 'nothing_to_reproduce'.")
        if bool(self.scored) == bool(self.not_scored_because):
            raise ValueError("needs either 'scored' or 'not_scored_because'.")
        if self.known is not None:
            self._check_known(self.known)
        return self

    def _check_known(self, known: Known) -> None:
        days: dict[str, date | None] = {"points": known.points.published}
        days |= {f"points of {day}": day for day in known.points.cited}
        days |= {name: flow.published for name, flow in known.flows().items()}
        for name, day in days.items():
            if day is not None and day > self.published:
                raise ValueError(f"'known' has {name} from {day}, after the projection.")

    def problems(self, against: Any) -> Iterator[Problem]:
        """Methods, inputs and outputs that exist, and all inputs that the method needs."""
        methods: Mapping[str, Signature] = against
        if self.method not in methods:
            yield ("method",), str(UnknownName("known method", self.method, methods))
            return
        method = methods[self.method]
        for name in self.inputs:
            if name not in method.needs:
                what = f"known input of {self.method}"
                yield ("inputs", name), str(UnknownName(what, name, method.needs))
        yield from self._results(method)

    def _results(self, method: Signature) -> Iterator[Problem]:
        lists: dict[str, tuple[Result | Scored | Drawn, ...]] = {
            "said": self.said, "also": self.also, "scored": self.scored, "drawn": self.drawn,
        }  # fmt: skip
        executed = 0
        for field, results in lists.items():
            for i, one in enumerate(results):
                output = getattr(one, "output", "")
                if output and output not in method.gives:
                    what = f"known output of {self.method}"
                    yield (field, i, "output"), str(UnknownName(what, output, method.gives))
                for name in one.set_to:
                    if name not in method.needs:
                        what = f"known input of {self.method}"
                        yield (field, i, "with"), str(UnknownName(what, name, method.needs))
                given = {*self.inputs, *one.set_to, *(("years",) if field == "drawn" else ())}
                missing = sorted(method.needs - given)
                if missing and (output or field == "drawn"):
                    yield (field, i), f"lacks the input '{missing[0]}', here and under 'inputs'."
                executed += bool(output)
        if not executed and self.said:
            yield ("said",), "nothing here is executed."
