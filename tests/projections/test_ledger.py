"""Scores against what happened, from figures that had been published on the day."""

from datetime import date

import pytest

from openasylum.errors import RecordError
from openasylum.projections import load_projection, load_projections, projection_names
from openasylum.projections.baselines import CONSTANT, LAST, TREND, forecasts, skill, slope
from openasylum.projections.execute import Execution, Range, Reproduced, execute
from openasylum.projections.figures import known_points, look_up
from openasylum.projections.ledger import Entry, entry, ledger
from openasylum.records.projections import Official, Points, Projection


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    return {one.name: one for one in ledger()}


def with_inputs(name: str, **changed: object) -> Projection:
    raw = load_projection(name).model_dump(by_alias=True)
    for field, values in changed.items():
        raw["inputs"][field] |= values
    return Projection.model_validate(raw)


def test_ledger_holds_those_that_were_to_be_scored(entries):
    words = ("crs_r47077", "crs_r47637", "cms_", "bipartisan", "center_for_immigration", "human_")
    words += ("asylumist", "refugee_council", "ircc", "dhs_title_42", "gao_", "erlang", "nhs_")
    assert all(any(name.startswith(word) for name in entries) for word in words)


def test_each_that_is_not_reproduced_says_why_and_no_other_does(entries):
    for name, one in entries.items():
        no = one.execution.reproduced == Reproduced.NO
        assert no == bool(one.projection.discrepancy), name


def test_what_happened_is_what_eoir_published(entries):
    actual = {score.asked.on[0]: score.actual for score in entries["crs_r47077_2022"].scores}
    assert actual == {date(2023, 9, 30): 2_460_000, date(2024, 9, 30): 3_600_000}


def test_error_is_of_the_middle_of_the_range(entries):
    score = entries["crs_r47637_2023"].scores[0]
    assert score.error == (score.projected.low + score.projected.high) / 2 - 3_600_000
    assert score.relative_error == pytest.approx(-0.426, abs=0.001)
    assert not score.within


def test_constant_rates_of_the_day_were_nearer_than_either_report(entries):
    for name in ("crs_r47077_2022", "crs_r47637_2023"):
        for score in entries[name].scores:
            assert score.skills()[CONSTANT] < -1


def test_levels_planned_for_held_the_busiest_month_and_not_the_first(entries):
    first, busiest = entries["dhs_title_42_planning_2022"].scores
    assert (first.within, busiest.within) == (False, True)
    assert first.actual == pytest.approx(144_556 / 30)


def test_last_years_number_missed_the_fear_screenings_by_up_to_half(entries):
    one = entries["gao_fear_screening_workload_2020"]
    misses = [abs(one.execution.output(also).low) for also in one.projection.also]
    assert len(misses) == 5
    assert max(misses) == pytest.approx(0.49, abs=0.005)


def test_conclusion_of_2019_follows_from_official_receipts_and_not_from_those_printed(entries):
    one = entries["bipartisan_policy_center_2019"]
    (said,), (official, _) = one.projection.said, one.projection.also
    assert one.execution.output(said).low > 0 > one.execution.output(official).high


@pytest.mark.parametrize("name", projection_names())
def test_nothing_known_is_later_than_the_projection(name):
    one = load_projection(name)
    if one.known is not None:
        assert all(day <= one.published for day, _ in known_points(one.known.points, one.published))
        assert all(flow.last <= flow.published for flow in one.known.flows().values())


def test_simple_forecasts_by_hand():
    known = load_projection("crs_r47077_2022").known
    found = forecasts(known, date(2022, 4, 25), [date(2022, 12, 31)])
    net = (344_604 - 108_610) * 365 / 151
    assert found[LAST] == 1_596_193
    assert found[CONSTANT] == pytest.approx(1_596_193 + net, rel=1e-9)
    assert 1_596_193 < found[TREND] < found[CONSTANT]


def test_forecasts_of_several_days_are_added_up():
    known = load_projection("ircc_2017").known
    found = forecasts(known, date(2017, 6, 15), [date(2017, 12, 31), date(2018, 12, 31)])
    step = (23_895 - 16_115) / 366  # days of 2016
    assert found[LAST] == 2 * 23_895
    assert found[TREND] == pytest.approx(2 * 23_895 + step * (365 + 730), rel=1e-6)


def test_slope_is_that_of_a_line():
    years = [date(2015, 1, 1), date(2016, 1, 1), date(2019, 1, 1)]
    points = [(day, 7.0 + 10.0 * (day - years[0]).days / 365.2425) for day in years]
    assert slope(points) == pytest.approx(10)


@pytest.mark.parametrize(
    ("error", "of_baseline", "expected"), [(0, -5, 1), (5, -5, 0), (-15, 5, -2), (3, 0, None)]
)
def test_skill_is_one_less_the_ratio_of_errors(error, of_baseline, expected):
    assert skill(error, of_baseline) == expected


def test_figures_too_young_for_their_day_are_not_known():
    points = Points(table="court_trac", where={"measure": "backlog_active"}, lag_days=60)
    assert known_points(points, date(2023, 4, 1))[-1] == (date(2023, 1, 31), 2_097_195)
    assert known_points(points, date(2023, 3, 31))[-1] == (date(2022, 11, 30), 2_023_441)


def test_rows_that_contradict_each_other_are_refused():
    with pytest.raises(RecordError, match="has 2,460,000 and 2,500,000 and 2,768,875"):
        look_up(Official(table="eoir_pending", on=date(2023, 9, 30)))


def test_figure_that_is_not_there_is_refused():
    with pytest.raises(RecordError, match="vintage crs\\), 1999-09-30: has no figure"):
        look_up(Official(table="eoir_pending", where={"vintage": "crs"}, on=date(1999, 9, 30)))


def test_inputs_that_agree_with_nothing_are_not_reproduced_and_all_are_shown():
    wrong = with_inputs("crs_r47637_2023", judges={"value": 6490})
    again = execute(wrong)
    assert again.reproduced == Reproduced.NO
    assert len(again.kept) == again.searched


def test_search_that_would_run_for_hours_is_refused():
    wrong = with_inputs("crs_r47637_2023", receipts={"step": 5})
    with pytest.raises(RecordError, match="combinations are too many to search"):
        execute(wrong)


def test_path_drawn_begins_at_the_start_and_ends_at_the_result():
    one = load_projection("crs_r47637_2023")
    again: Execution = execute(one)
    path = again.path(one.drawn[0])
    grows = one.said[0]
    assert path[0] == Range(2_000_000, 2_000_000)
    assert path[-1].high - 2_000_000 == pytest.approx(again.output(grows).high)


def test_projections_come_in_the_order_of_their_days():
    days = [one.published for one in load_projections().values()]
    assert days == sorted(days)


def test_entry_of_a_worked_example_has_no_score():
    assert entry("nhs_waiting_list", load_projection("nhs_waiting_list")).scores == ()
