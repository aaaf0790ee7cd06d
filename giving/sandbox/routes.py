"""What the stand-in answers under /v1/, with the parameters each call takes. Everything else is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from giving.sandbox import balance, billing, payments, refunds
from giving.sandbox.errors import ApiError, missing
from giving.sandbox.params import Schema, boolean, integer, labels, many, one_of, optional, text
from giving.sandbox.store import Object, Store

EXPAND: Schema = {"expand": many(text)}
SPAN: Schema = {"created": {"gt": integer, "gte": integer, "lt": integer, "lte": integer}}
PAGE: Schema = {"limit": integer, "starting_after": text, "ending_before": text, **EXPAND}
RECURRING: Schema = {"interval": one_of("month", "year"), "interval_count": integer}
SESSION: Schema = {
    "mode": one_of("payment", "subscription"),
    "submit_type": one_of("auto", "book", "donate", "pay"),
    "ui_mode": one_of("hosted_page"),
    "client_reference_id": text,
    "metadata": labels,
    "payment_intent_data": {"metadata": labels, "description": text, "statement_descriptor_suffix": text},
    "subscription_data": {"metadata": labels, "description": text},
    "line_items": many(
        {
            "quantity": integer,
            "price_data": {
                "currency": text,
                "unit_amount": integer,
                "product_data": {"name": text, "description": text, "metadata": labels},
                "recurring": RECURRING,
            },
        }
    ),
    "adaptive_pricing": {"enabled": boolean},
    "customer": text,
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
PAYOUT: Schema = {"amount": integer, "currency": text, "description": text, "metadata": labels, **EXPAND}
CUSTOMER: Schema = {"email": text, "name": text, "description": text, "metadata": labels, **EXPAND}
SUBSCRIPTION: Schema = {
    "cancel_at_period_end": boolean,
    "description": text,
    "metadata": labels,
    "pause_collection": optional({"behavior": one_of("keep_as_draft", "mark_uncollectible", "void")}),
    **EXPAND,
}


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


def _payout_create(store: Store, call: Call, params: dict[str, Any], _id: str) -> Object:
    for name in ("amount", "currency"):
        if name not in params:
            raise missing(name)
    return balance.payout_create(store, params)


def _on(kind: str, act: Callable[[Store, Object], Object]) -> Handler:
    """A call that changes the one object it names."""
    return lambda store, call, params, identifier: act(store, store.get(kind, identifier))


def _changing(kind: str, act: Callable[[Store, Object, dict[str, Any]], Object]) -> Handler:
    return lambda store, call, params, identifier: act(store, store.get(kind, identifier), params)


def _retrieve(kind: str) -> Handler:
    return lambda store, call, params, identifier: store.get(kind, identifier)


def _listing(kind: str, *filters: str) -> Handler:
    def answer(store: Store, call: Call, params: dict[str, Any], _id: str) -> Object:
        wanted = {name: params[name] for name in filters if name in params}
        found = [item for item in store.all(kind) if _matches(item, wanted, params)]
        return page(found, params, call.path)

    return answer


def _matches(item: Object, wanted: dict[str, Any], params: dict[str, Any]) -> bool:
    if item.get("deleted") or any(item.get(name) != value for name, value in wanted.items()):
        return False
    if (types := params.get("types")) and item["type"] not in types:
        return False
    span, made = params.get("created", {}), item["created"]
    return bool(
        span.get("gte", made) <= made <= span.get("lte", made)
        and span.get("gt", made - 1) < made < span.get("lt", made + 1)
    )


def _invoice_payments(store: Store, call: Call, params: dict[str, Any], _id: str) -> Object:
    wanted = params.get("payment", {}).get("payment_intent")
    found = [
        item
        for item in store.all("invoice_payment")
        if (not wanted or item["payment"]["payment_intent"] == wanted)
        and item["invoice"] == params.get("invoice", item["invoice"])
    ]
    return page(found, params, call.path)


def page(found: list[Object], params: dict[str, Any], url: str) -> Object:
    """Newest first, cut as cursors and limit say."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise ApiError(
            "Invalid limit: must be between 1 and 100.", code="parameter_invalid_integer", param="limit"
        )
    ids = [item["id"] for item in found]
    after, before = params.get("starting_after"), params.get("ending_before")
    try:
        if after:
            found = found[ids.index(after) + 1 :]
        elif before:
            found = found[: ids.index(before)]
    except ValueError as error:
        name = "starting_after" if after else "ending_before"
        raise ApiError("No such object for the cursor.", code="resource_missing", param=name) from error
    cut = found[-limit:] if before and not after else found[:limit]
    return {"object": "list", "data": cut, "has_more": len(found) > limit, "url": url}


ROUTES: tuple[tuple[str, str, Handler, Schema], ...] = (
    ("POST", r"/v1/checkout/sessions", _session_create, SESSION),
    (
        "GET",
        r"/v1/checkout/sessions",
        _listing("checkout.session", "payment_intent", "subscription", "status"),
        {"payment_intent": text, "subscription": text, "status": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/checkout/sessions/(\w+)", _retrieve("checkout.session"), EXPAND),
    ("POST", r"/v1/checkout/sessions/(\w+)/expire", _on("checkout.session", payments.session_close), EXPAND),
    (
        "GET",
        r"/v1/payment_intents",
        _listing("payment_intent", "customer"),
        {"customer": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/payment_intents/(\w+)", _retrieve("payment_intent"), EXPAND),
    (
        "GET",
        r"/v1/charges",
        _listing("charge", "payment_intent", "customer"),
        {"payment_intent": text, "customer": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/charges/(\w+)", _retrieve("charge"), EXPAND),
    ("GET", r"/v1/balance", lambda store, call, params, _id: balance.balance(store), EXPAND),
    (
        "GET",
        r"/v1/balance_transactions",
        _listing("balance_transaction", "source", "type", "currency"),
        {"source": text, "type": text, "currency": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/balance_transactions/(\w+)", _retrieve("balance_transaction"), EXPAND),
    ("POST", r"/v1/refunds", lambda store, call, params, _id: refunds.refund_create(store, params), REFUND),
    (
        "GET",
        r"/v1/refunds",
        _listing("refund", "payment_intent", "charge"),
        {"payment_intent": text, "charge": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/refunds/(\w+)", _retrieve("refund"), EXPAND),
    (
        "GET",
        r"/v1/disputes",
        _listing("dispute", "payment_intent", "charge"),
        {"payment_intent": text, "charge": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/disputes/(\w+)", _retrieve("dispute"), EXPAND),
    ("POST", r"/v1/disputes/(\w+)/close", _on("dispute", refunds.dispute_accept), EXPAND),
    ("POST", r"/v1/payouts", _payout_create, PAYOUT),
    ("GET", r"/v1/payouts", _listing("payout", "status"), {"status": text, **SPAN, **PAGE}),
    ("GET", r"/v1/payouts/(\w+)", _retrieve("payout"), EXPAND),
    ("POST", r"/v1/payouts/(\w+)/cancel", _on("payout", balance.payout_cancel), EXPAND),
    (
        "POST",
        r"/v1/customers",
        lambda store, call, params, _id: billing.customer_create(store, params),
        CUSTOMER,
    ),
    ("GET", r"/v1/customers", _listing("customer", "email"), {"email": text, **SPAN, **PAGE}),
    ("GET", r"/v1/customers/(\w+)", _retrieve("customer"), EXPAND),
    ("POST", r"/v1/customers/(\w+)", _changing("customer", billing.customer_update), CUSTOMER),
    ("DELETE", r"/v1/customers/(\w+)", _on("customer", billing.customer_delete), {}),
    (
        "GET",
        r"/v1/subscriptions",
        _listing("subscription", "customer", "status"),
        {"customer": text, "status": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/subscriptions/(\w+)", _retrieve("subscription"), EXPAND),
    (
        "POST",
        r"/v1/subscriptions/(\w+)",
        _changing("subscription", billing.subscription_update),
        SUBSCRIPTION,
    ),
    ("DELETE", r"/v1/subscriptions/(\w+)", _on("subscription", billing.subscription_cancel), EXPAND),
    (
        "GET",
        r"/v1/invoices",
        _listing("invoice", "customer", "status"),
        {"customer": text, "status": text, **SPAN, **PAGE},
    ),
    ("GET", r"/v1/invoices/(\w+)", _retrieve("invoice"), EXPAND),
    (
        "GET",
        r"/v1/invoice_payments",
        _invoice_payments,
        {"invoice": text, "payment": {"type": one_of("payment_intent"), "payment_intent": text}, **PAGE},
    ),
    ("GET", r"/v1/events", _listing("event", "type"), {"type": text, "types": many(text), **SPAN, **PAGE}),
    ("GET", r"/v1/events/(\w+)", _retrieve("event"), EXPAND),
)
