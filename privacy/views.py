"""What the public can ask for: signed pages, signed pictures, the sitemap."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from cms.core.pictures import PUBLIC_SPECS, STAFF_SPEC, picture_derive
from cms.core.roles import has_staff
from cms.core.store import MARKER
from privacy import editions
from privacy.fence import lifted
from privacy.models.edition import standing_shows
from privacy.picture_files import bytes_at, bytes_of, signed_path
from privacy.rendering import frozen_response


@require_safe
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page standing at an address: 200, 410 once something stood there, else 404. Named `wagtail_serve`."""
    edition = editions.standing_at(request.path)
    if edition is None:
        return _absent(request, 410 if editions.was_withdrawn(request.path) else 404)
    frozen = editions.read(edition)
    if frozen is None:
        return _absent(request, 404)
    return _conditional(request, frozen_response(request, frozen))


def _absent(request: HttpRequest, status: int) -> HttpResponse:
    """Our own page, with DEBUG too: Django's would list addresses where a reader expects a way on."""
    response = render(request, f"{status}.html", status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Browsers may keep the page but must ask each time: a take-down holds at once everywhere."""
    response.headers["Cache-Control"] = "no-cache"
    response.headers[MARKER] = "yes"
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    conditional: HttpResponse | None = get_conditional_response(
        request, response.headers["ETag"], response=response
    )
    return conditional or response


@require_safe
def picture(request: HttpRequest, sha256: str, spec: str) -> HttpResponse:
    """A picture by the hash of its bytes: public only while a standing edition's signed header names it.

    Staff see the others, privately. Unknown sizes and pictures answer 404 alike.
    """
    if not (spec in PUBLIC_SPECS and standing_shows([sha256])):
        return _staff_picture(request, sha256, spec)
    return _conditional(request, _webp(bytes_at(signed_path(sha256), sha256), spec))


def _staff_picture(request: HttpRequest, sha256: str, spec: str) -> HttpResponse:
    """A picture no standing edition shows, for people of the admin. A public process has no such thing."""
    if not (has_staff() and STAFF_SPEC.fullmatch(spec)):
        raise Http404
    with lifted():
        if not _is_staff(request):
            raise Http404
        content = bytes_of(sha256)
    response = _webp(content, spec)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_staff(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_active and user.has_perm("wagtailadmin.access_admin"))


def _webp(content: bytes | None, spec: str) -> HttpResponse:
    if content is None:
        raise Http404
    response = HttpResponse(picture_derive(content, spec), content_type="image/webp")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every standing page, with its language versions left to the pages' own `hreflang`."""
    cards = [
        {"location": settings.SITE_URL + card.path, "changed": card.signed_at}
        for card in editions.all_cards()
    ]
    return render(request, "sitemap.xml", {"cards": cards}, content_type="application/xml")
