"""The queue: what waits, what runs in which worker, who watches, and what is kept."""

import asyncio
import contextlib
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from openasylum.app.processes import Event, Process
from openasylum.app.question import key_of
from openasylum.app.settings import settings
from openasylum.app.store import ANSWER, RANGES, Job, Kind, Progress, StageState, Store
from openasylum.errors import OpenasylumError

QUICK, SLOW = "quick", "slow"
_OF_KIND = {"search": QUICK, "story": QUICK, "claim": SLOW, "records": SLOW}


class QueueFull(OpenasylumError):
    """More is waiting than the app lets wait."""


class Jobs:
    """All jobs of one server. Its methods are called from the server's own thread only."""

    def __init__(self, store: Store, share: float = 1.0, draws: int = 0) -> None:
        """Take the store; `start` reads it.

        Args:
            store: where jobs are kept.
            share: of the people of every stage: less than 1 for machines that are slow or small.
            draws: of the fitted assumptions after a whole answer; 0 for none.
        """
        self.store, self.share, self.draws = store, share, draws
        self.jobs: dict[str, Job] = {}
        self.ready: set[str] = set()
        self._queues: dict[str, list[tuple[str, str]]] = {QUICK: [], SLOW: []}
        self._busy: dict[str, tuple[str, str] | None] = {QUICK: None, SLOW: None}
        self._watchers: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping: set[str] = set()
        self._wanted_again: set[str] = set()
        self.ending = False
        warm = settings().stages[0].scale * share
        self._processes = {
            QUICK: Process(QUICK, ["--warm", repr(warm)], self._heard, self._died),
            SLOW: Process(SLOW, [], self._heard, self._died),
        }

    async def start(self) -> None:
        """Find what was asked before, go on with what is unfinished, and warm the quick worker.

        Jobs of another version of the program or of the facts are removed: their answers are no
        longer true of this one.
        """
        for job in self.store.found():
            if job.id != key_of(job.kind, job.asked):
                self.store.remove(job)
                continue
            self.jobs[job.id] = job
            self._enqueue(job)
        await self._processes[QUICK].start()
        self._go()

    async def close(self) -> None:
        """End the workers. What they were doing is found again by the next start."""
        for process in self._processes.values():
            await process.close()
        self.store.close()

    def key(self, kind: Kind, asked: dict[str, Any]) -> str:
        """The name of the job of what is asked; the first call reads every fact."""
        return key_of(kind, self._whole(kind, asked))

    def _whole(self, kind: Kind, asked: dict[str, Any]) -> dict[str, Any]:
        """What is asked with how this server answers it."""
        how: dict[str, Any] = {"share": self.share}
        return asked | how | ({"draws": self.draws} if kind == "compare" else {})

    def ask(self, kind: Kind, asked: dict[str, Any], instead_of: str = "") -> Job:
        """The job of what is asked: the one there is, or a new one in the queue.

        Args:
            kind: what to do.
            asked: enough to do it.
            instead_of: a job the reader has turned away from; it stops if nobody else follows it.

        Raises:
            QueueFull: too much is waiting.
        """
        key = self.key(kind, asked)
        left = instead_of if instead_of != key else ""
        if left in self.jobs and len(self._watchers.get(left, ())) <= 1:  # the reader's own page
            self.cancel(left)
        job = self.jobs.get(key)
        if job is None:
            self._refuse_too_much()
            job = self.jobs[key] = self.store.new(key, kind, self._whole(kind, asked))
            self._enqueue(job)
            self._forget_oldest()
        elif key in self._stopping:
            self._wanted_again.add(key)
        elif not job.is_open and not _is_done(job):
            self._refuse_too_much()
            self._again(job)
        job.used = time.time()
        self._go()
        return job

    def cancel(self, key: str) -> None:
        """Stop what waits or runs of a job; what is done stays."""
        job = self.jobs[key]
        for name, stage in job.stages.items():
            if stage.state == "running":
                for worker, busy in self._busy.items():
                    if busy == (key, name):
                        self._stopping.add(key)
                        self._later(self._processes[worker].send({"stop": key}))
            elif stage.state == "waiting":
                stage.state = "cancelled"
        for waiting in self._queues.values():
            waiting[:] = [each for each in waiting if each[0] != key]
        self._changed(job)

    def refuse_watchers(self) -> None:
        """Raise `QueueFull` if too many pages follow jobs already."""
        if sum(map(len, self._watchers.values())) >= settings().most_watching:
            raise QueueFull("too many pages follow an answer at once. Close some of them.")

    async def watch(self, key: str) -> AsyncIterator[Job | None]:
        """The job now and after every change until it is finished; None as a sign of life."""
        changed = asyncio.Event()
        self._watchers[key].add(changed)
        try:
            while True:
                changed.clear()
                job = self.jobs.get(key)
                if job is None or self.ending:
                    return
                yield job
                if not job.is_open:
                    return
                while not changed.is_set():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), settings().heartbeat_seconds)
                    if not changed.is_set():
                        yield None
        finally:
            self._watchers[key].discard(changed)

    def let_go(self) -> None:
        """The server is about to end: pages that follow a job are let go, and will ask again."""
        self.ending = True
        for followed in self._watchers.values():
            for each in followed:
                each.set()

    def before(self, key: str) -> int:
        """How many stages of other jobs come before one that waits."""
        for worker, waiting in self._queues.items():
            keys = [each for each, _ in waiting]
            if key in keys:
                return keys.index(key) + (self._busy[worker] is not None)
        return 0

    def _refuse_too_much(self) -> None:
        waiting = {key for each in self._queues.values() for key, _ in each}
        if len(waiting) >= settings().most_waiting:
            raise QueueFull(
                f"{len(waiting)} questions are waiting already. Cancel one, or come back later."
            )

    def _enqueue(self, job: Job) -> None:
        """Put the first stage that is not finished into its worker's queue."""
        for name, stage in job.stages.items():
            if stage.state == "waiting":
                self._queues[_worker(job, name)].append((job.id, name))
                return
            if stage.state != "done":
                return

    def _go(self) -> None:
        for worker, waiting in self._queues.items():
            if self._busy[worker] is None and waiting:
                nxt = self._busy[worker] = waiting.pop(0)
                self._later(self._give(worker, *nxt))

    async def _rest(self, rest: bool) -> None:
        """Have the slow worker rest while a quick answer is made and drawn, or go on."""
        if not rest:
            await asyncio.sleep(settings().drawing_seconds)
            if self._busy[QUICK] is not None:
                return
        if self._processes[SLOW].is_alive:
            await self._processes[SLOW].send({"rest": rest})

    async def _give(self, worker: str, key: str, name: str) -> None:
        if worker == QUICK:
            await self._rest(True)
        job = self.jobs[key]
        stage = job.stages[name]
        stage.state, stage.attempts, stage.message = "running", stage.attempts + 1, ""
        self._changed(job)
        task = {
            "job": key, "stage": name, "kind": job.kind, "asked": job.asked,
            "folder": str(self.store.place(job).resolve()),
            "scale": self._scale(job, name),
        }  # fmt: skip
        await self._processes[worker].send(task)

    def _scale(self, job: Job, name: str) -> float:
        chosen, share = settings(), float(job.asked["share"])
        if name == RANGES:
            return min(chosen.ranges.scale, share)
        if name != ANSWER:
            return chosen.stage(name).scale * share
        return (chosen.claim_scale if job.kind == "claim" else chosen.search_scale) * share

    def _heard(self, worker: str, event: Event) -> None:
        if event["event"] == "ready":
            self.ready.add(worker)
            return
        job = self.jobs.get(event["job"])
        if job is None or self._busy[worker] != (event["job"], event["stage"]):
            return
        stage = job.stages[event["stage"]]
        if event["event"] == "progress":
            step = Progress(what=event["what"], done=event["done"], of=event["of"])
            if step.what:
                stage.progress[step.what] = step
            self._tell(job)
            return
        self._busy[worker] = None
        if worker == QUICK:
            self._later(self._rest(False))
        self._finish(job, stage, event)
        self._changed(job)
        self._go()

    def _finish(self, job: Job, stage: StageState, event: Event) -> None:
        stage.progress = {}
        self._stopping.discard(job.id)
        if event["event"] == "done":
            stage.state, stage.seconds = "done", event["seconds"]
            self._enqueue(job)
            return
        stage.state, stage.message = event["event"], event.get("message", "")
        _cancel_rest(job)
        if job.id in self._wanted_again:
            self._wanted_again.discard(job.id)
            self._again(job)

    def _again(self, job: Job) -> None:
        """Ask again for the stages that were cancelled or failed; what is done stays."""
        for name, stage in job.stages.items():
            if stage.state != "done":
                job.stages[name] = StageState()
        self._enqueue(job)

    def _died(self, worker: str) -> None:
        """A worker was killed: what it did is done again, but not without end."""
        self.ready.discard(worker)
        busy, self._busy[worker] = self._busy[worker], None
        if busy is not None:
            job = self.jobs[busy[0]]
            stage = job.stages[busy[1]]
            stage.progress = {}
            if stage.attempts < settings().most_attempts and job.id not in self._stopping:
                stage.state = "waiting"
                self._queues[worker].insert(0, busy)
            else:
                words = (
                    f"the worker stopped {stage.attempts} times while it ran this. There may be "
                    f"too little memory. Close other programs and ask again."
                )
                self._finish(job, stage, {"event": "failed", "message": words})
            self._changed(job)
        if worker == QUICK:
            self._later(self._processes[QUICK].start())
            self._later(self._rest(False))
        self._go()

    def _changed(self, job: Job) -> None:
        try:
            self.store.save(job)
        except OSError as error:  # the work goes on; only a restart would not know how far it was
            print(
                f"openasylum: {self.store.place(job)}: what became of a question could not be "
                f"written ({error.strerror or error}). Free some space: until then a restart "
                f"makes it again.",
                file=sys.stderr,
            )
        self._tell(job)

    def _tell(self, job: Job) -> None:
        for each in self._watchers.get(job.id, ()):
            each.set()

    def _forget_oldest(self) -> None:
        over = len(self.jobs) - settings().most_kept
        closed = sorted((j for j in self.jobs.values() if not j.is_open), key=lambda j: j.used)
        for job in closed[: max(0, over)]:
            del self.jobs[job.id]
            self.store.remove(job)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _worker(job: Job, stage: str) -> str:
    if stage == RANGES:
        return SLOW
    return _OF_KIND[job.kind] if stage == ANSWER else settings().stage(stage).worker


def _is_done(job: Job) -> bool:
    return all(each.state == "done" for each in job.stages.values())


def _cancel_rest(job: Job) -> None:
    for each in job.stages.values():
        if each.state == "waiting":
            each.state = "cancelled"
