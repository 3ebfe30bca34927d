"""What one step of one person's life reports: flows, each counted at once.

A tally is the row of one month and one group in the book of flows. Behind the counts stands what
the present step leaves for `settle`: whether the court received the case, whether asylum was
decided, and flows with their days, as (flow, day) pairs.
"""

import numpy as np

from openasylum.kernel.codes import FLOWS
from openasylum.kernel.jit import inlined, kernel

RECEIVED = FLOWS
"""1 if the court received the case."""

DECIDED = FLOWS + 1
"""0, or one more than the kind of wait (`layout.WAIT_KINDS`) that a decision on asylum ended."""

KEEPS = FLOWS + 2
"""1 if the run keeps histories, so that every flow is also noted with its day."""

NOTED = FLOWS + 3
"""How many flows are noted behind it."""

COUNT = np.int32
"""The dtype of a tally: one group's people of one month are far fewer than 2**31."""

ROOM = NOTED + 1 + 2 * 12  # twelve flows at most


@inlined
def tell(tally, flow, day):
    """Count `flow`, which happens on `day` (days since 2000-01-01), the day of the step."""
    tally[flow] += 1
    if tally[KEEPS] != 0:
        note(tally, flow, day)


@kernel
def note(tally, flow, day):
    """Note `flow` on `day` without counting it."""
    n = tally[NOTED]
    tally[NOTED + 1 + 2 * n] = flow
    tally[NOTED + 2 + 2 * n] = day
    tally[NOTED] = n + 1


@kernel
def begin_month(month, world, tallies):
    """Tell the tallies of a month whether the run keeps histories."""
    for group in range(world.groups):
        tallies[month, group, KEEPS] = 1 if world.logging != 0 else 0
