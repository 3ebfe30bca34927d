"""Records of public claims: who said what, what would test it, the evidence on each side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self, Union

from pydantic import Field, model_validator

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record
from openasylum.records.values import Day, Words

Role = Literal["union", "agency head", "former officials", "administration", "plaintiffs"]
Kind = Literal["process", "law", "security", "fact_outside"]
"""What a claim is about: the process, which a run can test, or law, security and other facts, for
which only published evidence can be shown."""
Side = Literal["above", "below"]
BASE_RATE = "base_rate"  # in place of a group: the base rate at which the claim is evaluated
FIRST_RATE, LAST_RATE = 0.05, 0.6  # the base rates that result tables hold


@dataclass(frozen=True)
class Names:
    """The names a claim may use; `ranges` are the assumptions with their low and high ends."""

    scenarios: frozenset[str]
    series: frozenset[str]
    groups: frozenset[str]
    outcomes: frozenset[str]
    marks: frozenset[str]
    ranges: dict[str, tuple[float, float]]


class Cited(Record):
    """What a source says on a claim; `read` is false where it is only recalled."""

    says: str
    source: str
    address: str = ""
    read: bool


class Said(Record):
    """Where a claim was made or reported."""

    source: str
    address: str = ""
    read: bool


class Counted(Record):
    """A series of one scenario from a month's first day until another's."""

    scenario: str
    series: str
    group: str = "all"
    start: Day = Field(alias="from")
    until: Day


class Stock(Record):
    """A series of one scenario as a month ends; the month is named by its first day."""

    scenario: str
    series: str
    group: str = "all"
    month: Day


class People(Record):
    """People who arrived in a time, by what became of them until the end of the run.

    `enrolled_in_mpp_under` keeps those whom another scenario (or the same) returned to Mexico: the
    same people are then followed under `scenario`. Without outcomes or marks, everyone counts.
    """

    scenario: str
    start: Day = Field(alias="from")
    until: Day
    group: str = "stream=border"
    enrolled_in_mpp_under: str = ""
    outcomes: Words = ()
    marks: Words = ()


class Expression(Record):
    """One number from runs: exactly one of the fields says how it is made."""

    total: Counted | None = None
    at_end: Stock | None = None
    people: People | None = None
    base_rate: Literal[True] | None = None
    sum: tuple["Expression", ...] | None = None
    product: tuple["Expression", ...] | None = None
    difference: tuple["Expression", "Expression"] | None = None
    ratio: tuple["Expression", "Expression"] | None = None
    share: tuple["Expression", "Expression"] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            known = ", ".join(type(self).model_fields)
            raise ValueError(f"needs exactly one of: {known}.")
        return self

    def parts(self) -> tuple["Expression", ...]:
        """The expressions this one is made of."""
        return self.sum or self.product or self.difference or self.ratio or self.share or ()

    def terms(self) -> Iterator[tuple[tuple[int | str, ...], "Term"]]:
        """What it reads from runs, each with its place in the file."""
        for name in ("total", "at_end", "people"):
            if getattr(self, name) is not None:
                yield (name,), getattr(self, name)
        operation = next(iter(self.model_fields_set))
        for i, part in enumerate(self.parts()):
            yield from (((operation, i, *place), term) for place, term in part.terms())


Term = Union[Counted, Stock, People]  # noqa: UP007 - a name for mypy and for readers


class Quantity(Record):
    """A number that bears on a claim, in words and as an expression over runs."""

    words: str
    unit: str
    value: Expression


class Bar(Record):
    """On which side of which number the quantity supports the claim, and why that number."""

    when: Side
    threshold: float
    because: str


class Varied(Record):
    """An assumption that is varied for a claim; a range narrower than its own needs a reason."""

    assumption: str
    low: float | None = None
    high: float | None = None
    because: str = ""

    def within(self, low: float, high: float) -> tuple[float, float]:
        """The range to vary over, given the assumption's own."""
        return (low if self.low is None else self.low, high if self.high is None else self.high)


class Claim(Record):
    """A public claim as a proposition that evidence, or a run, can speak to."""

    title: str
    speaker: str
    role: Role
    said_on: Day | None = None
    said_when: str = ""
    said_in: Said
    paraphrase: str
    kind: Kind
    quantity: Quantity | None = None
    supports: Bar | None = None
    scenarios: Words = ()
    until: Day = date(2021, 10, 1)
    varies: tuple[Varied, ...] = ()
    base_rates: tuple[float, ...] = ()
    beside: tuple[Quantity, ...] = ()
    evidence_for: tuple[Cited, ...] = ()
    evidence_against: tuple[Cited, ...] = ()
    no_evidence_because: str = ""
    cannot_say: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        tested = self.kind == "process"
        if tested and not (self.quantity and self.supports and self.varies):
            raise ValueError("a claim on the process needs 'quantity', 'supports' and 'varies'.")
        if not tested and self.supports is not None:
            raise ValueError(f"a claim of kind {self.kind} has no 'supports': no run decides it.")
        if (self.said_on is None) == (not self.said_when):
            raise ValueError("needs either 'said_on' (a day) or 'said_when' (in words).")
        if not (self.evidence_for and self.evidence_against) and not self.no_evidence_because:
            raise ValueError("needs evidence on both sides, or 'no_evidence_because'.")
        if self.base_rates and self.base_rates != tuple(sorted(set(self.base_rates))):
            raise ValueError("'base_rates' must rise, each once.")
        return self

    def quantities(self) -> tuple[Quantity, ...]:
        """The quantity that is tested, if there is one, and those shown beside it."""
        return (*((self.quantity,) if self.quantity else ()), *self.beside)

    def problems(self, against: Any) -> Iterator[Problem]:
        """Names that exist; ranges within those of the assumptions; scenarios all used."""
        names: Names = against
        used: set[str] = set()
        for place, quantity in self._placed():
            for inner, term in quantity.value.terms():
                here = (*place, "value", *inner)
                yield from (((*here, k), words) for k, words in _term_problems(term, names))
                used |= _scenarios_of(term)
        for i, name in enumerate(self.scenarios):
            yield from _known(("scenarios", i), "known scenario", name, names.scenarios)
        if used != set(self.scenarios):
            yield ("scenarios",), f"must be those the quantities use: {', '.join(sorted(used))}."
        yield from self._range_problems(names)
        for i, rate in enumerate(self.base_rates):
            if not FIRST_RATE <= rate <= LAST_RATE:
                message = f"a base rate must lie between {FIRST_RATE:g} and {LAST_RATE:g}."
                yield ("base_rates", i), message

    def _placed(self) -> Iterator[tuple[tuple[int | str, ...], Quantity]]:
        if self.quantity is not None:
            yield ("quantity",), self.quantity
        yield from ((("beside", i), quantity) for i, quantity in enumerate(self.beside))

    def _range_problems(self, names: Names) -> Iterator[Problem]:
        for i, varied in enumerate(self.varies):
            here: tuple[int | str, ...] = ("varies", i)
            yield from _known(here, "known assumption", varied.assumption, names.ranges)
            if varied.assumption not in names.ranges:
                continue
            low, high = names.ranges[varied.assumption]
            own = varied.within(low, high)
            if not low <= own[0] < own[1] <= high:
                yield here, f"must vary within the assumption's range, {low:g} to {high:g}."
            if own != (low, high) and not varied.because:
                yield here, "narrows the assumption's range. Say 'because'."


def _known(
    place: tuple[int | str, ...], what: str, name: str, names: Iterable[str]
) -> Iterator[Problem]:
    if name not in names:
        yield place, str(UnknownName(what, name, names))


def _scenarios_of(term: Term) -> set[str]:
    under = term.enrolled_in_mpp_under if isinstance(term, People) else ""
    return {term.scenario, under} - {""}


def _term_problems(term: Term, names: Names) -> Iterator[tuple[str, str]]:
    groups = names.groups | ({BASE_RATE} if not isinstance(term, People) else set())
    asked = [("scenario", "known scenario", term.scenario, names.scenarios)]
    asked.append(("group", "known group", term.group, groups))
    if isinstance(term, People):
        asked += [("outcomes", "known outcome", name, names.outcomes) for name in term.outcomes]
        asked += [("marks", "known mark", name, names.marks) for name in term.marks]
        if term.enrolled_in_mpp_under:
            under = term.enrolled_in_mpp_under
            asked.append(("enrolled_in_mpp_under", "known scenario", under, names.scenarios))
    else:
        asked.append(("series", "known series", term.series, names.series))
    for field, what, name, known in asked:
        if name not in known:
            yield field, str(UnknownName(what, name, known))
    days = [term.month] if isinstance(term, Stock) else [term.start, term.until]
    if any(day.day != 1 for day in days):
        yield "from", "days must be the first of a month."
    if not isinstance(term, Stock) and term.until <= term.start:
        yield "until", f"'until' ({term.until}) must be later than 'from' ({term.start})."
