"""The arrays of one draw: a scenario under the draw's assumptions, with the law encoded only once.

A seam: this file is to shrink to one call when `simulation.inputs.build` takes a moved set of
assumptions and remembers the law of a scenario by itself.
"""

from datetime import date
from functools import lru_cache

import numpy as np

from openasylum.ensemble.draws import Draw
from openasylum.ensemble.position import Pairs, moved_set
from openasylum.ensemble.question import Ask
from openasylum.law import Timeline, load_instruments, load_scenario, resolve
from openasylum.records.scenario import Assumed as Choice
from openasylum.records.scenario import Scenario
from openasylum.simulation import inputs
from openasylum.simulation.assumed import DEFAULT_SET, Assumed
from openasylum.simulation.calendar import FIRST_DAY, month_starts
from openasylum.simulation.encode import encode_rules
from openasylum.simulation.groups import CITIZENSHIPS, group_table
from openasylum.simulation.inputs import Inputs
from openasylum.simulation.other_cases import SCALE, SEED, front_until, remainder
from openasylum.simulation.people import change_arrivals, count_people
from openasylum.simulation.programmes import AS_ENACTED, crowded_days, daily_shares

_SCENARIOS, _STREAMS = 32, 4096  # results kept in memory: some megabytes


class Moved(Assumed):
    """A scenario's assumptions with a draw's in its set; what the scenario assumes stands above."""

    def __init__(self, scenario: Scenario, values: Pairs, positions: Pairs) -> None:
        """Take the scenario's set with the draw's numbers in it; both were checked before."""
        super().__init__(scenario)
        self.set = moved_set(self.set, values, positions)


def arrays_of(ask: Ask, place: int, draw: Draw) -> Inputs:
    """The arrays of one scenario of an ensemble in one draw.

    Args:
        ask: the scenarios; the first one's own assumptions shape the stream of other court cases.
        place: which scenario.
        draw: what is assumed, and the seed.

    Raises:
        OpenasylumError: what the draw assumes cannot be, or the scenario is not simulated.
    """
    first, scenario = ask.scenarios[0], ask.scenarios[place]
    drawn = (draw.values, draw.positions) if ask.other_cases == "drawn" else ((), ())
    others = _other_cases(ask.until, first.assumptions or DEFAULT_SET, first.assume, *drawn)
    assumed = Moved(scenario, draw.values, draw.positions)
    return _build(ask.names[place], scenario, assumed, ask.until, draw.seed, ask.scale, others)


@lru_cache(maxsize=_STREAMS)
def _other_cases(
    until: date, assumptions: str, own: tuple[Choice, ...], values: Pairs, positions: Pairs
) -> dict[int, float]:
    """Other new court cases by fiscal year, under what a draw assumes (`other_cases`)."""
    scenario = load_scenario(AS_ENACTED).model_copy(
        update={"assumptions": assumptions, "assume": own}
    )
    assumed = Moved(scenario, values, positions)
    given = _build(AS_ENACTED, scenario, assumed, front_until(until), SEED, SCALE, {})
    return remainder(given, until)


@lru_cache(maxsize=_SCENARIOS)
def _law_of(lawful: Scenario, until: date) -> tuple[Timeline, np.ndarray, np.ndarray]:
    """The law of a scenario, resolved and encoded: by far the dearest part of the arrays."""
    law = resolve(load_instruments(), lawful)
    return law, *encode_rules(law, until)


def _build(
    name: str, scenario: Scenario, assumed: Moved, until: date, seed: int, scale: float,
    other_cases: dict[int, float],
) -> Inputs:  # fmt: skip
    """`simulation.inputs.build` for given assumptions."""
    inputs._refuse_what_is_not_simulated(scenario)
    months = month_starts(until)
    law, rules, regimes = _law_of(scenario.model_copy(update={"assume": ()}), until)
    border = inputs.border_until(until)
    shares, notes = daily_shares(border, assumed, until)
    counts = count_people(border, assumed, other_cases, until, crowded_days(border, until))
    shifts = {c: assumed.at(f"strength_shift_{c}", FIRST_DAY) for c in CITIZENSHIPS}
    return Inputs(
        scenario=scenario, name=name, until=until, seed=seed, scale=scale,
        days=inputs._days(law, assumed, regimes, scenario.capacity, until, scale),
        groups=group_table(shifts), rules=rules.copy(),
        assumed=inputs._scaled(assumed.table(months), scale), shares=shares,
        asked=inputs.asked_thresholds(border, assumed, months),
        counts=change_arrivals(counts, scenario.arrivals, until),
        assumptions=assumed, notes=notes,
    )  # fmt: skip
