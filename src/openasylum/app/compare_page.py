"""The page of comparisons: the form of a question, its answer, its charts."""

import json
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from openasylum.app.levers import Lever, levers
from openasylum.app.question import Question, default_question, question
from openasylum.app.settings import settings
from openasylum.app.site import Site, bound, in_thread, question_of, sent_fields
from openasylum.app.store import RANGES, Job
from openasylum.app.words import Words
from openasylum.errors import OpenasylumError
from openasylum.records.library import load_scenario, names_of

FIGURES = (
    "court", "affirmative", "fear", "border", "mpp", "detention", "officers", "judges", "cost",
    "errors",
)  # fmt: skip
"""The order of the charts; what an answer does not have is left out."""
_RECENT = 8
_FEATURED = (
    "b=without_mpp", "judges=2&b=as_enacted", "b=mpp_with_counsel", "b=title_42_never_issued",
)  # fmt: skip


def routes(site: Site) -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/", bound(home, site)),
        Route("/compare", bound(compare, site), methods=["GET"]),
        Route("/compare", bound(ask, site), methods=["POST"]),
        Route("/answers/{job}/ranges", bound(spread, site)),
        Route("/answers/{job}/{stage}", bound(fragment, site)),
        Route("/answers/{job}/{stage}/figures/{figure}", bound(figure, site)),
    ]


async def home(request: Request, site: Site) -> HTMLResponse:
    """The first page: what this is, and questions to begin with."""
    words = site.words(request)
    featured = [(question(address), address) for address in _FEATURED]
    shown = [(each.titles(words)[each.yours.name], address) for each, address in featured]
    asked = [job for job in site.jobs.jobs.values() if job.kind == "compare"]
    asked = sorted(asked, key=lambda job: -job.used)[:_RECENT]
    recent = [(_title(job, words), job.asked["address"], job.is_open) for job in asked]
    return site.page(request, "home.html", featured=shown, recent=recent, here="")


def _title(job: Job, words: Words) -> str:
    asked = question_of(job)
    return asked.titles(words)[asked.yours.name]


async def compare(request: Request, site: Site) -> HTMLResponse:
    """The page of a question, with its answer if there is one already."""
    try:
        asked = _asked(request)
    except OpenasylumError as error:
        asked = default_question()
        context = form(asked, site.words(request), site.jobs.draws) | {
            "problem": str(error),
            "job": None,
        }
        return site.page(request, "compare.html", status=400, answer=None, ranges=None, **context)
    key = await in_thread(site.jobs.key, "compare", asked.record())
    job = site.jobs.jobs.get(key)
    context = form(asked, site.words(request), site.jobs.draws) | {"problem": "", "job": job}
    shown, ranges = None, None
    if job is not None and job.best:
        shown = await in_thread(_answer, site, job, job.best, site.words(request))
        ranges = await in_thread(_ranges, site, job, site.words(request))
    return site.page(request, "compare.html", answer=shown, ranges=ranges, **context)


async def ask(request: Request, site: Site) -> Response:
    """Start the question of a form sent without a script, then show its page."""
    fields, tail = await sent_fields(request)
    address = urlencode(fields)
    try:
        asked = question(address)
        await in_thread(site.jobs.key, "compare", asked.record())
        site.jobs.ask("compare", asked.record())
        address = asked.address
    except OpenasylumError:
        pass  # the page of the address says what is wrong with it
    return RedirectResponse(f"/compare?{address}{tail}", status_code=303)


async def fragment(request: Request, site: Site) -> HTMLResponse:
    """The answer of one stage, to be put into the page."""
    job, words = site.job(request), site.words(request)
    stage = request.path_params["stage"]
    shown = await in_thread(_answer, site, job, stage, words)
    ranges = await in_thread(_ranges, site, job, words)
    return site.page(request, "answer.html", answer=shown, ranges=ranges, here="compare", job=job)


async def spread(request: Request, site: Site) -> HTMLResponse:
    """How far the draws of a question spread, to be put into the page."""
    job, words = site.job(request), site.words(request)
    ranges = await in_thread(_ranges, site, job, words)
    return site.page(request, "ranges.html", ranges=ranges, here="compare")


async def figure(request: Request, site: Site) -> HTMLResponse:
    """The charts of one figure, with their data, to be put into the page."""
    job, words = site.job(request), site.words(request)
    stage, name = request.path_params["stage"], request.path_params["figure"]
    found = await in_thread(_drawn, site, job, stage, name, words)
    return site.page(request, "figure.html", job=job, stage=stage, **found)


def form(asked: Question, words: Words, draws: int) -> dict[str, Any]:
    """What the form shows: scenarios, levers with their values, and the address."""
    names = names_of("scenarios")
    scenarios = [(name, words.fact(load_scenario(name).title)) for name in names]
    scenarios.sort(key=lambda each: (each[0] != "as_enacted", each[1]))
    return {
        "asked": asked, "scenarios": scenarios, "chosen": asked.chosen,
        "titles": asked.titles(words), "groups": levers().groups, "lever_start": levers().start,
        "start": asked.chosen.get("from", levers().start.isoformat()),
        "largest": lambda lever: _largest(lever, asked), "here": "compare",
        "first_figure": FIGURES[0], "stages": [each.name for each in settings().stages],
        "drawing": bool(draws),
    }  # fmt: skip


def _largest(lever: Lever, asked: Question) -> float:
    """The right end of a slider, which reaches as far as the address says."""
    return max(lever.most, float(asked.chosen.get(lever.name, "0")))


def _asked(request: Request) -> Question:
    fields = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return question(urlencode(fields)) if fields else default_question()


def _answer(site: Site, job: Job, stage: str, words: Words) -> dict[str, Any]:
    from openasylum.app.answer import answer
    from openasylum.report.charts import COLOURS, DASHES
    from openasylum.report.figures import figures

    run = site.run(job, stage)
    asked = question_of(job)
    found = answer(run, settings().stage(stage), asked.titles(words), words)
    has = {each.name for each in figures(run)}
    return {
        "found": found, "stage": stage, "figures": [name for name in FIGURES if name in has],
        "colours": COLOURS, "dashes": DASHES, "address": asked.address, "id": job.id,
    }  # fmt: skip


def _ranges(site: Site, job: Job, words: Words) -> dict[str, Any]:
    """What the page says of the draws: their ranges, or how far they are."""
    stage = job.stages.get(RANGES)
    if stage is None:
        return {"state": "none"}
    found = site.jobs.store.ranges(job)
    if found is None:
        told = {"state": stage.state, "message": stage.message, "draws": job.asked["draws"]}
        return told
    titles = question_of(job).titles(words)
    names = list(titles)
    cells = {(one["series"], one["scenario"]): one for one in found["ranges"]}
    columns = [*names, f"{names[1]} - {names[0]}"] if len(names) > 1 else names
    rows = [
        (series, [_span(cells[series, column], words, signed=" - " in column)
                  for column in columns])
        for series in dict.fromkeys(one["series"] for one in found["ranges"])
    ]  # fmt: skip
    return {"state": "done", "found": found, "titles": list(titles.values()), "rows": rows}


def _span(one: dict[str, Any], words: Words, *, signed: bool) -> tuple[str, str, str]:
    """The middle and the two ends of a range, as text."""
    from openasylum.app.answer import signed as with_sign

    write = (lambda v: with_sign(v, words)) if signed else words.rounded
    return write(one["median"]), write(one["p05"]), write(one["p95"])


def _drawn(site: Site, job: Job, stage: str, name: str, words: Words) -> dict[str, Any]:
    from openasylum.app.drawing import drawn
    from openasylum.report import charts

    run = site.run(job, stage)
    titles = question_of(job).titles(words)
    found = drawn(run, name, titles, words)
    data = {
        "config": charts.CONFIG, "locale": words.vega(),
        "charts": [{"id": each.id, "spec": each.spec} for each in found.charts],
    }  # fmt: skip
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return {
        "drawn": found, "data": text.replace("<", "\\u003c").replace("\u2028", "\\u2028"),
        "titles": [titles.get(each.name, each.title) for each in run.scenarios],
        "colours": charts.COLOURS, "dashes": charts.DASHES,
    }  # fmt: skip
