"""Gifts that no longer fit: each goes where its donor said, over real HTTP, several donors at once included."""

from collections.abc import Callable
from threading import Thread

from django.db import connection
from django.test import Client

from giving import ledger
from giving.models import Donation, Fund
from giving.selectors import fund_common
from giving.sync import donation_sync
from tests.giving.conftest import Donor, MakeFund
from tests.giving.processor import Processor
from tests.giving.test_gifts import assert_book_is_right, begin

MakeDonor = Callable[[Fund], Donor]


def test_what_a_full_fund_cannot_take_is_paid_back_if_the_donor_said_so(
    make_fund: MakeFund, stranger: Client, site: Processor
) -> None:
    fund = make_fund(1_000)
    donation, page = begin(fund, "25", overflow="refund")
    site.press(page, "pay")
    site.wait_delivered()

    donation.refresh_from_db()
    fund.refresh_from_db()
    refund = donation.refunds.get()
    assert (fund.allocated_minor, refund.amount_minor, refund.status) == (1_000, 1_500, "succeeded")
    assert donation.status == "partially_refunded"
    assert ledger.balance([ledger.REFUNDS], "USD") == 0
    assert ledger.balance([ledger.processor("default")], "USD") == -(1_000 - 103)
    assert site.api("GET", "/v1/refunds")[1]["data"][0]["amount"] == 1_500
    assert "Back to you" in stranger.get(f"/en/give/thanks/{donation.token}/").content.decode()
    assert_book_is_right()


def test_a_gift_to_a_person_funded_meanwhile_reaches_the_next(make_fund: MakeFund, site: Processor) -> None:
    chosen, following = make_fund(1_000), make_fund(10_000)
    late, page = begin(chosen, "25", overflow="next_story")
    _early, other_page = begin(chosen, "10")
    site.press(other_page, "pay")
    site.press(page, "pay")
    site.wait_delivered()

    late.refresh_from_db()
    following.refresh_from_db()
    assert (late.status, following.allocated_minor, following.gifts) == ("paid", 2_500, 1)
    assert_book_is_right()


def test_the_last_ten_units_are_never_exceeded_by_donors_at_once(
    make_fund: MakeFund, site: Processor
) -> None:
    fund = make_fund(6_000, 5_000)
    first, page = begin(fund, "100")
    site.press(page, "pay")
    site.wait_delivered()
    gifts = [begin(fund, "10", overflow="common") for _ in range(8)]
    site.control("freeze")
    for _gift, page in gifts:
        site.press(page, "pay")
    failures: list[Exception] = []

    def book(donation: Donation) -> None:
        try:
            donation_sync(donation_id=donation.pk)
        except Exception as error:  # noqa: BLE001  (the test shows it)
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=book, args=(gift,)) for gift, _page in gifts for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    fund.refresh_from_db()
    common = fund_common()
    assert failures == []
    assert (fund.allocated_minor, fund.gifts) == (11_000, 2)
    assert common
    assert (common.allocated_minor, common.gifts) == (7_000, 7)
    assert Donation.objects.filter(status="paid").count() == 9
    assert first.pk
    assert_book_is_right()


def test_money_for_a_withdrawn_person_goes_where_the_donor_said(make_fund: MakeFund, site: Processor) -> None:
    from giving.services import fund_close

    fund = make_fund(10_000)
    donation, page = begin(fund, "25", overflow="common")
    fund_close(reference=fund.reference)
    site.press(page, "pay")
    site.wait_delivered()

    donation.refresh_from_db()
    fund.refresh_from_db()
    common = fund_common()
    assert common
    assert (donation.status, fund.allocated_minor, common.allocated_minor) == ("paid", 0, 2_500)
    assert_book_is_right()
