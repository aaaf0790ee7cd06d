"""The inbox: an announced event is stored, then what it is about is brought up to date. It moves no money itself."""

import hashlib
import logging
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from giving import gateway, payouts
from giving.accounts import Account
from giving.enums import InboxStatus
from giving.exceptions import PaymentMismatch, ProcessorRefused, ProcessorUnavailable
from giving.models import Donation, WebhookEvent
from giving.records import Event
from giving.refunds import reference_of
from giving.sync import donation_sync

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 256 * 1024
# Kinds of events that say a gift may have changed, or money reached our bank. Every other kind is stored and done with.
GIFT_EVENTS = ("checkout.session.", "payment_intent.", "charge.", "refund.")
PAYOUT_EVENTS = "payout."


def event_receive(*, account: Account, event: Event, body: bytes) -> WebhookEvent:
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
    """Brings up to date what the event is about. Done only after the facts are committed; else the sweep comes back."""
    if event.status != InboxStatus.RECEIVED:
        return event
    if not event.type.startswith((*GIFT_EVENTS, PAYOUT_EVENTS)):
        return _mark(event, InboxStatus.DONE, "no gift's concern")
    try:
        if event.type.startswith(PAYOUT_EVENTS):
            payouts.payout_sync(account_name=event.account, payout_id=event.object_id)
        elif problem := _gift_sync(event):
            return _set_aside(event, problem)
    except ProcessorUnavailable:
        logger.warning("processor unreachable, left to the sweep", extra={"event": event.pk})
        return event
    except (PaymentMismatch, ProcessorRefused) as error:
        return _set_aside(event, str(error))
    return _mark(event, InboxStatus.DONE)


def _gift_sync(event: WebhookEvent) -> str:
    """Syncs the event's gift; a few words when there is none it may speak about."""
    donation = _donation_of(event)
    if donation is None:
        return "no such gift"
    if (donation.account, donation.livemode) != (event.account, event.livemode):
        return "account"
    donation_sync(donation_id=donation.pk, payment_intent_id=event.payment_intent_id)
    return ""


def _set_aside(event: WebhookEvent, note: str) -> WebhookEvent:
    """Nothing is dropped: finance sees it in the inbox, and the log carries the alert."""
    logger.critical("event set aside", extra={"event": event.pk, "type": event.type, "reason": note})
    return _mark(event, InboxStatus.QUARANTINED, note)


def _donation_of(event: WebhookEvent) -> Donation | None:
    """By what the event says, by what we know of the payment, and at last by what the processor knows of it.

    A refund or a dispute names a payment and no gift, and may be announced before the payment itself is.
    """
    if (key := reference_of(event.donation_ref)) and (found := Donation.objects.filter(pk=key).first()):
        return found
    if not event.payment_intent_id:
        return (
            Donation.objects.filter(checkout_session_id=event.object_id).first() if event.object_id else None
        )
    if found := Donation.objects.filter(payment_intent_id=event.payment_intent_id).first():
        return found
    if event.donation_ref:
        return None
    payment = gateway.gateway_for(event.account).payment_read(event.payment_intent_id)
    key = reference_of(payment.donation_ref)
    return Donation.objects.filter(pk=key).first() if key else None


def _mark(event: WebhookEvent, status: InboxStatus, note: str = "") -> WebhookEvent:
    event.status, event.note = status, note[:200]
    event.save(update_fields=["status", "note"])
    return event
