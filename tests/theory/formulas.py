"""What queueing theory says of single stations, in the symbols of the field.

`arrivals` (lambda) and `rate` (mu, of one server) are per unit of time, waits are before service.
Sources: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (4th edition, 2008);
Cobham 1954, Operations Research 2, 70; Kella and Yechiali 1985, Management Science 31, 799;
Kingman 1962, Proceedings of the Cambridge Philosophical Society 58, 163; Palm 1957 and Garnett,
Mandelbaum and Reiman 2002, Manufacturing & Service Operations Management 4, 208. Recalled from
these, and tested here against each other and against one worked example.
"""

from math import factorial


def erlang_c(arrivals: float, rate: float, servers: int) -> float:
    """The share of those who must wait in M/M/c."""
    offered = arrivals / rate
    load = offered / servers
    top = offered**servers / factorial(servers) / (1.0 - load)
    return top / (sum(offered**k / factorial(k) for k in range(servers)) + top)


def wait_mmc(arrivals: float, rate: float, servers: int) -> float:
    """The mean wait in M/M/c."""
    return erlang_c(arrivals, rate, servers) / (servers * rate - arrivals)


def square_mmc(arrivals: float, rate: float, servers: int) -> float:
    """The mean of the squared wait in M/M/c, first come first served."""
    return 2.0 * erlang_c(arrivals, rate, servers) / (servers * rate - arrivals) ** 2


def wait_mg1(arrivals: float, mean: float, second: float) -> float:
    """Pollaczek and Khinchine: the mean wait in M/G/1 from the first moments of the service."""
    return arrivals * second / (2.0 * (1.0 - arrivals * mean))


def square_mg1(arrivals: float, mean: float, second: float, third: float) -> float:
    """The mean of the squared wait in M/G/1, first come first served."""
    wait = wait_mg1(arrivals, mean, second)
    return 2.0 * wait**2 + arrivals * third / (3.0 * (1.0 - arrivals * mean))


def square_newest_first(square_oldest_first: float, load: float) -> float:
    """The same served newest first, for M/G/1 and M/M/c; the mean does not change."""
    return square_oldest_first / (1.0 - load)


def wait_priority(begin: float, loads: tuple[float, ...], place: int) -> float:
    """Cobham: the mean wait of class `place`; served classes go first and nobody is interrupted.

    `begin` is the mean time until a server comes free for someone who finds all of them busy, times
    the chance of that: lambda E[S^2] / 2 in M/G/1, Erlang's C over c mu in M/M/c.
    """
    return begin / ((1.0 - sum(loads[:place])) * (1.0 - sum(loads[: place + 1])))


def erlang_a(
    arrivals: float, rate: float, servers: int, patience: float
) -> tuple[float, float, float]:
    """Palm's M/M/c+M: (mean wait of all, share who give up, share who find all servers busy)."""
    weights, number = [1.0], 0
    while number <= servers or weights[-1] > 1e-16 * max(weights):
        number += 1
        leaving = min(number, servers) * rate + max(0, number - servers) / patience
        weights.append(weights[-1] * arrivals / leaving)
    total = sum(weights)
    queue = sum(max(0, n - servers) * weight for n, weight in enumerate(weights)) / total
    return queue / arrivals, queue / patience / arrivals, sum(weights[servers:]) / total
