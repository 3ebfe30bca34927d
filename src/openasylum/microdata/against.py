"""A page that shows a run and the court records on the same axes."""

import json
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
_BLUE, _GREY = "#1b6ca8", "#444444"
_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 62rem;
  padding: 0 1rem; color: #222 }
section { display: inline-block; vertical-align: top; width: 29rem; max-width: 100%;
  margin: 0 1rem 1.5rem 0 }
h1 { font-size: 1.4rem } h2 { font-size: 1.05rem; margin: 0 0 .3rem }
svg { max-width: 100%; height: auto } table { border-collapse: collapse; font-size: .85rem }
td, th { padding: .1rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
.run { color: #1b6ca8 } .note { color: #555; font-size: .9rem }
"""
_HEAD = """<h1>Court records and the model on the same axes</h1>
<p class="note">Points: the imported court records, each by its definition (EOIR's; for asylum
decisions TRAC's). <span class="run">Line: the model, scenario {scenario}</span>. Fiscal years;
pending cases stand on 30 September.</p>"""


def write_page(targets: Path, run: Path, out: Path) -> Path:
    """Write the page: a chart a series, by fiscal year, with its numbers below.

    Args:
        targets: a folder that `write_targets` wrote.
        run: a folder of a finished run; its first scenario is drawn.
        out: the file to write.

    Raises:
        RecordError: the folder holds no run, or the two have no year in common.
    """
    scenario, model = _model(run)
    parts = []
    table = catalog.table(COURT_RECORDS, root=targets).to_pylist()
    for series, (theirs, definition, title) in SERIES.items():
        records = {
            row["period_end"].year: row["value"]
            for row in table
            if (row["series"], row["definition"]) == (theirs, definition)
            and row["citizenship"] == row["court"] == "all"
        }
        ours = model.get(series, {})
        years = sorted(records.keys() | ours.keys())
        if records and ours:
            rows = [(year, ours.get(year), records.get(year)) for year in years]
            parts.append(_section(title, rows))
    if not parts:
        raise RecordError(f"{run}: has no series and year in common with {targets}.")
    head = _HEAD.format(scenario=escape(scenario))
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Records and run</title>'
        f"<style>{_STYLE}</style>{head}{''.join(parts)}</html>\n"
    )
    out.write_text(page, encoding="utf-8")
    return out


def _model(run: Path) -> tuple[str, dict[str, dict[int, float]]]:
    """The first scenario's name and, by series, its mean over draws by fiscal year."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    path = run / "series.parquet"
    if not path.is_file():
        raise RecordError(f"{run}: is no finished run (it has no series.parquet).")
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    scenario = str(record["scenarios"][0]["name"])
    table = pq.read_table(path)
    kept = table.filter(
        (pc.field("scenario") == scenario)
        & (pc.field("group") == "all")
        & (pc.field("period") == "fiscal_year")
    )
    means = kept.group_by(["series", "period_start"]).aggregate([("value", "mean")])
    found: dict[str, dict[int, float]] = {}
    for row in means.to_pylist():
        found.setdefault(row["series"], {})[row["period_start"].year + 1] = row["value_mean"]
    return scenario, found


def _section(title: str, rows: list[tuple[int, float | None, float | None]]) -> str:
    def cell(value: float | None) -> str:
        return "" if value is None else f"{value:,.0f}"

    table = "".join(
        f"<tr><td>{year}</td><td>{cell(records)}</td><td>{cell(ours)}</td></tr>"
        for year, ours, records in rows
    )
    return (
        f"<section><h2>{escape(title)}</h2>{_chart(title, rows)}<details><summary>Numbers</summary>"
        f"<table><tr><th>Fiscal year</th><th>Records</th><th>Model</th></tr>{table}</table>"
        f"</details></section>"
    )


def _chart(title: str, rows: list[tuple[int, float | None, float | None]]) -> str:
    """An SVG of points (records) and a line (model), cases from zero."""
    import altair as alt
    import vl_convert

    base = alt.Chart().encode(
        x=alt.X(
            "year:O",
            title="Fiscal year",
            axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8),
        )
    )
    short = alt.Axis(labelExpr="datum.value === 0 ? '0' : format(datum.value, '~s')")
    line = base.mark_line(color=_BLUE, strokeWidth=2).encode(
        y=alt.Y("model:Q", title=None, axis=short)
    )
    points = base.mark_point(color=_GREY, filled=True, size=45, opacity=1).encode(y="records:Q")
    chart = alt.layer(line, points).properties(width=380, height=200, description=title)
    spec: dict[str, Any] = chart.to_dict()
    for layer in spec["layer"]:
        layer.pop("data", None)  # an empty one, that would hide the data of all
    spec["data"] = {
        "values": [{"year": year, "model": ours, "records": seen} for year, ours, seen in rows]
    }
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg
