"""Which person is meant: ids in both forms, and descriptions in words."""

from datetime import date

import pytest

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Mark, State
from openasylum.kernel.person import make_id
from openasylum.simulation.calendar import absolute
from openasylum.simulation.groups import GROUPS, number_of
from openasylum.stories.like import sought
from openasylum.stories.names import Name, named

READABLE = "2019-05-14/honduras/family_unit/between_ports/17"


def test_both_forms_name_the_same_person_as_the_kernel():
    name = named(READABLE)
    group = number_of("honduras/family_unit/between_ports")
    assert name == Name(date(2019, 5, 14), group, 17)
    assert name.id == make_id(absolute(date(2019, 5, 14)), group, 17)
    assert named(str(name.id)) == name
    assert str(name) == READABLE


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_group_can_be_named(group):
    assert named(f"2014-02-03/{group.name}/0").traits is group


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("me", "'me' is not a person's id. Give the number of people.parquet"),
        ("2019-13-14/honduras/family_unit/between_ports/17", "there is no day 2019-13-14"),
        ("2019-05-14/hondras/family_unit/between_ports/17", "Did you mean 'honduras/family_unit"),
        ("2001-05-14/honduras/family_unit/between_ports/17", "first people arrived on 2007-10-01"),
        ("2019-05-14/honduras/family_unit/between_ports/99999999", "above the largest, 16777215"),
        (str((7000 << 34) | (900 << 24)), "names group 900, and the model has 105 groups"),
        ("9" * 18, "too large for a person's id"),
    ],
)
def test_what_names_nobody_is_refused_with_a_remedy(text, message):
    with pytest.raises(OpenasylumError) as error:
        named(text)
    assert message in str(error.value)


def test_a_description_is_understood():
    found = sought("Honduras, family, May 2019, enrolled in MPP, granted asylum, outcome differs")
    assert (found.citizenship, found.family_status, found.manner) == ("honduras", "family_unit", "")
    assert (found.first, found.after) == (date(2019, 5, 1), date(2019, 6, 1))
    assert found.states == {State.ASYLUM_GRANTED}
    assert found.marks == Mark.EVER_MPP
    assert found.differs


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2019-12", date(2019, 12, 1), date(2020, 1, 1)),
        ("14 May 2019", date(2019, 5, 14), date(2019, 5, 15)),
        ("2019-05-14", date(2019, 5, 14), date(2019, 5, 15)),
        ("2019", date(2019, 1, 1), date(2020, 1, 1)),
    ],
)
def test_days_months_and_years(text, first, after):
    assert (sought(text).first, sought(text).after) == (first, after)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hondurs, May 2019", "'hondurs' is not a word that --like understands. Did you mean"),
        ("Honduras, Cuba", "'Cuba' contradicts 'honduras'"),
        ("May 2019, June 2019", "'June 2019' is a second time of arrival"),
        (" , ", "says nothing"),
        ("Honduras, affirmative", "no group of the model has all these traits"),
    ],
)
def test_a_description_that_is_not_understood_is_refused_with_a_remedy(text, message):
    with pytest.raises(OpenasylumError) as error:
        sought(text)
    assert message in str(error.value)
