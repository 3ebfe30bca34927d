"""Where a quantity crosses a threshold as one assumption moves: bisection, then a straight line."""

from collections.abc import Callable

STEPS = 3  # of bisection before the last line is drawn between the two ends


def turning_value(
    value_at: Callable[[float], float],
    ends: tuple[float, float],
    found: tuple[float, float],
    threshold: float,
    steps: int = STEPS,
) -> float:
    """Where a quantity crosses its threshold between two values of an assumption.

    Args:
        value_at: the quantity at a value of the assumption.
        ends: two values of the assumption.
        found: the quantity at these; on different sides of the threshold, or one on it.
        threshold: what it crosses.
        steps: times the stretch is halved before a straight line gives the rest.
    """
    (a, b), (fa, fb) = ends, (found[0] - threshold, found[1] - threshold)
    for _ in range(steps):
        middle = (a + b) / 2
        fm = value_at(middle) - threshold
        if (fm > 0) == (fa > 0):
            a, fa = middle, fm
        else:
            b, fb = middle, fm
    return a if fb == fa else a + (b - a) * fa / (fa - fb)
