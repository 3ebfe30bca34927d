"""Stock-flow projections: what is pending, plus what comes in, less what judges complete."""

import math
from collections.abc import Mapping

Inputs = Mapping[str, float]
Outputs = dict[str, float]


def pending_path(
    pending: float, receipts: float, completions: list[float] | tuple[float, ...]
) -> list[float]:
    """Pending cases at the start and at the end of each year, never below zero.

    `pending[t + 1] = max(0, pending[t] + receipts - completions[t])`; `receipts` and `completions`
    in cases a year. Each year's completions is one step.
    """
    path = [pending]
    for completed in completions:
        path.append(max(0.0, path[-1] + receipts - completed))
    return path


def years_until_clear(pending: float, yearly_change: float) -> float:
    """Whole years until nothing is pending under a constant yearly change; infinite if never."""
    if pending <= 0:
        return 0.0
    return math.ceil(pending / -yearly_change) if yearly_change < 0 else math.inf


def recursion(inputs: Inputs) -> Outputs:
    """Constant receipts, judges and completions per judge; added judges work from the first day.

    `pending[t + 1] = pending[t] + receipts - completions_per_judge * (judges + additional_judges)`.
    The recursion is how CRS R47077 and R47637 describe theirs; inputs in cases, judges and years.
    """
    judges = inputs["judges"] + inputs["additional_judges"]
    change = inputs["receipts"] - inputs["completions_per_judge"] * judges
    return _summary(inputs, [inputs["receipts"] - change] * int(inputs["years"]), change)


def with_hires(inputs: Inputs) -> Outputs:
    """The recursion with judges hired and lost each year, as in the spreadsheet of CMS.

    Judges at the end of a year are `judges * (1 - attrition_rate) + hires_per_year`; completions
    are those of the mean of a year's first and last number of judges. `years_to_clear` is that of
    the path within `years`, infinite if it does not get there.
    """
    judges, completions = inputs["judges"], []
    for _ in range(int(inputs["years"])):
        later = judges * (1 - inputs["attrition_rate"]) + inputs["hires_per_year"]
        completions.append(inputs["completions_per_judge"] * (judges + later) / 2)
        judges = later
    found = _summary(inputs, completions, None)
    return {**found, "judges_at_end": judges}


def _summary(inputs: Inputs, completions: list[float], change: float | None) -> Outputs:
    path = pending_path(inputs["pending"], inputs["receipts"], completions)
    if change is None:
        cleared = next((i for i, left in enumerate(path) if left == 0), math.inf)
    else:
        cleared = years_until_clear(inputs["pending"], change)
    return {
        "pending_at_end": path[-1],
        "change": inputs["receipts"] * len(completions) - sum(completions),
        "years_to_clear": float(cleared),
        "completions_per_year": completions[0],
    }
