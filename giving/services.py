"""What the rooms above giving call: opening and closing a person's fund when a story is signed or withdrawn."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from cms.core.codes import code_for
from giving import accounts, ledger
from giving.allocation import Room, lines_fill
from giving.enums import FundKind
from giving.exceptions import CurrencyChanged, LineAlreadySpent, TargetBelowAllocated
from giving.models import Fund, FundLine
from giving.money import currency as known_currency
from giving.setup import common_ensure


@dataclass(frozen=True)
class LineNeed:
    """One line of a budget, from the story's source language."""

    identity: UUID
    category: str
    amount_minor: int
    priority: int


def fund_check(*, reference: UUID, currency: str, lines: Sequence[LineNeed]) -> None:
    """Whether `fund_open` would accept this budget, without changing anything: for a form, before anyone signs.

    Raises:
        TargetBelowAllocated: less than what was already given.
        CurrencyChanged: money was given in another currency.
        KeyError: the processor does not take the currency.
    """
    known_currency(currency)
    fund = Fund.objects.filter(reference=reference).first()
    if fund is not None:
        _refuse_shrinking(fund, currency, sum(line.amount_minor for line in lines))


@transaction.atomic
def fund_open(*, reference: UUID, currency: str, lines: Sequence[LineNeed]) -> Fund:
    """Creates the fund of `reference`, or brings it to this budget and opens it again. Idempotent.

    Money already given stays with the person: what a smaller or removed line can no longer hold moves to the others
    by priority, as a booked fact.

    Raises:
        TargetBelowAllocated, CurrencyChanged, KeyError: as `fund_check`; nothing has changed then.
        LineAlreadySpent: less than what was already paid out of a line.
        ValueError: two lines share an identity, or one has no amount or one the processor cannot charge.
    """
    known_currency(currency)
    if len({line.identity for line in lines}) != len(lines) or any(line.amount_minor <= 0 for line in lines):
        raise ValueError("Every line of a budget needs an identity of its own and an amount above zero.")
    if any(line.amount_minor % known_currency(currency).step for line in lines):
        raise ValueError(f"Amounts in {currency} are multiples of {known_currency(currency).step}.")
    target = sum(line.amount_minor for line in lines)
    common_ensure(currency)
    Fund.objects.get_or_create(
        reference=reference,
        defaults={
            "kind": FundKind.STORY,
            "code": code_for(reference),
            "currency": currency,
            "target_minor": target,
        },
    )
    fund = Fund.objects.select_for_update().get(reference=reference)
    _refuse_shrinking(fund, currency, target)
    fund.currency, fund.target_minor, fund.is_open = currency, target, True
    fund.save(update_fields=["currency", "target_minor", "is_open", "updated_at"])
    _lines_update(fund, lines)
    return fund


@transaction.atomic
def fund_close(*, reference: UUID) -> None:
    """The fund takes nothing more; what was given stays given. Unknown references are ignored: nothing was open."""
    fund = Fund.objects.select_for_update().filter(reference=reference).first()
    if fund is not None and fund.is_open:
        fund.is_open = False
        fund.save(update_fields=["is_open", "updated_at"])


def _refuse_shrinking(fund: Fund, currency: str, target: int) -> None:
    if fund.allocated_minor and fund.currency != currency:
        raise CurrencyChanged(old=fund.currency, new=currency)
    if target < fund.allocated_minor:
        raise TargetBelowAllocated(
            target_minor=target, allocated_minor=fund.allocated_minor, currency=fund.currency
        )


def _refuse_unspending(fund: Fund, lines: Sequence[LineNeed]) -> None:
    wanted = {line.identity: line.amount_minor for line in lines}
    for line in fund.lines.filter(spent_minor__gt=0):
        if wanted.get(line.identity, 0) < line.spent_minor:
            raise LineAlreadySpent(
                amount_minor=wanted.get(line.identity, 0),
                spent_minor=line.spent_minor,
                currency=fund.currency,
            )


def _lines_update(fund: Fund, lines: Sequence[LineNeed]) -> None:
    held = {line.identity: line.allocated_minor for line in fund.lines.all()}
    _refuse_unspending(fund, lines)
    kept = {line.identity: min(held.get(line.identity, 0), line.amount_minor) for line in lines}
    displaced = {identity: amount - kept.get(identity, 0) for identity, amount in held.items()}
    displaced = {identity: amount for identity, amount in displaced.items() if amount > 0}
    ordered = sorted(lines, key=lambda line: (line.priority, str(line.identity)))
    rooms = [Room(line.identity, line.amount_minor - kept[line.identity]) for line in ordered]
    entries: list[ledger.Entry] = []
    for source, amount in displaced.items():
        for identity, share in lines_fill(rooms, amount):
            entries.append(
                ledger.Entry(
                    debit=ledger.story_line(fund.reference, source),
                    credit=ledger.story_line(fund.reference, identity),
                    amount_minor=share,
                )
            )
            kept[identity] += share
            rooms = [Room(r.identity, r.needed_minor - share * (r.identity == identity)) for r in rooms]
    _lines_write(fund, ordered, kept)
    if entries:
        _displacement_post(fund, entries)


def _lines_write(fund: Fund, lines: Sequence[LineNeed], held: dict[UUID, int]) -> None:
    fund.lines.exclude(identity__in=[line.identity for line in lines]).delete()
    for line in lines:
        FundLine.objects.update_or_create(
            fund=fund,
            identity=line.identity,
            defaults={
                "category": line.category,
                "amount_minor": line.amount_minor,
                "allocated_minor": held[line.identity],
                "priority": line.priority,
            },
        )


def _displacement_post(fund: Fund, entries: Sequence[ledger.Entry]) -> None:
    """Booked under the account and mode new gifts come through; which lines hold it is what changes, not the sum."""
    source = accounts.default().source(fund.currency)
    ledger.fact_post(fact_id=f"budget:{uuid.uuid4()}", entries=entries, source=source)
