"""Reading funds: what the other rooms and the pages show."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, Func, Q, Sum

from giving import money, standing
from giving.enums import FundKind
from giving.models import Fund, FundLine
from giving.money import share_percent
from giving.setup import default_currency


@dataclass(frozen=True)
class LineTotal:
    """What one need of a budget has received."""

    identity: UUID
    category: str
    amount_minor: int
    allocated_minor: int

    @property
    def needed_minor(self) -> int:
        return self.amount_minor - self.allocated_minor

    @property
    def is_funded(self) -> bool:
        return self.allocated_minor >= self.amount_minor

    @property
    def percent(self) -> int:
        return share_percent(self.allocated_minor, self.amount_minor)


@dataclass(frozen=True)
class FundTotal:
    """A fund as it may be shown: never above its target, because the database refuses that."""

    reference: UUID
    code: str
    currency: str
    target_minor: int
    allocated_minor: int
    gifts: int
    is_open: bool
    is_common: bool = False
    lines: dict[UUID, LineTotal] = field(default_factory=dict)

    @property
    def needed_minor(self) -> int:
        return max(self.target_minor - self.allocated_minor, 0)

    @property
    def is_funded(self) -> bool:
        return not self.is_common and self.allocated_minor >= self.target_minor

    @property
    def percent(self) -> int:
        return share_percent(self.allocated_minor, self.target_minor)

    @property
    def unit(self) -> int:
        """Minor units in a main one, for the script that refreshes totals: 100 for USD."""
        return money.currency(self.currency).unit


@dataclass(frozen=True)
class MoneyTotals:
    """The whole book of one currency: what was given, what went to people's funds, how many are fully funded.

    A gift that overflowed counts in `gifts` once for each fund it reached.
    """

    currency: str
    received_minor: int
    to_survivors_minor: int
    common_minor: int
    gifts: int
    people_helped: int
    people_funded: int


def fund_total(fund: Fund, lines: Iterable[FundLine] = ()) -> FundTotal:
    return FundTotal(
        reference=fund.reference,
        code=fund.code,
        currency=fund.currency,
        target_minor=fund.target_minor,
        allocated_minor=fund.allocated_minor,
        gifts=fund.gifts,
        is_open=fund.takes_gifts,
        is_common=fund.is_common,
        lines={
            line.identity: LineTotal(line.identity, line.category, line.amount_minor, line.allocated_minor)
            for line in lines
        },
    )


def fund_totals(references: Iterable[UUID], *, with_lines: bool = False) -> dict[UUID, FundTotal]:
    """Totals by reference; unknown references are absent. One query, one more for the lines.

    For callers that hold the signed story themselves: whether it stands is not asked here.
    """
    funds = Fund.objects.filter(reference__in=set(references))
    if with_lines:
        return {fund.reference: fund_total(fund, fund.lines.all()) for fund in funds.with_lines()}
    return {fund.reference: fund_total(fund) for fund in funds}


def funds_needing(*, limit: int = 60, currency: str | None = None) -> list[FundTotal]:
    """Open funds that still need something: least funded first, longest waiting among equals. Three queries."""
    funds = Fund.objects.needing()
    if currency:
        funds = funds.filter(currency=currency)
    share = Func(F("allocated_minor") * 100, F("target_minor"), template="%(expressions)s", arg_joiner=" / ")
    found = standing.settled(funds.order_by(share, "opened_at", "pk")[:limit])
    return [fund_total(fund) for fund in found if fund.takes_gifts]


def fund_common(currency: str | None = None) -> FundTotal | None:
    """The common fund of a currency. One query."""
    fund = Fund.objects.filter(kind=FundKind.COMMON, currency=currency or default_currency()).first()
    return fund_total(fund) if fund else None


def money_totals(currency: str | None = None) -> MoneyTotals:
    """Figures for the home page and "where the money goes". One query, over funds: constant in the number of gifts."""
    code = currency or default_currency()
    story, common = Q(kind=FundKind.STORY), Q(kind=FundKind.COMMON)
    sums = Fund.objects.filter(currency=code).aggregate(
        story=Sum("allocated_minor", filter=story, default=0),
        common=Sum("allocated_minor", filter=common, default=0),
        gifts=Sum("gifts", default=0),
        helped=Count("pk", filter=story & Q(allocated_minor__gt=0)),
        funded=Count("pk", filter=story & Q(target_minor__gt=0, allocated_minor__gte=F("target_minor"))),
    )
    return MoneyTotals(
        currency=code,
        received_minor=sums["story"] + sums["common"],
        to_survivors_minor=sums["story"],
        common_minor=sums["common"],
        gifts=sums["gifts"],
        people_helped=sums["helped"],
        people_funded=sums["funded"],
    )
