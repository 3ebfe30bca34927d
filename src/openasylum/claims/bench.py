"""The bench: quantities of claims at many points, each set of runs made once for all claims."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from openasylum.claims.quantity import evaluate
from openasylum.claims.runs import Assume, Wish, run_all
from openasylum.errors import OpenasylumError
from openasylum.records.claims import Claim, People, Term
from openasylum.simulation.assumed import DEFAULT_SET
from openasylum.simulation.other_cases import other_cases
from openasylum.simulation.study import LARGEST_SEED

Progress = Callable[[int, int], None]
"""Called with the sets of runs done and to do."""
WORKERS = 2  # the kernel releases the interpreter's lock; more would wait for memory
MOST_SEEDS = 50


@dataclass(frozen=True)
class Options:
    """What a user can say of the ledger's runs."""

    scale: float = 0.05
    seeds: int = 2
    seed: int = 1
    quick: bool = False

    def checked(self) -> "Options":
        """The same options. Raises `OpenasylumError` naming the one that cannot be."""
        if not 0 < self.scale <= 1:
            raise OpenasylumError(
                f"--scale {self.scale:g}: is a share of people and capacity. Give a number above "
                f"0 and not above 1."
            )
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise OpenasylumError(f"--seeds {self.seeds}: must be from 1 to {MOST_SEEDS}.")
        if not 0 <= self.seed <= LARGEST_SEED - MOST_SEEDS:
            raise OpenasylumError(
                f"--seed {self.seed}: must be from 0 to {LARGEST_SEED - MOST_SEEDS}."
            )
        return self


@dataclass(frozen=True)
class Point:
    """What is held for one evaluation of a claim: assumptions, and the base rate."""

    assume: Assume
    base_rate: float


Asked = tuple[str, Point]
"""A claim's name, and a point at which its quantities are wanted."""


class Bench:
    """Values of claims' quantities by point and seed, remembered while the command lasts."""

    def __init__(
        self, claims: dict[str, Claim], options: Options, progress: Progress | None = None
    ) -> None:
        """Take the claims whose quantities can be asked for."""
        self.claims = claims
        self.options = options
        self.progress = progress
        self.seeds = [options.seed + i for i in range(options.seeds)]
        self.refused: dict[Asked, str] = {}
        self._found: dict[tuple[Asked, int], list[float]] = {}
        self._done = self._due = 0

    def ensure(self, asked: Iterable[Asked], *, first_seed_only: bool = False) -> None:
        """Run what is not known yet, two sets of runs at a time."""
        groups: dict[tuple[date, Assume, int], list[Asked]] = {}
        for one in dict.fromkeys(asked):
            for seed in self.seeds[:1] if first_seed_only else self.seeds:
                if (one, seed) not in self._found and one not in self.refused:
                    key = (self.claims[one[0]].until, one[1].assume, seed)
                    groups.setdefault(key, []).append(one)
        self._due += len(groups)
        for until in sorted({until for until, _, _ in groups}):
            other_cases(until, DEFAULT_SET, ())  # once, before two threads would both make it
        with ThreadPoolExecutor(max_workers=WORKERS) as pool:
            list(pool.map(self._run, groups.items()))

    def _run(self, group: tuple[tuple[date, Assume, int], list[Asked]]) -> None:
        (until, assume, seed), asked = group
        names = dict.fromkeys(name for name, _ in asked)
        terms = _terms(self.claims[name] for name in names)
        try:
            runs = run_all(Wish(until, assume, seed, self.options.scale), terms)
        except OpenasylumError as error:
            self._refuse(asked, error)
        else:
            for one in asked:
                quantities = self.claims[one[0]].quantities()
                try:
                    self._found[one, seed] = [
                        evaluate(q.value, runs, one[1].base_rate) for q in quantities
                    ]
                except OpenasylumError as error:
                    self._refuse([one], error)
        self._done += 1
        if self.progress:
            self.progress(self._done, self._due)

    def _refuse(self, asked: list[Asked], error: OpenasylumError) -> None:
        """A varied value may be impossible and is then noted; central values must be possible."""
        for name, point in asked:
            if not point.assume:
                raise OpenasylumError(f"claims/{name}.yaml: {error}") from None
            self.refused[name, point] = str(error)

    def values(self, name: str, point: Point, quantity: int = 0) -> list[float]:
        """A quantity of a claim at a point, one number a seed run; empty if refused there."""
        if (name, point) in self.refused:
            return []
        found = (self._found.get(((name, point), seed)) for seed in self.seeds)
        return [values[quantity] for values in found if values is not None]

    def mean(self, name: str, point: Point, quantity: int = 0) -> float | None:
        """The mean over the seeds run; nothing if it was refused there."""
        found = self.values(name, point, quantity)
        return sum(found) / len(found) if found else None


def _terms(claims: Iterable[Claim]) -> dict[str, list[Term]]:
    """What claims read of each scenario; who is followed elsewhere is kept there, too."""
    found: dict[str, list[Term]] = {}
    for claim in claims:
        for quantity in claim.quantities():
            for _, term in quantity.value.terms():
                found.setdefault(term.scenario, []).append(term)
                if isinstance(term, People) and term.enrolled_in_mpp_under:
                    found.setdefault(term.enrolled_in_mpp_under, []).append(term)
    return found
