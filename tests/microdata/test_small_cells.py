"""No small count is shown, and none follows from the totals of the same table."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openasylum.microdata.small_cells import hide_small

SMALLEST = 10


def table(values, names=("court", "nationality")):
    """Rows of a table of counts; a cell of 0 is no row, as in an answer."""
    values = np.array(values)
    rows = []
    for place in np.argwhere(values > 0):
        traits = {name: str(i) for name, i in zip(names, place, strict=True)}
        rows.append({**traits, "n": int(values[tuple(place)])})
    return rows


def totals(before, by):
    """The table by fewer traits, as the same question would give it, and its rows' cells."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, row in enumerate(before):
        groups.setdefault(tuple(row[name] for name in by), []).append(i)
    rows = [
        {**dict(zip(by, key, strict=True)), "n": sum(before[i]["n"] for i in cells)}
        for key, cells in groups.items()
    ]
    return rows, list(groups.values())


def known_counts(before, by, *, without=False):
    """Small counts, of this table or of any by fewer traits, that follow from all that is shown.

    Or what follows `without` this table: where few combinations occur, its totals alone say it.
    """
    equations, wanted = [np.zeros(len(before))], []
    for size in range(len(by) + 1):
        for names in combinations(by, size):
            rows, cells = totals(before, names)
            small = [0 < row["n"] < SMALLEST for row in rows]
            hide_small(rows, names, "count", SMALLEST)
            for row, is_small, here in zip(rows, small, cells, strict=True):
                vector = np.isin(np.arange(len(before)), here).astype(float)
                if row["n"] is not None and not (without and names == by):
                    equations.append(vector)
                if is_small:
                    wanted.append((row, vector))
    basis = np.linalg.svd(np.array(equations))
    space = basis.Vh[: int((basis.S > 1e-9).sum())]
    return [row for row, one in wanted if np.allclose(one @ space.T @ space, one)]


def hide(values, by=("court", "nationality")):
    before = table(values, by)
    rows = [dict(row) for row in before]
    hide_small(rows, by, "count", SMALLEST)
    return rows, before


def test_one_small_count_takes_a_second_with_it():
    rows, _ = hide([3, 40, 50], ("court",))
    assert [row["n"] for row in rows] == [None, None, 50]


def test_two_small_counts_whose_sum_is_small_take_a_third_with_them():
    rows, _ = hide([3, 4, 50, 60], ("court",))
    assert [row["n"] for row in rows] == [None, None, None, 60]
    rows, _ = hide([6, 7, 50, 60], ("court",))
    assert [row["n"] for row in rows] == [None, None, 50, 60]


def test_a_small_count_is_not_the_rest_of_its_row_or_its_column():
    rows, before = hide([[3, 100, 200], [100, 300, 400], [200, 400, 500]])
    shown = {(row["court"], row["nationality"]): row["n"] for row in rows}
    for court in "012":
        assert sum(shown[court, nat] is None for nat in "012") != 1
    for nat in "012":
        assert sum(shown[court, nat] is None for court in "012") != 1
    assert shown["0", "0"] is None
    assert sum(value is None for value in shown.values()) == 4
    assert known_counts(before, ("court", "nationality")) == []


def test_a_count_between_two_rings_of_hidden_ones_does_not_follow_from_many_totals():
    values = np.full((4, 4), 500)
    for place in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)):
        values[place] = 7  # (1, 2) joins two rings: 14 - what row 0 and column 0 say
    _, before = hide(values)
    assert known_counts(before, ("court", "nationality")) == []


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1),
    st.sampled_from([("court", "nationality"), ("court", "nationality", "custody")]),
)  # fmt: skip
def test_no_small_count_follows_from_the_totals(wide, high, seed, by):
    numbers = np.random.default_rng(seed)
    shape = (wide, high, 3)[: len(by)]
    values = numbers.choice([0, 1, 5, 9, 10, 40, 900], size=shape)
    rows, before = hide(values, by)
    for row, was in zip(rows, before, strict=True):
        assert row["n"] is None or row["n"] >= SMALLEST
        assert row["n"] in (None, was["n"])
    assert known_counts(before, by) == known_counts(before, by, without=True)


@pytest.mark.parametrize(("n", "d", "shown"), [(3, 100, 0), (97, 100, 0), (0, 100, 2), (50, 99, 2)])
def test_a_share_hides_its_counted_and_its_rest(n, d, shown):
    rows = [{"court": "A", "n": n, "d": d, "share": n / d}, {"court": "B", "n": 50, "d": 200,
                                                             "share": 0.25}]  # fmt: skip
    hide_small(rows, ("court",), "share", SMALLEST)
    assert sum(row["share"] is not None for row in rows) == shown


def test_one_number_alone_is_hidden_if_it_is_small():
    rows = [{"n": 9}]
    assert hide_small(rows, (), "count", SMALLEST) == 1
    assert rows == [{"n": None}]
    rows = [{"n": 9}]
    assert hide_small(rows, (), "count", 1) == 0
