"""The kernel's books as the series that model and statistics share (docs/model.md, results)."""

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Any

import numpy as np
import pyarrow as pa

from openasylum.kernel.codes import Flow, Judge, Officer, State
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year, month_starts
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import named_groups

FLOWS: dict[str, tuple[Flow, ...]] = {
    "border.encounters": (Flow.ENCOUNTERED,),
    "border.repatriated": (Flow.REPATRIATED_AT_BORDER,),
    "border.expelled_title_42": (Flow.EXPELLED,),
    "border.mpp": (Flow.ENROLLED_IN_MPP,),
    "border.transferred_to_ice": (Flow.TRANSFERRED_TO_ICE,),
    "border.transferred_to_hhs": (Flow.TRANSFERRED_TO_HHS,),
    "border.transferred_to_third_country": (Flow.TRANSFERRED_TO_THIRD_COUNTRY,),
    "border.released": (Flow.RELEASED,),
    "border.paroled": (Flow.PAROLED,),
    "border.other": (Flow.OTHER_DISPOSITION,),
    "fear.referred": (Flow.FEAR_REFERRED,),
    "fear.completed": (Flow.FEAR_POSITIVE, Flow.FEAR_NEGATIVE, Flow.FEAR_CLOSED),
    "fear.positive": (Flow.FEAR_POSITIVE,),
    "fear.negative": (Flow.FEAR_NEGATIVE,),
    "fear.closed": (Flow.FEAR_CLOSED,),
    "fear.third_country_interviews": (
        Flow.THIRD_COUNTRY_FEAR_POSITIVE, Flow.THIRD_COUNTRY_FEAR_NEGATIVE,
    ),
    "fear.third_country_positive": (Flow.THIRD_COUNTRY_FEAR_POSITIVE,),
    "fear.reviewed": (Flow.REVIEW_VACATED, Flow.REVIEW_AFFIRMED),
    "fear.vacated": (Flow.REVIEW_VACATED,),
    "mpp.enrolled": (Flow.ENROLLED_IN_MPP,),
    "mpp.fear_referred": (Flow.MPP_FEAR_REFERRED,),
    "mpp.fear_interviews": (
        Flow.MPP_FEAR_POSITIVE, Flow.MPP_FEAR_NEGATIVE, Flow.MPP_FEAR_CLOSED,
    ),
    "mpp.fear_positive": (Flow.MPP_FEAR_POSITIVE,),
    "mpp.fear_negative": (Flow.MPP_FEAR_NEGATIVE,),
    "mpp.fear_closed": (Flow.MPP_FEAR_CLOSED,),
    "mpp.returned": (Flow.MPP_RETURNED,),
    "mpp.released_at_enrolment": (Flow.MPP_RELEASED_AT_ENROLMENT,),
    "mpp.taken_out": (Flow.MPP_TAKEN_OUT,),
    "mpp.reapprehended": (Flow.MPP_REAPPREHENDED,),
    "mpp.closed": (Flow.MPP_CLOSED,),
    "mpp.relief": (Flow.MPP_RELIEF,),
    "mpp.in_absentia": (Flow.MPP_IN_ABSENTIA,),
    "mpp.harmed": (Flow.MPP_HARMED,),
    "mpp.wound_down": (Flow.MPP_WOUND_DOWN,),
    "court.receipts": (Flow.COURT_RECEIPT,),
    "court.completions": (
        Flow.GRANTED_ASYLUM, Flow.GRANTED_OTHER_RELIEF, Flow.ORDERED_REMOVED,
        Flow.ORDERED_REMOVED_IN_ABSENTIA, Flow.VOLUNTARY_DEPARTURE, Flow.TERMINATED,
    ),
    "court.granted_asylum": (Flow.GRANTED_ASYLUM,),
    "court.denied_asylum": (Flow.DENIED_ASYLUM,),
    "court.other_relief": (Flow.GRANTED_OTHER_RELIEF,),
    "court.in_absentia": (Flow.ORDERED_REMOVED_IN_ABSENTIA,),
    "court.ordered_removed": (Flow.ORDERED_REMOVED,),
    "court.voluntary_departure": (Flow.VOLUNTARY_DEPARTURE,),
    "court.terminated": (Flow.TERMINATED,),
    "court.administratively_closed": (Flow.ADMINISTRATIVELY_CLOSED,),
    "court.recalendared": (Flow.RECALENDARED,),
    "court.reopened": (Flow.REOPENED,),
    "court.first_hearings": (Flow.FIRST_HEARING_HELD,),
    "court.hearings_missed": (Flow.HEARING_MISSED,),
    "court.applications": (Flow.APPLIED_FOR_ASYLUM,),
    "court.lawyers_found": (Flow.LAWYER_FOUND,),
    "court.lawyers_sought_in_vain": (Flow.LAWYER_SOUGHT_IN_VAIN,),
    "appeal.filed": (Flow.APPEALED,),
    "appeal.completions": (Flow.APPEAL_DECIDED,),
    "affirmative.receipts": (Flow.AFFIRMATIVE_FILED,),
    "affirmative.completions": (
        Flow.AFFIRMATIVE_GRANTED, Flow.AFFIRMATIVE_REFERRED, Flow.AFFIRMATIVE_CLOSED,
    ),
    "affirmative.granted": (Flow.AFFIRMATIVE_GRANTED,),
    "affirmative.referred": (Flow.AFFIRMATIVE_REFERRED,),
    "custody.repatriated": (Flow.REPATRIATED_FROM_CUSTODY,),
    "custody.removed_after_order": (Flow.REMOVED_AFTER_ORDER,),
    "border.no_case_filed": (Flow.NO_CASE_FILED,),
}  # fmt: skip
"""Flows of people (or cases, or hearings) a month, by series id."""

COURT = (
    State.AWAITING_FIRST_HEARING, State.BETWEEN_HEARINGS, State.AWAITING_INDIVIDUAL_HEARING,
    State.AWAITING_MPP_FEAR_INTERVIEW,
)  # fmt: skip
STOCKS: dict[str, tuple[State, ...]] = {
    "fear.pending": (State.AWAITING_FEAR_INTERVIEW,),
    "court.pending": (*COURT, State.ADMINISTRATIVELY_CLOSED),
    "court.pending_active": COURT,
    "court.awaiting_first_hearing": (State.AWAITING_FIRST_HEARING,),
    "appeal.pending": (State.AWAITING_APPEAL,),
    "affirmative.pending": (State.AWAITING_ASYLUM_INTERVIEW,),
    "border.awaiting_notice": (State.AWAITING_NOTICE,),
    "hhs.population": (State.IN_HHS_CARE,),
}
"""People in these stages as a month ends, by series id."""

OFFICERS = {
    "credible_fear_interview": Officer.FEAR_INTERVIEW,
    "mpp_fear_interview": Officer.MPP_FEAR_INTERVIEW,
    "asylum_interview": Officer.ASYLUM_INTERVIEW,
    "unused": Officer.UNUSED,
}
JUDGES = {
    "fear_review": Judge.FEAR_REVIEW,
    "detained": Judge.DETAINED,
    "mpp": Judge.MPP,
    "priority": Judge.PRIORITY,
    "ordinary_first": Judge.ORDINARY_FIRST,
    "ordinary_individual": Judge.ORDINARY_INDIVIDUAL,
    "unused": Judge.UNUSED,
}
BASE_RATES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Shares of people encountered whose claim is taken to be well founded: it cannot be identified."""

_ERRORS = (
    ("error.protected_well_founded", 0, True),
    ("error.refused_well_founded", 1, True),
    ("error.protected_not_well_founded", 0, False),
    ("error.refused_not_well_founded", 1, False),
)

SERIES = (
    *FLOWS, *STOCKS, "detention.population", "mpp.waiting_in_mexico", "officers.hours",
    "judges.hours", *(series for series, _, _ in _ERRORS), "cost.usd",
)  # fmt: skip
"""Every series that `series_table` writes."""


_REQUESTS = {"court.lawyers_sought_in_vain": "requests"}


@dataclass
class _Column:
    series: str
    group: str
    unit: str
    monthly: np.ndarray
    stock: bool


def series_table(books: Books, scenario: str, draw: int) -> pa.Table:
    """All series of a run by month and fiscal year, in the contract's columns, in full scale."""
    months = month_starts(books.inputs.until)
    columns = [*_flows(books), *_stocks(books), *_ledgers(books), *_errors(books), *_costs(books)]
    years = np.array([fiscal_year(month) for month in months])
    whole = _whole_years(years)
    parts: dict[str, list[Any]] = {
        name: [] for name in ("series", "period_start", "period", "group", "value", "unit")
    }
    spans = [(int(at[0]), int(at[-1]) + 1) for at in (np.flatnonzero(years == y) for y in whole)]
    by_month = np.array(months, "datetime64[D]")
    by_year = np.array([date(year - 1, 10, 1) for year in whole], "datetime64[D]")
    every = np.array([column.monthly for column in columns], float)
    sums = np.empty((len(columns), len(spans)))
    for place, (begin, end) in enumerate(spans):
        every[:, begin:end].sum(axis=1, out=sums[:, place])
    lasts = every[:, [end - 1 for _, end in spans]]
    for number, column in enumerate(columns):
        _append(parts, column, by_month, "month", every[number])
        yearly = lasts[number] if column.stock else sums[number]
        _append(parts, column, by_year, "fiscal_year", yearly)
    n = sum(len(block) for block in parts["value"])
    return pa.table(
        {
            "scenario": pa.array([scenario])
            .dictionary_encode()
            .take(pa.array(np.zeros(n, np.int32))),
            "draw": np.full(n, draw, np.int32),
            "series": _words(parts["series"]),
            "period_start": pa.array(np.concatenate(parts["period_start"]), pa.date32()),
            "period": _words(parts["period"]),
            "group": _words(parts["group"]),
            "value": np.concatenate(parts["value"]),
            "unit": _words(parts["unit"]),
        }
    )


def _whole_years(years: np.ndarray) -> list[int]:
    return [int(year) for year in np.unique(years) if (years == year).sum() == 12]


def _append(
    parts: dict[str, list[Any]],
    column: _Column,
    starts: np.ndarray,
    period: str,
    values: np.ndarray,
) -> None:
    n = len(starts)
    parts["series"].append((column.series, n))
    parts["period"].append((period, n))
    parts["group"].append((column.group, n))
    parts["unit"].append((column.unit, n))
    parts["period_start"].append(starts)
    parts["value"].append(values)


def _words(blocks: list[tuple[str, int]]) -> pa.Array:
    words: dict[str, int] = {}
    codes = np.array([words.setdefault(word, len(words)) for word, _ in blocks], np.int32)
    each = np.repeat(codes, [n for _, n in blocks])
    return pa.DictionaryArray.from_arrays(pa.array(each), pa.array(list(words)))


def _by_group(array: np.ndarray) -> dict[str, np.ndarray]:
    return {name: array[:, mask].sum(axis=1) for name, mask in named_groups().items()}


def _flows(books: Books) -> list[_Column]:
    scale = books.inputs.scale
    columns = []
    for series, flows in FLOWS.items():
        counted = books.flows[:, list(flows)].sum(axis=1) / scale
        unit = "hearings" if "hearing" in series else _REQUESTS.get(series, "people")
        for group, monthly in _by_group(counted).items():
            if group == "all" or monthly.any():
                columns.append(_Column(series, group, unit, monthly, False))
    kinds = FLOWS["court.completions"]
    for flow in kinds:
        monthly = books.flows[:, flow].sum(axis=1) / scale
        name = f"kind={flow.name.lower()}"
        columns.append(_Column("court.completions", name, "people", monthly, False))
    return columns


def _stocks(books: Books) -> list[_Column]:
    scale = books.inputs.scale
    columns = []
    for series, states in STOCKS.items():
        counted = books.month_end[:, list(states)].sum(axis=1) / scale
        for group, monthly in _by_group(counted).items():
            if group == "all" or monthly.any():
                columns.append(_Column(series, group, "people", monthly, True))
    detained = books.month_end[:, -1, 0] / scale
    columns.append(_Column("detention.population", "all", "people", detained, True))
    flows = books.flows.sum(axis=2) / scale
    entered = flows[:, Flow.ENROLLED_IN_MPP] - flows[:, Flow.MPP_RELEASED_AT_ENROLMENT]
    waiting = np.cumsum(entered - flows[:, Flow.MPP_LEFT_MEXICO_WAIT])
    columns.append(_Column("mpp.waiting_in_mexico", "all", "people", waiting, True))
    return columns


def _ledgers(books: Books) -> list[_Column]:
    columns = []
    for series, row, purposes in (("officers.hours", 0, OFFICERS), ("judges.hours", 1, JUDGES)):
        hours = books.hours[:, row] / books.inputs.scale
        columns.append(_Column(series, "all", "hours", hours.sum(axis=1), False))
        for name, purpose in purposes.items():
            columns.append(_Column(series, name, "hours", hours[:, purpose], False))
    return columns


def _errors(books: Books) -> list[_Column]:
    """Two-sided error among those who came over the border and whose case is over, by base rate."""
    counted = books.errors / books.inputs.scale
    everyone = counted.sum(axis=(0, 1))
    above = everyone[::-1].cumsum()[::-1] / max(1.0, everyone.sum())
    columns = []
    for rate in BASE_RATES:
        cut = int(np.argmax(above <= rate))
        for series, end, well_founded in _ERRORS:
            part = slice(cut, None) if well_founded else slice(None, cut)
            monthly = counted[:, end, part].sum(axis=1)
            columns.append(_Column(series, f"base_rate={rate:g}", "people", monthly, False))
            if rate == _nearest_rate(books):
                columns.append(_Column(series, "all", "people", monthly, False))
    return columns


def _nearest_rate(books: Books) -> float:
    """The base rate of the single tables: the one nearest to the assumed threshold."""
    threshold = books.inputs.assumptions.at("well_founded_threshold", FIRST_DAY)
    share = 1.0 - NormalDist().cdf(threshold)
    return min(BASE_RATES, key=lambda rate: abs(rate - share))


def _costs(books: Books) -> list[_Column]:
    given, scale = books.inputs.assumptions, books.inputs.scale
    months = month_starts(books.inputs.until)
    officers = books.hours[:, 0].sum(axis=1) / scale * given.on("cost_usd_per_officer_hour", months)
    judges = books.hours[:, 1].sum(axis=1) / scale * given.on("cost_usd_per_judge_hour", months)
    length = np.bincount(books.inputs.days["month"], minlength=len(months))
    beds = books.month_end[:, -1, 0] / scale * length * given.on("cost_usd_per_bed_day", months)
    parts = {"asylum_officers": officers, "immigration_judges": judges, "detention": beds}
    columns = [_Column("cost.usd", name, "usd", value, False) for name, value in parts.items()]
    columns.append(_Column("cost.usd", "all", "usd", officers + judges + beds, False))
    return columns
