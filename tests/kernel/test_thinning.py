"""A thinned run keeps the same people, however they are looked for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from openasylum.kernel.run import is_kept, next_kept


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-4, 1.0), st.floats(1e-10, 1.0, exclude_max=True), st.integers(0, 3000))
def test_the_next_one_kept_is_the_first_kept_from_there_on(scale, start, serial):
    found = int(next_kept(serial, start, scale))
    assert is_kept(found, start, scale)
    assert not any(is_kept(before, start, scale) for before in range(serial, found))


def test_everyone_is_kept_at_full_scale():
    assert [int(next_kept(i, 0.3, 1.0)) for i in range(5)] == [0, 1, 2, 3, 4]
