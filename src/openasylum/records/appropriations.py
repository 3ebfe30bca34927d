"""Records of appropriations: each line, its source, and what it turns into in the model."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Self

from pydantic import Field, model_validator

from openasylum.errors import UnknownName
from openasylum.records.law import Source
from openasylum.records.library import FACTS, load_book, names_of
from openasylum.records.reader import Problem, Record, read
from openasylum.records.values import Day, Words
from openasylum.records.vocabulary import Book

Place = tuple[int | str, ...]


class Buys(Record):
    """What a line adds to an office of the model: so many of a unit, and who says so."""

    office: str
    number: float = Field(gt=0)
    unit: str
    because: str


class Line(Record):
    """One sum: whose, for what, and either what it buys in the model or why it buys nothing there.

    `rounded_to_usd` is the precision of the source: 1 for the words of the Act, more in summaries.
    """

    name: str
    agency: str
    purpose: str
    amount_usd: int = Field(gt=0)
    rounded_to_usd: int = Field(default=1, ge=1)
    source: str
    more_sources: Words = ()
    buys: Buys | None = None
    outside: str = ""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.buys is None) == (not self.outside):
            raise ValueError(
                "needs either 'buys' (what it adds to an office) or 'outside' (why the model has"
                " nothing it could buy), and not both."
            )
        return self


class Total(Record):
    """A sum that a source gives for some lines, or for all; `apart_because` if they do not meet."""

    words: str
    lines: Words = ()
    amount_usd: int = Field(gt=0)
    rounded_to_usd: int = Field(default=1, ge=1)
    source: str
    apart_because: str = ""


class Price(Record):
    """What one more of an office costs in a year."""

    office: str
    usd_per_year: float = Field(gt=0)
    source: str
    because: str


class WorkingDays(Record):
    """Working days of the federal government in a year."""

    value: float = Field(gt=0, le=366)
    source: str
    because: str


class Spends(Record):
    """Money that a scenario spends on offices, in shares, over years."""

    total_usd: float = Field(gt=0)
    years: float = Field(gt=0)
    shares: dict[str, float]

    @model_validator(mode="after")
    def _shares_are_whole(self) -> Self:
        if abs(sum(self.shares.values()) - 1) > 1e-9 or min(self.shares.values(), default=0) < 0:
            told = " + ".join(f"{share:g}" for share in self.shares.values())
            raise ValueError(f"'shares' must be positive and add up to 1 (found {told}).")
        return self


class ShownBy(Record):
    """A scenario that shows what the money did, or would have done."""

    name: str
    shows: str
    spends: Spends | None = None


class Appropriation(Record):
    """A law that gave money, line by line."""

    title: str
    law: str
    enacted: Day
    instrument: str
    about: str
    sources: dict[str, Source]
    working_days: WorkingDays
    prices: tuple[Price, ...] = ()
    lines: tuple[Line, ...] = Field(min_length=1)
    totals: tuple[Total, ...] = Field(min_length=1)
    scenarios: tuple[ShownBy, ...] = ()

    @property
    def sum_usd(self) -> int:
        """What the lines add up to."""
        return sum(line.amount_usd for line in self.lines)

    @property
    def whole(self) -> Total:
        """The total that a source gives for all lines together."""
        return next(total for total in self.totals if not total.lines)

    def of(self, total: Total) -> list[Line]:
        """The lines that a total is of."""
        return [line for line in self.lines if not total.lines or line.name in total.lines]

    def remainder_usd(self, total: Total) -> int:
        """What a total is above the sum of its lines; below zero if the lines are more."""
        return total.amount_usd - sum(line.amount_usd for line in self.of(total))

    def rounding_usd(self, total: Total) -> float:
        """The largest remainder that rounding in the sources can explain."""
        places = [total.rounded_to_usd, *(line.rounded_to_usd for line in self.of(total))]
        return sum(place / 2 for place in places if place > 1)

    def price(self, office: str) -> Price | None:
        """What one more of an office costs in a year, if a source was found."""
        return next((price for price in self.prices if price.office == office), None)

    def problems(self, against: Any) -> Iterator[Problem]:
        """Sources, offices, instruments and scenarios that exist; sums that meet."""
        for name, source in self.sources.items():
            yield from ((("sources", name, *p), words) for p, words in source.problems(against))
        for place, name in self._cited():
            yield from _known(place, "source of this file", name, self.sources)
        book: Book = against
        yield from _known(("instrument",), "known instrument", self.instrument, book.instruments)
        for place, name in self._offices():
            yield from _known(place, "known office", name, book.vocabulary.offices)
        for i, shown in enumerate(self.scenarios):
            here = ("scenarios", i, "name")
            yield from _known(here, "known scenario", shown.name, names_of("scenarios"))
        yield from self._line_problems()
        yield from self._sum_problems()

    def _cited(self) -> Iterator[tuple[Place, str]]:
        yield ("working_days", "source"), self.working_days.source
        for i, price in enumerate(self.prices):
            yield ("prices", i, "source"), price.source
        for i, line in enumerate(self.lines):
            yield ("lines", i, "source"), line.source
            yield from ((("lines", i, "more_sources"), name) for name in line.more_sources)
        for i, total in enumerate(self.totals):
            yield ("totals", i, "source"), total.source

    def _offices(self) -> Iterator[tuple[Place, str]]:
        for i, price in enumerate(self.prices):
            yield ("prices", i, "office"), price.office
        for i, line in enumerate(self.lines):
            if line.buys is not None:
                yield ("lines", i, "buys", "office"), line.buys.office
        for i, shown in enumerate(self.scenarios):
            for office in shown.spends.shares if shown.spends else ():
                yield ("scenarios", i, "spends", "shares", office), office

    def _line_problems(self) -> Iterator[Problem]:
        names = [line.name for line in self.lines]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield ("lines", i, "name"), f"a line '{name}' is given twice. Name one otherwise."
        for i, shown in enumerate(self.scenarios):
            for office in shown.spends.shares if shown.spends else ():
                if self.price(office) is None:
                    yield (
                        ("scenarios", i, "spends", "shares", office),
                        f"'{office}' has no price. Add one under 'prices', with its source.",
                    )

    def _sum_problems(self) -> Iterator[Problem]:
        whole = [i for i, total in enumerate(self.totals) if not total.lines]
        if len(whole) != 1:
            yield ("totals",), f"needs one total without 'lines', of them all (found {len(whole)})."
        for i, total in enumerate(self.totals):
            strange = sorted(set(total.lines) - {line.name for line in self.lines})
            if strange:
                names = [line.name for line in self.lines]
                yield from _known(("totals", i, "lines"), "line of this file", strange[0], names)
                continue
            apart, rounding = self.remainder_usd(total), self.rounding_usd(total)
            if abs(apart) > rounding and not total.apart_because:
                yield (
                    ("totals", i),
                    f"'{total.words}': {total.amount_usd:,} USD, and its lines add up to"
                    f" {total.amount_usd - apart:,}: {abs(apart):,} apart, and rounding explains"
                    f" {rounding:,.0f}. Correct an amount, or say why under 'apart_because'.",
                )
            if abs(apart) <= rounding and total.apart_because:
                yield (
                    ("totals", i, "apart_because"),
                    f"'{total.words}' meets its lines: nothing is to explain. Drop it.",
                )


def _known(place: Place, what: str, name: str, known: Iterable[str]) -> Iterator[Problem]:
    names = list(known)
    if name not in names:
        yield place, str(UnknownName(what, name, names))


@cache
def load_appropriation(name: str) -> Appropriation:
    """One appropriation by its name. Raises `UnknownName` or `RecordError`."""
    if name not in names_of("appropriations"):
        raise UnknownName("known appropriation", name, names_of("appropriations"))
    path = FACTS / "appropriations" / f"{name}.yaml"
    return read(path, Appropriation, shown_as=f"appropriations/{name}.yaml", against=load_book())


def load_appropriations() -> dict[str, Appropriation]:
    """Every appropriation, by name. Raises `RecordError`."""
    return {name: load_appropriation(name) for name in names_of("appropriations")}
