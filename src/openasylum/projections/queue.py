"""The M/M/c queue: Poisson arrivals, exponential service, c servers, first come, first served."""

from collections.abc import Mapping

from openasylum.errors import RecordError


def erlang_c(offered: float, servers: int) -> float:
    """The probability that an arrival waits, from the offered load (arrival over service rate).

    Erlang (1917): `B` by its recursion `B[k] = a B[k-1] / (k + a B[k-1])`, then
    `C = B / (1 - a / c * (1 - B))`. Raises `RecordError` unless `offered < servers`.
    """
    if not 0 <= offered < servers:
        raise RecordError(
            f"an offered load of {offered:g} is too much for {servers} servers: the queue has no"
            " steady state. Add servers, or lower the arrivals."
        )
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    return blocked / (1 - offered / servers * (1 - blocked))


def steady_state(inputs: Mapping[str, float]) -> dict[str, float]:
    """Means of the steady state; times in the unit of the rates.

    The mean wait in the queue is `C / (servers * service - arrivals)`; the others are Little's law.
    """
    arrivals, service, servers = inputs["arrivals"], inputs["service"], int(inputs["servers"])
    waits = erlang_c(arrivals / service, servers)
    wait = waits / (servers * service - arrivals)
    return {
        "utilisation": arrivals / (servers * service),
        "probability_of_waiting": waits,
        "mean_wait_in_queue": wait,
        "mean_number_in_queue": arrivals * wait,
    }
