"""Behaviour as switches: arrivals that respond to policy, filings that respond to the wait.

Each is an assumption whose range spans zero and whose value is zero, so that nobody responds to
anything unless a scenario or a draw says so. Responses are to differences from what happened: the
official counts hold the responses to the law as it was.
"""

from datetime import date

import numpy as np

from openasylum.kernel.codes import Pathway
from openasylum.kernel.layout import FILING_RESERVE
from openasylum.simulation.assumed import Assumed
from openasylum.simulation.calendar import FIRST_DAY, month_starts, months_of_days
from openasylum.simulation.groups import BORDER_GROUPS, number_of
from openasylum.simulation.people import FIRST_ROW
from openasylum.simulation.programmes import enacted

RESPONSES = (
    ("arrivals_response_mpp", Pathway.MPP, "mpp_open"),
    ("arrivals_response_title_42", Pathway.TITLE_42_EXPULSION, "title_42_in_force"),
)
"""Assumption, pathway, and the column of the kernel's rules that says who is covered."""

FILING_RESPONSE = "filing_response_per_year"
UNKNOWN = np.nan  # a reference wait that is still to be found


def respond_to_policy(
    counts: np.ndarray, shares: np.ndarray, rules: np.ndarray, regimes: np.ndarray,
    assumed: Assumed, until: date,
) -> np.ndarray:  # fmt: skip
    """Arrivals at the border where the scenario's programmes differ from those as enacted.

    A group's arrivals on a day are multiplied by exp(-response x (share taken under the scenario -
    share taken as enacted)), for each programme; more people are added at the end of a day's
    serials.

    Args:
        counts: people by day (from `FIRST_ROW`) and group.
        shares: pathways by month and group, as if every programme were open.
        rules: of the scenario, by regime and group.
        regimes: of the scenario, by day of the run.
        assumed: of the scenario.
        until: the first day after the run.

    Returns:
        The counts, changed; the same array if nothing responds or no programme differs.
    """
    months = month_starts(until)
    month = months_of_days(until)
    responding = [row for row in RESPONSES if assumed.on(row[0], months).any()]
    if not responding:
        return counts
    was, was_regime = enacted(until)
    change = np.zeros((len(month), BORDER_GROUPS))
    for name, pathway, column in responding:
        opened = rules[column][regimes, :BORDER_GROUPS].astype(float)
        opened -= was[column][was_regime, :BORDER_GROUPS]
        share = shares[month, :BORDER_GROUPS, pathway]
        change -= assumed.on(name, months)[month][:, None] * opened * share
    first = (FIRST_DAY - FIRST_ROW).days
    changed = counts.copy()
    here = changed[first : first + len(month), :BORDER_GROUPS]
    here[:] = np.where(change == 0.0, here, np.floor(here * np.exp(change) + 0.5))
    return changed


def with_filings(counts: np.ndarray, days: np.ndarray, assumed: Assumed, until: date) -> np.ndarray:
    """Room for filings that respond to the wait.

    Returns the counts with `FILING_RESERVE` times the serials of affirmative filings, of which the
    kernel lets come those who file. In `days` the wait at which filings are as counted becomes
    `UNKNOWN`: the engine finds it. Without a response both stay as they are.
    """
    if not assumed.on(FILING_RESPONSE, month_starts(until)).any():
        return counts
    days["reference_wait"] = UNKNOWN
    more = counts.copy()
    more[:, number_of("affirmative_filing")] *= FILING_RESERVE
    return more
