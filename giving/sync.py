"""Bringing our books to what the processor holds. A webhook, a donor's return and the sweep all end here.

First everything is read over HTTP, outside transactions. Then, under the donation's lock and its funds', each balance
transaction not yet booked is booked as one fact. Order, repetition and loss of the hints make no difference.
"""

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from giving import accounts, gateway, ledger, receipts, refunds
from giving.enums import SETTLED, DonationStatus
from giving.exceptions import FactAlreadyPosted, GivingRefused
from giving.funding import MoreFundsNeeded, gift_allocate
from giving.models import Donation

logger = logging.getLogger(__name__)


UNDER_WAY = (
    "processing",
    "succeeded",
    "requires_capture",
)  # a PaymentIntent whose money may still come, or has
_SESSION_STATUS = {"expired": DonationStatus.EXPIRED, "complete": DonationStatus.PROCESSING}


class PaymentMismatch(GivingRefused):
    """What was paid is not what was asked for: another gift, amount, currency or mode. It is set aside, not booked."""


def donation_sync(*, donation_id: UUID, payment_intent_id: str = "") -> Donation:
    """Re-reads the gift's session and payments, books what is missing, sends what is owed back, and the receipt.

    `payment_intent_id` is a hint from an event: a payment of an earlier attempt may succeed late.

    Raises:
        ProcessorUnavailable, ProcessorRefused: nothing was changed.
        PaymentMismatch: the gift is quarantined (or, if settled before, left as it was) and an alert was logged.
    """
    donation = Donation.objects.get(pk=donation_id)
    donation = facts_book(donation, *_read(donation, payment_intent_id))
    if refunds.refunds_send(donation):
        donation = facts_book(donation, *_read(donation, payment_intent_id))
    if donation.status in SETTLED:
        receipts.receipt_send(donation)
    return donation


def _read(donation: Donation, hint: str) -> tuple[gateway.Session | None, list[gateway.Payment]]:
    account = accounts.get(donation.account)
    session = (
        gateway.session_read(account, donation.checkout_session_id) if donation.checkout_session_id else None
    )
    own = [session.payment_intent_id if session else "", donation.payment_intent_id]
    payments = [gateway.payment_read(account, found) for found in dict.fromkeys(filter(None, own))]
    if hint and hint not in own:
        hinted = gateway.payment_read(account, hint)
        if hinted.donation_ref != str(donation.id):  # the event is wrong, not the gift
            raise PaymentMismatch("payment of another gift")
        payments.append(hinted)
    return session, payments


def facts_book(
    donation: Donation, session: gateway.Session | None, payments: list[gateway.Payment]
) -> Donation:
    """Books every missing fact in one transaction, again with more funds locked if the gift overflows."""
    if problem := _mismatch(donation, session, payments):
        _quarantine(donation, problem)
        raise PaymentMismatch(problem)
    for overflowing in (False, True):
        try:
            with transaction.atomic():
                locked = Donation.objects.select_for_update().get(pk=donation.pk)
                for payment in payments:
                    _charge_book(locked, payment, overflowing=overflowing)
                    refunds.refunds_book(locked, payment.refunds)
                _status_store(locked, session, payments)
                return locked
        except MoreFundsNeeded:
            continue
        except FactAlreadyPosted:
            logger.warning("fact was booked elsewhere meanwhile", extra={"donation": str(donation.pk)})
            return Donation.objects.get(pk=donation.pk)
    raise RuntimeError("a gift overflowed with every fund locked")


def _mismatch(donation: Donation, session: gateway.Session | None, payments: list[gateway.Payment]) -> str:
    """In a few words what does not belong to this gift; "" when everything does."""
    asked, reference = (donation.amount_minor, donation.currency), str(donation.id)
    checks = [("session of another gift", session is None or session.client_reference_id == reference)]
    for found in (session, *payments):
        if found is not None:
            checks.append(("livemode", found.livemode is donation.livemode))
            checks.append(("amount or currency", (found.amount_minor, found.currency) == asked))
    for payment in payments:
        moved = payment.balance_transaction
        checks.append(("payment of another gift", payment.donation_ref == reference))
        checks.append(
            ("received", not payment.charge_paid or payment.received_minor == donation.amount_minor)
        )
        checks.append(("settled", moved is None or (moved.amount_minor, moved.currency) == asked))
    return next((problem for problem, fine in checks if not fine), "")


def _quarantine(donation: Donation, problem: str) -> None:
    logger.critical(
        "payment does not match its gift", extra={"donation": str(donation.pk), "mismatch": problem}
    )
    Donation.objects.unpaid().filter(pk=donation.pk).update(
        status=DonationStatus.QUARANTINED, synced_at=timezone.now(), updated_at=timezone.now()
    )


def _charge_book(donation: Donation, payment: gateway.Payment, *, overflowing: bool) -> None:
    """Books a captured charge: to the fund what it can take, the rest as the donor chose, the fee to operations."""
    moved = payment.balance_transaction
    if moved is None or not payment.charge_paid or payment.status != "succeeded":
        return
    fact_id = f"charge:{moved.id}"
    if ledger.is_posted(fact_id):
        return
    allocation = gift_allocate(donation, amount_minor=moved.amount_minor, overflowing=overflowing)
    held = ledger.processor(donation.account)
    entries = [ledger.Entry(debit=held, credit=fund, amount_minor=share) for fund, share in allocation.shares]
    if allocation.refund_minor:
        entries.append(ledger.Entry(debit=held, credit=ledger.REFUNDS, amount_minor=allocation.refund_minor))
        refunds.refund_owe(donation, allocation.refund_minor)
    if moved.fee_minor:
        entries.append(ledger.Entry(debit=ledger.FEES, credit=held, amount_minor=moved.fee_minor))
    ledger.fact_post(fact_id=fact_id, entries=entries, source=donation, donation=donation)
    donation.payment_intent_id = payment.id


def _status_store(
    donation: Donation, session: gateway.Session | None, payments: list[gateway.Payment]
) -> None:
    donation.status = _status(donation, session, payments)
    if donation.status in SETTLED and donation.paid_at is None:
        donation.paid_at = timezone.now()
    if not donation.payment_intent_id and payments:
        donation.payment_intent_id = payments[0].id
    if donation.status != DonationStatus.OPEN and session and session.status != "open":
        donation.checkout_url = ""
    donation.synced_at = timezone.now()
    donation.save(
        update_fields=["status", "paid_at", "payment_intent_id", "checkout_url", "synced_at", "updated_at"]
    )


def _status(
    donation: Donation, session: gateway.Session | None, payments: list[gateway.Payment]
) -> DonationStatus:
    """What the books and the processor say together. Only a booked charge makes a gift paid."""
    if donation.transfers.filter(fact_id__startswith="charge:").exists():
        return refunds.settled_status(donation)
    if donation.status == DonationStatus.QUARANTINED:
        return DonationStatus.QUARANTINED
    if any(payment.status in UNDER_WAY for payment in payments):
        return DonationStatus.PROCESSING
    if session is None:
        overdue = donation.expires_at <= timezone.now()
        return DonationStatus.EXPIRED if overdue else DonationStatus(donation.status)
    if session.status == "open" and any(payment.declined for payment in payments):
        return DonationStatus.FAILED
    return _SESSION_STATUS.get(session.status, DonationStatus.OPEN)
