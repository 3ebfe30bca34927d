import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import SCENARIOS

from openasylum.errors import RecordError
from openasylum.report.doubt import view
from openasylum.report.page import render
from openasylum.report.run import read_run

SHARES = {"chance": 0.01, "assumptions": 0.6, "arrivals": 0.1, "structure": 0.4, "total": 1.0}


def rows(output: str, year: int, scale: float) -> list[dict]:
    head = {
        "output": output, "measure": f"court.pending@FY{year}", "series": "court.pending",
        "group": "all", "fiscal_year": year, "unit": "people", "central": 1000.0 * scale,
    }  # fmt: skip
    found = [
        {**head, "part": part, "alternative": "", "runs": 9, "failed": int(part == "chance"),
         "low": (1000.0 - 500.0 * share) * scale, "high": (1000.0 + 500.0 * share) * scale,
         "share": share}
        for part, share in SHARES.items()
    ]  # fmt: skip
    other = {**head, "part": "alternative", "alternative": "oldest_first", "runs": 1, "failed": 0}
    return [*found, {**other, "low": 900.0 * scale, "high": 900.0 * scale, "share": 0.0}]


@pytest.fixture
def doubtful(two, tmp_path):
    folder = shutil.copytree(two, tmp_path / "run")
    a, b = (scenario["name"] for scenario in SCENARIOS[:2])
    every = [
        row
        for year in (2018, 2019)
        for output, scale in ((a, 1.0), (b, 1.2), (f"{b} - {a}", 0.2))
        for row in rows(output, year, scale)
    ]
    table = pa.Table.from_pylist(every)
    made = {
        "runs": 50, "until": "2019-10-01", "scale": 0.02, "seeds": 9, "draws": 9,
        "assumptions_from": "ranges", "structure": [{"name": "oldest_first", "because": "Why so."}],
        "not_varied": [{"what": "the scale", "because": "A reason."}],
    }  # fmt: skip
    table = table.replace_schema_metadata({"openasylum": json.dumps(made)})
    pq.write_table(table, folder / "doubt.parquet")
    return folder


def test_a_run_without_the_table_has_no_such_section(run):
    assert view(run) is None
    assert 'id="doubt"' not in render(run)


def test_the_difference_comes_first_and_the_latest_year_is_shown(doubtful):
    shown = view(read_run(doubtful))
    assert shown is not None
    assert shown.groups[0].title.startswith("The difference")
    assert [row.label for row in shown.groups[0].rows] == [
        "Court cases pending, with those administratively closed, FY2019"
    ]
    assert shown.failed == 1


def test_shares_and_the_rest_are_told_even_where_they_exceed_the_whole(doubtful):
    shown = view(read_run(doubtful))
    assert shown is not None
    row = shown.groups[0].rows[0]
    assert [share for _, _, share in row.parts] == ["1%", "60%", "10%", "40%"]
    assert row.rest == "\u221211%"
    assert row.parts[1][1] == ("+140", "+260")


def test_the_page_has_the_section_with_what_was_left_out(doubtful):
    page = render(read_run(doubtful))
    assert '<section id="doubt"' in page
    assert "A reason." in page
    assert "1 of these runs failed" in page
    assert page.count('class="doubt"') == 3


def test_a_damaged_table_is_one_clear_error(doubtful):
    (doubtful / "doubt.parquet").write_bytes(b"nothing")
    with pytest.raises(RecordError, match=r"doubt.parquet: is not a whole Parquet file"):
        read_run(doubtful)
