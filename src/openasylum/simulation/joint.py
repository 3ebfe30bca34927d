"""The joint table of the border, month by month, from the margins that the agencies publish.

OHSS publishes encounters by citizenship x agency and family status x agency, and book-outs
(processing outcomes) by agency, by family status and by citizenship. Iterative proportional
fitting (Deming and Stephan 1940) finds the joint table nearest to a start that respects what
cannot happen (unaccompanied children are not enrolled in MPP, Mexicans are not returned to
Mexico to wait, Border Patrol does not parole at ports). What the margins cannot say is whatever
the start says: here, independence given the margins.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from openasylum.kernel.codes import PATHWAYS, Pathway
from openasylum.simulation.groups import CITIZENSHIPS, FAMILY_STATUSES

AGENCIES = ("usbp", "ofo")
OUTCOMES: Mapping[str, Pathway] = {
    "title_42_expulsion": Pathway.TITLE_42_EXPULSION,
    "mpp": Pathway.MPP,
    "title_8_repatriation": Pathway.TITLE_8_REPATRIATION,
    "transfer_to_ice": Pathway.TRANSFER_TO_ICE,
    "transfer_to_hhs": Pathway.TRANSFER_TO_HHS,
    "usbp_release": Pathway.USBP_RELEASE,
    "ofo_parole": Pathway.OFO_PAROLE,
    "other": Pathway.OTHER,
}
"""How the agencies' processing outcomes are called, and the pathway each becomes."""


@dataclass(frozen=True)
class Margins:
    """The published margins: arrays over citizenship, family, agency, pathway, in this order.

    They are of one month, or of several along axes that stand before these.
    """

    citizenship_agency: np.ndarray
    family_agency: np.ndarray
    agency_pathway: np.ndarray
    family_pathway: np.ndarray
    citizenship_pathway: np.ndarray


def possible() -> np.ndarray:
    """1 where a combination can occur: citizenship x family x agency x pathway."""
    shape = (len(CITIZENSHIPS), len(FAMILY_STATUSES), len(AGENCIES), PATHWAYS)
    start = np.ones(shape)
    child = FAMILY_STATUSES.index("unaccompanied_child")
    mexico = CITIZENSHIPS.index("mexico")
    usbp, ofo = AGENCIES.index("usbp"), AGENCIES.index("ofo")
    start[:, child, :, Pathway.MPP] = 0
    start[mexico, :, :, Pathway.MPP] = 0
    start[:, :child, :, Pathway.TRANSFER_TO_HHS] = 0
    start[:, :, usbp, Pathway.OFO_PAROLE] = 0
    start[:, :, ofo, Pathway.USBP_RELEASE] = 0
    start[:, :, :, Pathway.THIRD_COUNTRY] = 0
    start[:, child, :, Pathway.TRANSFER_TO_ICE] = 0
    return start


def fit(margins: Margins, start: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Fit the joint table, each month by itself; the last margin, agency x pathway, holds exactly.

    Args:
        margins: published counts, rounded to ten by the agency, so that they agree only nearly.
        start: the table to begin from, with zeros where nothing can be.
        rounds: sweeps over the margins; the change of the last is far below a person.

    Returns:
        Expected people, [months x] citizenship x family x agency x pathway.
    """
    table = np.broadcast_to(start, (*margins.agency_pathway.shape[:-2], *start.shape))
    for _ in range(rounds):
        table = _scale(table, margins.citizenship_agency, (-3, -1))
        table = _scale(table, margins.family_agency, (-4, -1))
        table = _scale(table, margins.family_pathway, (-4, -2))
        table = _scale(table, margins.citizenship_pathway, (-3, -2))
        table = _scale(table, margins.agency_pathway, (-4, -3))
    return table


def _scale(table: np.ndarray, target: np.ndarray, over: tuple[int, int]) -> np.ndarray:
    now = table.sum(axis=over)
    ratio = np.divide(target, now, out=np.zeros_like(now), where=now > 0)
    result: np.ndarray = table * np.expand_dims(ratio, over)
    return result


def whole(expected: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers near `expected` that sum to `total`: largest remainders, ties in order."""
    scaled = expected * (total / expected.sum()) if expected.sum() > 0 else expected
    floor = np.floor(scaled).astype(np.int64)
    short = total - int(floor.sum())
    order = np.argsort(-(scaled - floor).ravel(), kind="stable")
    flat = floor.ravel()
    flat[order[:short]] += 1
    shaped: np.ndarray = flat.reshape(expected.shape)
    return shaped
