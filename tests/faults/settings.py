"""The site as the faults need it: on the database and in the folder of the test that starts it, and slow on request."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.settings.dev import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["*"]
MIDDLEWARE += ["tests.faults.settings.slow"]  # noqa: F405


def slow(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Waits after rendering for as many seconds as the request says, so that it straddles what happens meanwhile."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        time.sleep(float(request.headers.get("X-Slow", 0)))
        return response

    return respond
