"""Our books against the processor's, to the cent: what was lost is fetched, what is nobody's is set aside.

Every movement of the balance at the processor is one fact in our ledger, and the other way round. Reading the list and
comparing take place outside transactions, and money goes on moving meanwhile: whatever only one side seems to know is
asked for again before it counts.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings

from giving import accounts, ledger, payouts, suspense
from giving.accounts import Account
from giving.exceptions import GivingRefused, PaymentMismatch
from giving.gateway import Gateway
from giving.models import Donation, Transfer
from giving.records import BalanceTransaction, Payment
from giving.refunds import reference_of
from giving.sync import donation_sync

logger = logging.getLogger(__name__)

CHUNK = 500


@dataclass
class Line:
    """One currency of one account, in minor units. `held` is the processor's own figure for the balance."""

    account: str
    currency: str
    movements: int = 0
    processor_net: int = 0
    processor_fees: int = 0
    booked_net: int = 0
    booked_fees: int = 0
    held: int | None = None
    in_suspense: int = 0

    @property
    def is_off(self) -> bool:
        figures = (self.processor_net, self.processor_fees) != (self.booked_net, self.booked_fees)
        return figures or self.in_suspense != 0 or self.held not in (None, self.processor_net)


@dataclass
class Reconciliation:
    """What `reconcile` found: a line per account and currency, and a sentence for each thing that is off."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    fetched: int = 0
    set_aside: int = 0

    @property
    def is_off(self) -> bool:
        return bool(self.problems) or any(line.is_off for line in self.lines)


@dataclass
class _Booked:
    """One fact as we booked it: what it did to our balance at the processor, and which part of that is fees."""

    net: int = 0
    fees: int = 0


def reconcile() -> Reconciliation:
    """Compares every configured account. Safe to repeat and to run twice at once.

    Raises:
        ProcessorUnavailable, ProcessorRefused: an account could not be read; nothing is known about it.
    """
    found = Reconciliation()
    for name in settings.STRIPE_ACCOUNTS:
        _account_reconcile(accounts.get(name), found)
    return found


def _account_reconcile(account: Account, found: Reconciliation) -> None:
    gateway = Gateway(account)
    movements = {ledger.fact_of(moved): moved for moved in gateway.balance_transactions()}
    booked = _booked(account)
    for fact_id, moved in movements.items():
        if fact_id not in booked and (moved.amount_minor or moved.fee_minor):
            _fetch(gateway, moved, found)
    booked = _booked(account)
    for fact_id in booked.keys() - movements.keys():
        moved_later = gateway.balance_transaction_read(fact_id.partition(":")[2])
        if moved_later:
            movements[fact_id] = moved_later
        else:
            found.problems.append(f"{fact_id} is in our books, and {account.name} does not know it")
    _compare(account, movements, booked, found)
    _total(gateway, movements, booked, found)


def _booked(account: Account) -> dict[str, _Booked]:
    """Fact -> what we booked of it at the processor, for every fact that touched this account's balance."""
    held, facts = ledger.processor(account.name), dict[str, _Booked]()
    rows = Transfer.objects.filter(account=account.name, livemode=account.livemode)
    for side, sign in (("debit", 1), ("credit", -1)):
        touched = rows.filter(**{side: held}).values_list("fact_id", "debit", "credit", "amount_minor")
        for fact_id, debit, credit, amount in touched.iterator(chunk_size=CHUNK):
            fact = facts.setdefault(fact_id, _Booked())
            fact.net += sign * amount
            if (credit if side == "debit" else debit) in ledger.OPERATIONS:
                fact.fees -= sign * amount
    return facts


def _fetch(gateway: Gateway, moved: BalanceTransaction, found: Reconciliation) -> None:
    """Books a movement we had not heard of: to its gift, to the bank, or aside."""
    fact_id = ledger.fact_of(moved)
    try:
        if payouts.is_own(moved):
            found.fetched += payouts.movement_book(gateway.account, moved)
            return
        donation = _gift_fetch(gateway, moved)
    except PaymentMismatch:
        found.set_aside += ledger.is_posted(fact_id)
        return
    except GivingRefused as refused:
        found.problems.append(f"{fact_id} could not be fetched: {type(refused).__name__}")
        logger.exception("movement could not be fetched", extra={"fact": fact_id})
        return
    if suspense.is_set_aside(fact_id):
        found.set_aside += 1
    elif ledger.is_posted(fact_id):
        found.fetched += 1
    elif donation is None:
        found.set_aside += suspense.movements_set_aside(gateway.account, [moved])
    else:
        found.problems.append(f"{fact_id} belongs to gift {donation.pk}, which did not book it")


def _gift_fetch(gateway: Gateway, moved: BalanceTransaction) -> Donation | None:
    """Syncs the gift behind a movement; None when there is none of ours."""
    intent_id = gateway.payment_intent_of(moved.source)
    if not intent_id:
        return None
    payment: Payment = gateway.payment_read(intent_id)
    key = reference_of(payment.donation_ref)
    donation = Donation.objects.filter(pk=key, account=gateway.account.name).first() if key else None
    return donation_sync(donation_id=donation.pk, payment_intent_id=intent_id) if donation else None


def _compare(
    account: Account,
    movements: dict[str, BalanceTransaction],
    booked: dict[str, _Booked],
    found: Reconciliation,
) -> None:
    for fact_id, moved in movements.items():
        ours = booked.get(fact_id, _Booked())
        if (ours.net, ours.fees) != (moved.net_minor, moved.fee_minor):
            found.problems.append(
                f"{fact_id}: {account.name} moved {moved.net_minor} with a fee of {moved.fee_minor} {moved.currency}, "
                f"booked are {ours.net} and {ours.fees}"
            )


def _total(
    gateway: Gateway,
    movements: dict[str, BalanceTransaction],
    booked: dict[str, _Booked],
    found: Reconciliation,
) -> None:
    """A line per currency. The processor's own balance counts only if nothing moved while it was asked."""
    name, lines = gateway.account.name, dict[str, Line]()
    held, before = gateway.balance(), len(movements)
    moved_meanwhile = len(gateway.balance_transactions()) != before
    for fact_id, moved in movements.items():
        line = lines.setdefault(moved.currency, Line(name, moved.currency))
        ours = booked.get(fact_id, _Booked())
        line.movements += 1
        line.processor_net, line.processor_fees = (
            line.processor_net + moved.net_minor,
            line.processor_fees + moved.fee_minor,
        )
        line.booked_net, line.booked_fees = line.booked_net + ours.net, line.booked_fees + ours.fees
    aside = suspense.balances()
    for (account, currency), amount in aside.items():
        if account == ledger.suspense(name):
            lines.setdefault(currency, Line(name, currency)).in_suspense = amount
    for currency, line in lines.items():
        line.held = None if moved_meanwhile else held.get(currency, 0)
    found.lines += [lines[currency] for currency in sorted(lines)]


def problems_of(lines: Iterable[Line]) -> list[str]:
    """A sentence for each line that is off."""
    said = []
    for line in lines:
        where = f"{line.account} {line.currency}"
        if line.processor_net != line.booked_net:
            said.append(f"{where}: off by {line.booked_net - line.processor_net}")
        if line.processor_fees != line.booked_fees:
            said.append(f"{where}: fees off by {line.booked_fees - line.processor_fees}")
        if line.held not in (None, line.processor_net):
            said.append(f"{where}: its balance says {line.held}, its movements {line.processor_net}")
        if line.in_suspense:
            said.append(
                f"{where}: {line.in_suspense} set aside, waiting for somebody to find out whose it is"
            )
    return said
