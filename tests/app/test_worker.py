"""A worker rests while another's answer comes first, and hears all the while."""

import io
import json
import threading
import time
from pathlib import Path

import pytest

from openasylum.app import worker as module
from openasylum.app.work import Task
from openasylum.app.worker import Worker

MOST = 3_000  # steps: half a minute


@pytest.fixture
def at_work(monkeypatch):
    """A worker with a task of many steps: what it tells, and how to speak to it."""
    made = Worker(io.StringIO(), io.StringIO())
    steps: list[int] = []

    def work(task, memory, told):
        for step in range(MOST):
            told("steps", step, MOST)
            steps.append(step)
            time.sleep(0.01)

    monkeypatch.setattr(module, "do", work)
    task = Task("one", "full", "compare", {}, Path("nowhere"), 1.0)
    thread = threading.Thread(target=made._do, args=(task, None))
    thread.start()
    yield made, steps, thread
    made.stopped.add("one")
    thread.join(10)


def test_it_rests_and_goes_on(at_work):
    worker, steps, _ = at_work
    worker.free.clear()
    time.sleep(0.1)
    so_far = len(steps)
    time.sleep(0.2)
    assert len(steps) == so_far < MOST
    worker.free.set()
    deadline = time.monotonic() + 10
    while len(steps) <= so_far and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(steps) > so_far


def test_it_stops_while_it_rests(at_work):
    worker, steps, thread = at_work
    worker.free.clear()
    worker.stopped.add("one")
    thread.join(10)
    assert not thread.is_alive()
    last = json.loads(worker.sink.getvalue().splitlines()[-1])
    assert last == {"event": "cancelled", "job": "one", "stage": "full"}
    assert len(steps) < MOST


def test_it_hears_that_it_is_to_rest_and_to_go_on(monkeypatch):
    said = [json.dumps({"rest": True}), json.dumps({"rest": False}), json.dumps({"rest": True})]
    made = Worker(io.StringIO("\n".join(said)), io.StringIO())
    ended = []
    monkeypatch.setattr(module.os, "_exit", ended.append)
    made._listen()
    assert not made.free.is_set()
    assert ended == [0]
