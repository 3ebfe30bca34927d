"""The page of people: who is like a description; a synthetic person's story and the twin's."""

from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from openasylum.app.question import question
from openasylum.app.site import Site, bound, in_thread, sent_fields
from openasylum.app.store import Job
from openasylum.app.words import chosen
from openasylum.errors import OpenasylumError
from openasylum.records.library import load_scenario, names_of

MOST = 12
_EXAMPLES = ("months", "differs", "child", "port", "granted")
_FIELDS = ("like", "person", "a", "b")
_LONGEST = 200


def routes(site: Site) -> list[Route]:
    """The routes of this page."""
    return [
        Route("/people", bound(people, site), methods=["GET"]),
        Route("/people", bound(ask, site), methods=["POST"]),
    ]


async def people(request: Request, site: Site) -> HTMLResponse:
    """The page: the form, and the search or the story that the address asks for."""
    fields = {name: request.query_params.get(name, "") for name in _FIELDS}
    context: dict[str, Any] = {"job": None, "found": None, "problem": "", "fields": fields}
    status, words = 200, site.words(request)
    try:
        asked = asked_of(fields | {"like": words.in_english(fields["like"])})
        if asked is not None:
            kind, record = asked
            key = await in_thread(site.jobs.key, kind, record)
            context |= await in_thread(_shown, site, site.jobs.jobs.get(key))
    except OpenasylumError as error:
        context["problem"], status = str(error), 400
    names = [(name, words.fact(load_scenario(name).title)) for name in names_of("scenarios")]
    return site.page(
        request, "people.html", status=status, here="people", scenarios=names,
        examples=[words.say(f"people.examples.{name}") for name in _EXAMPLES],
        a=fields["a"] or "as_enacted", b=fields["b"] or "without_mpp",
        day=lambda iso: words.day(date.fromisoformat(iso)), **context,
    )  # fmt: skip


async def ask(request: Request, site: Site) -> Response:
    """Start a search or a story, then show its page."""
    fields, tail = await sent_fields(request)
    words = chosen(tail.removeprefix("&lang="), request.headers.get("accept-language", ""))
    address = {name: fields[name] for name in _FIELDS if name in fields}
    try:
        asked = asked_of(fields | {"like": words.in_english(fields.get("like", ""))})
        if asked is not None:
            await in_thread(site.jobs.key, *asked)
            site.jobs.ask(asked[0], asked[1])
    except OpenasylumError:
        pass  # the page of the address says what is wrong with it
    return RedirectResponse(f"/people?{urlencode(address)}{tail}", status_code=303)


def asked_of(fields: dict[str, str]) -> "tuple[Any, dict[str, Any]] | None":
    """The job that an address asks for: a search, a story, or nothing.

    Raises:
        OpenasylumError: the description, the person or the scenarios are not understood.
    """
    like, person = fields.get("like", "").strip(), fields.get("person", "").strip()
    if not like and not person:
        return None
    pair = {"a": fields.get("a") or "as_enacted", "b": fields.get("b") or "without_mpp"}
    sides = question(urlencode(pair))
    if len(sides.sides) < 2:
        raise OpenasylumError("a twin lives under another law: choose two different scenarios.")
    for name, text in (("like", like), ("person", person)):
        if len(text) > _LONGEST:
            raise OpenasylumError(f"{name}: is longer than {_LONGEST} characters.")
    record = sides.record()
    if person:
        from openasylum.stories.names import named

        return "story", record | {"person": str(named(person))}
    from openasylum.stories.like import sought

    sought(like)
    return "search", record | {"like": like, "most": MOST}


def _shown(site: Site, job: Job | None) -> dict[str, Any]:
    if job is None or not job.best:
        return {"job": job}
    found = site.jobs.store.result(job)
    if job.kind == "story":
        found = found | {"rows": _rows(found)}
    return {"job": job, "found": found}


def _rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Both stories by day: what is shared once, then side by side."""
    parting = found["parting"]
    own = found["story"]["steps"]
    twin = found["twin"]["steps"] if found["twin"] is not None else []
    alike = len(own) if parting is None else parting["steps_alike"]
    rows = [{"on": step["on"], "both": step, "own": [], "twin": []} for step in own[:alike]]
    apart = [(s["on"], 0, s) for s in own[alike:]] + [(s["on"], 1, s) for s in twin[alike:]]
    apart.sort(key=lambda each: each[:2])
    for day, steps in groupby(apart, key=lambda each: each[0]):
        sides: tuple[list[Any], list[Any]] = ([], [])
        for _, side, step in steps:
            sides[side].append(step)
        rows.append({"on": day, "both": None, "own": sides[0], "twin": sides[1]})
    return rows
