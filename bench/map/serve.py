"""A small server as production's: finished bytes in brotli, connections kept open. Ours and a peer's come from it."""

import functools
import mimetypes
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli

Body = tuple[str, bytes]  # content type and bytes
Read = Callable[[str], Body | None]

COMPRESSED = ("text/", "application/json", "image/svg+xml", "text/javascript", "application/javascript")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET from `server.read`, each path read and compressed once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = self.server.sent(self.path)  # type: ignore[attr-defined]
        kind, encoding, body = found or ("text/plain", "", b"")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def served(read: Read) -> Iterator[str]:
    """Serves what `read(path)` returns (None: not found) on a free port of 127.0.0.1; yields the origin."""

    @functools.cache
    def sent(path: str) -> tuple[str, str, bytes] | None:
        found = read(path)
        if not found:
            return None
        kind, body = found
        if kind.startswith(COMPRESSED):
            return kind, "br", brotli.compress(body, quality=11)
        return kind, "", body

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.sent = sent  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def from_site(origin: str) -> Read:
    """Pages and files of a running site."""

    def read(path: str) -> Body | None:
        try:
            with urllib.request.urlopen(origin + path, timeout=30) as answer:  # noqa: S310  (the loopback)
                return answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError:
            return None

    return read


def kind_of(path: str) -> str:
    """The content type of a file by its name."""
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
