"""The OpenAPI description of the interface for programs, made from its routes' own words."""

from functools import cache
from typing import Any

from openasylum import __version__
from openasylum.app.store import Job
from openasylum.records.scenario import Scenario

_TEXT = {"type": "string"}
_ASKED: dict[str, dict[str, Any]] = {
    "/api/questions": {
        "address": "the query of a page of comparisons, such as b=without_mpp&judges=2",
        "instead_of": "the id of a job that is no longer wanted",
    },
    "/api/people": {
        "like": "a description, such as: Honduras, family, May 2019, enrolled in MPP",
        "person": "a person's id or name; either this or 'like'",
        "a": "a scenario by its name", "b": "the twin's scenario",
    },
    "/api/claims/{claim}": {},
    "/api/jobs/{job}/cancel": {},
}  # fmt: skip
_LAW = ("on", "scenario", "citizenship", "family_status", "manner", "place")
_STATES = "the state of the job"


@cache
def description() -> dict[str, Any]:
    """The whole description, as OpenAPI 3.1."""
    from openasylum.app import api, records_page

    # Only the paths and the functions behind them are read: no site is needed to describe it.
    paths: dict[str, Any] = {}
    found = [*api.routes(None), *records_page.routes(None)]  # type: ignore[arg-type]
    for route in found:
        if not route.path.startswith("/api/"):
            continue
        verb = "post" if "POST" in (route.methods or ()) else "get"
        paths[route.path] = {verb: _operation(route.path, verb, route.endpoint.__doc__ or "")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Openasylum",
            "version": __version__,
            "description": "What would have happened to the same people? Everyone is synthetic.",
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Job": Job.model_json_schema(ref_template="#/components/schemas/{model}"),
                "Scenario": Scenario.model_json_schema(
                    by_alias=True, ref_template="#/components/schemas/{model}"
                ),
                "Error": {"type": "object", "properties": {"error": _TEXT}, "required": ["error"]},
            }
        },
    }  # fmt: skip


def _operation(path: str, verb: str, words: str) -> dict[str, Any]:
    names = [part.partition("}")[0] for part in path.split("{")[1:]]
    found: dict[str, Any] = {
        "summary": words.strip().splitlines()[0],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": _TEXT} for name in names
        ],
        "responses": {
            "202" if verb == "post" and "cancel" not in path else "200": {"description": "done"},
            "4XX": {"description": "what is wrong, in words", "content": _json("Error")},
        },
    }  # fmt: skip
    if path == "/api/law":
        found["parameters"] += [{"name": name, "in": "query", "schema": _TEXT} for name in _LAW]
    if path in _ASKED:
        fields = {n: _TEXT | {"description": about} for n, about in _ASKED[path].items()}
        schema = {"type": "object", "properties": fields, "additionalProperties": False}
        found["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return found


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
