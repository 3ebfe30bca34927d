"""Custody, release, and the notice to appear.

Tells what `kernel/notices.py` and `kernel/later.py` decide.
"""

from openasylum.kernel.codes import MEXICO, Family, Flow, Mark, Queue, State, Stream
from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.notices import notice_delay
from openasylum.stories.telling import Decision, Draw, Telling, days_in_words

_NOTICE = ("notice_prompt_share", "notice_prompt_days", "notice_slow_days")


def released_with_notice(t: Telling, never: str) -> None:
    """At liberty; the notice to appear is on its way to the court, or never sent."""
    t.cite("A case begins when the notice to appear is filed with the court", "8 CFR 1003.14")
    t.marks &= ~(Mark.DETAINED | Mark.IN_MEXICO)
    draw = t.draw(Key.NOTICE, 0, 0)
    days = int(notice_delay(draw.value, t.a[never], t.a))
    comes = days >= 0
    answer = f"after {days_in_words(days)}" if comes else "never"
    limit = 1.0 - float(t.a[never])
    t.decisions.append(
        Decision(
            "When the notice to appear reaches the court", "share", draw.value, limit, comes,
            answer, limit, numbers=t.numbers(never, *_NOTICE), draws=(draw,),
        )
    )  # fmt: skip
    if comes:
        t.say("At liberty in the United States; the notice to appear is not yet with the court")
        t.end(State.AWAITING_NOTICE, days)
    else:
        t.flow(Flow.NO_CASE_FILED)
        t.end(State.NO_CASE_FILED, 0)


def held_until_release(t: Telling, mean: str) -> None:
    """Held by ICE for some days, then released with a notice to appear."""
    if mean == "family_release_days":
        t.rule("section_240", "detention.family_days")
    t.marks |= Mark.DETAINED
    t.say("Held by ICE, to be released with a notice to appear")
    draw = t.draw(Key.DETENTION, 0, 0)
    t.end(State.IN_ICE_CUSTODY, t.exponential_days("Days until release", draw, mean))


def held_for_court(t: Telling) -> None:
    """Held by ICE throughout; the notice reaches the detained court within days."""
    t.rule("section_240", "detention.bond_hearing")
    t.marks |= Mark.DETAINED
    t.say("Held by ICE until the case is decided")
    draw = t.draw(Key.NOTICE, 2, 0)
    days = t.exponential_days("Days until the court has the case", draw, "custody_notice_days")
    t.end(State.AWAITING_NOTICE, days)


def transferred_to_ice(t: Telling) -> None:
    """Someone transferred to ICE who voiced no fear: removed, held for court, or released."""
    who, removed = t.world.who, "ice_removed_share"
    if who["family"] == Family.FAMILY_UNIT:
        removed = "ice_removed_share_family"
    elif who["citizenship"] == MEXICO:
        removed = "ice_removed_share_mexico"
    if t.happens(
        "Whether ICE removes the person from custody", t.draw(Key.BORDER, 0, 0), (removed,),
        "to be removed without a hearing", "not removed at once",
    ):  # fmt: skip
        t.marks |= Mark.DETAINED
        draw = t.draw(Key.BORDER, 0, 1)
        days = t.exponential_days("Days to removal", draw, "ice_removal_days")
        t.end(State.AWAITING_REMOVAL, days)
        return
    if not _is_held(t, t.draw(Key.BORDER, 0, 2)):
        released_with_notice(t, "custody_notice_never_share")
    elif who["family"] == Family.FAMILY_UNIT:
        held_until_release(t, "family_release_days")
    elif t.happens(
        "Whether ICE releases the person later", t.draw(Key.BORDER, 0, 3),
        ("detained_release_share",), "to be released", "held for court",
    ):  # fmt: skip
        held_until_release(t, "detained_release_days")
    else:
        held_for_court(t)


def _is_held(t: Telling, draw: Draw) -> bool:
    """Whether ICE holds the person: by the draw, and only if a bed is free (the run says so)."""
    if not t.happens(
        "Whether ICE holds the person", draw, ("ice_detained_share",),
        "to be held if a bed is free", "released",
    ):  # fmt: skip
        return False
    bed = t.step.after.has(Mark.DETAINED)
    if not bed:
        t.say("No detention bed was free")
    return bed


def notice_filed(t: Telling) -> None:
    """The notice to appear reaches the court."""
    t.rule("section_240", "court.docket")
    t.cite("The notice to appear is filed with the court", "8 CFR 1003.14")
    held = t.has(Mark.DETAINED)
    eligible = t.law["priority_docket"] != 0 and t.world.who["stream"] == Stream.BORDER
    if eligible and not held and t.happens(
        "Whether the case goes on a priority docket", t.draw(Key.NOTICE, 1, 1),
        ("priority_docket_share",), "priority docket", "ordinary docket",
    ):  # fmt: skip
        t.marks |= Mark.PRIORITY
    t.flow(Flow.COURT_RECEIPT)
    t.case_since = t.step.day
    name = "detained_first_days" if held else "first_hearing_least_days"
    draw = t.draw(Key.NOTICE, 1, 0)
    days = 1 + int(t.a[name] * (0.5 + draw.value))
    t.end(State.AWAITING_FIRST_HEARING, t.lasts("Days before a first hearing", draw, days, name))


def queue_of_first(marks: int) -> int:
    """The queue for a first hearing, as a negative `where`."""
    if marks & Mark.DETAINED:
        return -1 - Queue.DETAINED_FIRST
    if marks & Mark.IN_MEXICO:
        return -1 - Queue.MPP_FIRST
    return -1 - (Queue.PRIORITY_FIRST if marks & Mark.PRIORITY else Queue.ORDINARY_FIRST)


def next_queue(marks: int) -> int:
    """The queue for someone whose time between hearings is over, as a negative `where`."""
    if not marks & (Mark.APPLIED | Mark.NO_APPLICATION):
        return queue_of_first(marks)
    queue = Queue.ORDINARY_INDIVIDUAL
    if marks & Mark.DETAINED:
        queue = Queue.DETAINED_INDIVIDUAL
    elif marks & Mark.IN_MEXICO:
        queue = Queue.MPP_INDIVIDUAL
    elif marks & Mark.NO_APPLICATION:
        queue = Queue.ORDINARY_SHORT
    elif marks & Mark.PRIORITY:
        queue = Queue.PRIORITY_INDIVIDUAL
    return -1 - queue


def due(t: Telling) -> None:
    """A delay is over: a queue is joined, or something happens without an office."""
    state = t.step.before.state
    if state is State.AWAITING_NOTICE:
        notice_filed(t)
    elif state is State.IN_HHS_CARE:
        t.say("Released from the care of HHS")
        released_with_notice(t, "notice_never_share")
    elif state is State.IN_ICE_CUSTODY:
        t.say("Released from ICE custody")
        released_with_notice(t, "custody_notice_never_share")
    elif state is State.ADMINISTRATIVELY_CLOSED:
        _back(t, Flow.RECALENDARED)
    elif t.has(Mark.WILL_REOPEN):
        _back(t, Flow.REOPENED)
    elif state in (
        State.AWAITING_REMOVAL, State.ORDERED_REMOVED, State.ORDERED_REMOVED_IN_ABSENTIA,
    ):  # fmt: skip
        _removed(t, state)
    else:
        _joins_a_queue(t, state)


def _back(t: Telling, flow: Flow) -> None:
    t.flow(flow)
    t.marks = (t.marks | Mark.REOPENED) & ~Mark.WILL_REOPEN
    state = State.AWAITING_INDIVIDUAL_HEARING
    if not t.has(Mark.APPLIED):
        state = State.AWAITING_FIRST_HEARING
        t.marks &= ~Mark.NO_APPLICATION
    t.end(state, next_queue(t.marks))


def _removed(t: Telling, state: State) -> None:
    by_officer = state is State.AWAITING_REMOVAL and t.case_since == 0
    t.flow(Flow.REPATRIATED_FROM_CUSTODY if by_officer else Flow.REMOVED_AFTER_ORDER)
    t.marks &= ~(Mark.DETAINED | Mark.IN_MEXICO)
    t.end(State.REPATRIATED if by_officer else State.REMOVED_AFTER_ORDER, 0)


_QUEUES = {
    State.AWAITING_FEAR_INTERVIEW: Queue.FEAR_INTERVIEW,
    State.AWAITING_MPP_FEAR_INTERVIEW: Queue.MPP_FEAR_INTERVIEW,
    State.AWAITING_JUDGE_REVIEW: Queue.JUDGE_REVIEW,
    State.AWAITING_ASYLUM_INTERVIEW: Queue.ASYLUM_INTERVIEW,
}


def _joins_a_queue(t: Telling, state: State) -> None:
    if state in _QUEUES:
        t.end(state, -1 - _QUEUES[state])
    elif state is State.AWAITING_FIRST_HEARING:
        t.end(state, queue_of_first(t.marks))
    elif state is State.AWAITING_APPEAL:
        held = t.has(Mark.DETAINED)
        t.end(state, -1 - (Queue.DETAINED_APPEAL if held else Queue.APPEAL))
    else:
        heard = t.has(Mark.APPLIED) or t.has(Mark.NO_APPLICATION)
        waits = State.AWAITING_INDIVIDUAL_HEARING if heard else State.AWAITING_FIRST_HEARING
        t.end(waits, next_queue(t.marks))
