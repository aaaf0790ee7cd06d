"""The WSGI wrapper around Django that serves finished pages, and keeps what Django finishes.

For every request the link is read first. A page is served only from the epoch that link names, and what Django renders
is kept under the epoch that was read before rendering began.
"""

import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings

from cms.core import store
from cms.core.store.epochs import Epoch, Store
from cms.core.store.page import IDENTITY, Answer, Headers, Memory, answer_load, page_keep

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_MARKER = store.MARKER.lower()


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The encoding to send for an Accept-Encoding header: br, gzip or none."""
    wanted = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if not re.fullmatch(r"q=0(\.0*)?", weight.replace(" ", "")):
            wanted.add(name.strip())
    return next((encoding for encoding in ("br", "gzip") if encoding in wanted), IDENTITY)


def is_known(condition: str, tag: str) -> bool:
    """Whether an If-None-Match header names the page, in any encoding."""
    return any(
        known == "*" or re.sub(r"-(gz|br)$", "", known.removeprefix("W/").strip('"')) == tag
        for known in map(str.strip, condition.split(","))
    )


def is_finished(status: str, headers: Headers) -> bool:
    """Whether Django's answer is one page for everybody: marked, 200, no cookie, nothing it varies by but encoding."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name.lower()] = f"{found.get(name.lower(), '')},{value}".strip(",").lower()
    return (
        status.startswith("200")
        and _MARKER in found
        and "set-cookie" not in found
        and "content-encoding" not in found
        and not re.search(r"private|no-store", found.get("cache-control", ""))
        and found.get("vary", "accept-encoding") == "accept-encoding"
    )


def _stripped(headers: Headers) -> Headers:
    return [pair for pair in headers if pair[0].lower() != _MARKER]


class FinishedPages:
    """Wraps `application`, which must call start_response before it returns, as Django does."""

    def __init__(
        self,
        application: Application,
        pages: Store,
        *,
        locales: Iterable[str],
        secure: tuple[str, str] | None = None,
    ) -> None:
        """`locales` begin the paths that may be kept. With `secure`, an (environ key, value), only requests that have
        it are served: the others are Django's to redirect."""
        self.application = application
        self.pages = pages
        self.memory = Memory()
        self._secure = secure
        self._folder = os.fspath(pages.folder)
        self._address = re.compile(rf"/(?:{'|'.join(map(re.escape, locales))})/(?:[a-z0-9_-]+/)*")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = self._path(environ)
        if path is None:
            return self._ask(environ, start_response)
        epoch = self.pages.usable()
        if epoch is None:
            self.memory.clear()
            return self._ask(environ, start_response)
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = self._find(epoch, path, encoding)
        if answer is not None:
            return _send(answer, environ, start_response)
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ or "HTTP_AUTHORIZATION" in environ:
            return self._ask(environ, start_response)
        return self._render(epoch, path, encoding, environ, start_response)

    def _path(self, environ: Environ) -> str | None:
        """The path asked for, if a finished page may lie there."""
        path: str = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or environ.get("QUERY_STRING")
            or environ.get("SCRIPT_NAME")
            or not self._address.fullmatch(path)
            or (self._secure and environ.get(self._secure[0]) != self._secure[1])
        ):
            return None
        return path

    def _find(self, epoch: Epoch, path: str, encoding: str) -> Answer | None:
        """From memory only while the same file lies on disk: a page may be forgotten, and kept anew elsewhere."""
        answer = self.memory.get(epoch.name, path, encoding)
        if answer is not None and answer.stamp == self._stamp(epoch, path):
            return answer
        answer = answer_load(self.pages.path(epoch), path, encoding)
        if answer is not None:
            self.memory.put(epoch.name, path, encoding, answer)
        return answer

    def _stamp(self, epoch: Epoch, path: str) -> int | None:
        try:
            return os.stat(f"{self._folder}/{epoch.name}{path}index.json").st_mtime_ns
        except OSError:
            return None

    def _ask(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: Headers, *error: Any) -> Any:
            return start_response(status, _stripped(headers), *error)

        return self.application(environ, start)

    def _render(
        self, epoch: Epoch, path: str, encoding: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Asks Django for the whole page, whatever the reader has already, and keeps it if it is finished."""
        started: list[Any] = []
        whole = {key: value for key, value in environ.items() if key not in CONDITIONS}
        parts = self.application(whole, lambda *arguments: started.extend(arguments))
        status, headers, *error = started
        if not is_finished(status, headers):
            start_response(status, _stripped(headers), *error)
            return parts
        try:
            content = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        answers = page_keep(self.pages.path(epoch), path, _stripped(headers), content)
        return _send(answers[encoding], environ, start_response)


def _send(answer: Answer, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition and is_known(condition, answer.tag):
        start_response("304 Not Modified", list(answer.headers_unchanged))
        return []
    start_response("200 OK", list(answer.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def finished_pages(application: Application) -> FinishedPages:
    """`application` behind the store of this host. A process that starts may have other templates: it darkens first."""
    secure = None
    if settings.SECURE_SSL_REDIRECT:
        secure = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    pages = store.pages()
    pages.darken()
    return FinishedPages(
        application, pages, locales=[code for code, _name in settings.LANGUAGES], secure=secure
    )
