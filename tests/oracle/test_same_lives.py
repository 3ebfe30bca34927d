"""The slow model and the compiled kernel: the same people live the same lives, event for event."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, reject, settings

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Flow
from openasylum.law import load_scenario
from openasylum.records.library import names_of
from openasylum.records.scenario import Scenario
from openasylum.simulation.inputs import LAST_MONTH_OF_DATA, Inputs, build
from tests.oracle import court, mexico, orders
from tests.oracle.compare import differences, given_of
from tests.oracle.made_up import MadeUp, busy_world, worlds
from tests.oracle.model import simulate
from tests.oracle.questions import questions

OTHER_CASES = dict.fromkeys(
    range(2014, 2026), 200_000.0
)  # a year, instead of a run that finds them
OFTEN = {"as_enacted", "without_mpp"}  # the other scenarios are for releases
LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
THE_SAME_EACH_TIME = settings(
    deadline=None, derandomize=True, suppress_health_check=LARGE, phases=[Phase.generate],
    verbosity=Verbosity.quiet,
)  # fmt: skip


def same(inputs: Inputs) -> set[Flow]:
    """Assert that lives and books agree. Returns what happened in them."""
    world = simulate(given_of(inputs))
    apart = differences(inputs, world)
    assert not apart, f"{len(apart)} differ; the earliest:\n" + "\n".join(apart[:3])
    return {flow for (_, flow, _), number in world.flows.items() if number}


def enacted(until: date, scale: float, name: str = "as_enacted", seed: int = 1) -> Inputs:
    return build(name, load_scenario(name), until, seed, scale, OTHER_CASES)


@settings(THE_SAME_EACH_TIME, max_examples=20)
@given(worlds(most_days=200))
def test_the_same_lives_in_worlds_that_never_were(world: MadeUp):
    same(world.inputs)


def test_the_same_lives_in_a_world_in_which_every_event_happens():
    assert same(busy_world()) == set(Flow)


def test_the_same_lives_in_the_first_half_year_as_enacted():
    same(enacted(date(2014, 4, 1), 0.0005))


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (orders, "LATER", 1025),
        (court, "DAYS_A_YEAR", 30.0),
        (mexico, "has_left", lambda world, person: False),
    ],
)
def test_the_comparison_sees_one_rule_changed(
    module: Any, name: str, value: Any, monkeypatch: pytest.MonkeyPatch
):
    """Nothing would be learned from lives that agree whatever the rules are."""
    monkeypatch.setattr(module, name, value)

    @settings(THE_SAME_EACH_TIME, max_examples=60, report_multiple_bugs=False)
    @given(worlds(most_days=200))
    def search(world: MadeUp) -> None:
        same(world.inputs)

    with pytest.raises(AssertionError, match="differ; the earliest"):
        search()


@pytest.mark.parametrize(
    "number", [pytest.param(40, marks=pytest.mark.slow), pytest.param(300, marks=pytest.mark.long)]
)
def test_the_same_lives_in_many_worlds_that_never_were(number: int):
    @settings(deadline=None, suppress_health_check=LARGE, max_examples=number, print_blob=True)
    @given(worlds())
    def search(world: MadeUp) -> None:
        same(world.inputs)

    search()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in OFTEN else pytest.mark.long)
        for name in names_of("scenarios")
    ],
)
def test_the_same_lives_in_every_scenario_over_the_whole_period(name: str):
    same(enacted(LAST_MONTH_OF_DATA, 0.0001, name, seed=20_131_001))


@pytest.mark.slow
@settings(THE_SAME_EACH_TIME, max_examples=12)
@given(questions())
def test_the_same_lives_under_other_instruments_and_staff(question: Scenario):
    try:
        inputs = build("made up", question, date(2022, 10, 1), 5, 0.0001, OTHER_CASES)
    except OpenasylumError:  # two instruments contradict each other once one has other days
        reject()
    same(inputs)
