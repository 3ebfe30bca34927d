"""The rules by which instruments become the law of a day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.errors import PolicyConflict, RecordError, UnknownName
from openasylum.law import load_instruments, resolve
from openasylum.law.who import Who
from tests.law.made import HIGH, LOW, MIDDLE, STANDARD, day, instrument, person, scenario, setting


def value(timeline, when, who=None, parameter=STANDARD):
    return timeline.value(parameter, who or person(), day(when)).value


def test_instrument_counts_from_its_first_full_day_to_the_day_before_its_end():
    law = resolve({"rule": instrument(setting(LOW), spans=[("2020-01-01", "2020-02-01")])})
    days = ("2019-12-31", "2020-01-01", "2020-01-31", "2020-02-01")
    assert [value(law, when) for when in days] == [None, LOW, LOW, None]


def test_instrument_that_names_the_other_prevails_and_gives_way_when_it_ends():
    law = resolve(
        {
            "old": instrument(setting(LOW), spans=[("2000-01-01", None)]),
            "new": instrument(setting(HIGH), spans=[("2020-01-01", "2021-01-01")], over=["old"]),
        }
    )
    assert [value(law, f"{year}-06-01") for year in (2019, 2020, 2021)] == [LOW, HIGH, LOW]


def test_precedence_passes_from_one_instrument_to_the_next():
    law = resolve(
        {
            "old": instrument(setting(LOW)),
            "new": instrument(setting(MIDDLE), over=["old"]),
            "newest": instrument(setting(HIGH), over=["new"]),
        }
    )
    assert value(law, "2020-06-01") == HIGH


def test_precedence_passes_through_an_instrument_that_the_scenario_removes():
    instruments = {
        "immigration_and_nationality_act": instrument(setting(LOW)),
        "title_42_orders": instrument(setting(MIDDLE), over=["immigration_and_nationality_act"]),
        "newest": instrument(setting(HIGH), over=["title_42_orders"]),
    }
    law = resolve(instruments, scenario(without=["title_42_orders"]))
    assert value(law, "2020-06-01") == HIGH


def test_two_instruments_that_do_not_say_which_prevails_are_an_error_naming_both():
    with pytest.raises(PolicyConflict) as conflict:
        resolve(
            {
                "circumvention": instrument(
                    setting(MIDDLE, pin="8 CFR 208.33", applies_to={"manner": ["between_ports"]})
                ),
                "securing": instrument(setting(HIGH, pin="8 CFR 208.35")),
            }
        )
    assert str(conflict.value) == (
        "screening.standard has two values on 2020-01-01 for these people "
        "(crossed between ports of entry):\n"
        "  reasonable_possibility   circumvention (8 CFR 208.33)\n"
        "  more_likely_than_not     securing      (8 CFR 208.35)\n"
        "Say which prevails: add the other's name under 'over:' in one of the two files, "
        "with a source."
    )


def test_the_same_value_from_two_instruments_is_a_conflict_too():
    with pytest.raises(PolicyConflict, match="has two values"):
        resolve({"one": instrument(setting(LOW)), "two": instrument(setting(LOW))})


def test_conflict_within_one_file_says_so():
    with pytest.raises(PolicyConflict, match="Both come from one file"):
        resolve({"one": instrument(setting(LOW), setting(HIGH))})


def test_no_conflict_between_spans_that_touch():
    law = resolve(
        {
            "one": instrument(setting(LOW), spans=[("2020-01-01", "2020-02-01")]),
            "two": instrument(setting(HIGH), spans=[("2020-02-01", None)]),
        }
    )
    assert [value(law, when) for when in ("2020-01-31", "2020-02-01")] == [LOW, HIGH]


def test_no_conflict_between_people_that_do_not_overlap():
    law = resolve(
        {
            "one": instrument(setting(LOW, applies_to={"place": ["ninth_circuit"]})),
            "two": instrument(setting(HIGH, applies_to={"place": ["outside_ninth_circuit"]})),
        }
    )
    assert value(law, "2020-06-01", person(place="tucson")) == LOW
    assert value(law, "2020-06-01", person(place="el_paso_new_mexico")) == HIGH


def test_conflict_that_a_third_instrument_settles_is_none():
    law = resolve(
        {
            "one": instrument(setting(LOW)),
            "two": instrument(setting(MIDDLE)),
            "three": instrument(setting(HIGH), over=["one", "two"]),
        }
    )
    assert value(law, "2020-06-01") == HIGH


def test_exception_leaves_people_out():
    people = {"except": [{"citizenship": ["mexico"], "family_status": ["single_adult"]}]}
    law = resolve({"one": instrument(setting(LOW, applies_to=people))})
    mexican = person(citizenship="mexico")
    assert value(law, "2020-06-01", mexican) == LOW
    alone = person(citizenship="mexico", family_status="single_adult")
    assert value(law, "2020-06-01", alone) is None


def test_limits_of_instrument_span_and_setting_all_count():
    law = resolve(
        {
            "one": instrument(
                setting(LOW, applies_to={"manner": ["between_ports"]}),
                applies_to={"citizenship": ["non_mexican"]},
            )
        }
    )
    assert value(law, "2020-06-01") == LOW
    assert value(law, "2020-06-01", person(manner="at_port")) is None
    assert value(law, "2020-06-01", person(citizenship="mexico")) is None


def test_limit_of_an_instrument_is_left_aside_where_a_parameter_is_the_same_for_all():
    held = setting("held", parameter="mpp.hearings")
    law = resolve({"one": instrument(held, applies_to={"citizenship": ["non_mexican"]})})
    assert law.value("mpp.hearings", None, day("2020-06-01")).value == "held"


def test_rule_for_people_who_entered_on_certain_days_follows_them():
    entered = {"entered": {"from": day("2020-03-01"), "until": day("2020-04-01")}}
    law = resolve({"one": instrument(setting(HIGH), applies_to=entered)})
    early, late = person(entered=day("2020-03-31")), person(entered=day("2020-04-01"))
    assert value(law, "2021-01-01", early) == HIGH
    assert value(law, "2021-01-01", late) is None
    days = ("2020-02-29", "2020-03-01", "2020-03-31", "2020-04-01")
    assert [value(law, when) for when in days] == [None, HIGH, HIGH, None]


def test_spans_cover_the_interval_without_gaps():
    law = resolve({"one": instrument(setting(LOW), spans=[("2020-01-01", "2020-02-01")])})
    held = law.spans(STANDARD, person(), day("2019-01-01"), day("2021-01-01"))
    assert [(span.value, span.until) for span in held] == [
        (None, day("2020-01-01")),
        (LOW, day("2020-02-01")),
        (None, None),
    ]


def test_spans_end_before_the_last_day_that_is_asked_for():
    law = resolve({"one": instrument(setting(LOW))})
    held = law.spans(STANDARD, person(), day("2019-01-01"), day("2020-01-01"))
    assert [span.value for span in held] == [None]
    held = law.spans(STANDARD, person(), day("2020-01-01"), day("2020-01-02"))
    assert [span.value for span in held] == [LOW]


def test_neighbouring_spans_of_one_setting_are_one_holding():
    spans = [("2020-01-01", "2020-02-01"), ("2020-02-01", "2020-03-01")]
    law = resolve({"one": instrument(setting(LOW), spans=spans)})
    held = law.value(STANDARD, person(), day("2020-02-15"))
    assert (held.since, held.until) == (day("2020-01-01"), day("2020-03-01"))


def test_change_days_are_those_on_which_the_value_changes():
    law = resolve({"one": instrument(setting(LOW), spans=[("2020-01-01", "2020-02-01")])})
    days = law.change_days(day("2019-01-01"), day("2021-01-01"), parameter=STANDARD, who=person())
    assert days == [day("2020-01-01"), day("2020-02-01")]
    assert law.change_days(day("2019-01-01"), day("2020-02-01")) == [day("2020-01-01")]


def test_silence_has_the_value_that_the_parameter_says_and_no_instrument():
    held = resolve({}).value("mpp.enrolment", person(), day("2015-01-01"))
    assert (held.value, held.instrument, held.cite) == ("closed", "", "")


def test_scenario_without_an_instrument_falls_back_on_what_is_under_it():
    law = resolve(load_instruments(), scenario(without=["third_country_transit_bar_2019"]))
    assert value(law, "2019-10-01") == LOW


def test_scenario_setting_prevails_over_every_instrument_on_its_days_alone():
    own = {"parameter": STANDARD, "value": HIGH, "because": "Asked.", "until": day("2021-01-01")}
    law = resolve({"one": instrument(setting(LOW))}, scenario(set=[own]))
    assert [value(law, when) for when in ("2020-12-31", "2021-01-01")] == [HIGH, LOW]
    held = law.value(STANDARD, person(), day("2020-06-01"))
    assert (held.instrument, held.read_in_source) == ("scenario", False)


def test_two_scenario_settings_for_the_same_people_and_days_are_a_conflict():
    one = {"parameter": STANDARD, "value": HIGH, "because": "Asked."}
    with pytest.raises(PolicyConflict, match="has two values"):
        resolve({}, scenario(set=[one, {**one, "value": LOW}]))


def test_hypothetical_instrument_is_added_with_the_precedence_it_claims():
    invented = {
        "name": "invented",
        "because": "Asked.",
        "in_force": [{"from": day("2020-01-01")}],
        "over": ["old"],
        "sets": [{"parameter": STANDARD, "value": HIGH}],
    }
    law = resolve({"old": instrument(setting(LOW))}, scenario(**{"with": [invented]}))
    held = law.value(STANDARD, person(), day("2020-06-01"))
    assert (held.value, held.instrument, held.read_in_source) == (HIGH, "invented", False)


def test_hypothetical_takes_the_place_of_an_instrument_with_all_its_relations():
    instruments = {
        "old": instrument(setting(LOW), spans=[("2000-01-01", None)]),
        "bar": instrument(setting(MIDDLE), spans=[("2020-01-01", "2020-02-01")], over=["old"]),
        "order": instrument(setting(HIGH), spans=[("2020-06-01", None)], over=["bar"]),
    }
    longer = {
        "name": "longer_bar",
        "because": "Never enjoined.",
        "instead_of": "bar",
        "in_force": [{"from": day("2020-01-01")}],
    }
    law = resolve(instruments, scenario(**{"with": [longer]}))
    assert [value(law, when) for when in ("2020-03-01", "2020-06-01")] == [MIDDLE, HIGH]
    assert law.value(STANDARD, person(), day("2020-03-01")).instrument == "longer_bar"


def test_two_scenarios_with_the_same_law_agree():
    one, two = resolve(load_instruments()), resolve(load_instruments(), scenario())
    who = person()
    for parameter in one.tables:
        span = (day("2013-10-01"), day("2026-01-01"))
        assert one.spans(parameter, who, *span) == two.spans(parameter, who, *span)


def test_unknown_word_for_a_person_is_refused_with_close_names():
    with pytest.raises(UnknownName, match="Did you mean 'honduras'"):
        value(resolve({}), "2020-01-01", person(citizenship="hondras"))


def test_class_where_a_single_value_is_needed_is_refused_with_its_members():
    with pytest.raises(UnknownName, match="choose one of el_salvador, guatemala, honduras"):
        value(resolve({}), "2020-01-01", person(citizenship="northern_triangle"))


def test_parameter_that_depends_on_the_person_needs_one():
    with pytest.raises(RecordError, match="Say for whom"):
        resolve({}).value(STANDARD, None, day("2020-01-01"))


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 30), st.sampled_from([LOW, MIDDLE, HIGH])),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 100),
)
def test_resolved_law_equals_the_plain_rule_on_every_day(parts, offset):
    """The last instrument in force prevails, where each names all before it."""
    start = day("2020-01-01").toordinal()

    def on(number):
        return type(day("2020-01-01")).fromordinal(start + number).isoformat()

    instruments = {
        f"rule_{i}": instrument(
            setting(given_value),
            spans=[(on(since), on(since + length))],
            over=[f"rule_{j}" for j in range(i)],
        )
        for i, (since, length, given_value) in enumerate(parts)
    }
    expected = None
    for since, length, given_value in parts:
        if since <= offset < since + length:
            expected = given_value
    assert value(resolve(instruments), on(offset)) == expected


def test_who_in_words():
    from openasylum.law import load_book

    who = Who(
        process="section_240",
        manner="admitted",
        citizenship="china",
        family_status="single_adult",
        place="interior",
        entered=day("2020-01-01"),
    )
    assert who.in_words(load_book().vocabulary) == (
        "a single adult from China who was inspected and admitted, for example with a visa in the "
        "interior, outside the Ninth Circuit, who entered on 2020-01-01"
    )
