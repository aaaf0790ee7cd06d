"""Survivors' stories and their maps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = _("stories")

    def ready(self) -> None:
        from stories import funding

        funding.connect()
