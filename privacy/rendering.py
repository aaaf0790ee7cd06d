"""One renderer for the public view, the review screen and the editor's preview."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.csp import CSP

from cms.core.reading import reading
from privacy.frozen import Frozen


def frozen_response(request: HttpRequest, frozen: Frozen) -> HttpResponse:
    """The page a copy describes, rendered in its language. Bytes depend on the copy alone, not on who asks.

    Rendering happens inside: StreamFields, rich text and templates are lazy, and must find the copy while they work.
    """
    token = reading.set(frozen)
    try:
        with translation.override(frozen.locale):
            response: HttpResponse = frozen.page().serve(request)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            return response
    finally:
        reading.reset(token)


def preview_response(request: HttpRequest, frozen: Frozen) -> HttpResponse:
    """The same bytes for staff: never stored, and allowed inside a frame of our own admin."""
    response = frozen_response(request, frozen)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_config = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}  # type: ignore[attr-defined]
    return response
