"""What must always hold of the whole book, each as one named check. Numbers are those of the reference on giving."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.core import triggers
from giving import accounts, ledger
from giving.enums import SETTLED, DisputeStatus, DonationStatus, InboxStatus, RefundStatus
from giving.models import Donation, Fund, FundLine, Refund, Transfer, WebhookEvent
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
    """3: every fact was booked once, numbered from 0 without a gap, in one currency, account and mode."""
    numbers: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, set[tuple[str, str, bool]]] = defaultdict(set)
    rows = Transfer.objects.order_by().values_list("fact_id", "source_ref", "currency", "account", "livemode")
    for fact, reference, currency, account, livemode in rows.iterator():
        numbers[fact].add(reference.removeprefix(f"{fact}/"))
        kinds[fact].add((currency, account, livemode))
    for fact, found in numbers.items():
        is_whole = found == {str(number) for number in range(len(found))} and len(kinds[fact]) == 1
        yield None if is_whole else f"{fact} has a gap, or more than one currency, account or mode"


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


def _kind(fact: str) -> Q:
    """Rows of a kind of fact that moved a gift's own money: no fees, nothing that was set aside."""
    fees = Q(debit__in=ledger.OPERATIONS) | Q(credit__in=ledger.OPERATIONS)
    aside = Q(debit__startswith="suspense:") | Q(credit__startswith="suspense:")
    return Q(fact_id__startswith=f"{fact}:") & ~fees & ~aside


def _movements_by_gift() -> dict[UUID, dict[str, int]]:
    """Gift -> kind of fact -> minor units."""
    kinds = ("charge", "refund", "refund_failed", "dispute", "dispute_reversed")
    sums = {kind: Coalesce(Sum("amount_minor", filter=_kind(kind)), 0) for kind in kinds}
    rows = Transfer.objects.exclude(donation=None).order_by().values_list("donation_id").annotate(**sums)
    return {key: dict(zip(kinds, found, strict=True)) for key, *found in rows.iterator()}


def gifts_add_up() -> Iterator[str | None]:
    """7 and 9: captured is the gift's amount; paid is what has a charge, and only that; no more goes back than came."""
    moved = _movements_by_gift()
    for key, status, amount in (
        Donation.objects.order_by().values_list("pk", "status", "amount_minor").iterator()
    ):
        gift = moved.get(key, {})
        captured = gift.get("charge", 0)
        refunded = gift.get("refund", 0) - gift.get("refund_failed", 0)
        taken = gift.get("dispute", 0) - gift.get("dispute_reversed", 0)
        if (status in SETTLED) is not (captured > 0):
            yield f"gift {key} is {status} with {captured} captured"
        elif captured not in (0, amount):
            yield f"gift {key} of {amount} captured {captured}"
        elif min(refunded, taken) < 0 or refunded + taken > captured:
            yield f"gift {key} of {captured}: {refunded} refunded and {taken} taken back"
        else:
            yield None


def what_is_owed_is_recorded() -> Iterator[str | None]:
    """11: what a gift's donor is owed in the ledger stands as a refund that is not through, and nothing else does."""
    owed: dict[UUID, int] = defaultdict(int)
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Transfer.objects.filter(**{side: ledger.REFUNDS}).order_by().values("donation_id")
        for row in rows.annotate(total=Sum("amount_minor")):
            owed[row["donation_id"]] += sign * row["total"]
    unsettled = (RefundStatus.DUE, RefundStatus.SENT, RefundStatus.FAILED)
    waiting = set(Refund.objects.filter(status__in=unsettled).values_list("donation_id", flat=True))
    for key, amount in owed.items():
        if amount < 0:
            yield f"gift {key} was paid back {-amount} more than it was owed"
        else:
            yield (
                f"gift {key} is owed {amount}, and no refund says so"
                if amount and key not in waiting
                else None
            )


def disputes_show() -> Iterator[str | None]:
    """A gift is disputed or lost when one of its disputes is, and only then."""
    marked = {DonationStatus.DISPUTED: DisputeStatus.OPEN, DonationStatus.LOST: DisputeStatus.LOST}
    found = Donation.objects.filter(Q(status__in=marked) | ~Q(disputes=None)).distinct()
    for gift in found.prefetch_related("disputes"):
        states = {dispute.status for dispute in gift.disputes.all()}
        expected = next((status for status, state in marked.items() if state in states), None)
        shown = gift.status if gift.status in marked else None
        is_aside = gift.status == DonationStatus.QUARANTINED
        yield (
            None
            if shown == expected or is_aside
            else f"gift {gift.pk} is {gift.status}, its disputes {states}"
        )


def spending_is_covered() -> Iterator[str | None]:
    """13: what was paid out for a need is what the ledger says, and no more than it received."""
    balances = _balances()
    for line in FundLine.objects.select_related("fund").iterator(chunk_size=500):
        account = ledger.spent_line(line.fund.reference, line.identity)
        booked = -balances.get((account, line.fund.currency), 0)
        if booked != line.spent_minor or line.spent_minor > line.allocated_minor:
            yield (
                f"fund {line.fund.code}, {line.category}: {line.spent_minor} of {line.allocated_minor} spent, "
                f"ledger {booked}"
            )
        else:
            yield None


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
    ("what is owed is recorded", what_is_owed_is_recorded),
    ("disputes show", disputes_show),
    ("spending is covered", spending_is_covered),
    ("inbox is done", inbox_is_done),
    ("sandbox and live apart", modes_never_mix),
    ("common fund exists", common_fund_exists),
)
