"""Published figures as facts: strictly read, with a source, an address and the words."""

import pytest

from openasylum.claims.library import known_names
from openasylum.errors import RecordError
from openasylum.records.library import FACTS, names_of
from openasylum.records.published import Published
from openasylum.records.reader import parse
from openasylum.report.published_facts import (
    check_published,
    differences,
    evidence_pages,
    known,
    load_published,
    load_published_file,
    plain,
)

NAME = "c01_enforcement_lifecycle"
TEXT = (FACTS / "published" / f"{NAME}.yaml").read_text(encoding="utf-8")
TRAC = (FACTS / "published" / "c05_active_backlog.yaml").read_text(encoding="utf-8")
COUNTS = (FACTS / "published" / "m01_mpp_enrolment.yaml").read_text(encoding="utf-8")


def read(text: str) -> Published:
    return parse(text, Published, "published/mine.yaml", against=known())


def test_every_check_from_c1_to_c12_is_there():
    found = {each.id for each in load_published()}
    assert {f"C{n}" for n in range(1, 13)} <= found


@pytest.mark.parametrize("name", names_of("published"))
def test_every_figure_has_a_source_an_address_and_the_words_it_was_read_in(name):
    published = load_published_file(name)
    for figure in published.figures:
        source = published.sources[figure.source]
        assert source.title
        assert source.publisher
        assert source.address.startswith("http")
        assert bool(figure.quotation) != bool(figure.not_found)
    if published.id not in ("C12", "M1"):
        assert published.figures
    assert published.counted.endswith(".")
    assert published.traps


def test_figures_are_those_of_the_tables_of_cited_figures_where_both_exist():
    assert [found for found in check_published() if found[1]] == []
    named = [f for published in load_published() for f in published.figures if f.in_table]
    assert len(named) > 45


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("value: 542411", "value: 542410", "no row from https://trac.syr.edu/immigration/reports"),
        ("last_day: 2017-01-31", "last_day: 2017-02-01", "for 2017-01-31 to 2017-02-01"),
        ("confidence: high", "confidence: low", "whose confidence is 'high', not 'low'"),
        ("in_table: court_trac", "in_table: court_track", "is not in statistics/cited"),
    ],
)
def test_a_figure_that_differs_from_its_table_is_named(old, new, message):
    text = TRAC.replace("542,411", "542,410") if "542410" in new else TRAC
    found = differences(read(text.replace(old, new, 1)))
    assert len(found) == 1
    assert "Active cases pending at the end of January 2017" in found[0]
    assert message in found[0]


def test_series_that_recipes_name_are_those_of_the_simulation():
    assert set(known().measurable.series) <= known_names().series
    groups = {group for named in known().measurable.series.values() for group in named.groups}
    assert groups - {"all"} <= known_names().groups


def test_a_measure_or_series_that_nothing_asks_for_is_not_listed():
    leaves = [
        leaf
        for published in load_published()
        for figure in published.figures
        if figure.measured is not None
        for _, leaf in figure.measured.leaves()
    ]
    spoken_of = {"lifecycle.other_share", "mpp.in_absentia", "mpp.fear_interviews"}
    asked = {leaf.measure or leaf.sum or leaf.stock for leaf in leaves} | spoken_of
    listed = {*known().measurable.measures, *known().measurable.series}
    assert listed <= asked


RECIPE = "measured: {measure: lifecycle.repatriated_share, on: 2023-12-31}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            RECIPE,
            "measured: {measure: lifecycle.repatriated, on: 2023-12-31}",
            ":26: 'lifecycle.repatriated' is not a measure of measurable.yaml. Did you mean"
            " 'lifecycle.repatriated_share'",
        ),
        (
            RECIPE,
            "measured: {measure: lifecycle.repatriated_share}",
            ":26: 'figures.0.measured': a measure needs 'on'.",
        ),
        (
            RECIPE,
            "measured: {measure: lifecycle.repatriated_share, on: 2023-12-31, until: 2024-01-01}",
            ":26: 'figures.0.measured': a measure has no 'until'.",
        ),
        (
            RECIPE,
            "measured: {measure: lifecycle.repatriated_share, group: mpp, on: 2023-12-31}",
            ":26: 'mpp' is not a group of lifecycle.repatriated_share. Known: all.",
        ),
        (
            RECIPE,
            "measured: {stock: court.pending_active, on: 2023-12-30}",
            ":26: 'figures.0.measured': a stock stands at a month's last day (found 2023-12-30).",
        ),
        (
            RECIPE,
            "measured: {sum: court.in_absentia, from: 2023-01-15, until: 2023-02-01}",
            ":26: 'figures.0.measured': 'from' and 'until' must be the first days of months.",
        ),
        (
            RECIPE,
            "measured: {sum: court.in_absentia, from: 2023-02-01, until: 2023-02-01}",
            ":26: 'figures.0.measured': 'until' (2023-02-01) must be later than 'from'.",
        ),
        (
            RECIPE,
            "measured: {sum: mpp.relief, ratio: [{stock: mpp.relief, on: 2020-01-31},"
            " {stock: mpp.relief, on: 2020-01-31}], from: 2019-01-01, until: 2020-01-01}",
            ":26: 'figures.0.measured': needs exactly one of: sum, stock, measure, ratio,"
            " difference.",
        ),
        (
            RECIPE,
            "measured: mpp.relief / mpp.closed",
            ":26: 'figures.0.measured': input should be a valid dictionary or instance of Recipe"
            " (found 'mpp.relief / mpp.closed').",
        ),
        (
            RECIPE,
            "measured: {sum: court.in_absentia, from: 2023-01-01, until: 2023-02-01}",
            ":19: the figure is in 'share', and what is measured in 'orders'.",
        ),
        (RECIPE, "", ":17: 'figures.0': needs either 'measured' or, with the reason,"),
        ("value: 0.53", "value: 53", ":17: 'figures.0': a share is at most 1 (found 53)."),
        ("value: 0.53", "value: 0.54", ":17: 'figures.0': the quotation does not have 0.54."),
        ("source: lifecycle", "source: lifecycles", "is not a source of this file"),
        ("series: border.repatriated", "series: border.returned", "series with official figures"),
        (
            "series: border.repatriated",
            "assumption: mpp_harm_day",
            "'mpp_harm_day' is not a known assumption. Did you mean 'mpp_harm_days'",
        ),
        ("confidence: high", "confidence: sure", "input should be 'high', 'medium' or 'low'"),
        ("id: C1", "id: first", ":1: 'id': string should match pattern"),
        ("    address: https", "    address: ohss", "'sources.lifecycle.address'"),
        ("traps:", "trap:", "'trap' is not a field of Published. Did you mean 'traps'?"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(old, new, message):
    assert old in TEXT
    with pytest.raises(RecordError) as refused:
        read(TEXT.replace(old, new, 1))
    assert message in str(refused.value)
    assert str(refused.value).startswith("published/mine.yaml:")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "    by: month\n",
            "    by: month\n    groups: [citizenship=cuba]\n",
            "leave out 'groups'",
        ),
        ("citizenship=cuba", "citizenship=peru", "'citizenship=peru' is not a group of mpp.enro"),
        ("official: mpp.enrolled", "official: mpp.enroled", "Did you mean 'mpp.enrolled'"),
        ("from: 2019-01-01", "from: 2019-01-02", "must be first days of months"),
    ],
)
def test_a_mistake_in_counts_is_named(old, new, message):
    with pytest.raises(RecordError, match=r"published/mine\.yaml:[0-9]+:") as refused:
        read(COUNTS.replace(old, new, 1))
    assert message in str(refused.value)


def test_a_source_that_no_figure_names_is_refused():
    extra = "sources:\n  other: {title: A, publisher: B, address: 'https://a.org'}\n"
    with pytest.raises(RecordError, match="no figure names the source 'other'"):
        read(TEXT.replace("sources:\n", extra))


def test_pages_are_the_same_however_their_address_is_written():
    assert plain("https://www.gao.gov/products/x/") == plain("http://gao.gov/products/x")
    assert plain("https://gao.gov/x") != plain("https://gao.gov/y")


def test_a_set_of_assumptions_that_is_not_here_cites_nothing():
    assert evidence_pages("no_such_set") == {}
    assert evidence_pages(names_of("assumptions")[0])
