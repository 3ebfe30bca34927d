"""One sheet of the OHSS monthly workbook: its headers checked, its rows read.

The agency sets out every sheet alike: a heading in A2, perhaps a row of bands (agency,
citizenship), a row of headers that begins "Fiscal Year, Month", and for each fiscal year
a row of totals above its months. Anything else is an error that names the cell.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from openasylum.errors import RecordError
from openasylum.records.series import Sheet, Words, WorkbookLayout
from openasylum.statistics.tables import Cells, Key

MONTHS = (
    *("October", "November", "December", "January", "February", "March"),
    *("April", "May", "June", "July", "August", "September"),
)
_LARGEST_COUNT = 1_000_000_000  # of people; beyond it a cell is damaged
_FIRST_COLUMN = 3  # A holds the fiscal year, B the month
_HEADING = re.compile(r"^(?P<words>.*?):\s*Fiscal Years?\s.*?(?:\((?P<until>[^)]*)\))?\s*$")
_FOOTNOTE = re.compile(r"(?<=[A-Za-z)])\d{1,2}$")


@dataclass(frozen=True)
class Disagreement:
    """A fiscal year's total that its months do not add up to within rounding."""

    cell: str
    printed: int
    summed: int


@dataclass(frozen=True)
class Reading:
    """What one sheet holds: cells by month, totals by fiscal year, and what does not add up."""

    months: Cells
    years: Cells
    last_month: date
    disagreements: tuple[Disagreement, ...]


class SheetReader:
    """Reads one worksheet against its layout; every refusal names file, sheet and cell."""

    def __init__(self, worksheet: Any, sheet: Sheet, layout: WorkbookLayout, file: str) -> None:
        """Take the worksheet and what it should look like; nothing is read yet."""
        self._cells: list[list[Any]] = [list(row) for row in worksheet.iter_rows(values_only=True)]
        self._sheet = sheet
        self._marks = layout.marks
        self._file = file

    def read(self, countries: dict[str, str]) -> Reading:
        """Check headings and headers, then read every month and every fiscal year's total."""
        self._check_heading()
        row = self._header_row()
        keys = self._keys(row, countries)
        months: Cells = {}
        years: Cells = {}
        last = date.min
        for number, day, is_year in self._rows(row):
            cells = years if is_year else months
            for column, key in keys.items():
                value = self._value(number, column)
                if value != "absent":
                    cells[(day.isoformat(), *key)] = None if value == "empty" else int(value)
            last = last if is_year else max(last, day)
        self._check_edition(last)
        return Reading(months, years, last, tuple(self._disagreements(months, years)))

    def refuse(self, row: int, column: int, problem: str) -> RecordError:
        """The error for a cell that is not as it should be."""
        return RecordError(
            f"{self._file}: sheet '{self._sheet.sheet}' cell {cell_name(row, column)}: {problem}"
            " The agency may have changed the layout; nothing was changed."
        )

    def _at(self, row: int, column: int) -> Any:
        line = self._cells[row - 1] if row <= len(self._cells) else []
        return line[column - 1] if column <= len(line) else None

    def _words(self, row: int, column: int) -> str:
        """The words of a header, without line breaks and footnote digits."""
        value = self._at(row, column)
        text = "" if value is None else " ".join(str(value).split())
        return _FOOTNOTE.sub("", text).strip()

    def _check_heading(self) -> None:
        found = _HEADING.match(self._words(2, 1))
        if found is None or found["words"].strip() != self._sheet.heading:
            raise self.refuse(
                2,
                1,
                f"expected a heading '{self._sheet.heading}: Fiscal Years ...',"
                f" found '{self._words(2, 1)}'.",
            )

    def _check_edition(self, last: date) -> None:
        found = _HEADING.match(self._words(2, 1))
        said = (found["until"] or "").split() if found else []
        if said and (said[0] not in MONTHS or month_number(said[0]) != last.month):
            raise self.refuse(
                2,
                1,
                f"the heading says '{' '.join(said)}', but the last month with figures"
                f" is {last:%B %Y}.",
            )

    def _header_row(self) -> int:
        row = 4 if self._sheet.bands else 3
        for column, expected in ((1, "Fiscal Year"), (2, "Month")):
            if self._words(row, column) != expected:
                found = self._words(row, column)
                raise self.refuse(row, column, f"expected header '{expected}', found '{found}'.")
        return row

    def _keys(self, row: int, countries: dict[str, str]) -> dict[int, Key]:
        """The key each column of figures has, once the headers are found to be in order."""
        bands = self._sheet.bands
        columns: dict[int, tuple[str, str]] = {}
        band_at, heads = _FIRST_COLUMN, self._sheet.heads
        width = max((len(line) for line in self._cells[row - 2 : row]), default=0)
        for column in range(_FIRST_COLUMN, width + 1):
            if bands and self._words(row - 1, column):
                band_at = column
            if self._words(row, column):
                columns[column] = (
                    self._words(row - 1, band_at) if bands else "",
                    self._words(row, column),
                )
        self._check_fixed_headers(row, columns)
        keys: dict[int, Key] = {}
        for column, (band, head) in columns.items():
            key: list[str] = []
            if bands and bands.fills:
                key.append(self._meaning(bands, band, row - 1, column, countries))
            words = f"{band} / {head}" if f"{band} / {head}" in heads.words else head
            key.append(self._meaning(heads, words, row, column, countries))
            if tuple(key) in keys.values():
                raise self.refuse(row, column, f"header '{head}' stands there a second time.")
            keys[column] = tuple(key)
        self._check_bands_complete(row, columns)
        return keys

    def _check_fixed_headers(self, row: int, columns: dict[int, tuple[str, str]]) -> None:
        """Where the layout fixes the order of headers, hold the sheet to it cell by cell."""
        bands, heads = self._sheet.bands, self._sheet.heads
        if heads.or_citizenship or (bands and bands.or_citizenship):
            return
        expected: list[tuple[str, str]] = []
        for band, value in bands.words.items() if bands else [("", "")]:
            listed = self._sheet.heads_of.get(value) or tuple(heads.words)
            expected += [(band, head) for head in listed]
        for i, (band, head) in enumerate(expected):
            column = _FIRST_COLUMN + i
            found_band, found_head = columns.get(column, ("", ""))
            if found_head != head:
                raise self.refuse(row, column, f"expected header '{head}', found '{found_head}'.")
            if found_band != band:
                raise self.refuse(
                    row - 1, column, f"expected header '{band}', found '{found_band}'."
                )
        for column in sorted(set(columns) - set(range(3, 3 + len(expected)))):
            raise self.refuse(row, column, f"unexpected header '{columns[column][1]}'.")

    def _check_bands_complete(self, row: int, columns: dict[int, tuple[str, str]]) -> None:
        """Every word of a total or a remainder must be there, even where countries vary."""
        bands, heads = self._sheet.bands, self._sheet.heads
        seen: dict[str, set[str]] = {}
        for band, head in columns.values():
            seen.setdefault(band, set()).add(head)
        missing = [word for word in bands.words if word and word not in seen] if bands else []
        if missing:
            raise self.refuse(row - 1, _FIRST_COLUMN, f"no band '{missing[0]}' in this row.")
        for band, found in seen.items():
            lacking = [word for word in heads.words if word not in found]
            fixed = self._sheet.heads_of or self._sheet.heads_may_lack
            if lacking and not fixed:
                under = f" under '{band}'" if band else ""
                raise self.refuse(row, _FIRST_COLUMN, f"no header '{lacking[0]}'{under}.")

    def _meaning(
        self, words: Words, found: str, row: int, column: int, countries: dict[str, str]
    ) -> str:
        if found in words.words:
            return words.words[found]
        if words.or_citizenship and found in countries:
            return countries[found]
        known = [*words.words, *(countries if words.or_citizenship else ())]
        close = difflib.get_close_matches(found, known, n=1, cutoff=0.5)
        expected = f"expected header '{close[0]}'" if close else "expected a known header"
        raise self.refuse(row, column, f"{expected}, found '{found}'.")

    def _rows(self, header: int) -> Iterator[tuple[int, date, bool]]:
        """Each row of figures: its number, its first day, and whether it is a year's total."""
        year, position = 0, 0
        for number in range(header + 1, len(self._cells) + 1):
            label = self._words(number, 2)
            if not label:
                break
            if label == "Total":
                year, position = self._fiscal_year(number, year, position), 0
                yield number, date(year - 1, 10, 1), True
                continue
            expected = MONTHS[position] if position < len(MONTHS) else "Total"
            if label != expected or not year:
                raise self.refuse(number, 2, f"expected '{expected}', found '{label}'.")
            position += 1
            yield number, first_day(year, label), False
        if not year:
            raise self.refuse(header + 1, 2, "expected 'Total', found no figures.")

    def _fiscal_year(self, row: int, before: int, months: int) -> int:
        found = re.match(r"^(20\d\d)(?: YTD)?$", self._words(row, 1) or str(self._at(row, 1)))
        if found is None or (before and int(found[1]) != before + 1):
            expected = str(before + 1) if before else "a fiscal year"
            raise self.refuse(row, 1, f"expected {expected}, found '{self._at(row, 1)}'.")
        if before and months != len(MONTHS):
            raise self.refuse(row, 2, f"expected '{MONTHS[months]}', found 'Total'.")
        return int(found[1])

    def _value(self, row: int, column: int) -> str | int:
        """The number in a cell, or what its mark means: 'empty' or 'absent'."""
        found = self._at(row, column)
        if isinstance(found, str) and found.strip() in self._marks:
            return self._marks[found.strip()]
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        if not is_number or not (isinstance(found, int) or found.is_integer()):
            raise self.refuse(row, column, f"expected a whole number, X or NA, found '{found}'.")
        if not 0 <= found <= _LARGEST_COUNT:
            raise self.refuse(row, column, f"expected a count, found {found:.15g}.")
        return int(found)

    def _disagreements(self, months: Cells, years: Cells) -> Iterator[Disagreement]:
        """Totals that differ from the sum of their months by more than rounding allows.

        Each cell is within 5 of the truth, so the sum of n months is within 5n, the total
        within 5.
        """
        sums: dict[Key, list[int]] = {}
        for (day, *key), value in months.items():
            if value is not None:
                sums.setdefault((fiscal_year_start(day), *key), []).append(value)
        for name, printed in years.items():
            parts = sums.get(name, [])
            if printed is not None and parts and abs(printed - sum(parts)) > 5 * len(parts) + 5:
                year = int(name[0][:4]) + 1
                yield Disagreement(f"{year} {', '.join(name[1:])}", printed, sum(parts))


def cell_name(row: int, column: int) -> str:
    """'D4' for row 4, column 4."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def month_number(name: str) -> int:
    """1 for January to 12 for December."""
    return (MONTHS.index(name) + 9) % 12 + 1


def first_day(fiscal_year: int, month: str) -> date:
    """The first day of a month of a fiscal year, which begins in October of the year before."""
    number = month_number(month)
    return date(fiscal_year - (number >= 10), number, 1)


def fiscal_year_start(day: str) -> str:
    """The first day of the fiscal year that holds a day, both as text."""
    year, month = int(day[:4]), int(day[5:7])
    return f"{year if month >= 10 else year - 1}-10-01"
