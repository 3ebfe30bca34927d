"""What a search for staff found, in sentences and as plain values."""

import json
from pathlib import Path
from typing import Any

from openasylum.calibration.staff_answer import Answer, Spread
from openasylum.calibration.staff_question import arrivals_of
from openasylum.calibration.staff_task import StaffQuestion
from openasylum.calibration.staffing import office_named
from openasylum.ensemble.folder import write_at_once
from openasylum.errors import OpenasylumError
from openasylum.simulation.assumed import Assumed
from openasylum.simulation.calendar import FIRST_DAY
from openasylum.simulation.inputs import LAST_MONTH_OF_DATA

RESULT = "answer.json"
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


def arrivals_line(asked: StaffQuestion) -> str:
    """Which arrivals are assumed: what every answer rests on, said first."""
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


def sentence(found: Answer) -> str:
    """The answer in one sentence."""
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
        f"{each} from {ask.start} (95% interval {interval(found)}; {_draws(got.draws)})."
    )


def limits_words(found: Answer) -> str:
    """What holds the goal back with the number hired: idle hours, or hours and time that lack."""
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


def _about(spread: Spread) -> str:
    return f"{figure(spread.median)} ({figure(spread.low)} to {figure(spread.high)})"


def _draws(number: int) -> str:
    return f"{number:,} draw{'s' if number != 1 else ''}"


def interval(found: Answer) -> str:
    """The 95% interval of the number, and what it needs where it has no upper bound."""
    got, most = found.required, found.question.ask.most
    low, high = (number_words(number, most) for number in (got.low, got.high))
    if got.high_needs_draws:
        return f"{low} to no bound, which needs more draws than {got.draws}"
    return f"{low} to {high}"


def notes(found: Answer) -> list[str]:
    """What a reader must know beside the number."""
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


def figure(value: float) -> str:
    """A figure: whole from 100 on, else with two decimals."""
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def number_words(number: int | None, most: int) -> str:
    """A number hired; none is more than the most that were tried."""
    return f"more than {most:,}" if number is None else f"{number:,}"


def as_json(found: Answer) -> dict[str, Any]:
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


def write(told: dict[str, Any], folder: Path) -> None:
    """Write the plain values into the folder of the search, as `answer.json`.

    Raises:
        OpenasylumError: the disk does not take them.
    """
    try:
        write_at_once(folder / RESULT, (json.dumps(told, indent=1) + "\n").encode())
    except OSError as error:
        raise OpenasylumError(f"--out {folder}: cannot be written ({error.strerror}).") from None
