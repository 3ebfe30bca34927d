"""The page of evidence: statistics, assumptions, targets, validation, back-tests, projections."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from openasylum.app.question import default_question
from openasylum.app.site import Site, bound, in_thread, sent_fields
from openasylum.errors import UnknownName

PARTS = ("statistics", "assumptions", "targets", "validation", "backtest", "projections")


def routes(site: Site) -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/evidence", bound(evidence, site)),
        Route("/evidence/{part}", bound(part, site), methods=["GET"]),
        Route("/evidence/{part}", bound(ask, site), methods=["POST"]),
    ]


async def evidence(request: Request, site: Site) -> HTMLResponse:
    """The first page of the evidence: its parts."""
    return site.page(request, "evidence.html", here="evidence", parts=PARTS, part="", shown=None)


async def part(request: Request, site: Site) -> HTMLResponse:
    """One part of the evidence. Raises `UnknownName`."""
    name = _known(request)
    context = await in_thread(_READERS[name], site)
    words = await in_thread(_words)
    return site.page(
        request, "evidence.html", here="evidence", parts=PARTS, part=name, shown=context,
        download=lambda name, label: "", **words,
    )  # fmt: skip


def _words() -> dict[str, Any]:
    """How the report says things: its own templates are shown within the page."""
    from openasylum.forecast import words as forecast_words
    from openasylum.report import published_words
    from openasylum.report import words as report_words

    return {
        "report_words": report_words, "published_words": published_words,
        "forecast_words": forecast_words,
    }  # fmt: skip


async def ask(request: Request, site: Site) -> Response:
    """Run what the validation needs: the default question."""
    name = _known(request)
    _, tail = await sent_fields(request)
    asked = default_question().record()
    await in_thread(site.jobs.key, "compare", asked)
    site.jobs.ask("compare", asked)
    return RedirectResponse(f"/evidence/{name}?{tail.lstrip('&')}", status_code=303)


def _known(request: Request) -> str:
    name: str = request.path_params["part"]
    if name not in PARTS:
        raise UnknownName("part of the evidence", name[:80], PARTS)
    return name


def _statistics(site: Site) -> dict[str, Any]:
    from openasylum.statistics import catalog

    rows = [(name, catalog.record(name), catalog.vintages(name)) for name in catalog.names()]
    return {"rows": rows}


def _assumptions(site: Site) -> dict[str, Any]:
    from openasylum.report.assumptions import assumptions_named
    from openasylum.simulation.assumed import DEFAULT_SET

    return {"set": assumptions_named(DEFAULT_SET)}


def _targets(site: Site) -> dict[str, Any]:
    from openasylum.report.published_facts import load_published
    from openasylum.report.validation import load_checks

    return {"checks": load_checks().checks, "published": load_published()}


def _validation(site: Site) -> dict[str, Any]:
    """The default question's as-enacted run held to official counts, by its best answer."""
    from openasylum.report.published import compare
    from openasylum.report.validation import validate

    job = site.jobs.jobs.get(site.jobs.key("compare", default_question().record()))
    if job is None or not job.best:
        return {"job": job, "validation": None, "published": None}
    run = site.run(job, job.best)
    return {"job": job, "validation": validate(run), "published": compare(run)}


def _backtest(site: Site) -> dict[str, Any]:
    """The shipped scoreboard: where the model wins and loses, then each series."""
    from openasylum.forecast.shipped import shipped
    from openasylum.forecast.words import MODELS, NAMES

    board = shipped()
    by_cell = {(o.series, o.horizon, o.method, o.against): o for o in board.ratios}
    horizons = sorted({row.horizon for row in board.scores})
    return {
        "board": board, "models": list(MODELS), "simple": list(NAMES), "horizons": horizons,
        "ratio": lambda *cell: by_cell.get(cell),
        "scores": {name: [r for r in board.scores if r.series == name] for name in board.series},
    }  # fmt: skip


def _projections(site: Site) -> dict[str, Any]:
    from openasylum.projections import words
    from openasylum.projections.ledger import ledger

    entries = ledger()
    rows = [(entry, list(words.rows([entry])), words.card(entry)) for entry in entries]
    return {"columns": words.COLUMNS, "rows": rows, "foot": words.FOOT}


_READERS = {
    "statistics": _statistics, "assumptions": _assumptions, "targets": _targets,
    "validation": _validation, "backtest": _backtest, "projections": _projections,
}  # fmt: skip
