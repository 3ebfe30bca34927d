"""A run beside published figures: near, far or missing, and if the model has seen them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from openasylum.records.published import Counts, Figure, Published, Seen
from openasylum.report.definitions import as_enacted
from openasylum.report.figure_table import Numbers as Table
from openasylum.report.official import official_points
from openasylum.report.published_facts import evidence_pages, load_published, plain
from openasylum.report.recipes import NotInRun, Numbers
from openasylum.report.run import Draws, Run, ScenarioRun
from openasylum.report.tables import Amount
from openasylum.report.words import day, month
from openasylum.statistics.official import Point

NEAR, FAR = 0.10, 0.25  # of the published figure; a rule of this page, stated on it
BANDS = ("near", "between", "far")
_COLUMNS = (
    *("id", "title", "figure", "first_day", "last_day", "unit", "published", "model"),
    *("model_low", "model_high", "difference", "how_far", "why_not_compared", "seen_by_the_model"),
    *("definitions_differ", "source", "publisher", "address", "quotation", "confidence"),
)


@dataclass(frozen=True)
class Line:
    """One published number and the model's; without a model's, `why_not` says why."""

    words: str
    unit: str
    first_day: date
    last_day: date
    published: float
    model: Amount | None
    why_not: str
    seen: tuple[Seen, ...]
    source: str
    publisher: str
    address: str
    quotation: str = ""
    remark: str = ""
    confidence: str = ""
    differs: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()

    @property
    def difference(self) -> float | None:
        """The model's distance from the published figure, as a share of it."""
        if self.model is None or not self.published:
            return None
        return self.model.mean / self.published - 1

    @property
    def band(self) -> str:
        """`near`, `between` or `far`; empty if there is nothing to compare."""
        if self.model is None:
            return ""
        away = abs(self.model.mean - self.published)
        if away <= NEAR * self.published:
            return "near"
        return "between" if away <= FAR * self.published else "far"

    @property
    def in_range(self) -> bool | None:
        """Whether nine in ten draws reach the published figure; None with a single draw."""
        if self.model is None or self.model.low is None or self.model.high is None:
            return None
        return self.model.low <= self.published <= self.model.high


@dataclass(frozen=True)
class Entry:
    """One published statistic with its lines; months are kept apart, since there are many."""

    published: Published
    lines: tuple[Line, ...]
    months: tuple[Line, ...]

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """The lines and the months."""
        return (*self.lines, *self.months)


@dataclass(frozen=True)
class Tally:
    """How many lines are near, between and far, and how many could not be compared."""

    near: int
    between: int
    far: int
    not_compared: int

    @classmethod
    def of(cls, lines: list[Line]) -> "Tally":
        """The tally of some lines."""
        bands = [line.band for line in lines]
        return cls(*(bands.count(band) for band in (*BANDS, "")))

    @property
    def compared(self) -> int:
        """How many lines have a number of the model."""
        return self.near + self.between + self.far


@dataclass(frozen=True)
class Comparison:
    """Every published statistic beside a run; no entries if no scenario is as enacted."""

    scenario: ScenarioRun | None
    draws: int
    scale: float
    entries: tuple[Entry, ...]

    @cached_property
    def unseen(self) -> Tally:
        """The tally of figures that nothing in the model was set by; months are not in it."""
        return Tally.of([line for line in self._lines if not line.seen])

    @cached_property
    def seen(self) -> Tally:
        """The tally of figures that the model has seen, which are no test; months are not in it."""
        return Tally.of([line for line in self._lines if line.seen])

    @property
    def _lines(self) -> list[Line]:
        return [line for entry in self.entries for line in entry.lines]

    @cached_property
    def reasons(self) -> list[str]:
        """Why lines could not be compared, each reason once."""
        lines = [line for entry in self.entries for line in entry.all_lines]
        return list(dict.fromkeys(line.why_not for line in lines if line.why_not))

    def table(self) -> Table:
        """All of it as one table, for the download."""
        rows = [_row(entry.published, line) for entry in self.entries for line in entry.all_lines]
        return Table(_COLUMNS, tuple(rows))


def compare(run: Run) -> Comparison:
    """Lay a run beside every published figure. Raises `RecordError` if a table is damaged."""
    scenario = as_enacted(run)
    shape = (run.provenance.draws, run.provenance.scale)
    if scenario is None:
        return Comparison(None, *shape, ())
    numbers = Numbers(run, scenario.name)
    cited = evidence_pages(run.provenance.assumptions)
    entries = [_entry(published, numbers, cited) for published in load_published()]
    return Comparison(scenario, *shape, tuple(entries))


def seen_words(seen: Seen) -> str:
    """How the model has seen a figure, in words."""
    what = f"assumption {seen.assumption}" if seen.assumption else f"official series {seen.series}"
    return f"{_capital(what)}: {seen.because}"


def _entry(published: Published, numbers: Numbers, cited: dict[str, list[str]]) -> Entry:
    lines = [_figure_line(figure, published, numbers, cited) for figure in published.figures]
    months: list[Line] = []
    for counts in published.counts:
        found = list(_counted(counts, numbers))
        (months if counts.by == "month" else lines).extend(found)
    return Entry(published, tuple(lines), tuple(months))


def _figure_line(
    figure: Figure, published: Published, numbers: Numbers, cited: dict[str, list[str]]
) -> Line:
    source = published.sources[figure.source]
    named = {one.assumption for one in figure.seen}
    cited_by = tuple(name for name in cited.get(plain(source.address), []) if name not in named)
    model, why_not = None, figure.not_measured
    if figure.measured is not None:
        try:
            model = Amount.of(numbers.work_out(figure.measured))
        except NotInRun as reason:
            why_not = _capital(f"{reason}.")
    return Line(
        words=figure.words,
        unit=figure.unit,
        first_day=figure.first_day,
        last_day=figure.last_day,
        published=figure.value,
        model=model,
        why_not=why_not,
        seen=figure.seen,
        source=source.title,
        publisher=source.publisher,
        address=source.address,
        quotation=figure.quotation,
        remark=figure.derived or figure.not_found,
        confidence=figure.confidence,
        differs=figure.differs,
        cited_by=cited_by,
    )


def _counted(counts: Counts, numbers: Numbers) -> Iterator[Line]:
    """A line a month, or a line a group over all months."""
    for group in counts.groups:
        points = [
            point
            for point in official_points(counts.official)
            if (point.period, point.group, point.vintage) == ("month", group, counts.vintage)
            and counts.start <= point.period_start < counts.until
        ]
        if counts.by == "month":
            for point in points:
                yield _counted_line(counts, group, [point], month(point.period_start), numbers)
        else:
            who = _people(group)
            yield _counted_line(counts, group, points, who, numbers)


def _counted_line(
    counts: Counts, group: str, points: list[Point], who: str, numbers: Numbers
) -> Line:
    """The sum of official counts beside that of the model in the same months."""
    starts = [point.period_start for point in points]
    last_day = _next_month(max(starts)) - timedelta(days=1)
    model, why_not = None, ""
    try:
        numbers.covers(min(starts), last_day + timedelta(days=1))
        rows: list[Draws] = [numbers.month(counts.series, group, start) for start in starts]
        model = Amount.of(np.sum(rows, axis=0))
    except NotInRun as reason:
        why_not = _capital(f"{reason}.")
    return Line(
        words=f"{counts.words}: {who}",
        unit=points[0].unit,
        first_day=min(starts),
        last_day=last_day,
        published=sum(point.value for point in points),
        model=model,
        why_not=why_not,
        seen=counts.seen,
        source=points[0].source,
        publisher="",
        address="",
        confidence=points[0].confidence,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _people(group: str) -> str:
    """A group as people call it: everyone, or a country with its capitals."""
    name = group.partition("=")[2]
    return name.replace("_", " ").title() if name else "Everyone"


def _next_month(start: date) -> date:
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1)


def _row(published: Published, line: Line) -> tuple[str | float | date | None, ...]:
    model = line.model or Amount(0.0)
    mean = None if line.model is None else model.mean
    return (
        *(published.id, published.title, line.words, line.first_day, line.last_day, line.unit),
        *(line.published, mean, model.low, model.high, line.difference, line.band, line.why_not),
        *(" ".join(map(seen_words, line.seen)), " ".join(line.differs), line.source),
        *(line.publisher, line.address, line.quotation, line.confidence),
    )


def days_words(line: Line) -> str:
    """The days a figure is of: one day, or the first and the last."""
    if line.first_day == line.last_day:
        return day(line.first_day)
    return f"{day(line.first_day)} to {day(line.last_day)}"
