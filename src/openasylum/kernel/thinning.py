"""Thinning: who belongs to a run at a small scale, and which row is theirs."""

from openasylum.kernel.codes import Decision
from openasylum.kernel.jit import kernel
from openasylum.kernel.luck import draws
from openasylum.kernel.person import make_id


@kernel
def is_kept(serial, start, scale):
    """Thinning: whether the person belongs to a run at `scale`, evenly over the group's day."""
    if scale >= 1.0:
        return True
    return int((serial + 1) * scale + start) > int(serial * scale + start)


@kernel
def next_kept(serial, start, scale):
    """The first serial from `serial` on that `is_kept`, found without looking at those between."""
    if scale >= 1.0:
        return serial
    count = int(serial * scale + start)
    near = int((count + 1 - start) / scale) - 2  # rounding can move it by one
    serial = max(serial, near)
    while not is_kept(serial, start, scale):
        serial += 1
    return serial


@kernel
def kept_serials(days, groups, places, seed, scale, row_shift, serials):
    """Write into `serials` who the people in these places of their cells' rows are.

    `days` (since 2000-01-01), `groups` and `places` (0 for a cell's first row) are of people of a
    run at `scale`; one array entry each.
    """
    for i in range(places.size):
        serials[i] = places[i]
        if scale < 1.0:
            start = draws(seed, make_id(days[i], groups[i], 0), Decision.THINNING, 0)[0]
            serials[i] = next_kept(places[i] << row_shift, start, scale)
