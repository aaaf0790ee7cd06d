"""The sandbox answers as the processor does, in what we use of it."""

import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giving.sandbox.balance import fee
from giving.sandbox.errors import ApiError
from giving.sandbox.params import decode
from giving.sandbox.server import Sandbox
from giving.sandbox.store import Store
from tests.giving.processor import Processor

SESSION = {
    "mode": "payment",
    "client_reference_id": "abc",
    "success_url": "http://127.0.0.1:9/ok",
    "cancel_url": "http://127.0.0.1:9/back",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "2500",
    "line_items[0][price_data][product_data][name]": "Donation",
    "payment_intent_data[metadata][donation]": "abc",
}


def create(processor: Processor, *, key: str = "", **changes: str) -> tuple[int, dict[str, object]]:
    values = SESSION | {name.replace("__", "["): value for name, value in changes.items()}
    headers = {"Idempotency_Key": key} if key else {}
    return processor.api("POST", "/v1/checkout/sessions", body=urlencode(values), **headers)


def test_parameters_nest_as_the_processor_nests_them() -> None:
    assert decode("a[b]=1&c[0][d]=2&c[1][d]=3&e[]=x&e[]=y") == {
        "a": {"b": "1"},
        "c": {"0": {"d": "2"}, "1": {"d": "3"}},
        "e": {"0": "x", "1": "y"},
    }


@pytest.mark.parametrize(
    ("amount", "charged"), [(2500, 103), (1000, 59), (50, 31), (100, 33), (99_999_999, 2_900_030)]
)
def test_the_fee_is_rounded_half_up_in_whole_units(amount: int, charged: int) -> None:
    assert fee(amount) == charged


@given(amount=st.integers(min_value=1, max_value=99_999_999))
def test_the_fee_is_the_nearest_whole_unit(amount: int) -> None:
    assert abs((fee(amount) - 30) * 1000 - amount * 29) <= 500


def test_unknown_parameters_are_refused_by_name(processor: Processor) -> None:
    status, answer = create(processor, payment_method_types="card")
    assert (status, answer["error"]["code"]) == (400, "parameter_unknown")  # type: ignore[index]
    assert answer["error"]["param"] == "payment_method_types"  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": "setup"}, "mode"),
        ({"success_url": ""}, "success_url"),
        ({"expires_at": "12"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"line_items[0][price_data][unit_amount]": "49"}, "line_items"),
        ({"line_items[0][price_data][unit_amount]": "12.5"}, "line_items[0][price_data][unit_amount]"),
    ],
)
def test_wrong_parameters_are_refused_by_name(
    processor: Processor, changes: dict[str, str], param: str
) -> None:
    status, answer = processor.api("POST", "/v1/checkout/sessions", body=urlencode(SESSION | changes))
    assert (status, answer["error"]["param"]) == (400, param)
    assert processor.sessions() == []


@pytest.mark.parametrize("key", ["", "Bearer sk_live_123", "Bearer pk_test_123"])
def test_only_test_keys_are_let_in(processor: Processor, key: str) -> None:
    status, answer = processor.api("GET", "/v1/events", Authorization=key)
    assert (status, answer["error"]["type"]) == (401, "invalid_request_error")


def test_another_api_version_is_refused(processor: Processor) -> None:
    assert processor.api("GET", "/v1/events", Stripe_Version="2020-08-27")[0] == 400


def test_a_repeated_key_replays_and_a_reused_key_is_refused(processor: Processor) -> None:
    first, again = create(processor, key="k1"), create(processor, key="k1")
    status, other = create(processor, key="k1", client_reference_id="other")

    assert first == again
    assert (status, other["error"]["type"]) == (400, "idempotency_error")  # type: ignore[index]
    assert len(processor.sessions()) == 1


def test_references_expand_along_a_path(processor: Processor) -> None:
    _status, session = create(processor)
    processor.control(f"sessions/{session['id']}/pay")
    intent_id = processor.api("GET", f"/v1/checkout/sessions/{session['id']}")[1]["payment_intent"]

    path = f"/v1/payment_intents/{intent_id}?expand[]=latest_charge.balance_transaction"
    moved = processor.api("GET", path)[1]["latest_charge"]["balance_transaction"]

    assert (moved["amount"], moved["fee"], moved["net"]) == (2500, 103, 2397)
    assert processor.api("GET", f"/v1/payment_intents/{intent_id}?expand[]=nothing")[0] == 400


def test_lists_page_from_the_newest(processor: Processor) -> None:
    ids = [create(processor)[1]["id"] for _ in range(3)]

    first = processor.api("GET", "/v1/checkout/sessions?limit=2")[1]
    rest = processor.api("GET", f"/v1/checkout/sessions?limit=2&starting_after={ids[1]}")[1]

    assert ([item["id"] for item in first["data"]], first["has_more"]) == ([ids[2], ids[1]], True)
    assert ([item["id"] for item in rest["data"]], rest["has_more"]) == ([ids[0]], False)


def test_more_than_was_paid_is_never_refunded(processor: Processor) -> None:
    _status, session = create(processor)
    processor.control(f"sessions/{session['id']}/pay")
    intent = processor.api("GET", f"/v1/checkout/sessions/{session['id']}")[1]["payment_intent"]

    answers = [
        processor.api("POST", "/v1/refunds", body=urlencode({"payment_intent": intent, "amount": amount}))[0]
        for amount in (2000, 501, 500, 1)
    ]

    assert answers == [200, 400, 200, 400]


def test_what_is_not_there_is_answered_in_the_processor_s_shape(processor: Processor) -> None:
    status, answer = processor.api("GET", "/v1/payment_intents/pi_nothing")
    assert (status, answer["error"]["code"]) == (404, "resource_missing")
    assert processor.api("GET", "/v1/coupons")[0] == 404


def test_a_paid_or_closed_session_cannot_be_paid_again(processor: Processor) -> None:
    _status, session = create(processor)
    page = str(session["url"])
    assert processor.press(page, "pay")[0] == 303

    status, _location, text = processor.press(page, "pay")

    assert status == 200
    assert "This payment is complete" in text
    assert len(processor.api("GET", "/v1/charges")[1]["data"]) == 1


def test_the_page_says_that_no_money_moves_and_loads_nothing(processor: Processor) -> None:
    _status, session = create(processor)
    with urllib.request.urlopen(str(session["url"]), timeout=20) as answer:  # noqa: S310
        text, policy = answer.read().decode(), answer.headers["Content-Security-Policy"]

    assert "<title>SANDBOX – no money moves</title>" in text
    assert "<script" not in text
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:9" in policy


def test_state_and_undelivered_events_survive_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    with Sandbox(state=state, webhook_url="http://127.0.0.1:9/", secret="whsec_x") as sandbox:
        processor = Processor(sandbox.origin)
        processor.control("freeze")
        _status, session = create(processor)
        processor.control(f"sessions/{session['id']}/pay")
    with Sandbox(state=state, webhook_url="http://127.0.0.1:9/", secret="whsec_x") as sandbox:
        processor = Processor(sandbox.origin)
        assert processor.sessions()[0]["status"] == "complete"
        assert [item["state"] for item in processor.control("deliveries")["deliveries"]] == ["pending"] * 3


def test_a_failed_change_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite3")

    def change() -> None:
        with store.transaction():
            store.put({"id": "x_1", "object": "x"})
            store.get("x", "x_2")

    with pytest.raises(ApiError):
        change()

    assert store.all("x") == []
    store.close()
