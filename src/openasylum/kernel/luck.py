"""Luck: every draw is a function of (seed, person, decision, occasion) and of nothing else.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, doi 10.1145/2063384.2063405): the person's id
and the decision are the counter, the seed is the key. There is no stateful stream anywhere.

Each of the ten rounds waits for the one before, and eight draws together take little longer than
one. So whoever serves people in turn writes down which draws the next ones will want (`foresee`),
makes them together (`draw_ahead`), and tells as each one's turn comes where theirs begin
(`luck.at`). A step asks for its draws by name all the same (`drawn`): what was made ahead is a
memory, and no result depends on it.
"""

import math
from typing import Any

import numpy as np

from openasylum.kernel.jit import as_records, inlined, kernel
from openasylum.kernel.layout import LUCK

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_AT_ONCE = 8

OWN, CLAIM, SECOND, THIRD = 0, 1, 2, 3
"""Where a draw stands behind the place where a person's begin: that of the step itself, that of the
strength of the person's claim, and up to two more."""

_SCALE = 1.0 / 4294967296.0
_ROOT_OF_HALF = 0x3FE6A09E667F3BCD  # the bits of the square root of 1/2
_LOG_2 = math.log(2.0)
_STEP_SERIAL = 0.7548776662466927  # 1/g and 1/g**2 for the plastic number g, g**3 = g + 1
_STEP_DAY = 0.5698402909980532


@inlined
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """Ten rounds of Philox4x32. All arguments and the four results are uint64 below 2**32."""
    c0, c1, c2, c3, k0, k1 = counter_0, counter_1, counter_2, counter_3, key_0, key_1
    for _ in range(10):
        product_0 = _M0 * c0
        product_1 = _M1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _HALF) ^ c1 ^ k0,
            product_1 & _LOW,
            (product_0 >> _HALF) ^ c3 ^ k1,
            product_0 & _LOW,
        )
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@kernel
def draws(seed, person, decision, occasion):
    """Four independent uniforms in (0, 1) for one decision of one person on one occasion.

    `seed` and `person` are from 0 to 2**63 - 1, `decision` and `occasion` from 0 to 2**32 - 1.
    """
    who = np.uint64(person)
    key = np.uint64(seed)
    a, b, c, d = philox(
        who & _LOW,
        who >> _HALF,
        np.uint64(decision),
        np.uint64(occasion),
        key & _LOW,
        key >> _HALF,
    )
    return (a + 0.5) * _SCALE, (b + 0.5) * _SCALE, (c + 0.5) * _SCALE, (d + 0.5) * _SCALE


@inlined
def foresee(luck, place, person, decision, occasion):
    """Write down at `place` (below `layout.DRAWS_AHEAD`) a draw that will be wanted."""
    luck.whose[place] = person
    luck.what[place] = _what(decision, occasion)


@inlined
def _what(decision, occasion):
    """Decision and occasion in one number, which is not 0: so an empty place is nobody's draw."""
    return ~(decision | (occasion << 32))


@kernel
def draw_ahead(luck, n):
    """Make the first `n` draws that were written down; none where `luck.ahead` is 0."""
    luck.made = 0
    if luck.ahead == 0:
        return
    key = np.uint64(luck.seed)
    key_0, key_1 = key & _LOW, key >> _HALF
    for start in range(0, n, _AT_ONCE):
        for i in range(start, start + _AT_ONCE):
            who = np.uint64(luck.whose[i])
            what = np.uint64(~luck.what[i])
            a, b, c, d = philox(who & _LOW, who >> _HALF, what & _LOW, what >> _HALF, key_0, key_1)
            luck.uniforms[0, i] = (a + 0.5) * _SCALE
            luck.uniforms[1, i] = (b + 0.5) * _SCALE
            luck.uniforms[2, i] = (c + 0.5) * _SCALE
            luck.uniforms[3, i] = (d + 0.5) * _SCALE
    luck.made = n


@kernel
def draw_all(luck, n):
    """Make the first `n` draws that were written down, whether or not draws are made ahead.

    Only `luck.uniforms[0]` is sure to hold them, up to `n`.
    """
    draw_ahead(luck, n)
    for i in range(luck.made, n):
        what = ~luck.what[i]
        luck.uniforms[0, i] = draws(luck.seed, luck.whose[i], what & 0xFFFFFFFF, what >> 32)[0]


@inlined
def drawn(luck, place, person, decision, occasion):
    """The same as `draws`: from those made ahead if it is there at `place` (`OWN` to `THIRD`)."""
    at = luck.at + place
    if at < luck.made and luck.whose[at] == person and luck.what[at] == _what(decision, occasion):
        return (
            luck.uniforms[0, at],
            luck.uniforms[1, at],
            luck.uniforms[2, at],
            luck.uniforms[3, at],
        )
    return draws(luck.seed, person, decision, occasion)


def luck_of(seed: int, *, ahead: bool = False) -> Any:
    """The luck of a run as the kernel takes it: a record of `layout.LUCK`.

    Args:
        seed: from 0 to 2**63 - 1.
        ahead: whether draws are made ahead, which changes no result.
    """
    luck = as_records(np.zeros(1, LUCK))
    luck["seed"], luck["ahead"] = seed, ahead
    return luck[0]


@kernel
def even_draw(start, day, serial):
    """A uniform for the `serial`-th person of a group on a day, evenly spread over that group.

    `start` is the group's uniform. Steps by two irrational numbers (the R2 sequence of Roberts
    2018, after Kronecker and Weyl) fill the unit interval evenly over days and serials, so that
    shares of a group's arrivals meet their probabilities closely; and since nothing but the
    person's own day and serial enters, one arrival more changes nobody else.
    """
    value = start + serial * _STEP_SERIAL + day * _STEP_DAY
    return value - math.floor(value)


@inlined
def normal(uniform):
    """The standard normal quantile of `uniform` in (0, 1): Wichura 1988, AS 241, PPND7."""
    if is_in_middle(uniform):
        return normal_in_middle(uniform)
    return _normal_in_tail(uniform)


@kernel
def _normal_in_tail(uniform):
    """The same quantile elsewhere."""
    q = uniform - 0.5
    tail = uniform if q < 0.0 else 1.0 - uniform
    r = math.sqrt(-log(tail))
    if r <= 5.0:
        r -= 1.6
        top = ((1.7023821103e-1 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        bottom = (1.2021132975e-1 * r + 7.3700164250e-1) * r + 1.0
    else:
        r -= 5.0
        top = ((1.7337203997e-2 * r + 4.2868294337e-1) * r + 3.0812263860) * r + 6.6579051150
        bottom = (1.2258202635e-2 * r + 2.4197894225e-1) * r + 1.0
    return -top / bottom if q < 0.0 else top / bottom


@inlined
def is_in_middle(uniform):
    """Whether `normal_in_middle` holds for it, as it does for 17 of 20."""
    return abs(uniform - 0.5) <= 0.425


@inlined
def normal_in_middle(uniform):
    """The same quantile in the middle, without a branch."""
    q = uniform - 0.5
    r = 0.180625 - q * q
    top = ((5.9109374720e1 * r + 1.5929113202e2) * r + 5.0434271938e1) * r + 3.3871327179
    bottom = ((6.7187563600e1 * r + 7.8757757664e1) * r + 1.7895169469e1) * r + 1.0
    return q * top / bottom


@inlined
def log(x):
    """The natural logarithm of `x` above 0, from what IEEE 754 rounds in one way alone.

    `x` is 2**e times m, m between the roots of 1/2 and of 2; log(m) is twice the inverse hyperbolic
    tangent of (m - 1) / (m + 1), whose series is taken to the 21st power: off by two units in the
    last place at most. It has no branch, so that several can be taken side by side.
    """
    bits = np.float64(x).view(np.int64)
    e = (bits - _ROOT_OF_HALF) >> 52
    m = np.int64(bits - (e << 52)).view(np.float64)
    t = (m - 1.0) / (m + 1.0)
    z = t * t
    z2 = z * z
    z4 = z2 * z2
    low = 1.0 / 3.0 + z * (1.0 / 5.0) + z2 * (1.0 / 7.0 + z * (1.0 / 9.0))
    high = 1.0 / 11.0 + z * (1.0 / 13.0) + z2 * (1.0 / 15.0 + z * (1.0 / 17.0))
    series = low + z4 * (high + z4 * (1.0 / 19.0 + z * (1.0 / 21.0)))
    return e * _LOG_2 + (2.0 * t + 2.0 * t * z * series)


@kernel
def exponential(uniform, mean):
    """The exponential quantile: days until an event whose waiting time has this mean.

    `1 - uniform` is exact, since a draw has 33 bits, so `log` is as good as `log1p` and quicker.
    """
    return -mean * log(1.0 - uniform)
