"""Start-up of the money rooms: triggers, the common fund, what finance may see."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GivingConfig(AppConfig):
    name = "giving"
    verbose_name = _("giving")

    def ready(self) -> None:
        from cms.core import triggers
        from giving import checks, duties, setup  # noqa: F401  (checks and duties register themselves)

        triggers.register(*triggers.append_only("giving_transfer"))
        post_migrate.connect(setup.after_migrate, sender=self)
