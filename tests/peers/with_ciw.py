"""The network in Ciw (MIT), written plainly."""

import ciw
import numpy as np

from tests.peers.network import STAGES, Network, People

CLASSES = ("first", "second")


class _Gaps(ciw.dists.Distribution):
    """The gaps between arrivals of one class, then never."""

    def __init__(self, came: np.ndarray) -> None:
        self.gaps = iter(np.diff(came, prepend=0.0).tolist())

    def sample(self, t=None, ind=None):
        return next(self.gaps, float("inf"))


class _Lengths(ciw.dists.Distribution):
    """The length of each person's own service at a stage."""

    def __init__(self, rows: dict[str, np.ndarray], lengths: np.ndarray) -> None:
        self.rows, self.lengths = rows, lengths

    def sample(self, t=None, ind=None):
        return self.lengths[_row(self.rows, ind)]


class _Onward(ciw.routing.NodeRouting):
    """From the second stage to the third for those who go on."""

    def __init__(self, rows: dict[str, np.ndarray], goes_on: np.ndarray) -> None:
        self.rows, self.goes_on = rows, goes_on

    def next_node(self, ind):
        return self.simulation.nodes[3 if self.goes_on[_row(self.rows, ind)] else -1]


def _row(rows: dict[str, np.ndarray], ind: ciw.Individual) -> int:
    """The person's row: the people of a class come in order, and are numbered as they are met."""
    if not hasattr(ind, "row"):
        ind.row = int(next(rows[ind.customer_class]))
    return ind.row


def _first_then_newest(individuals, t):
    """Those of the first class in order of arrival, then the newest of the second."""
    first = (ind for ind in individuals if ind.customer_class == "first")
    return next(first, individuals[-1])


def run(network: Network, people: People) -> np.ndarray:
    """Waits at each stage (people x stages); nan for a stage not reached."""
    of = {"first": ~people.second, "second": people.second}
    rows = {name: iter(np.flatnonzero(mine)) for name, mine in of.items()}
    never = [None, None]
    made = ciw.create_network(
        arrival_distributions={
            name: [_Gaps(people.came[mine]), *never] for name, mine in of.items()
        },
        service_distributions={
            name: [_Lengths(rows, people.length[:, stage]) for stage in range(STAGES)]
            for name in CLASSES
        },
        routing={
            name: ciw.routing.NetworkRouting(
                [ciw.routing.Direct(to=2), _Onward(rows, people.goes_on), ciw.routing.Leave()]
            )
            for name in CLASSES
        },
        number_of_servers=list(network.servers),
        service_disciplines=[ciw.disciplines.FIFO, _first_then_newest, ciw.disciplines.FIFO],
    )  # fmt: skip
    simulation = ciw.Simulation(made)
    simulation.simulate_until_max_customers(people.came.size, method="Finish")
    waits = np.full((people.came.size, STAGES), np.nan)
    for ind in simulation.nodes[-1].all_individuals:
        for record in ind.data_records:
            waits[ind.row, record.node - 1] = record.waiting_time
    return waits
