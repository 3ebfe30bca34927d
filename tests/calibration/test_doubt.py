from datetime import date

import numpy as np
import pytest

from openasylum.calibration.alternatives import altered
from openasylum.calibration.doubt import Settings, design, load_doubt, tell
from openasylum.calibration.doubt_table import doubt_table
from openasylum.calibration.measure import Measure
from openasylum.ensemble.draws import Draw, Draws
from openasylum.errors import OpenasylumError, RecordError
from openasylum.law import load_scenario
from openasylum.records.doubt import Doubt
from openasylum.records.library import load_book
from openasylum.records.reader import parse
from openasylum.simulation.assumed import load_assumptions
from openasylum.statistics import catalog

KNOWN = load_assumptions("first_values")
MEASURE = Measure("m", "court.pending", "all", date(2019, 9, 1), date(2019, 9, 1))
MADE = """
title: a test
arrivals:
  assumptions: [affirmative_filings_per_year]
  because: a test
  alternatives:
    - name: more
      because: a test
      arrivals: [{multiply: 1.5, because: a test}]
structure:
  - name: reversed
    because: a test
    set: [{parameter: affirmative.order_of_service, value: first_in_first_out, because: a test}]
  - name: unrelated
    because: a test
    positions: {voice_strength_correlation: -1}
"""


def settings(**given) -> Settings:
    record = parse(MADE, Doubt, "made.yaml", against=load_book())
    return Settings(
        **{"known": KNOWN, "record": record, "draws": 40, "seeds": 30, "seed": 1} | given
    )


def additive(arrivals, structure, draws):
    """Luck of variance about 1/12, an assumption, arrivals and the form, each added up."""
    values = np.zeros((1, 2, len(draws.draws)))
    for j, draw in enumerate(draws.draws):
        at = dict(draw.positions)
        luck = (draw.seed * 0.6180339887) % 1.0
        values[0, 0, j] = luck + 3 * at["grant_threshold"] + 2 * at["affirmative_filings_per_year"]
        values[0, 0, j] += {"": 0.0, "more": 1.0}[arrivals]
        values[0, 0, j] += {"": 0.0, "reversed": 4.0, "unrelated": -4.0}[structure]
        values[0, 1, j] = values[0, 0, j] + 5 * at["grant_threshold"]
    return values


def test_parts_that_add_up_share_the_variance_and_leave_little_rest():
    told = tell(design(settings()), ["a", "b", "b - a"], additive)
    level = {part.name: part for part in told[0].parts}
    assert level["structure"].sd == pytest.approx(np.std([0, 4, -4]))
    assert (level["structure"].low, level["structure"].high) == pytest.approx(
        (told[0].central - 4, told[0].central + 4)
    )
    assert level["assumptions"].sd == pytest.approx(3 / 3**0.5, rel=0.05)
    assert level["chance"].sd == pytest.approx(12**-0.5, rel=0.1)
    assert abs(told[0].rest) < 0.35


def test_what_only_the_difference_turns_on_is_told_of_it_alone():
    told = tell(design(settings()), ["a", "b", "b - a"], additive)
    parts = {part.name: part for part in told[2].parts}
    assert told[2].output == "b - a"
    assert parts["assumptions"].share == pytest.approx(1.0)
    assert parts["chance"].sd == pytest.approx(0.0, abs=1e-9)
    assert parts["structure"].sd == pytest.approx(0.0, abs=1e-9)


def test_no_assumption_is_varied_in_two_parts():
    asked = design(settings())
    names: dict[str, set[str]] = {}
    for point in asked.points:
        for factor, place in point.places:
            if place:
                names.setdefault(point.part, set()).update(factor.names)
    assert names["arrivals"] == {"affirmative_filings_per_year"}
    assert names["structure"] == {"voice_strength_correlation"}
    assert not names["assumptions"] & (names["arrivals"] | names["structure"])
    assert "grant_threshold" in names["assumptions"]


def test_a_file_of_draws_takes_the_place_of_the_ranges_row_by_row():
    rows = tuple(
        Draw(i, 1, (("interview_noise", 0.5 + i / 100),), (("grant_threshold", i / 10),))
        for i in range(4)
    )
    asked = design(settings(fitted=Draws("mine", rows), draws=4))
    points = [point for point in asked.points if point.part == "assumptions"]
    assert [{f.name: place for f, place in point.places} for point in points] == [
        {"grant_threshold": i / 10, "interview_noise": 0.5 + i / 100} for i in range(4)
    ]
    with pytest.raises(OpenasylumError, match="has 4 draws, and --draws asks for 5"):
        design(settings(fitted=Draws("mine", rows), draws=5))


def test_failed_runs_are_counted_and_a_part_without_runs_is_an_error():
    def some(arrivals, structure, draws):
        values = additive(arrivals, structure, draws)
        values[:, :, [draw.seed == 3 for draw in draws.draws]] = np.nan
        return values

    parts = {
        part.name: part for part in tell(design(settings()), ["a", "b", "b - a"], some)[0].parts
    }
    assert (parts["chance"].runs, parts["chance"].failed) == (29, 1)
    assert (parts["total"].runs, parts["total"].failed) == (39, 1)

    def none(arrivals, structure, draws):
        return additive(arrivals, structure, draws) * (np.nan if structure else 1.0)

    with pytest.raises(OpenasylumError, match="1 of 3 runs of the part 'structure' finished"):
        tell(design(settings()), ["a", "b", "b - a"], none)


def test_an_alternative_changes_arrivals_and_takes_the_place_of_the_scenarios_own_setting():
    record = settings().record
    scenario = load_scenario("as_enacted")
    assert altered(scenario, record, "", "") == scenario
    changed = altered(scenario, record, "more", "reversed")
    assert changed.arrivals[-1].multiply == 1.5
    assert [one.value for one in changed.settings] == ["first_in_first_out"]
    assert altered(changed, record, "", "reversed").settings == changed.settings


def test_the_table_keeps_every_part_and_every_alternative():
    told = tell(design(settings()), ["a", "b", "b - a"], additive)
    table = doubt_table(told, [MEASURE], ["people"], {"runs": 1})
    rows = table.to_pylist()
    assert len(rows) == 3 * (5 + 3)
    assert {row["alternative"] for row in rows} == {"", "more", "reversed", "unrelated"}
    assert {row["fiscal_year"] for row in rows} == {2019}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("correlation: -1}", "correlation: -2}", "must be from -1 to 1"),
        ("{voice_strength_correlation: -1}", "{affirmative_filings_per_year: 1}",
         "is also under 'arrivals'"),
        ("name: unrelated", "name: reversed", "a name comes twice"),
        ("value: first_in_first_out", "value: first_in_first", "first_in_first_out"),
    ],
)  # fmt: skip
def test_a_file_of_parts_that_cannot_be_is_refused(old, new, message):
    with pytest.raises(RecordError) as raised:
        parse(MADE.replace(old, new), Doubt, "made.yaml", against=load_book())
    assert message in str(raised.value)


def test_the_projects_own_parts_name_assumptions_of_the_set():
    record = load_doubt()
    assert {*record.arrivals.assumptions, *record.structural()} <= KNOWN.values.keys()
    design(settings(record=record, draws=2, seeds=2))


def test_counts_of_border_arrivals_differ_as_little_as_the_facts_say():
    def by_month(name, vintage=None):
        table, found = catalog.table(name, vintage=vintage), {}
        for month, number in zip(
            table["month"].to_pylist(), table["encounters"].to_pylist(), strict=True
        ):
            found[month] = found.get(month, 0) + (number or 0)
        return found

    followed = by_month("encounters_by_citizenship", "2024-08")
    earlier = by_month("encounters_by_citizenship", "2024-07")
    cbp = by_month("cbp_encounters")
    editions = [abs(earlier[m] / followed[m] - 1) for m in earlier.keys() & followed.keys()]
    sources = [abs(cbp[m] / followed[m] - 1) for m in cbp.keys() & followed.keys()]
    assert len(editions) > 100
    assert 0 < max(editions) < 0.001
    assert 0 < max(sources) < 0.0005
