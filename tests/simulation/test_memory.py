"""Memory that one run hands on to the next: never to two at once, and cleared where asked."""

import gc
import threading
from datetime import date

import numpy as np
import pytest

from openasylum.law import load_scenario
from openasylum.simulation import memory
from openasylum.simulation.engine import run
from openasylum.simulation.inputs import build
from openasylum.simulation.memory import LEAST, room

MUCH = LEAST // 8 + 100


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    gc.collect()
    memory._kept.clear()
    yield
    memory._kept.clear()


def _address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def test_memory_is_handed_on_and_cleared_where_zeros_are_asked_for():
    first = room(MUCH, np.int64, zeros=True)
    assert first.shape == (MUCH,)
    assert not first.any()
    first[:] = 7
    place = _address(first)
    del first
    again = room((MUCH // 2, 2), np.int64, zeros=True)
    assert _address(again) == place
    assert not again.any()
    again[:] = 9
    del again
    assert (room(MUCH, np.int64, zeros=False)[: MUCH // 2 * 2] == 9).all()


def test_a_part_of_an_array_keeps_its_memory():
    first = room(MUCH, np.int64, zeros=True)
    part = first[5:9].view(np.uint8)
    del first
    other = room(MUCH, np.int64, zeros=False)
    other[:] = -1
    assert not part.any()
    assert not np.shares_memory(part, other)


def test_memory_that_would_be_wasted_by_half_is_left():
    room(4 * MUCH, np.int64, zeros=True)
    assert len(memory._kept) == 1
    small = room(MUCH, np.int64, zeros=True)
    assert len(memory._kept) == 1
    assert small.base is not None
    larger = room(3 * MUCH, np.int64, zeros=True)
    assert not memory._kept
    assert larger.size == 3 * MUCH


def test_no_more_is_kept_than_said(monkeypatch):
    monkeypatch.setattr(memory, "MOST", 20 * MUCH)
    for array in [room(MUCH, np.int64, zeros=True) for _ in range(4)]:
        assert not array.any()
    del array
    assert sum(block.size for block in memory._kept.values()) <= 20 * MUCH
    assert len(memory._kept) == 2


def test_small_arrays_are_numpys_own():
    small = room((3, 4), np.int32, zeros=True)
    assert small.base is None
    assert not small.any()
    assert room(0, np.int64, zeros=True).size == 0


def test_threads_never_hold_the_same_memory():
    wrong = []

    def work(number: int) -> None:
        for turn in range(200):
            array = room(MUCH, np.int64, zeros=turn % 2 == 0)
            array[::512] = number
            if not (array[::512] == number).all():
                wrong.append(number)
            del array

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_runs_one_after_another_are_the_same_and_keep_what_they_told():
    def once(seed: int):
        until = date(2015, 1, 1)
        return run(build("as_enacted", load_scenario("as_enacted"), until, seed, 0.2, {}))

    first = once(1)
    told, out = first.flows.copy(), first.out.copy()
    other = once(2)
    assert not np.array_equal(other.flows, told)
    assert np.array_equal(first.flows, told)
    assert np.array_equal(first.out, out)
    del first, other
    gc.collect()
    assert memory._kept
    again = once(1)
    assert np.array_equal(again.flows, told)
    assert np.array_equal(again.out, out)
