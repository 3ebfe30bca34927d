"""The law in force during a run: each instrument, its days, and whether a scenario keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openasylum.law import load_book, load_instruments
from openasylum.records.law import Event, Instrument, Span
from openasylum.records.library import names_of
from openasylum.records.scenario import Scenario
from openasylum.report.definitions import Defined, definitions
from openasylum.report.run import Run
from openasylum.report.words import day

KEPT, LEFT_OUT, CHANGED, ADDED, UNKNOWN = "in force", "left out", "changed", "added", "not known"


@dataclass(frozen=True)
class Days:
    """The days that are shown, from `start` to before `until`."""

    start: date
    until: date


@dataclass(frozen=True)
class Held:
    """Days on which an instrument held, in words, and as a bar within the run (shares of it)."""

    words: str
    left: float
    width: float
    recalled: bool


@dataclass(frozen=True)
class InstrumentRow:
    """One instrument: what it is, when it held, and what each scenario does with it."""

    title: str
    kind: str
    summary: str
    held: tuple[Held, ...]
    in_scenarios: tuple[str, ...]
    single_reading: bool
    differs: bool
    events: tuple[tuple[str, bool], ...]
    sources: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Change:
    """Something a scenario changes besides leaving instruments out, in words, and its reason."""

    scenario: str
    what: str
    because: str


def instruments(run: Run) -> list[InstrumentRow]:
    """Every instrument that held on a day of the run under any of its scenarios, oldest first."""
    return instruments_within(Days(run.start, run.until), definitions(run))


def instruments_within(days: Days, defined: Sequence[Defined] = ()) -> list[InstrumentRow]:
    """Every instrument that held on one of the days, and what each scenario does with it."""
    found: dict[str, Instrument] = dict(load_instruments())
    for each in defined:
        if each.timeline is not None:
            found = {**each.timeline.instruments, **found}
    rows = [
        (item.in_force[0].start, name, _row(name, item, defined, days))
        for name, item in found.items()
        if any(_overlaps(span, days) for span in item.in_force)
    ]
    return [row for _, _, row in sorted(rows, key=lambda item: item[:2])]


def changes(run: Run) -> list[Change]:
    """What the scenarios set, add or multiply, each with the reason its file gives."""
    return [
        change
        for each in definitions(run)
        if each.scenario is not None
        for change in _changes(each.run.title, each.scenario)
    ]


def undefined(run: Run) -> list[tuple[str, str]]:
    """The scenarios whose law cannot be shown, and why."""
    return [(each.run.title, each.problem) for each in definitions(run) if each.timeline is None]


def years(run: Run) -> list[tuple[int, float]]:
    """The calendar years that begin within the run, and where (a share of the run)."""
    return years_within(Days(run.start, run.until))


def years_within(days: Days) -> list[tuple[int, float]]:
    """The calendar years that begin within the days, and where (a share of them)."""
    first = days.start.year + (days.start > date(days.start.year, 1, 1))
    return [
        (year, _place(date(year, 1, 1), days))
        for year in range(first, days.until.year + 1)
        if date(year, 1, 1) < days.until
    ]


def _row(name: str, item: Instrument, defined: Sequence[Defined], days: Days) -> InstrumentRow:
    book, read_twice = load_book(), names_of("second_reading")
    states = tuple(_state(name, each) for each in defined)
    return InstrumentRow(
        title=item.title,
        kind=book.vocabulary.kinds.get(item.kind, item.kind),
        summary=item.summary.strip(),
        held=tuple(_held(item, span, days) for span in item.in_force if _overlaps(span, days)),
        in_scenarios=states,
        single_reading=name not in read_twice,
        differs=len(set(states)) > 1,
        events=tuple(_event(item, event) for event in item.events),
        sources=tuple((s.cite, s.url, s.read) for s in item.sources.values()),
    )


def _state(name: str, each: Defined) -> str:
    if each.timeline is None or each.scenario is None:
        return UNKNOWN
    own = {item.name: item for item in each.scenario.hypothetical}
    if name in own:
        return ADDED
    if name in {item.instead_of for item in own.values()}:
        return CHANGED
    return KEPT if name in each.timeline.instruments else LEFT_OUT


def _event(item: Instrument, event: Event) -> tuple[str, bool]:
    """What was done to an instrument, in words, and whether that is recalled."""
    what = load_book().vocabulary.events.get(event.what, event.what)
    effect = ", which changed nothing" if event.effect == "none" else ""
    note = f". {event.note.strip()}" if event.note else ""
    return f"{day(event.on)}: it {what}{effect}{note}", not item.was_read(event.source, event.read)


def _held(item: Instrument, span: Span, days: Days) -> Held:
    cited = [span.source, *([span.ended_by] if span.ended_by else [])]
    recalled = not all(item.was_read(source, span.read) for source in cited)
    start = day(span.start)
    if span.until is None:
        words = f"from {start}"
    else:
        words = f"{start} to {day(span.until - timedelta(days=1))}"
    left = _place(span.start, days)
    right = 1.0 if span.until is None else _place(span.until, days)
    return Held(words, left, max(right - left, 0.002), recalled)


def _place(when: date, days: Days) -> float:
    share = (when - days.start) / (days.until - days.start)
    return min(1.0, max(0.0, share))


def _overlaps(span: Span, days: Days) -> bool:
    return span.start < days.until and (span.until is None or days.start < span.until)


def _changes(title: str, scenario: Scenario) -> list[Change]:
    book = load_book()
    found = []
    for setting in scenario.settings:
        parameter = book.parameters[setting.parameter]
        value = parameter.in_words(setting.value)
        what = f"{parameter.meaning.rstrip('.')}: {value}{_days(setting.start, setting.until)}"
        found.append(Change(title, what, setting.because))
    for item in scenario.hypothetical:
        found.append(Change(title, f"Instrument: {item.title or item.name}", item.because))
    for capacity in scenario.capacity:
        office = book.vocabulary.offices.get(capacity.office, capacity.office)
        much = _much(capacity.multiply, capacity.number)
        what = f"{office}: {much}{_days(capacity.start, capacity.until)}"
        found.append(Change(title, what, capacity.because))
    for arrivals in scenario.arrivals:
        stream = book.vocabulary.streams.get(arrivals.stream, "Everyone who comes")
        what = f"{stream}: {_much(arrivals.multiply)}{_days(arrivals.start, arrivals.until)}"
        found.append(Change(title, what, arrivals.because))
    for assumed in scenario.assume:
        what = f"Assumption {assumed.assumption} held at {assumed.value:g}"
        found.append(Change(title, what, assumed.because))
    return found


def _much(multiply: float | None, number: float | None = None) -> str:
    return f"{multiply:g} times as many" if multiply is not None else f"{number:,.0f}"


def _days(start: date | None, until: date | None) -> str:
    first = "" if start is None else f", from {day(start)}"
    return first + ("" if until is None else f", until {day(until)}")
