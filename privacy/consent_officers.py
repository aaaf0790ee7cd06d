"""Who takes consent: members of the group, and for a story nobody who writes it."""

from typing import Any

from django.utils.translation import gettext as _

from privacy.groups import CONSENT_OFFICERS
from privacy.models import Contributor, ReviewedPage


def is_consent_officer(user: Any) -> bool:
    """Whether somebody is in the group. Superusers are no exception."""
    return bool(user.is_active and user.groups.filter(name=CONSENT_OFFICERS).exists())


def refusal(user: Any, pages: list[ReviewedPage]) -> str | None:
    """Why `user` may not record a consent to these pages, one story in its languages; None if they may."""
    if not is_consent_officer(user):
        return _("Only members of the group Consent officers record consent.")
    if Contributor.objects.filter(page_id__in=[page.pk for page in pages], user_id=user.pk).exists():
        return _("You wrote part of this story. Somebody else has to take its consent.")
    if any(page.permissions_for_user(user).can_edit_at_all() for page in pages):
        return _("You may edit this story. Somebody who may not has to take its consent.")
    return None
