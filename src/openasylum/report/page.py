"""The report: one self-contained HTML file that opens without any network request."""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import vl_convert

from openasylum import __version__
from openasylum.errors import RecordError
from openasylum.microdata import against
from openasylum.report import (
    assumptions,
    charts,
    doubt,
    inline,
    law,
    ledger_table,
    published_words,
    tables,
    words,
)
from openasylum.report.appropriation import bought
from openasylum.report.figure_table import numbers
from openasylum.report.figures import figures
from openasylum.report.flow import Flow, flows
from openasylum.report.headline import headlines
from openasylum.report.ledger import ledger
from openasylum.report.paired_tables import views as paired_views
from openasylum.report.panels import FigureView, view
from openasylum.report.picture import picture
from openasylum.report.published import compare
from openasylum.report.run import Run, read_run
from openasylum.report.tables import summarized, who_words
from openasylum.report.validation import load_checks, validate

_HERE = Path(__file__).parent
_NO_SCRIPT = "'none'"


@dataclass(frozen=True)
class FlowView:
    """A flow picture, its sizes for wide and narrow screens, and its table."""

    name: str
    flow: Flow
    who: str
    wide: str
    narrow: str
    outcomes: tuple[tuple[str, str, str, str, str, str], ...]


def write_report(
    run_folder: Path | str, path: Path | None = None, *, interactive: bool = False
) -> Path:
    """Write the report of a finished run, `report.html` in its folder unless a path is given.

    The file is written whole or not at all. It has no script; with `interactive` it carries the
    charts' library, and charts tell their numbers when pointed at. Raises `RecordError` if the
    folder is damaged.
    """
    return write_page(read_run(Path(run_folder)), path, interactive=interactive)


def write_page(
    run: Run, path: Path | None = None, records: Path | None = None, *, interactive: bool = False
) -> Path:
    """As `write_report`, for a run that was read before.

    With `records`, a folder of `openasylum microdata targets`, also the court records beside it.
    """
    target = run.folder / "report.html" if path is None else Path(path)
    _write(target, render(run, records, interactive=interactive))
    return target


def render(run: Run, records: Path | None = None, *, interactive: bool = False) -> str:
    """The page of a run, as text."""
    counted = [(figure, numbers(run, figure, load_checks())) for figure in figures(run)]
    views = [view(figure, found, run) for figure, found in counted]
    pictured = [_flow_view(i, flow) for i, flow in enumerate(flows(run))]
    paired = paired_views(run)
    found = summarized(run)
    published = compare(run)
    tabled = {
        **{each.name: each.csv for each in views},
        **{each.name: each.flow.table().csv() for each in pictured},
        "published": published.table().csv(),
        **{each.name: each.csv for each in paired},
    }
    scripts = {"library": _library(), "page": _static("page.js")} if interactive else {}
    pictures: dict[str, str] = {}
    for figure, table in () if interactive else counted:
        pictures |= inline.drawn(figure.name, figure, table, run)

    def download(name: str, label: str) -> str:
        return inline.button(name, label) if interactive else inline.link(name, label, tabled[name])

    return (
        _environment()
        .get_template("page.html")
        .render(
            run=run,
            provenance=run.provenance,
            titles=found.titles,
            period=found.period,
            headlines=headlines(run, found),
            measures=found.measures,
            tables=tables,
            ledger=ledger(run),
            bought=bought(run),
            ledger_table=ledger_table,
            validation=validate(run),
            records=[] if records is None else against.beside(records, run.folder),
            record_chart=against.chart,
            published=published,
            told=published_words,
            doubt=doubt.view(run),
            figures=views,
            flows=pictured,
            paired=paired,
            instruments=law.instruments(run),
            changes=law.changes(run),
            undefined=law.undefined(run),
            years=law.years(run),
            assumed=assumptions.assumptions(run),
            changed_facts=assumptions.changed_facts(run),
            data=_data(views, tabled, run) if interactive else "",
            pictures=pictures,
            download=download,
            _=inline.own,
            mark=str,
            style=_static("page.css"),
            scripts=scripts,
            policy=_policy(list(scripts.values())),
            version=__version__,
            words=words,
            colours=charts.COLOURS,
            dashes=charts.DASHES,
        )
    )


def _flow_view(i: int, flow: Flow) -> FlowView:
    rows = [
        (
            words.outcome_label(name),
            words.number(round(before)),
            words.percent(before / flow.total),
            words.number(round(after)),
            words.percent(after / flow.total),
            words.signed(round(after - before)),
        )
        for name in flow.outcomes
        for before, after in [(flow.under_a.get(name, 0.0), flow.under_b.get(name, 0.0))]
    ]
    who = who_words(flow.who, flow.total, flow.a.title)
    return FlowView(f"flow{i}", flow, who, picture(flow), picture(flow, narrow=True), tuple(rows))


def _data(views: Sequence[FigureView], tabled: Mapping[str, str], run: Run) -> str:
    """What the page's script needs, as JSON that no text within can end early."""
    found: dict[str, Any] = {
        "config": charts.CONFIG,
        "ranges": run.provenance.draws > 1,
        "scenarios": len(run.scenarios),
        "csv": tabled,
        "purposes": {
            each.name: {
                group: [words.purpose_label(group), place]
                for place, group in enumerate(each.purposes)
            }
            for each in views
            if each.purposes
        },
        "periods": charts.PERIODS,
        "panels": [
            {"id": panel.name, "figure": each.name, "spec": panel.spec, **panel.picks}
            for each in views
            for panel in each.panels
        ],
    }
    text = json.dumps(found, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, from the package that brings them."""
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _static(name: str) -> str:
    return (_HERE / "static" / name).read_text(encoding="utf-8")


def _policy(scripts: Sequence[str]) -> str:
    """A policy under which the page can load nothing and run only its own scripts, if any.

    The charts' expressions are interpreted, not compiled, so 'unsafe-eval' is not needed;
    Vega sets styles on elements, so inline styles are allowed.
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes or _NO_SCRIPT}; style-src 'unsafe-inline';"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_HERE / "templates", encoding="utf-8")
    return jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _write(target: Path, text: str) -> None:
    """Write by way of a file beside the target, so that nobody ever sees half a page."""
    part = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, suffix=".part", delete=False
        ) as part:
            part.write(text)
        os.chmod(part.name, 0o644)
        os.replace(part.name, target)
    except OSError as error:
        if part is not None:
            Path(part.name).unlink(missing_ok=True)
        again = "Give another place with '--out', or free some space."
        if (target.parent / "run.json").exists():
            again = (
                f"The run's tables are whole: free some space and build the report again with "
                f"'openasylum report {target.parent}'."
            )
        raise RecordError(f"{target}: cannot be written ({error.strerror}). {again}") from None
