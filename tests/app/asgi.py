"""A caller of the application without a network: one request, its whole answer."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1:8000"


def call(
    app: Any, path: str, method: str = "GET", body: bytes = b"", pieces: int = 1, **headers: str
) -> tuple[int, dict[str, str], str]:
    """The status, headers and text of an answer; a header given as None is left out."""
    sent = {"host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
    split = urlsplit(path)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": split.path, "raw_path": split.path.encode(),
        "query_string": split.query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "headers": [(k.encode(), v.encode()) for k, v in sent.items() if v],
    }  # fmt: skip
    size = max(1, -(-len(body) // pieces))
    parts = [body[i : i + size] for i in range(0, len(body), size)] or [b""]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not parts:
            return {"type": "http.disconnect"}
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asyncio.run(app(scope, receive, send))
    start = next(each for each in said if each["type"] == "http.response.start")
    found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    text = b"".join(each.get("body", b"") for each in said if each is not start)
    return start["status"], found, text.decode("utf-8", "replace")
