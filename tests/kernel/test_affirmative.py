"""Asylum interviews: the order of service, and filings that respond to the wait."""

import math

import numpy as np
import pytest

from openasylum.kernel.codes import Officer, Service, State
from openasylum.kernel.filing import filings
from openasylum.kernel.layout import FILING_RESERVE
from tests.kernel.worlds import World

DAYS = 240


def interviewed(service: Service, old_share: float = 0.5) -> tuple[np.ndarray, World]:
    """Who of those who filed with USCIS was interviewed, by day of filing, with too few hours."""
    counts = np.zeros((DAYS, 4), np.int64)
    counts[:, 3] = 2
    world = World(
        days=DAYS, counts=counts, today={"officer_hours": 5.0, "affirmative_service": service},
        assumed={"affirmative_old_track_share": old_share, "affirmative_least_days": 0.0},
    ).run()  # fmt: skip
    waits = world.out & 31 == State.AWAITING_ASYLUM_INTERVIEW
    return ~waits.reshape(DAYS, 2), world


def test_the_oldest_are_interviewed_first():
    seen, _ = interviewed(Service.FIRST_IN_FIRST_OUT)
    assert seen[:100].all()
    assert not seen[140:].any()


def test_the_newest_are_interviewed_first():
    seen, _ = interviewed(Service.LAST_IN_FIRST_OUT)
    assert seen.any(axis=1)[:-2].mean() > 0.9  # one of each day's two, and the other waits
    assert not seen[:100].all(axis=1).all()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_two_tracks_share_the_hours_between_the_oldest_and_the_newest(share):
    seen, world = interviewed(Service.TWO_TRACKS, share)
    days = int(np.argmin(seen.all(axis=1)))  # so many are emptied, oldest first
    # of a day's two filings the newest track has taken 1 - share already
    assert days == pytest.approx(DAYS * share / (2 - (1 - share)), abs=3)
    hours = world.hours[:, 0, Officer.ASYLUM_INTERVIEW].sum()
    assert hours == pytest.approx(5.0 * seen.sum())


def respond(years: float, per_year: float, counted: int = 10) -> tuple[int, World]:
    world = World(days=3, per_day=0, assumed={"filing_response_per_year": per_year})
    today = world.calendar[0]
    today["reference_wait"], today["interview_wait"] = 100.0, 100.0 + 365.25 * years
    number = filings(counted * FILING_RESERVE, world.state[0], today, world.table[0])
    return number, world


@pytest.mark.parametrize("years", [0.0, 0.5, 1.0, -1.0, -4.0])
def test_filings_follow_the_wait(years):
    number, world = respond(years, 0.5, counted=1000)
    assert number == int(1000 * math.exp(0.5 * years) + 0.5)
    assert world.state["filing_overflow"][0] == 0


def test_filings_beyond_the_room_for_them_are_told():
    number, world = respond(9.0, 0.5)
    assert number == 10 * FILING_RESERVE
    assert world.state["filing_overflow"][0] == 1


def test_filings_that_do_not_respond_are_all_of_them():
    assert respond(9.0, 0.0)[0] == 10 * FILING_RESERVE
