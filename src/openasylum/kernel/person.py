"""A person in two words: the id, made from where and when they came, and the hot state.

id:    arrival day (16 bits, days since 2000-01-01) | group (10) | serial of the day (24)
state: state (5) | since (16) | case since (16) | hearings (8) | marks (18)
"""

from openasylum.kernel.jit import inlined

SERIALS = 1 << 24
_GROUPS = 1 << 10
_DAYS = 1 << 16


@inlined
def make_id(day, group, serial):
    """The id of the `serial`-th person of `group` to arrive on `day` (days since 2000-01-01)."""
    return (day << 34) | (group << 24) | serial


@inlined
def day_of(person):
    """The day of arrival, in days since 2000-01-01."""
    return person >> 34


@inlined
def group_of(person):
    """The group's number."""
    return (person >> 24) & (_GROUPS - 1)


@inlined
def serial_of(person):
    """The serial within group and day of arrival."""
    return person & (SERIALS - 1)


@inlined
def make_state(state, since, case_since, hearings, marks):
    """Pack the hot state; the days are days since 2000-01-01."""
    return state | (since << 5) | (case_since << 21) | (hearings << 37) | (marks << 45)


@inlined
def state_of(word):
    """The stage or outcome."""
    return word & 31


@inlined
def since_of(word):
    """The day the present stage began, in days since 2000-01-01."""
    return (word >> 5) & (_DAYS - 1)


@inlined
def case_since_of(word):
    """The day the court, or the asylum office, received the case."""
    return (word >> 21) & (_DAYS - 1)


@inlined
def hearings_of(word):
    """How many hearings and interviews there have been: the occasion of the next draw."""
    return (word >> 37) & 255


@inlined
def marks_of(word):
    """The marks, one bit each."""
    return (word >> 45) & 0x3FFFF
