"""Run an ensemble: hand out draws, keep each as it finishes, put the parts together at the end."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openasylum.ensemble.draws import Draw
from openasylum.ensemble.folder import Folder, open_folder
from openasylum.ensemble.join import join
from openasylum.ensemble.pool import Pool
from openasylum.ensemble.question import Ask, Question
from openasylum.ensemble.task import Outcome, run_draw
from openasylum.errors import OpenasylumError

TRIES = 2  # of each draw: a worker may have been out of luck, or of memory
BREAKS = 3  # pools of processes that may break one after another without a draw finished


@dataclass(frozen=True)
class State:
    """How far an ensemble is."""

    finished: int
    failed: int
    of: int
    seconds_left: float | None  # nothing until a draw has finished in this run


Progress = Callable[[State], None]

Task = Callable[[Any, Draw], Outcome]
"""What a worker does with a question and a draw; a function that any process can import."""


@dataclass(frozen=True)
class Failure:
    """A draw that could not be run, and why."""

    draw: int
    message: str
    trace: str = ""


@dataclass(frozen=True)
class Answer:
    """A finished ensemble: where it lies, what failed, what had to be made again."""

    folder: Path
    finished: int
    reused: int  # draws that an earlier run had finished
    failures: tuple[Failure, ...]
    remade: tuple[str, ...]
    seconds: float


def run_ensemble(
    question: Question, folder: Path, pool: Pool, *, command: str = "",
    progress: Progress | None = None, task: Task = run_draw,
) -> Answer:  # fmt: skip
    """Run every draw of a question that its folder does not hold yet, and join them all.

    The tables depend on the question alone: not on the pool, the order in which draws finish, or
    how often the run was interrupted. A draw that fails is tried once more; then it is told, and
    the others go on.

    Args:
        question: from `question.question`.
        folder: new, or one that holds draws of the same question.
        pool: where draws are run.
        command: kept in the provenance.
        progress: told after each draw.
        task: what is done with each draw; its part is any Parquet table, the same columns in all.
            The question's names must tell one kind of task from another.

    Raises:
        OpenasylumError: the folder cannot be used, a disk is full, all draws failed, or the
            workers keep dying; what was finished is kept.
    """
    started = time.perf_counter()
    with open_folder(folder, question) as held:
        reused = len(held.finished)
        waiting = [one for one in question.draws.draws if one.number not in held.finished]
        round_ = _Round(question.ask, held, pool, progress, len(question.draws.draws), task)
        if progress:
            progress(round_.state())
        round_.run(waiting)
        failures = tuple(sorted(round_.failures, key=lambda failure: failure.draw))
        if not held.finished:
            raise OpenasylumError(f"every draw failed. The first: {failures[0].message}")
        seconds = time.perf_counter() - started
        answer = Answer(folder, len(held.finished), reused, failures, tuple(held.remade), seconds)
        try:
            join(held, question, _made(answer, pool, command))
        except OSError as error:
            raise held.full("the joined tables", error) from None
        return answer


def _made(answer: Answer, pool: Pool, command: str) -> dict[str, object]:
    return {
        "command": command,
        "pool": pool.words,
        "seconds": round(answer.seconds, 3),
        "finished": answer.finished,
        "reused": answer.reused,
        "failed": [{"draw": one.draw, "message": one.message} for one in answer.failures],
        "remade": list(answer.remade),
    }


@dataclass
class _Round:
    """One time through the draws that are not finished yet."""

    ask: Ask
    folder: Folder
    pool: Pool
    progress: Progress | None
    total: int
    task: Task
    failures: list[Failure] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)
    done_now: int = 0
    breaks: int = 0

    def run(self, draws: Iterable[Draw]) -> None:
        waiting = deque(draws)
        tries: Counter[int] = Counter()
        while waiting:
            executor = self.pool.make()
            try:
                self._hand_out(executor, waiting, tries)
            except BrokenExecutor as error:
                self._count_break(error)
            finally:
                self.pool.close(executor)

    def _hand_out(self, executor: Executor, waiting: deque[Draw], tries: Counter[int]) -> None:
        """Until nothing waits; if the executor breaks, what it had goes back to the front."""
        running: dict[Future[Outcome], Draw] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self.pool.window:
                    running[executor.submit(self.task, self.ask, waiting[0])] = waiting[0]
                    waiting.popleft()
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    outcome = _outcome(future, running[future])
                    draw = running.pop(future)
                    tries[draw.number] += 1
                    if outcome.part:
                        self._keep(outcome)
                    elif tries[draw.number] < TRIES and not outcome.final:
                        waiting.append(draw)
                    else:
                        self._fail(outcome)
        except BrokenExecutor:
            waiting.extendleft(sorted(running.values(), key=lambda one: -one.number))
            raise

    def _keep(self, outcome: Outcome) -> None:
        self.folder.keep(outcome.number, outcome.part)
        self.done_now += 1
        self.breaks = 0
        if self.progress:
            self.progress(self.state())

    def _fail(self, outcome: Outcome) -> None:
        self.failures.append(Failure(outcome.number, outcome.message, outcome.trace))
        if self.progress:
            self.progress(self.state())

    def _count_break(self, error: BrokenExecutor) -> None:
        self.breaks += 1
        if self.breaks >= BREAKS:
            raise OpenasylumError(
                f"the workers died {self.breaks} times without finishing a draw ({error}). Most "
                f"often memory ran out: run the same command with fewer --workers. "
                f"{len(self.folder.finished):,} finished draws are kept."
            )

    def state(self) -> State:
        finished = len(self.folder.finished)
        left = self.total - finished - len(self.failures)
        took = time.perf_counter() - self.started
        each = took / self.done_now if self.done_now else None
        return State(
            finished, len(self.failures), self.total, None if each is None else each * left
        )


def _outcome(future: Future[Outcome], draw: Draw) -> Outcome:
    """What a future holds; what went wrong on its way is an outcome, too."""
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except CancelledError:
        raise OpenasylumError(
            "the cluster was lost: its scheduler no longer answers. Finished draws are kept; run "
            "the same command again when it is back."
        ) from None
    except Exception as error:  # for example Dask's KilledWorker: told with the draw's number
        return Outcome(draw.number, message=f"{type(error).__name__}: {error}")
