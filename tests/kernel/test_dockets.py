"""A dedicated docket: property P3 of the targets, after Freund and Weng 2024 (SSRN 4785713).

Their measures are the system's: mean delay, and how often decisions come out right, which turns on
lawyers. They show that a dedicated docket can improve both against a single docket, that one set
badly is dominated, and that what improves both is not fair to both kinds of case. The worlds here
have two kinds of people: of one few apply for asylum, so that most of its cases are short; the
other has most of the well founded claims. Judges' hours, people and their luck are the same.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from openasylum.kernel.codes import FIRST_OUTCOME, Flow
from openasylum.kernel.ends import strength_bin
from tests.kernel.worlds import FIRST, World

RELEASED = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BUSY = {"first_hearing_least_days": 5.0, "notice_prompt_days": 3.0, "notice_never_share": 0.0,
        "notice_prompt_share": 1.0, "preparation_days": 20.0, "short_matter_days": 10.0,
        "miss_first_unrepresented": 0.02, "miss_later_unrepresented": 0.02,
        "closed_at_first_share": 0.0, "closed_at_individual_share": 0.0}  # fmt: skip
LAW = {"priority_docket": 1}

DAYS, EACH, SEEDS = 600, 10, range(1, 9)
T_95 = 2.365  # Student's t with as many seeds less one, two-sided 95%
SHORT_CASES, LONG_CASES = 0, 1
STRENGTH = {SHORT_CASES: -1.0, LONG_CASES: 0.5}
NEEDED = 0.5  # strength of a claim that ought to be granted
TWO_KINDS = BUSY | {
    "first_hearing_hours": 0.5, "short_hearing_hours": 0.5, "merits_hearing_hours": 3.0,
    "first_hearing_share_of_hours": 0.3, "dismissed_at_first_share": 0.0,
    "dismissed_at_individual_share": 0.0, "no_application_terminated_share": 0.0,
    "no_application_relief_share": 0.0, "application_threshold_other": 0.0,
    "application_shift_represented": 0.5, "application_strength_correlation": 0.7,
    "grant_threshold": NEEDED, "grant_shift_represented": 0.5, "grant_noise": 0.5,
    "judge_spread": 0.3, "other_relief_band": 0.0, "miss_log_odds_per_year": 0.3,
    "in_absentia_reopened_share": 0.0, "other_reopened_share": 0.0, "appeal_share_of_denials": 0.0,
    "removal_after_order_share_released": 0.0, "lawyer_never_share_united_states": 0.0,
    "lawyer_days_united_states": 100.0,
}  # fmt: skip


def waits(share_of_cases, share_of_hours, judge_hours):
    """Mean days from arrival to outcome of everyone whose case is over, and how many that is."""
    world = World(
        days=500, shares=RELEASED, rules=LAW,
        assumed=BUSY | {"priority_docket_share": share_of_cases,
                        "priority_share_of_hours": share_of_hours},
        today={"judge_hours": judge_hours},
    ).run()  # fmt: skip
    out = world.out[np.flatnonzero((world.out & 31) >= FIRST_OUTCOME)]
    since = (out >> 5) & 0xFFFF
    return world, out.size, float(since.mean() - FIRST)


@dataclass(frozen=True)
class Told:
    """What a world of two kinds of people came to: waits in days, the others shares."""

    wait: float  # of everyone, to the outcome or so far
    wait_short: float
    wait_long: float
    right: float  # of those decided: protected if the claim is as strong as needed, else refused
    right_of_all: float
    represented: float  # of decisions on asylum, with a lawyer


def two_kinds(seed, dedicated=(), share_of_hours=0.0):
    """A court of 35 hours a working day, short of lawyers, with a docket for some kinds of case."""
    counts = np.zeros((DAYS, 4), np.int64)
    counts[:, [SHORT_CASES, LONG_CASES]] = EACH
    docket = {"priority_docket_share": 1.0, "priority_share_of_hours": share_of_hours}
    world = World(
        days=DAYS, seed=seed, shares=RELEASED, counts=counts, assumed=TWO_KINDS | docket,
        today={"judge_hours": 35.0, "mpp_judge_hours": 0.0, "lawyers": 4.0},
    )  # fmt: skip
    world.groups["family"] = 0
    for group, shift in STRENGTH.items():
        world.groups["citizenship"][group] = world.groups["citizenship"][3]
        world.groups["strength_shift"][group] = shift
        world.law["priority_docket"][0, group] = int(group in dedicated)
    return told(world.run())


def told(world):
    """Everyone's waits, and decisions held against the strength of the claims decided."""
    out = world.out.reshape(DAYS, 2, EACH)
    over = (out & 31) >= FIRST_OUTCOME
    day = np.where(over, (out >> 5) & 0xFFFF, FIRST + DAYS)
    wait = day - (FIRST + np.arange(DAYS))[:, None, None]
    protected, refused, *others = world.errors.sum(axis=0)
    needed = strength_bin(NEEDED)
    right = int(protected[needed:].sum() + refused[:needed].sum())
    decided = int(protected.sum() + refused.sum())
    decisions = world.total(Flow.GRANTED_ASYLUM) + world.total(Flow.DENIED_ASYLUM)
    return Told(
        wait.mean(), *wait.mean(axis=(0, 2)), right / decided,
        right / (decided + sum(int(other.sum()) for other in others)),
        world.total(Flow.REPRESENTED_AT_DECISION) / decisions,
    )  # fmt: skip


def changes(**docket):
    """95% intervals, over seeds, of the change that a docket makes against a single one."""
    found = {}
    pairs = [(two_kinds(seed), two_kinds(seed, **docket)) for seed in SEEDS]
    for name in Told.__dataclass_fields__:
        each = np.array([getattr(b, name) - getattr(a, name) for a, b in pairs])
        half = T_95 * each.std(ddof=1) / len(each) ** 0.5
        found[name] = (each.mean() - half, each.mean() + half)
    return found


def falls(interval):
    """Whether a change is below zero with confidence."""
    return interval[1] < 0.0


def rises(interval):
    """Whether a change is above zero with confidence."""
    return interval[0] > 0.0


@pytest.mark.slow
def test_a_docket_can_be_faster_for_both_kinds_and_decide_more_cases_rightly():
    """Short cases leave early, before they ask a lawyer: the room goes to those who need one."""
    found = changes(dedicated=(SHORT_CASES,), share_of_hours=0.27)
    assert falls(found["wait"]), found
    assert falls(found["wait_short"]), found
    assert falls(found["wait_long"]), found
    assert rises(found["right"]), found
    assert rises(found["right_of_all"]), found
    assert rises(found["represented"]), found


@pytest.mark.slow
def test_the_same_docket_with_too_few_hours_is_slower_and_decides_fewer_cases_rightly():
    found = changes(dedicated=(SHORT_CASES,), share_of_hours=0.1)
    assert rises(found["wait"]), found
    assert falls(found["right"]), found
    assert falls(found["right_of_all"]), found
    assert falls(found["represented"]), found


@pytest.mark.slow
def test_a_docket_for_the_long_cases_is_dominated_too():
    """They are heard fast, and so before a lawyer has room; everyone else waits the longer."""
    found = changes(dedicated=(LONG_CASES,), share_of_hours=0.9)
    assert falls(found["wait_long"]), found
    assert rises(found["wait"]), found
    assert falls(found["right"]), found
    assert falls(found["represented"]), found


def test_a_docket_with_hours_beyond_its_cases_is_no_slower_for_anyone():
    """Hours that the dedicated docket does not need go on to the others."""
    single, done_single, _ = waits(0.0, 0.0, 40.0)
    dedicated, done, _ = waits(0.3, 0.9, 40.0)
    assert done > 0.97 * done_single
    assert dedicated.total(Flow.FIRST_HEARING_HELD) > 0.97 * single.total(Flow.FIRST_HEARING_HELD)


def test_a_docket_set_badly_is_dominated_by_a_single_one():
    """Most cases on it and few hours for it: fewer are heard than on one docket for all."""
    _, done_single, _ = waits(0.0, 0.0, 40.0)
    _, done, _ = waits(0.95, 0.02, 40.0)
    assert done < 0.9 * done_single
