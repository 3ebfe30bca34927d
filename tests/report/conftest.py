"""Run folders made by hand, one for each shape a run can have."""

from pathlib import Path

import pytest
from made import SCENARIOS, write_run

from openasylum.report.run import Run, read_run


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two scenarios, one draw."""
    return write_run(tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="session")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A single scenario, one draw."""
    return write_run(tmp_path_factory.mktemp("one"), scenarios=SCENARIOS[:1])


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two scenarios, four draws."""
    return write_run(tmp_path_factory.mktemp("several"), draws=4)


@pytest.fixture(scope="session")
def run(two: Path) -> Run:
    """The comparison, read."""
    return read_run(two)
