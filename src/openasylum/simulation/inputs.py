"""Everything a run needs, as arrays: law, offices, assumptions, people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Elicitation, Pathway
from openasylum.kernel.layout import TODAY
from openasylum.law import Timeline, load_instruments, load_scenario, resolve
from openasylum.records.scenario import Capacity, Scenario
from openasylum.simulation.assumed import Assumed
from openasylum.simulation.behaviour import respond_to_policy, with_filings
from openasylum.simulation.border import Border, read_border
from openasylum.simulation.calendar import (
    FIRST_DAY,
    absolute,
    month_starts,
    months_of_days,
    working_days,
)
from openasylum.simulation.encode import SERVICE, daily_codes, encode_rules
from openasylum.simulation.groups import (
    BORDER_GROUPS,
    CITIZENSHIPS,
    FAMILY_STATUSES,
    GROUPS,
    group_table,
)
from openasylum.simulation.people import change_arrivals, count_people
from openasylum.simulation.programmes import AS_ENACTED, crowded_days, daily_shares, enacted
from openasylum.simulation.world import World
from openasylum.statistics import catalog

LAST_MONTH_OF_DATA = date(2025, 9, 1)  # the first day after CBP's last monthly count
_NOBODY = 9.0  # a readiness that nobody reaches
_MOST = 0.95  # of a pathway's people can voice fear; more is an error of the tables
_WORKING_DAYS = 250.0  # a year, by which yearly capacities are divided
_HEARINGS = {"none": 0, "suspended": 0, "held": 1}
_WIND_DOWN = {"none": 0, "pending_cases": 1, "closed_cases_too": 1}
_CLOSURE = {"restricted": 0, "available": 1}
OFFICES = (
    "asylum_officers",
    "immigration_judges",
    "board_members",
    "detention_beds",
    "lawyers",
)


@dataclass(frozen=True)
class Inputs:
    """The arrays of one run; `notes` say in words what the tables could not give."""

    scenario: Scenario
    name: str
    until: date
    seed: int
    scale: float
    days: np.ndarray
    groups: np.ndarray
    rules: np.ndarray
    assumed: np.ndarray
    shares: np.ndarray
    asked: np.ndarray
    counts: np.ndarray
    assumptions: Assumed
    notes: list[str] = field(default_factory=list)


@cache
def border_until(until: date) -> Border:
    """The border by month, read once for all scenarios of a command."""
    return read_border(month_starts(until))


def build(
    name: str, scenario: Scenario, until: date, seed: int, scale: float,
    other_cases: dict[int, float], *, assumed: Assumed | None = None, border: Border | None = None,
    world: World | None = None,
) -> Inputs:  # fmt: skip
    """Encode a scenario for the kernel.

    Args:
        name: how the scenario is called in tables.
        scenario: the question.
        until: the first day after the run.
        seed: of everyone's luck, 0 to 2**63 - 1.
        scale: share of people and capacity, above 0 up to 1.
        other_cases: other new court cases by fiscal year.
        assumed: the assumptions, if not those that the scenario names.
        border: who comes over the border, if not only those whom the official tables count.
        world: the law and the tables, if not all that are known today.
    """
    _refuse_what_is_not_simulated(scenario)
    months = month_starts(until)
    as_said = assumed is None and border is None and world is None
    assumed = assumed or Assumed(scenario)
    beside_the_law = {"title": "", "question": "", "assume": (), "capacity": (), "arrivals": ()}
    lawful = scenario.model_copy(update=beside_the_law)  # so that the law is resolved once
    law, rules, regimes = world.law if world else law_of(lawful, until)
    border = world.border if world else border or border_until(until)
    programmes = world.rules if world else None
    shares, notes = daily_shares(border, assumed, until, programmes)
    crowded = crowded_days(border, until, programmes)
    counts = count_people(border, assumed, other_cases, until, crowded)
    shifts = {c: assumed.at(f"strength_shift_{c}", FIRST_DAY) for c in CITIZENSHIPS}
    days = _days(law, assumed, regimes, scenario.capacity, until, scale)
    counts = respond_to_policy(counts, shares, rules, regimes, assumed, until)
    counts = change_arrivals(with_filings(counts, days, assumed, until), scenario.arrivals, until)
    if as_said:
        asked = _asked_as_said(scenario.assumptions, scenario.assume, until).copy()
    else:
        asked = asked_thresholds(border, assumed, months, world)
    return Inputs(
        scenario=scenario, name=name, until=until, seed=seed, scale=scale, days=days,
        groups=group_table(shifts), rules=rules.copy(),
        assumed=_scaled(assumed.table(months), scale), shares=shares,
        asked=asked,
        counts=counts, assumptions=assumed, notes=notes,
    )  # fmt: skip


@lru_cache(maxsize=32)
def law_of(lawful: Scenario, until: date) -> tuple[Timeline, np.ndarray, np.ndarray]:
    """The law of a scenario, resolved and encoded: by far the dearest part of the arrays."""
    law = resolve(load_instruments(), lawful)
    return law, *encode_rules(law, until)


def _refuse_what_is_not_simulated(scenario: Scenario) -> None:
    if scenario.start not in (None, FIRST_DAY):
        raise OpenasylumError(
            f"from: {scenario.start} is not the model's first day. Queues carry over, so every run "
            f"begins on {FIRST_DAY}: leave 'from' out and read the results from that day on."
        )
    for change in scenario.capacity:
        if change.office not in OFFICES:
            raise OpenasylumError(
                f"capacity: '{change.office}' is not simulated as a limited office in this "
                f"version. Known: {', '.join(OFFICES)}."
            )
        if change.office == "board_members" and change.number is not None:
            raise OpenasylumError(
                "capacity: the model knows the Board's decisions a year, not its members' number. "
                "Give 'multiply' instead of 'number'."
            )


def _scaled(table: np.ndarray, scale: float) -> np.ndarray:
    table["mpp_wound_down_per_day"] *= scale
    return table


def _capacity(
    base: np.ndarray, office: str, changes: Sequence[Capacity], until: date
) -> np.ndarray:
    result = base.copy()
    for change in changes:
        if change.office != office:
            continue
        first = max(0, ((change.start or FIRST_DAY) - FIRST_DAY).days)
        after = (min(change.until or until, until) - FIRST_DAY).days
        if change.multiply is not None:
            result[first:after] *= change.multiply
        elif change.number is not None:
            result[first:after] = change.number
    return result


def _days(law, assumed: Assumed, regimes, changes, until: date, scale: float) -> np.ndarray:  # type: ignore[no-untyped-def]
    n = (until - FIRST_DAY).days
    each = [FIRST_DAY + timedelta(days=i) for i in range(n)]
    days = np.zeros(n, TODAY)
    days["month"] = months_of_days(until)
    days["regime"] = regimes
    days["absolute"] = absolute(FIRST_DAY) + np.arange(n)
    days["working"] = working_days(until)
    days["affirmative_service"] = daily_codes(law, "affirmative.order_of_service", SERVICE, until)
    days["administrative_closure"] = daily_codes(
        law, "court.administrative_closure", _CLOSURE, until
    )
    days["mpp_hearings"] = daily_codes(law, "mpp.hearings", _HEARINGS, until)
    days["mpp_wind_down"] = daily_codes(law, "mpp.wind_down", _WIND_DOWN, until)
    working = days["working"] * scale
    officers = _capacity(
        assumed.on("asylum_officers_on_board", each), "asylum_officers", changes, until
    )
    days["officer_hours"] = (
        officers * assumed.on("asylum_officer_hours_per_day", each)
        * assumed.on("asylum_officer_share_available", each) * working
    )  # fmt: skip
    judges = _capacity(
        assumed.on("immigration_judges_on_board", each), "immigration_judges", changes, until
    )
    days["judge_hours"] = (
        judges * assumed.on("judge_hours_per_day", each) * assumed.on("court_share_open", each)
        * working
    )  # fmt: skip
    days["mpp_judge_hours"] = days["judge_hours"] * assumed.on("mpp_judge_share", each)
    board = assumed.on("appeals_decided_per_year", each)
    board = _capacity(board, "board_members", changes, until)
    days["board_decisions"] = board / _WORKING_DAYS * working
    lawyers = assumed.on("lawyers_new_cases_per_year", each)
    lawyers = _capacity(lawyers, "lawyers", changes, until)
    days["lawyers"] = lawyers / _WORKING_DAYS * working
    beds = assumed.on("detention_beds", each)
    days["beds"] = _capacity(beds, "detention_beds", changes, until) * scale
    return days


@lru_cache(maxsize=32)
def _asked_as_said(name: str | None, changed: tuple[object, ...], until: date) -> np.ndarray:
    """The thresholds of scenarios with these assumptions, whatever else they change."""
    scenario = load_scenario(AS_ENACTED)
    scenario = scenario.model_copy(update={"assumptions": name, "assume": changed})
    return asked_thresholds(border_until(until), Assumed(scenario), month_starts(until))


def asked_thresholds(
    border: Border, assumed: Assumed, months: list[date], world: World | None = None
) -> np.ndarray:
    """The readiness to voice fear above which people were referred, by month, group and path.

    Referrals by citizenship over transfers to ICE give the share who voiced fear; what exceeds
    those transferred spoke up in CBP custody and stands among the repatriated. The law's way of
    eliciting as enacted is taken off, so that the threshold is that of asking everyone.
    """
    referred = _referrals(months)
    if world is not None:
        referred[[month >= world.referrals_until for month in months]] = 0
    last = max((m for m in range(len(months)) if referred[m].sum() > 0), default=-1)
    thresholds = np.full((len(months), len(GROUPS), 2), _NOBODY)
    rules, regimes = world.rules if world else enacted(_after(months[-1]))
    month_of_day = months_of_days(_after(months[-1]))
    pools = _fear_pools()
    normal = NormalDist()
    recent = [_recent_share(border, referred[:, i], pools[i], last) for i in range(len(pools))]
    for m in range(len(months)):
        regime = regimes[np.flatnonzero(month_of_day == m)[14]]
        shifts: dict[int, float] = {}  # by the way of eliciting
        for number, members in enumerate(pools):
            ice, home = _eligible(border, m, members)
            wanted = referred[m, number]
            if m > last:
                assumed_share = assumed.at("fear_referral_share_after_data", months[m])
                wanted = ice * (recent[number] if world else assumed_share)
            share = (
                min(_MOST, wanted / ice) if ice > 0 else 0.0,
                min(_MOST, max(0.0, wanted - _MOST * ice) / home) if home > 0 else 0.0,
            )
            levels = [
                normal.inv_cdf(1.0 - share[path]) if share[path] > 0 else None for path in range(2)
            ]
            for group in members:
                elicitation = int(rules["elicitation"][regime, group])
                if elicitation not in shifts:
                    shifts[elicitation] = _elicitation_shift(elicitation, assumed, months[m])
                for path, level in enumerate(levels):
                    if level is not None:
                        thresholds[m, group, path] = level - shifts[elicitation]
    return thresholds


def _recent_share(border: Border, referred: np.ndarray, members: list[int], last: int) -> float:
    """Referrals of a pool over its transfers to ICE in the last twelve months known."""
    recent = range(max(0, last - 11), last + 1)
    ice = sum(_eligible(border, month, members)[0] for month in recent)
    return float(referred[recent.start : recent.stop].sum()) / ice if ice > 0 else 0.0


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _elicitation_shift(elicitation: int, assumed: Assumed, day: date) -> float:
    if elicitation == Elicitation.MANIFEST:
        return assumed.at("voice_shift_manifest", day)
    if elicitation == Elicitation.UNPROMPTED:
        return assumed.at("voice_shift_unprompted", day)
    return 0.0


_COUNTED_APART = (
    "mexico",
    "venezuela",
    "ecuador",
    "colombia",
    "guatemala",
    "honduras",
    "el_salvador",
)
"""Citizenships whose referrals are published; the rest are one pool."""


def _fear_pools() -> list[list[int]]:
    """Groups by the citizenships whose referrals are counted together, children left out."""
    child = FAMILY_STATUSES.index("unaccompanied_child")
    pools: list[list[int]] = [[] for _ in range(len(_COUNTED_APART) + 1)]
    for number, group in enumerate(GROUPS[:BORDER_GROUPS]):
        if FAMILY_STATUSES.index(group.family_status) == child:
            continue
        apart = group.citizenship in _COUNTED_APART
        place = _COUNTED_APART.index(group.citizenship) if apart else len(_COUNTED_APART)
        pools[place].append(number)
    return pools


def _eligible(border: Border, month: int, members: list[int]) -> tuple[float, float]:
    people = border.people[month, members]
    shares = border.shares[month, members]
    ice = float((people * shares[:, Pathway.TRANSFER_TO_ICE]).sum())
    return ice, float((people * shares[:, Pathway.TITLE_8_REPATRIATION]).sum())


def _referrals(months: list[date]) -> np.ndarray:
    place = {month: number for number, month in enumerate(months)}
    result = np.zeros((len(months), len(_COUNTED_APART) + 1))
    table = catalog.table("credible_fear_referred")
    for month, citizenship, cases in zip(
        table["month"].to_pylist(), table["citizenship"].to_pylist(), table["cases"].to_pylist(),
        strict=True,
    ):  # fmt: skip
        if month in place and cases is not None:
            apart = citizenship in _COUNTED_APART
            own = _COUNTED_APART.index(citizenship) if apart else len(_COUNTED_APART)
            result[place[month], own] += cases
    return result
