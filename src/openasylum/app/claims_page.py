"""The page of claims: the ledger, one claim with its evidence, and where its verdict flips."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from openasylum.app.settings import settings
from openasylum.app.site import Site, bound, in_thread, sent_fields
from openasylum.app.store import Job

_SEED = 1


def routes(site: Site) -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/claims", bound(claims, site)),
        Route("/claims/{claim}", bound(claim, site), methods=["GET"]),
        Route("/claims/{claim}", bound(ask, site), methods=["POST"]),
    ]


def record(name: str) -> dict[str, Any]:
    """What a claim's job asks. Raises `UnknownName`."""
    from openasylum.claims.library import load_claim

    load_claim(name)
    return {"claim": name, "seed": _SEED, "seeds": settings().claim_seeds}


async def claims(request: Request, site: Site) -> HTMLResponse:
    """The ledger: every claim, who made it, and its verdict where it has been run."""
    rows = await in_thread(_ledger, site)
    return site.page(request, "claims.html", here="claims", rows=rows)


async def claim(request: Request, site: Site) -> HTMLResponse:
    """One claim. Raises `UnknownName`."""
    context = await in_thread(_one, site, request.path_params["claim"])
    return site.page(request, "claim.html", here="claims", **context)


async def ask(request: Request, site: Site) -> Response:
    """Run a claim, then show its page."""
    _, tail = await sent_fields(request)
    name = request.path_params["claim"]
    asked = await in_thread(record, name)
    await in_thread(site.jobs.key, "claim", asked)
    site.jobs.ask("claim", asked)
    return RedirectResponse(f"/claims/{name}?{tail.lstrip('&')}", status_code=303)


def _ledger(site: Site) -> list[dict[str, Any]]:
    from openasylum.claims.library import load_claims

    rows = []
    for name, asked in load_claims().items():
        job = site.jobs.jobs.get(site.jobs.key("claim", record(name)))
        found = _finding(site, job)
        turns_on = found["turns_on"]["assumption"] if found and found["turns_on"] else ""
        told = _meaning(turns_on) if turns_on else ""
        rows.append({"name": name, "claim": asked, "finding": found, "turns_on": told})
    return rows


def _meaning(assumption: str) -> str:
    """What an assumption is, in words."""
    from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

    return load_assumptions(DEFAULT_SET).values[assumption].meaning


def _one(site: Site, name: str) -> dict[str, Any]:
    from openasylum.claims.library import load_claim
    from openasylum.claims.words import number

    asked = load_claim(name)
    job = site.jobs.jobs.get(site.jobs.key("claim", record(name)))
    found = _finding(site, job)
    return {
        "name": name, "claim": asked, "job": job, "finding": found, "number": number,
        "meaning": _meaning,
        "slider": None if found is None else _slider(found, asked),
    }  # fmt: skip


def _finding(site: Site, job: Job | None) -> dict[str, Any] | None:
    return None if job is None or not job.best else site.jobs.store.result(job)


def _slider(found: dict[str, Any], asked: Any) -> dict[str, Any] | None:
    """The points of the slider: the assumption's value, the quantity, the side it is on."""
    from openasylum.claims.verdict import supports
    from openasylum.claims.words import number

    swept, bar = found["sweep"], asked.supports
    if swept is None or bar is None:
        return None
    points = [
        {
            "value": number(value),
            "quantity": None if quantity is None else number(quantity),
            "supports": None if quantity is None else supports(quantity, bar.when, bar.threshold),
        }
        for value, quantity in swept["points"]
    ]
    sides = [point["supports"] for point in points if point["supports"] is not None]
    shown: dict[str, Any] = swept | {"points": points, "flips": len(set(sides)) > 1}
    return shown
