"""What the law says, told in full: a made-up law, its explanation and its history word for word."""

import pytest

from openasylum.law import resolve
from openasylum.law.explain import explain
from openasylum.law.history import history, on_day
from openasylum.law.plain_words import as_json, in_plain_words, rows_in_words
from openasylum.law.resolve import as_instrument
from openasylum.records.scenario import Hypothetical
from tests.law.made import HIGH, LOW, MIDDLE, STANDARD, day, instrument, person, scenario, setting

WINDOW = "screening.counsel_window_hours"
EXPLAINED = """\
On 2021-06-01, for a member of a family unit from Honduras who crossed between ports of entry in \
the El Paso sector (Texas):

The day before (2021-05-31) the same applied.
The latest change was on 2021-01-01. The day before that:
  The standard of proof at a fear screening. (expedited removal)
    before: A significant possibility that the claim would succeed. 1 FR 1 (old) [recalled]
    after:  A reasonable possibility of persecution or torture. 1 FR 1 (new) [recalled]
    because new held from 2021-01-01: 1 FR 1 [recalled]

  open:     removal proceedings before an immigration judge
  not open: expedited removal
  not open: return to Mexico under MPP
  not open: expulsion under Title 42
  not open: transfer to a third country under an agreement

Expedited removal
  The standard of proof at a fear screening.
    A reasonable possibility of persecution or torture. 1 FR 1 (new) [recalled]
    since 2021-01-01
  Time from the explanation of the interview to the interview, to consult anyone.
    24 hours to consult someone before the interview. 1 FR 1 (hours) [recalled]
    since 2020-03-01

[recalled]: not yet confirmed in the source."""
TOLD = """\
screening.standard: The standard of proof at a fear screening.
  significant_possibility, from 2020-01-01 until 2021-01-01
      for   everyone
      by    1 FR 1 (old) [recalled] [single reading]
  reasonable_possibility, from 2021-01-01 until 2022-01-01
      for   everyone
      by    1 FR 1 (new) [recalled] [single reading]
      ended by 1 FR 1
  significant_possibility, from 2022-01-01 with no end known
      for   everyone
      by    1 FR 1 (old) [recalled] [single reading]
"""


@pytest.fixture(scope="module")
def law():
    return resolve(
        {
            "old": instrument(setting(LOW)),
            "new": instrument(setting(MIDDLE), spans=[("2021-01-01", "2022-01-01")], over=["old"]),
            "hours": instrument(setting(24, WINDOW), spans=[("2020-03-01", None)]),
        }
    )


def test_explanation_word_for_word(law):
    found = explain(law, person(), day("2021-06-01"), every_path=False)
    assert in_plain_words(found) == EXPLAINED


def test_note_on_what_is_recalled_stands_only_where_something_is(law):
    sources = {"rule": {"cite": "1 FR 1", "read": True, "url": "https://a.example", "quote": "x"}}
    read = resolve({"one": instrument(setting(LOW), sources=sources)})
    found = explain(read, person(), day("2021-06-01"), parameter=STANDARD, every_path=False)
    assert "recalled" not in in_plain_words(found)


def test_history_word_for_word(law):
    assert "\n".join(rows_in_words(history(law, STANDARD), law.book)) == TOLD


def test_a_row_for_everyone_at_all_times_tells_no_first_day():
    law = resolve({}, scenario(set=[{"parameter": STANDARD, "value": HIGH, "because": "Asked."}]))
    [text] = ["\n".join(rows_in_words(on_day(law, day("2020-01-01"), STANDARD), law.book))]
    assert "more_likely_than_not, with no end known" in text


def test_changes_are_those_of_the_day_alone(law):
    on_the_day = explain(law, person(), day("2021-01-01"), parameter=STANDARD, every_path=False)
    assert [change.after.value for change in on_the_day.changes()] == [MIDDLE]
    later = explain(law, person(), day("2021-01-02"), parameter=STANDARD, every_path=False)
    assert later.changes() == []


def test_explanation_for_programs_gives_citation_and_days(law):
    found = explain(law, person(), day("2021-06-01"), parameter=STANDARD, every_path=False)
    [told] = as_json(found)["statements"]
    assert {name: told[name] for name in ("value", "instrument", "cite", "from", "until")} == {
        "value": MIDDLE,
        "instrument": "new",
        "cite": "1 FR 1",
        "from": "2021-01-01",
        "until": "2022-01-01",
    }
    [cause] = told["since_what"]
    assert (cause["instrument"], cause["cite"], cause["url"]) == ("new", "1 FR 1", None)


def test_holding_covers_its_days_and_no_other(law):
    held = law.value(STANDARD, person(), day("2021-06-01"))
    days = ("2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01")
    assert [held.covers(day(when)) for when in days] == [False, True, True, False]
    last = law.value(STANDARD, person(), day("2022-06-01"))
    assert (last.until, last.covers(day("2035-01-01"))) == (None, True)


def test_holding_names_the_place_of_its_setting():
    law = resolve({"one": instrument(setting(24, WINDOW), setting(LOW))})
    held = law.value(STANDARD, person(), day("2020-06-01"))
    assert (held.instrument, held.setting) == ("one", 1)
    before = law.value(STANDARD, person(), day("2019-06-01"))
    assert (before.instrument, before.setting) == ("", None)


def test_scenario_that_ends_its_value_is_told_as_what_ended_it():
    own = {"parameter": STANDARD, "value": HIGH, "because": "Asked."}
    for until, ended in ((day("2021-01-01"), "A test: Asked."), (None, "")):
        law = resolve({}, scenario(set=[{**own, "until": until}]))
        row = next(row for row in history(law, STANDARD) if row.value == HIGH)
        assert row.ended_by == ended


def test_hypothetical_keeps_scope_and_days_unless_it_says_its_own():
    like = instrument(
        setting(LOW, until=day("2020-06-01"), ended_by="rule"),
        spans=[("2020-01-01", "2021-01-01")],
        applies_to={"manner": ["between_ports"]},
    )
    item = Hypothetical(name="other", because="Asked.", instead_of="one")
    made = as_instrument(item, like, "A test")
    assert made.applies_to == like.applies_to
    assert [(span.start, span.until, span.ended_by) for span in made.in_force] == [
        (day("2020-01-01"), day("2021-01-01"), "scenario")
    ]
    assert [(one.until, one.ended_by) for one in made.sets] == [(day("2020-06-01"), "scenario")]
    open_ended = as_instrument(item, instrument(setting(LOW)), "A test")
    assert [(span.until, span.ended_by) for span in open_ended.in_force] == [(None, "")]


def test_history_for_programs_has_title_days_and_marks(law):
    told = next(row for row in history(law, STANDARD) if row.value == MIDDLE).as_json()
    assert told["title"] == "A rule"
    assert (told["from"], told["until"]) == ("2021-01-01", "2022-01-01")
    assert (told["read_in_source"], told["single_reading"]) == (False, True)


def test_value_that_ends_before_its_span_is_ended_by_its_own_source():
    sources = {"rule": {"cite": "1 FR 1", "read": False}, "end": {"cite": "2 FR 2", "read": False}}
    for until, ended in ((day("2020-06-01"), "2 FR 2"), (None, "1 FR 1")):
        one = setting(LOW, until=until, ended_by="end" if until else "")
        law = resolve(
            {"one": instrument(one, spans=[("2020-01-01", "2021-01-01")], sources=sources)}
        )
        row = next(row for row in history(law, STANDARD) if row.value == LOW)
        assert row.ended_by == ended
