"""Records of the courts' public case data: tables and columns, code lists, definitions."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from openasylum.records.reader import Problem, Record
from openasylum.records.values import Day

Kind = Literal["integer", "datetime", "time", "boolean", "month", "postal", "code", "text"]
KINDS: tuple[Kind, ...] = (
    "integer", "datetime", "time", "boolean", "month", "postal", "code", "text",
)  # fmt: skip


class Column(Record):
    """One column: what it may hold, and for a code its greatest length and its table."""

    name: str
    kind: Kind
    width: int | None = None
    lookup: str = ""


class Table(Record):
    """One case table of the release.

    The last four fields describe a table whose rows are wider than its header: how far the names
    hold, how many fields a row then has, what the fields beyond are, and after how many fields a
    row may stop.
    """

    key: str
    needed: tuple[str, ...] = Field(min_length=1)
    columns: tuple[str, ...] = Field(min_length=1)
    names_hold_for: int | None = None
    wide_fields: int | None = None
    wide_tail: tuple[str, ...] = ()
    may_stop_after: int | None = None

    def parsed(self) -> tuple[Column, ...]:
        """The columns in the order of the release. Raises `ValueError` on a bad line."""
        return tuple(parse_column(line) for line in self.columns)

    def problems(self, against: Any) -> Iterator[Problem]:
        """Each line is a column, no name comes twice, and key and needed columns are among them."""
        names: list[str] = []
        for i, line in enumerate((*self.columns, *self.wide_tail)):
            try:
                names.append(parse_column(line).name)
            except ValueError as error:
                yield ("columns", i), str(error)
        own = names[: len(self.columns)]
        repeated = sorted({name for name in own if own.count(name) > 1})
        if repeated:
            yield ("columns",), f"'{repeated[0]}' stands twice. Keep one."
        for name in (self.key, *self.needed):
            if name not in own:
                yield ("needed",), f"'{name}' is no column of this table."
        holds, fields = self.names_hold_for, self.wide_fields
        if (holds is None) != (fields is None):
            yield ("wide_fields",), "give both 'names_hold_for' and 'wide_fields', or neither."
        elif holds is not None and fields is not None and fields - holds != len(self.wide_tail):
            yield ("wide_tail",), "must name each field beyond 'names_hold_for'."


class Page(Record):
    """Where something was read."""

    title: str
    url: str


class Tables(Record):
    """The file of tables."""

    title: str
    sources: dict[str, Page]
    as_of: str
    aliases: dict[str, str]
    dropped_endings: tuple[str, ...]
    sentinels: dict[str, tuple[str, ...]]
    first_day: Day
    last_day: Day
    tables: dict[str, Table]

    def problems(self, against: Any) -> Iterator[Problem]:
        """The problems of every table, by its name."""
        for name, table in self.tables.items():
            for place, what in table.problems(against):
                yield ("tables", name, *place), what
        if self.first_day >= self.last_day:
            yield ("last_day",), f"must be later than {self.first_day}; found {self.last_day}."


class CodeList(Record):
    """What the codes of one lookup mean; whether that was read or put together, and is whole."""

    reading: Literal["read", "inferred"]
    whole: bool = True
    codes: dict[str, str] = Field(min_length=1)


class Codes(Record):
    """The file of codes: a fallback for what a release does not bring."""

    title: str
    source: Page
    as_of: str
    lists: dict[str, CodeList]
    decisions: dict[str, CodeList]
    other_completions: dict[str, str]


def parse_column(line: str) -> Column:
    """A column from its line, such as `NAT code 2 tblLookupAlienNat`. Raises `ValueError`."""
    words = line.split()
    if len(words) < 2 or words[1] not in set(KINDS):
        raise ValueError(f"'{line}' is no column. Write its name and one of {', '.join(KINDS)}.")
    name, kind, *rest = words
    if kind != "code":
        if rest:
            raise ValueError(f"'{line}': a length belongs to 'code' only. Remove '{rest[0]}'.")
        return Column(name=name, kind=KINDS[KINDS.index(kind)])
    if not rest or not rest[0].isdigit() or len(rest) > 2:
        raise ValueError(f"'{line}': write 'code', its greatest length, and its lookup if any.")
    return Column(name=name, kind="code", width=int(rest[0]), lookup="".join(rest[1:]))


class Speaker(Record):
    """The nationality code and language code of a citizenship of the model."""

    nat: str
    language: str


class Layout(Record):
    """How an older release orders and names the columns of one table."""

    without: tuple[str, ...] = ()
    after: dict[str, str] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)


class Charges(Record):
    """A charge for each way of coming into the courts."""

    between_ports: str
    at_port: str
    elsewhere: str


class Synthetic(Record):
    """What a synthetic release is filled with where the model has nothing to say."""

    title: str
    citizenships: dict[str, Speaker]
    courts: tuple[str, ...] = Field(min_length=1)
    mpp_courts: dict[str, str] = Field(min_length=1)
    judges_per_court: int = Field(gt=0)
    charges: Charges
    languages: dict[str, str]
    motion_types: dict[str, str]
    lookups: dict[str, tuple[str, str, str]]
    layouts: dict[str, dict[str, Layout]]
