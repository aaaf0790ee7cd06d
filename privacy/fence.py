"""The fence: SQL of a public request names no table but those in `privacy.rights`, whatever the code above it tries.

It stands around every address that is not staff's, as one middleware. A refused statement never reaches the database,
so nobody is shown a draft: with FENCE_STRICT (development, tests) the request ends in an error, in production in a 404
and a critical line in the log. Grants say the same in PostgreSQL (`privacy.grants`), where a public process has its own
role; the fence also holds in a process that serves everything, and on SQLite, which has no roles. SQLite's own
`set_authorizer` would serve there alone: the tests use it to check that statements are read rightly.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from cms.core.roles import is_staff_address, may_know_people
from privacy.rights import GIVING, HEALTH, READING, Rights
from privacy.statements import problem

logger = logging.getLogger("privacy.fence")

GIVING_NAMESPACES = {"giving", "giving_machine"}
HEALTH_NAMES = {"healthz", "readyz"}


class FenceBroken(Exception):
    """A public view asked for what it may not read or write. No database error, so that nobody handles it as one."""


@dataclass
class Guard:
    """One public request: what it may do, and the first thing it tried beyond that."""

    rights: Rights
    broken: str = ""


_guard: ContextVar[Guard | None] = ContextVar("fence", default=None)


def _wrapper(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    guard = _guard.get()
    if guard is not None and (found := problem(sql, guard.rights)):
        guard.broken = guard.broken or found
        raise FenceBroken(found)
    return execute(sql, params, many, context)


@contextmanager
def fenced(rights: Rights = READING) -> Iterator[Guard]:
    """Refuses every statement beyond `rights`, on every connection of this thread, until the block ends."""
    guard = Guard(rights)
    token = _guard.set(guard)
    try:
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(_wrapper))
            yield guard
    finally:
        _guard.reset(token)


@contextmanager
def lifted() -> Iterator[None]:
    """Steps outside for a look-up of staff. The one place that may: pictures nobody signed yet (`privacy.views`)."""
    token = _guard.set(None)
    try:
        yield
    finally:
        _guard.reset(token)


def rights_at(namespaces: list[str], name: str | None) -> Rights:
    """What the view of that name may do."""
    if GIVING_NAMESPACES.intersection(namespaces):
        return GIVING
    return HEALTH if not namespaces and name in HEALTH_NAMES else READING


class FenceMiddleware:
    """Around every public address: no cookie goes in, no other table is read. Staff's addresses pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_staff_address(request.path_info):
            return self.get_response(request)
        _forget_cookies(request)
        with fenced() as guard:
            response = self.get_response(request)
        if response.streaming:
            guard.broken = guard.broken or "an answer that streams, beyond the fence"
        return _dark(request, response, guard) if guard.broken else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Once it is known which view answers, its rights apply."""
        guard, match = _guard.get(), request.resolver_match
        if guard is not None and match is not None:
            guard.rights = rights_at(match.namespaces, match.url_name)


def _forget_cookies(request: HttpRequest) -> None:
    """Nobody is recognised on a public page, so that no page can come to depend on who asks.

    At the address of pictures staff keep the one cookie that says who they are.
    """
    session = (
        request.COOKIES.get(settings.SESSION_COOKIE_NAME) if may_know_people(request.path_info) else None
    )
    request.META.pop("HTTP_COOKIE", None)
    request.COOKIES = {settings.SESSION_COOKIE_NAME: session} if session else {}


def _dark(request: HttpRequest, response: HttpResponseBase, guard: Guard) -> HttpResponseBase:
    """What a reader gets whose page broke the fence, also when a template swallowed the exception.

    Raises:
        FenceBroken: in development and tests, where it must not go unnoticed.
    """
    view = request.resolver_match.view_name if request.resolver_match else ""
    logger.critical("FenceBroken", extra={"view": view, "what": guard.broken})
    if settings.FENCE_STRICT:
        if response.status_code < 500:
            raise FenceBroken(guard.broken)
        return response
    try:
        with fenced():
            dark = render(request, "404.html", status=404)
    except FenceBroken:  # what every page shows is what broke it
        dark = HttpResponse(status=404)
    dark.headers["Cache-Control"] = "no-store"
    return dark
