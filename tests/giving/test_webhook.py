"""The door of the webhook: size, signature, mode; stored once, without donor data."""

import hashlib
import hmac
import json
import logging
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from giving.gateway import API_VERSION
from giving.models import Donation, Transfer, WebhookEvent
from tests.giving.books import begin_gift
from tests.giving.conftest import MakeFund

pytestmark = pytest.mark.django_db
URL = "/webhooks/stripe/default/"
SECRET = "whsec_sandbox"


def event(**changes: Any) -> dict[str, Any]:
    about = {"id": "cus_1", "object": "customer", "email": "donor@example.org", "name": "A Donor"}
    return {
        "id": "evt_1",
        "object": "event",
        "type": "customer.created",
        "created": int(time.time()),
        "api_version": API_VERSION,
        "livemode": False,
        "data": {"object": about},
        **changes,
    }


def signed(body: str, *, secret: str = SECRET, age: int = 0) -> str:
    timestamp = int(time.time()) - age
    mac = hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={mac}"


def post(body: str, signature: str | None = None) -> int:
    headers = {"Stripe-Signature": signed(body) if signature is None else signature}
    client = Client(enforce_csrf_checks=True)
    return client.post(URL, body, content_type="application/json", headers=headers).status_code


def test_a_signed_event_is_stored_with_ids_and_a_hash_only() -> None:
    body = json.dumps(event())

    assert post(body) == 200

    stored = WebhookEvent.objects.values().get()
    assert (stored["event_id"], stored["type"], stored["object_id"]) == ("evt_1", "customer.created", "cus_1")
    assert (stored["status"], stored["livemode"]) == ("done", False)
    assert stored["sha256"] == hashlib.sha256(body.encode()).hexdigest()
    assert "donor@example.org" not in str(stored)
    assert "A Donor" not in str(stored)


def test_a_second_delivery_is_stored_once() -> None:
    body = json.dumps(event())

    assert [post(body), post(body), post(body)] == [200] * 3
    assert WebhookEvent.objects.count() == 1


@pytest.mark.parametrize(
    "signature",
    ["", "nonsense", "t=1,v1=00", "v1=00", signed("{}"), f"t={int(time.time())},v0=00"],
    ids=["missing", "nonsense", "old and wrong", "no time", "of another body", "other scheme"],
)
def test_an_unsigned_or_wrongly_signed_event_is_refused(signature: str) -> None:
    assert post(json.dumps(event()), signature) == 400
    assert WebhookEvent.objects.count() == 0


def test_a_tampered_body_is_refused() -> None:
    body = json.dumps(event())
    assert post(body.replace("cus_1", "cus_2"), signed(body)) == 400
    assert WebhookEvent.objects.count() == 0


def test_an_old_signature_is_refused() -> None:
    body = json.dumps(event())
    assert post(body, signed(body, age=301)) == 400
    assert post(body, signed(body, secret="whsec_wrong")) == 400
    assert WebhookEvent.objects.count() == 0


def test_a_signed_body_that_is_no_event_is_refused() -> None:
    for body in ("not json", "[]", "{}", '{"id": "evt_1"}', "\ud7ff"):
        assert post(body) == 400
    assert WebhookEvent.objects.count() == 0


def test_more_than_256_kilobytes_are_refused() -> None:
    body = json.dumps(event(padding="x" * 256 * 1024))
    assert post(body) == 413
    assert WebhookEvent.objects.count() == 0


def test_the_largest_allowed_body_is_taken() -> None:
    padding = 256 * 1024 - len(json.dumps(event(padding="")))
    assert post(json.dumps(event(padding="x" * padding))) == 200


def test_either_secret_is_accepted_while_one_is_being_replaced(settings: LazySettings) -> None:
    account = settings.STRIPE_ACCOUNTS["default"]
    settings.STRIPE_ACCOUNTS = {"default": account | {"webhook_secrets": ["whsec_new", "whsec_old"]}}
    for number, secret in enumerate(("whsec_new", "whsec_old")):
        body = json.dumps(event(id=f"evt_{number}"))
        assert post(body, signed(body, secret=secret)) == 200
    assert WebhookEvent.objects.count() == 2


def test_an_unknown_account_is_not_found() -> None:
    body = json.dumps(event())
    answer = Client().post("/webhooks/stripe/other/", body, content_type="application/json")
    assert answer.status_code == 404


def test_an_event_of_the_wrong_mode_is_set_aside_with_an_alert(
    make_fund: MakeFund, caplog: pytest.LogCaptureFixture
) -> None:
    donation = begin_gift(make_fund(1_000), 500)
    about = {"id": "pi_1", "object": "payment_intent", "metadata": {"donation": str(donation.pk)}}

    status = post(json.dumps(event(type="payment_intent.succeeded", livemode=True, data={"object": about})))

    donation.refresh_from_db()
    assert status == 200
    assert WebhookEvent.objects.get().status == "quarantined"
    assert donation.status == "created"
    assert Transfer.objects.count() == 0
    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]


def test_an_event_of_no_gift_of_ours_is_set_aside_with_an_alert(caplog: pytest.LogCaptureFixture) -> None:
    about = {"id": "pi_1", "object": "payment_intent", "metadata": {"donation": "not-even-an-id"}}

    assert post(json.dumps(event(type="payment_intent.succeeded", data={"object": about}))) == 200

    assert WebhookEvent.objects.get().status == "quarantined"
    assert Donation.objects.count() == 0
    assert logging.CRITICAL in [record.levelno for record in caplog.records]


def test_only_post_is_answered() -> None:
    assert Client().get(URL).status_code == 405
