"""The network in SimPy (MIT), written plainly."""

import numpy as np
import simpy

from tests.peers.network import STAGES, Network, People


def run(network: Network, people: People) -> np.ndarray:
    """Waits at each stage (people x stages); nan for a stage not reached."""
    waits = np.full((people.came.size, STAGES), np.nan)
    env = simpy.Environment()
    first = simpy.Resource(env, network.servers[0])
    second = simpy.PriorityResource(env, network.servers[1])
    third = simpy.Resource(env, network.servers[2])

    def person(number: int):
        asked = env.now
        with first.request() as turn:
            yield turn
            waits[number, 0] = env.now - asked
            yield env.timeout(people.length[number, 0])
        asked = env.now
        rank = (1, -asked) if people.second[number] else (0, asked)
        with second.request(priority=rank) as turn:
            yield turn
            waits[number, 1] = env.now - asked
            yield env.timeout(people.length[number, 1])
        if people.goes_on[number]:
            asked = env.now
            with third.request() as turn:
                yield turn
                waits[number, 2] = env.now - asked
                yield env.timeout(people.length[number, 2])

    def arrivals():
        for number, came in enumerate(people.came):
            yield env.timeout(max(0.0, came - env.now))
            env.process(person(number))

    env.process(arrivals())
    env.run()
    return waits
