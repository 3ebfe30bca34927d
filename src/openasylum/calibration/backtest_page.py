"""The model's part of the scoreboard in words: what it knew, how it was fitted, where it loses."""

from datetime import date

import numpy as np

from openasylum.calibration.model_forecast import METHOD, Model
from openasylum.calibration.past import value_at
from openasylum.calibration.plan import model_settings
from openasylum.forecast.rolling import Backtest
from openasylum.forecast.shipped import ratios
from openasylum.forecast.words import NAMES, named

C12_ORIGIN, C12_SERIES = date(2020, 9, 30), "court.pending"
_MPP = "mpp.waiting_in_mexico"

_THE_SAME = "the same"
KNOWN = (
    ("Arrivals at the border", "as they came, by month and group",
     "the last year known again, with a random walk as wide as its history"),
    ("What the border did with them (pathways, MPP, Title 42)",
     "as it came, with the instruments that opened and closed these programmes",
     "as in the last two months known; programmes that were open stay open"),
    ("Affirmative filings; judges and asylum officers on board", "as they came",
     "walks from the last count known, judges with their trend"),
    ("Other law", "{law}", "as known on the origin: what had begun or been printed, no later end"),
    ("Who is referred for credible fear", "share of transfers to ICE in the last year known",
     _THE_SAME),
    ("Other new court cases (receipts less border)",
     "level of the last three years counted, with a walk", _THE_SAME),
    ("Every other assumption that changes with time", "its last step known on the origin",
     _THE_SAME),
    ("Share of courts open, where they had closed",
     "depth (if not yet counted) and length of the closure are drawn", _THE_SAME),
    ("Assumptions fitted", "again at each origin, to the figures published by then", _THE_SAME),
)  # fmt: skip
"""What is known in mode `given` and in mode `forecast`, for the page and docs/model.md."""
_LEFT = """Neither knows a receipt, completion, referral or pending case counted after the origin.
What is left of later knowledge: tables are later editions (see each series); single values that
are judged were judged today; a fitted step that holds for several years was set by all of them and
counts as known after the first; and the list of assumptions and the form of the model were written
by people who knew how it went. Forecasts are corrected by the ratio in which each run meets the
last figure known, and widened by the model's own error as seen on the origin: a random walk whose
variance a year is the mean square of its errors a year ahead from earlier years, with the spread of
the last-value method counted in as one error."""


def sections(test: Backtest, model: Model) -> list[str]:
    """The sections on the model, in their order."""
    law = "as it came" if model.bench.law == "came" else "as known on the origin"
    found = [known_table(law), _losses(test), _fit(model)]
    if C12_ORIGIN in test.origins and C12_SERIES in test.series:
        found.append(_c12(test))
    if waiting := _waiting(model):
        found.append(waiting)
    return found


def known_table(law: str) -> str:
    """What the model knows in each mode, as a table with what is left of later knowledge."""
    lines = [f"| | {named(METHOD['given'])} | {named(METHOD['forecast'])} |", "| --- | --- | --- |"]
    lines += [f"| {what} | {given.format(law=law)} | {ahead} |" for what, given, ahead in KNOWN]
    return "## What the model knows in each mode\n\n" + "\n".join(lines) + "\n\n" + _LEFT


def _losses(test: Backtest) -> str:
    """The ratios of mean weighted interval scores, and in words where they are above one."""
    simple = [m for m in NAMES if any(one.method == m for one in test.scores)]
    head = ["series", "years ahead", "mode", *map(named, simple)]
    lines = [head, ["---", "---:", "---", *["---:"] * len(simple)]]
    by_cell = {
        (one.series, one.horizon, one.method, one.against): (one.ratio, one.shared)
        for one in ratios(test.scores)
    }
    said = []
    for method in METHOD.values():
        lost, won = [], 0
        for series in test.series:
            for horizon in sorted({one.horizon for one in test.scores}):
                cells = [by_cell.get((series, horizon, method, m)) for m in simple]
                if not any(cells):
                    continue
                mode = named(method).removeprefix("model ")
                lines.append([series, str(horizon), mode, *map(_cell, cells)])
                worse = [named(m) for m, c in zip(simple, cells, strict=True) if c and c[0] > 1]
                won += not worse
                if worse:
                    lost.append(f"  - {series}, {horizon} ahead: loses to {', '.join(worse)}")
        beats = f"beats every simple method in {won} of {won + len(lost)} rows of the table"
        said.append("\n".join([f"- {named(method).capitalize()} {beats}.", *lost]))
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return (
        "## Where the model loses\n\nThe first mode is told who came and who worked; the simple"
        " methods are not, but for the stock and flow with the judges given. Like is compared with"
        " like in the second mode alone.\n\n"
        + "\n".join(said)
        + "\n\nMean weighted interval score of"
        " the model over that of each method, on the forecasts both made (their number in"
        f" brackets); above 1 the model loses.\n\n{table}"
    )


def _cell(found: tuple[float, int] | None) -> str:
    return "" if found is None else f"{found[0]:.2f} ({found[1]})"


def _fit(model: Model) -> str:
    lines = [
        "## How near the fit came at each origin",
        "",
        f"{model.bench.members} members at scale {model.bench.scale:g}; root mean square of"
        " log(model / figure) over all figures known and all members, before and after the"
        f" {model_settings().rounds.value} rounds. 'Tried' is the number of earlier years from"
        " which a forecast a year on was tried, to see the model's own error.",
        "",
        "| origin | figures | before | after | tried | members lost |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for origin, runs in sorted(model.runs.items()):
        one = runs.fitted
        lines.append(
            f"| {origin} | {one.figures} | {one.misfit_before:.2f} | {one.misfit_after:.2f} |"
            f" {len(runs.hindcasts)} | {one.lost} |"
        )
    return "\n".join(lines)


def _c12(test: Backtest) -> str:
    """Check C12: the courts' pending cases from the end of FY2020, given what came."""
    lines = [
        "## Pending court cases from the end of FY2020, arrivals and judges given (check C12)",
        "",
        "| fiscal year | counted (tables of July 2025) | median | 80% | 95% | log error |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    truth = {
        one.target_end: one.observed
        for one in test.scores
        if (one.series, one.origin) == (C12_SERIES, C12_ORIGIN)
    }
    for one in test.forecasts:
        if (one.method, one.series, one.origin) == (METHOD["given"], C12_SERIES, C12_ORIGIN):
            counted = truth.get(one.target_end)
            low, under, middle, over, high = one.quantiles((0.025, 0.1, 0.5, 0.9, 0.975))
            error = "" if counted is None else f"{np.log(middle / counted):+.2f}"
            shown = "not counted" if counted is None else f"{counted:,.0f}"
            lines.append(
                f"| {one.target_end.year} | {shown} | {middle:,.0f} | {under:,.0f} to {over:,.0f}"
                f" | {low:,.0f} to {high:,.0f} | {error} |"
            )
    return "\n".join(lines)


def _waiting(model: Model) -> str:
    """People waiting in Mexico as forecast, beside TRAC's pending cases where there is a count."""
    lines = []
    for point in model_settings().beside:
        for origin, runs in sorted(model.runs.items()):
            if origin >= point.day or (point.day - origin).days > 366:
                continue
            for mode, method in METHOD.items():
                values = [
                    value_at(run, _MPP, point.day, stock=True) for run in runs.ahead[mode].values()
                ]
                low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
                lines.append(
                    f"| {origin} | {point.day} | {named(method)} | {middle:,.0f} |"
                    f" {low:,.0f} to {high:,.0f} | {point.value:,.0f} |"
                )
    if not lines:
        return ""
    head = [
        f"## {_MPP}, beside the nearest count",
        "",
        "Not scored: no official series counts the people waiting. TRAC counted cases pending under"
        " MPP, of people who may long have left, so its figures are no target.",
        "",
        "| origin | day | mode | waiting, median | 80% | cases pending (TRAC) |",
        "| --- | --- | --- | ---: | ---: | ---: |",
    ]
    return "\n".join([*head, *lines])
