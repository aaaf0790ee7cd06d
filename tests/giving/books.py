"""Gifts booked without a processor, through the same functions a sync uses."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from giving.models import Donation, DonorContact, Fund
from giving.records import BalanceTransaction, Payment, Session
from giving.sync import facts_book


def begin_gift(fund: Fund, amount_minor: int, *, overflow: str = "next_story") -> Donation:
    key = uuid4().hex
    donation = Donation.objects.create(
        fund=fund,
        amount_minor=amount_minor,
        currency=fund.currency,
        overflow=overflow,
        rule="test",
        form_token=key,
        form_nonce=key,
        account="default",
        livemode=False,
        locale="en",
        expires_at=timezone.now() + timedelta(minutes=31),
    )
    DonorContact.objects.create(donation=donation, email="donor@example.org")
    return donation


def paid(donation: Donation, *, fee_minor: int = 30) -> tuple[Session | None, list[Payment]]:
    """What the processor would answer for a gift that was paid."""
    amount, code = donation.amount_minor, donation.currency
    moved = BalanceTransaction(f"txn_{donation.pk}", amount, fee_minor, amount - fee_minor, code, "charge")
    payment = Payment(
        id=f"pi_{donation.pk}",
        status="succeeded",
        amount_minor=amount,
        received_minor=amount,
        currency=code,
        livemode=False,
        donation_ref=str(donation.pk),
        charge_id=f"ch_{donation.pk}",
        charge_paid=True,
        balance_transaction=moved,
    )
    return None, [payment]


def book_gift(fund: Fund, amount_minor: int, *, overflow: str = "next_story") -> Donation:
    donation = begin_gift(fund, amount_minor, overflow=overflow)
    return facts_book(donation, *paid(donation))
