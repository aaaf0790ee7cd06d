"""Money that leaves the processor for our bank, or comes back from it; and what the processor charges by itself."""

from django.db import transaction

from giving import accounts, ledger
from giving.accounts import Account
from giving.exceptions import FactAlreadyPosted
from giving.gateway import Gateway
from giving.records import BalanceTransaction

# Facts that concern no gift -> the account on the other side.
OWN_FACTS = {
    "payout": ledger.BANK,
    "payout_failed": ledger.BANK,
    "topup": ledger.BANK,
    "topup_failed": ledger.BANK,
    "fee": ledger.FEES,
}


def payout_sync(*, account_name: str, payout_id: str) -> int:
    """Books what a payout moved and, if it failed, what came back; how many facts were new.

    Raises:
        ProcessorUnavailable, ProcessorRefused: nothing was changed.
    """
    account = accounts.get(account_name)
    payout = Gateway(account).payout_read(payout_id)
    found = [moved for moved in (payout.balance_transaction, payout.failure) if moved]
    return sum(movement_book(account, moved) for moved in found)


def movement_book(account: Account, moved: BalanceTransaction) -> bool:
    """Books a movement that concerns no gift; True if it was new. Only for kinds of OWN_FACTS."""
    fact_id = ledger.fact_of(moved)
    other = OWN_FACTS[fact_id.partition(":")[0]]
    entries = ledger.entries_of(moved, account=account.name, other=other)
    if ledger.is_posted(fact_id) or not entries:
        return False
    try:
        with transaction.atomic():
            ledger.fact_post(fact_id=fact_id, entries=entries, source=account.source(moved.currency))
    except FactAlreadyPosted:
        return False
    return True


def is_own(moved: BalanceTransaction) -> bool:
    return ledger.fact_of(moved).partition(":")[0] in OWN_FACTS
