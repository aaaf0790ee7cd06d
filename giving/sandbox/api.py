"""The processor's interface under /v1/: routes, parameters, expansion, lists, idempotency."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from giving.sandbox import payments
from giving.sandbox.errors import ApiError
from giving.sandbox.params import Schema, boolean, check, decode, integer, labels, many, one_of, text
from giving.sandbox.store import API_VERSION, Object, Store

EXPAND: Schema = {"expand": many(text)}
PAGE: Schema = {"limit": integer, "starting_after": text, "ending_before": text, **EXPAND}
SESSION: Schema = {
    "mode": one_of("payment"),
    "submit_type": one_of("auto", "book", "donate", "pay"),
    "ui_mode": one_of("hosted_page"),
    "client_reference_id": text,
    "metadata": labels,
    "payment_intent_data": {"metadata": labels, "description": text, "statement_descriptor_suffix": text},
    "line_items": many(
        {
            "quantity": integer,
            "price_data": {
                "currency": text,
                "unit_amount": integer,
                "product_data": {"name": text, "description": text, "metadata": labels},
            },
        }
    ),
    "adaptive_pricing": {"enabled": boolean},
    "customer_email": text,
    "locale": text,
    "success_url": text,
    "cancel_url": text,
    "expires_at": integer,
    **EXPAND,
}
REFUND: Schema = {
    "amount": integer,
    "charge": text,
    "payment_intent": text,
    "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
    "metadata": labels,
    **EXPAND,
}


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    replayed: bool = False


@dataclass(frozen=True)
class Call:
    """One request: `origin` is where the stand-in itself is reached, for the addresses it hands out."""

    method: str
    path: str
    query: str
    body: str
    headers: dict[str, str]
    origin: str


Handler = Callable[[Store, Call, dict[str, Any], str], Object]


def _session_create(store: Store, call: Call, params: dict[str, Any], _id: str) -> Object:
    return payments.session_open(store, params, call.origin)


def _session_expire(store: Store, call: Call, params: dict[str, Any], identifier: str) -> Object:
    return payments.session_close(store, store.get("checkout.session", identifier))


def _refund_create(store: Store, call: Call, params: dict[str, Any], _id: str) -> Object:
    return payments.refund_create(store, params)


def _retrieve(kind: str) -> Handler:
    return lambda store, call, params, identifier: store.get(kind, identifier)


def _listing(kind: str, *filters: str) -> Handler:
    def answer(store: Store, call: Call, params: dict[str, Any], _id: str) -> Object:
        wanted = {name: params[name] for name in filters if name in params}
        found = [
            item for item in store.all(kind) if all(item[name] == value for name, value in wanted.items())
        ]
        if types := params.get("types"):
            found = [item for item in found if item["type"] in types]
        return _page(found, params, call.path)

    return answer


def _page(found: list[Object], params: dict[str, Any], url: str) -> Object:
    """Newest first, cut as cursors and limit say."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise ApiError("Invalid limit: must be between 1 and 100.", param="limit")
    ids = [item["id"] for item in found]
    try:
        if after := params.get("starting_after"):
            found = found[ids.index(after) + 1 :]
        elif before := params.get("ending_before"):
            found = found[: ids.index(before)][-limit:]
    except ValueError as error:
        raise ApiError(
            "No such object for the cursor.", code="resource_missing", param="starting_after"
        ) from error
    return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}


ROUTES: tuple[tuple[str, str, Handler, Schema], ...] = (
    ("POST", r"/v1/checkout/sessions", _session_create, SESSION),
    (
        "GET",
        r"/v1/checkout/sessions",
        _listing("checkout.session", "payment_intent"),
        {"payment_intent": text, **PAGE},
    ),
    ("GET", r"/v1/checkout/sessions/(\w+)", _retrieve("checkout.session"), EXPAND),
    ("POST", r"/v1/checkout/sessions/(\w+)/expire", _session_expire, EXPAND),
    ("GET", r"/v1/payment_intents", _listing("payment_intent"), PAGE),
    ("GET", r"/v1/payment_intents/(\w+)", _retrieve("payment_intent"), EXPAND),
    ("GET", r"/v1/charges", _listing("charge", "payment_intent"), {"payment_intent": text, **PAGE}),
    ("GET", r"/v1/charges/(\w+)", _retrieve("charge"), EXPAND),
    (
        "GET",
        r"/v1/balance_transactions",
        _listing("balance_transaction", "source", "type"),
        {"source": text, "type": text, **PAGE},
    ),
    ("GET", r"/v1/balance_transactions/(\w+)", _retrieve("balance_transaction"), EXPAND),
    ("POST", r"/v1/refunds", _refund_create, REFUND),
    (
        "GET",
        r"/v1/refunds",
        _listing("refund", "payment_intent", "charge"),
        {"payment_intent": text, "charge": text, **PAGE},
    ),
    ("GET", r"/v1/refunds/(\w+)", _retrieve("refund"), EXPAND),
    ("GET", r"/v1/events", _listing("event", "type"), {"type": text, "types": many(text), **PAGE}),
    ("GET", r"/v1/events/(\w+)", _retrieve("event"), EXPAND),
)


def answer(store: Store, call: Call) -> Answer:
    """Answers one call under /v1/. A repeated idempotency key replays the first answer."""
    try:
        _authorize(call.headers)
        handler, schema, identifier = _route(call)
        raw = call.query if call.method == "GET" else call.body
        with store.transaction():
            key = call.headers.get("idempotency-key", "") if call.method == "POST" else ""
            request = hashlib.sha256(f"{call.path}\n{call.body}".encode()).hexdigest()
            if key and (replay := _replay(store, key, request)):
                return replay
            params = check(decode(raw), schema)
            found = _expanded(store, handler(store, call, params, identifier), params.get("expand", []))
            given = Answer(200, json.dumps(found))
            if key:
                store.rows(
                    "INSERT INTO idempotency VALUES (?, ?, ?, ?)", key, request, given.status, given.body
                )
        return given
    except ApiError as error:
        return Answer(error.status, json.dumps(error.body))


def _authorize(headers: dict[str, str]) -> None:
    key = headers.get("authorization", "").removeprefix("Bearer ")
    if not key.startswith(("sk_test_", "rk_test_")):
        reason = (
            "This is a sandbox: it refuses live keys." if "_live_" in key else "Invalid API Key provided."
        )
        raise ApiError(reason, status=401)
    if headers.get("stripe-version", API_VERSION) != API_VERSION:
        raise ApiError(f"Invalid Stripe API version: this sandbox speaks {API_VERSION}.")


def _route(call: Call) -> tuple[Handler, Schema, str]:
    for method, pattern, handler, schema in ROUTES:
        if method == call.method and (match := re.fullmatch(pattern, call.path)):
            return handler, schema, match.group(1) if match.groups() else ""
    raise ApiError(f"Unrecognized request URL ({call.method}: {call.path}).", status=404)


def _replay(store: Store, key: str, request: str) -> Answer | None:
    rows = store.rows("SELECT request, status, body FROM idempotency WHERE key = ?", key)
    if not rows:
        return None
    if rows[0][0] != request:
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            kind="idempotency_error",
        )
    return Answer(rows[0][1], rows[0][2], replayed=True)


def _expanded(store: Store, found: Object, paths: list[str]) -> Object:
    for path in paths:
        _expand(store, found, path.split("."), path)
    return found


def _expand(store: Store, node: Any, parts: list[str], path: str) -> None:
    """Replaces ids by their objects along `parts`; "data" goes through each item of a list."""
    if not parts or not isinstance(node, dict):
        return
    head, rest = parts[0], parts[1:]
    if head not in node:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(node[head], list):
        for item in node[head]:
            _expand(store, item, rest, path)
        return
    if isinstance(node[head], str):
        node[head] = store.find(node[head]) or node[head]
    _expand(store, node[head], rest, path)
