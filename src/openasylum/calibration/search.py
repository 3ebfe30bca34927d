"""The least number that reaches a goal on the same people: a bracket, made ever narrower."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil


@dataclass(frozen=True)
class Threshold:
    """A value to stay below, or to get above; equal to it is neither."""

    below: bool
    level: float

    def reached(self, value: float) -> bool:
        """Whether a value is on the wished side."""
        return value < self.level if self.below else value > self.level

    def better(self, first: float, second: float) -> float:
        """How much further to the wished side the second value is; below zero if less far."""
        return first - second if self.below else second - first


@dataclass(frozen=True)
class Trial:
    """A number tried, and the value it gave."""

    number: int
    value: float


@dataclass(frozen=True)
class Found:
    """The least number that reached the goal, and every trial in the order of its number.

    `required` is None where even the largest number does not reach it. `backwards` is the
    furthest that a value moved away from the goal between two neighbouring trials, and `lost` says
    whether a larger number missed the goal that a smaller one reached.
    """

    required: int | None
    trials: tuple[Trial, ...]
    backwards: float
    lost: bool


def least_number(value_of: Callable[[int], float], goal: Threshold, most: int) -> Found:
    """The least whole number from 0 to `most` whose value reaches the goal.

    Takes it that a larger number never moves the value away from the goal. Both ends are tried
    first, so that a goal reached without, or out of reach, costs two trials. Then the bracket is
    cut where a straight line between its ends meets the goal, and in the middle after every cut
    that did not halve it, so that a bent curve cannot make it slow. What was tried tells whether
    the premise held; where it did not, the number reaches the goal and is perhaps not the least.

    Args:
        value_of: the value with a number; the same people and luck each time.
        goal: where the value should be.
        most: the largest number tried, 1 or more.
    """
    values = {0: value_of(0)}
    values[most] = value_of(most)
    low, high = 0, most
    if goal.reached(values[0]):
        return _found(0, values, goal)
    if not goal.reached(values[most]):
        return _found(None, values, goal)
    halved = True
    while high - low > 1:
        cut = _where_line_meets(low, high, values, goal) if halved else (low + high) // 2
        values[cut] = value_of(cut)
        before = high - low
        low, high = (low, cut) if goal.reached(values[cut]) else (cut, high)
        halved = 2 * (high - low) <= before + 1
    return _found(high, values, goal)


def _where_line_meets(low: int, high: int, values: dict[int, float], goal: Threshold) -> int:
    """The number inside the bracket at which a straight line between its ends has the level."""
    rise = values[high] - values[low]
    share = (goal.level - values[low]) / rise if rise else 0.5
    return min(max(low + ceil(share * (high - low)), low + 1), high - 1)


def _found(required: int | None, values: dict[int, float], goal: Threshold) -> Found:
    trials = tuple(Trial(number, values[number]) for number in sorted(values))
    steps = [goal.better(one.value, other.value) for one, other in pairwise(trials)]
    reached = [goal.reached(trial.value) for trial in trials]
    lost = any(one and not other for one, other in pairwise(reached))
    return Found(required, trials, max(0.0, -min(steps)), lost)
