"""Bringing our books to what the processor holds. A webhook, a donor's return and the sweep all end here.

First everything is read over HTTP, outside transactions. Then, under the donation's lock and its funds', each balance
transaction not yet booked is booked as one fact. Order, repetition and loss of the hints make no difference.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from giving import accounts, ledger, losses, receipts, refunds, suspense
from giving.enums import RECEIPTED, SETTLED, DonationStatus
from giving.exceptions import FactAlreadyPosted, PaymentMismatch
from giving.funding import MoreFundsNeeded, fund_ids_for, funds_lock, gift_allocate
from giving.gateway import gateway_for
from giving.models import Donation
from giving.records import Payment, Session
from giving.setup import common_ensure

logger = logging.getLogger(__name__)


UNDER_WAY = (
    "processing",
    "succeeded",
    "requires_capture",
)  # a PaymentIntent whose money may still come, or has
_SESSION_STATUS = {"expired": DonationStatus.EXPIRED, "complete": DonationStatus.PROCESSING}
TRIES = 3  # once as most gifts need it, once with every fund locked, once after another worker's fact


def donation_sync(*, donation_id: UUID, payment_intent_id: str = "") -> Donation:
    """Re-reads the gift's session and payments, books what is missing, sends what is owed back, and the receipt.

    `payment_intent_id` is a hint from an event: a payment of an earlier attempt may succeed late.

    Raises:
        ProcessorUnavailable, ProcessorRefused: nothing was changed.
        PaymentMismatch: what does not match is set aside in the books, the gift is quarantined (or, if settled before,
            left as it was), and an alert was logged.
    """
    donation = Donation.objects.get(pk=donation_id)
    donation = facts_book(donation, *_read(donation, payment_intent_id))
    if refunds.refunds_send(donation):
        donation = facts_book(donation, *_read(donation, payment_intent_id))
    if donation.status in RECEIPTED:
        receipts.receipt_send(donation)
    return donation


def _read(donation: Donation, hint: str) -> tuple[Session | None, list[Payment]]:
    gateway = gateway_for(donation.account)
    session = gateway.session_read(donation.checkout_session_id) if donation.checkout_session_id else None
    own = [session.payment_intent_id if session else "", donation.payment_intent_id]
    payments = [gateway.payment_read(found) for found in dict.fromkeys(filter(None, own))]
    if hint and hint not in own:
        hinted = gateway.payment_read(hint)
        if hinted.donation_ref != str(donation.id):  # the event is wrong, not the gift
            raise PaymentMismatch("payment of another gift")
        payments.append(hinted)
    return session, payments


def facts_book(donation: Donation, session: Session | None, payments: Sequence[Payment]) -> Donation:
    """Books every missing fact in one transaction, again with more funds locked if the gift overflows or goes back.

    Raises:
        PaymentMismatch: as `donation_sync`.
    """
    problems = {payment.id: _payment_problem(donation, payment) for payment in payments}
    fine = [payment for payment in payments if not problems[payment.id]]
    problem = _session_problem(donation, session) or next(filter(None, problems.values()), "")
    if problem:
        account = accounts.get(donation.account)
        for payment in payments:
            if problems[payment.id] and _is_ours(donation, payment):
                suspense.movements_set_aside(account, payment.movements(), donation=donation)
        fine = fine if donation.status in SETTLED else []
    booked = _facts_book(donation, session, fine, quarantined=bool(problem))
    if problem:
        logger.critical(
            "payment does not match its gift", extra={"donation": str(donation.pk), "mismatch": problem}
        )
        raise PaymentMismatch(problem)
    return booked


def _facts_book(
    donation: Donation, session: Session | None, payments: list[Payment], *, quarantined: bool
) -> Donation:
    wide = False
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                locked = Donation.objects.select_for_update().get(pk=donation.pk)
                if wide:
                    funds_lock({*fund_ids_for(locked, overflowing=True), *losses.fund_ids_touched(locked)})
                for payment in payments:
                    _payment_book(locked, payment, wide=wide)
                if quarantined and locked.is_unpaid:
                    locked.status = DonationStatus.QUARANTINED
                _status_store(locked, session, payments)
                return locked
        except MoreFundsNeeded:
            wide = True
            common_ensure(donation.currency)
        except FactAlreadyPosted:
            logger.warning("fact was booked elsewhere meanwhile", extra={"donation": str(donation.pk)})
    return Donation.objects.get(pk=donation.pk)


def _session_problem(donation: Donation, session: Session | None) -> str:
    """In a few words what makes this another gift's session; "" when nothing does."""
    if session is None:
        return ""
    if session.client_reference_id != str(donation.id):
        return "session of another gift"
    if session.livemode is not donation.livemode:
        return "livemode"
    asked = (donation.amount_minor, donation.currency)
    return "" if (session.amount_minor, session.currency) == asked else "amount or currency"


def _payment_problem(donation: Donation, payment: Payment) -> str:
    """In a few words what does not belong to this gift; "" when everything does."""
    asked, moved = (donation.amount_minor, donation.currency), payment.balance_transaction
    checks = (
        ("livemode", payment.livemode is donation.livemode),
        ("amount or currency", (payment.amount_minor, payment.currency) == asked),
        ("payment of another gift", payment.donation_ref == str(donation.id)),
        ("received", not payment.charge_paid or payment.received_minor == donation.amount_minor),
        ("settled", moved is None or (moved.amount_minor, moved.currency) == asked),
        ("moved", all(found.currency == donation.currency for found in payment.movements())),
    )
    return next((problem for problem, fine in checks if not fine), "")


def _is_ours(donation: Donation, payment: Payment) -> bool:
    """Whether its money may be booked at all: it names this gift, and is of this gift's mode."""
    return payment.donation_ref == str(donation.id) and payment.livemode is donation.livemode


def _payment_book(donation: Donation, payment: Payment, *, wide: bool) -> None:
    """Books a payment's movements in their order: the charge, what went back, what came back.

    A second payment of the same gift is set aside: one gift, one charge.
    """
    moved = payment.balance_transaction
    if moved is None or not payment.charge_paid or payment.status != "succeeded":
        return
    charges = donation.transfers.filter(fact_id__startswith="charge:").exclude(credit__startswith="suspense:")
    fact_id = ledger.fact_of(moved)
    is_second = charges.exclude(debit=ledger.FEES).exclude(fact_id=fact_id).exists()
    if is_second or suspense.is_set_aside(fact_id):
        account = accounts.get(donation.account)
        suspense.movements_set_aside(account, payment.movements(), donation=donation)
        if donation.is_unpaid:
            donation.status = DonationStatus.QUARANTINED
        return
    if not ledger.is_posted(fact_id):
        _charge_book(donation, payment, wide=wide)
    if not wide and refunds.unbooked(donation, payment.movements()):
        raise MoreFundsNeeded
    refunds.refunds_book(donation, payment.refunds)
    refunds.disputes_book(donation, payment.disputes)


def _charge_book(donation: Donation, payment: Payment, *, wide: bool) -> None:
    """Books a captured charge: to the fund what it can take, the rest as the donor chose, the fee to operations."""
    moved = payment.balance_transaction
    assert moved is not None  # noqa: S101  (the caller looked)
    allocation = gift_allocate(donation, amount_minor=moved.amount_minor, overflowing=wide)
    shares = list(allocation.shares)
    if allocation.refund_minor:
        shares.append((ledger.REFUNDS, allocation.refund_minor))
        refunds.refund_owe(donation, allocation.refund_minor)
    losses.moved_post(donation, moved, shares)
    donation.payment_intent_id = payment.id


def _status_store(donation: Donation, session: Session | None, payments: list[Payment]) -> None:
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


def _status(donation: Donation, session: Session | None, payments: list[Payment]) -> DonationStatus:
    """What the books and the processor say together. Only a booked charge makes a gift paid."""
    charges = donation.transfers.filter(fact_id__startswith="charge:").exclude(credit__startswith="suspense:")
    if charges.exclude(debit=ledger.FEES).exists():
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
