"""What one step of one person's life reports: the flows to count, each with its day."""

from openasylum.kernel.jit import kernel

ROOM = 25  # twelve flows at most, as (flow, day) pairs behind their number


@kernel
def tell(tally, flow, day):
    """Report `flow` on `day` (days since 2000-01-01). Changes `tally` in place."""
    n = tally[0]
    tally[1 + 2 * n] = flow
    tally[2 + 2 * n] = day
    tally[0] = n + 1
