"""Records of published figures beside a run: their source, their traps, how the model counts."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record
from openasylum.records.values import Day, Words

Unit = Literal["share", "people", "cases", "orders", "decisions", "interviews", "days"]
COUNTS = ("people", "cases", "orders", "decisions", "interviews")
Confidence = Literal["high", "medium", "low"]


class Named(Record):
    """What one name of a run's table stands for, and the groups it is given for."""

    words: str
    unit: Unit
    groups: Words = ("all",)


class Measurable(Record):
    """The file of names that recipes may use: measures of a run, and series counted by month."""

    title: str
    measures: dict[str, Named]
    series: dict[str, Named]


@dataclass(frozen=True)
class Known:
    """The names a file of published figures may use."""

    measurable: Measurable
    assumptions: frozenset[str]
    official: frozenset[str]


class Recipe(Record):
    """How a run gives a number: exactly one of `sum`, `stock`, `measure`, `ratio`, `difference`.

    `sum` adds a series over the months `from` to before `until`; `stock` is a series as the month
    of `on` ends; `measure` is a number that the run wrote for the day `on`; `ratio` and
    `difference` take two recipes.
    """

    sum: str | None = None
    stock: str | None = None
    measure: str | None = None
    ratio: tuple["Recipe", "Recipe"] | None = None
    difference: tuple["Recipe", "Recipe"] | None = None
    group: str = "all"
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    on: Day | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        kinds = ("sum", "stock", "measure", "ratio", "difference")
        given = [name for name in kinds if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of: {', '.join(kinds)}.")
        needs = {"sum": {"start", "until"}, "stock": {"on"}, "measure": {"on"}}.get(given[0], set())
        may = needs | ({"group"} if needs else set())
        found = self.model_fields_set - {given[0]}
        shown = {"start": "from"}
        for name in sorted(needs - found):
            raise ValueError(f"a {given[0]} needs '{shown.get(name, name)}'.")
        for name in sorted(found - may):
            raise ValueError(f"a {given[0]} has no '{shown.get(name, name)}'.")
        self._check_days()
        return self

    def _check_days(self) -> None:
        if self.start is not None and self.until is not None:
            if self.start.day != 1 or self.until.day != 1:
                raise ValueError("'from' and 'until' must be the first days of months.")
            if self.until <= self.start:
                raise ValueError(f"'until' ({self.until}) must be later than 'from'.")
        if self.stock is not None and self.on is not None and not _ends_month(self.on):
            raise ValueError(f"a stock stands at a month's last day (found {self.on}).")

    @property
    def kind(self) -> str:
        """Which of the five it is."""
        kinds = ("sum", "stock", "measure", "ratio", "difference")
        return next(name for name in kinds if getattr(self, name) is not None)

    def parts(self) -> tuple["Recipe", ...]:
        """The recipes this one is made of."""
        return self.ratio or self.difference or ()

    def leaves(self) -> Iterator[tuple[tuple[int | str, ...], "Recipe"]]:
        """The recipes that read a run, each with its place in the file."""
        if not self.parts():
            yield (), self
        for i, part in enumerate(self.parts()):
            yield from (((self.kind, i, *place), leaf) for place, leaf in part.leaves())

    def unit(self, names: Measurable) -> str:
        """The unit of the number: that of the measure or series, or a share for a ratio."""
        if self.ratio is not None:
            return "share"
        if self.difference is not None:
            return self.difference[0].unit(names)
        known = names.measures if self.measure is not None else names.series
        return known[self.measure or self.sum or self.stock or ""].unit


class Publication(Record):
    """Where figures were read."""

    title: str
    publisher: str
    address: str = Field(pattern="^https?://")


class Seen(Record):
    """How the model has seen a figure: an assumption, or an official series it is held to."""

    assumption: str = ""
    series: str = ""
    because: str

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.assumption) == bool(self.series):
            raise ValueError("needs either 'assumption' or 'series'.")
        return self


class Figure(Record):
    """One published number, where it was read, and how the model counts the same thing.

    `derived` says how the number follows from the quotation where it is not printed there;
    `not_found` says what was tried where no source shows it. `in_table` names the project's table
    of cited figures that has the same row. A figure that the model has `seen` is no test of it.
    """

    words: str
    value: float = Field(ge=0)
    unit: Unit
    first_day: Day
    last_day: Day
    source: str
    quotation: str = ""
    not_found: str = ""
    derived: str = ""
    confidence: Confidence
    in_table: str = ""
    measured: Recipe | None = None
    not_measured: str = ""
    differs: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.measured is None) == (not self.not_measured):
            raise ValueError("needs either 'measured' or, with the reason, 'not_measured'.")
        if bool(self.quotation) == bool(self.not_found):
            raise ValueError("needs the 'quotation' or, if none was found, 'not_found'.")
        if self.unit == "share" and self.value > 1:
            raise ValueError(f"a share is at most 1 (found {self.value:g}).")
        if self.last_day < self.first_day:
            raise ValueError(f"'last_day' ({self.last_day}) is before 'first_day'.")
        if self.quotation and not self.derived and not self._is_quoted():
            raise ValueError(f"the quotation does not have {self.value:g}. Say 'derived'.")
        return self

    def _is_quoted(self) -> bool:
        """Whether the quotation has the number, as a percentage if it is a share."""
        if self.unit == "share":
            return f"{100 * self.value:.6g}" in self.quotation
        return any(f"{self.value:{form}}" in self.quotation for form in (",.0f", ".0f"))


class Counts(Record):
    """Official counts of a series in the project's tables, laid beside the model's own series.

    One line a month (`by: month`, for everyone), or one a group over the whole time (`by: group`).
    """

    words: str
    series: str
    official: str
    vintage: str
    by: Literal["month", "group"]
    groups: Words = ("all",)
    start: Day = Field(alias="from")
    until: Day
    seen: tuple[Seen, ...] = ()

    @model_validator(mode="after")
    def _months_are_whole(self) -> Self:
        if self.start.day != 1 or self.until.day != 1 or self.until <= self.start:
            raise ValueError("'from' and 'until' must be first days of months, in this order.")
        if self.by == "month" and self.groups != ("all",):
            raise ValueError("counts by month are of everyone: leave out 'groups'.")
        return self


class Published(Record):
    """One published statistic: what was counted and by whom, its traps, its figures."""

    id: str = Field(pattern="^[A-Z][0-9]+$")
    title: str
    counted: str
    traps: tuple[str, ...]
    sources: dict[str, Publication] = Field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    counts: tuple[Counts, ...] = ()
    elsewhere: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not (self.figures or self.counts or self.elsewhere):
            raise ValueError("needs 'figures', 'counts', or 'elsewhere' with the place.")
        unused = sorted(set(self.sources) - {figure.source for figure in self.figures})
        if unused:
            raise ValueError(f"no figure names the source '{unused[0]}'. Use it or drop it.")
        return self

    def problems(self, against: Any) -> Iterator[Problem]:
        """Names of measures, series, groups, assumptions and sources exist; units agree."""
        known: Known = against
        for i, figure in enumerate(self.figures):
            here: tuple[int | str, ...] = ("figures", i)
            yield from _unknown((*here, "source"), "source of this file", figure.source, self)
            yield from (((*here, *place), what) for place, what in _recipe(figure, known))
            yield from (((*here, *place), what) for place, what in _seen(figure.seen, known))
        for i, counts in enumerate(self.counts):
            here = ("counts", i)
            yield from _unknown(
                (*here, "official"), "series with official figures", counts.official, known.official
            )
            leaf = Recipe.model_validate({"sum": counts.series, "from": counts.start,
                                          "until": counts.until})  # fmt: skip
            for group in counts.groups:
                found = _leaf(leaf.model_copy(update={"group": group}), known.measurable)
                yield from (((*here, *_in_counts(place)), what) for place, what in found)
            yield from (((*here, *place), what) for place, what in _seen(counts.seen, known))


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _in_counts(place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return ("series",) if place == ("sum",) else ("groups",)


def _unknown(
    place: tuple[int | str, ...], what: str, name: str, known: "Iterable[str] | Published"
) -> Iterator[Problem]:
    names = set(known.sources) if isinstance(known, Published) else set(known)
    if name not in names:
        yield place, str(UnknownName(what, name, names))


def _recipe(figure: Figure, known: Known) -> Iterator[Problem]:
    if figure.measured is None:
        return
    wrong = False
    for place, leaf in figure.measured.leaves():
        for inner, what in _leaf(leaf, known.measurable):
            wrong = True
            yield ("measured", *place, *inner), what
    if wrong:
        return
    unit = figure.measured.unit(known.measurable)
    if unit != figure.unit and not (unit in COUNTS and figure.unit in COUNTS):
        yield ("unit",), f"the figure is in '{figure.unit}', and what is measured in '{unit}'."


def _leaf(leaf: Recipe, names: Measurable) -> Iterator[Problem]:
    what, known = ("measure", names.measures) if leaf.measure else ("series", names.series)
    name = leaf.measure or leaf.sum or leaf.stock or ""
    if name not in known:
        yield (leaf.kind,), str(UnknownName(f"{what} of measurable.yaml", name, known))
    elif leaf.group not in known[name].groups:
        yield ("group",), str(UnknownName(f"group of {name}", leaf.group, known[name].groups))


def _seen(seen: tuple[Seen, ...], known: Known) -> Iterator[Problem]:
    for i, one in enumerate(seen):
        if one.assumption:
            place = ("seen", i, "assumption")
            yield from _unknown(place, "known assumption", one.assumption, known.assumptions)
        else:
            place = ("seen", i, "series")
            yield from _unknown(place, "series with official figures", one.series, known.official)
