"""The interface for programs: ask, follow, cancel, and fetch answers as JSON, CSV, PNG and SVG."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from openasylum.app.question import question
from openasylum.app.site import NotFound, Site, attached, bound, in_thread, question_of
from openasylum.app.store import Job
from openasylum.app.words import Words
from openasylum.errors import OpenasylumError

CSV, SVG, PNG, YAML = "text/csv; charset=utf-8", "image/svg+xml", "image/png", "application/yaml"
_KINDS = {"png": PNG, "svg": SVG}


def routes(site: Site) -> list[Route]:
    """The routes for programs."""
    one, done = "/api/jobs/{job}", "/api/jobs/{job}/{stage}"
    return [
        Route("/api/openapi.json", bound(described, site)),
        Route("/api/questions", bound(ask, site), methods=["POST"]),
        Route("/api/people", bound(ask_people, site), methods=["POST"]),
        Route("/api/claims/{claim}", bound(ask_claim, site), methods=["POST"]),
        Route("/api/scenario.yaml", bound(scenario, site)),
        Route("/api/jobs", bound(jobs, site)),
        Route(one, bound(job_state, site)),
        Route(f"{one}/events", bound(events, site)),
        Route(f"{one}/cancel", bound(cancel, site), methods=["POST"]),
        Route(f"{one}/answer", bound(result, site)),
        Route(f"{one}/ranges", bound(ranges, site)),
        Route(f"{done}/summary", bound(summary, site)),
        Route(f"{done}/figures/{{figure}}.csv", bound(figure_csv, site)),
        Route(f"{done}/flow.csv", bound(flow_csv, site)),
        Route(f"{done}/people.csv", bound(pairs_csv, site)),
        Route(f"{done}/published.csv", bound(published_csv, site)),
        Route(f"{done}/charts/{{chart}}.{{kind}}", bound(chart, site)),
        Route(f"{done}/report.html", bound(report, site)),
        Route("/api/law", bound(law, site)),
    ]


async def described(request: Request, site: Site) -> JSONResponse:
    """The OpenAPI description of this interface."""
    from openasylum.app.description import description

    return JSONResponse(description())


async def ask(request: Request, site: Site) -> JSONResponse:
    """Ask a question, given as the query of its address."""
    sent = await _body(request, {"address": str, "instead_of": str}, needed=("address",))
    asked = question(sent["address"])
    key = await in_thread(site.jobs.key, "compare", asked.record())
    site.jobs.ask("compare", asked.record(), sent.get("instead_of", ""))
    return JSONResponse(_state(site, site.jobs.jobs[key], site.words(request)), status_code=202)


async def ask_people(request: Request, site: Site) -> JSONResponse:
    """Look for people, or ask for one person's story."""
    from openasylum.app.people_page import asked_of

    kinds = {"like": str, "person": str, "a": str, "b": str}
    found = asked_of(await _body(request, kinds))
    if found is None:
        raise OpenasylumError("people: give either 'like' or 'person'.")
    await in_thread(site.jobs.key, *found)
    job = site.jobs.ask(found[0], found[1])
    return JSONResponse(_state(site, job, site.words(request)), status_code=202)


async def ask_claim(request: Request, site: Site) -> JSONResponse:
    """Run a claim."""
    from openasylum.app.claims_page import record

    asked = await in_thread(record, request.path_params["claim"])
    await in_thread(site.jobs.key, "claim", asked)
    job = site.jobs.ask("claim", asked)
    return JSONResponse(_state(site, job, site.words(request)), status_code=202)


async def scenario(request: Request, site: Site) -> Response:
    """The scenario file of the question in the address, which the command line takes, too."""
    query = "&".join(part for part in request.url.query.split("&") if not part.startswith("lang="))
    asked = question(query)
    return attached(asked.yours.text, YAML, f"{asked.yours.name}.yaml")


async def jobs(request: Request, site: Site) -> JSONResponse:
    """Every job there is, the last used first."""
    found = sorted(site.jobs.jobs.values(), key=lambda job: -job.used)
    return JSONResponse([_state(site, job, site.words(request)) for job in found])


async def job_state(request: Request, site: Site) -> JSONResponse:
    """What has become of a job."""
    return JSONResponse(_state(site, site.job(request), site.words(request)))


async def cancel(request: Request, site: Site) -> JSONResponse:
    """Stop what waits or runs of a job."""
    await _body(request, {})
    job = site.job(request)
    site.jobs.cancel(job.id)
    return JSONResponse(_state(site, job, site.words(request)))


async def events(request: Request, site: Site) -> StreamingResponse:
    """The state of a job, now and at each change, as server-sent events."""
    job, words = site.job(request), site.words(request)

    async def stream() -> AsyncIterator[str]:
        async for now in site.jobs.watch(job.id):
            if now is None:
                yield ": still here\n\n"
            else:
                yield f"data: {json.dumps(_state(site, now, words))}\n\n"
        if not site.jobs.ending:  # else the page asks again until a server answers
            yield "event: end\ndata: {}\n\n"

    site.jobs.refuse_watchers()
    return StreamingResponse(
        stream(), media_type="text/event-stream", headers={"cache-control": "no-store"}
    )


async def result(request: Request, site: Site) -> JSONResponse:
    """The answer of a job that is not a comparison."""
    job = site.job(request)
    if job.kind == "compare" or not job.best:
        raise NotFound("this answer is not ready, or its stages have answers of their own.")
    return JSONResponse(await in_thread(site.jobs.store.result, job))


async def ranges(request: Request, site: Site) -> JSONResponse:
    """How far draws of the fitted assumptions spread, once they have been run."""
    job = site.job(request)
    found = await in_thread(site.jobs.store.ranges, job)
    if found is None:
        raise NotFound("the draws of this answer are not ready, or were not asked for.")
    return JSONResponse(found)


async def summary(request: Request, site: Site) -> Response:
    """The short table of a run, as `openasylum compare --json` prints it."""
    from openasylum.report.tables import summarized

    run = await _run(request, site)
    text = json.dumps(await in_thread(lambda: summarized(run).as_json()), default=str)
    return Response(text, media_type="application/json")


async def figure_csv(request: Request, site: Site) -> Response:
    """The table behind a figure."""
    from openasylum.app.drawing import csv_of

    run, name = await _run(request, site), request.path_params["figure"]
    return attached(await in_thread(csv_of, run, name), CSV, f"openasylum_{name}.csv")


async def flow_csv(request: Request, site: Site) -> Response:
    """Every pair of outcomes of the same people."""
    from openasylum.report.flow import flows

    run = await _run(request, site)
    found = await in_thread(flows, run)
    if not found:
        raise NotFound("nobody's outcome differs, so there is no table of pairs.")
    return attached(found[0].table().csv(), CSV, "openasylum_same_people.csv")


async def pairs_csv(request: Request, site: Site) -> Response:
    """The same people one by one, by group."""
    from openasylum.report.paired import paired_numbers

    run = await _run(request, site)
    if len(run.scenarios) < 2:
        raise NotFound("a question with one scenario has no pairs of people.")
    first, second = (each.name for each in run.scenarios)
    found = await in_thread(paired_numbers, run, first, second)
    return attached(found.csv(), CSV, "openasylum_people_by_group.csv")


async def published_csv(request: Request, site: Site) -> Response:
    """The run beside published figures."""
    from openasylum.report.published import compare

    run = await _run(request, site)
    found = await in_thread(lambda: compare(run).table().csv())
    return attached(found, CSV, "openasylum_published.csv")


async def chart(request: Request, site: Site) -> Response:
    """A chart as PNG or SVG, with its title, unit, source and legend."""
    from openasylum.app.drawing import complete, picture

    kind, name = request.path_params["kind"], request.path_params["chart"]
    if kind not in _KINDS:
        raise NotFound("a chart is a .png or an .svg.")
    run, words = await _run(request, site), site.words(request)
    titles = question_of(site.job(request)).titles(words)

    def drawn() -> bytes:
        return picture(complete(run, name, titles, words), kind, words)

    async with site.drawing:
        found = await in_thread(drawn)
    return attached(found, _KINDS[kind], f"openasylum_{name}.{kind}")


async def report(request: Request, site: Site) -> Response:
    """The self-contained report of a run, as `openasylum report` writes it."""
    from openasylum.report.page import render

    run = await _run(request, site)
    async with site.drawing:
        found = await in_thread(render, run)
    return attached(found, "text/html; charset=utf-8", "report.html")


async def law(request: Request, site: Site) -> JSONResponse:
    """What applied to a kind of person on a day, as `openasylum explain --json` prints it."""
    from openasylum.app.law_page import explained_as_json

    return JSONResponse(await in_thread(explained_as_json, dict(request.query_params)))


async def _run(request: Request, site: Site) -> Any:
    job = site.job(request)
    return await in_thread(site.run, job, request.path_params["stage"])


async def _body(
    request: Request, kinds: Mapping[str, type], needed: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The fields of a JSON body, each of its kind. Raises `HTTPException` or `OpenasylumError`."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "send 'application/json'.")
    try:
        sent = json.loads(await request.body() or b"{}", object_pairs_hook=_once)
        json.dumps(sent, ensure_ascii=False).encode()  # half a character is no text to answer with
    except (ValueError, RecursionError):
        raise OpenasylumError("the body: is not JSON. Send an object.") from None
    if not isinstance(sent, dict):
        raise OpenasylumError("the body: must be an object.")
    for name, value in sent.items():
        if name not in kinds:
            raise OpenasylumError(f"the body: has no field '{name[:40]}'. Known: {list(kinds)}.")
        if not isinstance(value, kinds[name]):
            raise OpenasylumError(f"the body: '{name}' must be a text.")
    for name in needed:
        if name not in sent:
            raise OpenasylumError(f"the body: '{name}' is missing.")
    return sent


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise OpenasylumError(f"the body: gives '{twice[:40]}' twice. Keep one.")
    return found


def _state(site: Site, job: Job, words: Words) -> dict[str, Any]:
    found = job.model_dump(include={"id", "kind", "created", "stages"})
    before = site.jobs.before(job.id)
    said = {
        name: words.say(f"state.{stage.state}", before=before) for name, stage in job.stages.items()
    }
    if job.kind == "compare":
        found["titles"] = question_of(job).titles(words)
    return found | {
        "best": job.best, "open": job.is_open, "before": before, "said": said,
        "address": job.asked.get("address", ""),
        "warming": "quick" not in site.jobs.ready,
    }  # fmt: skip
