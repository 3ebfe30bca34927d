"""Who people are: citizenship x family status x manner of entry, and the other streams."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from openasylum.kernel.codes import Stream
from openasylum.kernel.layout import GROUP

CITIZENSHIPS = (
    "mexico", "guatemala", "honduras", "el_salvador", "cuba", "venezuela", "colombia",
    "ecuador", "haiti", "china", "other",
)  # fmt: skip
"""As far as the monthly tables separate them."""

FAMILY_STATUSES = ("single_adult", "family_unit", "unaccompanied_child")
MANNERS = ("between_ports", "at_port", "appointment")
ELSEWHERE = (
    ("affirmative_filing", Stream.AFFIRMATIVE),
    ("other_case_detained", Stream.OTHER_DETAINED),
    ("other_case_released", Stream.OTHER_RELEASED),
    ("pending_case_2013", Stream.STOCK_COURT),
    ("closed_case_2013", Stream.STOCK_INACTIVE),
    ("pending_affirmative_2013", Stream.STOCK_AFFIRMATIVE),
)


@dataclass(frozen=True)
class Group:
    """One group of people who share traits; its place in `GROUPS` is its number in the kernel."""

    stream: Stream
    citizenship: str
    family_status: str
    manner: str

    @property
    def name(self) -> str:
        """How tables name the group."""
        if self.stream is Stream.BORDER:
            return f"{self.citizenship}/{self.family_status}/{self.manner}"
        return self.manner


def _groups() -> tuple[Group, ...]:
    border = [
        Group(Stream.BORDER, citizenship, family, manner)
        for manner in MANNERS
        for family in FAMILY_STATUSES
        for citizenship in CITIZENSHIPS
    ]
    rest = [Group(stream, "other", "single_adult", name) for name, stream in ELSEWHERE]
    return tuple(border + rest)


GROUPS = _groups()
BORDER_GROUPS = len(CITIZENSHIPS) * len(FAMILY_STATUSES) * len(MANNERS)


def number_of(name: str) -> int:
    """The number of the group of this name."""
    return [group.name for group in GROUPS].index(name)


def named_groups() -> dict[str, np.ndarray]:
    """Every group that result tables report, as a mask over `GROUPS`: `all`, then the margins."""
    return dict(_masks())


@cache
def _masks() -> dict[str, np.ndarray]:
    masks = {"all": np.ones(len(GROUPS), bool)}
    border = np.array([group.stream is Stream.BORDER for group in GROUPS])
    for trait, values in (
        ("citizenship", CITIZENSHIPS),
        ("family_status", FAMILY_STATUSES),
        ("manner", MANNERS),
    ):
        for value in values:
            has = np.array([getattr(group, trait) == value for group in GROUPS])
            masks[f"{trait}={value}"] = has & border
    masks["stream=border"] = border
    for name, stream in ELSEWHERE:
        masks[f"stream={name}"] = np.array([group.stream is stream for group in GROUPS])
    return masks


def group_table(strength_shift: dict[str, float]) -> np.ndarray:
    """The kernel's table of groups; `strength_shift` by citizenship, in standard deviations."""
    table = np.zeros(len(GROUPS), GROUP)
    for row, group in zip(table, GROUPS, strict=True):
        row["stream"] = int(group.stream)
        row["citizenship"] = CITIZENSHIPS.index(group.citizenship)
        row["family"] = FAMILY_STATUSES.index(group.family_status)
        row["manner"] = MANNERS.index(group.manner) if group.stream is Stream.BORDER else 0
        if group.stream is Stream.BORDER:
            row["strength_shift"] = strength_shift[group.citizenship]
    return table
