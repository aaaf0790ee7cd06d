"""What the database itself refuses of the ledger, whatever the code above it does."""

import pytest
from django.db import DatabaseError, transaction

from giving import accounts, ledger, suspense
from giving.models import FundLine, Transfer
from giving.records import BalanceTransaction
from giving.sync import facts_book
from tests.giving.books import begin_gift, book_gift, paid
from tests.giving.conftest import MakeFund

pytestmark = pytest.mark.django_db


def row(**changes: object) -> Transfer:
    values = {
        "debit": "asset:stripe:default",
        "credit": ledger.COMMON,
        "amount_minor": 5,
        "currency": "USD",
        "source_ref": "test:1/0",
        "fact_id": "test:1",
        "account": "default",
        "livemode": False,
    }
    return Transfer(**values | changes)


@pytest.mark.parametrize("changes", [{"livemode": True}, {"account": "other"}], ids=["mode", "account"])
def test_a_row_with_another_mode_or_account_than_its_gift_is_refused(
    changes: dict[str, object], make_fund: MakeFund
) -> None:
    donation = begin_gift(make_fund(1_000), 500)
    with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
        row(donation=donation, **changes).save()
    assert Transfer.objects.count() == 0


def test_an_account_keeps_one_mode_for_ever() -> None:
    row().save()
    with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
        row(livemode=True, source_ref="test:2/0", fact_id="test:2").save()
    row(livemode=True, account="other", source_ref="test:3/0", fact_id="test:3").save()
    assert Transfer.objects.count() == 2


def test_the_database_refuses_a_line_of_which_more_is_spent_than_it_holds(make_fund: MakeFund) -> None:
    fund = make_fund(1_000)
    book_gift(fund, 500)
    with pytest.raises(DatabaseError), transaction.atomic():
        FundLine.objects.filter(fund=fund).update(spent_minor=501)
    assert fund.lines.get().spent_minor == 0


def test_what_was_set_aside_is_not_booked_to_a_gift_as_well(make_fund: MakeFund) -> None:
    fund = make_fund(1_000)
    donation = begin_gift(fund, 500)
    session, payments = paid(donation)
    assert suspense.movements_set_aside(accounts.default(), payments[0].movements()) == 1
    assert suspense.movements_set_aside(accounts.default(), payments[0].movements()) == 0

    donation = facts_book(donation, session, payments)

    fund.refresh_from_db()
    assert (donation.status, fund.allocated_minor) == ("quarantined", 0)
    assert suspense.balances() == {("suspense:default", "USD"): 500}


def test_a_second_payment_of_one_gift_is_set_aside(
    make_fund: MakeFund, caplog: pytest.LogCaptureFixture
) -> None:
    fund = make_fund(1_000)
    donation = book_gift(fund, 500)
    _session, (first,) = paid(donation)
    second = BalanceTransaction("txn_second", 500, 30, 470, "USD", "charge")
    other = type(first)(**{**vars(first), "id": "pi_second", "balance_transaction": second})

    donation = facts_book(donation, None, [first, other])

    fund.refresh_from_db()
    assert (donation.status, fund.allocated_minor, fund.gifts) == ("paid", 500, 1)
    assert donation.payment_intent_id == first.id
    assert suspense.balances() == {("suspense:default", "USD"): 500}
    assert "money set aside" in caplog.text


def test_a_fact_has_one_name_whoever_books_it() -> None:
    names = {
        category: ledger.fact_of(BalanceTransaction("txn_1", 1, 0, 1, "USD", category))
        for category in ledger.FACTS
    }
    assert len(set(names.values())) == len(names)
    assert ledger.fact_of(BalanceTransaction("txn_1", 1, 0, 1, "USD", "new kind")) == "other:txn_1"


def test_every_currency_gets_a_common_fund_with_its_first_fund(make_fund: MakeFund) -> None:
    from giving.selectors import fund_common

    fund = make_fund(1_000, currency="JPY")
    book_gift(fund, 1_500, overflow="common")
    common = fund_common("JPY")
    assert common
    assert common.allocated_minor == 500


def test_amounts_the_currency_cannot_carry_are_no_budget(make_fund: MakeFund) -> None:
    with pytest.raises(ValueError, match="multiples of 100"):
        make_fund(1_050, currency="ISK")
