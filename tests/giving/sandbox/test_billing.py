"""Subscriptions and their invoices on a clock that can be advanced; payouts; the hosted page's further answers."""

from typing import Any
from urllib.parse import urlencode

import pytest

from giving.sandbox.billing import period_end
from tests.giving.contract.test_contract import MONTHLY
from tests.giving.processor import Processor
from tests.giving.sandbox.test_interface import SESSION, create

DAY = 24 * 60 * 60


@pytest.fixture
def subscription(processor: Processor) -> dict[str, Any]:
    _status, session = processor.api("POST", "/v1/checkout/sessions", body=urlencode(MONTHLY))
    processor.control(f"sessions/{session['id']}/pay")
    return read(processor, processor.api("GET", f"/v1/checkout/sessions/{session['id']}")[1]["subscription"])


def read(processor: Processor, identifier: str) -> dict[str, Any]:
    return processor.api("GET", f"/v1/subscriptions/{identifier}")[1]


def invoices(processor: Processor) -> list[dict[str, Any]]:
    return list(processor.api("GET", "/v1/invoices?limit=100")[1]["data"])


def test_the_first_invoice_is_paid_and_carries_the_subscription_s_metadata(
    subscription: dict[str, Any], processor: Processor
) -> None:
    (invoice,) = invoices(processor)
    details = invoice["parent"]["subscription_details"]
    intent = processor.api(
        "GET", f"/v1/payment_intents/{invoice['payments']['data'][0]['payment']['payment_intent']}"
    )[1]
    assert (invoice["status"], invoice["amount_paid"]) == ("paid", 2_500)
    assert details == {"metadata": {"pledge": "abc"}, "subscription": subscription["id"]}
    assert intent["metadata"] == {}, "the session's metadata reaches no PaymentIntent"
    assert "payment_intent" not in invoice


def test_every_month_that_passes_is_one_paid_invoice(
    subscription: dict[str, Any], processor: Processor
) -> None:
    processor.control("clock", seconds=100 * DAY)
    found = invoices(processor)
    assert [invoice["billing_reason"] for invoice in found] == ["subscription_cycle"] * 3 + [
        "subscription_create"
    ]
    assert {invoice["status"] for invoice in found} == {"paid"}
    assert len(processor.events("invoice.paid")) == 4
    processor.control("clock", seconds=0)
    assert len(invoices(processor)) == 4


def test_a_declined_renewal_is_tried_four_times_and_then_over(
    subscription: dict[str, Any], processor: Processor
) -> None:
    processor.control(f"subscriptions/{subscription['id']}/declines")
    processor.control("clock", seconds=32 * DAY)
    assert read(processor, subscription["id"])["status"] == "past_due"

    processor.control("clock", seconds=15 * DAY)

    assert read(processor, subscription["id"])["status"] == "canceled"
    assert [invoice["attempt_count"] for invoice in invoices(processor)] == [4, 1]
    assert len(processor.events("invoice.payment_failed")) == 4


def test_a_card_that_works_again_pays_the_same_invoice(
    subscription: dict[str, Any], processor: Processor
) -> None:
    processor.control(f"subscriptions/{subscription['id']}/declines")
    processor.control("clock", seconds=32 * DAY)
    processor.control(f"subscriptions/{subscription['id']}/declines", off=1)
    processor.control("clock", seconds=4 * DAY)
    assert read(processor, subscription["id"])["status"] == "active"
    assert [invoice["status"] for invoice in invoices(processor)] == ["paid", "paid"]


def test_nothing_is_billed_after_the_end(subscription: dict[str, Any], processor: Processor) -> None:
    path = f"/v1/subscriptions/{subscription['id']}"
    assert processor.api("POST", path, body="cancel_at_period_end=true")[1]["cancel_at_period_end"] is True
    processor.control("clock", seconds=100 * DAY)
    assert read(processor, subscription["id"])["status"] == "canceled"
    assert len(invoices(processor)) == 1
    assert processor.api("DELETE", path)[0] == 404


def test_an_erased_customer_is_billed_no_more(subscription: dict[str, Any], processor: Processor) -> None:
    status, gone = processor.api("DELETE", f"/v1/customers/{subscription['customer']}")
    assert (status, gone["deleted"], "email" in gone) == (200, True, False)
    processor.control("clock", seconds=100 * DAY)
    assert len(invoices(processor)) == 1
    assert processor.api("GET", "/v1/customers")[1]["data"] == []


def test_a_paused_subscription_is_not_billed(subscription: dict[str, Any], processor: Processor) -> None:
    path = f"/v1/subscriptions/{subscription['id']}"
    processor.api("POST", path, body="pause_collection[behavior]=void")
    processor.control("clock", seconds=40 * DAY)
    assert len(invoices(processor)) == 1
    processor.api("POST", path, body="pause_collection=")
    processor.control("clock", seconds=31 * DAY)
    assert len(invoices(processor)) == 2


@pytest.mark.parametrize(
    ("start", "end"),
    [(1_769_817_600, 1_772_236_800), (1_772_236_800, 1_774_656_000)],
    ids=["31 Jan", "28 Feb"],
)
def test_a_month_ends_on_the_same_day_or_the_last(start: int, end: int) -> None:
    assert period_end(start, interval="month") == end


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"submit_type": "donate"}, "submit_type"),
        ({"payment_intent_data[metadata][a]": "b"}, "payment_intent_data"),
    ],
)
def test_what_belongs_to_one_payment_is_refused_for_many(
    changes: dict[str, str], param: str, processor: Processor
) -> None:
    status, answer = processor.api("POST", "/v1/checkout/sessions", body=urlencode(MONTHLY | changes))
    assert (status, answer["error"]["param"]) == (400, param)


def test_pending_money_is_paid_out_when_it_is_available(processor: Processor) -> None:
    _status, session = create(processor)
    processor.control(f"sessions/{session['id']}/pay")
    assert (
        processor.api("POST", "/v1/payouts", body="amount=100&currency=usd")[1]["error"]["code"]
        == "balance_insufficient"
    )

    processor.control("clock", seconds=2 * DAY)

    status, payout = processor.api("POST", "/v1/payouts", body="amount=2397&currency=usd")
    assert (status, payout["status"]) == (200, "pending")
    assert processor.api("POST", "/v1/payouts", body="amount=1&currency=usd")[0] == 400
    assert processor.api("POST", f"/v1/payouts/{payout['id']}/cancel")[1]["status"] == "canceled"
    assert processor.api("GET", "/v1/balance")[1]["available"] == [{"amount": 2397, "currency": "usd"}]


def test_payouts_of_whole_currencies_are_whole(processor: Processor) -> None:
    _status, session = create(processor, **{"line_items[0][price_data][currency]": "huf"})
    processor.control(f"sessions/{session['id']}/pay")
    processor.control("clock", seconds=2 * DAY)
    assert processor.api("POST", "/v1/payouts", body="amount=150&currency=huf")[0] == 400
    assert [item["amount"] for item in processor.api("GET", "/v1/payouts")[1]["data"]] == []
    processor.control("payouts")
    assert [item["amount"] for item in processor.api("GET", "/v1/payouts")[1]["data"]] == [2_300]


@pytest.mark.parametrize(
    ("code", "amount"), [("isk", "2550"), ("kwd", "2501"), ("xxx", "2500"), ("jpy", "49")]
)
def test_amounts_the_currency_cannot_carry_are_refused(code: str, amount: str, processor: Processor) -> None:
    price = "line_items[0][price_data]"
    status, _answer = processor.api(
        "POST",
        "/v1/checkout/sessions",
        body=urlencode(SESSION | {f"{price}[currency]": code, f"{price}[unit_amount]": amount}),
    )
    assert (status, processor.sessions()) == (400, [])


def test_pages_backwards_too(processor: Processor) -> None:
    ids = [create(processor)[1]["id"] for _ in range(4)]
    answer = processor.api("GET", f"/v1/checkout/sessions?limit=2&ending_before={ids[0]}")[1]
    assert ([item["id"] for item in answer["data"]], answer["has_more"]) == ([ids[2], ids[1]], True)
