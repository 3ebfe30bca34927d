"""The day of arrival: the pathway at the border, and how those from elsewhere come in.

Tells what `kernel/encounter.py` and `kernel/border.py` decide.
"""

from openasylum.kernel.codes import (
    DISCRETIONARY,
    PATHWAYS,
    Eligibility,
    Flow,
    Mark,
    Pathway,
    Queue,
    State,
    Stream,
)
from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.luck import even_draw, exponential
from openasylum.kernel.orders import NEVER
from openasylum.simulation.calendar import absolute
from openasylum.simulation.inputs import border_until
from openasylum.stories import custody, fear, mexico, third_country
from openasylum.stories.telling import Decision, Draw, Number, Telling
from openasylum.stories.words import PATHWAY

_PROGRAMMES = (
    (Pathway.TITLE_42_EXPULSION, "title_42_in_force", "title_42", ("title_42.expulsion",)),
    (Pathway.MPP, "mpp_open", "mpp", ("mpp.enrolment",)),
    (
        Pathway.THIRD_COUNTRY, "third_country_in_force", "third_country_transfer",
        tuple(f"third_country_transfer.{c}" for c in ("guatemala", "honduras", "el_salvador")),
    ),
)  # fmt: skip
_OUT = {
    Pathway.TITLE_42_EXPULSION: (Flow.EXPELLED, State.EXPELLED),
    Pathway.OTHER: (Flow.OTHER_DISPOSITION, State.OTHER_DISPOSITION),
}  # fmt: skip


def at_the_border(t: Telling) -> None:
    """A border encounter, and what Customs and Border Protection did."""
    t.flow(Flow.ENCOUNTERED)
    pathway = _pathway(t)
    if pathway in _OUT:
        flow, state = _OUT[pathway]
        t.flow(flow)
        t.end(state, 0)
        return
    _barred(t)
    if pathway is Pathway.THIRD_COUNTRY:
        third_country.chosen(t)
    elif pathway is Pathway.MPP:
        t.flow(Flow.ENROLLED_IN_MPP)
        mexico.enrolled(t)
    elif pathway is Pathway.TRANSFER_TO_HHS:
        t.flow(Flow.TRANSFERRED_TO_HHS)
        t.cite("An unaccompanied child goes into the care of HHS", "8 USC 1232(b)(3)")
        draw = t.draw(Key.BORDER, 1, 0)
        t.end(State.IN_HHS_CARE, t.exponential_days("Days in care", draw, "hhs_care_days"))
    elif pathway in (Pathway.USBP_RELEASE, Pathway.OFO_PAROLE):
        t.flow(Flow.RELEASED if pathway is Pathway.USBP_RELEASE else Flow.PAROLED)
        custody.released_with_notice(t, "notice_never_share")
    else:
        _detained_or_repatriated(t, pathway is Pathway.TRANSFER_TO_ICE)


def _barred(t: Telling) -> None:
    """Whether the law of the day of entry bars the person from asylum."""
    eligibility = Eligibility(int(t.law["eligibility"]))
    if eligibility is Eligibility.ELIGIBLE:
        return
    t.rule("section_240", "asylum.eligibility")
    barred = eligibility is Eligibility.BARRED
    name = "asylum_bar_excepted_share" if barred else "presumption_rebutted_share"
    if not t.happens(
        "Whether the person is excepted from the bar to asylum", t.draw(Key.ELIGIBILITY, 0, 0),
        (name,), "excepted", "barred from asylum",
    ):  # fmt: skip
        t.marks |= Mark.ASYLUM_BARRED


def _detained_or_repatriated(t: Telling, to_ice: bool) -> None:
    t.flow(Flow.TRANSFERRED_TO_ICE if to_ice else Flow.REPATRIATED_AT_BORDER)
    if fear.voiced(t, 0 if to_ice else 1):
        fear.referred(t, to_ice)
    elif to_ice:
        custody.transferred_to_ice(t)
    else:
        t.end(State.REPATRIATED, 0)


def _pathway(t: Telling) -> Pathway:
    """The stretch of the group's shares on which the even draw fell."""
    name = t.world.name
    uniform = even_draw(t.world.start, absolute(name.arrived), name.serial)
    shares = t.world.inputs.shares[t.world.month(t.step.day), name.group]
    before = 0.0
    for pathway, column, process, parameters in _PROGRAMMES:
        share = float(shares[pathway])
        if share <= 0.0:
            continue
        t.rule(process, *parameters)
        if uniform < before + share:
            if t.law[column] != 0:
                _told(t, pathway, uniform, before, share)
                return pathway
            t.say(f"Would have met {PATHWAY[pathway]}, which is not open to people like this")
            return _ordinary(t, (uniform - before) / share)
        before += share
    return _ordinary(t, (uniform - before) / (1.0 - before))


def _ordinary(t: Telling, within: float) -> Pathway:
    """The ordinary pathway at `within`, a uniform over these alone."""
    shares = t.world.inputs.shares[t.world.month(t.step.day), t.world.name.group]
    total = 0.0
    for place in range(DISCRETIONARY, PATHWAYS):
        total += float(shares[place])
    left, chosen, passed = within * total, Pathway.OTHER, 0.0
    for place in range(DISCRETIONARY, PATHWAYS):
        if shares[place] > 0.0:
            chosen = Pathway(place)
            if left < shares[place]:
                break
            left -= float(shares[place])
            passed += float(shares[place])
    _told(t, chosen, within, passed / total, float(shares[chosen]) / total, among_ordinary=True)
    t.rule("expedited_removal", "expedited_removal.scope")
    return chosen


def _how(t: Telling, chosen: Pathway) -> str:
    """Where a group's share comes from."""
    if chosen is Pathway.THIRD_COUNTRY:
        return "an assumption: third_country_transfer_share"
    if t.date >= border_until(t.world.inputs.until).fitted_to:
        return "carried on after the last official counts"
    return "from official counts"


def _told(
    t: Telling, chosen: Pathway, drawn: float, start: float, share: float,
    among_ordinary: bool = False,
) -> None:  # fmt: skip
    """Write the choice down; the chance of an ordinary pathway leaves open programmes out."""
    shares = t.world.inputs.shares[t.world.month(t.step.day), t.world.name.group]
    chance, about = share, "What the border agency does"
    if among_ordinary:
        programmes = sum(float(shares[p]) for p, column, *_ in _PROGRAMMES if t.law[column] != 0)
        chance, about = share * (1.0 - programmes), f"{about}, among the ordinary pathways"
    counted = Number(
        f"share: {PATHWAY[chosen]}", chance, "share of the group this month", how=_how(t, chosen)
    )
    t.decisions.append(
        Decision(
            about, "path", drawn, start + share, True, PATHWAY[chosen], chance,
            "people of the group", numbers=(counted,),
            draws=(Draw(Key.PATHWAY, 0, 0, t.world.start),),
        )
    )  # fmt: skip


def elsewhere(t: Telling) -> None:
    """Filings, other new cases, and the cases pending on the model's first day."""
    stream = Stream(int(t.world.who["stream"]))
    t.case_since = absolute(t.world.name.arrived)
    if stream is Stream.AFFIRMATIVE:
        t.flow(Flow.AFFIRMATIVE_FILED)
        t.cite("Anyone in the country may apply for asylum", "8 USC 1158(a)(1)")
        t.end(State.AWAITING_ASYLUM_INTERVIEW, 1 + int(t.a["affirmative_least_days"]))
    elif stream is Stream.STOCK_AFFIRMATIVE:
        t.say("The application for asylum is pending as the model begins")
        t.end(State.AWAITING_ASYLUM_INTERVIEW, -1 - Queue.ASYLUM_INTERVIEW)
    elif stream in (Stream.OTHER_DETAINED, Stream.OTHER_RELEASED):
        _other_case(t, stream is Stream.OTHER_DETAINED)
    else:
        _pending(t, stream)


def _other_case(t: Telling, held: bool) -> None:
    t.flow(Flow.COURT_RECEIPT)
    t.cite("The notice to appear is filed with the court", "8 CFR 1003.14")
    name = "detained_first_days" if held else "first_hearing_least_days"
    draw = t.draw(Key.STOCK, 0, 0)
    t.marks = Mark.DETAINED + 0 if held else 0
    days = 1 + int(t.a[name] * (0.5 + draw.value))
    t.end(State.AWAITING_FIRST_HEARING, t.lasts("Days before a first hearing", draw, days, name))


def _pending(t: Telling, stream: Stream) -> None:
    t.say("The case is pending before an immigration judge as the model begins")
    if stream is Stream.STOCK_INACTIVE:
        t.say("It is administratively closed")
        t.hearings, t.marks = 2, Mark.APPLIED + 0
        draw = t.draw(Key.STOCK, 0, 0)
        back = t.happens(
            "Whether the case is put back on the calendar", draw, ("recalendared_share",),
            "it will be", "it never is",
        )  # fmt: skip
        days = NEVER
        if back:
            later = t.draw(Key.STOCK, 0, 1)
            days = 1 + int(exponential(later.value, t.a["recalendared_days"]))
            t.lasts("Days until then", later, days, "recalendared_days")
        t.end(State.ADMINISTRATIVELY_CLOSED, days)
        return
    draw = t.draw(Key.STOCK, 0, 0)
    first = ("stock_first_hearing_share",)
    if t.happens("Whether it waits for a first hearing", draw, first, "it does", "it does not"):
        t.end(State.AWAITING_FIRST_HEARING, -1 - Queue.ORDINARY_FIRST)
        return
    both = (*first, "stock_short_share")
    short = t.happens(
        "Whether it waits for a short matter", draw, both, "a short matter",
        "a hearing on the merits",
    )  # fmt: skip
    t.hearings, t.marks = 1, (Mark.NO_APPLICATION if short else Mark.APPLIED) + 0
    queue = Queue.ORDINARY_SHORT if short else Queue.ORDINARY_INDIVIDUAL
    t.end(State.AWAITING_INDIVIDUAL_HEARING, -1 - queue)
