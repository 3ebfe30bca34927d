"""From law, statistics and assumptions to arrays."""

from datetime import date
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from openasylum.errors import OpenasylumError, RecordError
from openasylum.kernel.codes import Pathway, Standard
from openasylum.kernel.layout import ASSUMED
from openasylum.law import load_instruments, load_scenario, resolve
from openasylum.records.library import names_of
from openasylum.records.reader import parse
from openasylum.records.scenario import Scenario
from openasylum.simulation import engine, inputs
from openasylum.simulation.assumed import Assumed, load_assumptions
from openasylum.simulation.calendar import FIRST_DAY, federal_holidays, month_starts, working_days
from openasylum.simulation.encode import _Reader, encode_rules
from openasylum.simulation.groups import BORDER_GROUPS, GROUPS, named_groups, number_of
from openasylum.simulation.joint import Margins, fit, possible, whole
from openasylum.simulation.people import offsets_of, spread
from openasylum.simulation.programmes import daily_shares

UNTIL = date(2020, 10, 1)


def scenario(text: str) -> Scenario:
    from openasylum.records.library import load_book

    return parse(f"title: T\nquestion: Q?\n{text}", Scenario, "t.yaml", against=load_book())


def build(text: str = "", until: date = date(2014, 4, 1), scale: float = 0.01) -> inputs.Inputs:
    return inputs.build("t", scenario(text), until, 1, scale, {})


def test_every_assumption_of_the_kernel_is_in_the_file_and_every_one_in_the_file_is_used():
    values = load_assumptions("first_values").values
    assert set(ASSUMED) <= set(values)
    folder = Path(inputs.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py"))
    for name in set(values) - set(ASSUMED):
        stem = "strength_shift_" if name.startswith("strength_shift_") else name
        assert stem in source, f"{name} is in the file and nothing reads it"


def test_published_assumptions_have_evidence_and_recalled_ones_a_wide_range():
    for name, record in load_assumptions("first_values").values.items():
        if record.how == "published":
            assert record.evidence, name
        if record.how == "recalled":
            assert record.high >= 1.5 * record.low, name


def test_a_value_outside_its_own_range_does_not_load():
    from openasylum.records.assumptions import Assumption

    bad = "meaning: m\nunit: u\nvalue: 3\nlow: 0\nhigh: 1\nhow: judged\n"
    with pytest.raises(RecordError, match="value 3 is outside its own range 0 to 1"):
        parse(bad, Assumption, "a.yaml")


def test_steps_hold_from_their_day_and_lines_are_drawn_where_asked():
    assumed = Assumed(scenario(""))
    assert assumed.at("immigration_judges_on_board", date(2019, 9, 30)) == 442
    between = assumed.at("immigration_judges_on_board", date(2019, 6, 30))
    assert 424 < between < 442
    assert assumed.at("border_release_kept_share", date(2025, 1, 20)) == 1.0
    assert assumed.at("border_release_kept_share", date(2025, 1, 21)) == 0.0


def test_a_scenario_may_hold_an_assumption_within_its_range_only():
    held = scenario("assume: [{assumption: judge_hours_per_day, value: 6, because: b}]")
    assert Assumed(held).at("judge_hours_per_day", FIRST_DAY) == 6
    wide = scenario("assume: [{assumption: judge_hours_per_day, value: 60, because: b}]")
    with pytest.raises(OpenasylumError, match="60 is outside its range 4 to 8"):
        Assumed(wide)
    wrong = scenario("assume: [{assumption: judge_hour_per_day, value: 6, because: b}]")
    with pytest.raises(OpenasylumError, match="Did you mean 'judge_hours_per_day'"):
        build("assume: [{assumption: judge_hour_per_day, value: 6, because: b}]")
    assert wrong.assume


def test_capacity_changes_on_its_days_and_nothing_else():
    base = build(until=date(2015, 1, 1))
    more = build(
        "capacity: [{office: immigration_judges, multiply: 2, from: 2014-06-01, because: b}]",
        until=date(2015, 1, 1),
    )
    change = (date(2014, 6, 1) - FIRST_DAY).days
    assert (more.days["judge_hours"][:change] == base.days["judge_hours"][:change]).all()
    later = base.days["judge_hours"][change:]
    assert np.allclose(more.days["judge_hours"][change:], 2 * later)
    assert (more.days["officer_hours"] == base.days["officer_hours"]).all()


def test_what_is_not_simulated_is_refused_and_not_ignored():
    with pytest.raises(OpenasylumError, match="'port_appointments' is not simulated as a limited"):
        build("capacity: [{office: port_appointments, multiply: 2, because: b}]")
    with pytest.raises(OpenasylumError, match="the Board's decisions a year, not its members"):
        build("capacity: [{office: board_members, number: 23, because: b}]")
    with pytest.raises(OpenasylumError, match="every run begins on 2013-10-01"):
        build("from: 2019-01-01")


@pytest.mark.parametrize(
    ("day", "group", "column", "value"),
    [
        (date(2019, 1, 27), "honduras/single_adult/at_port", "mpp_open", 0),
        (date(2019, 1, 28), "honduras/single_adult/at_port", "mpp_open", 1),
        (date(2019, 6, 1), "mexico/single_adult/between_ports", "mpp_open", 0),
        (date(2019, 6, 1), "honduras/unaccompanied_child/between_ports", "mpp_open", 0),
        (date(2020, 3, 20), "honduras/single_adult/between_ports", "title_42_in_force", 0),
        (date(2020, 3, 21), "honduras/single_adult/between_ports", "title_42_in_force", 1),
        (date(2019, 7, 7), "honduras/single_adult/between_ports", "counsel_hours", 48),
        (date(2019, 7, 8), "honduras/single_adult/between_ports", "counsel_hours", 24),
        (
            date(2019, 9, 10), "honduras/single_adult/between_ports", "standard",
            Standard.SIGNIFICANT_POSSIBILITY,
        ),
        (
            date(2019, 9, 12), "honduras/single_adult/between_ports", "standard",
            Standard.REASONABLE_POSSIBILITY,
        ),
    ],
)  # fmt: skip
def test_the_kernel_sees_the_law_of_the_day(day, group, column, value):
    rules, regimes = encode_rules(resolve(load_instruments(), load_scenario("as_enacted")), UNTIL)
    assert rules[column][regimes[(day - FIRST_DAY).days], number_of(group)] == value


def test_encode_refuses_a_value_that_has_no_column():
    law = resolve(load_instruments(), load_scenario("as_enacted"))
    with pytest.raises(RecordError, match="the kernel has no column for 'asked_of_all'"):
        _Reader(law, GROUPS[0], [FIRST_DAY]).codes(
            "screening.elicitation", "expedited_removal", {"none": Standard(0)}
        )


def test_whole_numbers_stay_near_and_keep_their_sum():
    rng = np.random.default_rng(1)
    expected = rng.random((5, 7)) * 9
    numbers = whole(expected, 150)
    assert numbers.sum() == 150
    scaled = expected * 150 / expected.sum()
    assert (np.abs(numbers - scaled) < 1).all()


def test_fitting_meets_margins_that_agree_and_respects_what_cannot_be():
    truth = possible() * np.random.default_rng(2).random(possible().shape) * 100
    margins = Margins(
        truth.sum(axis=(1, 3)), truth.sum(axis=(0, 3)), truth.sum(axis=(0, 1)),
        truth.sum(axis=(0, 2)), truth.sum(axis=(1, 2)),
    )  # fmt: skip
    table = fit(margins, possible(), rounds=400)
    assert np.allclose(table.sum(axis=(0, 1)), margins.agency_pathway)
    assert np.allclose(table.sum(axis=(1, 3)), margins.citizenship_agency, rtol=1e-3)
    assert np.allclose(table.sum(axis=(0, 2)), margins.family_pathway, rtol=1e-3)
    assert (table[possible() == 0] == 0).all()


def test_arrivals_are_the_official_counts_month_by_month():
    border = inputs.border_until(UNTIL)
    may = border.months.index(date(2019, 5, 1))
    assert border.people[may].sum() == pytest.approx(144_120, abs=30)
    enrolled = (border.people * border.shares[:, :, Pathway.MPP]).sum(axis=1)
    july = border.months.index(date(2019, 7, 1))
    assert enrolled[july] == pytest.approx(11_260, abs=2)


def test_shares_sum_to_one_and_programmes_meet_their_month():
    border = inputs.border_until(UNTIL)
    shares, _ = daily_shares(border, Assumed(scenario("")), UNTIL)
    assert np.allclose(shares.sum(axis=2), 1.0)
    assert (shares >= 0).all()
    march = border.months.index(date(2020, 3, 1))
    adult = number_of("mexico/single_adult/between_ports")
    assert shares[march, adult, Pathway.TITLE_42_EXPULSION] > 0.5  # of the days from the 21st on
    assert shares[march - 1, adult, Pathway.TITLE_42_EXPULSION] == 0


def test_thresholds_of_voicing_fear_give_back_the_referrals():
    border, months = inputs.border_until(UNTIL), month_starts(UNTIL)
    asked = inputs.asked_thresholds(border, Assumed(scenario("")), months)
    month = months.index(date(2018, 5, 1))
    members = [
        n for n, g in enumerate(GROUPS[:BORDER_GROUPS])
        if g.citizenship == "honduras" and g.family_status != "unaccompanied_child"
    ]  # fmt: skip
    ice = border.people[month, members] * border.shares[month, members, Pathway.TRANSFER_TO_ICE]
    voiced = [1 - NormalDist().cdf(asked[month, n, 0]) for n in members]
    counted = inputs._referrals(months)[month, inputs._COUNTED_APART.index("honduras")]
    assert float((ice * voiced).sum()) == pytest.approx(counted, rel=0.01)


def test_working_days_leave_out_weekends_and_federal_holidays():
    assert date(2019, 11, 28) in federal_holidays(2019)
    assert date(2021, 6, 18) in federal_holidays(2021)
    days = working_days(date(2014, 10, 1))
    assert 248 <= int(days.sum()) <= 252


def test_spread_and_offsets_lose_nobody():
    assert spread(10, 3).tolist() == [3, 3, 4]
    counts = np.array([[1, 0, 2], [0, 3, 1]])
    offsets = offsets_of(counts)
    assert offsets.tolist() == [[0, 1, 1, 3], [3, 3, 6, 7]]


def test_named_groups_are_parts_of_all():
    masks = named_groups()
    assert masks["all"].all()
    streams = [mask for name, mask in masks.items() if name.startswith("stream=")]
    assert (np.sum(streams, axis=0) == 1).all()


@pytest.mark.parametrize("name", names_of("scenarios"))
def test_every_shipped_scenario_runs(name):
    given = inputs.build(name, load_scenario(name), date(2014, 1, 1), 1, 0.005, {})
    books = engine.run(given)
    assert books.people > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in names_of("scenarios") if n != "as_enacted"])
def test_every_shipped_scenario_changes_something_by_2024(name):
    until = date(2024, 10, 1)
    base = engine.run(inputs.build("a", load_scenario("as_enacted"), until, 1, 0.01, {}))
    other = engine.run(inputs.build(name, load_scenario(name), until, 1, 0.01, {}))
    assert (base.flows != other.flows).any() or (base.hours != other.hours).any()


def test_a_stricter_standard_cannot_ask_for_less():
    disorder = "assume: [{assumption: threshold_reasonable_possibility, value: -0.4, because: b}]"
    with pytest.raises(OpenasylumError, match="A stricter standard cannot ask for less"):
        build(disorder, until=date(2022, 4, 1))


def test_a_change_of_arrivals_by_place_is_refused():
    with pytest.raises(OpenasylumError, match="are not traits of the model's groups"):
        build("arrivals: [{multiply: 2, because: b, applies_to: {place: [el_paso]}}]")


def test_the_law_is_resolved_once_for_scenarios_that_differ_in_words_and_staff_alone():
    inputs.law_of.cache_clear()
    scenario = load_scenario("without_mpp")
    for number in range(3):
        own = scenario.model_copy(update={"title": f"number {number}", "question": f"{number}?"})
        inputs.build("own", own, UNTIL, 1, 0.001, {})
    assert inputs.law_of.cache_info().misses == 1
