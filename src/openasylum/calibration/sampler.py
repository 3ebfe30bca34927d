"""Points drawn from a posterior on the normal scale by many walkers, and how well they mixed."""

from collections.abc import Callable
from dataclasses import dataclass

import emcee
import numpy as np
from threadpoolctl import threadpool_limits

_WALKERS_A_DIMENSION = 4
_BURN = 0.5  # share of steps that are thrown away


@dataclass(frozen=True)
class Sample:
    """Points on the normal scale, and how the walkers did."""

    points: np.ndarray  # (number, parameters)
    acceptance: float
    autocorrelation: float  # steps, of the slowest parameter
    steps: int
    independent: float  # about so many independent points the walkers gave


def sample(
    log_likely: Callable[[np.ndarray], np.ndarray], start: np.ndarray, number: int, *,
    steps: int, seed: int, told: Callable[[int, int], None] | None = None,
) -> Sample:  # fmt: skip
    """Draw points from a posterior whose prior is a standard normal in every direction.

    Differential evolution moves (Nelson, Ford and Payne 2014), every tenth of them the whole way
    from one walker to another (ter Braak 2006), by emcee; the first half of the steps is thrown
    away. Not its snooker moves: those of release 3.1.6 draw points too close together (by 14
    percent in 48 directions where nothing is known; emcee's pull request 531 mends them).

    Args:
        log_likely: the log likelihood of points, shape (points, parameters), all at once.
        start: candidates to start from, at least as many as walkers, spread over the prior; the
            likeliest are taken, so that walkers start apart where nothing is known.
        number: of points wanted.
        steps: of every walker.
        seed: of the walkers.
        told: called with the steps done, and of how many.
    """
    dimensions = start.shape[1]
    walkers = walkers_for(dimensions)
    best = np.argsort(-log_likely(start))[:walkers]

    def log_density(points: np.ndarray) -> np.ndarray:
        return np.asarray(log_likely(points) - 0.5 * np.square(points).sum(axis=1))

    moves = [(emcee.moves.DEMove(), 0.9), (emcee.moves.DEMove(gamma0=1.0), 0.1)]
    chain = emcee.EnsembleSampler(walkers, dimensions, log_density, vectorize=True, moves=moves)
    chain.random_state = np.random.RandomState(seed).get_state()
    with threadpool_limits(1):  # many small matrices: threads would wait for each other
        for done, _ in enumerate(chain.sample(start[best], iterations=steps), start=1):
            if told:
                told(done, steps)
    burn = int(steps * _BURN)
    flat = chain.get_chain(discard=burn, flat=True)
    slowest = float(np.max(chain.get_autocorr_time(discard=burn, tol=0, quiet=True)))
    slowest = slowest if np.isfinite(slowest) and slowest > 0 else float(steps)
    chosen = np.random.default_rng(seed).choice(len(flat), number, replace=len(flat) < number)
    independent = walkers * (steps - burn) / slowest
    return Sample(
        flat[chosen], float(np.mean(chain.acceptance_fraction)), slowest, steps, independent
    )


def walkers_for(dimensions: int) -> int:
    """How many walkers sample so many dimensions."""
    return max(2 * (_WALKERS_A_DIMENSION * dimensions // 2), 20)
