"""What event-keyed luck buys: the variance of a paired effect against that of independent seeds.

Property P1: with the same luck under both laws, the variance of an effect on decisions should be
at least 10 times smaller than with independent seeds, and of an effect on mean waits at least 2
times. The effect is that of 5 percent more immigration judges from 2016-10-01 on. Run it with
'python validation/paired_luck.py'; it prints a table and writes validation/paired_luck.md.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import NormalDist

import numpy as np

from openasylum.kernel.codes import FIRST_OUTCOME, STATES, Flow
from openasylum.law import load_scenario
from openasylum.simulation import engine, inputs
from openasylum.simulation.assumed import DEFAULT_SET
from openasylum.simulation.engine import Books
from openasylum.simulation.other_cases import other_cases
from openasylum.simulation.pair_tables import pairs_table
from openasylum.simulation.pairs import PairCounts, count_pairs
from openasylum.statistics.intervals import LEVEL, among_people, mean_among_people, over_draws

SEEDS, SCALE, UNTIL = 16, 0.02, date(2025, 9, 1)
RESAMPLES = 10_000
DECISIONS, WAITS = 10.0, 2.0  # how many times smaller (property P1)
MORE_JUDGES = """\
title: 5 percent more judges
question: What if there had been 5 percent more immigration judges since October 2016?
capacity:
  - office: immigration_judges
    multiply: 1.05
    from: 2016-10-01
    because: A round number, small enough that most lives stay as they are.
"""
MEASURES = {
    "asylum granted by judges": DECISIONS,
    "removal orders in absence": DECISIONS,
    "mean days waited, everyone": WAITS,
    "mean days to the outcome, of those out": WAITS,
}


@dataclass(frozen=True)
class Gain:
    """One measure: its effect, and variances of the effect with shared and with separate luck."""

    measure: str
    wanted: float
    effect: float
    paired: float
    independent: float  # the sum of both variances
    crossed: float  # over every pair of seed i of a with seed j, not i, of b
    low: float  # of the ratio independent / paired: a 95% interval by resampling seeds
    high: float

    @property
    def ratio(self) -> float:
        """How many times smaller the variance is with shared luck."""
        return self.independent / self.paired

    @property
    def verdict(self) -> str:
        """Hit or missed, and whether the interval leaves a doubt."""
        word = "hit" if self.ratio >= self.wanted else "missed"
        return f"{word}, in doubt" if self.low < self.wanted <= self.high else word


@dataclass(frozen=True)
class Among:
    """One difference over several draws, and what intervals among people of one draw expect."""

    measure: str
    between: float  # its variance between seeds
    among: float  # the variance that the formula for one draw gives, the mean of the seeds

    @property
    def too_narrow(self) -> float:
        """How many times wider an interval from one draw would have to be."""
        return float((self.between / self.among) ** 0.5)


def runs(seeds: range, scale: float, until: date) -> Iterator[tuple[Books, Books, PairCounts]]:
    """Both laws with each seed, and their people paired."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "more_judges.yaml"
        path.write_text(MORE_JUDGES)
        scenarios = {name: load_scenario(name) for name in ("as_enacted", str(path))}
    others = other_cases(until, DEFAULT_SET, ())
    for seed in seeds:
        a, b = (
            engine.run(inputs.build(Path(name).stem, scenario, until, seed, scale, others))
            for name, scenario in scenarios.items()
        )
        yield a, b, count_pairs(a, b)


def measures(a: Books, b: Books, counts: PairCounts) -> tuple[list[float], list[float]]:
    """Every measure under both laws, not scaled up."""
    under_b = counts.days_a + counts.difference
    return _row(a, counts.people, counts.days_a), _row(b, _turn(counts.people), _turn(under_b))


def differences(counts: PairCounts) -> dict[str, tuple[float, float]]:
    """Paired differences of everyone, and their variances if people were independent."""
    rows = pairs_table(counts, ("a", "b"), 0).to_pylist()
    found = {row["measure"]: row["value"] for row in rows if row["group"] == "all"}
    people = found["people"]
    intervals = {
        f"people {word}": among_people(
            found[f"{word}_only_a"], found[f"{word}_only_b"], people, counts.scale
        )
        for word in ("protected", "refused")
    }
    days, sd = found["days_waited_difference"], found["days_waited_difference_sd"]
    mean = mean_among_people(days, sd, people, counts.scale)
    assert mean is not None
    intervals["mean days waited"] = mean
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    return {
        name: (each.difference, ((each.high - each.low) / 2 / z) ** 2)
        for name, each in intervals.items()
    }


def _turn(table: np.ndarray) -> np.ndarray:
    """The same table with the state under b before that under a."""
    return table.transpose(0, 2, 1)


def _row(books: Books, people: np.ndarray, days: np.ndarray) -> list[float]:
    """The measures of one run; tables are (groups x its own state x the other's)."""
    flows = books.flows.sum(axis=(0, 2))
    there, out = slice(1, STATES), slice(FIRST_OUTCOME, STATES)
    people, days = people[:-1].sum(axis=(0, 2)), days[:-1].sum(axis=(0, 2))
    return [
        float(flows[Flow.GRANTED_ASYLUM]),
        float(flows[Flow.ORDERED_REMOVED_IN_ABSENTIA]),
        days[there].sum() / people[there].sum(),
        days[out].sum() / people[out].sum(),
    ]


def gains(a: np.ndarray, b: np.ndarray) -> list[Gain]:
    """The gain of every measure, from (seeds x measures) under both laws."""
    return [
        _gain(name, wanted, a[:, i], b[:, i]) for i, (name, wanted) in enumerate(MEASURES.items())
    ]


def _gain(name: str, wanted: float, a: np.ndarray, b: np.ndarray) -> Gain:
    found = over_draws(a, b)
    crossed = (b[None, :] - a[:, None])[~np.eye(a.size, dtype=bool)]
    rng = np.random.default_rng(1)
    drawn = rng.integers(0, a.size, (RESAMPLES, a.size))
    one, other = a[drawn], b[drawn]
    separate = one.var(axis=1, ddof=1) + other.var(axis=1, ddof=1)
    low, high = np.quantile(separate / (other - one).var(axis=1, ddof=1), (0.025, 0.975))
    return Gain(
        name, wanted, found.difference, found.paired, found.independent,
        float(crossed.var(ddof=1)), float(low), float(high),
    )  # fmt: skip


def among(each_draw: list[dict[str, tuple[float, float]]]) -> list[Among]:
    """How the formula for one draw compares with the spread between draws."""
    return [
        Among(
            name,
            float(np.var([draw[name][0] for draw in each_draw], ddof=1)),
            float(np.mean([draw[name][1] for draw in each_draw])),
        )
        for name in each_draw[0]
    ]


def _page(found: list[Gain], one_draw: list[Among], seconds: float) -> str:
    lines = [
        "# What event-keyed luck buys (property P1)",
        "",
        f"The effect of 5 percent more immigration judges from 2016-10-01, `as_enacted` otherwise, "
        f"until {UNTIL}; scale {SCALE:g}, {SEEDS} seeds. Written by "
        f"`python validation/paired_luck.py` in {seconds:.0f} s.",
        "",
        "Variances are of the effect in one draw, in the run's own (unscaled) numbers. *Paired*: "
        "both laws with the same seed. *Independent*: the sum of the variances under either law. "
        "*Crossed*: the same, found directly from every pair of seed i of one with another seed j "
        f"of the other. Ratio: independent over paired, with a 95% interval from {RESAMPLES:,} "
        "resamplings of the seeds. With so few seeds it is wide.",
        "",
        "| measure | mean effect | paired | independent | crossed | ratio | 95% | wanted | P1 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.measure} | {each.effect:.4g} | {each.paired:.4g} | {each.independent:.4g} | "
        f"{each.crossed:.4g} | {each.ratio:.1f} | {each.low:.1f} to {each.high:.1f} | "
        f"{each.wanted:g} | {each.verdict} |"
        for each in found
    ]
    lines += [
        "",
        "## Intervals from one draw",
        "",
        "With one draw the report gives intervals among people, as if they were independent of "
        "each other. Here is what they are worth: the standard deviation of the paired difference "
        f"between the {SEEDS} seeds, and the one that the formula expects from a single draw (full "
        "scale; outcomes at the end of the run). Above 1, an interval from one draw is that many "
        "times too narrow; below 1 it is too wide.",
        "",
        "| difference, everyone | between seeds | expected from one draw | ratio |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {each.measure} | {each.between**0.5:.4g} | {each.among**0.5:.4g} | "
        f"{each.too_narrow:.2f} |"
        for each in one_draw
    ]
    return "\n".join([*lines, ""])


def main() -> int:
    """Measure, print, and write the page; 1 if a measure missed."""
    started = time.perf_counter()
    rows, each_draw = [], []
    for a, b, counts in runs(range(1, SEEDS + 1), SCALE, UNTIL):
        rows.append(measures(a, b, counts))
        each_draw.append(differences(counts))
    under_a, under_b = np.array(rows).transpose(1, 0, 2)
    found = gains(under_a, under_b)
    page = _page(found, among(each_draw), time.perf_counter() - started)
    print(page)
    (Path(__file__).parent / "paired_luck.md").write_text(page)
    return int(any(each.ratio < each.wanted for each in found))


if __name__ == "__main__":
    sys.exit(main())
