"""How the report says things: labels of series and outcomes, numbers, dates, in plain words."""

from collections.abc import Sequence
from datetime import date, timedelta

SERIES = {
    "border.encounters": "All encounters at the southwest border",
    "border.repatriated": "Removed or returned from the border (Title 8)",
    "border.expelled_title_42": "Expelled under Title 42",
    "border.mpp": "Returned to Mexico to wait (MPP)",
    "border.transferred_to_third_country": "Transferred to a third country under an agreement",
    "border.transferred_to_ice": "Transferred to ICE",
    "border.transferred_to_hhs": "Children transferred to HHS",
    "border.released": "Released by the Border Patrol",
    "border.paroled": "Released at a port of entry (parole or notice to appear)",
    "border.other": "Other outcome at the border",
    "fear.referred": "Referred to a credible fear interview",
    "fear.completed": "Credible fear cases completed",
    "fear.positive": "Credible fear found",
    "fear.negative": "Credible fear not found",
    "fear.closed": "Closed without a finding",
    "fear.pending": "Waiting for a fear interview",
    "mpp.enrolled": "Enrolled in MPP",
    "mpp.waiting_in_mexico": "Waiting in Mexico",
    "mpp.fear_interviews": "MPP fear interviews",
    "mpp.fear_positive": "MPP fear interviews passed",
    "mpp.closed": "MPP court cases closed",
    "mpp.relief": "MPP cases with relief granted",
    "mpp.in_absentia": "MPP removal orders made in absence",
    "court.receipts": "New court cases received",
    "court.completions": "Court cases completed",
    "court.pending": "Court cases pending, with those administratively closed",
    "court.pending_active": "Court cases pending, active",
    "court.granted_asylum": "Asylum granted by immigration judges",
    "court.denied_asylum": "Asylum denied by immigration judges",
    "court.other_relief": "Other relief granted by immigration judges",
    "court.ordered_removed": "Removal orders made by immigration judges",
    "court.in_absentia": "Removal orders made in absence",
    "court.voluntary_departure": "Voluntary departures granted by immigration judges",
    "court.terminated": "Court cases terminated or dismissed",
    "appeal.pending": "Appeals pending before the Board",
    "affirmative.receipts": "Affirmative applications filed",
    "affirmative.completions": "Affirmative cases completed",
    "affirmative.pending": "Affirmative cases pending",
    "detention.population": "People in ICE detention",
    "officers.hours": "Asylum officers' hours",
    "judges.hours": "Immigration judges' hours",
    "error.refused_well_founded": "With a well-founded claim, refused",
    "error.protected_not_well_founded": "Without a well-founded claim, protected",
    "error.protected_well_founded": "With a well-founded claim, protected",
    "error.refused_not_well_founded": "Without a well-founded claim, refused",
    "cost.usd": "Cost",
}

OUTCOMES = {
    "asylum_granted": "Asylum granted",
    "other_relief": "Other relief granted",
    "terminated_or_closed": "Case terminated or closed",
    "administratively_closed": "Case administratively closed, still pending",
    "no_case_filed": "Released, no court case ever filed",
    "other_disposition": "Other outcome at the border",
    "asylum_denied_in_status": "Denied asylum while in lawful status",
    "voluntary_departure": "Voluntary departure",
    "ordered_removed": "Ordered removed",
    "ordered_removed_in_absentia": "Ordered removed in absence",
    "removed_after_order": "Removed after an order",
    "repatriated": "Removed or returned, no hearing",
    "expelled": "Expelled under Title 42",
    "transferred_to_third_country": "Transferred to a third country",
    "gave_up_waiting": "Gave up waiting",
    "awaiting_removal": "In custody, to be removed",
    "awaiting_fear_interview": "Waiting for a fear interview",
    "awaiting_judge_review": "Waiting for a judge's review",
    "awaiting_mpp_fear_interview": "Waiting for an MPP fear interview",
    "in_hhs_care": "In the care of HHS",
    "in_ice_custody": "In ICE custody",
    "awaiting_notice": "Released, notice to appear not yet filed",
    "awaiting_first_hearing": "Waiting for a first hearing",
    "between_hearings": "Between hearings",
    "awaiting_individual_hearing": "Waiting for an individual hearing",
    "awaiting_appeal": "Waiting for an appeal",
    "awaiting_asylum_interview": "Waiting for an asylum interview",
}

FAMILIES = {
    "protection": ("Protection granted", ("asylum_granted", "other_relief")),
    "closed": (
        "Case closed, or none filed",
        ("terminated_or_closed", "no_case_filed", "other_disposition", "asylum_denied_in_status"),
    ),
    "waiting": ("Still waiting", ()),
    "removal": (
        "Removed, returned or ordered removed",
        (
            *("voluntary_departure", "ordered_removed", "ordered_removed_in_absentia"),
            *("removed_after_order", "repatriated", "expelled", "transferred_to_third_country"),
        ),
    ),
    "gave_up": ("Gave up waiting", ("gave_up_waiting",)),
}
"""Outcomes by what they mean for a person, in the order in which pictures show them."""

PURPOSES = {
    "credible_fear_interview": "Credible fear interviews",
    "mpp_fear_interview": "MPP fear interviews",
    "asylum_interview": "Affirmative asylum interviews",
    "fear_review": "Reviews of fear findings",
    "detained": "Detained docket",
    "mpp": "MPP docket",
    "priority": "Priority dockets",
    "ordinary_first": "First hearings, ordinary docket",
    "ordinary_individual": "Individual hearings, ordinary docket",
    "unused": "Not used",
}

GROUPS = {
    "all": "Everyone",
    "changed": "Those whose outcome differs",
    "enrolled_in_mpp_a": "Enrolled in MPP under the first",
    "stream=border": "Met at the border",
    "citizenship=mexico": "Mexico",
    "citizenship=guatemala": "Guatemala",
    "citizenship=honduras": "Honduras",
    "citizenship=el_salvador": "El Salvador",
    "citizenship=cuba": "Cuba",
    "citizenship=venezuela": "Venezuela",
    "citizenship=colombia": "Colombia",
    "citizenship=ecuador": "Ecuador",
    "citizenship=haiti": "Haiti",
    "citizenship=china": "China",
    "citizenship=other": "Any other country",
    "family_status=single_adult": "Single adults",
    "family_status=family_unit": "Members of family units",
    "family_status=unaccompanied_child": "Unaccompanied children",
    "manner=between_ports": "Between ports of entry",
    "manner=at_port": "At a port, without an appointment",
    "manner=appointment": "At a port, with an appointment",
    "stream=affirmative_filing": "Affirmative applications",
    "stream=other_case_detained": "Other court cases, detained",
    "stream=other_case_released": "Other court cases, at liberty",
    "stream=pending_case_2013": "Court cases pending in October 2013",
    "stream=closed_case_2013": "Court cases administratively closed in October 2013",
    "stream=pending_affirmative_2013": "Affirmative cases pending in October 2013",
}

TRAITS = {
    "citizenship": "By citizenship",
    "family_status": "By family status",
    "manner": "By manner of entry",
    "stream": "Not met at the border",
}

UNITS = {"usd": "US dollars"}
MINUS = "\u2212"


def series_label(series: str) -> str:
    """A series in words; a series without words of its own by its name."""
    return SERIES.get(series) or sentence(series.replace(".", ": "))


def outcome_label(outcome: str) -> str:
    """An outcome, or where people still wait, in words."""
    return OUTCOMES.get(outcome) or sentence(outcome)


def purpose_label(group: str) -> str:
    """What hours or money were spent on, in words."""
    return PURPOSES.get(group) or sentence(group.partition("=")[2] or group)


def group_label(group: str) -> str:
    """A group of people in words."""
    return GROUPS.get(group) or sentence(group.partition("=")[2] or group)


def family_of(outcome: str) -> str:
    """Which family of `FAMILIES` an outcome belongs to; whoever has no outcome still waits."""
    for name, (_, members) in FAMILIES.items():
        if outcome in members:
            return name
    return "waiting"


def sentence(name: str) -> str:
    """A snake-case name as words with one capital."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def number(value: float) -> str:
    """A number with thousands separators; small ones keep what tells them apart."""
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.1f}" if size >= 1 else f"{value:.2g}"


def rounded(value: float) -> str:
    """A number as a sentence would say it: three figures, millions in words."""
    if abs(value) >= 1_000_000:
        return f"{value / 1_000_000:.{2 if abs(value) < 9_995_000 else 1}f} million"
    size = max(0, len(str(int(abs(value)))) - 3)
    return f"{round(value, -size):,.0f}"


def money(usd: float) -> str:
    """US dollars as a table shows them: in millions, or in billions."""
    if abs(usd) >= 1e9:
        return f"{usd / 1e9:,.3f}".rstrip("0").rstrip(".") + " billion"
    return f"{usd / 1e6:,.1f}".removesuffix(".0") + " million"


def arrow(before: float, after: float) -> str:
    """Two numbers as a change from one to the other; once if a reader could not tell them apart."""
    words = [rounded(before), rounded(after)]
    if words[0] == words[1]:
        return words[0]
    if all(each.endswith(" million") for each in words):
        words[0] = words[0].removesuffix(" million")
    return " \u2192 ".join(words)


def between(low: float, high: float) -> str:
    """A range: 4.58 to 4.66 million."""
    words = [rounded(low), rounded(high)]
    if all(each.endswith(" million") for each in words):
        words[0] = words[0].removesuffix(" million")
    return " to ".join(words)


def signed(value: float) -> str:
    """A difference, with its sign."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else MINUS) + number(abs(value))


def percent(share: float, *, with_sign: bool = False, digits: int | None = None) -> str:
    """A share as a percentage; under ten percent with one decimal, unless `digits` says more."""
    if digits is None:
        digits = 1 if abs(share) < 0.0995 else 0
    shown = f"{abs(share):.{digits}%}"
    if not float(shown[:-1]):
        return "0%"
    mark = MINUS if share < 0 else "+" if with_sign else ""
    return mark + shown


def plain_percent(share: float) -> str:
    """A share that was set, as a percentage without needless decimals."""
    return f"{100 * share:g}%"


def day(when: date) -> str:
    """A day in words: 28 January 2019."""
    return f"{when.day} {when:%B %Y}"


def month(when: date) -> str:
    """A month in words: January 2019."""
    return f"{when:%B %Y}"


def span(start: date, until: date) -> str:
    """Full days from `start` to before `until`, by their months: October 2013 to August 2025."""
    first, last = month(start), month(until - timedelta(days=1))
    return first if first == last else f"{first} to {last}"


def fiscal_year(start: date) -> str:
    """A fiscal year by its first day: FY2019."""
    return f"FY{start.year + (start.month >= 10)}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
