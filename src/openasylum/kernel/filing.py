"""How many file with USCIS where filing responds to the wait: a switch, off unless it is assumed.

A long wait with a work permit (8 CFR 208.7) may draw filings that have little else to hope for; a
short one may keep them away. Filers see the wait of those whom officers interviewed last.
"""

import math

from openasylum.kernel.jit import kernel
from openasylum.kernel.layout import FILING_RESERVE


@kernel
def see_wait(world, filed, day):
    """Note the wait of someone who is interviewed: days since they filed."""
    world.waits_summed += day - filed
    world.waits_counted += 1.0


@kernel
def tell_wait(world, days):
    """At a month's end: the mean wait of the month's interviews is what filers see from then on."""
    if world.waits_counted > 0.0:
        world.interview_wait = world.waits_summed / world.waits_counted
    world.waits_summed = 0.0
    world.waits_counted = 0.0
    if world.day + 1 < world.days:
        month = days[world.day + 1].month
        day = world.day + 1
        while day < world.days and days[day].month == month:
            days[day].interview_wait = world.interview_wait
            day += 1


@kernel
def filings(number, world, today, a):
    """How many of the `number` serials of a day file; all of them where nothing responds.

    `number` holds `FILING_RESERVE` times those counted if filing responds. The log of filings
    changes by `filing_response_per_year` for each year that the wait is above that at which
    filings were as counted.
    """
    if a.filing_response_per_year == 0.0:
        return number
    counted = number // FILING_RESERVE
    years = (today.interview_wait - today.reference_wait) / 365.25
    wanted = counted * math.exp(a.filing_response_per_year * years) + 0.5
    if wanted > number:
        world.filing_overflow += 1
        return number
    return int(wanted)
