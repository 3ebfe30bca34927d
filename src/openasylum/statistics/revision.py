"""What changed between two vintages of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openasylum.statistics.tables import Key, Table


@dataclass(frozen=True)
class Change:
    """One cell in two vintages; None stands for a cell that one of them has not."""

    key: Key
    before: int | None
    after: int | None

    @property
    def size(self) -> int:
        """How far apart the two are; a cell that came or went counts whole."""
        return abs((self.after or 0) - (self.before or 0))


@dataclass(frozen=True)
class TableRevision:
    """What a newer vintage of one table says otherwise.

    `regrouped` are cells of "other" that differ because other countries are shown by name:
    they are no revisions. `revised_totals` counts the totals the agency prints beside.
    """

    table: str
    new_periods: tuple[str, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]
    revised: tuple[Change, ...]
    regrouped: int
    revised_totals: int = 0

    @property
    def largest(self) -> Change | None:
        """The revised cell that moved most."""
        return max(self.revised, key=lambda change: change.size, default=None)

    @property
    def is_empty(self) -> bool:
        """Whether both vintages say the same."""
        same_rows = not (self.new_periods or self.came or self.went or self.revised)
        return same_rows and not (self.regrouped or self.revised_totals)


@dataclass(frozen=True)
class Revision:
    """What an edition changed: from which vintage, in which tables, and where it now lies."""

    file: str
    before: str
    after: str
    tables: tuple[TableRevision, ...]
    folder: Path | None
    disagreements: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the edition says nothing new."""
        return all(table.is_empty for table in self.tables)


def compare(name: str, before: Table, after: Table) -> TableRevision:
    """What `after` says otherwise than `before`; both are whole tables of the same columns."""
    when = 1 if before.columns[0] == "period" else 0
    old_times, new_times = ({key[when] for key in t.cells} for t in (before, after))
    old_names, new_names = _names(before, when), _names(after, when)
    came, went = sorted(new_names - old_names), sorted(old_names - new_names)
    revised: list[Change] = []
    regrouped = 0
    for change in _changes(before, after):
        if change.key[when] not in old_times or change.key[when] not in new_times:
            continue
        if set(change.key) & {*came, *went}:
            continue
        if (came or went) and "other" in change.key:
            regrouped += 1
        else:
            revised.append(change)
    new_periods = tuple(sorted(new_times - old_times))
    return TableRevision(name, new_periods, tuple(came), tuple(went), tuple(revised), regrouped)


def _names(table: Table, when: int) -> set[str]:
    """Every category the keys of a table name."""
    return {word for key in table.cells for word in key[when + 1 :]}


def _changes(before: Table, after: Table) -> Iterator[Change]:
    for key in sorted(before.cells.keys() | after.cells.keys()):
        old, new = before.cells.get(key), after.cells.get(key)
        if old != new or (key in before.cells) != (key in after.cells):
            yield Change(key, old, new)
