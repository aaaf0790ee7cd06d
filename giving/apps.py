"""Start-up of the money rooms: triggers, the common fund, what finance may see."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cms.core.triggers import Trigger


def modes_apart() -> "tuple[Trigger, ...]":
    """Sandbox and live never mix: a row has its gift's mode and account, and an account has one mode for ever."""
    from cms.core import triggers

    own = (
        "SELECT 1 FROM giving_donation d WHERE d.id = NEW.donation_id AND d.livemode = NEW.livemode "
        "AND d.account = NEW.account"
    )
    other = (
        "SELECT 1 FROM giving_transfer t WHERE t.account = NEW.account AND t.livemode = (NOT NEW.livemode)"
    )
    table, said = "giving_transfer", "sandbox and live money never mix"
    return (
        triggers.refusal(
            "giving_transfer_gift_mode",
            table,
            "INSERT",
            said,
            when=f"NEW.donation_id IS NOT NULL AND NOT EXISTS ({own})",
        ),
        triggers.refusal("giving_transfer_one_mode", table, "INSERT", said, when=f"EXISTS ({other})"),
    )


class GivingConfig(AppConfig):
    name = "giving"
    verbose_name = _("giving")

    def ready(self) -> None:
        from cms.core import triggers
        from giving import checks, duties, setup  # noqa: F401  (checks and duties register themselves)

        triggers.register(*triggers.append_only("giving_transfer"), *modes_apart())
        post_migrate.connect(setup.after_migrate, sender=self)
