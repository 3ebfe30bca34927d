"""Small workbooks laid out as OHSS lays out its own, and a catalogue of their figures."""

from __future__ import annotations

import functools
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from openasylum.records.series import Sheet
from openasylum.statistics import catalog, mapping
from openasylum.statistics.edition import files_of
from openasylum.statistics.sheet import MONTHS
from openasylum.statistics.workbook import read_workbook

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"

# The agencies' own files are not part of the project: where they lie beside it, they are read too.
collect_ignore = [] if (SHARED / "source_files").is_dir() else ["test_agency_files.py"]

LAYOUT = mapping.workbook_layout()
TABLES = (*LAYOUT.tables,)
COUNTRIES = ("Mexico", "Guatemala", "China, People's Republic")
Change = Callable[[Any], None]
MakeWorkbook = Callable[..., Path]


@pytest.fixture
def make_workbook(tmp_path: Path) -> MakeWorkbook:
    """Writes a small workbook with every sheet of the layout, FY2023 whole and FY2024 in part."""

    def make(
        name: str = "2024_1108_ohss_small.xlsx",
        *,
        last_month: str = "July",
        change: Change | None = None,
        countries: tuple[str, ...] = COUNTRIES,
        tables: tuple[str, ...] = TABLES,
    ) -> Path:
        path = tmp_path / name
        if change is None:
            path.write_bytes(_unchanged(last_month, countries, tables))
        else:
            book = _workbook(last_month, countries, tables)
            change(book)
            book.save(path)
        return path

    return make


@functools.cache
def _unchanged(last_month: str, countries: tuple[str, ...], tables: tuple[str, ...]) -> bytes:
    page = io.BytesIO()
    _workbook(last_month, countries, tables).save(page)
    return page.getvalue()


def _workbook(last_month: str, countries: tuple[str, ...], tables: tuple[str, ...]) -> Any:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in tables:
        sheet = LAYOUT.tables[name]
        _fill(book.create_sheet(sheet.sheet), sheet, last_month, countries)
    return book


def _fill(page: Any, sheet: Sheet, last_month: str, countries: tuple[str, ...]) -> None:
    page["A1"] = "Return to Table of Contents."
    page["A2"] = f"{sheet.heading}: Fiscal Years 2023 to 2024 YTD ({last_month} 2024)"
    columns = list(_columns(sheet, countries))
    row = 4 if sheet.bands else 3
    page.cell(row, 1, "Fiscal Year")
    page.cell(row, 2, "Month")
    before = None
    for column, (band, head) in enumerate(columns, start=3):
        if sheet.bands and band != before:
            page.cell(3, column, band or None)
            before = band
        page.cell(row, column, f"{head}1" if head == "T8 repatriations" else head)
    for year, until in ((2023, "September"), (2024, last_month)):
        months = MONTHS[: MONTHS.index(until) + 1]
        row += 1
        page.cell(row, 1, year if until == "September" else f"{year} YTD")
        page.cell(row, 2, "Total")
        for column in range(3, 3 + len(columns)):
            values = [_value(column, year, i) for i in range(len(months))]
            page.cell(row, column, sum(v for v in values if isinstance(v, int)))
        for i, month in enumerate(months):
            row += 1
            page.cell(row, 2, month)
            for column in range(3, 3 + len(columns)):
                page.cell(row, column, _value(column, year, i))
    page.cell(row + 1, 1, "X Not applicable.")


def _value(column: int, year: int, month: int) -> int | str:
    if column == 5 and year == 2023 and month < 2:
        return "X"
    if column == 6 and year == 2023 and month < 3:
        return "NA"
    return 10 * (column + month) + (year - 2020) * 100


def _columns(sheet: Sheet, countries: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    bands = sheet.bands
    for band in _words(bands.words, bands.or_citizenship, countries) if bands else [""]:
        value = bands.words.get(band, "") if bands else ""
        words = {head.split(" / ")[-1]: "" for head in sheet.heads.words}
        heads = sheet.heads_of.get(value) or _words(words, sheet.heads.or_citizenship, countries)
        for head in heads:
            yield band, head


def _words(words: dict[str, str], with_countries: bool, countries: tuple[str, ...]) -> list[str]:
    if not with_countries:
        return list(words)
    listed = list(words)
    return [*listed[:-1], *countries, listed[-1]] if len(listed) > 1 else [*countries, *listed]


@pytest.fixture(scope="session")
def small_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the small workbook of July 2024, made once."""
    package = tmp_path_factory.mktemp("package")
    path = package / "2024_1108_ohss_small.xlsx"
    path.write_bytes(_unchanged("July", COUNTRIES, TABLES))
    edition = read_workbook(path, LAYOUT, mapping.citizenships())
    path.unlink()
    folder = package / "ohss_monthly" / edition.vintage
    folder.mkdir(parents=True)
    for name, text in files_of(edition, LAYOUT, vintage=edition.vintage, retrieved="here").items():
        (folder / name).write_text(text, encoding="utf-8")
    return package


@pytest.fixture
def small_catalogue(tmp_path: Path, small_package: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue, free to be changed, whose only edition is the small workbook of July 2024."""
    package = tmp_path / "package"
    shutil.copytree(small_package, package)
    monkeypatch.setattr(catalog, "PACKAGE", package)
    return package


@pytest.fixture
def picture() -> Callable[[Path], dict[str, bytes]]:
    """What lies in a folder, to compare before and after."""

    def take(folder: Path) -> dict[str, bytes]:
        found = sorted(path for path in folder.rglob("*"))
        return {str(path): path.read_bytes() if path.is_file() else b"" for path in found}

    return take
