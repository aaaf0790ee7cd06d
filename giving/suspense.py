"""Money that moved at the processor and belongs to no gift, or not as the gift says: booked apart, with an alert.

Its place in the books is the account `suspense:<account>`, so that our balance at the processor stays right to the cent
while somebody finds out. Paying it back at the processor empties it again.
"""

import logging
from collections.abc import Iterable

from django.db import transaction

from giving import ledger
from giving.accounts import Account
from giving.exceptions import FactAlreadyPosted
from giving.models import Donation, Transfer
from giving.records import BalanceTransaction

logger = logging.getLogger(__name__)


def movements_set_aside(
    account: Account, movements: Iterable[BalanceTransaction], *, donation: Donation | None = None
) -> int:
    """Books each movement not booked yet between the processor and suspense; how many there were."""
    count = 0
    for moved in movements:
        fact_id = ledger.fact_of(moved)
        entries = ledger.entries_of(moved, account=account.name, other=ledger.suspense(account.name))
        if ledger.is_posted(fact_id) or not entries:
            continue
        try:
            with transaction.atomic():
                ledger.fact_post(
                    fact_id=fact_id, entries=entries, source=account.source(moved.currency), donation=donation
                )
        except FactAlreadyPosted:
            continue
        logger.critical(
            "money set aside",
            extra={
                "fact": fact_id,
                "amount_minor": moved.amount_minor,
                "currency": moved.currency,
                "donation": str(donation.pk) if donation else "",
            },
        )
        count += 1
    return count


def is_set_aside(fact_id: str) -> bool:
    """Whether the fact was booked here and not to a gift."""
    rows = Transfer.objects.filter(fact_id=fact_id)
    return any("suspense:" in f"{row.debit} {row.credit}" for row in rows)


def balances() -> dict[tuple[str, str], int]:
    """(account, currency) -> what is set aside there now, where it is not nothing."""
    sums: dict[tuple[str, str], int] = {}
    rows = Transfer.objects.values_list("debit", "credit", "currency", "amount_minor")
    for side, sign in (("credit", 1), ("debit", -1)):
        for debit, credit, currency, amount in rows.filter(**{f"{side}__startswith": "suspense:"}):
            key = (credit if sign > 0 else debit, currency)
            sums[key] = sums.get(key, 0) + sign * amount
    return {key: amount for key, amount in sums.items() if amount}
