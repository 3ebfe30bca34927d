"""Luck belongs to the person: known answers, uniformity, independence of everything else."""

import math

import numpy as np
import pytest

from openasylum.kernel.codes import Decision
from openasylum.kernel.layout import DRAWS_AHEAD
from openasylum.kernel.luck import (
    CLAIM,
    OWN,
    THIRD,
    draw_ahead,
    drawn,
    draws,
    even_draw,
    exponential,
    log,
    luck_of,
    normal,
    philox,
)

_NEAR_ONE = [1.0 + k * 2.0**-52 for k in (-9, -2, -1, 1, 2, 9)] + [1.0 - 2.0**-33, 2.0**-33]


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF,) * 2,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_known_answers_of_its_authors(counter, key, answer):
    given = [np.uint64(word) for word in (*counter, *key)]
    assert tuple(int(word) for word in philox(*given)) == answer


def test_draws_are_uniform_and_uncorrelated_between_people_decisions_and_seeds():
    people = range(1000, 3000)
    one = np.array([draws(5, person, Decision.BORDER, 0) for person in people])
    other = np.array([draws(6, person, Decision.BORDER, 0) for person in people])
    later = np.array([draws(5, person, Decision.BORDER, 1) for person in people])
    for sample in (one, other, later):
        assert abs(sample.mean() - 0.5) < 4 * np.sqrt(1 / 12 / sample.size)
    for second in (other, later, np.roll(one, 1, axis=0), one[:, [1, 2, 3, 0]]):
        assert abs(np.corrcoef(one.ravel(), second.ravel())[0, 1]) < 4 / np.sqrt(one.size)


def test_no_two_keys_share_a_draw_even_where_seeds_and_people_are_neighbours():
    seen = {
        draws(seed, person, decision, occasion)
        for seed in range(4)
        for person in range(40)
        for decision in range(4)
        for occasion in range(4)
    }
    assert len(seen) == 4 * 40 * 4 * 4


def made_ahead(wanted, seed=5):
    """Luck in which these (person, decision, occasion) were made ahead, one place after another."""
    luck = luck_of(seed, ahead=True)
    for place, (person, decision, occasion) in enumerate(wanted):
        luck["whose"][place], luck["what"][place] = person, ~(decision | (occasion << 32))
    draw_ahead(luck, len(wanted))
    return luck


def test_draws_made_ahead_are_those_made_at_need():
    rng = np.random.default_rng(1)
    people = [0, 1, (1 << 50) - 1, *rng.integers(0, 1 << 50, DRAWS_AHEAD - 3).tolist()]
    wanted = [
        (int(person), int(rng.integers(0, 26)), int(rng.choice([0, 1, 255, 1024, 1279])))
        for person in people
    ]
    for n in (1, 7, 8, 9, DRAWS_AHEAD):
        luck = made_ahead(wanted[:n], seed=(1 << 63) - 1)
        for place in range(n):
            assert tuple(luck["uniforms"][:, place]) == draws((1 << 63) - 1, *wanted[place])


def test_a_draw_is_the_same_wherever_it_comes_from():
    person, decision, occasion = 123 << 34, Decision.MERITS + 0, 3
    right = draws(5, person, decision, occasion)
    others = [
        (person, decision, occasion + 1), (person, decision + 1, occasion),
        (person + 1, decision, occasion),
    ]  # fmt: skip
    for wanted in ([(person, decision, occasion)] * 4, others, []):
        luck = made_ahead(wanted)
        for place in range(OWN, THIRD + 1):
            assert drawn(luck, place, person, decision, occasion) == right
    assert drawn(luck_of(5), OWN, 0, 0, 0) == draws(5, 0, 0, 0)  # an empty place is nobody's draw


def test_a_draw_that_was_written_down_and_not_made_is_not_used():
    luck = made_ahead([(9, 9, 9)] * 20)
    luck["whose"][:], luck["what"][:] = 1, ~(2 | (3 << 32))
    draw_ahead(luck, 3)
    for luck["at"] in (0, 1, 2, 8, 20):
        assert drawn(luck, THIRD, 1, 2, 3) == draws(5, 1, 2, 3)


def test_what_was_made_ahead_is_used():
    luck = made_ahead([(1, 2, 3)] * 2)
    luck["uniforms"][:, 1] = 0.5
    assert drawn(luck, CLAIM, 1, 2, 3) == (0.5,) * 4
    luck["at"] = 1
    assert drawn(luck, OWN, 1, 2, 3) == (0.5,) * 4
    luck["ahead"] = 0
    draw_ahead(luck, 2)
    assert drawn(luck, OWN, 1, 2, 3) == draws(5, 1, 2, 3)


@pytest.mark.parametrize("per_day", [1, 7, 40])
def test_even_draws_meet_a_share_closely_over_a_month_of_arrivals(per_day):
    for start in (0.0, 0.123, 0.9):
        values = [even_draw(start, day, n) for day in range(6000, 6030) for n in range(per_day)]
        for share in (0.004, 0.04, 0.3, 0.77):
            assert abs(sum(value < share for value in values) - len(values) * share) <= 3.0


def test_normal_quantile_agrees_with_the_standard_library():
    from statistics import NormalDist

    for p in (1e-13, 1e-9, 1e-4, 0.01, 0.3, 0.5, 0.62, 0.975, 1 - 1e-6):
        assert normal(p) == pytest.approx(NormalDist().inv_cdf(p), abs=2e-6)


def test_exponential_quantile_has_its_mean():
    grid = (np.arange(20000) + 0.5) / 20000
    assert np.mean([exponential(u, 30.0) for u in grid]) == pytest.approx(30.0, rel=0.01)


def test_logarithm_agrees_with_the_standard_library_to_two_units_in_the_last_place():
    luck = np.random.default_rng(5)
    tried = [*luck.random(20_000), *np.exp(luck.uniform(-300, 300, 20_000)), *_NEAR_ONE]
    for x in tried:
        exact = math.log(x)
        assert abs(log(x) - exact) <= 2 * math.ulp(exact), x
    assert log(1.0) == 0.0


def test_logarithm_never_falls_between_neighbouring_uniforms():
    """A longer wait never becomes a shorter one where the series passes a power of two."""
    middles = np.array([2.0**-e * m for e in range(33) for m in (1.0, math.sqrt(0.5))])
    for middle in middles:
        near = [middle * (1.0 + k * 2.0**-33) for k in range(-40, 41)]
        logs = [log(x) for x in near]
        assert logs == sorted(logs)
