"""The site as a server calls it: one WSGI request at a time, without a network, past the middleware of test clients."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Reply:
    """`headers` by name in small letters; a repeated one keeps its last value."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    application: Application, path: str, *, method: str = "GET", query: str = "", **headers: str
) -> Reply:
    """`ask(site, "/en/", accept_encoding="br")`."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    started: list[Any] = []
    parts = application(environ, lambda *arguments: started.extend(arguments))
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return Reply(int(started[0][:3]), {name.lower(): value for name, value in started[1]}, body)
