"""Lawyers asked, and lawyers found. Tells what `kernel/lawyers.py` decides."""

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Flow, Place
from openasylum.stories.telling import Decision, Number, Telling, days_in_words

_WHERE = {
    Place.UNITED_STATES: "united_states",
    Place.DETAINED: "detained",
    Place.MEXICO: "mexico",
}
_CAPACITY = "lawyers_new_cases_per_year"


def asked(t: Telling) -> None:
    """A lawyer is asked, and takes the case on or has no room."""
    request = t.step.request
    assert request is not None  # replay makes no step of this kind without
    t.cite("Counsel of one's choosing, at no expense to the government", "8 USC 1362")
    never, mean = (f"lawyer_{word}_{_WHERE[request.place]}" for word in ("never_share", "days"))
    draw = t.draw(Key.LAWYER, request.number, 0)
    found = draw.value < request.chance
    t.decisions.append(
        Decision(
            "Whether the lawyer asked can take the case", "share", draw.value, request.chance,
            found, "takes it" if found else "has no room", request.chance,
            "everyone who asked a lawyer that day",
            numbers=(_room(t), *t.numbers(never, mean)), draws=(draw,),
        )
    )  # fmt: skip
    t.flow(Flow.LAWYER_FOUND if found else Flow.LAWYER_SOUGHT_IN_VAIN)
    t.end(t.step.after.state, t.step.where)
    if found:
        t.say(f"Taken on by a lawyer, {days_in_words(t.step.day - t.case_since)} into the case")


def _room(t: Telling) -> Number:
    """How many new cases lawyers could take on in a year."""
    record = t.assumptions.assumption(_CAPACITY)
    value = t.assumptions.at(_CAPACITY, t.date)
    return Number(_CAPACITY, value, record.unit, record.low, record.high, record.how)
