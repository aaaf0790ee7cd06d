"""The core room: pictures, triggers, headers, health, house rules."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "cms.core"
    label = "core"

    def ready(self) -> None:
        from cms.core import checks, triggers, uploads  # noqa: F401  (registers the house rules)

        uploads.connect()
        post_migrate.connect(triggers.install, dispatch_uid="core.triggers")
