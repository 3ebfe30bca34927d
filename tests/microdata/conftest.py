"""A small run, the release written from it, clean and with every defect, and their imports."""

from datetime import date
from pathlib import Path

import pytest

from openasylum.microdata.defects import DEFECTS
from openasylum.microdata.importer import Import, import_release
from openasylum.microdata.synthesize import Written, synthesize
from openasylum.simulation.study import Options, study


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As enacted to the end of fiscal year 2020, a two-thousandth of the people."""
    out = tmp_path_factory.mktemp("run") / "run"
    options = Options(scale=0.0005, people=True, until=date(2020, 10, 1))
    study(["as_enacted"], out, options, command="test")
    return out


@pytest.fixture(scope="session")
def clean(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The release without defects."""
    return synthesize(run_folder, tmp_path_factory.mktemp("clean") / "clean.zip")


@pytest.fixture(scope="session")
def broken(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The release with every known defect."""
    out = tmp_path_factory.mktemp("broken") / "broken.zip"
    return synthesize(run_folder, out, defects=list(DEFECTS))


@pytest.fixture(scope="session")
def imported(clean: Written, tmp_path_factory: pytest.TempPathFactory) -> Import:
    """The import of the clean release."""
    return import_release(clean.path, tmp_path_factory.mktemp("imported") / "eoir")


@pytest.fixture(scope="session")
def imported_broken(broken: Written, tmp_path_factory: pytest.TempPathFactory) -> Import:
    """The import of the release with every defect."""
    return import_release(broken.path, tmp_path_factory.mktemp("imported") / "eoir")
