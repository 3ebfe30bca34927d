"""How a case ends at the judge and at the Board, and what follows.

Tells what `kernel/orders.py` and `kernel/appeals.py` decide.
"""

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Flow, Mark, State
from openasylum.kernel.orders import LATER, NEVER
from openasylum.stories.telling import Draw, Telling


def _closed_in_mexico(t: Telling) -> None:
    if t.has(Mark.IN_MEXICO):
        t.flow(Flow.MPP_CLOSED)


def _free(t: Telling) -> None:
    t.marks &= ~(Mark.DETAINED | Mark.IN_MEXICO)


def granted(t: Telling, asylum: bool) -> None:
    """Asylum, or another form of relief or protection."""
    _closed_in_mexico(t)
    if t.has(Mark.IN_MEXICO):
        t.flow(Flow.MPP_RELIEF)
    t.flow(Flow.GRANTED_ASYLUM if asylum else Flow.GRANTED_OTHER_RELIEF)
    _free(t)
    t.end(State.ASYLUM_GRANTED if asylum else State.OTHER_RELIEF, 0)


def terminated(t: Telling) -> None:
    """Proceedings terminated or dismissed."""
    _closed_in_mexico(t)
    t.flow(Flow.TERMINATED)
    _free(t)
    t.end(State.TERMINATED_OR_CLOSED, 0)


def left_voluntarily(t: Telling) -> None:
    """Voluntary departure in place of an order."""
    _closed_in_mexico(t)
    t.flow(Flow.VOLUNTARY_DEPARTURE)
    t.cite("Departure in place of an order", "8 USC 1229c")
    _free(t)
    t.end(State.VOLUNTARY_DEPARTURE, 0)


def administratively_closed(t: Telling) -> None:
    """Off the active docket, still pending; some cases come back."""
    t.flow(Flow.ADMINISTRATIVELY_CLOSED)
    t.marks &= ~Mark.DETAINED
    back = t.happens(
        "Whether the case comes back", t.draw(Key.AFTER_ORDER, t.hearings + LATER, 0),
        ("recalendared_share",), "it will", "it never does",
    )  # fmt: skip
    days = NEVER
    if back:
        draw = t.draw(Key.AFTER_ORDER, t.hearings + LATER, 1)
        days = t.exponential_days("Days until then", draw, "recalendared_days")
    t.end(State.ADMINISTRATIVELY_CLOSED, days)


def ordered_in_absentia(t: Telling) -> None:
    """Ordered removed in absentia; some orders are reopened later."""
    _closed_in_mexico(t)
    if t.has(Mark.IN_MEXICO):
        t.flow(Flow.MPP_IN_ABSENTIA)
    t.flow(Flow.ORDERED_REMOVED_IN_ABSENTIA)
    _free(t)
    u = [t.draw(Key.AFTER_ORDER, t.hearings, n) for n in range(4)]
    if t.happens(
        "Whether the order is reopened", u[0], ("in_absentia_reopened_share",), "it will be",
        "it is not",
    ):  # fmt: skip
        t.marks |= Mark.WILL_REOPEN
        days = t.exponential_days("Days until then", u[1], "in_absentia_reopened_days")
        t.end(State.ORDERED_REMOVED_IN_ABSENTIA, days)
        return
    t.end(State.ORDERED_REMOVED_IN_ABSENTIA, _days_to_removal(t, u[2], u[3]))


def _days_to_removal(t: Telling, whether: Draw, when: Draw) -> int:
    if not t.happens(
        "Whether the order is carried out", whether, ("removal_after_order_share_released",),
        "removed", "still in the country",
    ):  # fmt: skip
        return 0
    return t.exponential_days("Days to removal", when, "removal_after_order_days_released")


def ordered_removed(t: Telling, may_appeal: bool) -> None:
    """Ordered removed with the person present."""
    u = [t.draw(Key.AFTER_ORDER, t.hearings, n) for n in range(4)]
    _closed_in_mexico(t)
    t.flow(Flow.ORDERED_REMOVED)
    if may_appeal and not t.has(Mark.APPEALED):
        t.rule("section_240", "appeal.days_to_file")
        if t.happens(
            "Whether the person appeals", u[0], ("appeal_share_of_denials",), "appeals",
            "does not appeal",
        ):  # fmt: skip
            t.flow(Flow.APPEALED)
            t.marks |= Mark.APPEALED
            t.end(State.AWAITING_APPEAL, 1 + int(t.a["appeal_filing_days"]))
            return
    _final(t, u[1], u[2], u[3])


def _final(t: Telling, reopened: Draw, when: Draw, carried_out: Draw) -> None:
    """What follows a final order."""
    if t.has(Mark.DETAINED):
        days = t.exponential_days("Days to removal", when, "removal_after_order_days_detained")
        t.end(State.AWAITING_REMOVAL, days)
        return
    t.marks &= ~Mark.IN_MEXICO
    if t.happens(
        "Whether the case is reopened", reopened, ("other_reopened_share",), "it will be",
        "it is not",
    ):  # fmt: skip
        t.marks |= Mark.WILL_REOPEN
        days = t.exponential_days("Days until then", when, "other_reopened_days")
        t.end(State.ORDERED_REMOVED, days)
        return
    t.end(State.ORDERED_REMOVED, _days_to_removal(t, carried_out, when))


def appeal_decided(t: Telling) -> None:
    """The Board of Immigration Appeals decides."""
    t.cite("Appeals go to the Board of Immigration Appeals", "8 CFR 1003.1(b)")
    u = [t.draw(Key.APPEAL, t.hearings, n) for n in range(4)]
    t.flow(Flow.APPEAL_DECIDED)
    if t.happens(
        "The Board's decision", u[0], ("appeal_remanded_share",), "back to the judge",
        "appeal dismissed",
    ):  # fmt: skip
        t.flow(Flow.REMANDED)
        t.end(State.BETWEEN_HEARINGS, 1 + int(t.a["preparation_days"]))
        return
    _final(t, u[1], u[2], u[3])
