"""One small comparison, run once for all tests of the simulation."""

from datetime import date
from pathlib import Path

import pytest

from openasylum.simulation.study import Options, study

UNTIL = date(2019, 10, 1)
SMALL = Options(until=UNTIL, scale=0.01)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished comparison of as_enacted and without_mpp at a hundredth of the scale."""
    folder = tmp_path_factory.mktemp("runs") / "small"
    study(["as_enacted", "without_mpp"], folder, SMALL, command="test")
    return folder
