"""The levers of the page of comparisons, and the part of a scenario that each of them writes."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

from pydantic import Field

from openasylum.app.settings import HERE, settings
from openasylum.app.words import Words
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.library import load_book, load_scenario
from openasylum.records.reader import Record, read

Parts = dict[str, Any]
"""A scenario as plain values, by the names of its fields in a file."""
_LISTS = ("without", "with", "set", "capacity", "arrivals", "assume")


class Lever(Record):
    """One thing a reader may change.

    A `setting` gives a parameter of the law one of its choices, a `number` gives it a number; a
    `multiple` is of an office; `arrivals` of a stream; `like` takes what a scenario changes.
    """

    name: str
    kind: Literal["setting", "number", "multiple", "arrivals", "like"]
    parameter: str = ""
    process: str = ""
    leave_out: tuple[str, ...] = ()
    office: str = ""
    stream: str = ""
    scenarios: dict[str, str] = Field(default_factory=dict)
    most: float = Field(default=1, gt=0)
    step: float = Field(default=1, gt=0)

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen; empty for a number."""
        if self.kind == "like":
            return tuple(self.scenarios)
        if self.kind != "setting":
            return ()
        known = load_book().parameter(self.parameter).choices
        return tuple(name for name in known if name not in self.leave_out)

    def value(self, text: str) -> str | float:
        """What the address says, checked. Raises `OpenasylumError`."""
        if self.choices:
            if text not in self.choices:
                raise UnknownName(f"choice of '{self.name}'", text, self.choices)
            return text
        try:
            found = float(text)
        except ValueError:
            raise OpenasylumError(
                f"{self.name}: must be a number (found '{text[:40]}'). Write for example "
                f"{self.name}=2."
            ) from None
        most = settings().largest_lever if self.kind in ("multiple", "arrivals") else self._largest
        if not 0 <= found <= most:
            raise OpenasylumError(
                f"{self.name}: {text[:40]} is outside 0 to {most:g}. Choose a number within it."
            )
        return int(found) if found == int(found) else found

    @property
    def _largest(self) -> float:
        known = load_book().parameter(self.parameter).at_most
        return float("inf") if known is None else known

    def words(self, value: str | float, words: Words) -> str:
        """The change in a few words, for a title: Asylum officers x 2."""
        title = words.say(f"levers.{self.name}.short")
        if self.choices:
            return f"{title}: {words.say(f'levers.{self.name}.{value}')}"
        if self.kind == "number":
            return f"{title}: {words.say('levers.hours', hours=words.written(f'{value:g}'))}"
        return f"{title} \u00d7 {words.written(f'{value:g}')}"

    def change(self, parts: Parts, value: str | float, start: date, until: date | None) -> None:
        """Write the change into the parts of a scenario."""
        days = {"from": start} | ({"until": until} if until else {})
        why = {"because": "Chosen by the reader of the page of comparisons."}
        if self.kind == "like":
            _take(parts, load_scenario(self.scenarios[str(value)]))
        elif self.kind == "multiple":
            row = {"office": self.office, "multiply": value, **days, **why}
            parts.setdefault("capacity", []).append(row)
        elif self.kind == "arrivals":
            row = {"stream": self.stream, "multiply": value, **days, **why}
            parts.setdefault("arrivals", []).append(row)
        else:
            self._set(parts, {"parameter": self.parameter, "value": value, **days, **why})

    def _set(self, parts: Parts, row: Parts) -> None:
        """One value for a person and day: what the scenario itself set of this goes."""
        if self.process:
            row["applies_to"] = {"process": [self.process]}
        kept = [left for each in parts.get("set", ()) for left in self._left_of(each)]
        parts["set"] = [*kept, row]

    def _left_of(self, row: Parts) -> list[Parts]:
        """What is left of a setting: all of another parameter, of this one the other paths."""
        if row["parameter"] != self.parameter:
            return [row]
        if not self.process:
            return []
        scope = row.get("applies_to") or {}
        process = load_book().vocabulary.process
        named = scope.get("process") or list(process.values)
        covered = {plain for name in named for plain in process.members(name)} - {self.process}
        others = [name for name in process.values if name in covered]
        return [row | {"applies_to": scope | {"process": others}}] if others else []


class Group(Record):
    """Levers that stand together on the page."""

    name: str
    levers: tuple[Lever, ...]


class Levers(Record):
    """The file of levers."""

    start: date = Field(alias="from")
    groups: tuple[Group, ...]


@cache
def levers() -> Levers:
    """All levers, by group. Raises `RecordError` if the file is not what it should be."""
    return read(HERE / "levers.yaml", Levers, shown_as="app/levers.yaml")


def each_lever() -> Iterator[Lever]:
    """All levers in their order."""
    for group in levers().groups:
        yield from group.levers


def parts_of(scenario: Record) -> Parts:
    """A scenario as plain values: only what its file would say."""
    found: Parts = _plain(scenario.model_dump(by_alias=True, exclude_defaults=True))
    return found


def _take(parts: Parts, scenario: Record) -> None:
    """Add what another scenario changes; its own words for why stay with it."""
    for name, rows in parts_of(scenario).items():
        if name in _LISTS:
            here = parts.setdefault(name, [])
            here += [row for row in rows if row not in here]


def _plain(found: Any) -> Any:
    if isinstance(found, Mapping):
        return {key: _plain(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_plain(value) for value in found]
    return found
