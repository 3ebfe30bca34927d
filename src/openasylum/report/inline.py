"""What a page without a script has in its place: charts as SVG within it, tables as data links."""

import base64
import json
import re
from typing import Any

import vl_convert
from markupsafe import Markup, escape

from openasylum.report import charts
from openasylum.report.figure_table import Numbers
from openasylum.report.figures import Figure
from openasylum.report.run import Run

_WIDTHS = {True: 430, False: 340}
"""Widths of charts in pixels, of figures with at most two and of others; a page may widen them."""
_SIZE = re.compile(r'<svg ([^>]*?)width="[\d.]+" height="[\d.]+"')
_SPACES = re.compile(r' xmlns(:xlink)?="[^"]*"')
_NAMED = re.compile(r'(id="|url\(#|href="#)')


def drawn(name: str, figure: Figure, found: Numbers, run: Run) -> dict[str, Markup]:
    """The charts of a figure as SVG for a page, by the names of its panels."""
    width = _WIDTHS[len(figure.panels) <= 2]
    pictures = {}
    for i, panel in enumerate(figure.panels):
        rows = charts.rows(panel, found, run, trimmed=figure.trimmed)
        spec = charts.chart(panel, found, run, hover=False) | {
            "width": width, "data": {"values": rows},
            "config": charts.CONFIG, "autosize": {"type": "fit", "contains": "padding"},
            "height": charts.HEIGHT + 40,
        }  # fmt: skip
        pictures[f"{name}-{i}"] = within(spec, f"{name}-{i}")
    return pictures


def within(spec: dict[str, Any], name: str) -> Markup:
    """A specification as SVG to stand within a page: as wide as its place, its ids its own."""
    svg: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    svg = _NAMED.sub(rf"\g<1>{name}-", _SPACES.sub("", svg))
    return Markup(_SIZE.sub(r'<svg aria-hidden="true" \1', svg, count=1))


def link(name: str, label: str, csv: str) -> Markup:
    """A link that saves a table, which stands within the page."""
    data = base64.b64encode(csv.encode("utf-8-sig")).decode()
    return Markup(
        '<p class="tools"><a class="button" download="openasylum_{}.csv" '
        'href="data:text/csv;charset=utf-8;base64,{}">{}</a></p>'
    ).format(name, data, label)


def button(name: str, label: str) -> Markup:
    """A button that the page's script makes save a table."""
    return Markup('<p class="tools"><button type="button" data-csv="{}">{}</button></p>').format(
        name, label
    )


def own(english: str, /, **values: object) -> Markup:
    """A sentence of the templates with its places filled."""
    return Markup(escape(english)).format_map(values)
