"""Mails before something ends or is deleted by itself. Neutral: a date and a link into the admin, no word of a page."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.core.duties import once
from privacy import mail, retention
from privacy.expiry import ends_soon
from privacy.groups import EDITORS, REVIEWERS
from privacy.models import Edition
from privacy.retention_times import DRAFT, EXPIRED, EXPIRY_WARNINGS


def warnings_send(now: datetime | None = None) -> dict[str, int]:
    """Sends what was not sent yet: of a page's end 60, 30 and 7 days before, of a draft's deletion 15 days before.

    After a missed run only the nearest warning goes out.
    """
    now = now or timezone.now()
    with override("en"):  # whoever ran the command, staff read one language until they choose another
        return {
            "endings": sum(_ending(edition, now) for edition in ends_soon(now, EXPIRY_WARNINGS[0])),
            "drafts": sum(_draft(page, now) for page in retention.drafts_to_warn(now)),
        }


def _members(*groups: str) -> QuerySet[Any]:
    return get_user_model().objects.filter(groups__name__in=groups, is_active=True).distinct()


@transaction.atomic
def _ending(edition: Edition, now: datetime) -> bool:
    left = edition.expires_at - now if edition.expires_at else timedelta()
    nearest = min(warning for warning in EXPIRY_WARNINGS if left <= warning)
    if not once(f"expiry:{edition.pk}:{nearest.days}"):
        return False
    sentence = _(
        "A page ends by itself on %(date)s (%(days)s days from now). To keep it, ask for consent again, submit the "
        "page and have it signed before that day. Otherwise it goes dark by itself and is erased %(kept)s days later."
    ) % {"date": _day(now + left), "days": _days(left), "kept": EXPIRED.days}
    address = reverse("wagtailadmin_pages:edit", args=[edition.page_id])
    mail.send(_members(EDITORS, REVIEWERS), _("A page ends soon"), sentence, address)
    return True


@transaction.atomic
def _draft(page: Any, now: datetime) -> bool:
    touched = retention.touched_at(page)
    if not once(f"draft:{page.pk}:{touched:%Y%m%d}"):
        return False
    sentence = _(
        "A draft nobody touched for a long time is deleted on %(date)s, with its pictures. To keep it, open it and "
        "save it, or submit it."
    ) % {"date": _day(touched + DRAFT)}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    mail.send(_members(EDITORS), _("A draft is deleted soon"), sentence, address)
    return True


def _day(when: datetime) -> str:
    return date_format(when, "j F Y")


def _days(left: timedelta) -> int:
    return max(left.days, 0)
