"""Draws made from ranges: positions spread over them by a Latin hypercube or Sobol points."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from openasylum.ensemble.draws import Draw, Draws
from openasylum.ensemble.position import movable
from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumptions

Method = Literal["latin_hypercube", "sobol"]
STANDARDS = (
    "threshold_significant_possibility",
    "threshold_reasonable_possibility",
    "threshold_reasonable_probability",
    "threshold_more_likely_than_not",
)
"""Standards of proof must stay in order: moved together they do, each on its own they may not."""
TOGETHER = "+"


def everything(known: Assumptions) -> list[str]:
    """Every assumption of a set that has a range, the standards of proof as one."""
    wide = [name for name, record in known.values.items() if record.low < record.high]
    together = [name for name in STANDARDS if name in wide]
    apart = [name for name in wide if name not in together]
    return [*apart, TOGETHER.join(together)] if together else apart


def from_ranges(
    known: Assumptions, vary: Sequence[str], number: int, *,
    method: Method = "latin_hypercube", seed: int = 1,
) -> Draws:  # fmt: skip
    """Draws whose positions are spread evenly over -1 to 1 in every direction.

    The middle of the draws is the set's own values: half of them lie below and half above, whatever
    the shape of the range. Latin hypercube: McKay, Beckman and Conover 1979 (scrambled within its
    cells); Sobol points: Sobol 1967, scrambled by Owen's method.

    Args:
        known: the set of assumptions.
        vary: names; several joined by '+' share one position.
        number: of draws; a power of two for Sobol points.
        method: how the points are spread.
        seed: of the points, not of anyone's luck.

    Raises:
        OpenasylumError: a name is unknown, comes twice or has no range, or the number cannot be.
    """
    groups = [item.split(TOGETHER) for item in vary]
    _check(known, groups)
    if number < 1 or (method == "sobol" and number & (number - 1)):
        raise OpenasylumError(
            f"--draws {number}: Sobol points spread evenly only in powers of two. Give one, for "
            f"example {1 << max(number, 1).bit_length()}, or take the Latin hypercube."
            if method == "sobol"
            else f"--draws {number}: must be 1 or more."
        )
    points = _points(method, len(groups), number, seed)
    draws = tuple(
        Draw(
            number=i,
            seed=1,
            positions=tuple(
                sorted(
                    (name, float(2.0 * point[place] - 1.0))
                    for place, names in enumerate(groups)
                    for name in names
                )
            ),
        )
        for i, point in enumerate(points)
    )
    return Draws(f"{method}_{number}_of_{len(groups)}", draws)


def _points(method: Method, dimensions: int, number: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc  # heavy, and needed only here

    if method == "sobol":
        if dimensions > qmc.Sobol.MAXDIM:
            raise OpenasylumError(
                f"--vary: {dimensions} directions are more than the {qmc.Sobol.MAXDIM} for which "
                f"there are Sobol points. Take the Latin hypercube."
            )
        spread = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))
    else:
        spread = qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed))
    points: np.ndarray = spread.random(number)
    return points


def _check(known: Assumptions, groups: list[list[str]]) -> None:
    seen: set[str] = set()
    if not groups:
        raise OpenasylumError("--vary: names no assumption. Give names, or 'all'.")
    for name in (name for names in groups for name in names):
        record = movable(known, name, "--vary")
        if name in seen:
            raise OpenasylumError(f"--vary: {name} is named twice. Name it once.")
        if record.low == record.high:
            raise OpenasylumError(
                f"--vary: {name} has no range (low and high are both {record.low:g}). Leave it out."
            )
        seen.add(name)
