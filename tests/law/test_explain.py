"""What applied, what had applied the day before, and which order changed it."""

import pytest

from openasylum.law import law_on, load_instruments, load_scenario, resolve
from openasylum.law.change import change_on, last_change
from openasylum.law.explain import explain, paths
from openasylum.law.plain_words import as_json, in_plain_words
from tests.law.made import STANDARD, day, person


@pytest.fixture(scope="module")
def law():
    return resolve(load_instruments())


def test_change_names_the_order_and_what_it_did(law):
    change = change_on(law, STANDARD, person(), day("2019-09-09"))
    assert change.before.instrument == "third_country_transit_bar_2019"
    assert change.after.instrument == "immigration_and_nationality_act"
    [cause] = change.causes
    assert "(N.D. Cal. Sept. 9, 2019)" in cause.citation.cite
    assert cause.what == "had the injunction against it restored on 2019-09-09"


def test_order_made_during_a_day_is_named_on_its_first_full_day(law):
    change = change_on(law, STANDARD, person(), day("2019-08-17"))
    assert change.causes[0].what == "had the injunction against it narrowed on 2019-08-16"


def test_no_change_on_an_ordinary_day(law):
    assert change_on(law, STANDARD, person(), day("2019-09-05")) is None


def test_last_change_is_the_one_that_still_holds(law):
    assert last_change(law, STANDARD, person(), day("2019-09-05")).day == day("2019-08-17")


def test_family_in_el_paso_in_plain_words(law):
    text = in_plain_words(explain(law, person(), day("2019-09-05")))
    assert text.startswith(
        "On 2019-09-05, for a member of a family unit from Honduras who crossed between ports of "
        "entry in the El Paso sector (Texas):\n\nThe day before (2019-09-04) the same applied.\n"
        "The latest change was on 2019-08-17. The day before that:"
    )
    assert "East Bay Sanctuary Covenant v. Barr, 934 F.3d 1026 (9th Cir. Aug. 16, 2019)" in text
    assert "open:     return to Mexico under MPP" in text
    assert "not open: expulsion under Title 42" in text


def test_day_of_a_change_says_what_held_before_and_why_it_ended(law):
    text = in_plain_words(explain(law, person(), day("2019-09-09"), parameter=STANDARD))
    assert "That day the law changed. The day before (2019-09-08):" in text
    assert "before: A reasonable possibility of persecution or torture." in text
    assert "after:  A significant possibility that the claim would succeed." in text
    assert "because third_country_transit_bar_2019 had the injunction against it restored" in text


def test_what_is_recalled_is_shown_as_such(law):
    text = in_plain_words(explain(law, person(), day("2019-09-05")))
    recalled = [line for line in text.splitlines() if line.endswith("[recalled]")]
    assert any("El Paso Times, 16 March 2019" in line for line in recalled)
    assert text.endswith("[recalled]: not yet confirmed in the source.")


def test_value_without_an_instrument_says_so(law):
    text = in_plain_words(explain(law, person(), day("2021-12-06"), parameter="mpp.enrolment"))
    assert "No instrument in force says otherwise." in text


def test_paths_follow_the_law_of_the_day(law):
    assert paths(law, person(), day("2020-06-01"))[0] == [
        "expedited_removal",
        "mpp",
        "title_42",
        "section_240",
    ]
    child = person(family_status="unaccompanied_child")
    assert paths(law, child, day("2021-06-01"))[0] == ["section_240"]


def test_parameters_of_a_path_stand_under_it_and_its_entrance_apart(law):
    found = explain(law, person(process="mpp"), day("2019-09-05"), every_path=False)
    under = {item.parameter for item in found.statements if item.process == "mpp"}
    assert "mpp.hearings" in under
    assert "mpp.enrolment" not in under
    assert [item.process for item in found.statements if item.parameter == "mpp.enrolment"] == [""]


def test_explanation_for_programs_has_the_same_facts(law):
    facts = as_json(explain(law, person(), day("2019-09-09"), parameter=STANDARD))
    [ordinary, mpp] = facts["statements"]
    assert (ordinary["process"], ordinary["value"]) == (
        "expedited_removal",
        "significant_possibility",
    )
    assert ordinary["day_before"]["value"] == "reasonable_possibility"
    assert ordinary["changed_by"][0]["read_in_source"] is True
    assert (mpp["process"], mpp["value"]) == ("mpp", "more_likely_than_not")
    assert mpp["day_before"] is None


def test_scenario_changes_what_is_explained():
    law = resolve(load_instruments(), load_scenario("without_mpp"))
    assert "mpp" not in paths(law, person(), day("2019-09-05"))[0]


def test_law_of_a_day_explains_a_parameter_with_what_it_gives_way_to():
    text = law_on("2019-09-05").explain(STANDARD)
    assert text.startswith("screening.standard: The standard of proof at a fear screening.")
    assert "gives way, where they overlap, to third_country_transit_bar_2019" in text


def test_law_of_a_day_gives_the_value_for_a_person():
    assert law_on("2019-09-05").value(STANDARD, person()).value == "reasonable_possibility"
    assert law_on("2019-09-05", "without_mpp").value("mpp.enrolment", person()).value == "closed"
