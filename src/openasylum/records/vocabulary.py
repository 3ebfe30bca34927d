"""The closed lists of words that instruments and scenarios are written in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from openasylum.errors import UnknownName
from openasylum.records.reader import Problem, Record
from openasylum.records.values import Value, Words

DIMENSIONS = ("process", "manner", "citizenship", "family_status", "place", "party")


class GroupClass(Record):
    """A named set of values of one dimension, such as the nationals of anywhere but Mexico."""

    words: str
    of: Words = ()
    all_but: Words = ()
    source: str = ""

    def members(self, values: Mapping[str, str]) -> frozenset[str]:
        """The plain values the class stands for."""
        return frozenset(self.of) if self.of else frozenset(values) - frozenset(self.all_but)


class Dimension(Record):
    """One way in which people are told apart: its values and its named classes, in words."""

    meaning: str
    values: dict[str, str]
    classes: dict[str, GroupClass] = Field(default_factory=dict)

    def members(self, name: str) -> frozenset[str]:
        """The plain values that a value's or a class's name stands for."""
        if name in self.values:
            return frozenset((name,))
        return self.classes[name].members(self.values)

    def words(self, name: str) -> str:
        """A value or a class in words."""
        return self.values[name] if name in self.values else self.classes[name].words


class Path(Record):
    """A path a person may be put on, and the parameters of which one must open it."""

    words: str
    opened_by: Words = ()
    open_if: str = ""


class Vocabulary(Record):
    """Every word for people, places, paths, agencies, events and offices."""

    process: Dimension
    manner: Dimension
    citizenship: Dimension
    family_status: Dimension
    place: Dimension
    party: Dimension
    paths: dict[str, Path]
    kinds: dict[str, str]
    agencies: dict[str, str]
    events: dict[str, str]
    offices: dict[str, str]
    streams: dict[str, str]

    def dimension(self, name: str) -> Dimension:
        """One of the six dimensions of `DIMENSIONS`."""
        found: Dimension = getattr(self, name)
        return found

    def problems(self, against: Any) -> Iterator[Problem]:
        """Classes must be made of values their dimension has."""
        for name in DIMENSIONS:
            dimension = self.dimension(name)
            for label, group in dimension.classes.items():
                for word in (*group.of, *group.all_but):
                    if word not in dimension.values:
                        message = str(UnknownName(f"value of {name}", word, dimension.values))
                        yield (name, "classes", label), message


class Parameter(Record):
    """A lever of the law: what it means, the values it may take, and whom it may tell apart."""

    meaning: str
    choices: dict[str, str] = Field(default_factory=dict)
    ordered: bool = False
    unit: str = ""
    says: str = ""
    at_least: float | None = None
    at_most: float | None = None
    varies_by: Words = ()
    when_silent: Value | None = None

    def problem_with(self, value: object) -> str:
        """What is wrong with a value of this parameter; empty if nothing is."""
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return ""
            return str(UnknownName("value of this parameter", str(value), self.choices))
        if isinstance(value, str) or not isinstance(value, int | float):
            return f"must be a number of {self.unit} (found '{value}')."
        if self.at_least is not None and value < self.at_least:
            return f"must be at least {self.at_least:g} {self.unit} (found {value})."
        if self.at_most is not None and value > self.at_most:
            return f"must be at most {self.at_most:g} {self.unit} (found {value})."
        return ""

    def in_words(self, value: object) -> str:
        """A value as a reader would say it."""
        if value is None:
            return "no rule in force"
        if self.choices:
            return self.choices[str(value)]
        return self.says.format(value=value) if self.says else f"{value} {self.unit}"


class Parameters(Record):
    """The file of parameters."""

    parameters: dict[str, Parameter]

    def problems(self, against: Any) -> Iterator[Problem]:
        """A parameter has choices or a unit, and varies by known dimensions."""
        for name, parameter in self.parameters.items():
            here = ("parameters", name)
            if bool(parameter.choices) == bool(parameter.unit):
                yield here, f"'{name}' needs either 'choices' or a 'unit'."
            for word in parameter.varies_by:
                if word not in DIMENSIONS:
                    yield (*here, "varies_by"), str(UnknownName("dimension", word, DIMENSIONS))
            if parameter.when_silent is not None and (
                problem := parameter.problem_with(parameter.when_silent)
            ):
                yield (*here, "when_silent"), problem


@dataclass(frozen=True)
class Book:
    """Everything a file of law is read against: words, parameters, the names of instruments."""

    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    instruments: frozenset[str] = field(default_factory=frozenset)

    def parameter(self, name: str) -> Parameter:
        """A parameter by name. Raises `UnknownName`."""
        if name not in self.parameters:
            raise UnknownName("parameter", name, self.parameters, "See 'openasylum law'.")
        return self.parameters[name]
