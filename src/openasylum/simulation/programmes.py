"""Discretionary programmes under the law as enacted: on which days, and for which share of a day.

The tables count a programme's people by month. The law opened or closed some within a month: on the
days in force the share was higher, so that the month's count is met. Where even all who came on
those days would not have been enough, more of the month's people came on them.
"""

from datetime import date
from functools import cache

import numpy as np

from openasylum.kernel.codes import DISCRETIONARY, Pathway
from openasylum.law import load_instruments, load_scenario, resolve
from openasylum.simulation.assumed import Assumed
from openasylum.simulation.border import Border
from openasylum.simulation.calendar import months_of_days
from openasylum.simulation.encode import encode_rules
from openasylum.simulation.groups import BORDER_GROUPS, GROUPS
from openasylum.simulation.world import Rules

AS_ENACTED = "as_enacted"
_MOST_OF_A_DAY = 0.9  # of a group's arrivals on a day go to one programme where a month is divided
_COUNTED = ((Pathway.TITLE_42_EXPULSION, "title_42_in_force"), (Pathway.MPP, "mpp_open"))


@cache
def enacted(until: date) -> tuple[np.ndarray, np.ndarray]:
    """The rules as enacted by regime and group, and the regime of each day."""
    return encode_rules(resolve(load_instruments(), load_scenario(AS_ENACTED)), until)


def _open_days(column: str, until: date, law: Rules | None) -> np.ndarray:
    """Whether a programme was open as enacted (or under `law`): days x border groups."""
    rules, regimes = law or enacted(until)
    is_open: np.ndarray = rules[column][regimes][:, :BORDER_GROUPS] != 0
    return is_open


def _present(
    column: str, share: np.ndarray, until: date, law: Rules | None
) -> tuple[np.ndarray, np.ndarray]:
    """By month and group: whether any day was open, and the share of people who came on one."""
    is_open, months = _open_days(column, until, law), months_of_days(until)
    fraction = np.stack([is_open[months == m].mean(axis=0) for m in range(len(share))])
    divided = (fraction > 0) & (fraction < 1)
    crowd = np.where(
        divided, np.maximum(fraction, np.minimum(1.0, share / _MOST_OF_A_DAY)), fraction
    )
    return fraction > 0, crowd


def crowded_days(
    border: Border, until: date, law: Rules | None = None
) -> dict[tuple[int, int], tuple[np.ndarray, float]]:
    """Months and groups whose people must have come unevenly: (open days, share who came then)."""
    result = {}
    months = months_of_days(until)
    for pathway, column in _COUNTED:
        is_open = _open_days(column, until, law)
        _, crowd = _present(column, border.shares[:, :, pathway], until, law)
        for month in range(len(border.months)):
            days = is_open[months == month]
            for group in np.flatnonzero(crowd[month] > days.mean(axis=0) + 1e-9):
                result[month, int(group)] = (days[:, group], float(crowd[month, group]))
    return result


def daily_shares(
    border: Border, assumed: Assumed, until: date, law: Rules | None = None
) -> tuple[np.ndarray, list[str]]:
    """Pathway shares by month and group, on the days on which each programme was in force.

    That is as enacted, or under `law` where the law is one that was known on an earlier day.

    Counts in a month without a day in force are spread over the ordinary pathways, and a note says
    how many. For scenarios that keep a programme longer, months after it ended carry its last share
    on; a law that does not open it spreads these people in proportion, so nothing changes.
    """
    shares = np.zeros((len(border.months), len(GROUPS), border.shares.shape[2]))
    shares[:, :BORDER_GROUPS] = border.shares
    shares[:, BORDER_GROUPS:, Pathway.OTHER] = 1.0
    notes = []
    for pathway, column in _COUNTED:
        now = shares[:, :BORDER_GROUPS, pathway]
        was_open, crowd = _present(column, border.shares[:, :, pathway], until, law)
        uncovered = float((border.people * now * ~was_open).sum())
        if uncovered >= 1:
            notes.append(
                f"{round(uncovered)} people whom the official tables count under "
                f"{pathway.name.lower()} in months and groups in which the law as coded did not "
                f"cover them were spread over the ordinary pathways."
            )
        lifted = np.divide(now, crowd, out=np.zeros_like(now), where=crowd > 0)
        _set_share(shares[:, :BORDER_GROUPS], pathway, _carried_on(lifted, was_open))
    transfers = assumed.on("third_country_transfer_share", list(border.months))
    of_ordinary = shares[:, :BORDER_GROUPS, DISCRETIONARY:].sum(axis=2) * transfers[:, None]
    _set_share(shares[:, :BORDER_GROUPS], Pathway.THIRD_COUNTRY, of_ordinary)
    return _after_data(shares, border, assumed), notes


def _carried_on(shares: np.ndarray, was_open: np.ndarray) -> np.ndarray:
    """Shares by month and group, with the last open month's carried into those after it."""
    result = shares.copy()
    for month in range(1, len(result)):
        closed = ~was_open[month]
        result[month, closed] = result[month - 1, closed]
    return result


def _set_share(shares: np.ndarray, pathway: Pathway, new: np.ndarray) -> None:
    """Give a discretionary pathway a new share, at the expense of the ordinary ones alone.

    A little is always left to them, so that their proportions remain for other days.
    """
    ordinary = shares[:, :, DISCRETIONARY:]
    total = ordinary.sum(axis=2)
    taken = np.minimum(new - shares[:, :, pathway], 0.99 * total)
    factor = np.divide(total - taken, total, out=np.ones_like(total), where=total > 0)
    ordinary *= factor[:, :, None]
    shares[:, :, pathway] += taken


def _after_data(shares: np.ndarray, border: Border, assumed: Assumed) -> np.ndarray:
    """After the last book-outs: releases and paroles may end, and the people are repatriated."""
    for number, month in enumerate(border.months):
        if month < border.fitted_to:
            continue
        kept = assumed.at("border_release_kept_share", month.replace(day=15))
        for pathway in (Pathway.USBP_RELEASE, Pathway.OFO_PAROLE):
            lost = shares[number, :BORDER_GROUPS, pathway] * (1.0 - kept)
            shares[number, :BORDER_GROUPS, pathway] -= lost
            shares[number, :BORDER_GROUPS, Pathway.TITLE_8_REPATRIATION] += lost
    return shares
