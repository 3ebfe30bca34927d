"""Three variances: chance, revision of the statistic, and what the model leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openasylum.calibration.targets import Target


@dataclass(frozen=True)
class Variances:
    """How far model and official figure may lie apart, in shares of the figure.

    `run` is the chance of one run at the fit's scale, by target; `fixed` the covariance of all
    else: the chance of the one history that was counted, revision, and discrepancy.
    """

    run: np.ndarray  # (targets,)
    fixed: np.ndarray  # (targets, targets)

    def with_error(self, error: np.ndarray) -> np.ndarray:
        """The covariance of the distance of an emulator with this error covariance."""
        return np.asarray(self.fixed + error)

    def of_runs(self) -> np.ndarray:
        """The covariance of the distance of one run from the official figures."""
        return self.with_error(np.diag(self.run))


def variances(targets: Sequence[Target], chance: np.ndarray, scale: float) -> Variances:
    """The variances of a fit.

    Chance of people and their luck falls with their number: the history that was counted has as
    many as a run at scale 1, so its chance is `scale` times that of a run. Discrepancies of one
    series are correlated by `correlation` to the power of the years between them; those of
    different series are independent.

    Args:
        targets: the figures.
        chance: ratios of runs that differ by their seeds alone, shape (runs, targets).
        scale: of those runs.
    """
    run = np.var(chance, axis=0, ddof=1)
    apart = np.abs(np.subtract.outer(*[np.array([t.year for t in targets])] * 2))
    names = np.array([f"{t.series}/{t.over}" for t in targets])
    same = names[:, None] == names[None, :]
    spread = np.array([t.discrepancy for t in targets])
    rho = np.array([t.correlation for t in targets])[:, None]
    discrepancy = np.where(same, np.outer(spread, spread) * rho**apart, 0.0)
    revision = np.array([t.revision for t in targets]) ** 2
    return Variances(run, discrepancy + np.diag(revision + scale * run))


def log_likelihood(away: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """The log density of distances, each row from a normal with mean 0.

    Args:
        away: shape (points, targets).
        covariance: shape (targets, targets).
    """
    root = np.linalg.cholesky(covariance)
    scaled = np.linalg.solve(root, away.T)
    constant = np.log(np.diag(root)).sum() + 0.5 * len(root) * np.log(2 * np.pi)
    return np.asarray(-0.5 * np.square(scaled).sum(axis=0) - constant)


def implausibility(away: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """The second largest distance of each point, in standard deviations.

    The second largest, so that one figure that the model cannot meet does not empty the space.
    """
    distances = np.abs(away) / np.sqrt(np.diag(covariance))
    if distances.shape[1] == 1:
        return np.asarray(distances[:, 0])
    return np.asarray(np.partition(distances, -2, axis=1)[:, -2])
