"""Posting to the ledger. Nothing else in the project creates a Transfer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from giving.exceptions import FactAlreadyPosted
from giving.models import Donation, Transfer

COMMON = "fund:common"
FEES = "expense:fees"
REFUNDS = "payable:refunds"


def processor(account: str) -> str:
    """Our balance at the processor: the sum of its balance transactions' net amounts."""
    return f"asset:stripe:{account}"


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
