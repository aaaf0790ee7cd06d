"""Paying back what a donor chose to have back: owed in the transaction that books the charge, sent outside it."""

import logging
from collections.abc import Iterable

from django.db.models import Sum

from giving import accounts, gateway, ledger
from giving.enums import DonationStatus, RefundReason, RefundStatus
from giving.models import Donation, Refund

logger = logging.getLogger(__name__)

_STATUS = {
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}


def refund_owe(donation: Donation, amount_minor: int) -> Refund:
    """Notes what is owed, in the caller's transaction."""
    return Refund.objects.create(
        donation=donation, amount_minor=amount_minor, currency=donation.currency, reason=RefundReason.OVERFLOW
    )


def refunds_send(donation: Donation) -> bool:
    """Asks the processor for every refund still owed; True if one was sent. Call outside transactions.

    The key is our row's id, so a repeated request after a crash is the same refund.
    """
    sent = False
    for refund in donation.refunds.filter(status=RefundStatus.DUE):
        state = gateway.refund_create(
            accounts.get(donation.account),
            reference=str(refund.id),
            payment_intent_id=donation.payment_intent_id,
            amount_minor=refund.amount_minor,
        )
        Refund.objects.filter(pk=refund.pk, status=RefundStatus.DUE).update(
            status=RefundStatus.SENT, processor_id=state.id
        )
        sent = True
    return sent


def refunds_book(donation: Donation, states: Iterable[gateway.RefundState]) -> None:
    """Books each refund's balance transaction once, and notes its state. Call with the donation locked."""
    known = {str(refund.id): refund for refund in donation.refunds.all()}
    for state in states:
        refund = known.get(state.refund_ref)
        if refund is None or refund.amount_minor != state.amount_minor:
            logger.critical(
                "refund without a row of ours", extra={"donation": str(donation.pk), "refund": state.id}
            )
            continue
        refund.status = _STATUS.get(state.status, RefundStatus.SENT)
        refund.processor_id = state.id
        refund.save(update_fields=["status", "processor_id", "updated_at"])
        if state.balance_transaction:
            _refund_post(donation, refund, state.balance_transaction)


def _refund_post(donation: Donation, refund: Refund, moved: gateway.BalanceTransaction) -> None:
    fact_id = f"refund:{moved.id}"
    if ledger.is_posted(fact_id):
        return
    held = ledger.processor(donation.account)
    entries = [ledger.Entry(debit=ledger.REFUNDS, credit=held, amount_minor=refund.amount_minor)]
    if moved.fee_minor:
        entries.append(ledger.Entry(debit=ledger.FEES, credit=held, amount_minor=moved.fee_minor))
    ledger.fact_post(fact_id=fact_id, entries=entries, source=donation, donation=donation)


def settled_status(donation: Donation) -> DonationStatus:
    """Paid, partly refunded or refunded: by what is booked as sent back."""
    rows = donation.transfers.filter(fact_id__startswith="refund:", debit=ledger.REFUNDS)
    back = rows.aggregate(total=Sum("amount_minor"))["total"] or 0
    if back == 0:
        return DonationStatus.PAID
    return DonationStatus.REFUNDED if back >= donation.amount_minor else DonationStatus.PARTIALLY_REFUNDED
