"""Template variables every page has."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The site's origin and the notice shown on top of every page."""
    return {"site_notice": settings.SITE_NOTICE, "site_url": settings.SITE_URL, "debug": settings.DEBUG}
