"""What a search for staff found, in sentences, tables and as plain values."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openasylum.calibration.staff_answer import Answer, Measures, Spread
    from openasylum.calibration.staff_task import StaffQuestion

_MEASURES = {
    "pending": "waiting",
    "demand": "who came in the year before",
    "capacity": "who were done in it",
    "load": "load (came for each done; above 1 the queue grows)",
    "target_queue": "target queue (nearly all done within 180 days)",
    "pressure": "pressure (times the target)",
    "relief_capacity": "relief capacity (done a year to reach the target within the plan's time)",
    "steady_capacity": "steady capacity (done a year to stay at it)",
}
_IDLE = 0.05  # of an office's capacity: from here on more of it is not what lacks
_STAGES = {
    "awaiting_fear_interview": "waiting for a fear interview",
    "awaiting_mpp_fear_interview": "waiting for an MPP fear interview",
    "in_hhs_care": "in the care of HHS",
    "awaiting_notice": "waiting until the notice to appear reaches the court",
    "awaiting_first_hearing": "waiting for a first hearing (those who came last among them)",
    "between_hearings": "between hearings, preparing the case",
    "awaiting_individual_hearing": "waiting for an individual hearing",
    "administratively_closed": "administratively closed, which no judge hears",
    "awaiting_appeal": "waiting for an appeal",
    "awaiting_asylum_interview": "waiting for an asylum interview",
}
"""How stages are told of where a goal is out of reach."""


def arrivals_line(asked: "StaffQuestion") -> str:
    """Which arrivals are assumed: what every answer rests on, said first."""
    from openasylum.calibration.staff_question import arrivals_of
    from openasylum.simulation.assumed import Assumed
    from openasylum.simulation.calendar import FIRST_DAY
    from openasylum.simulation.inputs import LAST_MONTH_OF_DATA

    if asked.ask.until <= LAST_MONTH_OF_DATA:
        return "Arrivals: as counted until the goal's day."
    border = arrivals_of(asked)
    assumed = Assumed(asked.ask.scenarios[0])
    receipts = assumed.at("court_receipts_per_year_after_data", FIRST_DAY)
    filings = assumed.at("affirmative_filings_per_year", asked.ask.goal.by)
    return (
        f"Arrivals assumed: {border.words} ({border.encounters_a_year:,.0f} encounters a year); "
        f"other new court cases as many as make {receipts:,.0f} receipts a year beside the border "
        f"of the last 6 months; {filings:,.0f} affirmative filings a year. Draws may move the two."
    )


def sentence(found: "Answer") -> str:
    """The answer in one sentence."""
    from openasylum.calibration.staffing import office_named

    ask, got = found.question.ask, found.required
    office = office_named(ask.office)
    goal, chance = ask.goal.words(), f"{got.chance:.0%}"
    each = "a year" if ask.hire == "each_year" else "at once"
    if got.number == 0:
        enough = sum(number == 0 for number in found.numbers)
        return (
            f"Already reached without: {goal} holds in {enough} of {got.draws} draws with nobody "
            f"hired ({chance} were asked for)."
        )
    if got.number is None:
        enough = sum(number is not None for number in found.numbers)
        return (
            f"Cannot be reached with at most {ask.most:,} {office.many} hired {each}: {goal} holds "
            f"in {enough} of {got.draws} draws then, and {chance} were asked for. It gets to "
            f"{_about(found.value)} in the middle draw, from {_about(found.without)} with nobody "
            f"hired. In those that miss it: {limits_words(found)}"
        )
    return (
        f"For {goal} with a chance of {chance}, {got.number:,} more {office.many} must be hired "
        f"{each} from {ask.start} (95% interval {_interval(found)}; {_draws(got.draws)})."
    )


def limits_words(found: "Answer") -> str:
    """What holds the goal back with the number hired: idle hours, or hours and time that lack."""
    from openasylum.calibration.staffing import office_named

    ask, held = found.question.ask, found.limits
    office = office_named(ask.office)
    what = "room for new cases" if ask.office == "lawyers" else "hours"
    if held.idle < _IDLE:
        years = (ask.goal.by - ask.start).days
        return (
            f"what binds is {office.many} at work: all but {held.idle:.0%} of their {what} in the "
            f"year to {ask.goal.by} was used, and the first hired work on only "
            f"{held.days_at_work:,.0f} of the {years:,} days to it. A later --by or a larger "
            f"--most gets nearer."
        )
    said = (
        f"what binds is not {office.many}: {held.idle:.0%} of their {what} in the year to "
        f"{ask.goal.by} found nobody waiting, so still more would change little."
    )
    left = [f"{people:,.0f} are {_STAGES[name]}" for name, people in held.left.items() if people]
    return f"{said} Of those still counted, {', '.join(left[:3])}." if left else said


def _about(spread: "Spread") -> str:
    return f"{_figure(spread.median)} ({_figure(spread.low)} to {_figure(spread.high)})"


def _draws(number: int) -> str:
    return f"{number:,} draw{'s' if number != 1 else ''}"


def _interval(found: "Answer") -> str:
    got, most = found.required, found.question.ask.most
    low, high = (_number(number, most) for number in (got.low, got.high))
    if got.high_needs_draws:
        return f"{low} to no bound, which needs more draws than {got.draws}"
    return f"{low} to {high}"


def notes(found: "Answer") -> list[str]:
    """What a reader must know beside the number."""
    from openasylum.calibration.staffing import office_named

    ask = found.question.ask
    office = office_named(ask.office)
    said = []
    if found.failures:
        said.append(
            f"{len(found.failures)} of {len(ask.terms)} draws failed; the chance is of the others."
        )
    record = office.most_hired_in_a_year
    if ask.hire == "each_year" and record.value is not None and found.shown > record.value:
        said.append(
            f"{found.shown:,} a year beyond replacing those who leave was never done: "
            f"{record.meaning[0].lower()}{record.meaning[1:]} is {record.value:,.0f} "
            f"({record.how}, {record.low:,.0f} to {record.high:,.0f})."
        )
    if ask.draws_are_ranges:
        said.append(
            "The chance is a share of draws spread evenly over stated ranges, which are no "
            "probabilities; many such draws miss official series."
        )
    many, furthest = found.backwards
    if many:
        said.append(
            f"In {many} of {found.required.draws} draws more staff once moved the value away from "
            f"the goal, by up to {furthest:,.6g}."
        )
    if found.lost:
        said.append(
            f"In {found.lost} draws more staff missed the goal that fewer had reached: the number "
            f"there reaches it, and need not be the least."
        )
    terms = {name: one for name, one in office.quantities().items() if one.how == "recalled"}
    if terms:
        said.append(f"Recalled, not read in a source: {', '.join(terms).replace('_', ' ')}.")
    return said


def print_answer(found: "Answer", folder: Path | None) -> None:
    """The sentence, the tables, and the notes."""
    from rich.console import Console

    console = Console(
        width=None if sys.stdout.isatty() else 110, markup=False, highlight=False, soft_wrap=False
    )
    console.print(f"\n{sentence(found)}\n")
    console.print(_plan_table(found))
    if found.measures:
        console.print(_measures_table(found.measures))
    for line in notes(found):
        console.print(f"- {line}")
    for failure in found.failures:
        print(f"openasylum: draw {failure.draw} failed: {failure.message}", file=sys.stderr)
    again = f", {found.reused} parts of an earlier run" if found.reused else ""
    where = f"; kept in {folder}" if folder else "; not kept (no --out)"
    console.print(f"\n{found.runs} runs in {found.seconds:,.0f} s{again}{where}")


def _plan_table(found: "Answer") -> Any:
    from rich import box
    from rich.table import Table

    ask, got = found.question.ask, found.required
    each = "hired a year" if ask.hire == "each_year" else "hired at once"
    table = Table(box=box.SIMPLE, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    add = table.add_row
    add(
        f"{each}, enough for {got.chance:.0%} of draws",
        _number(got.number, ask.most),
        f"95% interval {_interval(found)}" if got.number is not None else "",
    )
    add(f"{each}, enough for half of them", _number(got.median, ask.most), "")
    for number, share in _some(found.chances):
        add(f"  {number:,} are enough for", f"{share:.0%}", "of draws")
    add(f"with {found.shown:,}: reached in", f"{found.seen:.0%}", "of draws")
    add("  begun by the goal's day", *_cells(found.begun))
    add("  most at work at a time, beyond those there were", *_cells(found.peak))
    low, middle, high = (value / 1e6 for value in vars(found.usd_a_year).values())
    add(
        "  cost a year at that time, million USD",
        f"{middle:,.0f}",
        f"price's range {low:,.0f} to {high:,.0f}",
    )
    add(f"  {ask.goal.series}", *_cells(found.value))
    add(f"{ask.goal.series}, nobody hired", *_cells(found.without))
    return table


def _some(chances: tuple[tuple[int, float], ...], most: int = 6) -> list[tuple[int, float]]:
    """A few steps of the chance by number, both ends among them."""
    if len(chances) <= most:
        return list(chances)
    return [chances[round(i * (len(chances) - 1) / (most - 1))] for i in range(most)]


def _measures_table(measures: "tuple[Measures, ...]") -> Any:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE, pad_edge=False, title="The queue (medians over draws)", title_justify="left"
    )
    table.add_column("", overflow="fold")
    for one in measures:
        table.add_column(one.when, justify="right", overflow="fold")
    for name, words in _MEASURES.items():
        values = [_measure(one, name) for one in measures]
        if any(value is not None for value in values):
            table.add_row(words, *("" if value is None else _figure(value) for value in values))
    return table


def _measure(one: "Measures", name: str) -> float | None:
    if name == "load":
        return one.load
    return getattr(one.queue, name, one.others.get(name))


def _figure(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _cells(spread: "Spread") -> tuple[str, str]:
    return _figure(spread.median), f"5% to 95% {_figure(spread.low)} to {_figure(spread.high)}"


def _number(number: int | None, most: int) -> str:
    return f"more than {most:,}" if number is None else f"{number:,}"


def as_json(found: "Answer") -> dict[str, Any]:
    """The answer as plain values; null for more than the most tried."""
    ask, got = found.question.ask, found.required
    return {
        "arrivals": arrivals_line(found.question),
        "answer": sentence(found),
        "goal": ask.goal.words(),
        "office": ask.office,
        "hire": ask.hire,
        "from": ask.start.isoformat(),
        "chance": got.chance,
        "draws": got.draws,
        "most": ask.most,
        "number": got.number,
        "interval": [got.low, got.high],
        "interval_needs_more_draws": got.high_needs_draws,
        "median": got.median,
        "by_draw": list(found.numbers),
        "chance_by_number": [list(pair) for pair in found.chances],
        "plan": {
            "number": found.shown, "reached": found.seen, "begun": vars(found.begun),
            "peak": vars(found.peak), "usd_a_year": vars(found.usd_a_year),
            "value": vars(found.value), "value_without": vars(found.without),
        },
        "limits": vars(found.limits),
        "queue": [
            {"when": one.when, **vars(one.queue), "load": one.load, **one.others}
            for one in found.measures
        ],
        "notes": notes(found),
        "failed": [{"draw": one.draw, "message": one.message} for one in found.failures],
        "runs": found.runs,
        "seconds": round(found.seconds, 3),
    }  # fmt: skip
