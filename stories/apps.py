"""Survivors' stories and their maps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = _("stories")

    def ready(self) -> None:
        from stories import crowd_index, duties, evidence, funding  # noqa: F401  (duties and checkers register themselves)

        funding.connect()
        crowd_index.connect()
