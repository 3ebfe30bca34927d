"""The page of law: the timeline of instruments; what held on a day, for whom, with citations."""

from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from openasylum.app.site import Site, bound, in_thread
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.library import load_book, load_scenario, names_of
from openasylum.records.scenario import FIRST_DAY

if TYPE_CHECKING:
    from openasylum.law import Timeline

_LAST = date(2026, 1, 1)  # the first day after the timeline that is drawn
_DEFAULT_DAY = date(2019, 9, 5)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_PERSON = {
    "citizenship": "honduras", "family_status": "family_unit", "manner": "between_ports",
    "place": "el_paso",
}  # fmt: skip


def routes(site: Site) -> list[Route]:
    """The route of this page."""
    return [Route("/law", bound(law, site))]


async def law(request: Request, site: Site) -> HTMLResponse:
    """The page of a day, for a kind of person, under a scenario."""
    asked = dict(request.query_params)
    try:
        context, status = await in_thread(shown, asked), 200
    except OpenasylumError as error:
        context = await in_thread(shown, {})
        context["problem"], status = str(error), 400
    return site.page(request, "law.html", status=status, here="law", **context)


def shown(asked: dict[str, str]) -> dict[str, Any]:
    """What the page shows. Raises `OpenasylumError` for what is no day, word or scenario."""
    from openasylum.report.law import Days, instruments_within, years_within

    day, scenario, person = _asked(asked)
    timeline = _timeline(scenario)
    days = Days(FIRST_DAY, _LAST)
    vocabulary = load_book().vocabulary
    return {
        "problem": "", "day": day, "scenario": scenario, "person": person,
        "scenarios": [(name, load_scenario(name).title) for name in names_of("scenarios")],
        "choices": {name: vocabulary.dimension(name).values for name in _PERSON},
        "instruments": instruments_within(days), "years": years_within(days),
        "explained": _explained(timeline, day, person), "held": _held(timeline, day),
        "chosen_at": 1000 * (day - days.start) / (days.until - days.start),
    }  # fmt: skip


def explained_as_json(asked: dict[str, str]) -> dict[str, Any]:
    """What applied on a day, for programs. Raises `OpenasylumError`."""
    from openasylum.law.plain_words import as_json

    day, scenario, person = _asked(asked)
    return as_json(explained(_timeline(scenario), day, person))


def _asked(asked: dict[str, str]) -> tuple[date, str, dict[str, str]]:
    """The day, the scenario and the kind of person of an address."""
    strange = sorted(set(asked) - {"on", "scenario", "lang", *_PERSON})
    if strange:
        raise UnknownName("field of this page", strange[0][:40], ["on", "scenario", *_PERSON])
    scenario = asked.get("scenario") or "as_enacted"
    if scenario not in names_of("scenarios"):
        raise UnknownName("known scenario", scenario[:80], names_of("scenarios"))
    person = {name: asked.get(name) or usual for name, usual in _PERSON.items()}
    return _day(asked.get("on", "")), scenario, person


def _day(text: str) -> date:
    if not text:
        return _DEFAULT_DAY
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise OpenasylumError(
            f"on: '{text[:40]}' is not a date. Write it as year-month-day, for example 2019-09-05."
        ) from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise OpenasylumError(f"on: must lie between {_FIRST_YEAR} and {_LAST_YEAR}.")
    return found


@lru_cache(maxsize=8)
def _timeline(scenario: str) -> "Timeline":
    from openasylum.law import load_instruments, resolve

    return resolve(load_instruments(), load_scenario(scenario))


def explained(timeline: "Timeline", day: date, person: dict[str, str]) -> Any:
    """What applied to a kind of person. Raises `UnknownName`."""
    from openasylum.law import Who
    from openasylum.law.explain import explain

    who = Who(
        process="expedited_removal", manner=person["manner"], citizenship=person["citizenship"],
        family_status=person["family_status"], place=person["place"],
    )  # fmt: skip
    return explain(timeline, who, day)


def _explained(timeline: "Timeline", day: date, person: dict[str, str]) -> dict[str, Any]:
    found = explained(timeline, day, person)
    words = found.book.vocabulary
    paths = [
        (words.process.words(process) if process else "", list(items))
        for process, items in groupby(found.statements, key=lambda item: item.process)
    ]
    return {"person": found.person, "paths": paths, "changes": found.changes()}


def _held(timeline: "Timeline", day: date) -> list[tuple[str, list[Any]]]:
    """Every value that holds for anyone that day, by parameter."""
    from openasylum.law.history import on_day

    rows = on_day(timeline, day)
    book = timeline.book
    return [
        (
            book.parameter(name).meaning,
            [(row, book.parameter(name).in_words(row.value)) for row in held],
        )
        for name, held in groupby(rows, key=lambda row: row.parameter)
    ]
