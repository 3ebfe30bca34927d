"""A person's story under one scenario: every step told, and checked against the run."""

from dataclasses import dataclass
from datetime import date, timedelta

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import FIRST_OUTCOME, Flow, Mark, Queue, State
from openasylum.law import Timeline
from openasylum.report.words import outcome_label
from openasylum.simulation.calendar import DAY_ZERO, FIRST_DAY, absolute
from openasylum.simulation.engine import Books
from openasylum.simulation.people import first_row_absolute, row_shift_of
from openasylum.stories import affirmative, arrival, counsel, court, custody, fear, mexico, orders
from openasylum.stories.authority import Authority, Rule
from openasylum.stories.names import Name
from openasylum.stories.replay import replay
from openasylum.stories.steps import Step, World
from openasylum.stories.telling import Decision, Telling
from openasylum.stories.words import EVENT, OFFICE, SILENT

_OFFICES = {
    Queue.FEAR_INTERVIEW: fear.interviewed,
    Queue.JUDGE_REVIEW: fear.reviewed,
    Queue.MPP_FEAR_INTERVIEW: mexico.fear_interviewed,
    Queue.ASYLUM_INTERVIEW: affirmative.interviewed,
    Queue.MPP_FIRST: mexico.hearing,
    Queue.MPP_INDIVIDUAL: mexico.hearing,
    Queue.APPEAL: orders.appeal_decided,
    Queue.DETAINED_APPEAL: orders.appeal_decided,
    Queue.ORDINARY_SHORT: court.short_hearing,
    Queue.DETAINED_FIRST: court.first_hearing,
    Queue.PRIORITY_FIRST: court.first_hearing,
    Queue.ORDINARY_FIRST: court.first_hearing,
    Queue.DETAINED_INDIVIDUAL: court.individual_hearing,
    Queue.PRIORITY_INDIVIDUAL: court.individual_hearing,
    Queue.ORDINARY_INDIVIDUAL: court.individual_hearing,
}


@dataclass(frozen=True)
class Chapter:
    """One step as a reader sees it: the day, what happened, the wait, the rules, the decisions."""

    step: Step
    day: date
    title: str
    events: tuple[tuple[date, Flow], ...]
    said: tuple[str, ...]
    waited: tuple[int, str] | None
    rules: tuple[Rule, ...]
    decisions: tuple[Decision, ...]
    is_aside: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two chapters of two stories the same.

        Of a lawyer who is asked, it is the answer: how many others ask that day differs a little.
        """
        apart = self.is_aside or self.step.kind == "lawyer"
        return (self.day, self.events) if apart else (self.step,)


@dataclass(frozen=True)
class Story:
    """What happened to one synthetic person under one scenario; without chapters, never came."""

    name: Name
    scenario: str
    title: str
    chapters: tuple[Chapter, ...]
    outcome: State
    books: Books

    @property
    def last_day(self) -> date:
        """The last day of the run."""
        return self.books.inputs.until - timedelta(days=1)

    @property
    def ending(self) -> str:
        """The outcome in words, or where the person still waits."""
        return outcome_words(self.outcome)


def outcome_words(state: State) -> str:
    """An outcome, or that the person still waits and for what, in words."""
    words = outcome_label(state.name.lower())
    if state < FIRST_OUTCOME and state is not State.NOT_ARRIVED and "waiting" not in words.lower():
        words += " (still pending)"
    return words


def as_date(day: int) -> date:
    """A day of the kernel as a date."""
    return DAY_ZERO + timedelta(days=day)


def story(books: Books, timeline: Timeline, name: Name) -> Story:
    """Tell a watched person's story.

    Raises:
        OpenasylumError: the story does not agree with the run, which would be a bug.
    """
    steps = replay(books, name)
    world, authority = World(books.inputs, name), Authority(timeline, name)
    chapters = []
    for step in steps:
        told = Telling(step, world, authority, books.inputs.assumptions)
        tell(told)
        if told.flows or told.said or step.kind == "horizon":
            chapters += [*_asides(told), _chapter(told)]
    chapters.sort(key=lambda chapter: chapter.day)
    outcome, marks = _kept(books, name)
    last = steps[-1].after
    found = any(step.request and step.request.taken for step in steps)
    own = (last.marks | (Mark.REPRESENTED if found or _had_lawyer(books, name) else 0)) & 1023
    if (last.state, own) != (outcome, marks):
        raise _bug(name, f"ends as {last}, the run as {outcome.name} with marks {marks}")
    scenario = books.inputs.scenario
    return Story(name, books.inputs.name, scenario.title, tuple(chapters), outcome, books)


def _place(books: Books, name: Name) -> int:
    """Where the person's own row is in the books."""
    row = absolute(name.arrived) - first_row_absolute()
    shift = row_shift_of(books.inputs.scale)
    return int(books.offsets[row, name.group]) + (name.serial >> shift)


def _had_lawyer(books: Books, name: Name) -> bool:
    """Whether a lawyer had the case before the run's first day."""
    return 0 < int(books.outcomes["lawyer"][_place(books, name)]) < absolute(FIRST_DAY)


def _kept(books: Books, name: Name) -> tuple[State, int]:
    """The outcome and the marks that the run kept of a person."""
    out = int(books.out[_place(books, name)])
    return State(out & 31), out >> 21 & 1023


def tell(t: Telling) -> None:
    """Tell one step and check it. Raises `OpenasylumError` if the run says otherwise."""
    step = t.step
    if step.kind == "horizon":
        if step.before.has(Mark.IN_MEXICO):
            mexico.end_of_wait(t, step.day + 1)
            t.flows = [event for event in t.flows if event[0] <= step.day]
        t.end(step.after.state, 0)
    else:
        _stage(t)
        _settle(t)
    found = (tuple(t.flows), t.state, t.marks, t.hearings, t.where)
    ran = (step.events, step.after.state, step.after.marks, step.after.hearings, step.where)
    if found != ran:
        raise _bug(t.world.name, f"on {t.date} it tells {found}, the run {ran}")


def _stage(t: Telling) -> None:
    step = t.step
    if step.kind == "arrival":
        (arrival.at_the_border if t.world.name.is_from_border else arrival.elsewhere)(t)
    elif step.kind == "delay":
        custody.due(t)
    elif step.kind == "lawyer":
        counsel.asked(t)
    elif step.kind == "wind_down":
        mexico.wound_down(t)
    else:
        assert step.queue is not None
        short = step.queue is Queue.DETAINED_INDIVIDUAL and step.before.has(Mark.NO_APPLICATION)
        _OFFICES[Queue.ORDINARY_SHORT if short else step.queue](t)


def _settle(t: Telling) -> None:
    """What follows of every step: a wait in Mexico that ends, detention that begins or ends."""
    if t.step.before.has(Mark.IN_MEXICO) and not t.has(Mark.IN_MEXICO):
        mexico.end_of_wait(t, t.step.day)
    if t.step.before.has(Mark.DETAINED) != t.has(Mark.DETAINED):
        t.flow(Flow.DETAINED if t.has(Mark.DETAINED) else Flow.LEFT_DETENTION)


def _chapter(t: Telling) -> Chapter:
    step = t.step
    waited = None
    apart = {flow for _, flow, _ in t.asides}
    events = tuple((as_date(day), flow) for day, flow in t.flows if flow not in apart)
    if step.queue is not None:
        waited = (step.day - step.asked_on, OFFICE[step.queue])
    return Chapter(
        step, t.date, _title(t), events,
        tuple(t.said), waited, tuple(t.rules), tuple(t.decisions),
    )  # fmt: skip


def _asides(t: Telling) -> list[Chapter]:
    """What happened while the person waited in Mexico, which only the end of the wait tells."""
    return [
        Chapter(
            t.step, as_date(day), EVENT[flow], ((as_date(day), flow),), (), None, (), (decision,),
            is_aside=True,
        )
        for day, flow, decision in t.asides
    ]  # fmt: skip


def _title(t: Telling) -> str:
    """The step's events in one line."""
    apart = {flow for _, flow, _ in t.asides}
    parts = [EVENT[flow] for _, flow in _own(t, apart)]
    if t.step.kind == "horizon":
        parts.append(f"The run ends here: {outcome_words(t.step.after.state).lower()}")
    return "; ".join(parts or t.said[:1])


def _own(t: Telling, apart: set[Flow]) -> list[tuple[int, Flow]]:
    """The step's events without those told apart or again."""
    silent = SILENT | apart | {Flow.MPP_LEFT_MEXICO_WAIT}
    return [event for event in t.flows if event[1] not in silent]


def _bug(name: Name, what: str) -> OpenasylumError:
    return OpenasylumError(
        f"{name}: the story does not agree with the run ({what}). This is a bug: please report it."
    )
