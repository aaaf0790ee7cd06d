"""Gifts end to end over real HTTP: the official SDK, the sandbox's page, signed webhooks to a running site."""

import hashlib
import hmac
import json
import time
import urllib.request
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from giving import ledger, suspense
from giving.invariants import verify
from giving.models import Donation, Fund, Transfer, WebhookEvent
from giving.sweeping import sweep
from giving.sync import donation_sync
from tests.giving.conftest import SECRET, Donor, MakeFund, only_donation
from tests.giving.processor import Processor

MakeDonor = Callable[[Fund], Donor]


def assert_book_is_right() -> None:
    assert {finding.name: finding.problems for finding in verify() if finding.problems} == {}


def begin(fund: Fund, amount: str = "25", **fields: str) -> tuple[Donation, str]:
    """Fills in the form; the gift and the address of its payment page."""
    answer = Donor(fund).give(amount, **fields)
    assert answer.status_code == 303
    return Donation.objects.latest("created_at"), answer.headers["Location"]


def test_a_gift_is_paid_booked_and_shown(make_fund: MakeFund, stranger: Client, site: Processor) -> None:
    fund = make_fund(1_000, 5_000)
    donation, page = begin(fund)

    status, back, _text = site.press(page, "pay")
    site.wait_delivered()
    thanks = stranger.get(f"/en/give/thanks/{donation.token}/")

    donation.refresh_from_db()
    assert (status, back) == (303, f"{site_url(site)}/en/give/thanks/{donation.token}/")
    assert donation.status == "paid"
    assert "Thank you" in thanks.content.decode()
    assert stranger.get(f"/funds/{fund.code}.json").json()["allocated_minor"] == 2_500
    assert [line.allocated_minor for line in fund.lines.all()] == [1_000, 1_500]
    booked = {
        (row.debit, row.credit.rpartition(":")[0] or row.credit): row.amount_minor
        for row in Transfer.objects.all()
    }
    assert booked[ledger.FEES, "asset:stripe"] == 103
    assert sum(row.amount_minor for row in Transfer.objects.exclude(debit=ledger.FEES)) == 2_500
    assert_book_is_right()


def site_url(site: Processor) -> str:
    _status, session = site.api("GET", f"/v1/checkout/sessions/{site.sessions()[-1]['id']}")
    return str(session["success_url"]).partition("/en/")[0]


def test_the_receipt_goes_out_once_and_names_nobody(
    make_fund: MakeFund, stranger: Client, site: Processor
) -> None:
    fund = make_fund(10_000)
    donation, page = begin(fund, email="me@example.org")
    site.press(page, "pay")
    site.wait_delivered()
    donation_sync(donation_id=donation.pk)

    (message,) = mail.outbox
    assert (message.to, message.subject) == (["me@example.org"], "Your receipt")
    assert "USD 25" in message.body
    assert f"/en/give/receipt/{donation.token}/" in message.body
    assert fund.code not in message.body
    page_text = stranger.get(f"/en/give/receipt/{donation.token}/").content.decode()
    assert "To the person you chose" in page_text
    assert "me@example.org" not in page_text


def test_a_declined_card_can_be_tried_again_and_is_one_gift(
    make_fund: MakeFund, stranger: Client, site: Processor
) -> None:
    fund = make_fund(10_000)
    donation, page = begin(fund)

    status, _back, text = site.press(page, "decline")
    site.wait_delivered()
    Donation.objects.filter(pk=donation.pk).update(synced_at=None)
    declined = stranger.get(f"/en/give/thanks/{donation.token}/").content.decode()
    fund.refresh_from_db()

    assert status == 200
    assert "you can try again" in text
    assert "The payment was declined" in declined
    assert f"/en/give/back/{donation.token}/" in declined
    assert (fund.allocated_minor, Transfer.objects.count(), len(mail.outbox)) == (0, 0, 0)

    site.press(page, "pay")
    site.wait_delivered()
    donation.refresh_from_db()
    fund.refresh_from_db()

    assert (donation.status, fund.allocated_minor, fund.gifts) == ("paid", 2_500, 1)
    assert (Donation.objects.count(), len(site.sessions())) == (1, 1)
    assert_book_is_right()


def test_a_webhook_delivered_twice_is_booked_once(make_fund: MakeFund, site: Processor) -> None:
    fund = make_fund(10_000)
    _donation, page = begin(fund)
    site.press(page, "pay")
    site.wait_delivered()
    rows, inbox = Transfer.objects.count(), WebhookEvent.objects.count()

    for event in site.control("events")["events"]:
        site.control(f"events/{event['id']}/redeliver")
        site.control(f"events/{event['id']}/redeliver")
    site.wait_delivered()

    fund.refresh_from_db()
    assert {delivery["answer"] for delivery in site.control("deliveries")["deliveries"]} == {200}
    assert (Transfer.objects.count(), WebhookEvent.objects.count()) == (rows, inbox)
    assert (fund.allocated_minor, fund.gifts, len(mail.outbox)) == (2_500, 1, 1)
    assert_book_is_right()


def test_a_late_decline_never_undoes_a_payment(make_fund: MakeFund, site: Processor) -> None:
    donation, page = begin(make_fund(10_000))
    site.control("freeze")
    site.press(page, "decline")
    site.press(page, "pay")
    site.control(f"events/{site.events('payment_intent.succeeded')[0]}/redeliver")
    site.control(f"events/{site.events('payment_intent.payment_failed')[0]}/redeliver")
    site.control("unfreeze")
    site.wait_delivered()

    donation.refresh_from_db()
    assert donation.status == "paid"
    assert_book_is_right()


def test_lost_webhooks_are_made_up_for_by_the_sweep(make_fund: MakeFund, site: Processor) -> None:
    fund = make_fund(10_000)
    _donation, page = begin(fund)
    site.control("freeze")
    site.press(page, "pay")

    first = sweep(age=timedelta(0))
    second = sweep(age=timedelta(0))

    fund.refresh_from_db()
    assert (first["gifts"], first["failed"], second["gifts"]) == (1, 0, 0)
    assert (fund.allocated_minor, len(mail.outbox)) == (2_500, 1)
    call_command("sweep", "--minutes", "0")
    call_command("verify_ledger")


def test_the_thanks_page_asks_the_processor_when_no_webhook_came(
    make_fund: MakeFund, stranger: Client, site: Processor
) -> None:
    fund = make_fund(10_000)
    donation, page = begin(fund)
    site.press(page, "decline")
    site.wait_delivered()
    site.control("freeze")
    site.press(page, "pay")
    Donation.objects.filter(pk=donation.pk).update(synced_at=None)

    text = stranger.get(f"/en/give/thanks/{donation.token}/").content.decode()

    fund.refresh_from_db()
    assert "Your gift of USD 25 has arrived." in text
    assert fund.allocated_minor == 2_500
    assert_book_is_right()


def test_the_thanks_page_is_confirming_while_nobody_knows(
    make_fund: MakeFund, stranger: Client, site: Processor, settings: LazySettings
) -> None:
    donation, page = begin(make_fund(10_000))
    site.press(page, "decline")
    site.wait_delivered()
    site.control("freeze")
    site.press(page, "pay")
    account = settings.STRIPE_ACCOUNTS["default"]
    settings.STRIPE_ACCOUNTS = {"default": account | {"api_base": "http://127.0.0.1:9"}}

    answer = stranger.get(f"/en/give/thanks/{donation.token}/")

    assert "Confirming your gift" in answer.content.decode()
    assert answer.headers["Refresh"] == "3"
    assert Transfer.objects.count() == 0


def test_an_event_the_site_could_not_process_is_done_by_the_sweep(
    make_fund: MakeFund, site: Processor, settings: LazySettings
) -> None:
    fund = make_fund(10_000)
    _donation, page = begin(fund)
    site.control("freeze")
    site.press(page, "pay")
    right = settings.STRIPE_ACCOUNTS
    settings.STRIPE_ACCOUNTS = {"default": right["default"] | {"api_base": "http://127.0.0.1:9"}}
    site.control("unfreeze")
    site.wait_delivered()
    fund.refresh_from_db()
    assert set(WebhookEvent.objects.values_list("status", flat=True)) == {"received"}
    assert fund.allocated_minor == 0

    settings.STRIPE_ACCOUNTS = right
    done = sweep(age=timedelta(0))

    fund.refresh_from_db()
    assert (done["events"], done["failed"]) == (3, 0)
    assert fund.allocated_minor == 2_500
    assert_book_is_right()


def test_a_wrong_amount_is_set_aside_and_reaches_no_fund(
    make_fund: MakeFund, stranger: Client, site: Processor, caplog: pytest.LogCaptureFixture
) -> None:
    fund = make_fund(10_000)
    donation, _page = begin(fund)
    site.control(f"sessions/{site.sessions()[0]['id']}/pay", amount=250)
    site.wait_delivered()

    donation.refresh_from_db()
    fund.refresh_from_db()
    assert donation.status == "quarantined"
    assert (fund.allocated_minor, len(mail.outbox)) == (0, 0)
    assert suspense.balances() == {("suspense:default", "USD"): 250}
    assert {row.credit for row in Transfer.objects.all()} == {"suspense:default", "asset:stripe:default"}
    assert {delivery["answer"] for delivery in site.control("deliveries")["deliveries"]} == {200}
    assert "quarantined" in set(WebhookEvent.objects.values_list("status", flat=True))
    assert "payment does not match its gift" in caplog.text
    text = stranger.get(f"/en/give/thanks/{donation.token}/").content.decode()
    assert "A person is looking at your payment" in text


def test_a_payment_that_names_another_gift_leaves_both_alone(
    make_fund: MakeFund, site: Processor, live_server: LiveServer
) -> None:
    victim, _page = begin(make_fund(10_000))
    payer, page = begin(make_fund(10_000))
    site.control("freeze")
    site.press(page, "pay")
    intent = site.api("GET", "/v1/payment_intents")[1]["data"][0]
    about = {"id": intent["id"], "object": "payment_intent", "metadata": {"donation": str(victim.pk)}}
    body = json.dumps(
        {
            "id": "evt_forged",
            "type": "payment_intent.succeeded",
            "created": 1,
            "livemode": False,
            "data": {"object": about},
        }
    )
    mac = hmac.new(SECRET.encode(), f"{int(time.time())}.{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={int(time.time())},v1={mac}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{live_server.url}/webhooks/stripe/default/", body.encode(), headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        assert answer.status == 200

    victim.refresh_from_db()
    payer.refresh_from_db()
    assert (victim.status, payer.status) == ("open", "open")
    assert WebhookEvent.objects.get(pk="evt_forged").status == "quarantined"
    assert Transfer.objects.count() == 0


def test_verify_ledger_fails_with_a_table_when_something_is_off(
    make_fund: MakeFund, site: Processor, capsys: pytest.CaptureFixture[str]
) -> None:
    fund = make_fund(10_000)
    _donation, page = begin(fund)
    site.press(page, "pay")
    site.wait_delivered()
    call_command("verify_ledger")
    Fund.objects.filter(pk=fund.pk).update(allocated_minor=2_499)

    with pytest.raises(CommandError, match="1 things are off"):
        call_command("verify_ledger")

    assert f"fund {fund.code} says 2499, ledger 2500" in capsys.readouterr().out


def test_pages_of_a_gift_are_private_and_leave_no_trace(
    make_fund: MakeFund, stranger: Client, site: Processor
) -> None:
    donation, page = begin(make_fund(10_000))
    site.press(page, "pay")
    site.wait_delivered()

    for name in ("thanks", "receipt"):
        answer = stranger.get(f"/en/give/{name}/{donation.token}/")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Refresh" not in answer.headers
        assert not answer.cookies


def test_the_same_gift_can_be_tried_again_after_its_page_expired(
    make_fund: MakeFund, stranger: Client, site: Processor
) -> None:
    donation, _page = begin(make_fund(10_000))
    site.control("clock", seconds=32 * 60)
    deadline = time.monotonic() + 10
    while not site.events("checkout.session.expired") and time.monotonic() < deadline:
        time.sleep(0.1)
    site.wait_delivered()

    donation.refresh_from_db()
    text = stranger.get(f"/en/give/thanks/{donation.token}/").content.decode()
    assert donation.status == "expired"
    assert "The payment page has closed" in text
    assert f"/en/give/back/{donation.token}/" in text
    assert only_donation().pk == donation.pk
