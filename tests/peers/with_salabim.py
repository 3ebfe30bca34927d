"""The network in salabim (MIT), written plainly; for validation/benchmarks.py."""

import numpy as np
import salabim

from tests.peers.network import STAGES, Network, People


def run(network: Network, people: People) -> np.ndarray:
    """Waits at each stage (people x stages); nan for a stage not reached."""
    salabim.yieldless(False)
    waits = np.full((people.came.size, STAGES), np.nan)
    env = salabim.Environment(trace=False)
    stations = [salabim.Resource(capacity=servers, env=env) for servers in network.servers]

    class Person(salabim.Component):
        def process(self, number):
            for stage in range(STAGES if people.goes_on[number] else STAGES - 1):
                asked = env.now()
                rank = 0.0
                if stage == 1:  # the first class before the second, whose newest go first
                    rank = 1e12 - asked if people.second[number] else 0.0
                yield self.request((stations[stage], 1, rank))
                waits[number, stage] = env.now() - asked
                yield self.hold(people.length[number, stage])
                self.release(stations[stage])

    for number, came in enumerate(people.came):
        Person(number=number, at=came, env=env)
    env.run()
    return waits
