"""A thinned run keeps the same people, however they are looked for."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openasylum.kernel.thinning import is_kept, next_kept
from openasylum.law import load_scenario
from openasylum.simulation.engine import run
from openasylum.simulation.inputs import build
from openasylum.simulation.people import first_row_absolute, row_shift_of


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-4, 1.0), st.floats(1e-10, 1.0, exclude_max=True), st.integers(0, 3000))
def test_the_next_one_kept_is_the_first_kept_from_there_on(scale, start, serial):
    found = int(next_kept(serial, start, scale))
    assert is_kept(found, start, scale)
    assert not any(is_kept(before, start, scale) for before in range(serial, found))


def test_everyone_is_kept_at_full_scale():
    assert [int(next_kept(i, 0.3, 1.0)) for i in range(5)] == [0, 1, 2, 3, 4]


@settings(max_examples=300, deadline=None)
@given(st.floats(1e-4, 1.0), st.floats(1e-10, 1.0, exclude_max=True), st.integers(0, 200_000))
def test_nobody_kept_shares_a_row_with_another(scale, start, serial):
    shift = row_shift_of(scale)
    first = int(next_kept(serial, start, scale))
    second = int(next_kept(first + 1, start, scale))
    assert first >> shift < second >> shift


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.34, 0.1, 0.05, 0.01, 1 / 3, 1 / 7, 0.0005])
def test_round_scales_keep_nobody_on_anothers_row(scale):
    shift = row_shift_of(scale)
    serial, kept = -1, []
    for _ in range(3_000):
        serial = int(next_kept(serial + 1, 0.5, scale))
        kept.append(serial >> shift)
    assert len(set(kept)) == len(kept)
    assert scale > 0.3 or (1 << shift) * scale > 0.35  # and few rows stay empty


def test_rows_give_back_whose_they_are():
    seen = set()
    given_ = build("as_enacted", load_scenario("as_enacted"), date(2014, 3, 1), 3, 0.003, {})
    books = run(given_, history=lambda log: seen.update(log["person"].tolist()))
    rows, groups = np.diff(books.offsets, axis=1).shape
    cell = np.repeat(np.arange(rows * groups), np.diff(books.offsets, axis=1).ravel())
    place = np.arange(books.out.size) - books.offsets[:, :-1].ravel()[cell]
    here = np.flatnonzero(books.out)
    days = cell[here] // groups + first_row_absolute()
    ids = books.ids(days, cell[here] % groups, place[here])
    assert here.size == books.people == np.unique(ids).size
    assert seen
    assert seen <= set(ids.tolist())
