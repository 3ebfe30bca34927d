"""One person's life, walked again with the kernel's own functions, along the events of a run.

The run says on which days an office reached the person; everything else follows from the person's
luck, the law and the assumptions. Each step must report exactly the events that the run logged:
a difference is a bug, and no story is told.
"""

import numpy as np

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Flow, Mark, Queue, State, Stream
from openasylum.kernel.luck import luck_of
from openasylum.kernel.tally import COUNT, KEEPS, NOTED, ROOM
from openasylum.simulation.calendar import absolute
from openasylum.simulation.engine import Books
from openasylum.stories.names import Name
from openasylum.stories.search import ASKED, Search
from openasylum.stories.steps import Disagreement, Event, Kind, Step, World
from openasylum.stories.word import Word, packed, read

MPP_QUEUES = (Queue.MPP_FIRST, Queue.MPP_INDIVIDUAL)
_BACKDATED = (Flow.MPP_LEFT_MEXICO_WAIT, Flow.MPP_HARMED, Flow.MPP_REAPPREHENDED)


def replay(books: Books, name: Name) -> list[Step]:
    """Every step of a watched person's life.

    Args:
        books: of a run with `watch` set to the person's id.
        name: the person.

    Raises:
        OpenasylumError: a step reports other events than the run did, which would be a bug.
    """
    try:
        return _Walk(books, name).steps()
    except Disagreement as found:
        raise _bug(name, str(found)) from None


class _Walk:
    def __init__(self, books: Books, name: Name) -> None:
        self.world, self.name, self.person = World(books.inputs, name), name, name.id
        self.luck = luck_of(books.inputs.seed)
        told = np.concatenate(books.history)
        log: list[Event] = [(int(e["day"]), Flow(int(e["flow"]))) for e in told]
        self.log = [event for event in log if event[1] not in ASKED]
        self.search = Search(books, name, [event for event in log if event[1] in ASKED])
        self.tally = np.zeros(ROOM, COUNT)
        self.tally[KEEPS] = 1
        self.done: list[Step] = []

    def steps(self) -> list[Step]:
        day, where, word = self._arrive()
        while where != 0:
            if where > 0:
                day += where
                if day > self.world.last:
                    break
                word, where = self._come_due(word, day)
            else:
                queue = Queue(-1 - where)
                if not self.log or self.log[0][1] in _BACKDATED:
                    break
                asked, day = day, self.log[0][0]
                word, where = self._served(queue, word, asked, day)
        if where != 0:
            self._end(word)
        if self.log:
            raise _bug(self.name, f"the run has events after the story's end: {self.log}")
        return self.done

    def _arrive(self) -> tuple[int, int, int]:
        from openasylum.kernel.encounter import arrive_elsewhere, encounter, pathway_of

        own = absolute(self.name.arrived)
        day = max(own, self.world.first)
        a, who = self.world.assumed(day), self.world.who
        before = packed(State.NOT_ARRIVED, own, 0, 0, 0)
        if who["stream"] == Stream.BORDER:
            month, group = self.world.month(day), self.name.group
            shares, asked = self.world.inputs.shares, self.world.inputs.asked
            held = 1.0 if (day, Flow.DETAINED) in self.log else 0.0
            law = self.world.law(day)
            pathway = pathway_of(self.person, own, self.world.start, shares[month, group], law)
            after, where = encounter(
                self.person, own, pathway, who, law, asked[month, group], held, a, self.luck,
                self.tally,
            )  # fmt: skip
        else:
            after, where = arrive_elsewhere(self.person, own, who, a, self.luck, self.tally)
        return day, where, self._book("arrival", day, before, after, where)

    def _come_due(self, word: int, day: int) -> tuple[int, int]:
        from openasylum.kernel.later import when_due

        world = self.world
        self._meet_lawyers(day, offices=False)
        after, where = when_due(
            self.person, word, day, world.who, world.law(day), world.assumed(day), self.luck,
            self.tally,
        )  # fmt: skip
        return self._book("delay", day, word, after, where), where

    def _served(self, queue: Queue, word: int, asked: int, day: int) -> tuple[int, int]:
        from openasylum.kernel.mexico import move_to_united_states
        from openasylum.kernel.offices import hold

        world = self.world
        a = world.assumed(day)
        self._meet_lawyers(day, offices=True)
        if self.search.found:
            word |= packed(0, 0, 0, 0, Mark.REPRESENTED)
        if self.log[0][1] == Flow.MPP_WOUND_DOWN:
            after, where = move_to_united_states(word, day, a)
            self._tell(Flow.MPP_WOUND_DOWN, day)
            return self._book("wind_down", day, word, after, where, queue, asked), where
        after, where, _ = hold(
            int(queue), self.person, word, world.today(day), world.who, world.law(day), a,
            self.luck, self.tally,
        )  # fmt: skip
        return self._book("office", day, word, after, where, queue, asked), where

    def _book(
        self, kind: Kind, day: int, before: int, after: int, where: int,
        queue: Queue | None = None, asked: int = 0,
    ) -> int:  # fmt: skip
        """What `settle` does for everyone, for this person alone; returns the state after it."""
        was, now = read(before), read(after)
        if was.has(Mark.IN_MEXICO) and not now.has(Mark.IN_MEXICO):
            after |= self._end_of_wait(before, day)
            now = read(after)
        if was.has(Mark.DETAINED) != now.has(Mark.DETAINED):
            self._tell(Flow.DETAINED if now.has(Mark.DETAINED) else Flow.LEFT_DETENTION, day)
        step = Step(kind, day, was, now, where, self._logged(), queue, asked)
        self.done.append(step)
        self.search.follow(step)
        return after

    def _meet_lawyers(self, day: int, *, offices: bool) -> None:
        """The lawyers asked before a step, each as a step of its own."""
        now = self.done[-1].after
        self.done += self.search.before(day, now, offices=offices)

    def _end_of_wait(self, before: int, day: int) -> int:
        """Account for a wait in Mexico; returns the mark of harm, packed, or 0."""
        from openasylum.kernel.mexico import end_of_wait

        a = self.world.assumed(min(day, self.world.last))
        harmed = end_of_wait(self.person, before, day, a, self.luck, self.tally)
        return packed(0, 0, 0, 0, Mark.HARMED_IN_MEXICO) if harmed else 0

    def _tell(self, flow: Flow, day: int) -> None:
        n = int(self.tally[NOTED])
        self.tally[NOTED + 1 + 2 * n : NOTED + 3 + 2 * n] = flow, day
        self.tally[NOTED] = n + 1

    def _logged(self, until: int | None = None) -> tuple[Event, ...]:
        noted = self.tally[NOTED + 1 : NOTED + 1 + 2 * self.tally[NOTED]].reshape(-1, 2)
        told = [(int(day), Flow(int(flow))) for flow, day in noted]
        self.tally[NOTED] = 0
        if until is not None:
            told = [event for event in told if event[0] <= until]
        if self.log[: len(told)] != told:
            raise _bug(self.name, f"told {told}, the run {self.log[: len(told) + 1]}")
        del self.log[: len(told)]
        return tuple(told)

    def _end(self, word: int) -> None:
        """What `flush` does: a wait in Mexico is accounted for; everyone else still waits."""
        from openasylum.kernel.mexico import day_of_leaving

        self._meet_lawyers(self.world.last, offices=True)
        last, now = self.world.last, read(word)
        state, since = now.state, now.since
        if now.has(Mark.IN_MEXICO):
            word |= self._end_of_wait(word, last + 1)
            a = self.world.assumed(last)
            if day_of_leaving(self.person, word, a, self.luck) <= last:
                state, since = State.GAVE_UP_WAITING, last
        after = Word(state, since, now.case_since, now.hearings, read(word).marks)
        self.done.append(Step("horizon", last, now, after, 0, self._logged(last)))


def _bug(name: Name, what: str) -> OpenasylumError:
    return OpenasylumError(
        f"{name}: the story does not agree with the run ({what}). This is a bug: please report it."
    )
