"""Posting to the ledger. Nothing else in the project creates a Transfer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum

from giving.exceptions import FactAlreadyPosted
from giving.models import Donation, Transfer
from giving.records import BalanceTransaction

COMMON = "fund:common"
FEES = "expense:fees"
DISPUTE_FEES = "expense:dispute_fees"
REFUNDS = "payable:refunds"
BANK = "asset:bank"
OPERATIONS = (FEES, DISPUTE_FEES)  # what it has carried; below zero, it is owed to the funds
# The processor's reporting category -> what we call the fact. Anything else is "other", and nobody's.
FACTS = {
    "charge": "charge",
    "refund": "refund",
    "refund_failure": "refund_failed",
    "dispute": "dispute",
    "dispute_reversal": "dispute_reversed",
    "payout": "payout",
    "payout_reversal": "payout_failed",
    "topup": "topup",
    "topup_reversal": "topup_failed",
    "fee": "fee",
}


def processor(account: str) -> str:
    """Our balance at the processor: the sum of its balance transactions' net amounts."""
    return f"asset:stripe:{account}"


def suspense(account: str) -> str:
    """Money at the processor that belongs to no gift we know: set aside, never dropped."""
    return f"suspense:{account}"


def spent_line(reference: UUID, line: UUID) -> str:
    """What was paid out for one need of a person."""
    return f"spent:story:{reference}:{line}"


def fact_of(moved: BalanceTransaction) -> str:
    """The one fact a balance transaction is booked as, whoever books it and wherever the money goes."""
    return f"{FACTS.get(moved.category, 'other')}:{moved.id}"


def story_line(reference: UUID, line: UUID) -> str:
    return f"fund:story:{reference}:{line}"


def story_prefix(reference: UUID) -> str:
    return f"fund:story:{reference}:"


@dataclass(frozen=True)
class Entry:
    """Moves `amount_minor` from account `credit` to account `debit`."""

    debit: str
    credit: str
    amount_minor: int


def entries_of(moved: BalanceTransaction, *, account: str, other: str, fees: str = FEES) -> list[Entry]:
    """The rows of a movement between our balance at the processor and `other`; its fee is a row of its own."""
    held, entries = processor(account), []
    for amount, outside in ((moved.amount_minor, other), (-moved.fee_minor, fees)):
        if amount > 0:
            entries.append(Entry(debit=held, credit=outside, amount_minor=amount))
        elif amount < 0:
            entries.append(Entry(debit=outside, credit=held, amount_minor=-amount))
    return entries


class Source(Protocol):
    """What a fact is booked for: a gift, or a processor account."""

    @property
    def currency(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def livemode(self) -> bool: ...


def is_posted(fact_id: str) -> bool:
    return Transfer.objects.filter(source_ref=f"{fact_id}/0").exists()


def fact_post(
    *, fact_id: str, entries: Sequence[Entry], source: Source, donation: Donation | None = None
) -> list[Transfer]:
    """Books one fact whole: a row per entry, numbered, so that the unique key lets a second writer book none of it.

    Raises:
        FactAlreadyPosted: another writer did; the caller's transaction is still usable.
    """
    rows = [
        Transfer(
            debit=entry.debit,
            credit=entry.credit,
            amount_minor=entry.amount_minor,
            currency=source.currency,
            source_ref=f"{fact_id}/{number}",
            fact_id=fact_id,
            donation=donation,
            account=source.account,
            livemode=source.livemode,
        )
        for number, entry in enumerate(entries)
    ]
    try:
        with transaction.atomic():
            return Transfer.objects.bulk_create(rows)
    except IntegrityError as error:
        if is_posted(fact_id):
            raise FactAlreadyPosted(fact_id) from error
        raise


def balance(prefixes: Iterable[str], currency: str) -> int:
    """Credits less debits over the accounts that start with one of `prefixes`: what these funds hold."""
    total = 0
    for prefix in prefixes:
        rows = Transfer.objects.filter(currency=currency)
        total += rows.filter(credit__startswith=prefix).aggregate(total=Sum("amount_minor"))["total"] or 0
        total -= rows.filter(debit__startswith=prefix).aggregate(total=Sum("amount_minor"))["total"] or 0
    return total


def holdings(facts: QuerySet[Transfer]) -> dict[str, int]:
    """Account -> credits less debits over these rows."""
    sums: dict[str, int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        for account, total in facts.order_by().values_list(side).annotate(total=Sum("amount_minor")):
            sums[account] = sums.get(account, 0) + sign * total
    return sums
