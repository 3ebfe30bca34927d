"""The OHSS monthly workbook, as the agency publishes it, to tables."""

import hashlib
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openasylum.errors import RecordError
from openasylum.records.series import Sheet, WorkbookLayout
from openasylum.statistics.sheet import Disagreement, Reading, SheetReader
from openasylum.statistics.tables import Cells, Table, is_total

_LARGEST = 60_000_000  # bytes once unpacked; the real file unpacks to about 6 million
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # old .xls files, and .xlsx files behind a password
_PUBLISHED_IN_NAME = re.compile(r"(20\d\d)_(\d\d)(\d\d)_")


@dataclass(frozen=True)
class Edition:
    """One published workbook: its file, its last month, when it was published, its tables."""

    file_name: str
    sha256: str
    last_month: date
    published: date | None
    rows: dict[str, Table]
    totals: dict[str, Table]
    disagreements: dict[str, tuple[Disagreement, ...]]

    @property
    def vintage(self) -> str:
        """The name of the edition: its last month."""
        return f"{self.last_month:%Y-%m}"


def read_workbook(path: Path, layout: WorkbookLayout, countries: dict[str, str]) -> Edition:
    """Read every table of the layout from a workbook.

    Raises:
        RecordError: the file is no workbook, a sheet is missing, or a cell is not as the
            layout says; the message names file, sheet and cell.
    """
    content = _content(path)
    readings: dict[str, Reading] = {}
    with _opened(path) as book:
        for name, sheet in layout.tables.items():
            if sheet.sheet not in book.sheetnames:
                raise RecordError(_no_sheet(path.name, sheet, book.sheetnames))
            page = book[sheet.sheet]
            page.reset_dimensions()  # what a sheet says of its own size is not always true
            try:
                reader = SheetReader(page, sheet, layout, path.name)
            except Exception as error:  # openpyxl unpacks and parses a sheet when it is read
                raise _damaged(path, error) from None
            readings[name] = reader.read(countries)
    last = _one_last_month(readings, layout, path.name)
    return Edition(
        file_name=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        last_month=last,
        published=_published(path.name),
        rows={name: _rows(layout.tables[name], found) for name, found in readings.items()},
        totals={name: _totals(layout.tables[name], found) for name, found in readings.items()},
        disagreements={n: found.disagreements for n, found in readings.items()},
    )


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise RecordError(f"{path}: is not a file. Give the path of the workbook.")
        if path.exists() and path.stat().st_size > _LARGEST:
            raise RecordError(f"{path.name}: is larger than any edition of this workbook.")
        content = path.read_bytes()
    except FileNotFoundError:
        raise RecordError(f"{path}: no such file. Give the path of the workbook.") from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}).") from None
    if not content:
        raise RecordError(f"{path.name}: is empty. Download it again from the agency.")
    if content.startswith(_OLE):
        raise RecordError(
            f"{path.name}: is an old .xls file or behind a password, which cannot be read."
            " Open it and save it as .xlsx without a password."
        )
    if not content.startswith(b"PK"):
        kind = "a web page" if content.lstrip()[:1] == b"<" else "not an Excel workbook"
        raise RecordError(
            f"{path.name}: is {kind}, whatever its name says. Give the .xlsx file that"
            " OHSS publishes."
        )
    return content


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook, closed again whatever happens; damage of any kind is one message."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > _LARGEST:
            raise RecordError(
                f"{path.name}: unpacks to {size:,} bytes, more than any edition of this"
                " workbook. Give the .xlsx file that OHSS publishes."
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles it drops; we read values
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except RecordError:
        raise
    except Exception as error:  # a damaged file can fail anywhere inside zip, XML or openpyxl
        raise _damaged(path, error) from None
    try:
        yield book
    finally:
        book.close()


def _damaged(path: Path, error: Exception) -> RecordError:
    return RecordError(
        f"{path.name}: is damaged or is no Excel workbook ({type(error).__name__})."
        " Download it again from the agency."
    )


def _no_sheet(file: str, sheet: Sheet, found: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(sheet.sheet, found, n=1, cutoff=0.6)
    hint = f" There is a sheet '{close[0]}'." if close else ""
    return (
        f"{file}: has no sheet '{sheet.sheet}' (cell A2 there should begin '{sheet.heading}')."
        f"{hint} The agency may have changed the layout; nothing was changed."
    )


def _one_last_month(readings: dict[str, Reading], layout: WorkbookLayout, file: str) -> date:
    """The month that most sheets end with; a sheet that ends with another is refused."""
    ends = [found.last_month for found in readings.values()]
    last = max(set(ends), key=ends.count)
    for name, found in readings.items():
        if found.last_month != last:
            raise RecordError(
                f"{file}: sheet '{layout.tables[name].sheet}' cell A2: ends with"
                f" {found.last_month:%B %Y}, the other sheets with {last:%B %Y}."
                " The agency may have changed the layout; nothing was changed."
            )
    return last


def _published(name: str) -> date | None:
    """The day of publication, which the agency writes before the title in the file's name."""
    found = _PUBLISHED_IN_NAME.search(name)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _rows(sheet: Sheet, found: Reading) -> Table:
    cells = {key: n for key, n in found.months.items() if not is_total(key[1:])}
    return Table(("month", *sheet.dimensions, sheet.value), cells)


def _totals(sheet: Sheet, found: Reading) -> Table:
    cells: Cells = {("fiscal_year", *key): n for key, n in found.years.items()}
    cells |= {("month", *key): n for key, n in found.months.items() if is_total(key[1:])}
    return Table(("period", "period_start", *sheet.dimensions, sheet.value), cells)
