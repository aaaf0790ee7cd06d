"""Refusals in the admin are sentences, neither an error page nor a bare "no permission", and nothing typed is lost.

Two kinds arrive here: a database trigger of ours that refused a write, and a `PermissionDenied` that says why.
"""

import re
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cms.core import triggers
from cms.core.headers import ADMIN_PREFIX

# What a trigger says, in the statements that create it (cms.core.triggers.refusal and truncation_refusal).
_SAID = re.compile(r"RAISE(?:\(ABORT,| EXCEPTION) '((?:[^']|'')+)'")
# Fields of a form that are no content.
NOT_TYPED = re.compile(
    r"csrfmiddlewaretoken|password|-(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$", re.IGNORECASE
)


def messages_of_triggers() -> set[str]:
    """Every sentence one of our triggers may refuse with."""
    known = triggers._registry.values()
    statements = (statement for trigger in known for statement in (*trigger.sqlite, *trigger.postgresql))
    return {said.replace("''", "'") for statement in statements for said in _SAID.findall(statement)}


def sentence_of(error: BaseException | None) -> str:
    """What to tell the person, or "" when this is none of our refusals."""
    if isinstance(error, DatabaseError):
        text = str(error)
        said = next((message for message in messages_of_triggers() if message in text), "")
        return _("The database keeps this from being changed: %(rule)s.") % {"rule": said} if said else ""
    if isinstance(error, PermissionDenied):
        return str(error)
    return ""


def refusal_response(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """A page with the sentence, the way back, and everything that was typed; for scripts, Wagtail's own JSON."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or not request.accepts("text/html"):
        answer = {"success": False, "error_code": "refused", "error_message": sentence}
        return JsonResponse(answer, status=status)
    context = {"sentence": sentence, "back": _back(request), "typed": list(_typed(request))}
    return render(request, "refused.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """The page the form was on: from the same site, else the dashboard."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc == request.get_host() and referer.path.startswith(ADMIN_PREFIX):
        return referer.path + (f"?{referer.query}" if referer.query else "")
    try:
        return reverse("wagtailadmin_home")
    except NoReverseMatch:
        return "/"


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """(field, text) of what was sent with a form."""
    if request.method != "POST":
        return
    for name, values in request.POST.lists():
        if NOT_TYPED.search(name):
            continue
        for value in values:
            if isinstance(value, str) and value.strip():
                yield name, value


def _install() -> None:
    """Wagtail catches every `PermissionDenied` itself and forgets what it says (`require_admin_access`).

    Its answer is replaced where it is looked up; inside the `except` there, the exception is still the current one.
    Remove this once that decorator lets a message through.
    """
    from wagtail.admin import auth

    stock = auth.permission_denied
    if getattr(stock, "says_why", False):
        return

    def permission_denied(request: HttpRequest) -> HttpResponse:
        error = sys.exc_info()[1]
        sentence = sentence_of(error) if isinstance(error, PermissionDenied) else ""
        return refusal_response(request, sentence, status=403) if sentence else stock(request)

    permission_denied.says_why = True  # type: ignore[attr-defined]
    auth.permission_denied = permission_denied


class RefusalsMiddleware:
    """For addresses of the admin only; put it after the messages and before whatever else handles exceptions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        if apps.is_installed("wagtail.admin"):
            _install()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Anything that is none of our refusals goes its usual way."""
        if not request.path.startswith(ADMIN_PREFIX):
            return None
        sentence = sentence_of(exception)
        status = 409 if isinstance(exception, DatabaseError) else 403
        return refusal_response(request, sentence, status=status) if sentence else None
