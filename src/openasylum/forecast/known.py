"""What had been published by a day: the history of a series as a forecaster could know it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from openasylum.errors import RecordError, UnknownName
from openasylum.forecast.calendar import MONTHS, months_before, period_end
from openasylum.forecast.settings import described, publication
from openasylum.records.forecast import Published, Vintage
from openasylum.statistics.official import Point, points

NOT_OF_THE_DAY = "not the vintage of the day"


@dataclass(frozen=True)
class Figure:
    """One figure of a history: a year's count, or a stock on a day, and from when it was known."""

    end: date
    value: float
    vintage: str
    known_from: date
    of_the_day: bool


@dataclass(frozen=True)
class Correction:
    """A figure as it had been printed by the day, beside the later one that stands in for it."""

    end: date
    printed: float
    used: float
    vintage: str
    published: date

    @property
    def share(self) -> float:
        """How far the later figure lies above the printed one, as a share of it."""
        return self.used / self.printed - 1


@dataclass(frozen=True)
class Known:
    """The history of a series on a day, oldest first; flows are counts of twelve months.

    Raises `RecordError` if any figure is of a later day than the origin, or was not yet known:
    there is no other way to hand a history to a method, so nothing later can slip in.
    """

    series: str
    on: date
    unit: str
    stock: bool
    figures: tuple[Figure, ...]
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        later = [f for f in self.figures if f.end > self.on or f.known_from > self.on]
        if later:
            raise RecordError(
                f"{self.series}: the figure of {later[0].end} was known from"
                f" {later[0].known_from}, after the origin {self.on}. A forecast must not see"
                " it. Take it out, or give its true day of publication in publication.yaml."
            )
        ends = [figure.end for figure in self.figures]
        if ends != sorted(set(ends)):
            raise RecordError(f"{self.series}: figures must be in order of time, one a day.")

    @property
    def ends(self) -> list[date]:
        """The last days of the periods, or the days of the stocks."""
        return [figure.end for figure in self.figures]

    @property
    def values(self) -> list[float]:
        """The figures, oldest first, in the series' unit."""
        return [figure.value for figure in self.figures]

    @property
    def of_the_day(self) -> bool:
        """Whether every figure is as it had been published by the day; false if there is none."""
        return bool(self.figures) and all(figure.of_the_day for figure in self.figures)

    @property
    def mark(self) -> str:
        """The words every output must carry: empty if the vintage is that of the day."""
        return "" if self.of_the_day else NOT_OF_THE_DAY


def known(series: str, on: date) -> Known:
    """What had been published of a series by the day `on`.

    A figure counts as published if its vintage was; failing that, if its period had ended at
    least the publication lag before. Monthly flows become sums of twelve months, back from the
    last month known; a month without a figure ends the history there.

    Raises:
        UnknownName: the series is not in `facts/publication.yaml`.
        RecordError: two figures for one day in one vintage.
    """
    published = _published(series)
    kind = described(published.official)
    chosen = _choose(series, published, on, kind.stock)
    return Known(
        series, on, kind.unit, kind.stock, tuple(chosen),
        tuple(_corrections(series, published, chosen, on, kind.stock)),
    )  # fmt: skip


def actual(series: str, end: date) -> Figure | None:
    """The figure that a forecast for the fiscal year ending on `end` is scored against.

    None if no source was found, or if not all twelve months of a flow are there. This looks at
    what is known today: it is for scoring only and takes no origin.
    """
    published = _published(series)
    stock = described(published.official).stock
    for one in published.actual:
        table = _table(series, one.vintage, stock)
        value = _year(table, end) if not stock else table.get(end, (None, ""))[0]
        if value is not None:
            return Figure(end, value, one.vintage, end, of_the_day=False)
    return None


def _published(series: str) -> Published:
    found = publication().series
    if series not in found:
        raise UnknownName("series of the back-test", series, found)
    return found[series]


Table = dict[date, tuple[float, str]]  # end of the period: its figure and the kind of period


def _table(series: str, vintage: str, stock: bool) -> Table:
    """The figures of a vintage by their last day: months if it has any, else fiscal years."""
    official = _published(series).official
    rows = [p for p in _points(official) if p.group == "all" and p.vintage == vintage]
    if not rows:
        raise UnknownName(f"vintage of {official}", vintage, {p.vintage for p in _points(official)})
    if not stock:
        monthly = any(p.period == "month" for p in rows)
        rows = [p for p in rows if p.period == ("month" if monthly else "fiscal_year")]
    table: Table = {}
    for point in rows:
        end = period_end(point.period_start, point.period, stock=stock)
        if table.get(end, (point.value, ""))[0] != point.value:
            raise RecordError(
                f"publication.yaml: {series}, vintage {vintage}, has two figures for {end}:"
                f" {table[end][0]:,.0f} and {point.value:,.0f}. Leave one out of the table."
            )
        table[end] = (point.value, point.period)
    return table


@cache
def _points(official: str) -> tuple[Point, ...]:
    return tuple(points(official))


def _choose(series: str, published: Published, on: date, stock: bool) -> list[Figure]:
    """The figures of the vintages that count on the day, later ones only where they may follow."""
    lag = timedelta(days=published.lag.days)
    out = [v for v in published.vintages if v.published <= on]
    after = [v for v in published.vintages if v.published > on]
    order = [*reversed(out), *after] if published.joined else [*reversed(out), *after][:1]
    chosen: dict[date, Figure] = {}
    for vintage in order:
        for figure in _of_vintage(series, vintage, on, lag, stock):
            chosen.setdefault(figure.end, figure)
    return [chosen[end] for end in sorted(chosen)]


def _of_vintage(
    series: str, vintage: Vintage, on: date, lag: timedelta, stock: bool
) -> Iterable[Figure]:
    table = _table(series, vintage.vintage, stock)
    of_the_day = vintage.published <= on

    def known_from(end: date) -> date:
        return vintage.published if of_the_day else end + lag

    ends = [end for end in sorted(table) if end <= on and known_from(end) <= on]
    monthly = not stock and any(period == "month" for _, period in table.values())
    if monthly:
        ends = _ends_of_twelve(table, ends)
    for end in ends:
        value = _year(table, end) if monthly else table[end][0]
        if value is not None:
            yield Figure(end, value, vintage.vintage, known_from(end), of_the_day)


def _ends_of_twelve(table: Table, ends: Sequence[date]) -> list[date]:
    """The ends of whole runs of twelve months, back from the last month known, oldest first."""
    found: list[date] = []
    end = ends[-1] if ends else None
    while end is not None and _year(table, end) is not None:
        found.append(end)
        end = months_before(end, MONTHS)
    return found[::-1]


def _year(table: Table, end: date) -> float | None:
    """The count of the twelve months that end on a day; None if any of them is not there."""
    value, period = table.get(end, (None, ""))
    if period == "fiscal_year":
        return value
    months = [table.get(months_before(end, i)) for i in range(MONTHS)]
    return sum(m[0] for m in months if m) if all(months) else None


def _corrections(
    series: str, published: Published, chosen: Sequence[Figure], on: date, stock: bool
) -> Iterable[Correction]:
    """The figures that had been printed by the day where a later vintage stands in."""
    for vintage in published.said_then:
        if vintage.published > on:
            continue
        table = _table(series, vintage.vintage, stock)
        for figure in chosen:
            if not figure.of_the_day and figure.end in table:
                printed = table[figure.end][0]
                yield Correction(
                    figure.end, printed, figure.value, vintage.vintage, vintage.published
                )
