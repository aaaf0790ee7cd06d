"""What a process is for. `public` serves readers and donors and has no way to staff, `editorial` serves staff alone,
`all` is both in one process. The address decides who may be known: readers and donors never are.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.context_processors import auth
from django.contrib.messages.context_processors import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver

from cms.core.headers import ADMIN_PREFIX

ALL, EDITORIAL, PUBLIC = "all", "editorial", "public"
# Pictures lie at one address for readers and staff: signed ones are everybody's, the others only staff's.
PICTURE_PREFIX = "/i/"


def has_staff() -> bool:
    """Whether this process knows staff at all."""
    return bool(settings.SITE_ROLE != PUBLIC)


def is_staff_address(path: str) -> bool:
    """Whether only staff code answers at `path`. Sessions, drafts and Wagtail's views live there and nowhere else."""
    return has_staff() and path.startswith(ADMIN_PREFIX)


def may_know_people(path: str) -> bool:
    """Whether a request for `path` may be told who asks: elsewhere cookies are dropped before any view sees them."""
    return has_staff() and path.startswith((ADMIN_PREFIX, PICTURE_PREFIX))


def people(request: HttpRequest) -> dict[str, object]:
    """Context processor: `user`, `perms` and `messages` for staff pages; a public page has no such words."""
    return {**auth(request), **messages(request)} if is_staff_address(request.path_info) else {}


def elsewhere(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """A public address asked of an editorial process: the public site if that is another host, else 404."""
    if request.method in ("GET", "HEAD") and urlsplit(settings.SITE_URL).netloc != request.get_host():
        return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
    raise Http404


def closed(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses under the same names, none of them served: pages in review still write their links."""
    return [
        URLResolver(
            pattern.pattern,
            closed(pattern.url_patterns),
            pattern.default_kwargs,
            pattern.app_name,
            pattern.namespace,
        )
        if isinstance(pattern, URLResolver)
        else URLPattern(pattern.pattern, elsewhere, pattern.default_args, pattern.name)
        for pattern in patterns
    ]
