"""Factors: assumptions that are moved, each within a range, those that belong together as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openasylum.ensemble.draws import Draw, Draws
from openasylum.ensemble.position import moved
from openasylum.ensemble.sampling import TOGETHER, everything, from_ranges
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.assumptions import Assumptions

WITHIN = (0.05, 0.95)
"""Of a file of draws, the quantiles between which an assumption is moved: nine draws in ten."""


@dataclass(frozen=True)
class Factor:
    """What is moved along one direction: positions within ranges, or values of one assumption."""

    names: tuple[str, ...]
    low: float
    centre: float
    high: float
    by_position: bool = True

    @property
    def name(self) -> str:
        """The names of its assumptions, joined."""
        return TOGETHER.join(self.names)

    def scan(self) -> list[float]:
        """Five places at which a change of sign is looked for: the ends, the centre, halfway."""
        low, centre, high = self.low, self.centre, self.high
        return sorted({low, (low + centre) / 2, centre, (centre + high) / 2, high})

    def words(self, place: float, known: Assumptions) -> str:
        """A place in the assumption's own unit where it has one value, else as a position."""
        if not self.by_position:
            return _number(place, known.values[self.names[0]].unit)
        record = known.values[self.names[0]]
        if len(self.names) == 1 and record.value is not None:
            value = moved(record, place).value
            assert value is not None  # a single value stays one
            return _number(value, record.unit)
        if abs(place) < 1e-9:
            return "as assumed"
        return f"{abs(place):.0%} of the way to the {'high' if place > 0 else 'low'} end"


def _number(value: float, unit: str) -> str:
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} {unit}"


def from_set(known: Assumptions, without: Sequence[str] = ()) -> list[Factor]:
    """Every assumption of a set that has a range, over the whole of it; standards of proof as one.

    Args:
        known: the set.
        without: names left out, for example those that a scenario holds.
    """
    found = [Factor(tuple(item.split(TOGETHER)), -1.0, 0.0, 1.0) for item in everything(known)]
    return [one for one in found if not set(one.names) & set(without)]


def from_draws(draws: Draws) -> list[Factor]:
    """Every assumption of a file of draws, over the middle nine tenths of what the draws say.

    Each is moved on its own: how assumptions hang together in the draws is not followed.

    Raises:
        OpenasylumError: nothing varies between the draws.
    """
    found = []
    for by_position in (True, False):
        columns: dict[str, list[float]] = {}
        for draw in draws.draws:
            for name, number in draw.positions if by_position else draw.values:
                columns.setdefault(name, []).append(number)
        for name, numbers in columns.items():
            low, high = (float(x) for x in np.quantile(numbers, WITHIN))
            if low < high:
                centre = float(np.median(numbers))
                found.append(Factor((name,), low, centre, high, by_position))
    if not found:
        raise OpenasylumError(f"draws '{draws.name}': nothing varies between them.")
    return sorted(found, key=lambda one: one.name)


def draw_at(
    number: int, places: Mapping[Factor, float], others: Sequence[Factor], seed: int
) -> Draw:
    """A draw with some factors at a place and the others at their centre.

    All are named in every draw, as tables of draws need; a position of 0 is as in the set, exactly.
    """
    everywhere = {one: one.centre for one in others} | dict(places)
    pairs: dict[bool, list[tuple[str, float]]] = {True: [], False: []}
    for factor, place in everywhere.items():
        pairs[factor.by_position] += [(name, float(place)) for name in factor.names]
    return Draw(number, seed, tuple(sorted(pairs[False])), tuple(sorted(pairs[True])))


def draws_at(
    name: str, factors: Sequence[Factor], points: np.ndarray, all_factors: Sequence[Factor],
    seed: int,
) -> Draws:  # fmt: skip
    """One draw a row of `points` (rows x factors), all with the same luck."""
    rows = [dict(zip(factors, map(float, row), strict=True)) for row in points]
    return Draws(name, tuple(draw_at(i, row, all_factors, seed) for i, row in enumerate(rows)))


def named(known: Assumptions, words: Sequence[str]) -> list[Factor]:
    """Assumptions by name, over their whole ranges; several joined by '+' as one.

    Raises:
        OpenasylumError: a name is unknown, comes twice or has no range.
    """
    from_ranges(known, words, 1)  # refuses what cannot be varied, in the words of an ensemble
    return [Factor(tuple(word.split(TOGETHER)), -1.0, 0.0, 1.0) for word in words]


def chosen(found: Sequence[Factor], vary: str) -> list[Factor]:
    """Those of a file's factors that `vary` names, separated by commas; 'all' for all.

    Raises:
        OpenasylumError: the file does not move one of them.
    """
    if vary == "all":
        return list(found)
    by_name = {one.name: one for one in found}
    words = [word.strip() for word in vary.split(",")]
    for word in words:
        if word not in by_name:
            raise OpenasylumError(
                f"--vary: {UnknownName('factor that the draws move', word, by_name)}"
            )
    return [by_name[word] for word in words]
