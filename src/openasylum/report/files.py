"""The charts of a run as PNG and SVG files, each with its title, unit, source and legend."""

import copy
import json
from pathlib import Path
from typing import Any

import vl_convert

from openasylum.errors import RecordError
from openasylum.report import charts
from openasylum.report.figure_table import Numbers, numbers
from openasylum.report.figures import Figure, Panel, figures
from openasylum.report.flow import flows
from openasylum.report.panels import official_words, panel_title, unit_words
from openasylum.report.picture import picture
from openasylum.report.run import Run
from openasylum.report.validation import load_checks
from openasylum.report.words import purpose_label

WIDTH, HEIGHT, SHARPNESS = 720, 340, 2
_NAMESPACE = '<svg xmlns="http://www.w3.org/2000/svg"'


def write_charts(run: Run, folder: Path) -> list[Path]:
    """Write each chart of a run as `NAME.png` and `NAME.svg`; returns the files.

    Raises `RecordError` if the folder cannot be written.
    """
    pictures: dict[str, str] = {}
    for figure in figures(run):
        found = numbers(run, figure, load_checks())
        for panel in figure.panels:
            pictures[file_name(panel)] = _svg(complete(panel, figure, found, run))
    for flow in flows(run):
        name = f"same_people_{flow.a.name}_{flow.b.name}"
        pictures[name] = picture(flow).replace("<svg", f'{_NAMESPACE} font-family="sans-serif"', 1)
    return _write(pictures, folder)


def file_name(panel: Panel) -> str:
    """The name of a chart's file: its series and, for what was spent, the scenario."""
    name = panel.series.replace(".", "_")
    return f"{name}_{panel.scenario}" if panel.scenario else name


def complete(panel: Panel, figure: Figure, found: Numbers, run: Run) -> dict[str, Any]:
    """A specification with its data, title, unit, source and legend."""
    spec = copy.deepcopy(charts.chart(panel, found, run, hover=False))
    spec.pop("data", None)
    shown = charts.rows(panel, found, run, trimmed=figure.trimmed)
    title = panel_title(panel, run)
    if panel.kind == "spent":
        title = f"{figure.title}: {title}"
    subtitle = [unit_words(panel, run).capitalize()]
    subtitle.append(official_words(panel) or "Source: this run of the model; nobody counts it.")
    config = copy.deepcopy(charts.CONFIG) | {"font": "DejaVu Sans, sans-serif"}
    return {
        **spec,
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 14,
        "autosize": "pad",
        "data": {"values": shown},
        "title": {"text": title, "subtitle": subtitle, "offset": 14},
        "config": config,
        **_legend(panel, found, run, spec),
    }


def _legend(panel: Panel, found: Numbers, run: Run, spec: dict[str, Any]) -> dict[str, Any]:
    """The colours in words: by purpose, or by scenario as marks without data beside the others."""
    if panel.kind == "spent":
        encoding = copy.deepcopy(spec["encoding"])
        names = [purpose_label(name) for name in charts.purposes(found)]
        encoding["color"]["legend"] = {"title": None, "orient": "bottom", "values": names}
        encoding["color"]["legend"]["columns"] = 3
        return {"encoding": encoding}
    drawing = charts.Drawing.of(run)
    titles = [f"Model: {title}" for title in drawing.titles]
    colours = [drawing.colour(i) for i in range(len(titles))]
    scale = {"domain": titles, "range": colours}
    legend = {"title": None, "orient": "bottom", "symbolType": "stroke", "symbolStrokeWidth": 3}
    key = {
        "mark": {"type": "point", "opacity": 0},
        "data": {"values": [{"scenario": title} for title in titles]},
        "encoding": {
            "color": {
                "field": "scenario",
                "type": "nominal",
                "scale": scale,
                "legend": {**legend, "symbolOpacity": 1},
            }
        },
    }
    return {"layer": [*spec["layer"], key]}


def _svg(spec: dict[str, Any]) -> str:
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    return drawn


def _write(pictures: dict[str, str], folder: Path) -> list[Path]:
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in sorted(pictures.items()):
            vector, pixels = folder / f"{name}.svg", folder / f"{name}.png"
            vector.write_text(svg, encoding="utf-8")
            pixels.write_bytes(vl_convert.svg_to_png(svg, scale=SHARPNESS))
            written += [vector, pixels]
    except OSError as error:
        raise RecordError(
            f"{folder}: cannot be written ({error.strerror}). Give another folder with '--charts'."
        ) from None
    return written
