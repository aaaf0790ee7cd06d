"""What the sandbox says keeps to the processor's published schema, what it takes to the SDK's typed parameters.

Each answer and request that every other test makes is checked too (see `Witness`); here, that the checks see faults.
"""

import json
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest

from giving.sandbox.params import Schema
from giving.sandbox.routes import ROUTES
from tests.giving.contract import params, published
from tests.giving.processor import Processor
from tests.giving.sandbox.test_interface import SESSION

MONTHLY = {key: value for key, value in SESSION.items() if not key.startswith("payment_intent_data")} | {
    "mode": "subscription",
    "line_items[0][price_data][recurring][interval]": "month",
    "subscription_data[metadata][pledge]": "abc",
}
KINDS = (
    "checkout.session", "payment_intent", "charge", "refund", "dispute", "balance_transaction", "balance", "payout",
    "customer", "subscription", "invoice", "invoice_payment", "event",
)  # fmt: skip


@pytest.fixture
def answers(processor: Processor) -> dict[str, dict[str, Any]]:
    """One answer of each kind, after a life in which something of everything happened."""
    for number in range(3):
        _status, session = processor.api("POST", "/v1/checkout/sessions", body=urlencode(SESSION))
        processor.control(f"sessions/{session['id']}/{'later' if number == 2 else 'pay'}")
    _status, monthly = processor.api("POST", "/v1/checkout/sessions", body=urlencode(MONTHLY))
    processor.control(f"sessions/{monthly['id']}/pay")
    charges = [item for item in processor.api("GET", "/v1/charges")[1]["data"] if item["paid"]]
    processor.control(f"charges/{charges[0]['id']}/dispute", amount=1000)
    _status, refund = processor.api(
        "POST", "/v1/refunds", body=urlencode({"charge": charges[1]["id"], "amount": 500})
    )
    processor.control(f"refunds/{refund['id']}/fail")
    processor.control("clock", seconds=40 * 24 * 60 * 60)
    sent = processor.control("payouts")["payouts"]
    processor.control(f"payouts/{sent[0]}/fail")
    found = {kind: listed(processor, kind) for kind in KINDS if kind != "balance"}
    return {**found, "balance": processor.api("GET", "/v1/balance")[1]}


def listed(processor: Processor, kind: str) -> dict[str, Any]:
    path = "checkout/sessions" if kind == "checkout.session" else f"{kind}s"
    status, answer = processor.api("GET", f"/v1/{path}?limit=100")
    assert (status, published.problems(answer)) == (200, [])
    return dict(answer["data"][0])


def test_every_answer_keeps_to_the_published_schema(answers: dict[str, dict[str, Any]]) -> None:
    assert {kind: published.problems(answer) for kind, answer in answers.items()} == {
        kind: [] for kind in KINDS
    }


def test_every_event_carries_an_object_that_keeps_to_it(
    answers: dict[str, Any], processor: Processor
) -> None:
    events = processor.api("GET", "/v1/events?limit=100")[1]["data"]

    assert len({event["type"] for event in events}) >= 18
    assert {event["type"]: published.event_problems(event) for event in events} == {
        event["type"]: [] for event in events
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_field_type_or_missing_field_is_seen(kind: str, answers: dict[str, dict[str, Any]]) -> None:
    answer = answers[kind]
    planted = deepcopy(answer) | {"colour": "blue"}
    mistyped = deepcopy(answer) | {"livemode" if "livemode" in answer else "amount": "yes"}
    required = published.schemas()[kind]["required"]

    assert published.problems(planted) == [f"{kind}.colour is not in the schema"]
    assert len(published.problems(mistyped)) == 1
    for name in set(required) - {"object"}:
        lacking = {key: value for key, value in answer.items() if key != name}
        assert published.problems(lacking) == [f"{kind}.{name} is missing"]


def nested(schema: Schema, prefix: str = "") -> list[str]:
    """Every parameter a route of the sandbox takes, as it is written in a form."""
    names = []
    for name, reader in schema.items():
        inner = f"{prefix}[{name}]" if prefix else name
        names += [inner] if callable(reader) else nested(reader, inner)
    return names


def path_of(pattern: str) -> str:
    return pattern.replace(r"(\w+)", "x_1")


@pytest.mark.parametrize(("method", "pattern", "schema"), [(r[0], r[1], r[3]) for r in ROUTES])
def test_the_sandbox_takes_no_parameter_the_sdk_does_not_know(
    method: str, pattern: str, schema: Schema
) -> None:
    known = params.fields(params.params_for(method, path_of(pattern)))
    assert {name for name in schema if name not in known} == set()


@pytest.mark.parametrize(("method", "pattern"), [(r[0], r[1]) for r in ROUTES])
def test_an_unknown_parameter_is_refused_by_every_route(
    method: str, pattern: str, processor: Processor
) -> None:
    path, sent = path_of(pattern), "colour=blue"
    assert "colour is unknown" in params.problems(method, path, sent)

    where = path if method == "POST" else f"{path}?{sent}"
    status, answer = processor.api(method, where, body=sent)

    assert (status, answer["error"]["param"]) == (400, "colour")


@pytest.mark.parametrize(
    ("path", "sent", "problem"),
    [
        ("/v1/checkout/sessions", {"expires_at": "soon"}, "expires_at"),
        ("/v1/checkout/sessions", {"line_items[0][quantity]": "x"}, "line_items[0][quantity]"),
        ("/v1/checkout/sessions", {"metadata": "x"}, "metadata"),
        ("/v1/refunds", {"amount": "1.5", "charge": "ch_1"}, "amount"),
        ("/v1/payouts", {"amount": "many", "currency": "usd"}, "amount"),
        ("/v1/subscriptions/sub_1", {"cancel_at_period_end": "perhaps"}, "cancel_at_period_end"),
    ],
)
def test_a_wrong_type_is_seen_by_the_types_and_refused_by_the_sandbox(
    path: str, sent: dict[str, str], problem: str, processor: Processor
) -> None:
    body = urlencode(SESSION | sent if path.endswith("sessions") else sent)
    assert problem in params.problems("POST", path, body)[0]
    status, answer = processor.api("POST", path, body=body)
    assert (status, answer["error"]["param"]) == (400, problem)


@pytest.mark.parametrize(
    ("path", "sent", "missing"),
    [
        ("/v1/checkout/sessions", SESSION, "mode"),
        ("/v1/checkout/sessions", SESSION, "success_url"),
        ("/v1/checkout/sessions", SESSION, "line_items[0][price_data][currency]"),
        ("/v1/checkout/sessions", SESSION, "line_items[0][price_data][product_data][name]"),
        ("/v1/checkout/sessions", MONTHLY, "line_items[0][price_data][recurring][interval]"),
        ("/v1/refunds", {"payment_intent": "pi_1"}, "payment_intent"),
        ("/v1/payouts", {"amount": "5", "currency": "usd"}, "amount"),
        ("/v1/payouts", {"amount": "5", "currency": "usd"}, "currency"),
    ],
)
def test_a_missing_parameter_is_refused(
    path: str, sent: dict[str, str], missing: str, processor: Processor
) -> None:
    body = urlencode({name: value for name, value in sent.items() if name != missing})
    status, answer = processor.api("POST", path, body=body)
    assert (status, answer["error"]["type"]) == (400, "invalid_request_error")
    assert processor.sessions() == []


@pytest.mark.parametrize("missing", ["[currency]", "[product_data][name]"])
def test_a_missing_parameter_is_seen_by_the_types(missing: str) -> None:
    name = f"line_items[0][price_data]{missing}"
    sent = {key: value for key, value in SESSION.items() if key != name}
    if missing.startswith("[product"):
        sent["line_items[0][price_data][product_data][description]"] = "x"
    assert params.problems("POST", "/v1/checkout/sessions", urlencode(sent)) == [f"{name} is missing"]


def test_the_answers_are_json_the_sdk_reads(answers: dict[str, Any]) -> None:
    import stripe

    for kind, answer in answers.items():
        read = stripe.StripeObject.construct_from(json.loads(json.dumps(answer)), "sk_test_1")
        assert read["object"] == kind
