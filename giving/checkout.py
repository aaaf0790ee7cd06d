"""From a filled form to the payment page. The gift is committed before the processor hears of it."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from giving import accounts, standing
from giving.allocation import RULE
from giving.enums import DonationStatus
from giving.exceptions import FundNotOpen, ProcessorRefused, ProcessorUnavailable
from giving.gateway import Gateway, gateway_for
from giving.models import Donation, DonorContact, Fund
from giving.records import Session
from giving.sync import donation_sync
from giving.tokens import submission_key

logger = logging.getLogger(__name__)

SESSION_LIFE = timedelta(minutes=31)  # the processor's floor is 30; one minute for clocks that differ
STALE_AFTER = timedelta(seconds=45)  # a session could still be opened with the first try's expiry before this


@dataclass(frozen=True)
class Gift:
    """What a donor asked for, checked."""

    amount_minor: int
    overflow: str
    email: str


def donation_begin(*, fund: Fund, gift: Gift, nonce: str, locale: str) -> Donation:
    """The gift of this submission: a new one, or the one this very submission made before.

    What was sent from the same form with other content is closed at the processor first, so that of all that one form
    sends only one can be paid. If it was paid meanwhile, that gift is returned.

    Raises:
        FundNotOpen: the fund was withdrawn, its story no longer stands, or it reached its target.
        ProcessorUnavailable: an earlier version could not be closed.
    """
    parts = (fund.code, gift.amount_minor, fund.currency, gift.overflow)
    key = submission_key(nonce, *parts)
    if known := Donation.objects.filter(form_token=key).first():
        _contact_update(known, gift.email)
        return known
    if not (fund.is_common or standing.settled([fund])[0].needed_minor):
        raise FundNotOpen(fund.code)
    if paid := _versions_close(nonce):
        return paid
    account = accounts.default()
    try:
        with transaction.atomic():
            donation = Donation.objects.create(
                fund=fund,
                amount_minor=gift.amount_minor,
                currency=fund.currency,
                overflow=gift.overflow,
                rule=RULE,
                form_token=key,
                form_nonce=nonce,
                account=account.name,
                livemode=account.livemode,
                locale=locale,
                expires_at=timezone.now() + SESSION_LIFE,
            )
            DonorContact.objects.create(donation=donation, email=gift.email)
    except IntegrityError:  # a double click: the other request made it
        return Donation.objects.get(form_token=key)
    return donation


def donation_checkout(*, donation: Donation) -> str:
    """The address of the payment page for this gift, or "" when there is nothing left to pay.

    A session still open is reused; one that ran out is replaced by a further attempt of the same gift. Call it outside
    transactions: it talks to the processor.

    Raises:
        ProcessorUnavailable: no answer; nothing was charged, and the same call may be repeated.
        ProcessorRefused: our request is wrong, or its answer leads elsewhere than to the payment page.
    """
    if donation.checkout_session_id and donation.expires_at <= timezone.now():
        donation = _session_close(donation)
    if not donation.is_unpaid or donation.status == DonationStatus.PROCESSING:
        return ""
    if donation.checkout_url:
        return donation.checkout_url
    donation = _attempt_prepare(donation)
    account = accounts.get(donation.account)
    session = Gateway(account).session_create(
        reference=str(donation.id),
        amount_minor=donation.amount_minor,
        currency=donation.currency,
        locale=donation.locale,
        success_url=address("thanks", donation),
        cancel_url=address("back", donation),
        expires_at=donation.expires_at,
        idempotency_key=donation.idempotency_key,
    )
    if not account.owns(session.url):
        logger.critical("payment page at an unexpected origin", extra={"donation": str(donation.id)})
        raise ProcessorRefused("unexpected origin")
    return _session_store(donation, session)


def address(name: str, donation: Donation) -> str:
    """An absolute address that carries the gift's token and nothing else; from settings, never from a Host header."""
    with translation.override(donation.locale):
        return f"{settings.SITE_URL.rstrip('/')}{reverse(f'giving:{name}', args=[donation.token])}"


def _contact_update(donation: Donation, email: str) -> None:
    """A corrected address counts until the receipt was sent."""
    DonorContact.objects.filter(donation=donation, receipt_sent_at=None).update(email=email)


def _versions_close(nonce: str) -> Donation | None:
    """Closes every other unpaid gift of the form; the paid one if there is one."""
    for other in Donation.objects.filter(form_nonce=nonce).order_by("created_at"):
        if not other.is_unpaid:
            return other
        if other.checkout_session_id:
            closed = _session_close(other)
            if not closed.is_unpaid or closed.status == DonationStatus.PROCESSING:
                return closed
        else:
            Donation.objects.filter(pk=other.pk, status=DonationStatus.CREATED).update(
                status=DonationStatus.EXPIRED
            )
    return None


def _session_close(donation: Donation) -> Donation:
    """Makes sure the gift's current session can no longer be paid, and books what was paid through it."""
    gateway_for(donation.account).session_expire(donation.checkout_session_id)
    return donation_sync(donation_id=donation.id)


@transaction.atomic
def _attempt_prepare(donation: Donation) -> Donation:
    """A fresh attempt keeps its key and expiry, so that a repeated call opens the same session; an old one moves on."""
    locked = Donation.objects.select_for_update().get(pk=donation.pk)
    now = timezone.now()
    began = locked.expires_at - SESSION_LIFE
    if locked.checkout_url or (not locked.checkout_session_id and now - began < STALE_AFTER):
        return locked
    locked.attempt += 1
    locked.expires_at = now + SESSION_LIFE
    locked.checkout_session_id = ""
    locked.save(update_fields=["attempt", "expires_at", "checkout_session_id", "updated_at"])
    return locked


@transaction.atomic
def _session_store(donation: Donation, session: Session) -> str:
    locked = Donation.objects.select_for_update().get(pk=donation.pk)
    if locked.attempt != donation.attempt:
        raise ProcessorUnavailable("another attempt overtook this one")
    locked.checkout_session_id, locked.checkout_url = session.id, session.url
    if locked.status in (DonationStatus.CREATED, DonationStatus.EXPIRED, DonationStatus.FAILED):
        locked.status = DonationStatus.OPEN
    locked.save(update_fields=["checkout_session_id", "checkout_url", "status", "updated_at"])
    return locked.checkout_url
