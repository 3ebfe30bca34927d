"""The verdict on a claim, from numbers alone, and the assumption on whose value it turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from openasylum.records.claims import Side


class Verdict(StrEnum):
    """Every word there is for a verdict."""

    SUPPORTED = "supported across the range"
    AGAINST = "against across the range"
    DEPENDS = "depends on an unidentified assumption"
    OUTSIDE = "outside the model"


def supports(value: float, side: Side, threshold: float) -> bool:
    """Whether a value speaks for the claim; one on the threshold does not."""
    return value > threshold if side == "above" else value < threshold


def verdict_of(values: Sequence[float], side: Side, threshold: float) -> Verdict:
    """The word for a claim on the process, given the quantity over all that was varied."""
    if not values:
        raise ValueError("a verdict needs at least one value.")
    found = {supports(value, side, threshold) for value in values}
    if found == {True}:
        return Verdict.SUPPORTED
    return Verdict.AGAINST if found == {False} else Verdict.DEPENDS


@dataclass(frozen=True)
class Turn:
    """An assumption on whose value the verdict turns, and where, as nearly as it was sought."""

    assumption: str
    at: float | None
    central: float | None
    low: float
    high: float
    unit: str

    def nearness(self) -> float:
        """How far from the central value it lies, as a share of the range; 1 if not known."""
        if self.at is None or self.central is None or self.high == self.low:
            return 1.0
        return abs(self.at - self.central) / (self.high - self.low)
