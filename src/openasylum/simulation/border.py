"""Who came to the border and what became of them, from the official tables: people and shares."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from openasylum.errors import RecordError
from openasylum.kernel.codes import PATHWAYS
from openasylum.simulation.groups import BORDER_GROUPS, CITIZENSHIPS, FAMILY_STATUSES, MANNERS
from openasylum.simulation.joint import AGENCIES, OUTCOMES, Margins, fit, possible, whole
from openasylum.statistics import catalog

SHAPE = (len(CITIZENSHIPS), len(FAMILY_STATUSES), len(AGENCIES), PATHWAYS)


@dataclass(frozen=True)
class Border:
    """The border by month: `people` (months x groups) and `shares` (months x groups x pathways).

    `fitted_to` is the first month without book-outs: from then on the shares are an assumption.
    """

    months: tuple[date, ...]
    people: np.ndarray
    shares: np.ndarray
    fitted_to: date
    misfit: float


def read_border(months: list[date]) -> Border:
    """Read and fit the border for `months`; months after the last count have no arrivals.

    Raises:
        RecordError: a table names a category the model does not know.
    """
    counted = _Tables()
    last = counted.last_month()
    joint = np.zeros((len(months), *SHAPE))
    misfit = 0.0
    fitted = [m for m in months if m <= last]
    if fitted:
        margins = counted.margins(fitted)
        joint[: len(fitted)] = fit(margins, possible())
        family = joint[: len(fitted)].sum(axis=(3, 4)).sum(axis=1)
        off = np.abs(family - margins.family_agency.sum(axis=2)).max(axis=1)
        misfit = float((off / margins.agency_pathway.sum(axis=(1, 2))).max())
    later = {m: n for n, m in enumerate(months) if m > last}
    _extend(joint, later, len(fitted))
    people, shares = _by_group(joint, counted.appointments(months))
    return Border(tuple(months), people, shares, _next_month(last), misfit)


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _cells(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def _place(names: tuple[str, ...], name: str, table: str) -> int:
    if name not in names:
        raise RecordError(f"statistics {table}: '{name}' is not a category of the model.")
    return names.index(name)


class _Tables:
    """The five published margins, as arrays by month."""

    def __init__(self) -> None:
        self.pathways = {
            "agency": _by(AGENCIES, "book_outs_by_agency", "agency"),
            "family": _by(FAMILY_STATUSES, "book_outs_by_family_status", "family_status"),
            "citizenship": _by(CITIZENSHIPS, "book_outs_by_citizenship", "citizenship"),
        }
        self.citizenship = _encounters(CITIZENSHIPS, "encounters_by_citizenship", "citizenship")
        self.family = _encounters(
            (*FAMILY_STATUSES, "accompanied_minor"), "encounters_by_family_status", "family_status"
        )

    def last_month(self) -> date:
        """The last month with book-outs."""
        return max(self.pathways["agency"])

    def margins(self, months: list[date]) -> Margins:
        """The margins of each month; people whose family status is not told are family members.

        The agencies count accompanied minors at ports apart and give no outcome for them; what
        the outcomes by family status lack of the total is theirs.
        """
        by_agency = _stacked(self.pathways["agency"], months)
        by_family = _stacked(self.pathways["family"], months)
        member = FAMILY_STATUSES.index("family_unit")
        missing = by_agency.sum(axis=1) - by_family.sum(axis=1)
        by_family[:, member] += np.maximum(missing, 0.0)
        told = _stacked(self.family, months)
        family = told[:, : len(FAMILY_STATUSES)]
        family[:, member] += told[:, len(FAMILY_STATUSES)]
        return Margins(
            _stacked(self.citizenship, months),
            family,
            by_agency,
            by_family,
            _stacked(self.pathways["citizenship"], months),
        )

    def appointments(self, months: list[date]) -> np.ndarray:
        """CBP One appointments by month and citizenship."""
        result = np.zeros((len(months), len(CITIZENSHIPS)))
        place = {month: number for number, month in enumerate(months)}
        for month, name, people in _cells(
            catalog.table("cbp_one_appointments"), "month", "citizenship", "people"
        ):
            own = name if name in CITIZENSHIPS else "other"
            if month in place and people is not None:
                result[place[month], CITIZENSHIPS.index(own)] += people
        return result


def _stacked(by_month: dict[date, np.ndarray], months: list[date]) -> np.ndarray:
    return np.stack([by_month[month] for month in months])


def _by(names: tuple[str, ...], table: str, column: str) -> dict[date, np.ndarray]:
    found: dict[date, np.ndarray] = {}
    for month, name, outcome, people in _cells(
        catalog.table(table), "month", column, "outcome", "people"
    ):
        row = found.setdefault(month, np.zeros((len(names), PATHWAYS)))
        row[_place(names, name, table), OUTCOMES[outcome]] += people or 0
    return found


def _encounters(names: tuple[str, ...], table: str, column: str) -> dict[date, np.ndarray]:
    found: dict[date, np.ndarray] = {}
    for month, agency, name, number in _cells(
        catalog.table(table), "month", "agency", column, "encounters"
    ):
        row = found.setdefault(month, np.zeros((len(names), len(AGENCIES))))
        row[_place(names, name, table), AGENCIES.index(agency)] += number or 0
    return found


def _extend(joint: np.ndarray, later: dict[date, int], fitted: int) -> None:
    """Months after the last book-outs: CBP's own counts, with the last two months' shares.

    CBP's file joins citizenship, family status and agency, but separates only four citizenships;
    the rest keep their proportions of the last two fitted months.
    """
    if not later or fitted < 2:
        return
    pattern = joint[fitted - 2 : fitted].sum(axis=0)
    totals: dict[date, np.ndarray] = {}
    four = ("mexico", "guatemala", "honduras", "el_salvador")
    for month, agency, family, citizenship, number in _cells(
        catalog.table("cbp_encounters"),
        "month", "agency", "family_status", "citizenship", "encounters",
    ):  # fmt: skip
        if month not in later:
            continue
        row = totals.setdefault(month, np.zeros((5, len(FAMILY_STATUSES), len(AGENCIES))))
        own = family if family in FAMILY_STATUSES else "family_unit"
        where = four.index(citizenship) if citizenship in four else 4
        row[where, FAMILY_STATUSES.index(own), AGENCIES.index(agency)] += number or 0
    blocks = [[CITIZENSHIPS.index(name)] for name in four]
    blocks.append([i for i, name in enumerate(CITIZENSHIPS) if name not in four])
    for month, counts in totals.items():
        for block, number in zip(blocks, counts, strict=True):
            part = pattern[block]
            whole_part = part.sum(axis=(0, 3), keepdims=True)
            share = np.divide(part, whole_part, out=np.zeros_like(part), where=whole_part > 0)
            joint[later[month], block] = share * number[None, :, :, None]


def _by_group(joint: np.ndarray, appointments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """People and pathway shares by group; port arrivals are divided by appointment or none."""
    months = joint.shape[0]
    cells = np.zeros((months, len(MANNERS), len(FAMILY_STATUSES), len(CITIZENSHIPS), PATHWAYS))
    cells[:, 0] = joint[:, :, :, 0].transpose(0, 2, 1, 3)
    port = joint[:, :, :, 1].transpose(0, 2, 1, 3)
    at_port = port.sum(axis=(1, 3))
    booked = np.divide(
        np.minimum(appointments, at_port), at_port, out=np.zeros_like(at_port), where=at_port > 0
    )
    cells[:, 1] = port * (1 - booked)[:, None, :, None]
    cells[:, 2] = port * booked[:, None, :, None]
    flat = cells.reshape(months, BORDER_GROUPS, PATHWAYS)
    expected = flat.sum(axis=2)
    people = np.stack([whole(row, round(row.sum())) for row in expected])
    shares = np.divide(
        flat, expected[:, :, None], out=np.zeros_like(flat), where=expected[:, :, None] > 0
    )
    shares[expected <= 0, PATHWAYS - 1] = 1.0
    return people, shares
