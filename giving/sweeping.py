"""The duty behind `manage.py sweep`: finds what was lost on the way and brings it up to date."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.utils import timezone

from giving.enums import SETTLED, InboxStatus, RefundStatus
from giving.exceptions import GivingRefused
from giving.models import Donation, DonorContact, WebhookEvent
from giving.receipts import receipt_send
from giving.sync import donation_sync
from giving.webhooks import event_process

logger = logging.getLogger(__name__)

DEFAULT_AGE = timedelta(minutes=35)  # a payment page is open for 31
EVENT_AGE = timedelta(seconds=30)  # younger events are being processed where they arrived
BATCH = 500


def sweep(*, age: timedelta = DEFAULT_AGE) -> dict[str, int]:
    """How many of each kind were brought up to date, and how many failed and stay for the next run."""
    now = timezone.now()
    events = WebhookEvent.objects.filter(
        status=InboxStatus.RECEIVED, received_at__lte=now - min(age, EVENT_AGE)
    )
    gifts = Donation.objects.unsettled().filter(updated_at__lte=now - age)
    owed = Donation.objects.filter(refunds__status__in=(RefundStatus.DUE, RefundStatus.SENT)).distinct()
    unsent = DonorContact.objects.filter(receipt_sent_at=None, donation__status__in=SETTLED).select_related(
        "donation"
    )
    done = {
        "events": _each(events.order_by("received_at")[:BATCH], _event),
        "gifts": _each(
            gifts.order_by("updated_at")[:BATCH], lambda gift: bool(donation_sync(donation_id=gift.pk))
        ),
        "refunds": _each(owed[:BATCH], lambda gift: bool(donation_sync(donation_id=gift.pk))),
        "receipts": _each(unsent[:BATCH], lambda contact: receipt_send(contact.donation)),
    }
    counts = {name: succeeded for name, (succeeded, _failed) in done.items()}
    return {**counts, "failed": sum(failed for _succeeded, failed in done.values())}


def _event(event: WebhookEvent) -> bool:
    return event_process(event).status != InboxStatus.RECEIVED


def _each[T](found: Iterable[T], act: Callable[[T], bool]) -> tuple[int, int]:
    """Acts on each, one failure never stopping the rest; (succeeded, failed)."""
    succeeded = failed = 0
    for item in found:
        try:
            fine = act(item)
        except GivingRefused:
            logger.exception("could not be brought up to date", extra={"item": str(item)})
            fine = False
        succeeded, failed = succeeded + fine, failed + (not fine)
    return succeeded, failed
