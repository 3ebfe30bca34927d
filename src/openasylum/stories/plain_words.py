"""A story as lines of text: what happened, the wait, the rules, the draws behind the decisions."""

from collections.abc import Iterator

from openasylum.law import load_book
from openasylum.report.words import day as day_words
from openasylum.report.words import percent
from openasylum.stories.authority import ANYWHERE, Rule
from openasylum.stories.names import Name
from openasylum.stories.story import Chapter, Story
from openasylum.stories.telling import Decision, Number, days_in_words

SYNTHETIC = "This person is synthetic: no real person's case is described or predicted."
LATENT = (
    "Strength of claim, evidence and readiness are in standard deviations of an assumed strength "
    "that nobody can observe."
)
_LEAST = 0.001  # smaller chances are not told apart
RECALLED = "[recalled]: not yet confirmed in the source."


def who_words(name: Name) -> str:
    """Who the person is, as a sentence would name them."""
    words, traits = load_book().vocabulary, name.traits
    if not name.is_from_border:
        kind = traits.manner.replace("_", " ")
        return f"one of the model's people without traits ({kind}), {day_words(name.arrived)}"
    return (
        f"{words.family_status.words(traits.family_status)} from "
        f"{words.citizenship.words(traits.citizenship)} who {words.manner.words(traits.manner)} on "
        f"{day_words(name.arrived)}"
    )


def details(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """The lines under a chapter's title, each with what it is: wait, rule, law, draw or note."""
    if chapter.waited is not None:
        days, office = chapter.waited
        words = f"{days_in_words(days)} for {office}" if days else f"no day, for {office}"
        yield "waited", words
    for words in chapter.said:
        if words != chapter.title:
            yield "note", words
    for rule in chapter.rules:
        yield "rule" if rule.decides else "law", rule_words(rule)
    for decision in chapter.decisions:
        yield "draw", decision_words(decision)


def rule_words(rule: Rule) -> str:
    """A rule with its authority."""
    words = rule.words[:1].upper() + rule.words[1:]
    if rule.parameter in ANYWHERE and rule.instrument:
        words += f", in {rule.place}"  # open there, and so to the group: the model has no sectors
    return f"{words}: {rule.authority}"


def decision_words(decision: Decision) -> str:
    """A decision: the draw, what it met, and what came of it."""
    said = f"{decision.about}: {_met(decision)} \u2192 {decision.answer}."
    if decision.chance is not None and decision.whom:
        said += f" Chance{_of_what(decision)} {_chance(decision.chance)} of {decision.whom}."
    if decision.claim is not None:
        said += f" Strength of claim {decision.claim:+.2f}, assumed: it cannot be observed."
    if decision.numbers:
        said += f" [{'; '.join(number_words(number) for number in decision.numbers)}]"
    return said


def _chance(share: float) -> str:
    """A chance as a percentage that never rounds to what is certain or impossible."""
    if 0.0 < share < _LEAST:
        return f"under {_LEAST:.1%}"
    return f"over {1 - _LEAST:.1%}" if 1.0 - _LEAST < share < 1.0 else percent(share)


def _of_what(decision: Decision) -> str:
    return " of this:" if decision.kind == "path" else " of yes:"


def _met(decision: Decision) -> str:
    drawn, against = decision.drawn, decision.against
    if decision.kind == "share":
        return f"draw {drawn:.4f}, yes below {against:.4f}"
    if decision.kind == "evidence":
        return f"{decision.measure} {drawn:+.2f}, needed above {against:+.2f}"
    if decision.kind == "path":
        return f"draw {drawn:.4f}, in the stretch that ends at {against:.4f}"
    return f"draw {drawn:.4f}"


def number_words(number: Number) -> str:
    """A number behind a decision, with its range and how it was obtained."""
    if number.low is None or number.high is None:
        return f"{number.name} {number.value:.3g}, {number.how}"
    low, high = f"{number.low:g}", f"{number.high:g}"
    return f"{number.name} {number.value:g} ({low} to {high}, {number.how})"


def has_recalled(*stories: Story | None) -> bool:
    """Whether any rule told is not yet confirmed in its source."""
    return any(
        not rule.read
        for each in stories
        if each is not None
        for chapter in each.chapters
        for rule in chapter.rules
    )
