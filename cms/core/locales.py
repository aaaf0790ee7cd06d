"""The language of a public page comes from its address and from nothing else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def locale_of(path: str) -> str:
    """The locale code a path begins with ("/th/stories/" -> "th"), or the default one."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class PathLocaleMiddleware:
    """Like Django's LocaleMiddleware without cookie, header or session: what is stored must not depend on who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = locale_of(request.path_info)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response
