"""A person withdraws consent: the story is dark when this returns, in every language, without a review."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from privacy import takedown
from privacy.consents import WITHDRAWN, pages_of
from privacy.models import Consent, Edition


@transaction.atomic
def consent_withdraw(*, page_key: UUID, user: Any) -> int:
    """Withdraws every consent to a story and takes it down; returns how many editions that withdrew. Safe to repeat.

    Pages are locked first, as for signing: a signature that was on its way is withdrawn too, or is refused.
    """
    pages = pages_of(page_key)
    # In nobody's name: Wagtail asks a name for a right on the page, and an officer has none. The log has theirs below.
    done = takedown.pages_withdraw(
        pages=[page for one in pages[:1] for page in takedown.family(one)],
        reason=takedown.Reason.CONSENT,
    )
    withdrawn = sum(one.editions for one in done)
    # What stands although its page is gone.
    left = (
        Edition.objects.withdrawable().filter(page_key=page_key).values_list("page_id", flat=True).distinct()
    )
    withdrawn += sum(takedown.edition_only_withdraw(page_id=page_id) for page_id in list(left))
    now = timezone.now()
    fresh = Consent.objects.filter(page_key=page_key, withdrawn_at=None).update(
        withdrawn_at=now, withdrawn_by=user.pk if user else None
    )
    if fresh and pages:
        log(instance=pages[0], action=WITHDRAWN, user=user)
    return withdrawn
