"""Records of what was counted: official series, how they are read, and which feeds the model."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from openasylum.records.reader import Record

Kind = Literal["month", "date", "name", "text", "count", "number"]


class File(Record):
    """A committed table: its name beside the record, its hash, its size and its rows."""

    name: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    bytes: int = Field(ge=0)
    rows: int = Field(ge=0)


class Origin(Record):
    """The agency's file or page a table was made from."""

    name: str = ""
    url: str = ""
    sha256: str = ""
    sheet: str = ""
    carried_by: str = ""
    read_by: str = ""


class Column(Record):
    """One column of a table; `missing_means` and `absent_means` are kept apart from zero."""

    kind: Kind
    means: str = ""
    unit: str = ""
    rounding: str = ""
    missing_means: str = ""
    absent_means: str = ""


class Citation(Record):
    """Where figures of a table that draws on several publications were read."""

    title: str
    publisher: str
    url: str = ""


class Covers(Record):
    """First and last day the rows speak of, both included."""

    from_: date = Field(alias="from")
    until: date


class Series(Record):
    """An official statistic in one vintage: what is counted, by whom, from which file."""

    title: str
    producer: str
    published: date | None = None
    retrieved: str
    page: str = ""
    vintage: str
    file: File
    totals: File | None = None
    differs_from: str = ""
    from_: Origin = Field(alias="from")
    licence: str
    counts: str
    each_row: tuple[str, ...]
    columns: dict[str, Column]
    covers: Covers
    revised: str
    used_for: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: dict[str, Citation] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _every_row_key_is_a_column(self) -> Self:
        unknown = [name for name in self.each_row if name not in self.columns]
        if unknown:
            raise ValueError(f"each_row names {unknown}, which 'columns' does not describe.")
        for name, column in self.columns.items():
            if column.kind in ("count", "number") and not column.missing_means:
                raise ValueError(f"column '{name}' does not say what a missing value means.")
        return self


class Words(Record):
    """What the words of a row of headers mean: the value each gives to the column `fills`.

    A header that stands under more than one band is told apart as "Band / Header".
    """

    fills: str
    words: dict[str, str] = Field(default_factory=dict)
    or_citizenship: bool = False


class Sheet(Record):
    """Where a table stands in the agency's workbook, and what its headers say."""

    sheet: str
    heading: str
    title: str
    counts: str
    value: str
    bands: Words | None = None
    heads: Words
    heads_of: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    heads_may_lack: bool = False
    not_available: str = ""
    not_applicable: str = ""
    notes: tuple[str, ...] = ()
    used_for: tuple[str, ...] = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that, with the month, name a row."""
        bands = (self.bands.fills,) if self.bands and self.bands.fills else ()
        return (*bands, self.heads.fills)


class WorkbookLayout(Record):
    """The sheets of the OHSS monthly workbook that are read, and what all have in common."""

    title: str
    producer: str
    page: str
    licence: str
    rounding: str
    revised: str
    marks: dict[str, Literal["empty", "absent"]]
    tables: dict[str, Sheet]


class Citizenships(Record):
    """Agency spellings of citizenships and the one name each has here."""

    title: str
    names: dict[str, str]


class Sorted(Record):
    """One series of cited figures: the table it goes to and the values it takes there."""

    table: str
    sets: dict[str, str] = Field(default_factory=dict)


class CitedTable(Record):
    """A table made of cited figures: what one unit is and which columns tell its rows apart."""

    title: str
    producer: str
    counts: str
    columns: tuple[str, ...]
    revised: str = "not revised here: each figure is as its source printed it"
    used_for: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Partial(Record):
    """A source that prints a month or year as whole, though its data end before."""

    source: str
    until: date
    because: str


class CitedTables(Record):
    """Which cited series goes to which table, and which are left out and why."""

    title: str
    tables: dict[str, CitedTable]
    series: dict[str, Sorted]
    left_out: dict[str, str]
    partial: tuple[Partial, ...] = ()


class Piece(Record):
    """Rows of one table that make a model series: which, and by what they are grouped.

    A row whose `by` columns all say "all" belongs to the group "all"; the other columns are
    summed over. `vintage` names the column that tells vintages apart, if the table has one.
    """

    table: str
    part: Literal["rows", "totals"] = "rows"
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    by: tuple[str, ...] = ()
    vintage: str = ""


class ModelSeries(Record):
    """A series of the model and the official tables that count the same thing.

    Of two pieces that give the same group, period and vintage the first counts.
    """

    counts: str
    unit: str
    stock: bool = False
    pieces: tuple[Piece, ...]


class ModelSeriesList(Record):
    """Every series id shared by model and statistics that official figures exist for."""

    title: str
    series: dict[str, ModelSeries]


class AgencyFile(Record):
    """A file of an agency that has a table of its own: what it counts, and its words and ours.

    `codes` gives, for each column of ours, the agency's words and what they mean; a word
    that is not there is an error, never "other".
    """

    file: str
    title: str
    producer: str
    published: date | None = None
    page: str = ""
    carried_by: str
    licence: str
    counts: str
    value: str
    rounding: str = ""
    missing_means: str
    absent_means: str = ""
    revised: str
    notes: tuple[str, ...] = ()
    used_for: tuple[str, ...] = ()
    codes: dict[str, dict[str, str]]


class AgencyFiles(Record):
    """The agencies' files that have tables of their own."""

    title: str
    tables: dict[str, AgencyFile]
