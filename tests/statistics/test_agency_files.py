"""The agencies' own files, read where they lie beside the project (see conftest.py)."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from openasylum.errors import RecordError
from openasylum.statistics import catalog, mapping
from openasylum.statistics.edition import files_of
from openasylum.statistics.update import update
from openasylum.statistics.workbook import read_workbook

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
JULY = next(SHARED.glob("source_files/*july-2024.xlsx"))
AUGUST = next(SHARED.glob("source_files/*august-2024.xlsx"))


@pytest.fixture
def july_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that knows the edition of July 2024 and no other."""
    layout = mapping.workbook_layout()
    edition = read_workbook(JULY, layout, mapping.citizenships())
    folder = tmp_path / "package" / "ohss_monthly" / "2024-07"
    folder.mkdir(parents=True)
    for name, text in files_of(edition, layout, vintage="2024-07", retrieved="here").items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalog, "PACKAGE", tmp_path / "package")


def test_committed_tables_are_made_from_these_files_byte_for_byte() -> None:
    spec = importlib.util.spec_from_file_location("build", ROOT / "scripts/build_statistics.py")
    assert spec is not None
    assert spec.loader is not None
    script: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made = script.build(SHARED)
    there = {path.relative_to(catalog.PACKAGE).as_posix() for path in script._built()}
    assert there == set(made)
    stale = [name for name, text in made.items() if (catalog.PACKAGE / name).read_text() != text]
    assert stale == [], "run 'python scripts/build_statistics.py', then again with --docs"


@pytest.mark.usefixtures("july_only")
def test_update_from_july_to_august_tells_what_the_agency_revised(tmp_path: Path) -> None:
    found = update(AUGUST, tmp_path / "mine")
    assert (found.before, found.after) == ("2024-07", "2024-08")
    tables = {table.table: table for table in found.tables}
    citizenship = tables["encounters_by_citizenship"]
    assert (citizenship.came, citizenship.went) == (("china",), ("peru",))
    assert all(t.new_periods == ("2024-08-01",) for t in found.tables)
    families = tables["book_outs_by_family_status"].largest
    assert families is not None
    assert families.key[1] == "single_adult"  # OFO encounters before 2016 were put in
    assert any("book_outs_by_agency, 2019 all, mpp" in line for line in found.disagreements)


@pytest.mark.usefixtures("july_only")
def test_update_writes_the_tables_the_project_carries(tmp_path: Path) -> None:
    update(AUGUST, tmp_path / "mine")
    carried = ROOT / "src/openasylum/facts/statistics/ohss_monthly/2024-08"
    written = tmp_path / "mine" / "ohss_monthly" / "2024-08"
    for path in sorted(carried.glob("*.csv")):
        assert (written / path.name).read_text() == path.read_text(), path.name


def test_an_edition_the_project_carries_changes_nothing(tmp_path: Path) -> None:
    for file in (JULY, AUGUST):
        found = update(file, tmp_path / "mine")
        assert found.is_empty
        assert found.folder is None
    assert not (tmp_path / "mine").exists()


@pytest.mark.slow  # openpyxl takes seconds to write the agency's workbook again
def test_the_agencys_workbook_with_a_moved_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / AUGUST.name
    shutil.copy(AUGUST, path)
    book = openpyxl.load_workbook(path)
    book["CBP SWB Book-Outs by Family"].insert_cols(12)
    book.save(path)
    with pytest.raises(RecordError, match="sheet 'CBP SWB Book-Outs by Family' cell L4: expected"):
        update(path, tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
