"""Hearings before an immigration judge: absence, a lawyer, an application, the merits.

Tells what `kernel/court.py` decides.
"""

import math

from openasylum.kernel.codes import Decision as Key
from openasylum.kernel.codes import Flow, Mark, State
from openasylum.kernel.court import chance_of_missing as kernel_chance
from openasylum.kernel.court import needed_for_other_relief
from openasylum.kernel.luck import exponential, normal
from openasylum.kernel.orders import LATER
from openasylum.stories import orders
from openasylum.stories.telling import Telling, above, claim_at_home


def has_lawyer(t: Telling) -> bool:
    """Whether a lawyer has taken the case by the day of the hearing."""
    t.say("With a lawyer" if t.has(Mark.REPRESENTED) else "Without a lawyer")
    return t.has(Mark.REPRESENTED)


def chance_of_missing(t: Telling, name: str) -> tuple[float, tuple[str, ...]]:
    """The chance of missing a hearing, and the assumptions in it."""
    share = kernel_chance(float(t.a[name]), t.case_since, t.step.day, t.a)
    return float(share), (name, "miss_log_odds_per_year")


def _misses(t: Telling, which: str, lawyer: bool, number: int, key: Key) -> bool:
    """Whether the person misses the hearing; `number` of the draws decides on the order."""
    name = f"miss_{which}_{'represented' if lawyer else 'unrepresented'}"
    if t.has(Mark.DETAINED):
        return False
    share, names = chance_of_missing(t, name)
    if not t.happens(
        "Whether the person misses the hearing", t.draw(key, t.hearings - 1, 0), names,
        "does not appear", "appears", share,
    ):  # fmt: skip
        return False
    t.rule("section_240", "court.no_show")
    missed(t, key, number)
    return True


def missed(t: Telling, key: Key, number: int | None) -> None:
    """A missed hearing: an order in absentia, or a later hearing. Without `number`, an order."""
    t.flow(Flow.HEARING_MISSED)
    t.marks |= Mark.MISSED_HEARING
    names = ("in_absentia_order_share",)
    if number is None:
        ordered = bool(t.a[names[0]] > 0.0)
    else:
        draw = t.draw(key, t.hearings - 1, number)
        ordered = t.happens(
            "Whether removal is ordered in absentia", draw, names, "ordered", "a later hearing"
        )
    if ordered:
        orders.ordered_in_absentia(t)
    else:
        t.end(State.BETWEEN_HEARINGS, 1 + int(t.a["short_matter_days"]))


def _dismissed(t: Telling, which: str, key: Key) -> bool:
    """Whether the case is terminated, or closed administratively, before it is heard."""
    first = which == "first"
    u = [t.draw(key, t.hearings - 1, n) for n in (1, 2)]
    name = "dismissed_at_first_share" if first else "dismissed_at_individual_share"
    can = first or not t.has(Mark.DETAINED)
    if can and t.happens("Whether the case is dismissed", u[0], (name,), "dismissed", "goes on"):
        orders.terminated(t)
        return True
    if t.world.today(t.step.day)["administrative_closure"] == 0:
        return False
    name = "closed_at_first_share" if first else "closed_at_individual_share"
    if not t.happens(
        "Whether the case is administratively closed", u[1], (name,), "closed", "goes on"
    ):
        return False
    t.rule("section_240", "court.administrative_closure")
    orders.administratively_closed(t)
    return True


def first_hearing(t: Telling) -> None:
    """A master calendar hearing."""
    lawyer = has_lawyer(t)
    t.hearings += 1
    t.flow(Flow.FIRST_HEARING_HELD)
    t.cite("Hearings before an immigration judge", "8 USC 1229a(a)(1)")
    if _misses(t, "first", lawyer, 1, Key.FIRST_HEARING):
        return
    if not _dismissed(t, "first", Key.FIRST_HEARING):
        pleaded(t, lawyer)


def pleaded(t: Telling, lawyer: bool) -> None:
    """Pleadings: an application is filed and prepared, or the matter stays short."""
    applied = _applies(t, lawyer)
    mean = "preparation_days" if applied else "short_matter_days"
    if t.has(Mark.DETAINED):
        mean = "detained_preparation_days"
    if applied:
        t.flow(Flow.APPLIED_FOR_ASYLUM)
    t.marks |= Mark.APPLIED if applied else Mark.NO_APPLICATION
    if t.has(Mark.IN_MEXICO):
        return
    draw = t.draw(Key.FIRST_HEARING, t.hearings + LATER, 0)
    half = 0.5 * t.a[mean]
    days = 1 + int(half + exponential(draw.value, half))
    t.end(State.BETWEEN_HEARINGS, t.lasts("Days to prepare", draw, days, mean))


def _applies(t: Telling, lawyer: bool) -> bool:
    draw = t.draw(Key.COURT_LIFE, 0, 1)
    r = float(t.a["application_strength_correlation"])
    claim, own = claim_at_home(t)
    readiness = r * claim + math.sqrt(1.0 - r * r) * normal(draw.value)
    passed = t.has(Mark.FEAR_POSITIVE) or t.has(Mark.REFERRED_BY_USCIS)
    names = [f"application_threshold_{'fear_positive' if passed else 'other'}"]
    needed = t.a[names[0]]
    if lawyer:
        names.append("application_shift_represented")
        needed -= t.a[names[1]]
    chance = above(needed, r * claim, math.sqrt(1.0 - r * r))
    t.rule("section_240", "asylum.eligibility")
    return t.exceeds(
        "Whether the person applies for asylum", readiness, needed, ("applies", "does not apply"),
        (chance, "people with this strength of claim"),
        (*names, "application_strength_correlation"), (own, draw), claim, measure="readiness",
    )  # fmt: skip


def short_hearing(t: Telling) -> None:
    """The last hearing of someone who applied for nothing."""
    lawyer = has_lawyer(t)
    t.hearings += 1
    t.flow(Flow.HEARING_HELD)
    t.cite("Hearings before an immigration judge", "8 USC 1229a(a)(1)")
    if _misses(t, "later", lawyer, 2, Key.INDIVIDUAL_HEARING):
        return
    u = [t.draw(Key.INDIVIDUAL_HEARING, t.hearings - 1, n) for n in range(4)]
    names = ("no_application_relief_share", "no_application_terminated_share")
    if t.happens("Whether relief is granted", u[1], names[:1], "granted", "not granted"):
        orders.granted(t, False)
    elif t.happens("Whether the case is terminated", u[1], names, "terminated", "goes on"):
        orders.terminated(t)
    elif t.happens(
        "Whether the person may leave voluntarily", u[3],
        ("no_application_voluntary_departure_share",), "voluntary departure", "an order",
    ):  # fmt: skip
        orders.left_voluntarily(t)
    else:
        orders.ordered_removed(t, False)


def individual_hearing(t: Telling) -> None:
    """A hearing on the merits."""
    lawyer = has_lawyer(t)
    t.hearings += 1
    t.flow(Flow.HEARING_HELD)
    t.cite("Hearings before an immigration judge", "8 USC 1229a(a)(1)")
    if _misses(t, "later", lawyer, 2, Key.INDIVIDUAL_HEARING):
        return
    if not _dismissed(t, "individual", Key.INDIVIDUAL_HEARING):
        merits(t, lawyer, Key.INDIVIDUAL_HEARING)


def merits(t: Telling, lawyer: bool, key: Key) -> None:
    """Asylum, other relief, voluntary departure or an order."""
    t.rule(
        "section_240", "asylum.eligibility", "court.asylum_standard", "court.withholding_standard"
    )
    claim, own = claim_at_home(t)
    draw, judge = t.draw(Key.MERITS, t.hearings, 0), t.draw(Key.JUDGE, 0, 0)
    names = ["grant_threshold", "judge_spread", "grant_noise"]
    if lawyer:
        names.append("grant_shift_represented")
        t.flow(Flow.REPRESENTED_AT_DECISION)
    certain = claim + (t.a["grant_shift_represented"] if lawyer else 0.0)
    leaning = t.a["judge_spread"] * normal(judge.value)
    evidence = certain + leaning + t.a["grant_noise"] * normal(draw.value)
    spread = math.hypot(t.a["judge_spread"], t.a["grant_noise"])
    needed, barred = float(t.a["grant_threshold"]), t.has(Mark.ASYLUM_BARRED)
    whom, of = "people with this strength of claim, over all judges", (own, judge, draw)
    t.say(f"The judge drawn leans {leaning:+.2f} standard deviations (above 0: towards granting)")
    if barred:
        t.say("Barred from asylum: only withholding of removal and the like can be granted")
    elif t.exceeds(
        "The judge's decision on asylum", evidence, needed, ("asylum granted", "asylum denied"),
        (above(needed, certain, spread), whom), tuple(names), of, claim,
    ):  # fmt: skip
        orders.granted(t, True)
        return
    t.flow(Flow.DENIED_ASYLUM)
    other = float(needed_for_other_relief(barred, t.a))
    own_name = "withholding_threshold_shift" if barred else "other_relief_band"
    if t.exceeds(
        "Whether other relief or protection is granted", evidence, other, ("granted", "denied"),
        (above(other, certain, spread), whom), (own_name, *names), of, claim,
    ):  # fmt: skip
        orders.granted(t, False)
    elif t.happens(
        "Whether the person may leave voluntarily", t.draw(key, t.hearings - 1, 3),
        ("denied_voluntary_departure_share",), "voluntary departure", "an order of removal",
    ):  # fmt: skip
        orders.left_voluntarily(t)
    else:
        orders.ordered_removed(t, True)
