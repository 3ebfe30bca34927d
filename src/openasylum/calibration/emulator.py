"""Emulators: what a run would give at a point, learned from the runs there are."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from sklearn.covariance import LedoitWolf
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, WhiteKernel
from sklearn.linear_model import LogisticRegression, RidgeCV
from threadpoolctl import threadpool_limits

_LEARN_FROM = 300  # runs from which the lengths are learned: more take long and change little
_PENALTIES = np.logspace(-3, 3, 13)
_LEAST_WEIGHT = 0.01  # of an input beside the strongest: the others are left out
_FEWEST = 5  # of either kind, to learn which points are possible


@dataclass(frozen=True)
class _One:
    """The emulator of one target: a straight plane and a smooth surface on it."""

    middle: float
    spread: float
    slope: np.ndarray  # of the plane, by position
    offset: float
    stretch: np.ndarray  # of positions, so that the surface's length is 1
    trained: np.ndarray  # stretched positions of the runs, transposed
    far: np.ndarray  # half their squared distance from 0
    alpha: np.ndarray  # of the surface, by run

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """Expected ratios. The surface is taken in single precision, four times as fast."""
        flat = positions @ self.slope + self.offset
        x = (positions * self.stretch).astype(np.float32)
        near = x @ self.trained
        near -= 0.5 * np.square(x).sum(axis=1)[:, None]
        near -= self.far
        curved = np.exp(np.minimum(near, 0.0, out=near), out=near) @ self.alpha
        return np.asarray(self.middle + self.spread * (flat + curved))


@dataclass(frozen=True)
class Emulator:
    """One emulator a target, and how well they do on runs they have not seen."""

    each: tuple[_One, ...]
    error: np.ndarray  # covariance of the emulator around the mean of runs, (targets, targets)
    beside: np.ndarray  # covariance of the emulator around one run: its luck, too
    explained: np.ndarray  # share of the runs' variance explained, each left out in turn

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """Expected ratios at positions, shape (points, targets)."""
        return np.column_stack([one(positions) for one in self.each])


def train(
    positions: np.ndarray, ratios: np.ndarray, luck: np.ndarray,
    judged_on: np.ndarray | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Emulator:  # fmt: skip
    """Learn one Gaussian process a target.

    Its mean is 0 and its kernel a plane plus a squared exponential plus noise, over positions that
    are first stretched by the size of their linear effect (ridge regression), so that one length
    serves all directions. Error is judged on runs left out one at a time (Rasmussen and Williams
    2006, section 5.4.2).

    Args:
        positions: shape (runs, parameters).
        ratios: shape (runs, targets).
        luck: variance of runs that differ by seed alone, by target; what varies beyond it and is
            not explained is the emulator's error.
        judged_on: which runs the error is judged on; all if not given.
        told: called with how many targets are done, and of how many.
    """
    judged = np.ones(len(positions), bool) if judged_on is None else judged_on
    parts = []
    with threadpool_limits(1):  # threads wait for each other longer than such matrices take
        for i in range(ratios.shape[1]):
            parts.append(_train_one(positions, ratios[:, i], float(luck[i]), judged))
            if told:
                told(i + 1, ratios.shape[1])
    each, errors, left_out, explained = zip(*parts, strict=True)
    beside = _covariance(np.column_stack(left_out))
    within = np.sqrt(np.diag(beside))
    share = np.sqrt(np.divide(errors, within**2, out=np.zeros_like(within), where=within > 0))
    return Emulator(tuple(each), beside * np.outer(share, share), beside, np.array(explained))


def _covariance(residuals: np.ndarray) -> np.ndarray:
    """The covariance of residuals, shrunk towards none between targets (Ledoit and Wolf 2004)."""
    size = np.sqrt(np.mean(np.square(residuals), axis=0))
    size[size == 0.0] = 1.0
    shrunk = LedoitWolf(assume_centered=True).fit(residuals / size).covariance_
    return np.asarray(shrunk * np.outer(size, size))


def _train_one(
    positions: np.ndarray, ratio: np.ndarray, luck: float, judged: np.ndarray
) -> tuple[_One, float, np.ndarray, float]:
    """The emulator of one target, its error variance, residuals left out, and share explained."""
    middle, spread = float(ratio.mean()), float(ratio.std())
    if spread == 0.0:  # the same in every run: nothing to learn
        nothing = np.zeros(positions.shape[1])
        none = np.zeros((len(nothing), 1), np.float32)
        flat = _One(middle, 0.0, nothing, 0.0, nothing, none, none[0], none[0])
        return flat, 0.0, np.zeros(judged.sum()), 0.0
    y = (ratio - middle) / spread
    effects = np.abs(RidgeCV(_PENALTIES).fit(positions, y).coef_)
    weights = effects / effects.max()
    weights[weights < _LEAST_WEIGHT] = 0.0
    x = positions * weights
    process = _fitted(x, y)
    plane, surface = process.kernel_.k1.k1, process.kernel_.k1.k2
    noise = float(process.kernel_.k2.noise_level)
    root = solve_triangular(process.L_, np.eye(len(x)), lower=True)
    precision = np.square(root).sum(axis=0)  # the diagonal of the inverse
    alpha = process.alpha_.ravel()
    left_out = (alpha / precision)[judged]
    error = max(
        float(np.mean(left_out**2)) - luck / spread**2,
        float(np.mean(1.0 / precision[judged])) - noise, 0.0,
    )  # fmt: skip
    stretched = (x / surface.k2.length_scale).astype(np.float32)
    one = _One(
        middle=middle, spread=spread,
        slope=plane.k1.constant_value * weights * (x.T @ alpha),
        offset=float(plane.k1.constant_value * plane.k2.sigma_0**2 * alpha.sum()),
        stretch=weights / surface.k2.length_scale, trained=np.ascontiguousarray(stretched.T),
        far=0.5 * np.square(stretched).sum(axis=1),
        alpha=(surface.k1.constant_value * alpha).astype(np.float32),
    )  # fmt: skip
    around = float(np.var(y[judged]))
    explained = 1.0 - float(np.mean(left_out**2)) / around if around else 0.0
    return one, error * spread**2, left_out * spread, explained


def _fitted(x: np.ndarray, y: np.ndarray) -> GaussianProcessRegressor:
    """Lengths learned from some of the runs, everything else from all."""
    kernel = (
        ConstantKernel(1.0, (1e-4, 1e3)) * DotProduct(1.0, "fixed")
        + ConstantKernel(0.3, (1e-4, 1e2)) * RBF(2.0, (0.2, 30.0))
        + WhiteKernel(0.1, (1e-6, 2.0))
    )
    with warnings.catch_warnings():  # a length at its bound is no fault: no curve, or no noise
        warnings.simplefilter("ignore", ConvergenceWarning)
        few = slice(-_LEARN_FROM, None)  # the latest runs: nearest to what is sought
        learned = GaussianProcessRegressor(kernel).fit(x[few], y[few])
        return GaussianProcessRegressor(learned.kernel_, optimizer=None).fit(x, y)


def possible(positions: np.ndarray, fine: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The log probability that a point can be run, learned from those that could and could not.

    Args:
        positions: shape (points, parameters).
        fine: whether each could be run.
    """
    if min(fine.sum(), (~fine).sum()) < _FEWEST:
        return lambda asked: np.zeros(len(asked))
    model = LogisticRegression(max_iter=2000).fit(positions, fine)
    return lambda asked: np.asarray(model.predict_log_proba(asked)[:, 1])
