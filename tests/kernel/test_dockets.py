"""A dedicated docket: property P3 of the targets, after Freund and Weng 2024."""

import numpy as np

from openasylum.kernel.codes import Flow
from tests.kernel.worlds import FIRST, World

RELEASED = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BUSY = {"first_hearing_least_days": 5.0, "notice_prompt_days": 3.0, "notice_never_share": 0.0,
        "notice_prompt_share": 1.0, "preparation_days": 20.0, "short_matter_days": 10.0,
        "miss_first_unrepresented": 0.02, "miss_later_unrepresented": 0.02,
        "closed_at_first_share": 0.0, "closed_at_individual_share": 0.0}  # fmt: skip
LAW = {"priority_docket": 1}


def waits(share_of_cases, share_of_hours, judge_hours):
    """Mean days from arrival to outcome of everyone whose case is over, and how many that is."""
    world = World(
        days=500, shares=RELEASED, rules=LAW,
        assumed=BUSY | {"priority_docket_share": share_of_cases,
                        "priority_share_of_hours": share_of_hours},
        today={"judge_hours": judge_hours},
    ).run()  # fmt: skip
    out = world.out[np.flatnonzero((world.out & 31) >= 16)]
    since = (out >> 5) & 0xFFFF
    return world, out.size, float(since.mean() - FIRST)


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
