"""When money of a gift goes back: refunds, disputes, and refunds that come back. Who carries it, and who gets it again.

What a gift gave to the common fund goes first, then what people's funds have not spent of it, the chosen person's last.
Money already spent for a person is never taken from them: the common fund carries it, below zero if need be. What comes
back goes where it was taken, as far as the person still needs it; the rest to the common fund.
"""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cms.core import store
from giving import ledger
from giving.funding import common_add, funds_lock, story_add
from giving.models import Donation, Fund, FundLine
from giving.records import BalanceTransaction
from giving.setup import common_reference


def fund_ids_touched(donation: Donation) -> set[int]:
    """Ids of the funds that hold, held or may have to carry a part of this gift."""
    references = {reference for account in _net(donation) if (reference := _reference(account))}
    found = Fund.objects.filter(reference__in={*references, common_reference(donation.currency)})
    return {donation.fund_id, *found.values_list("pk", flat=True)}


def loss_take(donation: Donation, amount_minor: int, *, owed_first: bool = False) -> list[tuple[str, int]]:
    """Takes `amount_minor` of a gift back out of the funds; (account, minor units) that sum to it.

    `owed_first`: it is what we owed to the donor, so no fund loses anything. Call with the donation and every fund of
    `fund_ids_touched` locked.
    """
    funds, net = _locked(donation), _net(donation)
    order = [ledger.COMMON, *_stories(donation, net)]
    order = [ledger.REFUNDS, *order] if owed_first else [*order, ledger.REFUNDS]
    taken, left = [], amount_minor
    for account in order:
        wanted = min(left, max(sum(held for name, held in net.items() if name.startswith(account)), 0))
        shares = (
            _story_take(funds[account], wanted) if account.startswith("fund:story:") else [(account, wanted)]
        )
        taken += [(name, share) for name, share in shares if share]
        left -= sum(share for _name, share in shares)
    if left:  # spent already: the common fund carries it
        taken.append((ledger.COMMON, left))
    if carried := sum(share for name, share in taken if name == ledger.COMMON):
        common_add(funds[ledger.COMMON], -carried, gifts=0)
    return taken


def gain_return(donation: Donation, amount_minor: int, facts: Iterable[str]) -> list[tuple[str, int]]:
    """Gives `amount_minor` back where `facts` took it; (account, minor units) that sum to it. Locks as above."""
    funds = _locked(donation)
    held = ledger.holdings(donation.transfers.filter(fact_id__in=list(facts)))
    taken = {account: -amount for account, amount in held.items() if amount < 0}
    given, left = [], amount_minor
    for account in [ledger.REFUNDS, *reversed(_stories(donation, taken))]:
        share = min(left, sum(amount for name, amount in taken.items() if name.startswith(account)))
        if account == ledger.REFUNDS:
            shares = [(account, share)] if share else []
        else:
            share = min(share, funds[account].needed_minor)
            shares = story_add(funds[account], share, gifts=0) if share else []
        given += shares
        left -= sum(part for _name, part in shares)
    if left:
        given.append(common_add(funds[ledger.COMMON], left, gifts=0))
    return given


def moved_post(
    donation: Donation,
    moved: BalanceTransaction,
    shares: Iterable[tuple[str, int]],
    *,
    fees: str = ledger.FEES,
) -> None:
    """Books a movement of a gift's money as its one fact: a row for each share, the fee as a row of its own."""
    held = ledger.processor(donation.account)
    back = moved.amount_minor < 0
    entries = [
        ledger.Entry(debit=account if back else held, credit=held if back else account, amount_minor=share)
        for account, share in shares
    ]
    entries += [
        entry
        for entry in ledger.entries_of(moved, account=donation.account, other="", fees=fees)
        if fees in (entry.debit, entry.credit)
    ]
    ledger.fact_post(fact_id=ledger.fact_of(moved), entries=entries, source=donation, donation=donation)


def _net(donation: Donation) -> dict[str, int]:
    """Account -> what it holds of this gift; below zero where it carried a loss."""
    held = ledger.holdings(donation.transfers.all())
    wanted = ("fund:", ledger.REFUNDS)
    return {account: amount for account, amount in held.items() if account.startswith(wanted)}


def _reference(account: str) -> str:
    return account.split(":")[2] if account.startswith("fund:story:") else ""


def _stories(donation: Donation, net: dict[str, int]) -> list[str]:
    """Prefixes of the people's funds in `net`, the chosen person's last."""
    own = str(donation.fund.reference)
    found = sorted({_reference(account) for account in net} - {"", own})
    found += [own] if any(_reference(account) == own for account in net) else []
    return [ledger.story_prefix(UUID(reference)) for reference in found]


def _locked(donation: Donation) -> dict[str, Fund]:
    """Prefix (or the common fund's account) -> fund, as they are now."""
    funds = funds_lock(fund_ids_touched(donation)).values()
    return {ledger.COMMON if fund.is_common else ledger.story_prefix(fund.reference): fund for fund in funds}


def _story_take(fund: Fund, wanted_minor: int) -> list[tuple[str, int]]:
    """Takes what the fund has not spent, its last lines first, up to `wanted_minor`."""
    shares, left = [], wanted_minor
    for line in FundLine.objects.filter(fund=fund).reverse():
        share = min(left, line.unspent_minor)
        if share > 0:
            FundLine.objects.filter(pk=line.pk).update(allocated_minor=F("allocated_minor") - share)
            shares.append((ledger.story_line(fund.reference, line.identity), share))
            left -= share
    if shares:
        taken = wanted_minor - left
        Fund.objects.filter(pk=fund.pk).update(allocated_minor=F("allocated_minor") - taken)
        transaction.on_commit(partial(store.pages().forget, fund.code))
    return shares
