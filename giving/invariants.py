"""What must always hold of the whole book, each as one named check. Numbers are those of the reference on giving."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.core import triggers
from giving import accounts, ledger
from giving.enums import SETTLED, InboxStatus
from giving.models import Donation, Fund, Transfer, WebhookEvent
from giving.setup import default_currency

UNDONE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One invariant: how many things were looked at, and a sentence for each that is off."""

    name: str
    checked: int
    problems: list[str]


def verify() -> list[Finding]:
    """Checks every invariant over the whole book. A handful of grouped queries, whatever its size."""
    return [Finding(name, *_collect(check())) for name, check in CHECKS]


def _collect(results: Iterator[str | None]) -> tuple[int, list[str]]:
    found = list(results)
    return len(found), [problem for problem in found if problem]


def _balances() -> dict[tuple[str, str], int]:
    """(account, currency) -> credits less debits."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for side, sign in (("credit", 1), ("debit", -1)):
        for row in Transfer.objects.order_by().values(side, "currency").annotate(total=Sum("amount_minor")):
            sums[row[side], row["currency"]] += sign * row["total"]
    return sums


def rows_balance() -> Iterator[str | None]:
    """1: every row moves a positive amount between two accounts, and each currency sums to zero."""
    wrong = Transfer.objects.filter(Q(amount_minor__lte=0) | Q(debit=F("credit")))
    yield from (f"{row.source_ref} moves nothing" for row in wrong)
    totals: dict[str, int] = defaultdict(int)
    for (_account, currency), amount in _balances().items():
        totals[currency] += amount
    yield from (f"{currency} is off by {total}" if total else None for currency, total in totals.items())


def book_is_append_only() -> Iterator[str | None]:
    """2: the triggers that refuse changes are in place."""
    absent = [name for name in triggers.missing() if name.startswith("giving_")]
    yield f"missing: {', '.join(absent)}" if absent else None


def facts_are_whole() -> Iterator[str | None]:
    """3: every fact was booked once, with its rows numbered from 0 without a gap."""
    for row in (
        Transfer.objects.order_by().values("fact_id").annotate(rows=Count("id"), refs=Count("source_ref"))
    ):
        last = Transfer.objects.filter(source_ref=f"{row['fact_id']}/{row['rows'] - 1}").exists()
        yield None if last else f"{row['fact_id']} has a gap"


def funds_match_ledger() -> Iterator[str | None]:
    """6 and 16: each fund and line holds what the ledger says, within its target; gifts are counted right."""
    balances = _balances()
    gifts = _gifts_by_fund()
    for fund in Fund.objects.with_lines().iterator(chunk_size=500):
        yield _fund_problem(fund, balances, gifts)


def _fund_problem(fund: Fund, balances: dict[tuple[str, str], int], gifts: dict[str, int]) -> str | None:
    if fund.is_common:
        held, counted = (
            balances.get((ledger.COMMON, fund.currency), 0),
            gifts.get(f"{ledger.COMMON}:{fund.currency}", 0),
        )
    else:
        prefix = ledger.story_prefix(fund.reference)
        held = sum(amount for (account, _currency), amount in balances.items() if account.startswith(prefix))
        counted = gifts.get(str(fund.reference), 0)
        if not 0 <= fund.allocated_minor <= fund.target_minor:
            return f"fund {fund.code} holds {fund.allocated_minor} of {fund.target_minor}"
        for line in fund.lines.all():
            booked = balances.get((ledger.story_line(fund.reference, line.identity), fund.currency), 0)
            if booked != line.allocated_minor or line.allocated_minor > line.amount_minor:
                return f"fund {fund.code}, {line.category}: {line.allocated_minor}, ledger {booked}"
    if held != fund.allocated_minor:
        return f"fund {fund.code} says {fund.allocated_minor}, ledger {held}"
    return None if counted == fund.gifts else f"fund {fund.code} counts {fund.gifts} gifts, ledger {counted}"


def _gifts_by_fund() -> dict[str, int]:
    """Fund (reference, or common account and currency) -> how many facts credited it."""
    reached: dict[str, set[str]] = defaultdict(set)
    charges = Transfer.objects.filter(fact_id__startswith="charge:", credit__startswith="fund:")
    for credit, currency, fact in charges.values_list("credit", "currency", "fact_id").iterator():
        key = f"{credit}:{currency}" if credit == ledger.COMMON else credit.split(":")[2]
        reached[key].add(fact)
    return {key: len(facts) for key, facts in reached.items()}


def gifts_add_up() -> Iterator[str | None]:
    """7 and 9: captured is the gift's amount; paid is what has a charge, and only that; no refund exceeds it."""
    charge = Q(transfers__fact_id__startswith="charge:") & ~Q(transfers__debit=ledger.FEES)
    gifts = Donation.objects.order_by().values_list(
        "pk",
        "status",
        "amount_minor",
        Coalesce(Sum("transfers__amount_minor", filter=charge), 0),
        Coalesce(Sum("transfers__amount_minor", filter=Q(transfers__debit=ledger.REFUNDS)), 0),
    )
    for key, status, amount, captured, back in gifts.iterator():
        if (status in SETTLED) is not (captured > 0):
            yield f"gift {key} is {status} with {captured} captured"
        elif captured not in (0, amount):
            yield f"gift {key} of {amount} captured {captured}"
        else:
            yield f"gift {key} refunded {back} of {captured}" if back > captured else None


def inbox_is_done() -> Iterator[str | None]:
    """10: no event waits longer than five minutes."""
    limit = timezone.now() - UNDONE_AFTER
    for event in WebhookEvent.objects.filter(status=InboxStatus.RECEIVED):
        yield (
            f"{event.pk} waits since {event.received_at:%Y-%m-%d %H:%M}"
            if event.received_at < limit
            else None
        )


def modes_never_mix() -> Iterator[str | None]:
    """15: every row has its account's mode, and its gift's."""
    wrong = Transfer.objects.exclude(donation=None).exclude(
        livemode=F("donation__livemode"), account=F("donation__account")
    )
    yield from (f"{row.source_ref} has another mode than its gift" for row in wrong)
    for row in Transfer.objects.order_by().values("account", "livemode").distinct():
        try:
            same = accounts.get(row["account"]).livemode is row["livemode"]
        except KeyError:
            same = True  # an account no longer used
        yield None if same else f"account {row['account']} holds rows with livemode={row['livemode']}"


def common_fund_exists() -> Iterator[str | None]:
    """There is somewhere for money that no open fund needs."""
    fund = Fund.objects.filter(kind="common", currency=default_currency()).exists()
    yield None if fund else "there is no common fund: run migrate"


CHECKS: tuple[tuple[str, Callable[[], Iterator[str | None]]], ...] = (
    ("rows balance", rows_balance),
    ("book is append-only", book_is_append_only),
    ("facts are whole", facts_are_whole),
    ("funds match the ledger", funds_match_ledger),
    ("gifts add up", gifts_add_up),
    ("inbox is done", inbox_is_done),
    ("sandbox and live apart", modes_never_mix),
    ("common fund exists", common_fund_exists),
)
