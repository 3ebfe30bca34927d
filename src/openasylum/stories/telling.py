"""What a storyteller writes down of one step: rules, decisions with their draws, and the events.

A teller walks the same branches as the kernel and derives the events anew from the draws. The
story is told only if they are the events of the run (`story.py`).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import NormalDist
from typing import Any, Literal

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Flow, Mark, State
from openasylum.kernel.luck import draws, exponential, normal
from openasylum.simulation.assumed import Assumed
from openasylum.simulation.calendar import DAY_ZERO
from openasylum.stories.authority import Authority, Rule, standing
from openasylum.stories.steps import Step, World

LIKE = NormalDist()


@dataclass(frozen=True)
class Draw:
    """One uniform of the person's luck, and its whole key beside person and seed."""

    decision: Key
    occasion: int
    number: int
    value: float


@dataclass(frozen=True)
class Number:
    """A number behind a decision: an assumption with its range, or an official count."""

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    how: str = "from official counts"


@dataclass(frozen=True)
class Decision:
    """One decision: what was drawn, what it had to be below or above, and what came of it.

    A `share` comes true if the draw is below `against`; `evidence` (in standard deviations) if it
    is above; `days` are the waiting time that the draw stands for; of `paths` one is chosen.
    `chance` is that of yes, before the draw, for `whom`.
    """

    about: str
    kind: Literal["share", "evidence", "days", "path"]
    drawn: float
    against: float
    yes: bool
    answer: str
    chance: float | None = None
    whom: str = ""
    claim: float | None = None
    measure: Literal["evidence", "readiness"] = "evidence"
    numbers: tuple[Number, ...] = ()
    draws: tuple[Draw, ...] = ()


@dataclass
class Telling:
    """One step as it is told: filled by the teller of its stage."""

    step: Step
    world: World
    authority: Authority
    assumptions: Assumed
    marks: int = 0
    hearings: int = 0
    case_since: int = 0
    flows: list[tuple[int, Flow]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    asides: list[tuple[int, Flow, Decision]] = field(default_factory=list)
    state: State = State.NOT_ARRIVED
    where: int | None = None

    def __post_init__(self) -> None:
        """Begin with what the kernel knew before the step."""
        self.marks, self.hearings = self.step.before.marks, self.step.before.hearings
        self.case_since = self.step.before.case_since

    @property
    def a(self) -> Any:
        """The assumptions of the month."""
        return self.world.assumed(self.step.day)

    @property
    def law(self) -> Any:
        """The kernel's rules for the person's group on the day."""
        return self.world.law(self.step.day)

    @property
    def date(self) -> date:
        """The day of the step."""
        return DAY_ZERO + timedelta(days=self.step.day)

    def has(self, mark: Mark) -> bool:
        """Whether the mark is set by now."""
        return bool(self.marks & mark)

    def flow(self, *flows: Flow) -> None:
        """Events of the step's day."""
        self.flows += [(self.step.day, flow) for flow in flows]

    def say(self, words: str) -> None:
        """Something that no event stands for."""
        self.said.append(words)

    def end(self, state: State, where: int) -> None:
        """Where the person is put, and for how long."""
        self.state, self.where = state, where

    def rule(self, process: str, *parameters: str) -> None:
        """Cite what held for the person on this path; what nothing sets is left out."""
        for parameter in parameters:
            found = self.authority.rule(parameter, process, self.date)
            if found.value is not None and found not in self.rules:
                self.rules.append(found)

    def cite(self, words: str, cite: str) -> None:
        """Cite standing law, which the model does not vary."""
        self.rules.append(standing(words, cite))

    def draw(self, decision: Key, occasion: int, number: int) -> Draw:
        """One of the four uniforms of a decision and occasion."""
        found = draws(self.world.inputs.seed, self.world.name.id, decision, occasion)
        return Draw(decision, occasion, number, float(found[number]))

    def numbers(self, *names: str) -> tuple[Number, ...]:
        """Assumptions by name, as they stood that month, with their ranges."""
        found = []
        for name in names:
            record = self.assumptions.assumption(name)
            value = float(self.a[name])
            found.append(Number(name, value, record.unit, record.low, record.high, record.how))
        return tuple(found)

    def happens(
        self, about: str, draw: Draw, names: tuple[str, ...], yes: str, no: str,
        share: float | None = None,
    ) -> bool:  # fmt: skip
        """Whether the draw is below a share (the sum of the named ones, if not given)."""
        below = sum(float(self.a[name]) for name in names) if share is None else share
        came = draw.value < below
        if below > 0.0:
            self.decisions.append(
                Decision(
                    about, "share", draw.value, below, came, yes if came else no, below,
                    numbers=self.numbers(*names), draws=(draw,),
                )
            )  # fmt: skip
        return came

    def exceeds(
        self, about: str, evidence: float, needed: float, answers: tuple[str, str],
        chance: tuple[float, str], names: tuple[str, ...], of: tuple[Draw, ...],
        claim: float | None = None, official: tuple[Number, ...] = (),
        measure: Literal["evidence", "readiness"] = "evidence",
    ) -> bool:  # fmt: skip
        """Whether evidence (or readiness) is above what is needed; `answers` are yes and no."""
        came = bool(evidence > needed)
        self.decisions.append(
            Decision(
                about, "evidence", float(evidence), float(needed), came,
                answers[0] if came else answers[1], chance[0], chance[1], claim, measure,
                (*official, *self.numbers(*names)), of,
            )
        )  # fmt: skip
        return came

    def lasts(self, about: str, draw: Draw, days: int, *names: str) -> int:
        """A number of days that a draw stands for."""
        self.decisions.append(
            Decision(
                about, "days", draw.value, float(days), True, days_in_words(days),
                numbers=self.numbers(*names), draws=(draw,),
            )
        )  # fmt: skip
        return days

    def aside(self, flow: Flow, day: int) -> None:
        """Tell the last decision apart, as an event of an earlier day."""
        self.asides.append((day, flow, self.decisions.pop()))

    def exponential_days(self, about: str, draw: Draw, mean: str) -> int:
        """Days of a constant hazard, at least one, as the kernel counts them."""
        return self.lasts(about, draw, 1 + int(exponential(draw.value, self.a[mean])), mean)


def days_in_words(days: int) -> str:
    """A number of days, as a sentence says it."""
    return "1 day" if days == 1 else f"{days:,} days"


def claim_at_home(t: Telling) -> tuple[float, Draw]:
    """The latent strength of the claim against the home country, and its draw."""
    draw = t.draw(Key.STRENGTH, 0, 0)
    return normal(draw.value) + float(t.world.who["strength_shift"]), draw


def above(needed: float, mean: float, spread: float) -> float:
    """The chance that a normal value of this mean and spread exceeds what is needed."""
    return 1.0 - LIKE.cdf((needed - mean) / spread) if spread > 0 else float(mean > needed)
