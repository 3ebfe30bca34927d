"""From what a user says of a goal and of staff to a checked question."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from openasylum.calibration.draws_asked import DrawsAsked, staff_draws
from openasylum.calibration.goals import goal
from openasylum.calibration.staff_question import staff_question
from openasylum.calibration.staff_task import StaffQuestion
from openasylum.calibration.staffing import Hire
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.law import load_scenario
from openasylum.simulation.inputs import LAST_MONTH_OF_DATA
from openasylum.simulation.study import scenario_names


@dataclass(frozen=True)
class StaffAsked:
    """What a user says, in the words of the command line."""

    office: str
    series: str
    below: float | None
    above: float | None
    by: date
    chance: float
    start: date | None  # the day after the data if not given
    hire: str
    arrivals: str
    scenario: str  # a name or a path
    draws: DrawsAsked
    scale: float
    most: int

    @property
    def command(self) -> str:
        """The command line in short, for the provenance."""
        word, level = ("below", self.below) if self.above is None else ("above", self.above)
        assert level is not None  # `staff_asked` refuses a goal without one
        return (
            f"openasylum staff --office {self.office} --series {self.series} --{word} "
            f"{level:g} --by {self.by} --chance {self.chance:g}"
        )


def staff_asked(asked: StaffAsked) -> StaffQuestion:
    """The checked question. Raises `OpenasylumError` naming the option that cannot be."""
    wanted = goal(asked.series, asked.below, asked.above, asked.by)
    ways: tuple[Hire, ...] = get_args(Hire)
    hire = next((one for one in ways if one == asked.hire), None)
    if hire is None:
        raise OpenasylumError(f"--hire: {UnknownName('choice', asked.hire, ways)}")
    scenario = load_scenario(asked.scenario)
    return staff_question(
        scenario_names([asked.scenario])[0], scenario, wanted, staff_draws(asked.draws, scenario),
        office=asked.office, start=asked.start or LAST_MONTH_OF_DATA, hire=hire, most=asked.most,
        chance=asked.chance, arrivals=asked.arrivals, scale=asked.scale,
        vary_terms=asked.draws.vary != "none", seed=asked.draws.seed,
    )  # fmt: skip
