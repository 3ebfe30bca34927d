"""Records of what is varied when doubt is told in parts: arrivals, and forms of the model."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from openasylum.records.law import value_problems
from openasylum.records.reader import Problem, Record
from openasylum.records.scenario import Arrivals, ScenarioSetting


class OtherArrivals(Record):
    """Another count of those who came: multiples, as a scenario gives them."""

    name: str
    because: str
    arrivals: tuple[Arrivals, ...] = Field(min_length=1)


class ArrivalDoubt(Record):
    """Assumptions that say how many come, and other counts of those who came."""

    assumptions: tuple[str, ...] = Field(min_length=1)
    because: str
    alternatives: tuple[OtherArrivals, ...] = ()


class Form(Record):
    """Another form of the model: assumptions at an end, or a parameter of the law replaced."""

    name: str
    because: str
    positions: dict[str, float] = Field(default_factory=dict)
    settings: tuple[ScenarioSetting, ...] = Field(default=(), alias="set")

    def problems(self, against: Any) -> Iterator[Problem]:
        """It must change something, and positions are from -1 to 1."""
        if not self.positions and not self.settings:
            yield (), "changes nothing: give 'positions' or 'set'."
        for name, position in self.positions.items():
            if not -1.0 <= position <= 1.0:
                yield ("positions", name), f"must be from -1 to 1 (found {position:g})."
        for i, one in enumerate(self.settings):
            found = value_problems(one.parameter, one.value, one.applies_to, against)
            yield from ((("set", i, *place), message) for place, message in found)


class NotVaried(Record):
    """What is left out, and why."""

    what: str
    because: str


class Doubt(Record):
    """The file of the parts of doubt."""

    title: str
    arrivals: ArrivalDoubt
    structure: tuple[Form, ...] = Field(min_length=1)
    not_varied: tuple[NotVaried, ...] = ()

    def problems(self, against: Any) -> Iterator[Problem]:
        """Names come once; nothing belongs to two parts."""
        for i, form in enumerate(self.structure):
            yield from ((("structure", i, *place), what) for place, what in form.problems(against))
            for name in form.positions:
                if name in self.arrivals.assumptions:
                    yield (
                        ("structure", i, "positions", name),
                        f"'{name}' is also under 'arrivals'. Keep one, or doubt counts twice.",
                    )
        for word, names in (
            ("structure", [form.name for form in self.structure]),
            ("arrivals", [one.name for one in self.arrivals.alternatives]),
        ):
            if len(set(names)) < len(names):
                yield (word,), "a name comes twice. Name each alternative once."

    def structural(self) -> set[str]:
        """Assumptions that a form of the model sets."""
        return {name for form in self.structure for name in form.positions}
