"""SALib, called with our factors: designs of Morris and of Saltelli, and what their numbers say."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from openasylum.calibration.factors import Factor
from openasylum.errors import OpenasylumError

LEVELS = 4
"""Of a Morris design: places an assumption can have. With an even number of levels and steps of
half of it plus one, every level is equally likely (Morris 1991)."""
_RESAMPLES = 200


@dataclass(frozen=True)
class Elementary:
    """Elementary effects of one factor on one output, each for the whole way from low to high.

    `mean` of the effects, `size` of their absolute values (mu*), `spread` their standard
    deviation (sigma), `within` the half width of a 95% bootstrap interval of `size`.
    """

    mean: float
    size: float
    spread: float
    within: float


@dataclass(frozen=True)
class Indices:
    """Sobol indices of one factor: alone and with all interactions, shares of the variance.

    `alone_within` and `total_within` are half widths of 95% bootstrap intervals.
    """

    alone: float
    alone_within: float
    total: float
    total_within: float


def morris_points(factors: Sequence[Factor], trajectories: int, seed: int) -> np.ndarray:
    """Points of a Morris design: (trajectories x (factors + 1)) rows, in the factors' own units.

    Raises:
        OpenasylumError: fewer than two trajectories, or SALib is not installed.
    """
    if trajectories < 2:
        raise OpenasylumError(
            f"--trajectories {trajectories}: must be 2 or more, or nothing tells how far one "
            f"effect differs from the next."
        )
    with _salib("sample.morris") as morris:
        points: np.ndarray = morris.sample(
            _problem(factors), trajectories, num_levels=LEVELS, seed=seed
        )
    return points


def elementary(
    factors: Sequence[Factor], points: np.ndarray, outputs: np.ndarray, seed: int
) -> tuple[list[Elementary], int]:
    """Elementary effects from the outputs of a Morris design.

    Args:
        factors: as for `morris_points`.
        points: its rows.
        outputs: one a row; not a number where the run failed, and then the whole trajectory
            is left out, since its effects cannot be told apart.
        seed: of the bootstrap.

    Returns:
        One for each factor, and how many trajectories were left out.

    Raises:
        OpenasylumError: fewer than two trajectories are whole.
    """
    rows, lost = _whole(outputs, len(factors) + 1, "trajectories")
    with _salib("analyze.morris") as morris:
        found = morris.analyze(
            _problem(factors), points[rows], outputs[rows], num_levels=LEVELS,
            num_resamples=_RESAMPLES, seed=seed,
        )  # fmt: skip
    columns = (found[name] for name in ("mu", "mu_star", "sigma", "mu_star_conf"))
    return [Elementary(*map(float, each)) for each in zip(*columns, strict=True)], lost


def sobol_points(factors: Sequence[Factor], base: int, seed: int) -> np.ndarray:
    """Points of Saltelli's design for first-order and total indices: (base x (factors + 2)) rows.

    Raises:
        OpenasylumError: `base` is not a power of two, or SALib is not installed.
    """
    if base < 2 or base & (base - 1):
        raise OpenasylumError(
            f"--sobol {base}: Sobol points spread evenly only in powers of two. Give one, for "
            f"example 64, or 0 to leave Sobol indices out."
        )
    with _salib("sample.sobol") as sobol:
        points: np.ndarray = sobol.sample(
            _problem(factors), base, calc_second_order=False, seed=seed
        )
    return points


def indices(
    factors: Sequence[Factor], outputs: np.ndarray, seed: int
) -> tuple[list[Indices] | None, int]:
    """Sobol indices from the outputs of `sobol_points`, failed runs as in `elementary`.

    Returns:
        One for each factor, or none if the output does not vary at all; and how many blocks of
        points were left out.
    """
    rows, lost = _whole(outputs, len(factors) + 2, "blocks of points")
    given = outputs[rows]
    if np.ptp(given) == 0:
        return None, lost
    with _salib("analyze.sobol") as sobol:
        found = sobol.analyze(
            _problem(factors), given, calc_second_order=False, num_resamples=_RESAMPLES, seed=seed
        )
    columns = (found[name] for name in ("S1", "S1_conf", "ST", "ST_conf"))
    return [Indices(*map(float, each)) for each in zip(*columns, strict=True)], lost


def _whole(outputs: np.ndarray, length: int, what: str) -> tuple[np.ndarray, int]:
    """Rows of the blocks of `length` in which every run finished, and how many were not whole."""
    blocks = np.isfinite(outputs.reshape(-1, length)).all(axis=1)
    if blocks.sum() < 2:
        raise OpenasylumError(
            f"sensitivity: {int(blocks.sum())} of {blocks.size} {what} are whole, the others hold "
            f"a failed run. Give more, or name fewer assumptions with --vary."
        )
    return np.repeat(blocks, length), int((~blocks).sum())


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    return {
        "num_vars": len(factors),
        "names": [one.name for one in factors],
        "bounds": [[one.low, one.high] for one in factors],
    }


@contextmanager
def _salib(module: str) -> Iterator[Any]:
    """A module of SALib; its bootstrap of a constant resample warns, which tells nothing here."""
    import importlib

    try:
        found = importlib.import_module(f"SALib.{module}")
    except ImportError:
        raise OpenasylumError(
            "sensitivity: needs SALib, which is not installed. Install it with "
            "'pip install openasylum[sensitivity]'."
        ) from None
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"SALib\..*")
        yield found
