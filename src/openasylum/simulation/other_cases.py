"""Other new court cases: official receipts less those that came from the border and from USCIS.

The front of the system is run once as enacted, at a small scale and with a fixed seed, without the
other cases; what the official receipts exceed its receipts by is the stream of other cases
(interior enforcement and other notices to appear). The stream is the same people in every scenario.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Flow
from openasylum.law import load_scenario
from openasylum.records.scenario import Assumed as Choice
from openasylum.simulation import engine, inputs
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year, month_starts
from openasylum.simulation.official import fiscal_years
from openasylum.simulation.programmes import AS_ENACTED

SCALE = 0.05
SEED = 1


@cache
def other_cases(until: date, assumptions: str, held: tuple[Choice, ...]) -> dict[int, float]:
    """Other new court cases by fiscal year, for one set of assumptions.

    Raises:
        OpenasylumError: the border alone would exceed the official receipts of a year, so that
            the assumptions about notices to appear cannot all be right.
    """
    scenario = load_scenario(AS_ENACTED).model_copy(
        update={"assumptions": assumptions, "assume": held}
    )
    given = inputs.build(AS_ENACTED, scenario, front_until(until), SEED, SCALE, {})
    return remainder(given, until)


def front_until(until: date) -> date:
    """The end of the run that `remainder` reads: of the last fiscal year, where the model can."""
    last = fiscal_year(until - timedelta(days=1))
    return max(until, date(last, 10, 1)) if last < 2036 else until


def remainder(given: inputs.Inputs, until: date) -> dict[int, float]:
    """Official receipts less those of a run without other cases, by fiscal year.

    Args:
        given: `as_enacted` to `front_until(until)` at `SCALE` and `SEED`, without other cases.
        until: the first day after the run that the remainder is for.

    Raises:
        OpenasylumError: the run alone exceeds the official receipts of a year.
    """
    books = engine.run(given)
    last = fiscal_year(until - timedelta(days=1))
    years = np.array([fiscal_year(month) for month in month_starts(given.until)])
    receipts = books.flows[:, Flow.COURT_RECEIPT].sum(axis=1) / SCALE
    official = fiscal_years("eoir_receipts")
    result = {}
    for year in range(fiscal_year(FIRST_DAY), last + 1):
        after = given.assumptions.at("court_receipts_per_year_after_data", FIRST_DAY)
        counted = official.get(year, after)
        modelled = float(receipts[years == year].sum())
        if modelled > counted:
            raise OpenasylumError(
                f"assumptions: the model's border and affirmative cases of FY{year} "
                f"({modelled:,.0f}) exceed all receipts counted that year ({counted:,.0f}). Lower "
                f"the share or the speed of notices to appear (notice_never_share, "
                f"notice_prompt_share, notice_slow_days) for that time."
            )
        result[year] = counted - modelled
    return result
