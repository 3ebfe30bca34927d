"""A person's story and a search as plain values, for programs."""

from typing import Any

from openasylum.stories.authority import Rule
from openasylum.stories.find import Search
from openasylum.stories.parting import parting
from openasylum.stories.plain_words import LATENT, SYNTHETIC, who_words
from openasylum.stories.story import Chapter, Story
from openasylum.stories.telling import Decision


def both_as_json(own: Story, twin: Story | None) -> dict[str, Any]:
    """The story, the twin's, and where they part."""
    parted = None if twin is None else parting(own, twin)
    return {
        "synthetic": SYNTHETIC,
        "latent": LATENT,
        "person": own.name.id,
        "name": str(own.name),
        "who": who_words(own.name),
        "story": _story(own),
        "twin": None if twin is None else _story(twin),
        "parting": None if parted is None else {
            "on": parted.day.isoformat(),
            "steps_alike": parted.shared,
            "because": list(parted.because),
            "instruments": list(parted.instruments),
        },
    }  # fmt: skip


def _story(told: Story) -> dict[str, Any]:
    given = told.books.inputs
    return {
        "scenario": told.scenario,
        "title": told.title,
        "seed": given.seed,
        "scale": given.scale,
        "until": given.until.isoformat(),
        "outcome": told.outcome.name.lower(),
        "in_words": told.ending,
        "steps": [_chapter(chapter) for chapter in told.chapters],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    waited = chapter.waited
    return {
        "on": chapter.day.isoformat(),
        "what": chapter.title,
        "kind": chapter.step.kind,
        "events": [{"on": day.isoformat(), "event": f.name.lower()} for day, f in chapter.events],
        "state_after": chapter.step.after.state.name.lower(),
        "notes": list(chapter.said),
        "waited": None if waited is None else {"days": waited[0], "for": waited[1]},
        "rules": [_rule(rule) for rule in chapter.rules],
        "decisions": [_decision(decision) for decision in chapter.decisions],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "parameter": rule.parameter or None,
        "value": rule.value,
        "in_words": rule.words,
        "instrument": rule.instrument or None,
        "cite": rule.cite or None,
        "read_in_source": rule.read,
        "since": None if rule.since is None else rule.since.isoformat(),
        "place": rule.place or None,
        "decides": rule.decides,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "about": decision.about,
        "kind": decision.kind,
        "drawn": decision.drawn,
        "against": decision.against if decision.against != float("inf") else None,
        "yes": decision.yes,
        "answer": decision.answer,
        "chance": decision.chance,
        "chance_of": decision.whom or None,
        "strength_of_claim_not_observable": decision.claim,
        "numbers": [vars(number) for number in decision.numbers],
        "draws": [vars(draw) | {"decision": draw.decision.name.lower()} for draw in decision.draws],
    }


def search_as_json(found: Search, scenarios: tuple[str, str]) -> dict[str, Any]:
    """Who was found."""
    return {
        "synthetic": SYNTHETIC,
        "scenarios": list(scenarios),
        "found": found.total,
        "people": [
            {
                "person": each.name.id,
                "name": str(each.name),
                "arrived": each.name.arrived.isoformat(),
                "outcomes": [each.own.name.lower(), each.twin.name.lower()],
            }
            for each in found.people
        ],
    }
