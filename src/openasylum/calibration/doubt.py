"""Doubt in four parts: chance, assumptions, arrivals and form of the model, apart and at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from openasylum.calibration.factors import Factor, draw_at, from_draws, from_set
from openasylum.ensemble.draws import Draws
from openasylum.ensemble.sampling import from_ranges
from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumptions
from openasylum.records.doubt import Doubt
from openasylum.records.library import FACTS, load_book
from openasylum.records.reader import read

PARTS = ("chance", "assumptions", "arrivals", "structure")
TOTAL, CENTRAL = "total", "central"
LEVELS = (0.05, 0.95)
_RESAMPLES = 1000

Runner = Callable[[str, str, Draws], np.ndarray]
"""Runs draws under an alternative of arrivals and a form of the model (both '' for the central
ones); gives (measures x scenarios x draws), not a number where a run failed."""


@cache
def load_doubt() -> Doubt:
    """What is varied, read from the facts. Raises `RecordError`."""
    return read(FACTS / "doubt.yaml", Doubt, shown_as="doubt.yaml", against=load_book())


@dataclass(frozen=True)
class Point:
    """One run: which part it tells of, and what it holds."""

    part: str
    seed: int
    places: tuple[tuple[Factor, float], ...] = ()
    arrivals: str = ""
    structure: str = ""


@dataclass(frozen=True)
class Design:
    """All runs of a question, and the factors that every one of them names."""

    points: tuple[Point, ...]
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Part:
    """What one part of doubt does to one output: between `low` and `high` when it alone varies.

    Nine in ten runs lie between them, or all of the few forms of the model. `share` is of the
    variance with everything varied at once, `width` of the length of its range. From `share_low` to
    `share_high` is what nine in ten resamplings of the runs make of the share.
    """

    name: str
    runs: int
    failed: int
    low: float
    high: float
    sd: float
    share: float
    width: float
    share_low: float
    share_high: float


@dataclass(frozen=True)
class Told:
    """The doubt about one output of one measure."""

    measure: int
    output: str
    central: float
    parts: tuple[Part, ...]  # in the order of PARTS, then the total
    alternatives: Mapping[str, float]  # a form of the model or another count: its value

    @property
    def rest(self) -> float:
        """Share of the variance that no part makes alone: interplay, and the luck of few runs.

        It may be below zero, where parts work against each other.
        """
        return 1.0 - sum(part.share for part in self.parts if part.name != TOTAL)


@dataclass
class Settings:
    """How many runs, and what varies."""

    known: Assumptions
    record: Doubt
    draws: int  # of assumptions, arrivals and the total
    seeds: int
    seed: int
    fitted: Draws | None = None
    held: Sequence[str] = field(default_factory=list)  # by every scenario: not moved


def design(given: Settings) -> Design:
    """The runs: each part alone around the centre, then all four drawn at once.

    With a file of draws the assumptions are its rows, as they hang together there; else positions
    are spread evenly over the ranges. The total uses the same rows, each with its own seed, and
    goes through the forms of the model and the counts of arrivals in turn.

    Raises:
        OpenasylumError: too few draws or seeds, or a name that the set does not have.
    """
    _check(given)
    assumed, rows = _rows(given)
    coming, arriving = _arrivals(given)
    forms = [""] + [form.name for form in given.record.structure]
    counts = [""] + [one.name for one in given.record.arrivals.alternatives]
    structural = {name: Factor((name,), -1.0, 0.0, 1.0) for name in given.record.structural()}
    held = {
        form.name: tuple((structural[n], place) for n, place in form.positions.items())
        for form in given.record.structure
    } | {"": ()}
    n, first = given.draws, given.seed
    rng = np.random.default_rng(given.seed)
    points = [Point(CENTRAL, first)]
    points += [Point("chance", first + i) for i in range(given.seeds)]
    points += [Point("assumptions", first, rows[i]) for i in range(n)]
    points += [Point("arrivals", first, arriving[i], counts[i % len(counts)]) for i in range(n)]
    points += [Point("structure", first, held[name], "", name) for name in forms]
    points += [Point("count", first, (), name) for name in counts[1:]]
    together = [forms[i % len(forms)] for i in range(n)]
    for i, place in enumerate(rng.permutation(n)):
        form, count = together[place], counts[i % len(counts)]
        both = (*rows[i], *arriving[i], *held[form])
        points.append(Point(TOTAL, first + i, both, count, form))
    return Design(tuple(points), (*assumed, *coming, *structural.values()))


def _check(given: Settings) -> None:
    for word, number in (("draws", given.draws), ("seeds", given.seeds)):
        if number < 2:
            raise OpenasylumError(f"--{word} {number}: must be 2 or more, or nothing spreads.")
    names = {*given.record.arrivals.assumptions, *given.record.structural()}
    for name in sorted(names):
        if name not in given.known.values:
            raise OpenasylumError(
                f"doubt.yaml: '{name}' is not an assumption of the set '{given.known.title}'."
            )
    if given.fitted is not None and len(given.fitted.draws) < given.draws:
        raise OpenasylumError(
            f"--draws-file: has {len(given.fitted.draws):,} draws, and --draws asks for "
            f"{given.draws:,}. Give fewer."
        )


_Row = tuple[tuple[Factor, float], ...]


def _rows(given: Settings) -> tuple[list[Factor], list[_Row]]:
    """The factors of the part 'assumptions', and their places draw by draw."""
    apart = [*given.held, *given.record.arrivals.assumptions, *given.record.structural()]
    if given.fitted is None:
        factors = from_set(given.known, without=apart)
        return factors, _spread(given, factors, given.seed)
    factors = [one for one in from_draws(given.fitted) if not set(one.names) & set(apart)]
    rows = []
    for draw in given.fitted.draws[: given.draws]:
        told = {**dict(draw.values), **dict(draw.positions)}
        rows.append(tuple((one, told[one.names[0]]) for one in factors))
    return factors, rows


def _arrivals(given: Settings) -> tuple[list[Factor], list[_Row]]:
    names = [one for one in given.record.arrivals.assumptions if one not in given.held]
    factors = [Factor((name,), -1.0, 0.0, 1.0) for name in names]
    return factors, _spread(given, factors, given.seed + 1)


def _spread(given: Settings, factors: list[Factor], seed: int) -> list[_Row]:
    if not factors:
        return [()] * given.draws
    draws = from_ranges(given.known, [one.name for one in factors], given.draws, seed=seed)
    return [
        tuple((one, dict(draw.positions)[one.names[0]]) for one in factors) for draw in draws.draws
    ]


def tell(asked: Design, outputs: Sequence[str], run: Runner) -> list[Told]:
    """Run a design, and tell each output's doubt in parts.

    Runs under the same alternative are one ensemble, whatever part they tell of.

    Args:
        asked: from `design`.
        outputs: the scenarios' names and, of two, the difference's.
        run: what runs draws.

    Raises:
        OpenasylumError: the central run failed, or too few runs of a part finished.
    """
    values: np.ndarray | None = None
    for pair in dict.fromkeys((one.arrivals, one.structure) for one in asked.points):
        here = [i for i, p in enumerate(asked.points) if (p.arrivals, p.structure) == pair]
        draws = tuple(
            draw_at(n, dict(asked.points[i].places), asked.factors, asked.points[i].seed)
            for n, i in enumerate(here)
        )
        found = run(*pair, Draws("doubt", draws))
        if found.shape[1] > 1:
            found = np.concatenate([found, found[:, 1:2] - found[:, 0:1]], axis=1)
        if values is None:
            values = np.full((*found.shape[:2], len(asked.points)), np.nan)
        values[:, :, here] = found
    assert values is not None  # a design has points
    return [
        _told(asked, measure, place, output, values[measure, place])
        for measure in range(values.shape[0])
        for place, output in enumerate(outputs)
    ]


def _told(asked: Design, measure: int, place: int, output: str, values: np.ndarray) -> Told:
    central = float(values[0])
    if not np.isfinite(central):
        raise OpenasylumError("doubt: the run with the central values failed, see above.")
    of = {
        name: values[[i for i, p in enumerate(asked.points) if p.part == name]]
        for name in (*PARTS, TOTAL)
    }
    total = of[TOTAL][np.isfinite(of[TOTAL])]
    parts = tuple(_part(name, of[name], total) for name in (*PARTS, TOTAL))
    named = {
        p.structure or p.arrivals: float(value)
        for p, value in zip(asked.points, values, strict=True)
        if p.part in ("structure", "count") and (p.structure or p.arrivals) and np.isfinite(value)
    }
    return Told(measure, output, central, parts, named)


def _part(name: str, values: np.ndarray, total: np.ndarray) -> Part:
    finished = values[np.isfinite(values)]
    if finished.size < 2:
        raise OpenasylumError(
            f"doubt: {finished.size} of {values.size} runs of the part '{name}' finished. At least "
            f"two must: see why the others failed."
        )
    few = name == "structure"  # every form is there, equally weighted
    low, high = np.quantile(finished, (0.0, 1.0) if few else LEVELS)
    own = float(finished.var(ddof=0 if few else 1))
    variance = float(total.var(ddof=1)) if total.size > 1 else 0.0
    width = float(np.subtract(*np.quantile(total, LEVELS[::-1]))) if total.size > 1 else 0.0
    share = own / variance if variance else 0.0
    between = (1.0, 1.0) if name == TOTAL else _share_interval(finished, total, few=few)
    return Part(
        name, finished.size, int(values.size - finished.size), float(low), float(high), own**0.5,
        share, float(high - low) / width if width else 0.0, *(between if variance else (0.0, 0.0)),
    )  # fmt: skip


def _share_interval(own: np.ndarray, total: np.ndarray, *, few: bool) -> tuple[float, float]:
    """Nine in ten shares when the runs are drawn again, with replacement; few forms stay all."""
    rng = np.random.default_rng(1)
    again = total[rng.integers(0, total.size, (_RESAMPLES, total.size))].var(axis=1, ddof=1)
    if few:
        parts = np.full(_RESAMPLES, own.var())
    else:
        parts = own[rng.integers(0, own.size, (_RESAMPLES, own.size))].var(axis=1, ddof=1)
    spread = again > 0.0
    if not spread.any():
        return 0.0, 0.0
    low, high = np.quantile(parts[spread] / again[spread], LEVELS)
    return float(low), float(high)
