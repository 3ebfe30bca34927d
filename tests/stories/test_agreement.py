"""Explanations never contradict the run: every decision of many people, recomputed."""

from dataclasses import replace

import numpy as np
import pytest

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Flow
from openasylum.kernel.luck import draws
from openasylum.simulation import encode
from openasylum.stories.story import story
from openasylum.stories.words import EVENT, SILENT

RARE = {
    Flow.TRANSFERRED_TO_THIRD_COUNTRY, Flow.MPP_RELEASED_AT_ENROLMENT, Flow.RECALENDARED,
    Flow.REVIEW_VACATED, Flow.MPP_RELIEF, Flow.REMANDED, Flow.REOPENED, Flow.OTHER_DISPOSITION,
    Flow.AFFIRMATIVE_CLOSED, Flow.THIRD_COUNTRY_FEAR_REFERRED, Flow.THIRD_COUNTRY_FEAR_POSITIVE,
    Flow.THIRD_COUNTRY_FEAR_NEGATIVE,
}  # fmt: skip


def test_stories_are_told_of_many_people_and_tell_all_that_the_run_logged(pair, told):
    assert len(told) > 300
    for stories in told:
        for lives, one in zip(pair, stories, strict=True):
            logged = [(int(e["day"]), int(e["flow"])) for e in lives.events[one.name.id]]
            said = [
                e for chapter in one.chapters for e in chapter.step.events if not chapter.is_aside
            ]
            assert sorted(logged) == sorted((day, int(flow)) for day, flow in said)


def test_the_people_chosen_meet_nearly_every_event(told):
    met = {flow for pair in told for s in pair for c in s.chapters for _, flow in c.step.events}
    assert set(EVENT) - met <= RARE


def test_every_event_a_person_can_have_has_words():
    assert set(Flow) == set(EVENT) | SILENT


def test_every_draw_told_is_the_persons_own(told):
    for pair in told:
        for one in pair:
            seed = one.books.inputs.seed
            for decision in (d for c in one.chapters for d in c.decisions):
                for draw in decision.draws:
                    if draw.decision is Key.PATHWAY:
                        continue  # the group's start, from which the person's even draw follows
                    own = draws(seed, one.name.id, draw.decision, draw.occasion)
                    assert own[draw.number] == draw.value


def test_every_decision_told_is_what_its_numbers_say(told):
    for decision in (d for pair in told for s in pair for c in s.chapters for d in c.decisions):
        if decision.kind == "share":
            assert decision.yes == (decision.drawn < decision.against), decision
        elif decision.kind == "evidence":
            assert decision.yes == (decision.drawn > decision.against), decision
        elif decision.kind == "path":
            assert decision.drawn < decision.against + 1e-12, decision
        assert decision.chance is None or -1e-12 <= decision.chance <= 1 + 1e-12
        for number in decision.numbers:
            if number.low is not None:
                assert number.low - 1e-9 <= number.value <= number.high + 1e-9


def test_shares_come_true_as_often_as_they_say(told):
    shares = [
        (d.yes, d.against) for s, _ in told for c in s.chapters for d in c.decisions
        if d.kind == "share"
    ]  # fmt: skip
    came, expected = np.array(shares, float).T
    spread = np.sqrt((expected * (1 - expected)).sum())
    assert abs(came.sum() - expected.sum()) < 4 * spread


@pytest.mark.parametrize(
    ("parameter", "process", "column", "codes"),
    [
        ("screening.standard", "expedited_removal", "standard", encode._STANDARD),
        ("screening.standard", "mpp", "mpp_standard", encode._STANDARD),
        ("screening.elicitation", "expedited_removal", "elicitation", encode._ELICITATION),
        ("screening.elicitation", "mpp", "mpp_elicitation", encode._ELICITATION),
        ("screening.review", "expedited_removal", "review", encode._REVIEW),
        ("mpp.enrolment", "mpp", "mpp_open", {"open": 1, "closed": 0}),
        ("title_42.expulsion", "title_42", "title_42_in_force", {"in_force": 1, "not_in_force": 0}),
    ],
)
def test_the_rule_cited_is_the_one_the_kernel_read(told, parameter, process, column, codes):
    seen = 0
    for one in (s for pair in told for s in pair):
        given = one.books.inputs
        for chapter in one.chapters:
            for rule in chapter.rules:
                if (rule.parameter, rule.process) == (parameter, process):
                    day = (chapter.day - one.chapters[0].day).days + one.chapters[0].step.day
                    regime = given.days["regime"][day - given.days["absolute"][0]]
                    assert given.rules[column][regime, one.name.group] == codes[rule.value]
                    seen += 1
    assert seen


@pytest.mark.parametrize("change", ["drop", "shift", "swap"])
def test_a_run_that_says_otherwise_is_not_explained_away(pair, names, change):
    lives = pair[0]
    name = next(n for n in names if n.is_from_border and len(lives.events[n.id]) > 6)
    events = lives.events[name.id].copy()
    if change == "drop":
        events = np.delete(events, 4)
    elif change == "shift":
        events["day"] += 1
    else:
        events["flow"][4] = Flow.GRANTED_ASYLUM if events["flow"][4] != 25 else Flow.TERMINATED
    with pytest.raises(OpenasylumError, match="does not agree with the run"):
        story(replace(lives.books, history=[events]), lives.ready.timeline, name)
