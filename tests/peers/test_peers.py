"""The engine's parts, SimPy and Ciw run the same small network for the same people."""

import numpy as np
import pytest
from scipy.stats import t as student

from tests.peers import with_ciw, with_simpy
from tests.peers.network import STAGES, Network, draw, engine

QUANTILES = (0.5, 0.75, 0.9, 0.99)
UNIT = 20  # steps of the engine in the time in which one person comes
STEPS = 1.0 / UNIT
BY_CHANCE = 1e-4
SMALL = Network(servers=(4, 10, 2), loads=(0.85, 0.85, 0.7), third=0.2)


def measures(waits):
    """By stage: the mean, quantiles, and the share who wait at all."""
    found = []
    for stage in range(STAGES):
        mine = waits[:, stage][~np.isnan(waits[:, stage])]
        found.append([mine.mean(), *np.quantile(mine, QUANTILES), (mine > STEPS).mean()])
    return np.array(found)


def differences(network, people, seeds, other, **engine_as):
    """Of the measures, the engine less another program: each seed's, and its waits."""
    found = []
    for seed in seeds:
        lives = draw(network, people, seed)
        found.append(measures(engine(network, lives, unit=UNIT, **engine_as))
                     - measures(other.run(network, lives)))  # fmt: skip
    return np.array(found)


def agree(found, margin):
    """Whether each mean difference over seeds is within its interval and what steps may do."""
    half = student.ppf(1.0 - BY_CHANCE / 2, len(found) - 1) * found.std(axis=0, ddof=1)
    return np.abs(found.mean(axis=0)) <= half / len(found) ** 0.5 + margin


def test_simpy_and_ciw_agree_to_the_last_wait():
    lives = draw(SMALL, 1_500, 3)
    np.testing.assert_allclose(
        with_simpy.run(SMALL, lives), with_ciw.run(SMALL, lives), atol=1e-6, rtol=0
    )


@pytest.mark.parametrize("other", [with_simpy, with_ciw], ids=["simpy", "ciw"])
def test_waits_are_distributed_as_in_another_program(other):
    assert agree(differences(SMALL, 1_500, range(1, 9), other), 2 * STEPS).all()


def test_another_order_of_service_is_seen():
    busy = Network(SMALL.servers, (0.85, 0.95, 0.7), third=SMALL.third)
    right = differences(busy, 1_500, range(1, 17), with_simpy)
    wrong = differences(busy, 1_500, range(1, 17), with_simpy, newest=False)
    assert agree(right, 2 * STEPS).all()
    below = [(each[:, 1, 4] < -2 * STEPS).mean() for each in (right, wrong)]
    assert below[0] < 0.75
    assert below[1] == 1.0  # longest waits shorter for every seed: by chance 0.5 ** 16


@pytest.mark.slow
@pytest.mark.parametrize("other", [with_simpy, with_ciw], ids=["simpy", "ciw"])
def test_waits_of_the_whole_network_are_distributed_as_in_another_program(other):
    network = Network()
    assert agree(differences(network, 10_000, range(1, 41), other), 2 * STEPS).all()


def gap(one, other):
    """The largest distance between two distributions: the statistic of Kolmogorov and Smirnov."""
    both = np.sort(np.concatenate([one, other]))
    below = [np.searchsorted(np.sort(waits), both, side="right") / waits.size
             for waits in (one, other)]  # fmt: skip
    return np.abs(below[0] - below[1]).max()


@pytest.mark.slow
def test_distributions_are_as_near_as_those_of_two_halves_of_the_seeds():
    """Waits within a seed hang together, so the seeds' means stand for them."""
    network, means = Network(), []
    for seed in range(1, 81):
        lives = draw(network, 4_000, seed)
        run = engine(network, lives, unit=UNIT) if seed % 2 else with_simpy.run(network, lives)
        means.append(np.nanmean(run, axis=0))
    means = np.array(means)
    for stage in range(STAGES):
        assert gap(means[::2, stage], means[1::2, stage]) < 1.95 * (2 / 40) ** 0.5  # 0.1%
