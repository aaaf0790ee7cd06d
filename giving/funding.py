"""Changing funds under their locks: the one place that raises `allocated_minor`.

Lock order everywhere: the donation first, then funds by ascending id, then lines (which only ever change under their
fund's lock). SQLite takes the whole database with BEGIN IMMEDIATE, which is stricter still.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import F

from cms.core import store
from giving import ledger, standing
from giving.allocation import Room, amount_split, lines_fill
from giving.enums import Overflow
from giving.models import Donation, Fund, FundLine
from giving.setup import common_reference

NEXT_STORIES = (
    5  # funds locked for one overflowing gift; what five people cannot take goes to the common fund
)


class MoreFundsNeeded(Exception):
    """The gift overflows: its transaction starts again with every fund it may touch locked in order."""


@dataclass
class Allocation:
    """Where a captured amount went: account -> minor units, and what is to be paid back."""

    shares: list[tuple[str, int]] = field(default_factory=list)
    refund_minor: int = 0


def funds_lock(ids: Iterable[int]) -> dict[int, Fund]:
    """The funds of `ids`, locked in ascending order. One whose story no longer stands needs nothing."""
    locked = Fund.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    return {fund.pk: fund for fund in standing.settled(locked)}


def fund_ids_for(donation: Donation, *, overflowing: bool) -> list[int]:
    """Ids of the funds a gift may touch: its own, and when it overflows the next ones in need and the common fund."""
    ids = [donation.fund_id]
    if overflowing:
        if donation.overflow == Overflow.NEXT_STORY:
            waiting = Fund.objects.needing().filter(currency=donation.currency).exclude(pk=donation.fund_id)
            longest = standing.settled(waiting.order_by("opened_at", "pk")[: 2 * NEXT_STORIES])
            ids += [fund.pk for fund in longest if fund.takes_gifts][:NEXT_STORIES]
        ids += Fund.objects.filter(reference=common_reference(donation.currency)).values_list("pk", flat=True)
    return ids


def gift_allocate(donation: Donation, *, amount_minor: int, overflowing: bool) -> Allocation:
    """Allocates a captured amount by the published rule (see `allocation`). Call inside a transaction, donation locked.

    Raises:
        MoreFundsNeeded: the gift's own fund cannot take all of it and `overflowing` is False. Roll back, call again.
    """
    funds = funds_lock(fund_ids_for(donation, overflowing=overflowing))
    own = funds.pop(donation.fund_id)
    done = Allocation()
    if own.is_common:
        done.shares.append(common_add(own, amount_minor))
        return done
    taken, rest = amount_split(amount_minor, own.needed_minor)
    if rest and not overflowing:
        raise MoreFundsNeeded
    if taken:
        done.shares += story_add(own, taken)
    if rest:
        _rest_route(donation, rest, funds, done)
    return done


def _rest_route(donation: Donation, rest: int, funds: dict[int, Fund], done: Allocation) -> None:
    if donation.overflow == Overflow.REFUND:
        done.refund_minor = rest
        return
    common = next(fund for fund in funds.values() if fund.is_common)
    for fund in sorted((f for f in funds.values() if not f.is_common), key=lambda f: (f.opened_at, f.pk)):
        taken, rest = amount_split(rest, fund.needed_minor)
        if taken:
            done.shares += story_add(fund, taken)
    if rest:
        done.shares.append(common_add(common, rest))


def common_add(fund: Fund, amount_minor: int, *, gifts: int = 1) -> tuple[str, int]:
    Fund.objects.filter(pk=fund.pk).update(
        allocated_minor=F("allocated_minor") + amount_minor, gifts=F("gifts") + gifts
    )
    return ledger.COMMON, amount_minor


def story_add(fund: Fund, amount_minor: int, *, gifts: int = 1) -> list[tuple[str, int]]:
    """Fills the fund's lines by priority and counts the gift; (account, share) per line touched."""
    lines = list(FundLine.objects.filter(fund=fund))
    rooms = [Room(line.identity, line.amount_minor - line.allocated_minor) for line in lines]
    shares = lines_fill(rooms, amount_minor)
    if sum(share for _line, share in shares) != amount_minor:
        raise RuntimeError(f"The lines of fund {fund.code} do not add up to its target.")
    for identity, share in shares:
        FundLine.objects.filter(fund=fund, identity=identity).update(
            allocated_minor=F("allocated_minor") + share
        )
    Fund.objects.filter(pk=fund.pk).update(
        allocated_minor=F("allocated_minor") + amount_minor, gifts=F("gifts") + gifts
    )
    # Readers without JavaScript see the new total at once. The epoch stays: a gift withdraws nothing.
    transaction.on_commit(partial(store.pages().forget, fund.code))
    return [(ledger.story_line(fund.reference, identity), share) for identity, share in shares]
