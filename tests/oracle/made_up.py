"""Worlds that never were, for Hypothesis: who comes, the law, the offices, the assumptions.

Every value lies in the range that its assumption has in the set; days are an eighth of that, so
that whole lives fit into some hundred days.
"""

from datetime import date
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from openasylum.kernel.codes import (
    DISCRETIONARY,
    PATHWAYS,
    Elicitation,
    Eligibility,
    Family,
    Interviewer,
    Review,
    Service,
    Standard,
    Stream,
)
from openasylum.kernel.layout import ASSUMED, ASSUMPTIONS, FILING_RESERVE, GROUP, RULES, TODAY
from openasylum.law import load_scenario
from openasylum.simulation.assumed import DEFAULT_SET, Assumed, load_assumptions
from openasylum.simulation.calendar import FIRST_DAY, absolute
from openasylum.simulation.inputs import Inputs
from openasylum.simulation.people import FIRST_ROW
from openasylum.simulation.programmes import AS_ENACTED

BEFORE = absolute(FIRST_DAY) - absolute(FIRST_ROW)  # rows of people who came before the first day
A_MONTH = 30  # days, of these worlds
FASTER = 8.0  # all that takes days takes an eighth
BORDER = (
    (0, Family.SINGLE_ADULT), (1, Family.SINGLE_ADULT), (2, Family.FAMILY_UNIT),
    (3, Family.UNACCOMPANIED_CHILD), (10, Family.FAMILY_UNIT),
)  # fmt: skip
"""Citizenship and family status of the groups at the border; Mexicans are the first."""

LAW = {
    "mpp_open": 1, "title_42_in_force": 1, "third_country_in_force": 1,
    "elicitation": max(Elicitation), "standard": max(Standard), "review": max(Review),
    "cbp_custody": 2, "mpp_elicitation": max(Elicitation), "mpp_standard": max(Standard),
    "priority_docket": 1, "interviewer": max(Interviewer), "counsel_at_interview": 1,
    "mpp_counsel_at_interview": 1, "eligibility": max(Eligibility),
    "third_country_elicitation": max(Elicitation), "third_country_standard": max(Standard),
}  # fmt: skip
"""The columns of the rules that hold codes, and the highest code of each."""

HOURS = ("counsel_hours", "mpp_counsel_hours", "third_country_counsel_hours")
SWITCHES = {
    "affirmative_service": max(Service), "administrative_closure": 1, "mpp_hearings": 1,
    "mpp_wind_down": 1,
}  # fmt: skip
OFFICES = {
    "officer_hours": 30.0, "judge_hours": 30.0, "mpp_judge_hours": 6.0, "board_decisions": 2.0,
    "lawyers": 4.0, "beds": 40.0,
}  # fmt: skip
"""The most that an office has on a day, for some ten people who come."""


class MadeUp:
    """A world that Hypothesis can show in a line; its failure blob gives the same world again."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs

    def __repr__(self) -> str:
        given = self.inputs
        people = int(given.counts.sum())
        return f"<{len(given.days)} days, {people} serials, scale {given.scale}, seed {given.seed}>"


@cache
def ordinary() -> dict[str, tuple[float, float, float]]:
    """Each assumption of the kernel as enacted in 2019, and its range; days made shorter."""
    enacted, records = Assumed(load_scenario(AS_ENACTED)), load_assumptions(DEFAULT_SET).values
    found = {}
    for name in ASSUMED:
        record = records[name]
        faster = FASTER if name.endswith("_days") else 1.0
        numbers = (enacted.at(name, date(2019, 7, 1)), record.low, record.high)
        low, value, high = (number / faster for number in (numbers[1], numbers[0], numbers[2]))
        found[name] = (value, low, high)
    found["mpp_wound_down_per_day"] = (0.5, 0.0, 3.0)
    found["mpp2_released_at_enrolment_share"] = (0.05, 0.0, 0.4)
    return found


def steps(days: int, values: st.SearchStrategy[Any]) -> st.SearchStrategy[np.ndarray]:
    """A value for each day that changes at most three times."""
    changes = st.lists(st.tuples(st.integers(0, days - 1), values), max_size=3)
    return st.builds(_filled, st.just(days), values, changes)


def _filled(days: int, first: float, changes: list[tuple[int, float]]) -> np.ndarray:
    array = np.full(days, float(first))
    for day, value in sorted(changes):
        array[day:] = value
    return array


@st.composite
def _calendar(draw: st.DrawFn, days: int, regime: np.ndarray) -> np.ndarray:
    calendar = np.zeros(days, TODAY)
    number = np.arange(days)
    calendar["month"] = number // A_MONTH
    calendar["regime"] = regime
    calendar["absolute"] = absolute(FIRST_DAY) + number
    holidays = draw(st.sets(st.integers(0, days - 1), max_size=4))
    calendar["working"] = (number % 7 < 5) & ~np.isin(number, list(holidays))
    for name, highest in SWITCHES.items():
        calendar[name] = draw(steps(days, st.integers(0, highest)))
    for name, most in OFFICES.items():
        level = st.one_of(st.just(0.0), st.floats(0.05, 1.0), st.just(30.0))
        calendar[name] = most * draw(steps(days, level))
        if name != "beds":
            calendar[name] *= calendar["working"]
    calendar["reference_wait"] = draw(steps(days, st.floats(0, 200)))
    return calendar


@st.composite
def _law(draw: st.DrawFn, groups: int) -> tuple[np.ndarray, list[int]]:
    """Up to four regimes, each with one law for everyone and another for one group."""
    starts = draw(st.lists(st.integers(1, 300), max_size=3, unique=True))
    rules = np.zeros((len(starts) + 1, groups), RULES)
    for row in rules:
        apart = draw(st.integers(0, len(BORDER) - 1))
        for where in (slice(0, len(BORDER)), slice(apart, apart + 1)):
            for name, highest in LAW.items():
                row[name][where] = draw(st.integers(0, highest))
            for name in HOURS:
                row[name][where] = draw(st.sampled_from((0.0, 24.0, 48.0, 72.0, 240.0)))
    return rules, sorted(starts)


@st.composite
def _assumed(draw: st.DrawFn, months: int) -> np.ndarray:
    """The ordinary values, and up to forty others from one month on."""
    table = np.zeros(months, ASSUMPTIONS)
    for name, (value, _, _) in ordinary().items():
        table[name] = value
    table["filing_response_per_year"] = draw(st.sampled_from((0.0, 0.0, 0.3, -0.1)))
    names = sorted(set(ASSUMED) - {"filing_response_per_year"})
    for name in draw(st.lists(st.sampled_from(names), max_size=40, unique=True)):
        _, low, high = ordinary()[name]
        since = draw(st.integers(0, months - 1))
        table[name][since:] = draw(st.floats(low, high))
    return table


@st.composite
def _people(draw: st.DrawFn, days: int, streams: list[Stream], response: bool) -> np.ndarray:
    counts = np.zeros((BEFORE + days, len(streams)), np.int64)
    for group, stream in enumerate(streams):
        most = draw(st.integers(0, 3))
        if stream in (Stream.STOCK_COURT, Stream.STOCK_INACTIVE, Stream.STOCK_AFFIRMATIVE):
            counts[BEFORE - 800 : BEFORE : 100, group] = most
            continue
        every, first = draw(st.integers(1, 12)), draw(st.integers(0, 30))
        counts[BEFORE + first :: every, group] = most
        for day in draw(st.lists(st.integers(0, days - 1), max_size=2)):
            counts[BEFORE + day, group] += draw(st.integers(1, 12))
        if stream is Stream.AFFIRMATIVE and response:
            counts[:, group] *= FILING_RESERVE
    return counts


@st.composite
def _shares(draw: st.DrawFn, months: int, groups: int) -> np.ndarray:
    """Shares of the pathways that sum to one; the ordinary ones are never all nothing."""
    shares = np.zeros((months, groups, PATHWAYS))
    for since in {0, draw(st.integers(0, months - 1))}:
        weights = np.array(draw(st.lists(st.integers(0, 9), min_size=9, max_size=9)), float)
        weights[DISCRETIONARY + 1] += 1.0
        shares[since:] = weights / weights.sum()
    return shares


def _asked(levels: list[float], months: int, groups: np.ndarray) -> np.ndarray:
    """The readiness needed to voice fear; no child ever reaches that of children, as in a run."""
    asked = np.tile(np.array(levels), (months, len(groups), 1))
    asked[:, groups["family"] == Family.UNACCOMPANIED_CHILD] = 9.0
    return asked


def _groups(shift: float) -> np.ndarray:
    """The groups at the border, then one for each other stream."""
    streams = [Stream.BORDER] * len(BORDER) + [s for s in Stream if s is not Stream.BORDER]
    groups = np.zeros(len(streams), GROUP)
    groups["stream"] = streams
    groups["citizenship"][: len(BORDER)] = [citizenship for citizenship, _ in BORDER]
    groups["family"][: len(BORDER)] = [family for _, family in BORDER]
    groups["strength_shift"][: len(BORDER)] = shift
    return groups


def busy_world() -> Inputs:
    """One fixed world in which everything happens that can happen: a flow of each kind."""
    days, groups = 360, _groups(0.0)
    assumed = np.zeros(days // A_MONTH, ASSUMPTIONS)
    for name, (value, _, _) in ordinary().items():
        assumed[name] = value
    assumed["grant_threshold"] = 0.6
    assumed["mpp_terminated_at_first_share"] = 0.0
    assumed["mpp_give_up_days"] = assumed["mpp_reentry_days"] = 200.0
    rules = np.ones((1, len(groups)), RULES)
    rules["elicitation"] = rules["mpp_elicitation"] = Elicitation.ASKED_OF_ALL
    rules["third_country_elicitation"] = Elicitation.ASKED_OF_ALL
    rules["review"], rules["cbp_custody"] = Review.JUDGE_DE_NOVO, 2
    calendar = np.zeros(days, TODAY)
    number = np.arange(days)
    calendar["month"] = number // A_MONTH
    calendar["absolute"] = absolute(FIRST_DAY) + number
    calendar["working"] = number % 7 < 5
    calendar["administrative_closure"] = 1
    calendar["mpp_hearings"], calendar["mpp_wind_down"] = number < 270, number > 300
    for name, most in OFFICES.items():
        calendar[name] = most * (calendar["working"] | (name == "beds"))
    calendar["mpp_judge_hours"] /= 4.0  # scarce, so that a docket's debt is felt
    shares = np.zeros((len(assumed), len(groups), PATHWAYS))
    shares[:] = np.array([1, 6, 2, 1, 6, 1, 1, 1, 1]) / 20
    counts = np.zeros((BEFORE + days, len(groups)), np.int64)
    counts[BEFORE:, : len(BORDER)] = 1
    counts[BEFORE::4, len(BORDER) : len(BORDER) + 3] = 1
    counts[BEFORE - 800 : BEFORE : 40, len(BORDER) + 3 :] = 1
    return _inputs(20_131_001, 1.0, calendar, groups, rules, assumed, shares, [0.0, 2.0], counts)


def _inputs(
    seed: int, scale: float, calendar: np.ndarray, groups: np.ndarray, rules: np.ndarray,
    assumed: np.ndarray, shares: np.ndarray, levels: list[float], counts: np.ndarray,
) -> Inputs:  # fmt: skip
    enacted = load_scenario(AS_ENACTED)
    return Inputs(
        scenario=enacted, name="made up",
        until=date.fromordinal(FIRST_DAY.toordinal() + len(calendar)), seed=seed, scale=scale,
        days=calendar, groups=groups, rules=rules, assumed=assumed, shares=shares,
        asked=_asked(levels, len(assumed), groups), counts=counts, assumptions=Assumed(enacted),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, most_days: int = 360) -> MadeUp:
    """A world: some hundred people of every stream, under laws that change."""
    days = draw(st.integers(40, most_days))
    groups = _groups(draw(st.floats(-1.0, 1.0)))
    rules, starts = draw(_law(len(groups)))
    regime = np.searchsorted(starts, np.arange(days), side="right")
    months = (days + A_MONTH - 1) // A_MONTH
    assumed = draw(_assumed(months))
    levels = [draw(st.floats(-2.0, 2.0)), draw(st.floats(-1.0, 3.0))]
    responds = bool(assumed["filing_response_per_year"][0])
    streams = [Stream(code) for code in groups["stream"]]
    inputs = _inputs(
        draw(st.integers(0, 2**63 - 1)), draw(st.sampled_from((1.0, 1.0, 0.6))),
        draw(_calendar(days, regime)), groups, rules, assumed, draw(_shares(months, len(groups))),
        levels, draw(_people(days, streams, responds)),
    )  # fmt: skip
    return MadeUp(inputs)
