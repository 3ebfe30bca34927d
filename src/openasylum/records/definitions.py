"""Records of what a number about the courts means, and in whose words."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic import Field

from openasylum.records.reader import Problem, Record
from openasylum.records.release import Page


class Definition(Record):
    """One way of counting: whose it is, what it says, how sure that is, and the SQL that does it.

    `given` are the values put into the SQL file, by name.
    """

    who: str
    says: str
    note: str = ""
    sure: Literal["stated", "described", "ours"]
    source: str
    sql: str
    given: dict[str, Any] = Field(alias="with")


class Measure(Record):
    """A number that is asked for: what it counts, over a day or a span, and its definitions."""

    title: str
    counts: str
    form: Literal["count", "share", "duration"]
    when: Literal["day", "span"]
    needs: tuple[str, ...] = Field(min_length=1)
    first: str
    definitions: dict[str, Definition] = Field(min_length=1)


class Definitions(Record):
    """The file of definitions."""

    title: str
    smallest_shown: int = Field(ge=1)
    case_age_years: tuple[int, ...] = Field(min_length=1)
    sources: dict[str, Page]
    measures: dict[str, Measure]

    def problems(self, against: Any) -> Iterator[Problem]:
        """Sources and the first definition exist; values are words, days or lists of words."""
        for name, measure in self.measures.items():
            here = ("measures", name)
            if measure.first not in measure.definitions:
                yield (*here, "first"), f"'{measure.first}' is not among the definitions."
            for key, one in measure.definitions.items():
                place = (*here, "definitions", key)
                if one.source not in self.sources:
                    yield (*place, "source"), f"'{one.source}' is not among the sources."
                for word, value in one.given.items():
                    if not _is_given(value):
                        yield (
                            (*place, "with"),
                            f"'{word}' must be a word, a day or a list of words.",
                        )


def _is_given(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str | date)


class RecordTarget(Record):
    """One series that an import gives the calibration, and which figure of which answer it is.

    `rest` is what a share is of, less what it counts: denials, where grants are counted.
    """

    series: str
    measure: str
    definition: str
    figure: Literal["n", "rest", "share", "median"]
    unit: str


class RecordTargets(Record):
    """The file of targets."""

    title: str
    first_year: int = Field(ge=1900, le=2100)
    splits: tuple[tuple[str, ...], ...] = Field(min_length=1)
    targets: tuple[RecordTarget, ...] = Field(min_length=1)

    def problems(self, against: Definitions) -> Iterator[Problem]:
        """Measures, definitions and figures exist."""
        for i, one in enumerate(self.targets):
            measure = against.measures.get(one.measure)
            if measure is None or one.definition not in measure.definitions:
                yield ("targets", i, "definition"), f"'{one.measure}' has no '{one.definition}'."
            elif (one.figure == "median") != (measure.form == "duration"):
                yield ("targets", i, "figure"), f"'{one.figure}' is no figure of {one.measure}."
