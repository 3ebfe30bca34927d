"""Run the kernel month by month: allocate its arrays, watch it, and take its books."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.counsel import ASKED_SHIFT, PLACE_OF_SEARCH
from openasylum.kernel.jit import as_records
from openasylum.kernel.layout import EVENT, FILING_RESERVE
from openasylum.law import load_scenario
from openasylum.simulation.arrays import Arrays, arrays_for, hot_bytes
from openasylum.simulation.calendar import FIRST_DAY
from openasylum.simulation.compiled import check_compiled, keep_sums
from openasylum.simulation.cross_section import CrossSection, pieces
from openasylum.simulation.inputs import Inputs, build
from openasylum.simulation.people import ids_of, row_shift_of
from openasylum.simulation.programmes import AS_ENACTED

SCALE, SEED = 0.05, 1  # of the run whose waits are those as enacted
Progress = Callable[[int, int], None]
"""Called with the months done and the months in all."""

Observer = Callable[[CrossSection], None]
"""Called with everyone as they stand at the end of a day, one part of them after another."""

Sink = Callable[[np.ndarray], None]
"""Called with each day's events of everyone, an array of `EVENT` that is not kept."""


@dataclass
class Books:
    """What the kernel wrote: flows and stocks by month and group, hours, outcomes, history."""

    inputs: Inputs
    flows: np.ndarray  # months x flows x groups, people
    month_end: np.ndarray  # months x states x groups, people; last row: detained
    hours: np.ndarray  # months x (officers, judges) x purposes, hours
    errors: np.ndarray  # months x ends x strength bins, people
    waits: np.ndarray  # months x kinds x bins, decisions on asylum by days since receipt
    outcomes: np.ndarray  # one `OUTCOME` a row: where someone ended or waits, receipt, lawyer
    searches: np.ndarray  # one u2 a row: the search for a lawyer, as the kernel packs it
    lawyer_chance: np.ndarray  # one a day: of being taken on, for those who asked a lawyer
    interview_wait: np.ndarray  # one a day: to an asylum interview as filers see it, days
    offsets: np.ndarray  # days x groups + 1: where the rows of each day and group's people begin
    history: list[np.ndarray]  # the events of the one person watched, if any
    people: int
    events: int
    kernel_seconds: float
    hot_bytes: int  # of all who came, as the run ends: lists, with half-filled chunks, and searches

    @property
    def out(self) -> np.ndarray:
        """One int32 a row: state | since << 5 | marks << 21; 0 if nobody has the row."""
        found: np.ndarray = self.outcomes["word"]
        return found

    @property
    def asked(self) -> np.ndarray:
        """How often each person asked a lawyer (u2, one a row)."""
        return self.searches >> ASKED_SHIFT

    @property
    def place(self) -> np.ndarray:
        """Where each person last waited with a case at court, as a `Place` (one a row)."""
        return self.searches & PLACE_OF_SEARCH

    def ids(self, days: np.ndarray, groups: np.ndarray, places: np.ndarray) -> np.ndarray:
        """The ids of people (int64) by day of arrival, group, and place among their cell's rows.

        Args:
            days: of arrival, since 2000-01-01; one array entry a person, as in the others.
            groups: their numbers.
            places: 0 for the first row of a day's and group's people; rows that somebody has.
        """
        from openasylum.kernel.thinning import kept_serials

        found = np.empty(places.size, np.int64)
        days, groups, places = (each.astype(np.int64) for each in (days, groups, places))
        scale = self.inputs.scale
        shift = row_shift_of(scale)
        kept_serials(days, groups, places, self.inputs.seed, scale, shift, found)
        return ids_of(days, groups, found)


def run(
    inputs: Inputs,
    *,
    progress: Progress | None = None,
    history: Sink | None = None,
    watch: int | None = None,
    observe: Mapping[date, Observer] | None = None,
) -> Books:
    """Simulate a scenario.

    Args:
        inputs: from `inputs.build`.
        progress: called after each month.
        history: given every event of everyone, day by day; those that only the end of a wait
            tells (harm, giving up) come on that later day, with the date they happened.
        watch: keep every event of the person with this id (and of nobody else).
        observe: called, part by part, with everyone as they stand at the end of these days.

    Raises:
        OpenasylumError: a person was lost or counted twice, which would be a bug of the kernel.
    """
    check_compiled()
    from openasylum.kernel.ends import flush
    from openasylum.kernel.run import run_days

    arrays, world = arrays_for(inputs)
    days = as_records(_days_of(inputs))
    edges = [0, *(np.flatnonzero(np.diff(days["month"])) + 1).tolist(), len(days)]
    seen = {(day - FIRST_DAY).days + 1: day for day in observe or {}}
    kept: list[np.ndarray] = []
    seconds = 0.0
    for number, (first, last) in enumerate(pairwise(edges)):
        stops = range(first, last + 1) if history else _stops(first, last, seen)
        for begin, end in pairwise(stops):
            log = _log(arrays, world, history is not None, watch)
            started = time.perf_counter()
            run_days(begin, end, world, days, *_given(inputs), *arrays.working, log)
            seconds += time.perf_counter() - started
            _keep(log[: world["logged"]], history, kept)
            if observe and end in seen:
                for piece in _look(inputs, arrays, world, seen[end]):
                    observe[seen[end]](piece)
        if progress:
            progress(number + 1, len(edges) - 1)
    log = _log(arrays, world, history is not None, watch)
    groups, _, assumed, *_ = _given(inputs)
    started = time.perf_counter()
    flush(world, days, groups, assumed, *arrays.closing, log)
    seconds += time.perf_counter() - started
    _keep(log[: world["logged"]], history, kept)
    _check(inputs, arrays, world)
    keep_sums(run_days)
    return Books(
        inputs, arrays.flows, arrays.month_end, arrays.hours, arrays.errors, arrays.waits,
        arrays.people.outcomes.view(np.ndarray), arrays.people.searches,
        np.asarray(days["lawyer_chance"]), np.asarray(days["interview_wait"]),
        arrays.people.offsets, kept, arrays.arrived, int(world["events"]), seconds,
        hot_bytes(arrays),
    )  # fmt: skip


def _days_of(inputs: Inputs) -> np.ndarray:
    """The days as the kernel may write into them, with the waits that filings respond to."""
    days = inputs.days.copy()
    if np.isnan(days["reference_wait"]).any():
        days["reference_wait"] = waits_as_enacted(inputs.until, inputs.assumptions.name)
    return days


@cache
def waits_as_enacted(until: date, assumptions: str) -> np.ndarray:
    """Days to an asylum interview as filers saw them on each day, as enacted and as filed.

    From one run of the border and USCIS alone: other court cases take no asylum officer's time.
    """
    scenario = load_scenario(AS_ENACTED).model_copy(update={"assumptions": assumptions})
    return run(build(AS_ENACTED, scenario, until, SEED, SCALE, {})).interview_wait


def _stops(first: int, last: int, seen: Mapping[int, date]) -> list[int]:
    """The days from `first` to `last`, parted where someone looks at them."""
    return [first, *sorted(day for day in seen if first < day < last), last]


def _look(inputs: Inputs, arrays: Arrays, world: np.void, day: date) -> Iterator[CrossSection]:
    from openasylum.kernel.observe import observe

    people = arrays.people
    words = np.zeros(people.outcomes.size, np.int64)
    observe(world, arrays.lists, people, words)
    return pieces(day, inputs.scale, words, people, inputs.groups["stream"])


def _keep(events: np.ndarray, history: Sink | None, kept: list[np.ndarray]) -> None:
    if history is not None:
        history(events)
    elif events.size:
        kept.append(events.copy())


def _given(inputs: Inputs) -> tuple[np.ndarray, ...]:
    records = (as_records(table) for table in (inputs.groups, inputs.rules, inputs.assumed))
    return *records, inputs.shares, inputs.asked, inputs.counts


def _log(arrays: Arrays, world: np.void, history: bool, watch: int | None) -> np.ndarray:
    """Room for the events of one call of the kernel: a day of everyone's, a month of one's."""
    world["logging"] = 1 if history else 0
    world["logged"] = 0
    if watch is not None and not history:
        world["logging"], world["watched"] = 2, watch
        return as_records(np.empty(1000, EVENT))
    if not history:
        return as_records(np.empty(1, EVENT))
    return as_records(np.empty(12 * (arrays.arrived + 400_000), EVENT))


def _check(inputs: Inputs, arrays: Arrays, world: np.void) -> None:
    if world["unbalanced_day"] >= 0:
        day = int(world["unbalanced_day"])
        raise OpenasylumError(
            f"{inputs.name}: on day {day} of the run someone was in no stage or in two. This is a "
            f"bug: please report it with the scenario and the seed {inputs.seed}."
        )
    if world["filing_overflow"]:
        raise OpenasylumError(
            f"{inputs.name}: filing_response_per_year makes filings more than {FILING_RESERVE} "
            f"times those counted, on {int(world['filing_overflow'])} days. Assume a smaller one."
        )
    written = int(np.count_nonzero(arrays.people.outcomes["word"]))
    if written != arrays.arrived:
        raise OpenasylumError(
            f"{inputs.name}: {arrays.arrived:,} people arrived and {written:,} have an outcome. "
            f"This is a bug: please report it with the scenario and the seed {inputs.seed}."
        )
