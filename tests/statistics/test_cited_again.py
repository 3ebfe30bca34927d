"""The tables of cited figures can be made again from themselves, with a figure added."""

import csv
from dataclasses import replace
from datetime import date

import pytest

from openasylum.errors import RecordError
from openasylum.statistics import catalog, mapping
from openasylum.statistics.cited import files_of_figures, kept_figures

FOLDER = catalog.PACKAGE / "cited"


@pytest.fixture(scope="module")
def kept():
    return kept_figures(FOLDER, mapping.cited_tables())


def test_what_is_kept_gives_the_same_files_byte_for_byte(kept):
    made = files_of_figures(kept, mapping.cited_tables())
    assert set(made) == {path.name for path in FOLDER.iterdir()}
    for name, text in made.items():
        assert text == (FOLDER / name).read_text(encoding="utf-8"), name


def test_a_figure_more_changes_its_own_table_only(kept):
    one = next(each for each in kept if each.series == "eoir_immigration_judges_on_board")
    more = replace(one, start=date(2030, 1, 1), until=date(2030, 1, 1), value="12345")
    made = files_of_figures([*kept, more], mapping.cited_tables())
    changed = {
        name for name, text in made.items() if text != (FOLDER / name).read_text(encoding="utf-8")
    }
    assert changed == {"immigration_judges.csv", "immigration_judges.yaml"}
    rows = list(csv.DictReader(made["immigration_judges.csv"].splitlines()))
    assert [row["value"] for row in rows if row["period_start"] == "2030-01-01"] == ["12345"]


def test_a_row_that_no_series_leads_to_is_refused(tmp_path):
    for path in FOLDER.glob("immigration_judges.*"):
        (tmp_path / path.name).write_text(
            path.read_text(encoding="utf-8").replace(",on_board,", ",on_boards,"), encoding="utf-8"
        )
    with pytest.raises(RecordError, match="no series of the mapping leads to"):
        kept_figures(tmp_path, mapping.cited_tables())
