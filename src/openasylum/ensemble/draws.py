"""A draw: what one run assumes and with what luck; a set of draws: a value with a name."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openasylum.ensemble.position import Pairs, check_pairs
from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumptions
from openasylum.records.scenario import LARGEST_SEED

MOST_DRAWS = 1_000_000  # numbers of parts have six digits


@dataclass(frozen=True)
class Draw:
    """One run of every scenario of an ensemble."""

    number: int  # 0 to 999,999; its place in tables and files
    seed: int  # of everyone's luck
    values: Pairs = ()  # assumptions held at a value
    positions: Pairs = ()  # assumptions moved, -1 (low) to 1 (high)


@dataclass(frozen=True)
class Draws:
    """A named set of draws, in the order of their numbers."""

    name: str
    draws: tuple[Draw, ...]

    def checked(self, known: Assumptions) -> "Draws":
        """The same draws.

        Raises:
            OpenasylumError: there are none or too many, a number comes twice, a seed or an
                assumption cannot be.
        """
        if not 1 <= len(self.draws) <= MOST_DRAWS:
            raise OpenasylumError(
                f"draws '{self.name}': {len(self.draws):,} of them. Give from 1 to {MOST_DRAWS:,}."
            )
        numbers = [draw.number for draw in self.draws]
        if numbers != sorted(set(numbers)) or not 0 <= numbers[0] <= numbers[-1] < MOST_DRAWS:
            raise OpenasylumError(
                f"draws '{self.name}': the numbers of draws must rise, from 0 to {MOST_DRAWS - 1:,}"
                f", each once."
            )
        for draw in self.draws:
            where = f"draws '{self.name}', draw {draw.number}"
            if not 0 <= draw.seed <= LARGEST_SEED:
                raise OpenasylumError(
                    f"{where}: the seed is {draw.seed}. It must be from 0 to {LARGEST_SEED}."
                )
            check_pairs(known, draw.values, draw.positions, where)
        return self

    def digest(self) -> str:
        """The SHA-256 of the draws, whatever their name."""
        told = [[d.number, d.seed, d.values, d.positions] for d in self.draws]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def assumptions(self) -> list[str]:
        """The names of all assumptions that some draw holds or moves, in order."""
        return sorted({name for d in self.draws for name, _ in (*d.values, *d.positions)})


def of_luck(seeds: int, first: int = 1) -> Draws:
    """Draws of luck alone: the set's assumptions with `seeds` seeds, from `first` on."""
    return Draws("luck", tuple(Draw(i, first + i) for i in range(seeds)))


def with_seeds(draws: Draws, seeds: int, first: int = 1) -> Draws:
    """Every draw with each of `seeds` seeds: all with the first, then all with the second.

    The same seeds for all, so that draws differ by what they assume and not by luck.
    """
    repeated: Sequence[Draw] = [
        replace(draw, number=i * len(draws.draws) + place, seed=first + i)
        for i in range(seeds)
        for place, draw in enumerate(draws.draws)
    ]
    return Draws(draws.name, tuple(repeated))
