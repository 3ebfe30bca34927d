"""A page that shows a run and the court records on the same axes."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from openasylum.errors import RecordError
from openasylum.statistics import catalog
from openasylum.statistics.official import COURT_RECORDS

SERIES = {
    "court.receipts": ("court.receipts", "records_eoir", "New cases"),
    "court.completions": ("court.completions", "records_eoir", "Completions"),
    "court.pending": (
        "court.pending", "records_eoir_with_inactive", "Pending cases, inactive ones among them",
    ),
    "court.pending_active": (
        "court.pending", "records_eoir", "Pending cases, without inactive ones",
    ),
    "court.in_absentia": ("court.in_absentia", "records_all_completions", "Orders in absentia"),
    "court.granted_asylum": ("court.granted_asylum", "records_trac", "Asylum granted"),
    "court.denied_asylum": ("court.denied_asylum", "records_trac", "Asylum denied"),
}  # fmt: skip
"""For each series of the model, the one of the records, its definition, and a title."""
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
_POINT = "#1a1a1a"
_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 62rem;
  padding: 0 1rem; color: #222 }
section { display: inline-block; vertical-align: top; width: 29rem; max-width: 100%;
  margin: 0 1rem 1.5rem 0 }
h1 { font-size: 1.4rem } h2 { font-size: 1.05rem; margin: 0 0 .3rem }
svg { max-width: 100%; height: auto } table { border-collapse: collapse; font-size: .85rem }
td, th { padding: .1rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
.note { color: #555; font-size: .9rem }
"""
_HEAD = """<h1>Court records and the model on the same axes</h1>
<p class="note">Points: the imported court records, each by its definition (EOIR's; for asylum
decisions TRAC's). Lines: the model. Fiscal years; pending cases stand on 30 September.</p>"""


@dataclass(frozen=True)
class Beside:
    """One series of the model beside the court records, by fiscal year.

    `model` has the mean over draws by year for each scenario, under its title.
    """

    series: str
    title: str
    definition: str
    model: dict[str, dict[int, float]]
    records: dict[int, float]

    @property
    def years(self) -> list[int]:
        """Every year of either."""
        return sorted(self.records.keys() | {year for line in self.model.values() for year in line})


def beside(targets: Path, run: Path) -> list[Beside]:
    """The series that both have, in the order of `SERIES`.

    Args:
        targets: a folder that `write_targets` wrote.
        run: a folder of a finished run.

    Raises:
        RecordError: one of the folders is not that, or the two have no series in common.
    """
    if not (targets / f"{COURT_RECORDS}.yaml").is_file():
        raise RecordError(
            f"{targets}: holds no figures of court records. Make them with "
            f"'openasylum microdata targets IMPORT --out {targets}'."
        )
    model = _model(run)
    table = catalog.table(COURT_RECORDS, root=targets).to_pylist()
    found = []
    for series, (theirs, definition, title) in SERIES.items():
        records = {
            row["period_end"].year: row["value"]
            for row in table
            if (row["series"], row["definition"]) == (theirs, definition)
            and row["citizenship"] == row["court"] == "all"
        }
        lines = {name: line[series] for name, line in model.items() if series in line}
        if records and lines:
            found.append(Beside(series, title, definition, lines, records))
    if not found:
        raise RecordError(f"{run}: has no series in common with {targets}.")
    return found


def write_page(targets: Path, run: Path, out: Path) -> Path:
    """Write the page: a chart a series, by fiscal year, with its numbers below.

    Args:
        targets: a folder that `write_targets` wrote.
        run: a folder of a finished run.
        out: the file to write.

    Raises:
        RecordError: as `beside`.
    """
    parts = [_section(one) for one in beside(targets, run)]
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Records and run</title>'
        f"<style>{_STYLE}</style>{_HEAD}{''.join(parts)}</html>\n"
    )
    out.write_text(page, encoding="utf-8")
    return out


def _model(run: Path) -> dict[str, dict[str, dict[int, float]]]:
    """By title of scenario and series, the mean over draws by fiscal year."""
    import pyarrow.parquet as pq

    path = run / "series.parquet"
    if not path.is_file():
        raise RecordError(f"{run}: is no finished run (it has no series.parquet).")
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    titles = {str(one["name"]): str(one["title"]) for one in record["scenarios"]}
    wanted = [("group", "=", "all"), ("period", "=", "fiscal_year"), ("series", "in", list(SERIES))]
    table = pq.read_table(path, filters=wanted)
    means = table.group_by(["scenario", "series", "period_start"]).aggregate([("value", "mean")])
    found: dict[str, dict[str, dict[int, float]]] = {title: {} for title in titles.values()}
    for row in means.to_pylist():
        line = found[titles[row["scenario"]]].setdefault(row["series"], {})
        line[row["period_start"].year + 1] = row["value_mean"]
    return found


def _section(one: Beside) -> str:
    def cell(value: float | None) -> str:
        return "" if value is None else f"{value:,.0f}"

    heads = "".join(f"<th>{escape(name)}</th>" for name in one.model)
    rows = "".join(
        f"<tr><td>{year}</td><td>{cell(one.records.get(year))}</td>"
        + "".join(f"<td>{cell(line.get(year))}</td>" for line in one.model.values())
        + "</tr>"
        for year in one.years
    )
    return (
        f"<section><h2>{escape(one.title)}</h2>{chart(one)}<details><summary>Numbers</summary>"
        f"<table><tr><th>Fiscal year</th><th>Records</th>{heads}</tr>{rows}</table>"
        f"</details></section>"
    )


def chart(one: Beside) -> str:
    """An SVG of points (records) and a line for each scenario, from zero."""
    import altair as alt
    import vl_convert

    years = alt.X(
        "year:O",
        title="Fiscal year",
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8),
    )
    short = alt.Axis(labelExpr="datum.value === 0 ? '0' : format(datum.value, '~s')")
    base = alt.Chart().encode(x=years, y=alt.Y("value:Q", title=None, axis=short))
    names = list(one.model)
    colour = alt.Color(
        "who:N",
        scale=alt.Scale(
            domain=names, range=[_COLOURS[i % len(_COLOURS)] for i in range(len(names))]
        ),
        legend=None if len(names) == 1 else alt.Legend(title=None, orient="bottom"),
    )
    lines = base.mark_line(strokeWidth=2).encode(color=colour)
    points = base.mark_point(color=_POINT, filled=True, size=45, opacity=1)
    layers = alt.layer(
        lines.transform_filter("datum.who !== null"), points.transform_filter("datum.who === null")
    )
    spec: dict[str, Any] = layers.properties(width=380, height=200, description=one.title).to_dict()
    for layer in spec["layer"]:
        layer.pop("data", None)  # an empty one, that would hide the data of all
    known = [("year", "value", "who"), *((y, v, None) for y, v in sorted(one.records.items()))]
    known += [(y, v, name) for name in names for y, v in sorted(one.model[name].items())]
    spec["data"] = {"values": [dict(zip(known[0], row, strict=True)) for row in known[1:]]}
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg
