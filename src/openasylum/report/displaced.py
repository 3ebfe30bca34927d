"""What displaced hours would have done: net hours as interviews and hearings, the sign computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openasylum.report.given import Given, GivenAssumptions
from openasylum.report.run import Draws
from openasylum.report.spans import Span
from openasylum.report.tables import Amount
from openasylum.report.words import between, rounded

MPP_INTERVIEW, CREDIBLE_FEAR = "mpp_fear_interview", "credible_fear_interview"
AFFIRMATIVE, UNUSED = "asylum_interview", "unused"
MPP_DOCKET, REVIEW = "mpp", "fear_review"
_LEAST = 0.5  # hours; nearer to none than a whole hour is none
_CARRIED = 0.005  # of all hours: work that overruns a day is carried, also out of the span


@dataclass(frozen=True)
class Hours:
    """One scenario's hours in a span by purpose, each one number a draw."""

    name: str
    title: str
    officers: Mapping[str, Draws]
    judges: Mapping[str, Draws]

    def on_mpp(self) -> float:
        """Hours of either office on MPP, the mean of the draws."""
        return float(_of(self.officers, MPP_INTERVIEW).mean() + _of(self.judges, MPP_DOCKET).mean())


@dataclass(frozen=True)
class Part:
    """What one scenario has above the other of something, in hours."""

    label: str
    hours: Amount


@dataclass(frozen=True)
class Converted:
    """Net hours as pieces of work, and the range over the hours that one piece takes."""

    what: str
    units: Amount
    low: float
    high: float
    per: Given


@dataclass(frozen=True)
class Rests:
    """Net hours with one assumption at the ends of its range, the work itself as in the run.

    `turns_at` is the value at which the sign turns, if it lies within the range.
    """

    per: Given
    at_low: float
    at_high: float
    turns_at: float | None


@dataclass(frozen=True)
class Reading:
    """What one office's hours say of two scenarios: `more` has the more hours on MPP.

    `sign`: "takes" (less is left for other work), "spares" (more is left), "neither", or "either"
    when draws disagree. Parts and net are of `more` above `less`.
    """

    office: str
    more: str
    less: str
    sign: str
    parts: tuple[Part, ...]
    net: Amount
    converted: Converted | None
    rests: tuple[Rests, ...]
    sentences: tuple[str, ...]


def readings(a: Hours, b: Hours, given: GivenAssumptions, span: Span) -> tuple[Reading, Reading]:
    """The reading of asylum officers' hours, and that of immigration judges' hours."""
    more, less = (a, b) if a.on_mpp() >= b.on_mpp() else (b, a)
    return _officers(more, less, given, span), _judges(more, less, given, span)


def sign_of(net: Amount) -> str:
    """Whether hours are taken or spared; "either" if nine in ten draws do not agree on it."""
    low = net.mean if net.low is None else net.low
    high = net.mean if net.high is None else net.high
    if max(abs(low), abs(high)) < _LEAST:
        return "neither"
    if low > 0:
        return "takes"
    return "spares" if high < 0 else "either"


def _of(hours: Mapping[str, Draws], purpose: str) -> Draws:
    """Hours on a purpose; a run that has none of it has spent none on it."""
    nothing = np.zeros_like(next(iter(hours.values())))
    return hours.get(purpose, nothing)


def _officers(more: Hours, less: Hours, given: GivenAssumptions, span: Span) -> Reading:
    def above(purpose: str) -> Draws:
        return _of(more.officers, purpose) - _of(less.officers, purpose)

    mpp, credible = above(MPP_INTERVIEW), above(CREDIBLE_FEAR)
    net = Amount.of(mpp + credible)
    staff = _all(more.officers) - _all(less.officers)
    parts = (
        Part("MPP fear interviews", Amount.of(mpp)),
        Part("Credible fear interviews", Amount.of(credible)),
        Part("Affirmative asylum interviews", Amount.of(above(AFFIRMATIVE))),
        Part("Not used: nobody was waiting", Amount.of(above(UNUSED))),
        Part("All hours there were", Amount.of(staff)),
    )
    per = given.mean("hours_per_asylum_interview", span.start, span.until)
    converted = _converted("affirmative interviews", mpp + credible, per)
    rests = tuple(
        _rests(one, float(moved.mean()), float(other.mean()))
        for name, moved, other in (
            ("hours_per_mpp_fear_interview", mpp, credible),
            ("hours_per_fear_interview", credible, mpp),
        )
        if (one := given.mean(name, span.start, span.until)) is not None
    )
    sign = sign_of(net)
    sentences = (
        "Fear screening takes the same hours under both."
        if sign == "neither" and sign_of(parts[0].hours) == "neither"
        else f"Under \u201c{more.title}\u201d, MPP fear interviews take {_than(parts[0].hours)} and"
        f" credible fear interviews {_than(parts[1].hours)} than under \u201c{less.title}\u201d:"
        f" net, fear screening takes {_than(net)}.",
        _left("asylum officers", "affirmative cases", sign, converted),
        f"Affirmative cases in fact get {_got(parts[2].hours)}"
        f"{_staff(parts[4].hours, less.officers)}.",
        _unused(more, less, "officers"),
    )
    reading = (more.title, less.title, sign, parts, net, converted, rests, sentences)
    return Reading("asylum_officers", *reading)


def _judges(more: Hours, less: Hours, given: GivenAssumptions, span: Span) -> Reading:
    def above(purpose: str) -> Draws:
        return _of(more.judges, purpose) - _of(less.judges, purpose)

    mpp, reviews, unused = above(MPP_DOCKET), above(REVIEW), above(UNUSED)
    net = Amount.of(mpp + reviews)
    staff = _all(more.judges) - _all(less.judges)
    parts = (
        Part("MPP docket", Amount.of(mpp)),
        Part("Reviews of fear findings", Amount.of(reviews)),
        Part("Every other docket", Amount.of(staff - mpp - reviews - unused)),
        Part("Not used: nobody was waiting", Amount.of(unused)),
        Part("All hours there were", Amount.of(staff)),
    )
    per = given.mean("merits_hearing_hours", span.start, span.until)
    converted = _converted("hearings on the merits", mpp + reviews, per)
    sign = sign_of(net)
    sentences = (
        "The MPP docket and reviews of fear findings take the same hours under both."
        if sign == "neither" and sign_of(parts[0].hours) == "neither"
        else f"Under \u201c{more.title}\u201d, judges spend {_than(parts[0].hours)} on the MPP"
        f" docket and {_than(parts[1].hours)} on reviews of fear findings than under"
        f" \u201c{less.title}\u201d: net {_than(net)}.",
        _left("immigration judges", "other dockets", sign, converted),
        f"Every other docket together in fact gets {_got(parts[2].hours)}"
        f"{_staff(parts[4].hours, less.judges)}.",
        _unused(more, less, "judges"),
    )
    reading = (more.title, less.title, sign, parts, net, converted, (), sentences)
    return Reading("immigration_judges", *reading)


def _all(hours: Mapping[str, Draws]) -> Draws:
    found: Draws = np.sum(list(hours.values()), axis=0)
    return found


def _converted(what: str, net: Draws, per: Given | None) -> Converted | None:
    """Net hours divided by the hours of one piece of work; None where these are not known."""
    if per is None:
        return None
    ends = sorted(float(net.mean()) / hours for hours in (per.low, per.high))
    return Converted(what, Amount.of(net / per.value), ends[0], ends[1], per)


def _rests(per: Given, moved: float, other: float) -> Rests:
    """Net hours if each of the same interviews took the low, or the high, number of hours."""
    each = moved / per.value
    turns_at = -other / each if each else None
    if turns_at is not None and not per.low < turns_at < per.high:
        turns_at = None
    return Rests(per, each * per.low + other, each * per.high + other, turns_at)


def _than(amount: Amount) -> str:
    """Hours more or fewer, with the range of nine in ten draws if there are several."""
    size = abs(amount.mean)
    if size < _LEAST and (amount.low is None or amount.low == amount.high):
        return "no more hours"
    words = f"{rounded(size)} hours {'more' if amount.mean > 0 else 'fewer'}"
    if amount.low is None or amount.high is None or sign_of(amount) == "neither":
        return words
    if sign_of(amount) == "either":
        return f"{words} ({rounded(-amount.low)} fewer to {rounded(amount.high)} more)"
    return f"{words} ({between(*sorted((abs(amount.low), abs(amount.high))))})"


def _left(who: str, work: str, sign: str, converted: Converted | None) -> str:
    if sign == "neither":
        return f"By itself that leaves the {who} as many hours for {work}."
    worth = "" if converted is None else f": the time of {_worth(converted)}"
    if sign == "either":
        return (
            f"Whether that leaves the {who} more or fewer hours for {work}, draws disagree{worth}."
        )
    amount, done = ("fewer", "not held") if sign == "takes" else ("more", "that could be held")
    ending = f"{worth}, {done}" if worth else ""
    return f"By itself that leaves the {who} {amount} hours for {work}{ending}."


def _worth(found: Converted) -> str:
    ends = sorted((abs(found.low), abs(found.high)))
    return (
        f"{rounded(abs(found.units.mean))} {found.what} ({between(*ends)} at {found.per.high:g} to"
        f" {found.per.low:g} hours each)"
    )


def _got(amount: Amount) -> str:
    return "as many hours" if sign_of(amount) == "neither" else _than(amount)


def _staff(staff: Amount, hours: Mapping[str, Draws]) -> str:
    """That the two scenarios do not have the same hours to spend, if they do not."""
    if abs(staff.mean) <= _CARRIED * float(_all(hours).mean()):
        return ""
    return f"; there are {_than(staff)} to spend in all, so staff explains it at least in part"


def _unused(more: Hours, less: Hours, office: str) -> str:
    found: Sequence[float] = [
        float(_of(getattr(each, office), UNUSED).mean()) for each in (more, less)
    ]
    if max(found) < _LEAST:
        return "No hours went unused: every hour spent on one thing was missing for another."
    told = [f"{rounded(hours)} under \u201c{each.title}\u201d"
            for hours, each in zip(found, (more, less), strict=True)]  # fmt: skip
    return (
        f"Hours that found nobody waiting: {' and '.join(told)}. Such hours displace nothing, and"
        " an hour spared is lost where nobody waits."
    )
