"""What a reader sees: both stories, where they part and why, and that everyone is synthetic."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from openasylum.cli import main
from openasylum.kernel.codes import State
from openasylum.stories.as_json import both_as_json
from openasylum.stories.find import find
from openasylum.stories.like import sought
from openasylum.stories.page import print_story
from openasylum.stories.parting import parting
from openasylum.stories.plain_words import LATENT, SYNTHETIC

SMALL = ("--until", "2019-09-01", "--scale", "0.01")


def shown(own, twin, width=80) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_story(own, twin, "The other", console)
    return console.file.getvalue().splitlines()


@pytest.fixture(scope="module")
def enrolled(told):
    return [pair for pair in told if "Enrolled in MPP" in pair[0].chapters[0].title]


@pytest.mark.parametrize("width", [80, 160])
def test_first_and_last_line_say_that_the_person_is_synthetic(told, width):
    for own, twin in told[:20]:
        lines = shown(own, twin, width)
        assert lines[0] == lines[-1] == SYNTHETIC
        assert any(LATENT[:40] in line for line in lines)


def test_whoever_was_enrolled_in_mpp_parts_from_the_twin_that_day_because_of_it(enrolled):
    assert enrolled
    for own, twin in enrolled:
        parted = parting(own, twin)
        assert parted.shared == 0
        assert parted.day == own.name.arrived
        assert any(name.startswith("migrant_protection_protocols") for name in parted.instruments)


def test_stories_that_are_alike_do_not_part(pair, names):
    one = pair[0].of(names[0])
    assert parting(one, one) is None
    assert any("the same to the end" in line for line in shown(one, one))


def test_who_parts_without_a_rule_waits_for_an_office(told):
    silent = [p for own, twin in told if (p := parting(own, twin)) and not p.instruments]
    assert silent
    assert all(p.because for p in silent)


def test_a_strength_of_claim_is_always_shown_as_an_assumption(told):
    own, twin = next(p for p in told if any(d.claim for c in p[0].chapters for d in c.decisions))
    text = " ".join(" ".join(shown(own, twin)).split())
    assert "assumed: it cannot be observed" in text


def test_a_twin_who_never_comes_is_said_to(told):
    text = "\n".join(shown(told[0][0], None))
    assert "this person never comes" in text


def test_json_carries_every_step_and_says_that_the_person_is_synthetic(enrolled):
    own, twin = enrolled[0]
    made = json.loads(json.dumps(both_as_json(own, twin)))
    assert made["synthetic"] == SYNTHETIC
    assert len(made["story"]["steps"]) == len(own.chapters)
    assert made["parting"]["on"] == own.name.arrived.isoformat()
    assert made["story"]["steps"][0]["rules"][0]["instrument"]


def test_finding_agrees_with_the_stories(pair):
    books = (pair[0].books, pair[1].books)
    found = find(books, sought("family, 2019, enrolled in MPP"), 5)
    assert found.total >= len(found.people) == 5
    for each in found.people:
        own, twin = pair[0].of(each.name), pair[1].of(each.name)
        assert (own.outcome, twin.outcome) == (each.own, each.twin)
        assert "Enrolled in MPP" in own.chapters[0].title
    for each in find(books, sought("granted asylum, outcome differs"), 3).people:
        assert each.own is State.ASYLUM_GRANTED is not each.twin


def said(capsys, *words: str) -> tuple[int, str, str]:
    status = main(["person", *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_a_search_lists_people_whose_stories_can_be_told(capsys):
    like = ("--like", "Honduras, family, May 2019")
    status, out, _ = said(capsys, *like, *SMALL, "--most", "2", "--json")
    assert status == 0
    person = json.loads(out)["people"][0]
    assert person["arrived"].startswith("2019-05")
    status, out, _ = said(capsys, str(person["person"]), *SMALL)
    assert status == 0
    lines = out.strip().splitlines()
    assert lines[0] == lines[-1] == SYNTHETIC
    assert person["name"] in out
    status, out, _ = said(capsys, person["name"], *SMALL, "--json")
    assert json.loads(out)["story"]["outcome"] == person["outcomes"][0]
    status, out, _ = said(capsys, *like, *SMALL)
    assert "synthetic people are like this" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "give either an ID or --like TEXT"),
        (("2019-05-14/honduras/family_unit/between_ports/99999",), "on 14 May 2019"),
        (("2019-12-14/honduras/family_unit/between_ports/1",), "the run ends before 2019-09-01"),
        (("2012-12-14/honduras/family_unit/between_ports/1",), "0 people of honduras"),
        (("2019-05-14/honduras/family_unit/between_ports/0",), "--scale 0.01 keeps. Kept that day"),
        (("--like", "Honduras, 2022"), "is outside the run"),
        (("--like", "Honduras", "--twin", "without_mp"), "Did you mean 'without_mpp'"),
        (("--like", "China, expelled, 2014"), "nobody in this run is like this"),
    ],
)
def test_a_users_mistake_gets_one_message_and_status_2(words, message, capsys):
    status, out, err = said(capsys, *words, *SMALL)
    assert status == 2
    assert out == ""
    assert message in err
    assert "Traceback" not in err


def test_a_lawyer_who_gives_the_same_answer_does_not_part_two_stories(told):
    chapters = [c for own, _ in told for c in own.chapters if c.step.kind == "lawyer"]
    assert chapters
    one = chapters[0]
    busier = replace(
        one.step, request=replace(one.step.request, chance=0.5 * one.step.request.chance)
    )
    assert replace(one, step=busier).key == one.key
    assert replace(one, events=()).key != one.key
