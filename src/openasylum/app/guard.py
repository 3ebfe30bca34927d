"""What stands before every page: names it answers to, sizes it takes, headers it sends."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openasylum.app.settings import settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
_SAFE = ("GET", "HEAD")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class TooLarge(Exception):
    """A request's body is longer than the app reads."""


class Guard:
    """Refuses foreign names and origins and what is too large; adds the headers of safety.

    A page of another site cannot reach the app by giving its own name to this machine's address
    (the `Host` header), nor send it anything (`Origin`, `Sec-Fetch-Site`); a link to it works.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str], port: int) -> None:
        """Take the application, and the names and the port that it answers to."""
        self.app = app
        self.hosts = {_host(name, port) for name in (*_LOOPBACK, *names)}
        if port == 80:
            self.hosts |= {name.removesuffix(":80") for name in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wrong = self._wrong(scope)
        if wrong is not None:
            status, words = wrong
            refusal = PlainTextResponse(f"{words}\n", status_code=status)
            await refusal(scope, receive, _with_headers(send))
            return
        await self.app(scope, _limited(receive), _with_headers(send))

    def _wrong(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or host.lower() not in self.hosts:
            known = ", ".join(sorted(self.hosts))
            return 421, (
                f"The app does not answer to the name '{host[:80]}'. Use one of: {known}; or start "
                f"it with --name."
            )
        origin = headers.get("origin")
        if origin is not None and not self._is_own(origin):
            return 403, f"A page of '{origin[:80]}' may not use this app."
        if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            visit = scope["method"] in _SAFE and headers.get("sec-fetch-mode") == "navigate"
            if not visit:
                return 403, "A page of another site may not use this app."
        return self._too_large(scope, headers)

    def _too_large(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        limits = settings()
        if len(scope["query_string"]) > limits.longest_address:
            return 414, f"The address is longer than {limits.longest_address} characters."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:12]) > limits.largest_body:
            return 413, f"The app reads at most {limits.largest_body} bytes of a request."
        return None

    def _is_own(self, origin: str) -> bool:
        try:
            found = urlsplit(origin)
        except ValueError:
            return False
        return found.scheme == "http" and found.netloc.lower() in self.hosts


def is_loopback(host: str) -> bool:
    """Whether an address is of this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(name: str, port: int) -> str:
    return f"[{name}]:{port}".lower() if ":" in name else f"{name}:{port}".lower()


def _limited(receive: Receive) -> Receive:
    """The body, until it is too long, whatever its length was said to be."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > settings().largest_body:
                raise TooLarge
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-cache")
        await send(message)

    return sent
