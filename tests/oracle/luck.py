"""Luck in plain Python: Philox4x32-10 and the quantiles, from the publications that define them.

Salmon, Moraes, Dror and Shaw 2011 (doi 10.1145/2063384.2063405) for Philox, Wichura 1988 (AS 241,
PPND7) for the normal quantile. Nothing here is taken from the kernel.
"""

import math

WORD = 2**32
DAYS_A_YEAR = 365.25
_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
_WEYL = (0x9E3779B9, 0xBB67AE85)


def philox4x32(counter: tuple[int, ...], key: tuple[int, ...], rounds: int = 10) -> tuple[int, ...]:
    """The four words that Philox4x32 makes of a counter of four words and a key of two."""
    for number in range(rounds):
        if number:
            key = tuple((k + w) % WORD for k, w in zip(key, _WEYL, strict=True))
        high_0, low_0 = divmod(_MULTIPLIERS[0] * counter[0], WORD)
        high_1, low_1 = divmod(_MULTIPLIERS[1] * counter[2], WORD)
        counter = (high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0)
    return counter


def uniforms(seed: int, person: int, decision: int, occasion: int) -> tuple[float, ...]:
    """Four uniforms of one decision of one person on one occasion."""
    counter = (person % WORD, person // WORD, decision, occasion)
    words = philox4x32(counter, (seed % WORD, seed // WORD))
    return tuple((word + 0.5) / WORD for word in words)


def even(start: float, day: int, serial: int) -> float:
    """The R2 sequence: steps by 1/g a serial and 1/g**2 a day, g being the plastic number."""
    value = start + serial * 0.7548776662466927 + day * 0.5698402909980532
    return value - math.floor(value)


def exponential(uniform: float, mean: float) -> float:
    """The exponential quantile."""
    return -mean * math.log1p(-uniform)


def _ratio(r: float, top: tuple[float, ...], bottom: tuple[float, ...]) -> float:
    over = under = 0.0
    for coefficient in reversed(top):
        over = over * r + coefficient
    for coefficient in reversed(bottom):
        under = under * r + coefficient
    return over / under


_CENTRE = (
    (3.3871327179, 5.0434271938e1, 1.5929113202e2, 5.9109374720e1),
    (1.0, 1.7895169469e1, 7.8757757664e1, 6.7187563600e1),
)
_TAIL = (
    (1.4234372777, 2.7568153900, 1.3067284816, 1.7023821103e-1),
    (1.0, 7.3700164250e-1, 1.2021132975e-1),
)
_FAR = (
    (6.6579051150, 3.0812263860, 4.2868294337e-1, 1.7337203997e-2),
    (1.0, 2.4197894225e-1, 1.2258202635e-2),
)


def normal(uniform: float) -> float:
    """The standard normal quantile, to about seven digits."""
    q = uniform - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(0.180625 - q * q, *_CENTRE)
    r = math.sqrt(-math.log(min(uniform, 1.0 - uniform)))
    size = _ratio(r - 1.6, *_TAIL) if r <= 5.0 else _ratio(r - 5.0, *_FAR)
    return math.copysign(size, q)
