"""The gate's periodic duties."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cms.core.duties import Duty, register
from privacy.evidence.again import forgotten_collect, standing_look
from privacy.expiry import rows_follow
from privacy.never_retention import never_tidy
from privacy.retention import scrub_duty
from privacy.verification import verify_duty
from privacy.warnings import warnings_send

register(
    Duty(
        "evidence",
        "privacy",
        timedelta(minutes=1),
        forgotten_collect,
        _("Looks at submissions whose worker was lost."),
    ),
    Duty(
        "evidence_again",
        "privacy",
        timedelta(hours=24),
        standing_look,
        _("Looks at every standing page again with today's rules."),
        lease=timedelta(hours=4),
    ),
    Duty(
        "expiry",
        "privacy",
        timedelta(seconds=30),
        rows_follow,
        _("What ended goes dark, what begins is live."),
    ),
    Duty("warnings", "privacy", timedelta(hours=6), warnings_send, _("Mails before something ends.")),
    Duty(
        "scrub",
        "privacy",
        timedelta(hours=12),
        scrub_duty,
        _("Erases what is due."),
        lease=timedelta(hours=2),
    ),
    Duty(
        "never_lists",
        "privacy",
        timedelta(hours=12),
        never_tidy,
        _("Hashes and destroys entries of never-publish lists."),
    ),
    Duty(
        "verify_editions",
        "privacy",
        timedelta(hours=24),
        verify_duty,
        _("Verifies everything that was signed."),
        lease=timedelta(hours=2),
    ),
)
