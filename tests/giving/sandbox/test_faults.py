"""Faults and deliveries on request, and idempotency keys as the processor treats them."""

import time
import urllib.error
from http.client import RemoteDisconnected
from threading import Thread
from urllib.parse import urlencode

import pytest

from giving.exceptions import ProcessorUnavailable
from giving.gateway import gateway_for
from giving.models import Donation, WebhookEvent
from giving.sync import donation_sync
from tests.giving.conftest import MakeFund
from tests.giving.money_back import assert_right_to_the_cent, held
from tests.giving.processor import Processor
from tests.giving.sandbox.test_interface import create
from tests.giving.test_gifts import begin

DAY = 24 * 60 * 60


def test_a_call_can_fail_before_anything_is_done(processor: Processor) -> None:
    processor.control("faults", on="POST /v1/checkout", kind="fail", status=503)
    status, answer = create(processor, key="k1")
    assert (status, answer["error"]["type"], processor.sessions()) == (503, "api_error", [])  # type: ignore[index]
    assert create(processor, key="k1")[0] == 200


def test_a_call_can_be_done_and_never_answered(processor: Processor) -> None:
    processor.control("faults", on="POST /v1/checkout", kind="lost")
    with pytest.raises((RemoteDisconnected, urllib.error.URLError)):
        create(processor, key="k1")
    assert len(processor.sessions()) == 1

    status, again = create(processor, key="k1")

    assert (status, again["id"]) == (200, processor.sessions()[0]["id"])
    assert len(processor.sessions()) == 1


def test_a_slow_call_keeps_its_key_to_itself(processor: Processor) -> None:
    processor.control("faults", on="POST /v1/checkout", kind="slow", millis=1500)
    slow = Thread(target=create, args=(processor,), kwargs={"key": "k1"})
    slow.start()
    time.sleep(0.5)
    status, answer = create(processor, key="k1")
    slow.join()

    assert (status, answer["error"]["code"]) == (409, "idempotency_key_in_use")  # type: ignore[index]
    assert len(processor.sessions()) == 1


def test_a_key_remembers_a_refusal_but_not_a_mistake(processor: Processor) -> None:
    wrong, right = {"charge": "ch_1", "amount": "x"}, {"charge": "ch_1", "amount": "5"}

    def refund(values: dict[str, str]) -> tuple[int, str]:
        status, answer = processor.api("POST", "/v1/refunds", body=urlencode(values), Idempotency_Key="k1")
        return status, answer["error"].get("code", answer["error"]["type"])

    assert refund(wrong) == (400, "parameter_invalid_integer")
    assert refund(right) == (404, "resource_missing")
    assert refund(right) == (404, "resource_missing")
    assert refund(right | {"amount": "6"}) == (400, "idempotency_error")


def test_a_key_is_forgotten_after_a_day(processor: Processor) -> None:
    first = create(processor, key="k1")[1]["id"]
    processor.control("clock", seconds=DAY + 60)
    second = create(processor, key="k1")[1]["id"]
    assert first != second


def test_a_key_has_at_most_255_characters(processor: Processor) -> None:
    assert create(processor, key="k" * 256)[0] == 400
    assert processor.sessions() == []


def test_a_time_out_after_the_page_was_opened_opens_no_second_one(
    make_fund: MakeFund, site: Processor
) -> None:
    site.control("faults", on="POST /v1/checkout/sessions$", kind="lost", times=2)
    fund = make_fund(10_000)
    donation, page = begin(fund)

    assert len(site.sessions()) == 1
    site.press(page, "pay")
    site.wait_delivered()
    assert (Donation.objects.get().pk, held(fund)) == (donation.pk, 2_500)
    assert_right_to_the_cent()


def test_a_refund_that_timed_out_after_it_was_made_is_one_refund(
    make_fund: MakeFund, site: Processor
) -> None:
    site.control("freeze")
    donation, page = begin(make_fund(1_000), overflow="refund")
    site.press(page, "pay")
    site.control("faults", on="POST /v1/refunds", kind="lost", times=3)
    with pytest.raises(ProcessorUnavailable):
        donation_sync(donation_id=donation.pk)
    assert donation.refunds.get().status in ("due", "succeeded")

    donation_sync(donation_id=donation.pk)

    assert len(site.api("GET", "/v1/refunds")[1]["data"]) == 1
    assert donation.refunds.get().status == "succeeded"
    assert_right_to_the_cent()


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_shuffled_doubled_and_lost_deliveries_give_the_same_books(
    seed: str, make_fund: MakeFund, site: Processor
) -> None:
    fund = make_fund(6_000)
    site.control("freeze")
    pages = [begin(fund, "25", overflow="common")[1] for _ in range(4)]
    for page in pages:
        site.press(page, "decline")
        site.press(page, "pay")
    charges = [item["id"] for item in site.api("GET", "/v1/charges?limit=100")[1]["data"] if item["paid"]]
    site.api("POST", "/v1/refunds", body=f"charge={charges[0]}&amount=400")
    site.control("deliveries/duplicate")
    site.control("deliveries/shuffle", seed=seed)
    site.control("deliveries/drop", every=7)
    site.control("unfreeze")
    site.wait_delivered()

    answers = {delivery["answer"] for delivery in site.control("deliveries")["deliveries"]}
    for donation in Donation.objects.all():
        donation_sync(donation_id=donation.pk)
    assert answers <= {200, None}
    assert set(WebhookEvent.objects.values_list("status", flat=True)) == {"done"}
    assert Donation.objects.filter(status="paid").count() == 3
    assert_right_to_the_cent()


def test_deliveries_can_be_delayed(processor: Processor) -> None:
    processor.control("deliveries/delay", seconds=3600)
    _status, session = create(processor)
    processor.control(f"sessions/{session['id']}/pay")
    processor.control("unfreeze")
    time.sleep(0.3)
    assert {item["attempts"] for item in processor.control("deliveries")["deliveries"]} == {0}


def test_more_than_one_page_is_read(processor: Processor) -> None:
    for _ in range(51):
        _status, session = create(processor)
        processor.control(f"sessions/{session['id']}/pay")
        charge = processor.api("GET", "/v1/charges?limit=1")[1]["data"][0]["id"]
        processor.api("POST", "/v1/refunds", body=f"charge={charge}")
    found = gateway_for("default").balance_transactions()
    assert len(found) == len({moved.id for moved in found}) == 102
    assert found[0].category == "charge"
