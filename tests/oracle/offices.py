"""Offices that serve queues until the day's hours are spent (docs/model.md 3, 7.6, 7.7)."""

from openasylum.kernel.codes import Judge, Mark, Officer, Queue, Service
from tests.oracle import affirmative, books, court, mexico, orders, screening
from tests.oracle.person import Person
from tests.oracle.steps import settle
from tests.oracle.world import World


def _serve(world: World, queue: Queue, budget: float, newest: bool = False) -> float:
    """Serve until the budget is spent (the last may overrun it). Returns the hours spent."""
    spent = 0.0
    while spent < budget and world.queues[queue]:
        person = world.queues[queue].pop(-1 if newest else 0)
        if queue is Queue.ASYLUM_INTERVIEW:
            books.see_interview(world, person)
        if person.lawyer:
            person.marks.add(Mark.REPRESENTED)
        spent += _hold(world, queue, person)
        settle(world, person)
    return spent


def _hold(world: World, queue: Queue, person: Person) -> float:
    """What an office does with the next person of a queue. Returns the hours it takes."""
    a = world.assumed
    if queue is Queue.FEAR_INTERVIEW:
        if Mark.THIRD_COUNTRY in person.marks:
            screening.third_country_interview(world, person)
            return float(a.hours_per_fear_interview)
        hours = 0.0 if screening.by_agent(world, person) else a.hours_per_fear_interview
        screening.fear_interview(world, person)
        return float(hours)
    if queue is Queue.MPP_FEAR_INTERVIEW:
        mexico.mpp_fear_interview(world, person)
        return float(a.hours_per_mpp_fear_interview)
    if queue is Queue.ASYLUM_INTERVIEW:
        affirmative.interview(world, person)
        return float(a.hours_per_asylum_interview)
    if queue is Queue.JUDGE_REVIEW:
        screening.judge_review(world, person)
        return float(a.review_hours)
    if queue in (Queue.APPEAL, Queue.DETAINED_APPEAL):
        orders.decide_appeal(world, person)
        return 1.0
    if queue in (Queue.MPP_FIRST, Queue.MPP_INDIVIDUAL):
        return mexico.mpp_hearing(world, person)
    if queue in (Queue.DETAINED_FIRST, Queue.PRIORITY_FIRST, Queue.ORDINARY_FIRST):
        return court.first_hearing(world, person)
    if Mark.NO_APPLICATION in person.marks:
        return court.short_hearing(world, person)
    return court.individual_hearing(world, person)


def _book(world: World, office: str, purpose: int, hours: float) -> None:
    world.hours[world.today.month, office, int(purpose)] += hours


def officers(world: World) -> None:
    """Credible fear first, then fear of Mexico, the rest to affirmative cases."""
    if world.today.officer_hours <= 0:
        return
    debt = world.credit["officers"]
    left = debt + world.today.officer_hours
    for queue, purpose in (
        (Queue.FEAR_INTERVIEW, Officer.FEAR_INTERVIEW),
        (Queue.MPP_FEAR_INTERVIEW, Officer.MPP_FEAR_INTERVIEW),
    ):
        spent = _serve(world, queue, left)
        _book(world, "officers", purpose, spent)
        left -= spent
    service = Service(world.today.affirmative_service)
    if service is Service.TWO_TRACKS:
        part = world.credit["old_track"]
        part += (left - debt) * world.assumed.affirmative_old_track_share
        spent = 0.0
        if left > 0.0:
            spent = _serve(world, Queue.ASYLUM_INTERVIEW, part)
            part = min(0.0, part - spent)
        world.credit["old_track"] = part
        _book(world, "officers", Officer.ASYLUM_INTERVIEW, spent)
        left -= spent
    newest = service is not Service.FIRST_IN_FIRST_OUT
    spent = _serve(world, Queue.ASYLUM_INTERVIEW, left, newest)
    _book(world, "officers", Officer.ASYLUM_INTERVIEW, spent)
    world.credit["officers"] = _lose(world, "officers", Officer.UNUSED, left - spent)


def _lose(world: World, office: str, purpose: int, left: float) -> float:
    """Hours that found nobody are lost; a debt is kept. Returns what the next day starts with."""
    if left > 0.0:
        _book(world, office, purpose, left)
        return 0.0
    return left


class _Bench:
    """The hours of one day's judges, and the parts of them that dockets may take at most.

    A part is what is set aside today less what the docket overran before.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.debt = world.credit["judges"]
        self.left = self.debt + world.today.judge_hours

    def set_aside(self, part: str, hours: float) -> None:
        self.world.credit[part] = min(0.0, self.world.credit[part]) + hours

    def hear(self, queue: Queue, purpose: Judge, part: str | None = None) -> None:
        credit = self.world.credit
        budget = self.left if part is None else credit[part]
        spent = _serve(self.world, queue, budget)
        _book(self.world, "judges", purpose, spent)
        self.left -= spent
        if part is not None:
            credit[part] -= spent


def judges(world: World) -> None:
    """Reviews and detained cases; MPP; a priority docket; the ordinary docket."""
    if world.today.judge_hours <= 0:
        return
    a, bench = world.assumed, _Bench(world)
    bench.set_aside("mpp", world.today.mpp_judge_hours if world.today.mpp_hearings else 0.0)
    bench.hear(Queue.JUDGE_REVIEW, Judge.FEAR_REVIEW)
    bench.hear(Queue.DETAINED_FIRST, Judge.DETAINED)
    bench.hear(Queue.DETAINED_INDIVIDUAL, Judge.DETAINED)
    bench.hear(Queue.MPP_FIRST, Judge.MPP, "mpp")
    bench.hear(Queue.MPP_INDIVIDUAL, Judge.MPP, "mpp")
    rest = bench.left - bench.debt
    priority = rest * a.priority_share_of_hours
    bench.set_aside("priority", priority)
    bench.set_aside("first", (rest - priority) * a.first_hearing_share_of_hours)
    bench.hear(Queue.PRIORITY_FIRST, Judge.PRIORITY, "priority")
    bench.hear(Queue.PRIORITY_INDIVIDUAL, Judge.PRIORITY, "priority")
    bench.hear(Queue.ORDINARY_SHORT, Judge.ORDINARY_FIRST, "first")
    bench.hear(Queue.ORDINARY_FIRST, Judge.ORDINARY_FIRST, "first")
    bench.hear(Queue.ORDINARY_INDIVIDUAL, Judge.ORDINARY_INDIVIDUAL)
    if bench.left > 0.0:
        world.credit["first"] = bench.left
    bench.hear(Queue.ORDINARY_SHORT, Judge.ORDINARY_FIRST, "first")
    bench.hear(Queue.ORDINARY_FIRST, Judge.ORDINARY_FIRST, "first")
    world.credit["judges"] = _lose(world, "judges", Judge.UNUSED, bench.left)


def board(world: World) -> None:
    """The Board decides appeals, those of detained people first; a surplus is lost, a debt kept."""
    left = min(0.0, world.credit["board"]) + world.today.board_decisions
    for queue in (Queue.DETAINED_APPEAL, Queue.APPEAL):
        left -= _serve(world, queue, left)
    world.credit["board"] = left
