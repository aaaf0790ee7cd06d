"""Funds follow the signed budget, and never lose what was given."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cms.core.codes import code_for
from giving.exceptions import CurrencyChanged, TargetBelowAllocated
from giving.funding import gift_allocate
from giving.invariants import verify
from giving.models import Fund, FundLine, Transfer
from giving.selectors import fund_common, fund_totals, funds_needing, money_totals
from giving.services import fund_check, fund_close, fund_open
from tests.giving.books import book_gift
from tests.giving.conftest import MakeFund, need

pytestmark = pytest.mark.django_db


def test_a_signed_budget_opens_a_fund_with_its_lines() -> None:
    reference, lines = uuid4(), [need(40_000, 1), need(55_000, 2)]

    fund = fund_open(reference=reference, currency="USD", lines=lines)

    assert (fund.code, fund.target_minor, fund.allocated_minor) == (code_for(reference), 95_000, 0)
    assert [line.identity for line in fund.lines.all()] == [line.identity for line in lines]


def test_opening_twice_changes_nothing() -> None:
    reference, lines = uuid4(), [need(40_000)]
    first = fund_open(reference=reference, currency="USD", lines=lines)
    second = fund_open(reference=reference, currency="USD", lines=lines)

    assert first.pk == second.pk
    assert FundLine.objects.count() == 1
    assert Transfer.objects.count() == 0


def test_a_target_below_what_was_given_is_refused_with_the_figures(make_fund: MakeFund) -> None:
    fund = make_fund(10_000)
    book_gift(fund, 8_000)

    with pytest.raises(TargetBelowAllocated, match=r"USD 80 has already been given.*to USD 50"):
        fund_open(reference=fund.reference, currency="USD", lines=[need(5_000)])
    with pytest.raises(TargetBelowAllocated):
        fund_check(reference=fund.reference, currency="USD", lines=[need(5_000)])

    fund.refresh_from_db()
    assert (fund.target_minor, fund.allocated_minor) == (10_000, 8_000)


def test_a_fund_that_holds_money_keeps_its_currency(make_fund: MakeFund) -> None:
    fund = make_fund(10_000)
    book_gift(fund, 1_000)

    with pytest.raises(CurrencyChanged):
        fund_open(reference=fund.reference, currency="THB", lines=[need(10_000)])


def test_money_of_a_removed_line_moves_to_the_others_as_a_booked_fact() -> None:
    reference, first, second, third = uuid4(), need(1_000, 1), need(2_000, 2), need(3_000, 3)
    fund = fund_open(reference=reference, currency="USD", lines=[first, second, third])
    book_gift(fund, 2_500)

    smaller = need(500, 1, identity=first.identity)
    fund_open(reference=reference, currency="USD", lines=[smaller, third])

    held = dict(FundLine.objects.values_list("identity", "allocated_minor"))
    assert held == {first.identity: 500, third.identity: 2_000}
    assert all(not finding.problems for finding in verify())


def test_a_budget_with_two_lines_of_one_identity_is_refused() -> None:
    line = need(1_000)
    with pytest.raises(ValueError, match="identity"):
        fund_open(reference=uuid4(), currency="USD", lines=[line, line])
    assert Fund.objects.stories().count() == 0


def test_a_closed_fund_takes_nothing_and_keeps_what_it_has(make_fund: MakeFund) -> None:
    fund = make_fund(10_000)
    book_gift(fund, 1_000)

    fund_close(reference=fund.reference)
    fund_close(reference=uuid4())
    book_gift(fund, 1_000, overflow="common")

    totals = fund_totals([fund.reference])[fund.reference]
    common = fund_common()
    assert (totals.allocated_minor, totals.is_open) == (1_000, False)
    assert common
    assert common.allocated_minor == 1_000


def test_the_database_refuses_a_fund_above_its_target(make_fund: MakeFund) -> None:
    fund = make_fund(10_000)
    with pytest.raises(IntegrityError, match="giving_fund_allocated_within_target"), transaction.atomic():
        Fund.objects.filter(pk=fund.pk).update(allocated_minor=10_001)


def test_rest_goes_where_the_donor_said(make_fund: MakeFund) -> None:
    full, following = make_fund(1_000), make_fund(500)

    book_gift(full, 1_500, overflow="next_story")
    book_gift(full, 700, overflow="common")
    refunded = book_gift(full, 300, overflow="refund")

    totals = fund_totals([full.reference, following.reference])
    common = fund_common()
    assert totals[full.reference].allocated_minor == 1_000
    assert totals[following.reference].allocated_minor == 500
    assert common
    assert common.allocated_minor == 700
    assert refunded.refunds.get().amount_minor == 300


def test_what_no_person_needs_goes_to_the_common_fund(make_fund: MakeFund) -> None:
    full, _following = make_fund(1_000), make_fund(500)

    book_gift(full, 2_000, overflow="next_story")

    common = fund_common()
    assert common
    assert (common.allocated_minor, common.gifts) == (500, 1)


def test_another_currency_is_never_the_next_in_need(make_fund: MakeFund) -> None:
    full, other = make_fund(1_000), make_fund(5_000, currency="THB")

    book_gift(full, 1_500, overflow="next_story")

    assert fund_totals([other.reference])[other.reference].allocated_minor == 0


def test_least_funded_come_first(make_fund: MakeFund) -> None:
    half, empty, full = make_fund(1_000), make_fund(1_000), make_fund(1_000)
    book_gift(half, 500)
    book_gift(full, 1_000)

    assert [fund.code for fund in funds_needing()] == [empty.code, half.code]


def test_totals_of_the_whole_book(make_fund: MakeFund) -> None:
    one, two = make_fund(1_000), make_fund(1_000)
    book_gift(one, 1_000)
    book_gift(two, 300)
    book_gift(one, 200, overflow="common")

    totals = money_totals()

    assert (totals.received_minor, totals.to_survivors_minor, totals.common_minor) == (1_500, 1_300, 200)
    assert (totals.people_helped, totals.people_funded) == (2, 1)


def test_totals_take_one_query(make_fund: MakeFund, django_assert_num_queries: object) -> None:
    funds = [make_fund(1_000) for _ in range(5)]
    references = [fund.reference for fund in funds]

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(fund_totals(references)) == 5
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert all(total.lines for total in fund_totals(references, with_lines=True).values())
    with django_assert_num_queries(1):  # type: ignore[operator]
        money_totals()


def test_a_gift_to_a_lowered_line_count_never_loses_a_cent(make_fund: MakeFund) -> None:
    fund = make_fund(300, 300, 400)
    donation = book_gift(fund, 333)
    with transaction.atomic():
        shares = gift_allocate(donation, amount_minor=667, overflowing=False).shares

    assert sum(amount for _account, amount in shares) == 667
    fund.refresh_from_db()
    assert fund.allocated_minor == fund.target_minor == 1_000
