"""The border, the referrals and the law as a plan may know them, as arrays for a run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np

from openasylum.calibration.law_known import law_known
from openasylum.calibration.plan import Mode, Plan, first_month_unknown, model_settings
from openasylum.calibration.walks import Floats, walk
from openasylum.errors import CalibrationFailed
from openasylum.forecast.prediction import luck
from openasylum.law import load_instruments, load_scenario, resolve
from openasylum.simulation.border import Border
from openasylum.simulation.calendar import month_starts
from openasylum.simulation.encode import encode_rules
from openasylum.simulation.groups import BORDER_GROUPS, FAMILY_STATUSES, GROUPS
from openasylum.simulation.inputs import border_until
from openasylum.simulation.programmes import AS_ENACTED
from openasylum.simulation.world import World

YEAR = 12


def world_of(plan: Plan, mode: Mode, number: int | None = None) -> World:
    """What a run of a plan may know of the world.

    Args:
        plan: the origin, the end, and which law.
        mode: `given` takes the border as it came; the others carry on the last year known.
        number: of the draw; in mode `forecast` arrivals walk from the last year, each draw its way.

    Raises:
        CalibrationFailed: too little of the border was known.
    """
    world = _fixed(plan.origin, mode, plan.law, plan.until)
    if mode != "forecast" or number is None or plan.central:
        return world
    border = moved_arrivals(world.border, plan, number)
    return replace(world, border=border)


@lru_cache(maxsize=48)
def _fixed(origin: date, mode: Mode, law: str, until: date) -> World:
    """What is the same in every draw."""
    instruments = load_instruments()
    if mode == "given":
        whole = model_settings().programmes.value
        kept = instruments if law == "came" else law_known(instruments, origin, whole)
        border = border_until(until)
    else:
        kept = law_known(instruments, origin)
        border = carried_on(border_until(first_month_unknown(origin)), until)
    timeline = resolve(kept, load_scenario(AS_ENACTED))
    return World((timeline, *encode_rules(timeline, until)), border, first_month_unknown(origin))


def carried_on(known: Border, until: date) -> Border:
    """The border of the months known, and after them the same people month by month as a year ago.

    What the border does with them is what it did in the last `share_months`; groups that nobody
    came from in these, as in the last year.

    Raises:
        CalibrationFailed: less than a year was known.
    """
    count, months = len(known.months), month_starts(until)
    if count < YEAR:
        raise CalibrationFailed(
            f"the border was known for {count} months only, until {known.months[-1]:%B %Y}: a"
            " year is needed to carry on from. Take a later origin."
        )
    if len(months) <= count:
        return _cut(known, months)
    ahead = len(months) - count
    people = np.concatenate([known.people, known.people[count - YEAR + np.arange(ahead) % YEAR]])
    recent = _mean_shares(known, model_settings().share_months.value)
    of_a_year = _mean_shares(known, YEAR)
    nobody = np.isnan(recent).any(axis=1)
    recent[nobody] = of_a_year[nobody]
    recent[np.isnan(recent).any(axis=1)] = np.eye(recent.shape[1])[
        -1
    ]  # nobody: as in `read_border`
    shares = np.concatenate([known.shares, np.repeat(recent[None], ahead, axis=0)])
    return replace(known, months=tuple(months), people=people, shares=shares)


def _cut(known: Border, months: Sequence[date]) -> Border:
    n = len(months)
    return replace(known, months=tuple(months), people=known.people[:n], shares=known.shares[:n])


def _mean_shares(border: Border, months: int) -> Floats:
    """Shares of pathways by group over the last months, weighted by people; NaN where nobody."""
    people = border.people[-months:, :, None]
    total = people.sum(axis=0)
    part = (border.shares[-months:] * people).sum(axis=0)
    mean: Floats = np.divide(part, total, out=np.full(part.shape, np.nan), where=total > 0)
    return mean


def moved_arrivals(border: Border, plan: Plan, number: int) -> Border:
    """The border with its months ahead of the last known moved by a random walk in each draw.

    One walk a family status, month by month, on a log scale; its spread a year is that of the known
    sums of twelve months against those a year before.
    """
    start = first_month_unknown(plan.origin)
    first = sum(month < start for month in border.months)
    people = border.people.copy()
    years = [(i + 1) / YEAR for i in range(len(people) - first)]
    for status in FAMILY_STATUSES:
        own = [g for g in range(BORDER_GROUPS) if GROUPS[g].family_status == status]
        spread = spread_of_sums(border.people[:first, own].sum(axis=1))
        random = luck("border", plan.origin, status, str(number))
        factors = np.exp(walk(random, spread, years))
        moved = people[first:, own] * factors[:, None]
        people[first:, own] = np.floor(moved + 0.5).astype(people.dtype)
    return replace(border, people=people)


def spread_of_sums(monthly: Floats) -> float:
    """Root mean square of the log change of twelve months' sum from a year before.

    Raises:
        CalibrationFailed: fewer than two years of months, or a sum of zero.
    """
    sums = np.convolve(monthly, np.ones(YEAR), "valid")
    if len(sums) <= YEAR or (sums <= 0).any():
        raise CalibrationFailed(
            f"arrivals at the border: {len(monthly)} months known, with sums of a year from"
            f" {sums.min():,.0f}. Two years above zero are needed to see how they change."
        )
    return float(np.sqrt(np.mean(np.log(sums[YEAR:] / sums[:-YEAR]) ** 2)))
