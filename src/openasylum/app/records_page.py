"""The page of the courts' own records: what an import says, beside the model's series."""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from openasylum.app.question import default_question
from openasylum.app.site import NotFound, Site, attached, bound, in_thread, sent_fields
from openasylum.app.words import Words

if TYPE_CHECKING:
    from openasylum.report.run import Run

_COLUMNS = ("series", "definition", "fiscal_year", "records", "model")
_WIDTH, _HEIGHT = 360, 220
_STOCKS = ("court.pending", "court.pending_active")


@dataclass(frozen=True)
class Beside:
    """One series: its figures by fiscal year in the records and in the model."""

    series: str
    definition: str
    title: str
    rows: tuple[tuple[int, float | None, float | None], ...]

    @property
    def unit(self) -> str:
        """The key of the words for what a figure counts."""
        return "records.stock" if self.series in _STOCKS else "records.flow"


def routes(site: Site) -> list[Route]:
    """The routes of this page."""
    return [
        Route("/records", bound(records, site), methods=["GET"]),
        Route("/records", bound(ask, site), methods=["POST"]),
        Route("/api/records.csv", bound(table, site)),
        Route("/api/records/charts/{series}.{kind}", bound(picture, site)),
    ]


async def records(request: Request, site: Site) -> HTMLResponse:
    """The page: figures of the records beside the model's, or how to have them."""
    words = site.words(request)
    context = await in_thread(_shown, site, words)
    return site.page(request, "records.html", here="records", **context)


async def ask(request: Request, site: Site) -> Response:
    """Read the records and run the scenario that changes nothing, then show the page."""
    _, tail = await sent_fields(request)
    for kind, asked in await in_thread(_wanted, site):
        await in_thread(site.jobs.key, kind, asked)
        site.jobs.ask(kind, asked)
    return RedirectResponse(f"/records?{tail.lstrip('&')}", status_code=303)


async def table(request: Request, site: Site) -> Response:
    """The courts' records beside the model's series, by fiscal year."""
    found = await in_thread(_beside, site)
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(_COLUMNS)
    for each in found:
        for year, seen, ours in each.rows:
            cells = ("" if value is None else f"{value:.10g}" for value in (seen, ours))
            write.writerow((each.series, each.definition, year, *cells))
    return attached(text.getvalue(), "text/csv; charset=utf-8", "openasylum_records.csv")


async def picture(request: Request, site: Site) -> Response:
    """One series of the courts' records beside the model's, as PNG or SVG."""
    name, kind = request.path_params["series"], request.path_params["kind"]
    words = site.words(request)
    found = {each.series: each for each in await in_thread(_beside, site)}
    if name not in found or kind not in ("png", "svg"):
        raise NotFound("there is no such chart of the courts' records.")

    def drawn() -> bytes:
        from openasylum.app.drawing import picture as draw

        return draw(_spec(found[name], words, whole=True), kind, words)

    async with site.drawing:
        made = await in_thread(drawn)
    media = {"png": "image/png", "svg": "image/svg+xml"}[kind]
    return attached(made, media, f"openasylum_records_{name}.{kind}")


def _question(folder: Path) -> dict[str, Any]:
    """What the job of reading an import asks: the folder, and which import lies in it."""
    summary = (folder / "import" / "summary.json").read_bytes()
    return {"folder": str(folder), "release": hashlib.sha256(summary).hexdigest()}


def _wanted(site: Site) -> list[tuple[Any, dict[str, Any]]]:
    """The jobs that this page needs and that are not done yet."""
    if site.records is None:
        return []
    wanted: list[tuple[Any, dict[str, Any]]] = [("compare", default_question().record())]
    if not _is_table(site.records):
        wanted.insert(0, ("records", _question(site.records)))
    return [(k, q) for k, q in wanted if not _best(site, k, q)]


def _best(site: Site, kind: Any, asked: dict[str, Any]) -> str:
    job = site.jobs.jobs.get(site.jobs.key(kind, asked))
    return "" if job is None else job.best


def _is_table(folder: Path) -> bool:
    from openasylum.statistics.official import COURT_RECORDS

    return (folder / f"{COURT_RECORDS}.csv").is_file()


def _figures(site: Site) -> Path | None:
    """Where the figures of the records lie; None until they have been read."""
    if site.records is None or _is_table(site.records):
        return site.records
    job = site.jobs.jobs.get(site.jobs.key("records", _question(site.records)))
    return None if job is None or not job.best else site.jobs.store.place(job) / "figures"


def _run(site: Site) -> "Run | None":
    job = site.jobs.jobs.get(site.jobs.key("compare", default_question().record()))
    return None if job is None or not job.best else site.run(job, job.best)


def _shown(site: Site, words: Words) -> dict[str, Any]:
    wanted = _wanted(site)
    jobs = [site.jobs.jobs.get(site.jobs.key(kind, asked)) for kind, asked in wanted]
    open_jobs = [job for job in jobs if job is not None and job.is_open]
    found = _beside(site)
    return {
        "given": site.records is not None, "wanted": bool(wanted), "beside": found,
        "job": open_jobs[0] if open_jobs else None, "modelled": _run(site) is not None,
        "pictures": {each.series: _picture(each, words) for each in found},
        "told": {each.series: _alternative(each, words) for each in found},
    }  # fmt: skip


def _beside(site: Site) -> list[Beside]:
    """Every series that the records have, with the model's figures where it has been run."""
    from openasylum.microdata.against import SERIES
    from openasylum.statistics import catalog
    from openasylum.statistics.official import COURT_RECORDS

    root, run = _figures(site), _run(site)
    if root is None:
        return []
    rows = [
        row
        for row in catalog.table(COURT_RECORDS, root=root).to_pylist()
        if row["citizenship"] == row["court"] == "all"
    ]
    found = []
    for series, (theirs, definition, title) in SERIES.items():
        seen = {
            row["period_end"].year: float(row["value"])
            for row in rows
            if (row["series"], row["definition"]) == (theirs, definition)
        }
        ours = {} if run is None else _modelled(run, series)
        years = sorted(seen.keys() | ours.keys())
        if seen:
            beside = tuple((year, seen.get(year), ours.get(year)) for year in years)
            found.append(Beside(series, definition, title, beside))
    return found


def _modelled(run: "Run", series: str) -> dict[int, float]:
    """The scenario that changes nothing, by whole fiscal years."""
    line = run.line(series, run.scenarios[0].name, period="fiscal_year")
    return {
        start.year + 1: float(values.mean())
        for start, values in line.items()
        if date(start.year + 1, 10, 1) <= run.until
    }


def _picture(each: Beside, words: Words) -> Markup:
    from openasylum.report.inline import within

    return within(_spec(each, words, whole=False), f"records-{each.series.replace('.', '-')}")


def _spec(each: Beside, words: Words, *, whole: bool) -> dict[str, Any]:
    """Points for the records, a line for the model; with title and legend if it stands alone."""
    from openasylum.report.charts import COLOURS, CONFIG, POINT

    model, seen = words.say("charts.model"), words.say("records.seen")
    short = "datum.value === 0 ? '0' : format(datum.value, '~s')"
    x: dict[str, Any] = {"field": "year", "type": "ordinal", "title": words.say("records.year")}
    x["axis"] = {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8}
    y = {"type": "quantitative", "title": None, "axis": {"labelExpr": short}}
    scale = {"domain": [model, seen], "range": [COLOURS[0], POINT]}
    legend = {"title": None, "orient": "bottom"} if whole else None
    colour = {"type": "nominal", "scale": scale, "legend": legend}
    marks = (("line", "model", model), ("point", "records", seen))
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": kind, **({"filled": True, "size": 45} if kind == "point" else {})},
            "encoding": {"y": y | {"field": field}, "color": colour | {"datum": name}},
        }
        for kind, field, name in marks
    ]
    title = {"text": words.label(each.title), "subtitle": words.say(each.unit)}
    rows = [{"year": str(year), "records": seen, "model": ours} for year, seen, ours in each.rows]
    return {
        "width": _WIDTH, "height": _HEIGHT, "config": CONFIG, "data": {"values": rows},
        "encoding": {"x": x}, "layer": layers, **({"title": title, "padding": 14} if whole else {}),
    }  # fmt: skip


def _alternative(each: Beside, words: Words) -> str:
    """What a chart shows, for people who cannot see it."""
    seen = [(year, value) for year, value, _ in each.rows if value is not None]
    ours = [(year, value) for year, _, value in each.rows if value is not None]
    told = [f"{words.label(each.title)}, {words.say(each.unit)}."]
    for name, line in (("records.seen", seen), ("charts.model", ours)):
        if line:
            (first, low), (last, high) = line[0], line[-1]
            ends = {"first": words.rounded(low), "first_year": first}
            ends |= {"last": words.rounded(high), "last_year": last}
            told.append(words.say("records.course", name=words.say(name), **ends))
    return " ".join(told)
