"""The arrays of one draw: a scenario under the draw's assumptions."""

from datetime import date
from functools import lru_cache

from openasylum.ensemble.draws import Draw
from openasylum.ensemble.position import Pairs, moved_set
from openasylum.ensemble.question import Ask
from openasylum.law import load_scenario
from openasylum.records.scenario import Assumed as Choice
from openasylum.records.scenario import Scenario
from openasylum.simulation import inputs
from openasylum.simulation.assumed import DEFAULT_SET, Assumed
from openasylum.simulation.inputs import Inputs
from openasylum.simulation.other_cases import SCALE, SEED, front_until, remainder
from openasylum.simulation.programmes import AS_ENACTED

_STREAMS = 4096  # streams of other cases kept in memory: some megabytes


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
    return inputs.build(
        ask.names[place], scenario, ask.until, draw.seed, ask.scale, others, assumed=assumed
    )


@lru_cache(maxsize=_STREAMS)
def _other_cases(
    until: date, assumptions: str, own: tuple[Choice, ...], values: Pairs, positions: Pairs
) -> dict[int, float]:
    """Other new court cases by fiscal year, under what a draw assumes (`other_cases`)."""
    scenario = load_scenario(AS_ENACTED).model_copy(
        update={"assumptions": assumptions, "assume": own}
    )
    assumed = Moved(scenario, values, positions)
    given = inputs.build(AS_ENACTED, scenario, front_until(until), SEED, SCALE, {}, assumed=assumed)
    return remainder(given, until)
