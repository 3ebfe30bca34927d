"""What must always hold (docs/model.md 4.2), in worlds of Hypothesis and in those of the facts.

Hypothesis makes the worlds, the laws and the days; nothing here knows how the kernel works.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from openasylum.kernel.codes import FIRST_OUTCOME, STATES, Flow, State
from openasylum.law import load_scenario
from openasylum.records.scenario import Capacity, Scenario, ScenarioSetting
from openasylum.simulation.calendar import FIRST_DAY, absolute
from openasylum.simulation.engine import Books, run
from openasylum.simulation.inputs import Inputs, build
from tests.oracle.made_up import MadeUp, busy_world, worlds

OTHER_CASES = dict.fromkeys(range(2014, 2026), 200_000.0)
THE_SAME_EACH_TIME = settings(
    deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example,
    ],
)  # fmt: skip
Event = tuple[int, int, int]


def of_facts(scenario: Scenario, until: date, scale: float = 0.001, seed: int = 1) -> Inputs:
    return build("own", scenario, until, seed, scale, OTHER_CASES)


def content(books: Books) -> list[bytes]:
    """Everything that the kernel wrote."""
    tables = (
        books.flows, books.month_end, books.hours, books.errors, books.waits, books.outcomes,
        books.searches, books.lawyer_chance, books.interview_wait,
    )  # fmt: skip
    return [np.ascontiguousarray(each).tobytes() for each in tables]


def lived(inputs: Inputs) -> tuple[Books, list[Event]]:
    """The books, and every event of everyone as (day, person, flow)."""
    found: list[Event] = []

    def keep(log: np.ndarray) -> None:
        found.extend(
            zip(log["day"].tolist(), log["person"].tolist(), log["flow"].tolist(), strict=True)
        )

    return run(inputs, history=keep), found


@settings(THE_SAME_EACH_TIME, max_examples=25)
@given(worlds(most_days=240))
def test_everyone_is_in_exactly_one_stage_and_all_who_came_are_somewhere(world: MadeUp):
    books, events = lived(world.inputs)
    came = {person for _, person, _ in events}
    states = np.bincount(books.out[books.out != 0] & 31, minlength=STATES)
    assert states.sum() == books.people >= len(came)
    last = books.month_end[-1].sum(axis=1)
    left = states[State.GAVE_UP_WAITING] - last[State.GAVE_UP_WAITING]  # seen when the run ends
    assert left >= 0
    waited, waits = last[1:FIRST_OUTCOME], states[1:FIRST_OUTCOME]
    assert waited.sum() - waits.sum() == left
    assert (waits <= waited).all()
    told = np.array([flow for *_, flow in events], np.int64)
    by_flow = np.bincount(told, minlength=books.flows.shape[1])
    assert (books.flows.sum(axis=(0, 2)) == by_flow).all()


@settings(THE_SAME_EACH_TIME, max_examples=10)
@given(st.lists(worlds(most_days=150), min_size=2, max_size=4))
def test_runs_side_by_side_are_those_alone_in_whatever_order(several: list[MadeUp]):
    alone = [content(run(one.inputs)) for one in several]
    with ThreadPoolExecutor(len(several)) as pool:
        together = list(pool.map(lambda one: content(run(one.inputs)), reversed(several)))
    assert together[::-1] == alone


@settings(THE_SAME_EACH_TIME, max_examples=15)
@given(worlds(most_days=200), st.data())
def test_however_the_days_are_parted_the_run_is_the_same(world: MadeUp, data: st.DataObject):
    whole = content(run(world.inputs))
    by_day, _ = lived(world.inputs)
    days = len(world.inputs.days)
    stops = data.draw(st.sets(st.integers(0, days - 1), max_size=6))
    looked: list[date] = []
    watch = {FIRST_DAY + timedelta(days=day): lambda piece: looked.append(piece.day)
             for day in stops}  # fmt: skip
    assert content(by_day) == whole
    assert content(run(world.inputs, observe=watch)) == whole


def _other_law(scenario: Scenario, day: date) -> Scenario:
    change = ScenarioSetting.model_validate(
        {"parameter": "affirmative.order_of_service", "value": "two_tracks", "from": day,
         "because": "test"}
    )  # fmt: skip
    return scenario.model_copy(update={"settings": (*scenario.settings, change)})


def _more(office: str) -> Callable[[Scenario, date], Scenario]:
    def change(scenario: Scenario, day: date) -> Scenario:
        more = {"office": office, "multiply": 2.0, "from": day, "because": "test"}
        return scenario.model_copy(update={"capacity": (Capacity.model_validate(more),)})

    return change


CHANGES = {
    "another order of interviews": _other_law,
    "twice the judges": _more("immigration_judges"),
    "twice the officers": _more("asylum_officers"),
    "twice the lawyers": _more("lawyers"),
    "twice the beds": _more("detention_beds"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("day", [date(2014, 2, 3), date(2014, 8, 20)])
def test_nothing_has_an_effect_before_its_day(change: str, day: date):
    before = load_scenario("as_enacted")
    until = date(2015, 7, 1)
    _, own = lived(of_facts(before, until))
    _, other = lived(of_facts(CHANGES[change](before, day), until))
    first = absolute(day)
    assert {event for event in own if event[0] < first} == {
        event for event in other if event[0] < first
    }
    assert own != other


def test_a_law_that_says_what_is_in_force_changes_nobodys_life():
    before = load_scenario("as_enacted")
    same = ScenarioSetting.model_validate(
        {"parameter": "affirmative.order_of_service", "value": "first_in_first_out",
         "from": date(2015, 1, 1), "until": date(2016, 1, 1), "because": "test"}
    )  # fmt: skip
    said = before.model_copy(update={"settings": (same,), "title": "The same in other words"})
    until = date(2016, 7, 1)
    assert content(run(of_facts(said, until))) == content(run(of_facts(before, until)))


COUNTED = (
    Flow.ENCOUNTERED, Flow.FEAR_REFERRED, Flow.COURT_RECEIPT, Flow.FIRST_HEARING_HELD,
    Flow.HEARING_MISSED, Flow.AFFIRMATIVE_FILED, Flow.DENIED_ASYLUM, Flow.LAWYER_FOUND,
)  # fmt: skip


def _totals(scale: float, seeds: range, offices: float = 1.0) -> np.ndarray:
    """Seeds by flows, scaled up to everyone; offices may be given more than their share."""
    found = []
    for seed in seeds:
        inputs = of_facts(load_scenario("as_enacted"), date(2015, 10, 1), scale, seed)
        for name in ("judge_hours", "officer_hours", "lawyers"):
            inputs.days[name] *= offices
        found.append([run(inputs).flows[:, flow].sum() / scale for flow in COUNTED])
    return np.array(found)


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How many standard errors the means of two scales lie apart, flow by flow.

    Rounding to whole people of some hundred thousand cells moves both means, by up to 2 percent.
    """
    error = np.sqrt(one.var(axis=0, ddof=1) / len(one) + other.var(axis=0, ddof=1) / len(other))
    gap = np.maximum(0.0, np.abs(one.mean(axis=0) - other.mean(axis=0)) - 0.02 * one.mean(axis=0))
    return gap / error


@pytest.mark.slow
def test_scale_changes_the_noise_and_not_the_numbers():
    small, large = _totals(0.002, range(1, 21)), _totals(0.02, range(101, 121))
    assert (_apart(large, small) < 4.0).all(), dict(
        zip([flow.name for flow in COUNTED], _apart(large, small).round(1).tolist(), strict=True)
    )
    assert (small.var(axis=0) > large.var(axis=0)).mean() > 0.7
    generous = _totals(0.002, range(1, 21), offices=1.3)
    assert (_apart(large, generous) > 4.0).any()  # offices that were not scaled would be seen


def test_hours_booked_are_the_hours_there_were_in_a_world_where_everything_happens():
    inputs = busy_world()
    books = run(inputs)
    there = inputs.days["officer_hours"].sum()
    assert books.hours[:, 0].sum() == pytest.approx(there, rel=1e-9, abs=8.0)  # a day's debt
