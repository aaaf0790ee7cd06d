"""The duty behind `manage.py sweep`: finds what was lost on the way and brings it up to date."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from giving import accounts
from giving.enums import RECEIPTED, InboxStatus, RefundStatus
from giving.exceptions import GivingRefused
from giving.gateway import Gateway
from giving.models import Donation, DonorContact, WebhookEvent
from giving.receipts import receipt_send
from giving.sync import donation_sync
from giving.webhooks import event_process, event_receive

logger = logging.getLogger(__name__)

DEFAULT_AGE = timedelta(minutes=35)  # a payment page is open for 31
EVENT_AGE = timedelta(seconds=30)  # younger events are being processed where they arrived
BATCH = 500
LOOK_BACK = timedelta(hours=3)  # sweeps come every few minutes; the daily reconciliation looks at everything


def sweep(*, age: timedelta = DEFAULT_AGE) -> dict[str, int]:
    """How many of each kind were brought up to date, and how many failed and stay for the next run."""
    now = timezone.now()
    events = WebhookEvent.objects.filter(
        status=InboxStatus.RECEIVED, received_at__lte=now - min(age, EVENT_AGE)
    )
    gifts = Donation.objects.unsettled().filter(updated_at__lte=now - age)
    owed = Donation.objects.filter(refunds__status__in=(RefundStatus.DUE, RefundStatus.SENT)).distinct()
    unsent = DonorContact.objects.filter(receipt_sent_at=None, donation__status__in=RECEIPTED).select_related(
        "donation"
    )
    gifts_asked = gifts.order_by("updated_at")[:BATCH]
    done = {
        "events": _each(events.order_by("received_at")[:BATCH], _event),
        "gifts": _each(gifts_asked, lambda gift: bool(donation_sync(donation_id=gift.pk))),
        "refunds": _each(owed[:BATCH], lambda gift: bool(donation_sync(donation_id=gift.pk))),
        "receipts": _each(unsent[:BATCH], lambda contact: receipt_send(contact.donation)),
        "missed": _missed(now - LOOK_BACK),
    }
    counts = {name: succeeded for name, (succeeded, _failed) in done.items()}
    return {**counts, "failed": sum(failed for _succeeded, failed in done.values())}


def _missed(since: datetime) -> tuple[int, int]:
    """Events that were announced and never reached us, taken from the processor's own list; (done, failed)."""
    done = failed = 0
    for name in settings.STRIPE_ACCOUNTS:
        account = accounts.get(name)
        try:
            listed = Gateway(account).events(since)
        except GivingRefused:
            logger.exception("events could not be listed", extra={"account": name})
            failed += 1
            continue
        known = set(
            WebhookEvent.objects.filter(pk__in=[event.id for event, _body in listed]).values_list(
                "pk", flat=True
            )
        )
        unknown = [(event, body) for event, body in listed if event.id not in known]
        stored = [event_receive(account=account, event=event, body=body) for event, body in unknown]
        succeeded, left = _each(stored, _event)
        done, failed = done + succeeded, failed + left
    return done, failed


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
