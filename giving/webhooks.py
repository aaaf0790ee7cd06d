"""The inbox: an announced event is stored, then its gift is brought up to date. The event itself moves no money."""

import hashlib
import logging
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from giving import gateway
from giving.accounts import Account
from giving.enums import InboxStatus
from giving.exceptions import ProcessorRefused, ProcessorUnavailable
from giving.models import Donation, WebhookEvent
from giving.sync import PaymentMismatch, donation_sync

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 256 * 1024
# Kinds of events that say a gift may have changed. Every other kind is stored and done with.
GIFT_EVENTS = ("checkout.session.", "payment_intent.", "charge.", "refund.")


def event_receive(*, account: Account, event: gateway.Event, body: bytes) -> WebhookEvent:
    """Stores a verified event once, durably, before anything is done about it; the stored row if it came before."""
    wrong_mode = event.livemode is not account.livemode
    if wrong_mode:
        logger.critical("event of the wrong mode", extra={"event": event.id, "account": account.name})
    if event.api_version != gateway.API_VERSION:
        logger.warning(
            "event of another API version", extra={"event": event.id, "version": event.api_version}
        )
    try:
        with transaction.atomic():
            return WebhookEvent.objects.create(
                event_id=event.id,
                type=event.type[:80],
                object_id=event.object_id,
                payment_intent_id=event.payment_intent_id,
                donation_ref=event.donation_ref,
                created=datetime.fromtimestamp(event.created, tz=UTC),
                api_version=event.api_version[:40],
                account=account.name,
                livemode=event.livemode,
                sha256=hashlib.sha256(body).hexdigest(),
                status=InboxStatus.QUARANTINED if wrong_mode else InboxStatus.RECEIVED,
                note="livemode" if wrong_mode else "",
            )
    except IntegrityError:
        return WebhookEvent.objects.get(pk=event.id)


def event_process(event: WebhookEvent) -> WebhookEvent:
    """Brings the event's gift up to date. Done only after the facts are committed; otherwise the sweep comes back."""
    if event.status != InboxStatus.RECEIVED:
        return event
    if not event.type.startswith(GIFT_EVENTS):
        return _mark(event, InboxStatus.DONE, "no gift's concern")
    donation = _donation_of(event)
    if donation is None:
        return _set_aside(event, "no such gift")
    if (donation.account, donation.livemode) != (event.account, event.livemode):
        return _set_aside(event, "account")
    try:
        donation_sync(donation_id=donation.pk, payment_intent_id=event.payment_intent_id)
    except ProcessorUnavailable:
        logger.warning("processor unreachable, left to the sweep", extra={"event": event.pk})
    except (PaymentMismatch, ProcessorRefused) as error:
        _set_aside(event, str(error))
    else:
        _mark(event, InboxStatus.DONE)
    return event


def _set_aside(event: WebhookEvent, note: str) -> WebhookEvent:
    """Nothing is dropped: finance sees it in the inbox, and the log carries the alert."""
    logger.critical("event set aside", extra={"event": event.pk, "type": event.type, "reason": note})
    return _mark(event, InboxStatus.QUARANTINED, note)


def _donation_of(event: WebhookEvent) -> Donation | None:
    try:
        if found := Donation.objects.filter(pk=UUID(event.donation_ref)).first():
            return found
    except ValueError:
        pass
    if event.payment_intent_id:
        return Donation.objects.filter(payment_intent_id=event.payment_intent_id).first()
    return Donation.objects.filter(checkout_session_id=event.object_id).first() if event.object_id else None


def _mark(event: WebhookEvent, status: InboxStatus, note: str = "") -> WebhookEvent:
    event.status, event.note = status, note[:200]
    event.save(update_fields=["status", "note"])
    return event
