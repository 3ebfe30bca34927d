"""The ledger: each claim at its central values, over what is not known, and what it turns on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from openasylum.claims.bench import WORKERS, Asked, Bench, Options, Point, Progress
from openasylum.claims.verdict import Turn, Verdict, supports, verdict_of
from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumption
from openasylum.records.claims import BASE_RATE, Bar, Claim
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.statistics.turning import turning_value


@dataclass(frozen=True)
class Band:
    """A quantity in words, with its central value and the envelope over all that was varied."""

    words: str
    unit: str
    low: float
    central: float
    high: float


@dataclass(frozen=True)
class Effect:
    """One assumption varied alone: the quantity at its low and at its high end."""

    assumption: str
    low: float
    high: float
    at_low: float | None
    at_high: float | None


@dataclass(frozen=True)
class Finding:
    """What the runs say of one claim. Without a verdict, only the central values were run."""

    name: str
    claim: Claim
    verdict: Verdict | None
    quantity: Band | None = None
    effects: tuple[Effect, ...] = ()
    turns: tuple[Turn, ...] = ()
    chance: bool = False
    together: tuple[float, float] | None = None
    holds_together: bool | None = None
    beside: tuple[Band, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Range:
    name: str
    low: float
    high: float
    central: float | None
    """The value in use; nothing where it changes through time."""
    middle: float
    unit: str


def run_ledger(
    claims: dict[str, Claim], options: Options, progress: Progress | None = None
) -> list[Finding]:
    """Judge these claims, sharing runs between them. Raises `OpenasylumError`."""
    options = options.checked()
    bench = Bench(claims, options, progress)
    asked = [one for name, claim in claims.items() for one in _first_asked(name, claim, options)]
    bench.ensure(asked)
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return list(pool.map(lambda item: judge(item[0], item[1], bench), claims.items()))


def judge(name: str, claim: Claim, bench: Bench) -> Finding:
    """One claim's finding; runs what the bench does not know yet."""
    outside = claim.kind != "process"
    if claim.quantity is None:
        return Finding(name, claim, Verdict.OUTSIDE)
    if bench.options.quick:
        bench.ensure([(name, central_point(claim))])
        bands = _bands(name, claim, bench, [central_point(claim)])
        return Finding(
            name, claim, Verdict.OUTSIDE if outside else None, bands[0], beside=bands[1:]
        )
    bench.ensure(_first_asked(name, claim, bench.options))
    ranges = _ranges(claim)
    alone = [central_point(claim), *(p for r in ranges for p in _ends(claim, r))]
    bands = _bands(name, claim, bench, alone)
    effects = tuple(_effect(name, claim, bench, one) for one in ranges)
    together = _together(name, claim, bench, effects)
    notes = tuple(sorted({bench.refused[name, p] for p in alone if (name, p) in bench.refused}))
    if claim.supports is None:
        return Finding(
            name, claim, Verdict.OUTSIDE, bands[0], effects, together=together,
            beside=bands[1:], notes=notes,
        )  # fmt: skip
    values = [value for point in alone for value in bench.values(name, point)]
    verdict = verdict_of(values, claim.supports.when, claim.supports.threshold)
    turns: tuple[Turn, ...] = ()
    if verdict is Verdict.DEPENDS:
        turns = _turns(name, claim, bench, ranges, claim.supports)
    return Finding(
        name, claim, verdict, bands[0], effects, turns,
        chance=verdict is Verdict.DEPENDS and not turns, together=together,
        holds_together=_holds(verdict, together, claim.supports), beside=bands[1:], notes=notes,
    )  # fmt: skip


def central_point(claim: Claim) -> Point:
    """Every assumption at the value in use; the base rate, which has none, mid-list."""
    rates = claim.base_rates
    return Point((), rates[len(rates) // 2] if rates else 0.0)


def sweep(
    name: str, claim: Claim, bench: Bench, finding: Finding, points: int
) -> dict[str, Any] | None:
    """The quantity along the assumption that the verdict turns on, or that moves it most.

    Args:
        name: of the claim.
        claim: as it was judged on the bench.
        bench: where it was judged; runs what is not known yet, with the first seed only.
        finding: its finding.
        points: values of the assumption, evenly spread over its range (2 or more).

    Returns:
        The assumption, its unit, the value in use (None if it changes through time), and pairs of
        value and quantity (None where the value is not possible); None if nothing was varied.
    """
    if not finding.effects:
        return None
    chosen = finding.turns[0].assumption if finding.turns else _strongest(finding).assumption
    one = next(each for each in _ranges(claim) if each.name == chosen)
    values = np.linspace(one.low, one.high, points).tolist()
    if one.name == BASE_RATE:
        values = list(claim.base_rates)
    asked = [(value, _held(claim, one.name, value)) for value in values]
    bench.ensure([(name, point) for _, point in asked], first_seed_only=True)
    pairs = [(value, bench.mean(name, point)) for value, point in asked]
    return {"assumption": one.name, "unit": one.unit, "central": one.central, "points": pairs}


def _strongest(finding: Finding) -> Effect:
    def moved(effect: Effect) -> float:
        ends = (effect.at_low, effect.at_high)
        return abs(ends[1] - ends[0]) if ends[0] is not None and ends[1] is not None else 0.0

    return max(finding.effects, key=moved)


def _held(claim: Claim, assumption: str, value: float) -> Point:
    """One assumption held at a value, the rest central."""
    if assumption == BASE_RATE:
        return Point((), value)
    return Point(((assumption, value),), central_point(claim).base_rate)


def _ranges(claim: Claim) -> list[_Range]:
    """What is varied: the base rate, then the assumptions, each within its range."""
    found = []
    if claim.base_rates:
        rates, middle = claim.base_rates, central_point(claim).base_rate
        found.append(_Range(BASE_RATE, rates[0], rates[-1], middle, middle, "share"))
    for varied in claim.varies:
        record = load_assumptions(DEFAULT_SET).values[varied.assumption]
        low, high = varied.within(record.low, record.high)
        middle = min(high, max(low, _typical(record, claim.until)))
        found.append(_Range(varied.assumption, low, high, record.value, middle, record.unit))
    return found


def _typical(record: Assumption, until: date) -> float:
    """One value for an assumption that changes through time: the mean of those before the end."""
    values = [step.value for step in record.steps if step.from_ < until]
    return record.value if record.value is not None else sum(values) / len(values)


def _ends(claim: Claim, one: _Range) -> list[Point]:
    if one.name == BASE_RATE:
        return [_held(claim, BASE_RATE, rate) for rate in claim.base_rates]
    return [_held(claim, one.name, value) for value in (one.low, one.high)]


def _first_asked(name: str, claim: Claim, options: Options) -> list[Asked]:
    """The points that are known to be needed before anything was run."""
    if claim.quantity is None:
        return []
    if options.quick:
        return [(name, central_point(claim))]
    points = [central_point(claim), *(p for r in _ranges(claim) for p in _ends(claim, r))]
    return [(name, point) for point in points]


def _bands(name: str, claim: Claim, bench: Bench, points: list[Point]) -> tuple[Band, ...]:
    bands = []
    for i, quantity in enumerate(claim.quantities()):
        values = [value for point in points for value in bench.values(name, point, i)]
        central = bench.mean(name, points[0], i)
        assert central is not None  # central values are never refused
        bands.append(Band(quantity.words, quantity.unit, min(values), central, max(values)))
    return tuple(bands)


def _effect(name: str, claim: Claim, bench: Bench, one: _Range) -> Effect:
    low, high = (_held(claim, one.name, value) for value in (one.low, one.high))
    return Effect(one.name, one.low, one.high, bench.mean(name, low), bench.mean(name, high))


def _together(
    name: str, claim: Claim, bench: Bench, effects: tuple[Effect, ...]
) -> tuple[float, float] | None:
    """The quantity with every assumption at the end that lowers it, and that raises it."""
    points = [_corner(name, claim, bench, effects, sign) for sign in (-1.0, 1.0)]
    bench.ensure((name, point) for point in points)
    found = [value for point in points for value in bench.values(name, point)]
    if any((name, point) in bench.refused for point in points):
        return None
    return min(found), max(found)


def _corner(
    name: str, claim: Claim, bench: Bench, effects: tuple[Effect, ...], sign: float
) -> Point:
    central = bench.mean(name, central_point(claim))
    assert central is not None
    assume, rate = [], central_point(claim).base_rate
    if claim.base_rates:
        rate = max(claim.base_rates, key=lambda r: sign * (bench.mean(name, Point((), r)) or 0.0))
    for effect in effects:
        ends = ((effect.low, effect.at_low), (effect.high, effect.at_high))
        moved = [(sign * (found - central), end) for end, found in ends if found is not None]
        gain, end = max(moved, default=(0.0, 0.0))
        if gain > 0 and effect.assumption != BASE_RATE:
            assume.append((effect.assumption, end))
    return Point(tuple(sorted(assume)), rate)


def _holds(verdict: Verdict, together: tuple[float, float] | None, test: Bar) -> bool | None:
    if together is None or verdict is Verdict.DEPENDS:
        return None
    return verdict_of(together, test.when, test.threshold) is verdict


def _turns(
    name: str, claim: Claim, bench: Bench, ranges: list[_Range], test: Bar
) -> tuple[Turn, ...]:
    """Every assumption that alone turns the verdict, the one nearest to its central value first."""
    found = [turn for one in ranges for turn in _turn(name, claim, bench, one, test)]
    return tuple(sorted(found, key=Turn.nearness))


def _turn(name: str, claim: Claim, bench: Bench, one: _Range, test: Bar) -> list[Turn]:
    central = bench.mean(name, central_point(claim))
    assert central is not None

    def value_at(value: float) -> float:
        point = _held(claim, one.name, value)
        bench.ensure([(name, point)], first_seed_only=True)
        found = bench.mean(name, point)
        if found is None:
            raise OpenasylumError(f"claims/{name}.yaml: {bench.refused[name, point]}")
        return found

    def side(value: float) -> bool:
        return supports(value, test.when, test.threshold)

    turns = []
    for end in (one.low, one.high):
        found = bench.mean(name, _held(claim, one.name, end))
        if found is None or side(found) is side(central):
            continue
        start = central if one.central is not None else value_at(one.middle)
        at = None
        if side(start) is not side(found):
            at = turning_value(value_at, (one.middle, end), (start, found), test.threshold)
        turns.append(Turn(one.name, at, one.middle, one.low, one.high, one.unit))
    return turns[:1] if len(turns) < 2 else [min(turns, key=Turn.nearness)]
