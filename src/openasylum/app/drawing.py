"""The charts of an answer in a language: specifications with their data, pictures, tables, CSV."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from openasylum.app.words import Words
from openasylum.errors import UnknownName

if TYPE_CHECKING:
    from openasylum.report.figures import Figure, Panel
    from openasylum.report.panels import YearTable
    from openasylum.report.run import Run

_WORDED = ("title", "text", "subtitle", "titles")


@dataclass(frozen=True)
class Chart:
    """One chart as the page draws it."""

    id: str
    title: str
    unit: str
    source: str
    alternative: str
    spec: dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """Charts that belong together, their legend, and their tables."""

    name: str
    charts: tuple[Chart, ...]
    spent: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    tables: "tuple[YearTable, ...]"


def figure_of(run: "Run", name: str) -> "Figure":
    """A figure of a run by its name. Raises `UnknownName`."""
    from openasylum.report.figures import figures

    found = {each.name: each for each in figures(run)}
    if name not in found:
        raise UnknownName("figure of this answer", name[:80], found)
    return found[name]


def drawn(run: "Run", name: str, titles: Mapping[str, str], words: Words) -> Drawn:
    """The charts of a figure. Raises `UnknownName`."""
    from openasylum.report import charts
    from openasylum.report.figure_table import numbers
    from openasylum.report.panels import view
    from openasylum.report.validation import load_checks

    figure = figure_of(run, name)
    found = numbers(run, figure, load_checks())
    seen = view(figure, found, run)
    say = _translator(run, titles, words)
    made = []
    for panel, shown in zip(figure.panels, seen.panels, strict=True):
        rows = charts.rows(panel, found, run, trimmed=figure.trimmed)
        if panel.kind == "spent":
            rows = [row | {"purpose": say(row["purpose"])} for row in rows]
        spec = worded(shown.spec, say) | {"data": {"values": rows}}
        made.append(
            Chart(
                shown.name,
                say(shown.title),
                unit(panel, run, words),
                _source(panel, words),
                _alternative(panel, found.of(panel.series, "fiscal_year"), run, titles, words),
                spec,
            )
        )
    tables = tuple(
        _table(table, panel, run, say, words)
        for table, panel in zip(seen.tables, figure.panels, strict=True)
    )
    spent = tuple((words.label(label), colour) for label, colour in seen.spent)
    marks = _marks(seen.kinds, counted=seen.counted, other=seen.other)
    return Drawn(name, tuple(made), spent, marks, tables)


def _marks(kinds: frozenset[str], *, counted: bool, other: bool) -> tuple[str, ...]:
    found = []
    if counted and kinds & {"flow", "year"}:
        found.append("bar")
    if counted and kinds & {"stock", "average"}:
        found.append("average" if "average" in kinds else "dot")
    return (*found, "diamond") if other else tuple(found)


def csv_of(run: "Run", name: str) -> str:
    """The table behind a figure, the same in every language. Raises `UnknownName`."""
    from openasylum.report.figure_table import numbers
    from openasylum.report.validation import load_checks

    return numbers(run, figure_of(run, name), load_checks()).csv()


def complete(run: "Run", chart: str, titles: Mapping[str, str], words: Words) -> dict[str, Any]:
    """A chart that stands alone, with title, unit, source and legend. Raises `UnknownName`."""
    from openasylum.report.figure_table import numbers
    from openasylum.report.files import complete as whole
    from openasylum.report.validation import load_checks

    name, _, number = chart.rpartition("-")
    figure = figure_of(run, name)
    if not number.isdecimal() or int(number) >= len(figure.panels):
        raise UnknownName("chart of this answer", chart[:80], [])
    panel = figure.panels[int(number)]
    found = numbers(run, figure, load_checks())
    say = _translator(run, titles, words)
    spec: dict[str, Any] = worded(whole(panel, figure, found, run), say)
    if panel.kind == "spent":
        for row in spec["data"]["values"]:
            row["purpose"] = say(row["purpose"])
    title = say(panel.title)
    if panel.kind == "spent":
        title = f"{words.say(f'figures.{name}.title')}: {titles.get(panel.scenario, '')}"
    spec["title"]["text"] = title
    spec["title"]["subtitle"] = [unit(panel, run, words), _source(panel, words)]
    return spec


def picture(spec: dict[str, Any], kind: str, words: Words) -> bytes:
    """A specification as PNG or SVG."""
    import vl_convert

    local = words.vega()
    text = json.dumps(spec)
    options = {"format_locale": local["number"], "time_format_locale": local["time"]}
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(text, **options)).encode()
    return bytes(vl_convert.vegalite_to_png(text, scale=2, **options))


def unit(panel: "Panel", run: "Run", words: Words) -> str:
    """The unit of a chart's vertical axis in words."""
    from openasylum.report.panels import unit_of

    return words.say(f"charts.per.{panel.kind}", unit=words.label(unit_of(panel.series, run)))


def worded(spec: Any, say: "_Translator") -> Any:
    """A specification with its titles and the names in its scales in the page's language."""
    if isinstance(spec, list):
        return [worded(each, say) for each in spec]
    if not isinstance(spec, dict):
        return spec
    return {key: _worded(key, value, say) for key, value in spec.items()}


def _worded(key: str, value: Any, say: "_Translator") -> Any:
    if key in _WORDED and isinstance(value, str):
        return say(value)
    if key in ("domain", "subtitle", "values") and isinstance(value, list):
        return [say(each) if isinstance(each, str) else worded(each, say) for each in value]
    if key == "scenario" and isinstance(value, str):
        return say(value)
    return worded(value, say)


@dataclass(frozen=True)
class _Translator:
    """From the words of the report to those of the page."""

    titles: Mapping[str, str]
    words: Words

    def __call__(self, english: str) -> str:
        """The page's words for one text of a chart."""
        model, official = self.words.say("charts.model"), self.words.say("charts.official")
        if english in self.titles:
            return self.titles[english]
        before, _, rest = english.partition(": ")
        if before == "Model" and rest:
            return f"{model}: {self.titles.get(rest, rest)}"
        if english.endswith(", from official"):
            title = english.removesuffix(", from official")
            return self.words.say("charts.from_official", title=self.titles.get(title, title))
        if english in ("Model", "Official"):
            return {"Model": model, "Official": official}[english]
        return self.words.label(english)


def _translator(run: "Run", titles: Mapping[str, str], words: Words) -> _Translator:
    by_title = {each.title: titles.get(each.name, each.title) for each in run.scenarios}
    return _Translator(copy.copy(by_title), words)


def _source(panel: "Panel", words: Words) -> str:
    """Whose figures a chart shows beside the model's; of the model alone if nobody counted."""
    from openasylum.report.validation import load_checks

    shown = load_checks().shown.get(panel.series, ())
    if panel.kind in ("spent", "error") or not shown:
        return words.say("charts.source_model")
    marks = ("points" if panel.kind in ("stock", "average") else "bars", "diamonds")
    told = [
        f"{words.fact(one.words)} ({words.say(f'charts.{mark}')})"
        for one, mark in zip(shown, marks, strict=False)
    ]
    return words.say("charts.official_source", sources="; ".join(told))


def _alternative(
    panel: "Panel",
    rows: Sequence[Mapping[str, Any]],
    run: "Run",
    titles: Mapping[str, str],
    words: Words,
) -> str:
    """What a chart shows, for people who cannot see it."""
    from openasylum.report.panels import ends
    from openasylum.report.words import fiscal_year

    title = words.label(panel.title)
    if panel.kind in ("spent", "error"):
        return words.say(f"charts.alternative_{panel.kind}", title=title)
    kept = [dict(row) for row in rows if row["group"] == "all"]
    told = [f"{title}, {unit(panel, run, words)}."]
    for each in run.scenarios:
        if (found := ends(each.name, kept)) is not None:
            (first, _), (last, _), (most, _) = found
            years = [fiscal_year(day) for _, day in found]
            told.append(
                words.say(
                    "charts.course",
                    title=titles.get(each.name, each.title),
                    first=words.rounded(first),
                    first_year=years[0],
                    last=words.rounded(last),
                    last_year=years[1],
                    most=words.rounded(most),
                    most_year=years[2],
                )
            )
    return " ".join(told)


def _table(
    table: "YearTable", panel: "Panel", run: "Run", say: _Translator, words: Words
) -> "YearTable":
    caption = f"{say(panel.title)}, {unit(panel, run, words)}"
    if panel.kind == "spent":
        caption = f"{say.titles.get(_title(panel, run), '')}: {caption}"
    rows = tuple((row[0], *(words.written(cell) for cell in row[1:])) for row in table.rows)
    header = tuple(say(each) for each in table.header)
    return replace(table, caption=caption, header=header, rows=rows)


def _title(panel: "Panel", run: "Run") -> str:
    return next(each.title for each in run.scenarios if each.name == panel.scenario)
