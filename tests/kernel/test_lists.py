"""Chunked lists behave as queues and stacks, whatever is done to them."""

from collections import deque

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from openasylum.kernel.lists import pop_newest, pop_oldest, push, sort_by_id, take_all


def _pool(chunks: int = 60, lists: int = 3):
    return (
        np.zeros((chunks * 64, 2), np.int64),
        np.zeros((chunks, 2), np.int32),
        np.zeros((lists, 5), np.int64),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["push", "push", "oldest", "newest"])),
        max_size=700,
    )
)
def test_lists_agree_with_pythons_deque(moves):
    pool, plain, serial = _pool(), [deque() for _ in range(3)], 0
    for which, move in moves:
        if move == "push":
            serial += 1
            push(*pool, which, serial, -serial)
            plain[which].append((serial, -serial))
        elif plain[which]:
            pop = pop_oldest if move == "oldest" else pop_newest
            expected = plain[which].popleft() if move == "oldest" else plain[which].pop()
            assert tuple(map(int, pop(*pool, which))) == expected
    for which in range(3):
        assert int(pool[2][which, 4]) == len(plain[which])
        while plain[which]:
            assert tuple(map(int, pop_oldest(*pool, which))) == plain[which].popleft()


def test_chunks_are_used_again():
    pool = _pool(chunks=8)
    for round_ in range(50):
        for i in range(130):
            push(*pool, 0, round_ * 1000 + i, 0)
        for _ in range(130):
            pop_oldest(*pool, 0)
    assert pool[1][0, 1] <= 4


def test_take_all_and_sort_put_people_in_order_of_their_ids():
    for n in (1, 30, 49, 900):
        pool = _pool()
        ids = np.random.default_rng(n).permutation(np.arange(n, dtype=np.int64)) << 30
        for person in ids:
            push(*pool, 1, person, person + 1)
        due, spare = np.zeros((2, n, 2), np.int64)
        assert take_all(*pool, 1, due) == n
        sort_by_id(due, spare, n, np.zeros(8192, np.int64))
        assert due[:, 0].tolist() == sorted(ids.tolist())
        assert (due[:, 1] == due[:, 0] + 1).all()
