"""Two gifts at the same moment: the second waits for the first, on both databases."""

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from giving import ledger
from giving.funding import gift_allocate
from giving.models import Donation, Fund
from giving.sync import facts_book
from tests.giving.books import begin_gift, paid
from tests.giving.conftest import MakeFund

pytestmark = pytest.mark.django_db(transaction=True)
HELD_SECONDS = 0.5


def overlapping(first: Callable[[], object], second: Callable[[], object]) -> list[Exception]:
    """Runs `second` while the transaction of `first` is still open; what either raised."""
    has_begun, failures = Event(), []

    def run(act: Callable[[], object], *, is_first: bool) -> None:
        try:
            if is_first:
                with transaction.atomic():
                    act()
                    has_begun.set()
                    time.sleep(HELD_SECONDS)
            else:
                has_begun.wait(10)
                act()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            failures.append(error)
        finally:
            has_begun.set()
            connection.close()

    threads = [Thread(target=run, args=(first,), kwargs={"is_first": True})]
    threads.append(Thread(target=run, args=(second,), kwargs={"is_first": False}))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_the_second_gift_sees_what_the_first_took(make_fund: MakeFund) -> None:
    fund = make_fund(1_000)
    early, late = (begin_gift(fund, 800, overflow="common") for _ in range(2))

    failures = overlapping(
        lambda: gift_allocate(early, amount_minor=800, overflowing=False),
        lambda: facts_book(late, *paid(late)),
    )

    fund.refresh_from_db()
    shares = {row.credit.split(":")[1]: row.amount_minor for row in late.transfers.exclude(debit=ledger.FEES)}
    assert failures == []
    assert fund.allocated_minor == 1_000
    assert (shares["story"], shares["common"]) == (200, 600)


def test_two_workers_with_the_same_gift_book_it_once(make_fund: MakeFund) -> None:
    fund = make_fund(10_000)
    donation = begin_gift(fund, 800)

    failures = overlapping(
        lambda: facts_book(donation, *paid(donation)),
        lambda: facts_book(donation, *paid(donation)),
    )

    fund.refresh_from_db()
    assert failures == []
    assert (fund.allocated_minor, fund.gifts) == (800, 1)
    assert Donation.objects.get().transfers.count() == 2


def test_gifts_that_spill_over_to_each_other_s_funds_do_not_deadlock(make_fund: MakeFund) -> None:
    one, two = make_fund(1_000), make_fund(1_000)
    to_one, to_two = begin_gift(one, 1_500), begin_gift(two, 1_500)

    failures = overlapping(
        lambda: facts_book(to_one, *paid(to_one)),
        lambda: facts_book(to_two, *paid(to_two)),
    )

    assert failures == []
    assert sorted(Fund.objects.stories().values_list("allocated_minor", flat=True)) == [1_000, 1_000]
    assert Fund.objects.get(code="common").allocated_minor == 1_000
