"""Waiting-list measures that administrators use: load, target queue, relief and steady capacity.

After Fong et al. (2022), medRxiv 2022.08.23.22279117, as the documentation of the NHS-R package
NHSRwaitinglist has it; the paper itself was not read.
All rates are per one unit of time, and waits are in that unit.
"""

from collections.abc import Mapping


def load(demand: float, capacity: float) -> float:
    """Arrivals for each departure: demand over capacity. Above 1, the list grows without end."""
    return demand / capacity


def target_mean_wait(target_wait: float, factor: float) -> float:
    """The mean wait at which nearly all are seen within `target_wait`: the target over `factor`.

    Waits are taken as exponential: with a factor of 4, exp(-4), under 2%, wait longer.
    """
    return target_wait / factor


def target_queue(demand: float, target_wait: float, factor: float) -> float:
    """The length of a list with the target mean wait: Little's law, demand times mean wait."""
    return demand * target_mean_wait(target_wait, factor)


def relief_capacity(demand: float, queue: float, target: float, within: float) -> float:
    """Capacity that brings a list from `queue` to `target` in the time `within`."""
    return demand + (queue - target) / within


def steady_capacity(
    demand: float, target_wait: float, factor: float, cv_demand: float, cv_capacity: float
) -> float:
    """Capacity that keeps a list at its target mean wait, in heavy traffic (Kingman, Marchal).

    `demand + (cv_demand**2 + cv_capacity**2) / 2 / target mean wait`, with the coefficients of
    variation of the times between arrivals and between departures.
    """
    variation = (cv_demand**2 + cv_capacity**2) / 2
    return demand + variation / target_mean_wait(target_wait, factor)


def measures(inputs: Mapping[str, float]) -> dict[str, float]:
    """Every measure of a list, from demand, capacity, queue, target wait and the time to get there.

    `pressure` is the queue over its target: how many times too long the list is.
    """
    demand, wait, factor = inputs["demand"], inputs["target_wait"], inputs["factor"]
    target = target_queue(demand, wait, factor)
    return {
        "load": load(demand, inputs["capacity"]),
        "target_mean_wait": target_mean_wait(wait, factor),
        "target_queue": target,
        "pressure": inputs["queue"] / target,
        "relief_capacity": relief_capacity(demand, inputs["queue"], target, inputs["within"]),
        "steady_capacity": steady_capacity(
            demand, wait, factor, inputs["cv_demand"], inputs["cv_capacity"]
        ),
    }
