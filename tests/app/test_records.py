"""Court records given at the start stand beside the model's series, each as its own tables say."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from openasylum.microdata.importer import import_release
from openasylum.microdata.synthesize import synthesize
from openasylum.microdata.targets import write_targets
from openasylum.report.run import read_run
from openasylum.simulation.study import Options, study
from openasylum.statistics import catalog
from openasylum.statistics.official import COURT_RECORDS
from tests.app.conftest import start

pytestmark = pytest.mark.slow
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The import of a small synthetic release."""
    folder = tmp_path_factory.mktemp("records")
    options = Options(scale=0.0005, people=True, until=date(2020, 10, 1))
    study(["as_enacted"], folder / "run", options, command="test")
    release = synthesize(folder / "run", folder / "release.zip")
    return import_release(release.path, folder / "eoir").folder


def test_court_records_stand_beside_the_model(imported: Path, tmp_path: Path) -> None:
    own = start(tmp_path / "state", "--records", str(imported))
    try:
        assert b"have not been read yet" in own.ask("/records")[2]
        own.ask("/records", "POST", b"", content_type=FORM)
        for job in own.json("/api/jobs"):
            own.finished(job["id"])
        _, _, table = own.ask("/api/records.csv")
        page = own.ask("/records")[2].decode()
        picture = own.ask("/api/records/charts/court.receipts.png")[2]
        run = next(own.state.glob("jobs/*/full"))
    finally:
        own.stop()
    write_targets(imported, tmp_path / "targets")
    told = catalog.table(COURT_RECORDS, root=tmp_path / "targets").to_pylist()
    seen = {
        str(row["period_end"].year): row["value"]
        for row in told
        if (row["series"], row["definition"]) == ("court.receipts", "records_eoir")
        and row["citizenship"] == row["court"] == "all"
    }
    model = read_run(run).line("court.receipts", "as_enacted", period="fiscal_year")
    ours = {str(day.year + 1): float(value.mean()) for day, value in model.items()}
    rows = [row for row in csv.DictReader(io.StringIO(table.decode()))
            if row["series"] == "court.receipts"]  # fmt: skip
    assert {row["fiscal_year"]: float(row["records"]) for row in rows if row["records"]} == seen
    modelled = {row["fiscal_year"]: float(row["model"]) for row in rows if row["model"]}
    assert modelled == {year: ours[year] for year in modelled}
    assert len(modelled) > 5
    assert page.count("<figure>") >= 4
    assert picture[:4] == b"\x89PNG"


def test_table_of_records_needs_no_reading(imported: Path, tmp_path: Path) -> None:
    write_targets(imported, tmp_path / "targets", sample=0.0005)
    own = start(tmp_path / "state", "--records", str(tmp_path / "targets"))
    try:
        page = own.ask("/records?lang=es")[2].decode()
        _, _, table = own.ask("/api/records.csv")
    finally:
        own.stop()
    assert page.count("<figure>") >= 4
    assert "Faltan las series del modelo" in page
    assert all(not row["model"] for row in csv.DictReader(io.StringIO(table.decode())))
