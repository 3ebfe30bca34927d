"""Chunked lists behave as queues and stacks, whatever is done to them."""

from collections import deque

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from openasylum.kernel.jit import as_records
from openasylum.kernel.layout import TOKEN
from openasylum.kernel.lists import (
    DIGITS,
    make_key,
    place_in,
    pop_newest,
    pop_oldest,
    push,
    row_in,
    sort_by_row,
    take_all,
)


def _pool(chunks: int = 60, lists: int = 3):
    return (
        as_records(np.zeros(chunks * 64, TOKEN)),
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


def test_a_long_list_is_emptied_from_its_end_across_chunks():
    pool = _pool()
    for round_ in range(3):
        for i in range(400):
            push(*pool, 0, i, -i)
        for i in reversed(range(round_, 400)):
            assert tuple(map(int, pop_newest(*pool, 0))) == (i, -i)
        for i in range(round_):
            assert tuple(map(int, pop_oldest(*pool, 0))) == (i, -i)


def test_chunks_are_used_again():
    pool = _pool(chunks=8)
    for round_ in range(50):
        for i in range(130):
            push(*pool, 0, round_ * 1000 + i, 0)
        for _ in range(130):
            pop_oldest(*pool, 0)
    assert pool[1][0, 1] <= 4


def test_a_list_emptied_at_once_leaves_the_others_and_its_chunks_to_use_again():
    pool = _pool(chunks=8, lists=2)
    due = as_records(np.zeros(200, TOKEN))
    for _ in range(30):
        for i in range(150):
            push(*pool, 0, i, -i)
            push(*pool, 1, i, i) if i < 40 else None
        assert take_all(*pool, 0, due) == 150
        assert due[:150].tolist() == [(i, -i) for i in range(150)]
        assert [pop_oldest(*pool, 1) for _ in range(40)] == [(i, i) for i in range(40)]
    assert pool[1][0, 1] <= 5


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 400),
    st.integers(0, 2**29),
    st.sampled_from([400, 10**5, 2**29]),
    st.integers(0, 2**32),
)
def test_take_all_and_sort_put_people_in_order_of_their_rows(n, least, span, seed):
    luck = np.random.default_rng(seed)
    rows = np.unique(least + luck.integers(0, span, n))
    luck.shuffle(rows)
    pool = _pool()
    for row in rows:
        push(*pool, 1, row, ~row)
    due = as_records(np.zeros(rows.size, TOKEN))
    keys, spare = np.zeros((2, rows.size), np.int64)
    assert take_all(*pool, 1, due) == rows.size
    keys[:] = [make_key(int(row), i) for i, row in enumerate(due["row"][: rows.size])]
    sort_by_row(keys, rows.size, spare, np.zeros(1 << DIGITS, np.int64))
    assert [row_in(key) for key in keys] == sorted(rows.tolist())
    assert [due[place_in(key)]["word"] for key in keys] == sorted((~rows).tolist(), reverse=True)
