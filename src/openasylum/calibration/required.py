"""From the number each draw requires to the number that reaches a goal with a chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, inf, lgamma, log

LEVEL = 0.95
"""Of intervals, the share that hold the true number, at least."""


@dataclass(frozen=True)
class Required:
    """The number with which a share `chance` of all draws reaches the goal.

    `number`, `median` and `high` are None where more than the most tried is required; `high` also
    where there are too few draws to bound it.
    """

    chance: float
    draws: int
    number: int | None
    median: int | None
    low: int | None
    high: int | None
    high_needs_draws: bool


def required(numbers: Sequence[int | None], chance: float) -> Required:
    """The number that enough draws are content with, and its 95 percent interval.

    With n draws the number is the ceil(chance n)-th smallest. The interval takes the draws as
    independent: how many of them are content with the true number is then binomial, so two of
    the sorted numbers enclose it whatever their distribution (order statistics; Conover 1999). It
    says how far another set of as many draws could have come out otherwise, not how far the
    draws are from the truth.

    Args:
        numbers: what each draw requires, None for more than the most tried.
        chance: above 0 and below 1.
    """
    ordered = sorted(inf if number is None else number for number in numbers)
    n = len(ordered)
    lower, upper = _ranks(n, chance)
    return Required(
        chance=chance,
        draws=n,
        number=_whole(ordered[_rank(n, chance) - 1]),
        median=_whole(ordered[_rank(n, 0.5) - 1]),
        low=_whole(ordered[lower - 1]) if lower else 0,  # fewer than none cannot be hired
        high=_whole(ordered[upper - 1]) if upper <= n else None,
        high_needs_draws=upper > n,
    )


def content(numbers: Sequence[int | None], hired: int) -> float:
    """The share of draws that require no more than `hired`."""
    return sum(number is not None and number <= hired for number in numbers) / len(numbers)


def _whole(number: float) -> int | None:
    return None if number == inf else int(number)


def _rank(n: int, share: float) -> int:
    """The least rank that at least a share of n is at or below; safe from rounding upwards."""
    return max(1, ceil(share * n - 1e-9))


def _ranks(n: int, chance: float) -> tuple[int, int]:
    """Ranks of the sorted numbers that enclose the true one; 0 or n + 1 where there is none.

    The number of draws at or below the true quantile is binomial(n, chance). The lower rank is
    the largest l with P(fewer than l) <= 2.5%, the upper the smallest u with P(u or more) <= 2.5%.
    """
    tail = (1.0 - LEVEL) / 2
    mass = [_binomial(n, k, chance) for k in range(n + 1)]
    lower = 0
    below = mass[0]
    while lower < n and below <= tail:
        lower += 1
        below += mass[lower]
    upper = n + 1
    above = mass[n]
    while upper > 1 and above <= tail:
        upper -= 1
        above += mass[upper - 1]
    return lower, upper


def _binomial(n: int, k: int, p: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(p) + (n - k) * log(1.0 - p))
