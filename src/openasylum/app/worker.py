"""The worker process: takes tasks as lines of JSON, does one at a time, and tells how far it is."""

import json
import os
import queue
import shutil
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, TextIO

from openasylum.app.settings import settings
from openasylum.app.work import Memory, Task, do
from openasylum.errors import OpenasylumError

_POLITE = 10  # steps below others in the system's order
_LOOK_SECONDS = 0.05  # between two looks of who rests whether the answer is still wanted


class _Stopped(Exception):
    """The reader of the answer no longer wants it."""


class Worker:
    """Reads tasks and cancellations from one stream and writes events to another."""

    def __init__(self, source: TextIO, sink: TextIO) -> None:
        """Take the streams; nothing is read yet."""
        self.source, self.sink = source, sink
        self.tasks: queue.Queue[Task] = queue.Queue()
        self.stopped: set[str] = set()
        self.free = threading.Event()  # not set while another worker's answer comes first
        self.free.set()
        self._writing = threading.Lock()
        self._told = 0.0

    def work(self, warm: float | None) -> None:
        """Do tasks until the source ends; then the process ends, whatever it was doing.

        `warm` is the scale of runs to be ready for; None if the first task may take its time.
        """
        threading.Thread(target=self._listen, daemon=True).start()
        memory = _memory()
        if warm is not None:
            _warm(memory, warm)
        self.tell(event="ready")
        while True:
            task = self.tasks.get()
            self._do(task, memory)

    def tell(self, **event: Any) -> None:
        """Write one event."""
        with self._writing:
            self.sink.write(json.dumps(event) + "\n")
            self.sink.flush()

    def _listen(self) -> None:
        for line in self.source:
            said = json.loads(line)
            if "stop" in said:
                self.stopped.add(said["stop"])
            elif "rest" in said:
                (self.free.clear if said["rest"] else self.free.set)()
            else:
                self.stopped.discard(said["job"])
                self.tasks.put(Task(**(said | {"folder": Path(said["folder"])})))
        os._exit(0)  # the server has gone; it will find the job again

    def _do(self, task: Task, memory: Memory) -> None:
        which = {"job": task.job, "stage": task.stage}
        started = time.perf_counter()

        def told(what: str, done: int, of: int) -> None:
            while task.job not in self.stopped and not self.free.wait(_LOOK_SECONDS):
                pass
            if task.job in self.stopped:
                raise _Stopped
            now = time.perf_counter()
            if done == of or now - self._told > settings().progress_seconds:
                self._told = now
                self.tell(event="progress", **which, what=what, done=done, of=of)

        try:
            told("", 0, 1)
            shutil.rmtree(task.folder / task.stage, ignore_errors=True)
            do(task, memory, told)
        except _Stopped:
            self.tell(event="cancelled", **which)
        except OpenasylumError as error:
            self.tell(event="failed", **which, message=str(error))
        except Exception as error:  # a bug: the server says so, and the trace stands in its log
            traceback.print_exc()
            self.tell(event="failed", **which, message=f"{type(error).__name__}: {error}", bug=True)
        else:
            self.tell(event="done", **which, seconds=round(time.perf_counter() - started, 2))


def _memory() -> Memory:
    from openasylum.simulation.study import Kept

    return Memory(Kept(most=1))


def _warm(memory: Memory, scale: float) -> None:
    """Load the kernel and run what most questions compare with, so that the first is quick."""
    import tempfile

    from openasylum.app.question import default_question
    from openasylum.simulation.study import Options, study

    with tempfile.TemporaryDirectory() as folder:
        study(
            [default_question().sides[0].name], Path(folder) / "warm",
            Options(scale=scale, draws=1, measures=False), command="warm", kept=memory.kept,
        )  # fmt: skip


def main() -> None:
    """Work for the server that started this process; what is not quick gives way to what is."""
    if "--warm" not in sys.argv:
        os.nice(_POLITE)
    events = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no event
    Worker(sys.stdin, events).work(float(sys.argv[2]) if "--warm" in sys.argv else None)


if __name__ == "__main__":
    main()
