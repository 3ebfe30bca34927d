"""How sure a difference between the same people under two laws is, as far as chance goes."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
"""The share of intervals that hold the true difference, where their assumptions hold."""
ROUNDING = 1e-12
"""Variances this much smaller than another are rounding: doubles hold 16 figures."""


@dataclass(frozen=True)
class Interval:
    """A difference (b less a) and the interval around it, all in the same unit."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class DrawsInterval(Interval):
    """A difference over several draws, and how much it would vary without shared luck.

    Variances are of one draw's difference: `paired` when both laws have the same seed,
    `independent` when each has its own. `gain` is the second over the first: so many times more
    draws independent seeds would need; None where the paired difference does not vary beyond
    what rounding makes of equal numbers.
    """

    paired: float
    independent: float

    @property
    def gain(self) -> float | None:
        """How many times smaller the variance is because of shared luck."""
        varies = self.paired > ROUNDING * self.independent
        return self.independent / self.paired if varies else None


def t_quantile(level: float, degrees: int) -> float:
    """The two-sided quantile of Student's t: 2.228 for 0.95 and 10 degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + level / 2))


def over_draws(a: npt.ArrayLike, b: npt.ArrayLike, level: float = LEVEL) -> DrawsInterval:
    """The mean difference over draws, with a t interval.

    Each draw is one pair of runs with one seed, so the differences b_i - a_i are independent of
    each other, and their mean has the interval of a paired t test: mean plus or minus
    t(n - 1) x sd / sqrt(n). It covers chance: which people come and what luck they have. It
    covers neither the assumptions nor errors of the model. With independent seeds the variance of
    a difference is the sum of both variances.

    Args:
        a: a number under the first law, one a draw.
        b: the same under the second law, in the same order.
        level: share of intervals that hold the true mean.

    Raises:
        ValueError: fewer than two draws, or not as many of a as of b.
    """
    one, other = np.asarray(a, float), np.asarray(b, float)
    if one.shape != other.shape or one.ndim != 1 or one.size < 2:
        raise ValueError(f"an interval needs two draws or more of both, found {one.size} of a.")
    differences = other - one
    mean, paired = float(differences.mean()), float(differences.var(ddof=1))
    half = t_quantile(level, one.size - 1) * (paired / one.size) ** 0.5
    independent = float(one.var(ddof=1) + other.var(ddof=1))
    return DrawsInterval(mean, mean - half, mean + half, paired, independent)


def among_people(
    only_a: float, only_b: float, people: float, scale: float, level: float = LEVEL
) -> Interval:
    """The difference in how many people something happens to, from one draw.

    Of n people, x have it under a alone and y under b alone; the rest do not change. If people
    are independent of each other, y - x has variance x + y - (y - x)^2 / n, as in McNemar's test
    of matched pairs. The interval is the "Wald+2" of Agresti and Min (2005, Statistics in
    Medicine 24, 729-740; users.stat.ufl.edu/~aa/cda/R/matched/R2_matched): half a person is
    added to each of the four cells first, which matters only where few people change, and
    leaves an interval where nobody does. Around x = y = 0 it is plus or minus two people of
    the run.

    It covers chance among people, taken as independent. They are not quite: they wait in the
    same queues. In a run at a small scale it also covers which people the sample holds.

    Args:
        only_a: people with it under a alone, in full scale.
        only_b: people with it under b alone, in full scale.
        people: all people, in full scale.
        scale: the share of people in the run, above 0 up to 1. The formula is for the people
            who were run; its result is then scaled up.
        level: share of intervals that hold the true difference.

    Raises:
        ValueError: nobody, or more who change than there are people.
    """
    x, y, n = only_a * scale, only_b * scale, people * scale
    if n <= 0 or min(x, y) < 0 or x + y > n * (1 + 1e-9):
        raise ValueError(f"{only_a:g} and {only_b:g} of {people:g} people cannot have changed.")
    centre = (y - x) * n / (n + 2)
    variance = x + y + 1 - (y - x) ** 2 / (n + 2)
    half = NormalDist().inv_cdf(0.5 + level / 2) * variance**0.5 * n / (n + 2)
    return Interval(only_b - only_a, (centre - half) / scale, (centre + half) / scale)


def mean_among_people(
    difference: float, sd: float, people: float, scale: float, level: float = LEVEL
) -> Interval | None:
    """A mean of people's differences, from one draw: plus or minus z x sd / sqrt(n).

    The same caution as for `among_people`, and more of it: a queue that grows lengthens the wait
    of everyone in it, so waits are less independent than outcomes.

    Args:
        difference: the mean of the differences.
        sd: their standard deviation (sum of squares over n).
        people: how many people have one, in full scale.
        scale: the share of people in the run.
        level: share of intervals that hold the true mean.

    Returns:
        None for fewer than two people in the run.
    """
    n = people * scale
    if n < 1.5:  # whole people, up to rounding
        return None
    half = NormalDist().inv_cdf(0.5 + level / 2) * sd / (n - 1) ** 0.5
    return Interval(difference, difference - half, difference + half)
