"""The application: its routes, its answers to errors, and how it is served."""

import asyncio
import contextlib
import gzip
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from openasylum.app import (
    api,
    claims_page,
    compare_page,
    evidence_page,
    law_page,
    people_page,
    records_page,
)
from openasylum.app.guard import Guard, TooLarge, is_loopback
from openasylum.app.jobs import Jobs, QueueFull
from openasylum.app.question import default_question
from openasylum.app.settings import HERE
from openasylum.app.site import NotFound, Site, bound, in_thread
from openasylum.app.store import Store
from openasylum.app.words import LANGUAGES, Words
from openasylum.errors import OpenasylumError, UnknownName

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_LIBRARY = "vega.js"
_YEAR = 31_536_000  # seconds
_PAUSE = 0.5  # seconds
_GRACE = 2  # seconds for pages that still follow an answer, when the server ends


@dataclass(frozen=True)
class Options:
    """How the app is served."""

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    state: Path = Path("state")
    scale: float = 1.0
    draws: int = 0
    records: Path | None = None


def application(store: Store, options: Options, notice: str = "") -> Starlette:
    """The application. `options.port` must be the one it is served at."""
    jobs = Jobs(store, options.scale, options.draws)
    site = Site(jobs, notice, options.records)

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        await jobs.start()
        warming = asyncio.create_task(_warm(jobs))
        yield
        warming.cancel()
        await jobs.close()

    pages = (compare_page, people_page, law_page, claims_page, evidence_page, records_page, api)
    routes = [route for page in pages for route in page.routes(site)]
    routes.append(Route("/static/{name}", bound(static, site)))
    names = (options.host, *options.names)
    found = Starlette(
        routes=routes, lifespan=life,
        middleware=[
            Middleware(Guard, names=names, port=options.port),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
    )  # fmt: skip
    found.state.jobs = jobs
    for kind, status in _STATUS.items():
        found.add_exception_handler(kind, _refusal(site, status))
    return found


async def _warm(jobs: Jobs) -> None:
    """Load what the first answer needs, once the first page has had its time."""
    await asyncio.sleep(_PAUSE)

    def load() -> None:
        import openasylum.app.answer
        import openasylum.app.drawing
        import openasylum.report  # noqa: F401

        jobs.key("compare", default_question().record())
        _library()

    await in_thread(load)


async def static(request: Request, site: Site) -> Response:
    """A style sheet or a script of the app, or the charts' library as its package ships it."""
    name = request.path_params["name"]
    found = await in_thread(_static)
    if name == _LIBRARY:
        packed, kind = await in_thread(_library), _TYPES[".js"]
    elif name in found:
        packed, kind = found[name]
    else:
        raise NotFound("there is no such file.")
    headers = {"cache-control": f"public, max-age={_YEAR}, immutable"}
    if "v" not in request.query_params:
        headers = {"cache-control": "no-cache"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
        return Response(packed, media_type=kind, headers=headers)
    return Response(gzip.decompress(packed), media_type=kind, headers=headers)


@cache
def _static() -> dict[str, tuple[bytes, str]]:
    """Every file of the app's own, by name: requests choose among these and reach no folder."""
    folders = (HERE.parent / "report" / "static", HERE / "static")
    files = [path for folder in folders for path in sorted(folder.iterdir())]
    return {
        path.name: (gzip.compress(path.read_bytes()), _TYPES[path.suffix])
        for path in files
        if path.suffix in _TYPES
    }


@cache
def _library() -> bytes:
    """Vega, Vega-Lite and Vega-Embed as one script, from the package that brings them."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return gzip.compress(bundle.encode())


_STATUS: dict[type[Exception], int] = {
    OpenasylumError: 400, UnknownName: 404, NotFound: 404, QueueFull: 429, TooLarge: 413,
    HTTPException: 0,
}  # fmt: skip


def _refusal(site: Site, status: int) -> Callable[[Request, Exception], Response]:
    """An answer that says what is wrong, to people as a page and to programs as JSON."""

    def refused(request: Request, error: Exception) -> Response:
        code, said = status, str(error) or "the request is too large."
        if isinstance(error, HTTPException):
            code, said = error.status_code, error.detail
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": said}, status_code=code)
        try:
            words = site.words(request)
        except UnknownName:
            words = Words(LANGUAGES[0])
        return site.page(request, "problem.html", status=code, words=words, here="", problem=said)

    return refused


def serve(options: Options, told: Callable[[str], None]) -> None:
    """Serve until stopped.

    Args:
        options: where to listen, and which folder to keep jobs in.
        told: given the address of the first page when it can be opened, and warnings.

    Raises:
        OpenasylumError: the port is taken, the address is none of this machine's, or another
            server uses the folder.
    """
    listening = _listen(options.host, options.port)
    store = Store(options.state)
    port = listening.getsockname()[1]
    settled = replace(options, port=port)
    open_to_others = not is_loopback(options.host)
    notice = "notice.open" if open_to_others else ""
    if open_to_others:
        told(
            f"warning: {options.host} can be reached from other machines. Whoever reaches it sees "
            f"every question asked here and can use this machine's processor; there is no password."
        )
    app = application(store, settled, notice)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False,
        server_header=False, timeout_graceful_shutdown=_GRACE, h11_max_incomplete_event_size=32_768,
        limit_concurrency=200, ws="none",
    )  # fmt: skip
    shown = f"[{options.host}]" if ":" in options.host else options.host
    told(f"http://{shown}:{port}/")
    _Server(config, app.state.jobs).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that lets go of pages which follow an answer before it waits for them to leave."""

    def __init__(self, config: uvicorn.Config, jobs: Jobs) -> None:
        super().__init__(config)
        self._jobs = jobs

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._jobs.let_go()
        super().handle_exit(sig, frame)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        raise OpenasylumError(
            f"--host {host} --port {port}: cannot be listened at ({error.strerror}). Another "
            f"program may use the port: give another, or 0 for any that is free."
        ) from None
    return listening


def names_of_hosts(names: Sequence[str]) -> tuple[str, ...]:
    """Names that the app answers to, checked. Raises `OpenasylumError`."""
    for name in names:
        plain = name.replace("-", "").replace(".", "").replace(":", "")
        if not plain.isalnum() or not name.isascii():
            raise OpenasylumError(f"--name '{name}': is not the name of a machine.")
    return tuple(name.lower() for name in names)
