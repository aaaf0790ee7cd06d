"""Paying back what is owed, and booking what went back: refunds of ours, refunds made at the processor, disputes.

What a donor chose to have back is owed in the transaction that books the charge, and sent outside it.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum

from giving import ledger, losses
from giving.enums import DisputeStatus, DonationStatus, RefundReason, RefundStatus
from giving.exceptions import ProcessorRefused
from giving.gateway import gateway_for
from giving.models import Dispute, Donation, Refund
from giving.records import BalanceTransaction, DisputeState, RefundState

logger = logging.getLogger(__name__)

_STATUS = {
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_DISPUTE = {"won": DisputeStatus.WON, "lost": DisputeStatus.LOST}


def refund_owe(donation: Donation, amount_minor: int) -> Refund:
    """Notes what is owed, in the caller's transaction."""
    return Refund.objects.create(
        donation=donation, amount_minor=amount_minor, currency=donation.currency, reason=RefundReason.OVERFLOW
    )


def refunds_send(donation: Donation) -> bool:
    """Asks the processor for every refund still owed; True if one was sent. Call outside transactions.

    The key is our row's id, so a repeated request after a crash is the same refund. One that the processor refuses
    (the payment is disputed, or was paid back there by hand) stays owed as failed, with an alert.
    """
    sent = False
    for refund in donation.refunds.filter(status=RefundStatus.DUE):
        try:
            state = gateway_for(donation.account).refund_create(
                reference=str(refund.id),
                payment_intent_id=donation.payment_intent_id,
                amount_minor=refund.amount_minor,
            )
        except ProcessorRefused as refused:
            logger.critical("refund refused", extra={"refund": str(refund.pk), "reason": str(refused)})
            Refund.objects.filter(pk=refund.pk, status=RefundStatus.DUE).update(status=RefundStatus.FAILED)
            continue
        Refund.objects.filter(pk=refund.pk, status=RefundStatus.DUE).update(
            status=RefundStatus.SENT, processor_id=state.id
        )
        sent = True
    return sent


def unbooked(donation: Donation, movements: Iterable[BalanceTransaction]) -> bool:
    """Whether any of these is still to be booked."""
    facts = {ledger.fact_of(moved) for moved in movements}
    booked = donation.transfers.filter(fact_id__in=facts).values_list("fact_id", flat=True)
    return bool(facts - set(booked))


def refunds_book(donation: Donation, states: Iterable[RefundState]) -> None:
    """Books what each refund moved, once, and notes its state. Call with the donation and its funds locked."""
    rows = {str(row.id): row for row in donation.refunds.all()}
    by_processor = {row.processor_id: row for row in rows.values() if row.processor_id}
    for state in states:
        refund = rows.get(state.refund_ref) or by_processor.get(state.id) or _refund_note(donation, state)
        if (refund.status, refund.processor_id) != (_refund_status(state), state.id):
            refund.status, refund.processor_id = _refund_status(state), state.id
            refund.save(update_fields=["status", "processor_id", "updated_at"])
            if refund.status == RefundStatus.FAILED and refund.reason == RefundReason.OVERFLOW:
                logger.critical("refund failed and is still owed", extra={"refund": str(refund.pk)})
        _refund_post(donation, refund, state)


def _refund_status(state: RefundState) -> RefundStatus:
    return _STATUS.get(state.status, RefundStatus.SENT)


def _refund_note(donation: Donation, state: RefundState) -> Refund:
    """A refund that somebody made at the processor: it is real, so it is noted and booked like ours."""
    logger.warning("refund made at the processor", extra={"donation": str(donation.pk), "refund": state.id})
    return Refund.objects.create(
        donation=donation,
        amount_minor=state.amount_minor,
        currency=donation.currency,
        reason=RefundReason.PROCESSOR,
        status=_refund_status(state),
        processor_id=state.id,
    )


def _refund_post(donation: Donation, refund: Refund, state: RefundState) -> None:
    moved, failure = state.balance_transaction, state.failure
    if moved and not ledger.is_posted(ledger.fact_of(moved)):
        owed = refund.reason == RefundReason.OVERFLOW
        shares = losses.loss_take(donation, -moved.amount_minor, owed_first=owed)
        losses.moved_post(donation, moved, shares)
    if moved and failure and not ledger.is_posted(ledger.fact_of(failure)):
        shares = losses.gain_return(donation, failure.amount_minor, [ledger.fact_of(moved)])
        losses.moved_post(donation, failure, shares)


def disputes_book(donation: Donation, states: Iterable[DisputeState]) -> None:
    """Books what each dispute took, its fee apart, and what came back. Call with the donation and its funds locked."""
    for state in states:
        status = _DISPUTE.get(state.status, DisputeStatus.OPEN)
        Dispute.objects.update_or_create(
            pk=state.id,
            defaults={
                "donation": donation,
                "amount_minor": state.amount_minor,
                "currency": state.currency,
                "reason": state.reason[:60],
                "status": status,
            },
        )
        facts = [ledger.fact_of(moved) for moved in state.movements]
        for moved in state.movements:
            if ledger.is_posted(ledger.fact_of(moved)):
                continue
            if moved.amount_minor < 0:
                shares = losses.loss_take(donation, -moved.amount_minor)
            else:
                shares = losses.gain_return(donation, moved.amount_minor, facts)
            losses.moved_post(donation, moved, shares, fees=ledger.DISPUTE_FEES)


def settled_status(donation: Donation) -> DonationStatus:
    """Paid, partly refunded, refunded, disputed or lost: by what is booked as gone, and how its disputes stand."""
    disputes = set(donation.disputes.values_list("status", flat=True))
    if DisputeStatus.OPEN in disputes:
        return DonationStatus.DISPUTED
    if DisputeStatus.LOST in disputes:
        return DonationStatus.LOST
    back = refunded_minor(donation)
    if back == 0:
        return DonationStatus.PAID
    return DonationStatus.REFUNDED if back >= donation.amount_minor else DonationStatus.PARTIALLY_REFUNDED


def refunded_minor(donation: Donation) -> int:
    """What went back by refunds, less what came back because they failed. Without fees."""
    held = ledger.processor(donation.account)
    rows = donation.transfers.exclude(debit=ledger.FEES).exclude(credit=ledger.FEES)
    sent = rows.filter(fact_id__startswith="refund:", credit=held).aggregate(total=Sum("amount_minor"))
    failed = rows.filter(fact_id__startswith="refund_failed:", debit=held).aggregate(
        total=Sum("amount_minor")
    )
    return (sent["total"] or 0) - (failed["total"] or 0)


def reference_of(text: str) -> UUID | None:
    """The id in a reference, or None when it is none of ours."""
    try:
        return UUID(text)
    except ValueError:
        return None
