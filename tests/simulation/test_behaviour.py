"""Behaviour is a switch: off it changes nothing, on it does what its assumption says."""

from datetime import date

import numpy as np
import pytest

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Flow, Service, State
from openasylum.kernel.layout import FILING_RESERVE
from openasylum.law import load_scenario
from openasylum.records.scenario import Assumed as Choice
from openasylum.simulation import engine, inputs
from openasylum.simulation.assumed import load_assumptions

UNTIL, SCALE = date(2021, 1, 1), 0.004
SWITCHES = ("filing_response_per_year", "arrivals_response_mpp", "arrivals_response_title_42")


def ran(name, until=UNTIL, scale=SCALE, **held):
    scenario = load_scenario(name)
    own = tuple(Choice(assumption=k, value=v, because="test") for k, v in held.items())
    scenario = scenario.model_copy(update={"assume": (*own, *scenario.assume)})
    return engine.run(inputs.build(name, scenario, until, 1, scale, {}))


def total(books, flow, first=0, last=None):
    return int(books.flows[first:last, flow].sum())


@pytest.mark.parametrize("name", SWITCHES)
def test_every_switch_is_off_and_its_range_spans_zero(name):
    record = load_assumptions("first_values").values[name]
    assert record.value == 0.0
    assert record.low < 0.0 < record.high


@pytest.fixture(scope="module")
def enacted():
    return ran("as_enacted")


def test_a_response_to_a_programme_changes_nothing_where_the_law_is_as_enacted(enacted):
    assert (ran("as_enacted", arrivals_response_mpp=1.0).out == enacted.out).all()


def test_without_mpp_more_come_if_it_deterred_and_fewer_if_people_crossed_again(enacted):
    as_counted = ran("without_mpp")
    assert total(as_counted, Flow.ENCOUNTERED) == total(enacted, Flow.ENCOUNTERED)
    deterred = ran("without_mpp", arrivals_response_mpp=2.0)
    again = ran("without_mpp", arrivals_response_mpp=-0.5)
    assert total(again, Flow.ENCOUNTERED) < total(enacted, Flow.ENCOUNTERED)
    assert total(deterred, Flow.ENCOUNTERED) > total(enacted, Flow.ENCOUNTERED)
    before = 60  # months: MPP began in January 2019
    assert total(deterred, Flow.ENCOUNTERED, 0, before) == total(
        enacted, Flow.ENCOUNTERED, 0, before
    )


def test_who_comes_anyway_has_the_same_luck_whoever_else_is_drawn():
    as_counted = ran("without_mpp")
    deterred = ran("without_mpp", arrivals_response_mpp=2.0)
    sizes, more = np.diff(as_counted.offsets), np.diff(deterred.offsets)
    assert (more >= sizes).all()
    assert more.sum() > sizes.sum()
    same = [
        as_counted.out[a : a + n] & 31 == deterred.out[b : b + n] & 31
        for a, b, n in zip(
            as_counted.offsets[:, 2], deterred.offsets[:, 2], sizes[:, 2], strict=True
        )
    ]
    assert np.concatenate(same).mean() > 0.95  # the rest met longer queues


def test_filings_stay_near_those_counted_where_waits_are_as_enacted(enacted):
    responds = ran("as_enacted", filing_response_per_year=0.4)
    filed, counted = (total(b, Flow.AFFIRMATIVE_FILED) for b in (responds, enacted))
    assert abs(filed / counted - 1.0) < 0.1


def test_first_in_first_out_kept_serves_the_oldest_to_the_end():
    given = inputs.build(
        "x", load_scenario("first_in_first_out_kept"), date(2025, 1, 1), 1, SCALE, {}
    )
    assert (given.days["affirmative_service"][2000:] == Service.FIRST_IN_FIRST_OUT).all()


@pytest.mark.slow
def test_where_filing_rises_with_the_wait_first_in_first_out_piles_up_what_newest_first_avoids():
    """Property P2, after Freund, Hausman and Weng 2025."""
    until, response = date(2024, 10, 1), {"filing_response_per_year": 0.2}

    def pending(name, **held):
        books = ran(name, until, 0.01, **held)
        return int(books.month_end[-1, State.AWAITING_ASYLUM_INTERVIEW].sum())

    oldest_first = pending("first_in_first_out_kept", **response)
    newest_first = pending("as_enacted", **response)
    assert oldest_first > 1.5 * newest_first
    assert abs(pending("first_in_first_out_kept") / pending("as_enacted") - 1.0) < 0.1


@pytest.mark.slow
def test_clearing_first_decisions_moves_people_to_appeals_and_not_all_out():
    """Property P4: with more judges, fewer wait for a hearing and more for an appeal."""
    scenario = load_scenario("as_enacted")
    from openasylum.records.scenario import Capacity

    more = Capacity(
        office="immigration_judges", multiply=2.0, because="test", start=date(2016, 1, 1)
    )
    until = date(2020, 1, 1)
    doubled = scenario.model_copy(update={"capacity": (more,)})
    run = {
        word: engine.run(inputs.build(word, given, until, 1, 0.01, {}))
        for word, given in (("as they were", scenario), ("twice", doubled))
    }
    court = [
        State.AWAITING_FIRST_HEARING,
        State.BETWEEN_HEARINGS,
        State.AWAITING_INDIVIDUAL_HEARING,
    ]
    heard = {k: int(b.month_end[-1, court].sum()) for k, b in run.items()}
    appeal = {k: int(b.month_end[-1, State.AWAITING_APPEAL].sum()) for k, b in run.items()}
    assert heard["twice"] < heard["as they were"]
    assert appeal["twice"] > 1.2 * appeal["as they were"]


def test_a_response_beyond_the_room_for_it_is_an_error_that_names_it(monkeypatch):
    monkeypatch.setattr("openasylum.simulation.engine.waits_as_enacted", lambda *_: -1e5)
    with pytest.raises(OpenasylumError, match=f"makes filings more than {FILING_RESERVE} times"):
        ran("as_enacted", date(2014, 2, 1), filing_response_per_year=0.4)
