"""What happens to payments: opened, paid, declined, closed, refunded. Amounts in minor units."""

from typing import Any

from giving.sandbox.errors import ApiError
from giving.sandbox.store import Object, Store, new_id

MINIMUM_MINOR = 50
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60


def fee(amount_minor: int) -> int:
    """2.9 per cent and 30, rounded half up, in whole minor units."""
    return (amount_minor * 29 + 500) // 1000 + 30


def session_open(store: Store, params: dict[str, Any], origin: str) -> Object:
    """Creates a Checkout Session.

    Raises:
        ApiError: a required parameter is missing, the amount too small or too large, the expiry out of bounds.
    """
    for name in ("success_url", "line_items", "mode"):
        if not params.get(name):
            raise ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)
    amount, currency = _total(params["line_items"])
    now = store.now()
    expires_at = params.get("expires_at", now + LONGEST)
    if not now + SHORTEST <= expires_at <= now + LONGEST:
        raise ApiError(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", param="expires_at"
        )
    identifier = new_id("cs_test")
    session = {
        "id": identifier,
        "object": "checkout.session",
        "adaptive_pricing": params.get("adaptive_pricing", {"enabled": True}),
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": currency,
        "customer": None,
        "customer_details": None,
        "expires_at": expires_at,
        "livemode": False,
        "locale": params.get("locale", "auto"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_status": "unpaid",
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "ui_mode": "hosted_page",
        "url": f"{origin}/c/pay/{identifier}",
    }
    hidden = {
        "payment_intent_data": params.get("payment_intent_data", {}),
        "product": _product(params["line_items"]),
    }
    store.turn(f"session:{identifier}", hidden["product"])
    store.turn(f"metadata:{identifier}", _joined(hidden["payment_intent_data"].get("metadata", {})))
    return store.put(session)


def _joined(pairs: dict[str, str]) -> str:
    return "\n".join(f"{key}\t{value}" for key, value in pairs.items())


def _total(items: list[dict[str, Any]]) -> tuple[int, str]:
    amount, currencies = 0, set()
    for number, item in enumerate(items):
        price, name = item.get("price_data", {}), f"line_items[{number}]"
        if not {"currency", "unit_amount", "product_data"} <= price.keys() or not price["product_data"].get(
            "name"
        ):
            raise ApiError(
                f"Missing required param: {name}[price_data].", code="parameter_missing", param=name
            )
        amount += price["unit_amount"] * item.get("quantity", 1)
        currencies.add(price["currency"].lower())
    if len(currencies) != 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    if not MINIMUM_MINOR <= amount <= 99_999_999:
        code = "amount_too_small" if amount < MINIMUM_MINOR else "amount_too_large"
        raise ApiError("The total amount is out of bounds.", code=code, param="line_items")
    return amount, currencies.pop()


def _product(items: list[dict[str, Any]]) -> str:
    return ", ".join(str(item["price_data"]["product_data"]["name"]) for item in items)


def session_close(store: Store, session: Object) -> Object:
    """Expires an open session.

    Raises:
        ApiError: it is no longer open.
    """
    if session["status"] != "open":
        raise ApiError(
            f'Only Checkout Sessions with a status in ["open"] can be expired. It is {session["status"]}.'
        )
    session |= {"status": "expired", "url": None}
    store.put(session)
    store.emit("checkout.session.expired", session)
    return session


def sessions_expire(store: Store) -> None:
    """Closes every session whose time is over."""
    now = store.now()
    query = "SELECT id FROM object WHERE kind = 'checkout.session' AND body LIKE '%\"status\": \"open\"%'"
    for (identifier,) in store.rows(query):
        with store.transaction():
            session = store.get("checkout.session", identifier)
            if session["status"] == "open" and session["expires_at"] <= now:
                session_close(store, session)


def _intent(store: Store, session: Object, amount: int) -> Object:
    """The session's PaymentIntent, made when somebody first tries to pay."""
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    stored = store.switch(f"metadata:{session['id']}")
    intent = {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic_async",
        "created": store.now(),
        "currency": session["currency"],
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": dict(line.split("\t", 1) for line in stored.splitlines()),
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }
    session["payment_intent"] = intent["id"]
    store.put(session)
    return store.put(intent)


def _charge(store: Store, intent: Object, *, paid: bool) -> Object:
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "captured": paid,
        "created": store.now(),
        "currency": intent["currency"],
        "disputed": False,
        "failure_code": None if paid else "card_declined",
        "failure_message": None if paid else "Your card was declined.",
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": paid,
        "payment_intent": intent["id"],
        "refunded": False,
        "status": "succeeded" if paid else "failed",
    }


def _balance(store: Store, kind: str, source: Object, amount: int, charged_fee: int) -> Object:
    now = store.now()
    details = [
        {"amount": charged_fee, "currency": source["currency"], "type": "stripe_fee", "application": None}
    ]
    return store.put(
        {
            "id": new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": now + 2 * 24 * 60 * 60,
            "balance_type": "payments",
            "created": now,
            "currency": source["currency"],
            "description": None,
            "exchange_rate": None,
            "fee": charged_fee,
            "fee_details": details if charged_fee else [],
            "net": amount - charged_fee,
            "reporting_category": kind,
            "source": source["id"],
            "status": "pending",
            "type": kind,
        }
    )


def _require_open(session: Object) -> None:
    if session["status"] != "open":
        raise ApiError(f"This Checkout Session is {session['status']}.", code="session_not_open")


def session_pay(store: Store, session: Object, *, amount: int | None = None) -> Object:
    """Somebody pays. `amount` other than the session's plants a wrong payment, for tests. The completed event."""
    _require_open(session)
    intent = _intent(store, session, amount or session["amount_total"])
    charge = _charge(store, intent, paid=True)
    charge["balance_transaction"] = _balance(
        store, "charge", charge, intent["amount"], fee(intent["amount"])
    )["id"]
    store.put(charge)
    intent |= {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "status": "succeeded",
    }
    store.put(intent)
    session |= {"payment_status": "paid", "status": "complete", "url": None}
    store.put(session)
    store.emit("charge.succeeded", charge)
    store.emit("payment_intent.succeeded", intent)
    return store.emit("checkout.session.completed", session)


def session_decline(store: Store, session: Object) -> Object:
    """The card is refused; the session stays open for another try. The failure event."""
    _require_open(session)
    intent = _intent(store, session, session["amount_total"])
    charge = store.put(_charge(store, intent, paid=False))
    intent |= {
        "last_payment_error": {
            "charge": charge["id"],
            "code": "card_declined",
            "decline_code": "generic_decline",
            "message": "Your card was declined.",
            "type": "card_error",
        },
        "latest_charge": charge["id"],
        "status": "requires_payment_method",
    }
    store.put(intent)
    store.emit("charge.failed", charge)
    return store.emit("payment_intent.payment_failed", intent)


def refund_create(store: Store, params: dict[str, Any]) -> Object:
    """Sends back a part or all of what is left of a charge.

    Raises:
        ApiError: nothing was paid, or more is asked than is left.
    """
    if params.get("charge"):
        charge = store.get("charge", params["charge"])
    elif params.get("payment_intent"):
        intent = store.get("payment_intent", params["payment_intent"])
        if intent["status"] != "succeeded":
            raise ApiError("This PaymentIntent does not have a successful charge to refund.")
        charge = store.get("charge", intent["latest_charge"])
    else:
        raise ApiError(
            "One of charge or payment_intent is required.", code="parameter_missing", param="payment_intent"
        )
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if charge["refunded"]:
        raise ApiError("Charge has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise ApiError(
            f"Refund amount ({amount}) is not between 1 and what is left ({left}).", param="amount"
        )
    refund = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": store.now(),
        "currency": charge["currency"],
        "metadata": params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "status": "succeeded",
    }
    refund["balance_transaction"] = _balance(store, "refund", refund, -amount, 0)["id"]
    charge |= {"amount_refunded": charge["amount_refunded"] + amount, "refunded": amount == left}
    store.put(refund)
    store.put(charge)
    store.emit("refund.created", refund)
    store.emit("charge.refunded", charge)
    return refund
