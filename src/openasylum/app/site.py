"""The site: its jobs, templates and finished runs, and the language and errors of a request."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache, lru_cache, wraps
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

import anyio.to_thread
import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from openasylum import __version__
from openasylum.app.jobs import Jobs
from openasylum.app.question import Question, question
from openasylum.app.settings import HERE, settings
from openasylum.app.store import Job
from openasylum.app.words import LANGUAGES, Words, catalogue, chosen
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.report.run import Run

T = TypeVar("T")
_RUNS_AT_HAND = 6
_MOST_FIELDS = 64
_READING = Lock()
PAGES = ("compare", "people", "law", "claims", "evidence", "records")


class NotFound(OpenasylumError):
    """An address that leads nowhere."""


class Site:
    """What every page needs."""

    def __init__(self, jobs: Jobs, notice: str = "", records: Path | None = None) -> None:
        """Take the jobs, what every page should warn of (empty if nothing), and court records."""
        self.jobs, self.records = jobs, records
        self.notice = notice
        self.drawing = anyio.CapacityLimiter(settings().most_drawing)

    def page(
        self, request: Request, template: str, *, status: int = 200, words: Words | None = None,
        **context: Any,
    ) -> HTMLResponse:  # fmt: skip
        """A page in the language of the request, unless another is given."""
        words = words or self.words(request)
        asked = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
        others = [
            (tag, catalogue(tag).locale, urlencode([*asked, ("lang", tag)]))
            for tag in LANGUAGES
            if tag != words.language
        ]
        text = (
            environment()
            .get_template(template)
            .render(
                words=words,
                say=words.say,
                to=_linker(request),
                path=request.url.path,
                others=others,
                pages=PAGES,
                notice=self.notice,
                version=__version__,
                _=words.own,
                mark=words.marked,
                original=words.original,
                **context,
            )
        )
        return HTMLResponse(text, status_code=status, headers={"content-language": words.language})

    def words(self, request: Request) -> Words:
        """The language of a request. Raises `UnknownName`."""
        asked = request.query_params.get("lang", "")
        return chosen(asked, request.headers.get("accept-language", ""))

    def job(self, request: Request) -> Job:
        """The job that an address names. Raises `NotFound`."""
        key = request.path_params["job"]
        if key not in self.jobs.jobs:
            raise NotFound("there is no such answer here. Ask the question again.")
        return self.jobs.jobs[key]

    def run(self, job: Job, stage: str) -> "Run":
        """The run behind a stage that is done; reads the disk. Raises `NotFound`."""
        known = job.stages.get(stage)
        if job.kind != "compare" or known is None or known.state != "done":
            raise NotFound("this answer is not ready. Wait for it, or ask the question again.")
        return _read(self.jobs.store.place(job) / stage, known.seconds or 0.0)


def question_of(job: Job) -> Question:
    """The question that a job answers."""
    return question(job.asked["address"])


def bound(endpoint: Callable[[Request, Site], Awaitable[Response]], site: Site) -> Any:
    """An endpoint as routes take it."""

    @wraps(endpoint)
    async def found(request: Request) -> Response:
        return await endpoint(request, site)

    return found


async def sent_fields(request: Request) -> tuple[dict[str, str], str]:
    """What a form sent, but for what is empty; and the part of an address that keeps its language.

    Raises:
        OpenasylumError: the body is not a form's, or has too many fields.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "send a form as 'application/x-www-form-urlencoded'.")
    try:
        body = (await request.body()).decode("utf-8")
        sent = parse_qsl(body, keep_blank_values=False, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise OpenasylumError("the form: cannot be read. Send it again from its page.") from None
    fields = dict(sent)
    language = fields.pop("lang", "")
    return fields, f"&lang={language}" if language in LANGUAGES else ""


def attached(content: str | bytes, kind: str, name: str) -> Response:
    """An answer that a browser saves under a name."""
    make = PlainTextResponse if isinstance(content, str) else Response
    disposition = f'attachment; filename="{name}"'
    return make(content, media_type=kind, headers={"content-disposition": disposition})


async def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Do what takes long beside the server's own thread."""
    return await anyio.to_thread.run_sync(lambda: work(*arguments))


def _read(folder: Path, seconds: float) -> "Run":
    """A run folder, read once even if several pages want it at the same time."""
    with _READING:
        return _kept(folder, seconds)


@lru_cache(maxsize=_RUNS_AT_HAND)
def _kept(folder: Path, seconds: float) -> "Run":
    """A run folder by the time it took; one that was made again took another time."""
    from openasylum.report.run import read_run

    return read_run(folder)


def _linker(request: Request) -> Callable[..., str]:
    """Links within the site that keep the language of the page."""
    language = request.query_params.get("lang", "")

    def to(path: str, **fields: Any) -> str:
        found: Mapping[str, Any] = fields | ({"lang": language} if language else {})
        return f"{path}?{urlencode(found)}" if found else path

    return to


@cache
def environment() -> jinja2.Environment:
    """The templates of the app."""
    report = HERE.parent / "report" / "templates"
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader(HERE / "templates", encoding="utf-8"),
                jinja2.PrefixLoader({"report": jinja2.FileSystemLoader(report, encoding="utf-8")}),
            ]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
