"""Projections as facts: each has its sources, and a mistake in a file is named in these words."""

from pathlib import Path

import pytest

from openasylum.errors import RecordError, UnknownName
from openasylum.projections import load_projection, projection_names
from openasylum.projections.check import check_projections
from openasylum.projections.methods import signatures
from openasylum.records.library import FACTS
from openasylum.records.projections import Projection
from openasylum.records.reader import parse, read

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
TEXT = (FACTS / "projections" / "crs_r47637_2023.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", projection_names())
def test_every_printed_input_has_an_address_and_its_words(name):
    for field, one in load_projection(name).inputs.items():
        if one.how in ("published", "read_off"):
            assert one.source is not None, field
            assert one.source.address.startswith("http"), field
            assert one.source.quoted, field


@pytest.mark.parametrize("name", projection_names())
def test_values_printed_in_a_quotation_stand_in_it(name):
    """A whole number that is printed as such must be in the words quoted for it."""
    for field, one in load_projection(name).inputs.items():
        value = one.value
        if one.how != "published" or value is None or value != int(value) or value < 100:
            continue
        derived = (name, field) in {("bipartisan_policy_center_2019", "receipts")}
        shown = (f"{value:,.0f}", f"{value:.0f}", f"{value / 1e6:g} million")
        assert derived or any(text in one.source.quoted for text in shown), field


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_projection_is_refused_in_these_words(path):
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")
    with pytest.raises(RecordError) as refusal:
        read(path, Projection, shown_as=path.name, against=signatures())
    assert str(refusal.value) == expected


def test_there_are_broken_files():
    assert len(BROKEN) >= 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: projection", "kind: forecast", "'kind': input should be 'projection'"),
        ("    low: 430\n", "    low: 560\n", "a range needs 'low' below 'high'"),
        ("    how: inferred\n", "    how: chosen\n", "only an input that is inferred or recalled"),
        ("published: 2023-07-28\n", "published: 2022-07-28\n", "after the projection"),
        (", on: 2022-11-30}", ", until: 2022-11-30}", "'on', or both 'first' and"),
        ("    lag_days: 60\n", "", "need either 'published' or 'lag_days'"),
        ("    output: change\n", "    output: changes\n", "Did you mean 'change'"),
        ("{additional_judges: 85,", "{additional_judge: 85,", "Did you mean 'additional_judges'"),
        ("  read: true\nforecast:", "  read: true\nforecasts:", "Did you mean 'forecast'"),
        ("  completed:\n    first: 2022", "  net:\n    first: 2022", "go together"),
    ],
)
def test_a_mistake_in_a_projection_is_named(old, new, message):
    assert old in TEXT
    with pytest.raises(RecordError) as refused:
        parse(TEXT.replace(old, new, 1), Projection, "mine.yaml", against=signatures())
    assert message in str(refused.value)


def test_unknown_projection_is_refused_with_close_names():
    with pytest.raises(UnknownName, match="Did you mean 'crs_r47637_2023' or"):
        load_projection("crs_r47637")


def test_nothing_is_wrong_with_the_projections_on_file():
    found = dict(check_projections())
    assert set(found) == {f"projections/{name}.yaml" for name in projection_names()}
    assert not any(found.values())
