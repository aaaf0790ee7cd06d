"""House rules as system checks: breaking one fails `manage.py check`, hence every command and every test."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

FORBIDDEN_APPS = {
    "wagtail.api.v2": "it lists every uploaded picture, with its title, to anyone",
    "wagtail.contrib.redirects": "an old slug would keep answering",
    "wagtail_localize": "it publishes translations without a review of their own",
    "wagtail.contrib.forms": "its pages write rows outside the gate",
}


@register
def forbidden_apps(**kwargs: Any) -> list[Error]:
    """No installed app may publish or list what no reviewer signed."""
    return [
        Error(
            f"{name} must not be installed: {reason}.", hint="Remove it from INSTALLED_APPS.", id="core.E001"
        )
        for name, reason in FORBIDDEN_APPS.items()
        if name in settings.INSTALLED_APPS
    ]


@register
def media_not_mapped(**kwargs: Any) -> list[Error]:
    """Originals are never addressable: pictures are served by hash through an edition."""
    if settings.MEDIA_URL in ("", "/"):
        return []
    return [
        Error(
            "MEDIA_URL must stay empty: it would publish originals.", hint="Remove MEDIA_URL.", id="core.E002"
        )
    ]
