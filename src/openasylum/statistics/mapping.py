"""The mapping files: where agencies' categories meet ours."""

from pathlib import Path

from openasylum.records.reader import R, read
from openasylum.records.series import (
    AgencyFiles,
    CitedTables,
    Citizenships,
    ModelSeriesList,
    WorkbookLayout,
)

FACTS = Path(__file__).resolve().parent.parent / "facts"


def workbook_layout() -> WorkbookLayout:
    """The sheets of the OHSS monthly workbook that are read."""
    return _mapping("ohss_monthly_workbook", WorkbookLayout)


def citizenships() -> dict[str, str]:
    """Agency spellings of citizenships and the name each has here."""
    return _mapping("citizenships", Citizenships).names


def cited_tables() -> CitedTables:
    """Which cited series goes to which table."""
    return _mapping("cited_series", CitedTables)


def model_series() -> ModelSeriesList:
    """The series ids shared by model and statistics."""
    return _mapping("model_series", ModelSeriesList)


def agency_files() -> AgencyFiles:
    """The agencies' files that have tables of their own."""
    return _mapping("agency_files", AgencyFiles)


def _mapping(name: str, kind: type[R]) -> R:
    return read(FACTS / "mappings" / f"{name}.yaml", kind, shown_as=f"mappings/{name}.yaml")
