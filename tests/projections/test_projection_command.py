"""`openasylum projections`: the table, a card, JSON, the picture, and the page of documents."""

import json
from datetime import date
from pathlib import Path

import pytest

from openasylum.cli import main
from openasylum.projections import projection_names
from openasylum.projections.execute import Range
from openasylum.projections.ledger import ledger
from openasylum.projections.page import page
from openasylum.projections.picture import counted, paths
from openasylum.projections.words import interval, number

DOCS = Path(__file__).resolve().parents[2] / "docs" / "projections.md"


def test_page_of_projections_is_not_stale():
    assert DOCS.read_text(encoding="utf-8") == page(), (
        "run 'python scripts/build_projection_docs.py'"
    )


def test_table_names_every_projection_unbroken_and_whether_it_is_reproduced(capsys):
    assert main(["projections"]) == 0
    shown = capsys.readouterr().out
    assert all(f" {name} " in shown for name in projection_names())
    assert all(word in shown for word in ("inferred inputs", "nothing published", "yes", "17.87"))


def test_table_ends_with_how_many_come_out_again_and_how_many_were_nearer(capsys):
    """Counted here by hand from the rows of the same table."""
    main(["projections", "--json"])
    entries = json.loads(capsys.readouterr().out)
    told = [entry["reproduced"] for entry in entries]
    skills = [score["skill"].get("last value") for one in entries for score in one["scores"]]
    skills = [value for value in skills if value is not None]
    main(["projections"])
    shown = " ".join(capsys.readouterr().out.split())
    assert f"Of {len(told)} projections {told.count('yes')} come out as published" in shown
    assert f"{told.count('no')} do not (their cards say why)" in shown
    nearer = sum(value > 0 for value in skills)
    assert f"nearer than the last value in {nearer} of {len(skills)}" in shown


def test_card_shows_inputs_sources_the_discrepancy_and_caveats(capsys):
    assert main(["projections", "asylumist_2020"]) == 0
    shown = capsys.readouterr().out
    for words in (
        "workers: 563 officers (published)",
        "<https://discuss.ilw.com/",
        "17.87 months, not as published",
        "reproduced: no",
        "discrepancy: 348,691 cases",
        "last value: 19,573, skill -2.98",
        "caveats:",
    ):
        assert words in shown


def test_json_has_numbers_in_full_and_no_infinity(capsys):
    assert main(["projections", "--json"]) == 0
    found = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(found) == set(projection_names())
    (wait,) = found["erlang_c_three_servers"]["said"]
    assert wait["again"] == [pytest.approx(27.2353674)] * 2
    score = found["crs_r47637_2023"]["scores"][0]
    assert score["actual"] == 3_600_000
    assert score["skill"]["constant rates"] == pytest.approx(-1.324, abs=0.001)


def test_unknown_projection_exits_2_with_one_message(capsys):
    assert main(["projections", "asylumist"]) == 2
    shown = capsys.readouterr()
    assert "'asylumist' is not a known projection. Did you mean 'asylumist_2020'" in shown.err
    assert shown.out == ""


def test_picture_is_written_and_names_each_path(tmp_path, capsys):
    target = tmp_path / "projections.svg"
    assert main(["projections", "--picture", str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    assert "CRS 2023, 700 more judges" in text
    assert "Pending cases of the immigration courts" in text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("drawing.gif", "ends in '.gif'. Name a file ending in .svg or .png"),
        ("none/drawing.svg", "there is no folder"),
    ],
)
def test_picture_that_cannot_be_written_is_refused(tmp_path, capsys, name, message):
    assert main(["projections", "--picture", str(tmp_path / name)]) == 2
    assert message in capsys.readouterr().err


def test_picture_of_what_has_no_path_is_refused(tmp_path, capsys):
    words = ["projections", "nhs_waiting_list", "--picture", str(tmp_path / "drawing.svg")]
    assert main(words) == 2
    assert "none of these projections has a path" in capsys.readouterr().err


def test_paths_have_a_row_a_year_and_counts_are_of_one_series():
    drawn = [row for row in paths(ledger(["crs_r47077_2022"])) if "500" in row["whose"]]
    assert [row["day"][:4] for row in drawn] == [str(year) for year in range(2021, 2032)]
    assert drawn[-1]["high"] == 0
    days = [row["day"] for row in counted(date(2020, 12, 31))]
    assert days == sorted(set(days))
    assert days[-1] == "2020-12-31"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(float("inf"), "never"), (1_258_882, "1.26 million"), (58_552.4, "58,552"), (2.2766, "2.277")],
)
def test_numbers_are_shown_as_people_read_them(value, shown):
    assert number(value) == shown


def test_ranges_and_shares_are_shown_as_people_read_them():
    assert interval(Range(1_500_004, 1_516_052)) == "1.50 to 1.52 million"
    assert interval(Range(13, 13)) == "13"
    assert interval(Range(0.03, 0.05), "share per year") == "3.0% to 5.0%"
    assert interval(Range(999_999, 1_200_000)) == "999,999 to 1.20 million"
