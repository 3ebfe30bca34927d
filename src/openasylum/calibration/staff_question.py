"""A question about staff, checked: who is hired from when, for which goal, over which draws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from openasylum.calibration.goals import Goal
from openasylum.calibration.staff_task import StaffAsk, StaffQuestion
from openasylum.calibration.staffing import Hire, Terms, office_named
from openasylum.ensemble.draws import Draw, Draws
from openasylum.ensemble.position import moved_value
from openasylum.ensemble.question import Keep, question
from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumption
from openasylum.records.scenario import Scenario
from openasylum.records.staffing import Office
from openasylum.simulation import inputs
from openasylum.simulation.after_data import Continued, continued
from openasylum.simulation.calendar import FIRST_DAY

EARLIEST = FIRST_DAY.replace(year=FIRST_DAY.year + 1)
"""Before it no year of the queue is known, by which its load is measured."""
MOST_TRIED = 100_000


def staff_question(
    name: str, scenario: Scenario, wanted: Goal, draws: Draws, *, office: str, start: date,
    hire: Hire, most: int, chance: float, arrivals: str, scale: float, vary_terms: bool, seed: int,
) -> StaffQuestion:  # fmt: skip
    """A checked question.

    Args:
        name: how the scenario is called.
        scenario: the law, and all staff but those hired.
        wanted: the goal.
        draws: what is assumed, with what luck.
        office: who is hired.
        start: the day the first are asked for.
        hire: the same number every year, or all at once.
        most: the largest number tried.
        chance: the share of draws that should reach the goal, between 0 and 1.
        arrivals: who comes after the data (`after_data.continued`).
        scale: share of people and capacity.
        vary_terms: whether time to hire and attrition are drawn from their ranges, or at their
            values in all draws.
        seed: of these.

    Raises:
        OpenasylumError: naming the option that cannot be.
    """
    known = office_named(office)
    _check_days(known, wanted, start)
    if not 1 <= most <= MOST_TRIED:
        raise OpenasylumError(f"--most {most:,}: give from 1 to {MOST_TRIED:,}.")
    if not 0 < chance < 1:
        raise OpenasylumError(
            f"--chance {chance:g}: must be above 0 and below 1, for example 0.8. Draws never make "
            f"a goal certain."
        )
    continued(inputs.border_until(wanted.until), arrivals)  # refuses words it does not know
    general = question([name], [scenario], draws, until=wanted.until, scale=scale, keep=Keep())
    terms = terms_of(known, draws.draws, seed, vary=vary_terms)
    ask = StaffAsk(
        **vars(general.ask), goal=wanted, office=office, start=start, hire=hire, most=most,
        chance=chance, arrivals=arrivals, terms=terms,
    )  # fmt: skip
    return StaffQuestion(ask, general.draws)


def only(asked: StaffQuestion, number: int) -> StaffQuestion:
    """The same question without a search: every draw is run with one number."""
    return replace(asked, ask=replace(asked.ask, only=number))


def _check_days(office: Office, wanted: Goal, start: date) -> None:
    if start < EARLIEST:
        raise OpenasylumError(
            f"--from {start}: is before {EARLIEST}. The model begins on {FIRST_DAY}, and the "
            f"queue's first year must have passed. Give a later day."
        )
    if start >= wanted.until:
        raise OpenasylumError(
            f"--from {start}: is after --by {wanted.by}. Hiring must begin before the goal's day."
        )
    shortest = start + timedelta(days=round(office.hiring_days.low))
    if shortest > wanted.by:
        raise OpenasylumError(
            f"--by {wanted.by}: nobody asked for on {start} would work by then. It takes "
            f"{office.hiring_days.low:,.0f} to {office.hiring_days.high:,.0f} days until a new "
            f"{office.one} does. Give a later --by or an earlier --from."
        )


def terms_of(
    office: Office, draws: Sequence[Draw], seed: int, *, vary: bool
) -> tuple[tuple[int, Terms], ...]:
    """How hiring goes in each draw.

    With `vary`, each quantity has an even chance to lie below its value or above, and is spread
    evenly on either side; draw by draw independent of the others and of all other assumptions.
    """
    result = []
    for draw in draws:
        positions = np.random.default_rng([seed, draw.number]).uniform(-1.0, 1.0, 3)
        days, leave, each = (float(p) if vary else 0.0 for p in positions)
        takes = office.takes_on_per_year
        terms = Terms(
            round(_at(office.hiring_days, days)),
            _at(office.attrition_rate, leave),
            1.0 if takes is None else _at(takes, each),
        )
        result.append((draw.number, terms))
    return tuple(result)


def _at(known: Assumption, position: float) -> float:
    assert known.value is not None  # the record sees to it
    return moved_value(known.value, known.low, known.high, position)


def arrivals_of(asked: StaffQuestion) -> Continued:
    """The border that a question assumes, with its words."""
    return continued(inputs.border_until(asked.ask.until), asked.ask.arrivals)
