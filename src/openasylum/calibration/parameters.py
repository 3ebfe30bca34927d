"""Parameters of a fit: positions with a prior, as points of a cube and as draws of an ensemble."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from openasylum.ensemble.draws import Draw, Draws
from openasylum.records.calibration import Fit, Prior

_EDGE = 1e-12  # the ends of a prior are at infinity on the normal scale


@dataclass(frozen=True)
class Parameter:
    """One direction of the fit: the names that share a position, and its prior."""

    names: tuple[str, ...]
    prior: Prior

    @property
    def label(self) -> str:
        """How tables call it: the first name, and how many move with it."""
        return "+".join(self.names)


def parameters_of(fit: Fit) -> tuple[Parameter, ...]:
    """The parameters of a fit, in its order."""
    return tuple(Parameter(tuple(moved.move), moved.prior) for moved in fit.parameters)


def quantile(prior: Prior, share: np.ndarray) -> np.ndarray:
    """The positions below which a prior has these shares (0 to 1)."""
    low, high = prior.low, prior.high
    if prior.shape == "uniform":
        return np.asarray(low + (high - low) * share)
    cut = -low / (high - low)  # the share below the peak at 0
    rising = low + np.sqrt(share * (high - low) * -low)
    falling = high - np.sqrt((1.0 - share) * (high - low) * high)
    return np.where(share < cut, rising, falling)


def positions_at(parameters: Sequence[Parameter], normal: np.ndarray) -> np.ndarray:
    """Positions of points on the normal scale, where every prior is a standard normal.

    Args:
        parameters: of the fit.
        normal: shape (points, parameters).
    """
    shares = np.clip(ndtr(normal), _EDGE, 1.0 - _EDGE)
    columns = [quantile(each.prior, shares[:, i]) for i, each in enumerate(parameters)]
    return np.column_stack(columns)


def spread_points(parameters: Sequence[Parameter], number: int, seed: int) -> np.ndarray:
    """Points on the normal scale, spread evenly over the priors by a Latin hypercube."""
    design = qmc.LatinHypercube(len(parameters), rng=np.random.default_rng(seed))
    return np.asarray(ndtri(np.clip(design.random(number), _EDGE, 1.0 - _EDGE)))


def draws_at(
    name: str, parameters: Sequence[Parameter], normal: np.ndarray, first_seed: int
) -> Draws:
    """Draws at points on the normal scale, each with a seed of its own from `first_seed` on."""
    positions = positions_at(parameters, normal)
    return Draws(
        name,
        tuple(
            Draw(
                number=i,
                seed=first_seed + i,
                positions=tuple(
                    sorted(
                        (one, float(value))
                        for each, value in zip(parameters, row, strict=True)
                        for one in each.names
                    )
                ),
            )
            for i, row in enumerate(positions)
        ),
    )
