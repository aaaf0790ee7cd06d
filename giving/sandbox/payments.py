"""What happens to one payment: its page opened, paid, declined, challenged, settled later, closed. Minor units."""

from typing import Any

from giving.money import currency as known_currency
from giving.sandbox import billing, charges, objects
from giving.sandbox.errors import ApiError, missing
from giving.sandbox.store import Object, Store

MINIMUM_MINOR = 50
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60


def session_open(store: Store, params: dict[str, Any], origin: str) -> Object:
    """Creates a Checkout Session.

    Raises:
        ApiError: a required parameter is missing, the amount too small or too large, the expiry out of bounds.
    """
    for name in ("success_url", "line_items", "mode"):
        if not params.get(name):
            raise missing(name)
    amount, currency = _total(params["line_items"], recurring=params["mode"] == "subscription")
    _require_mode(params)
    now = store.now()
    expires_at = params.get("expires_at", now + LONGEST)
    if not now + SHORTEST <= expires_at <= now + LONGEST:
        raise ApiError(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
            param="expires_at",
            saved=False,
        )
    if params.get("customer"):
        store.get("customer", params["customer"])
    session = objects.session(store, params, amount=amount, currency=currency, expires_at=expires_at)
    session |= {
        "url": f"{origin}/c/pay/{session['id']}",
        "_items": params["line_items"],
        "_payment_intent_data": params.get("payment_intent_data", {}),
        "_subscription_data": params.get("subscription_data", {}),
    }
    return store.put(session)


def _require_mode(params: dict[str, Any]) -> None:
    """What one mode has and the other has not."""
    other = {"payment": ("subscription_data",), "subscription": ("payment_intent_data", "submit_type")}
    for name in other[params["mode"]]:
        if name in params:
            raise ApiError(f"You can not pass `{name}` in `{params['mode']}` mode.", param=name)


def _total(items: list[dict[str, Any]], *, recurring: bool) -> tuple[int, str]:
    amount, currencies = 0, set()
    for number, item in enumerate(items):
        price, name = item.get("price_data", {}), f"line_items[{number}]"
        if not {"currency", "unit_amount", "product_data"} <= price.keys() or not price["product_data"].get(
            "name"
        ):
            raise missing(f"{name}[price_data]")
        if ("recurring" in price) is not recurring:
            raise ApiError("`recurring` belongs to `subscription` mode and to it alone.", param=name)
        amount += price["unit_amount"] * item.get("quantity", 1)
        currencies.add(price["currency"].lower())
    if len(currencies) != 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    code = currencies.pop()
    try:
        step = known_currency(code.upper()).step
    except KeyError as error:
        raise ApiError(f"Invalid currency: {code}", param="line_items") from error
    if not MINIMUM_MINOR <= amount <= 99_999_999:
        problem = "amount_too_small" if amount < MINIMUM_MINOR else "amount_too_large"
        raise ApiError("The total amount is out of bounds.", code=problem, param="line_items", saved=False)
    if amount % step:
        raise ApiError(f"Amounts in {code} must be a multiple of {step}.", param="line_items")
    return amount, code


def product(session: Object) -> str:
    names = [item["price_data"]["product_data"]["name"] for item in session.get("_items", [])]
    return ", ".join(map(str, names))


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
    if session["payment_intent"]:
        intent = store.get("payment_intent", session["payment_intent"])
        store.put(intent | {"status": "canceled", "canceled_at": store.now(), "next_action": None})
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


def _intent(store: Store, session: Object, amount: int, currency: str) -> Object:
    """The session's PaymentIntent, made when somebody first tries to pay."""
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    metadata = session.get("_payment_intent_data", {}).get("metadata", {})
    intent = objects.intent(
        store, amount=amount, currency=currency, metadata=metadata, customer=session["customer"]
    )
    session["payment_intent"] = intent["id"]
    store.put(session)
    return store.put(intent)


def _require_open(session: Object) -> None:
    if session["status"] != "open":
        raise ApiError(f"This Checkout Session is {session['status']}.", code="session_not_open")


def session_pay(
    store: Store, session: Object, *, amount: int | None = None, currency: str | None = None
) -> Object:
    """Somebody pays. Another `amount` or `currency` plants a wrong payment, for tests. The completed event."""
    _require_open(session)
    if session["mode"] == "subscription":
        billing.session_subscribe(store, session)
    else:
        intent = _intent(
            store, session, amount or session["amount_total"], (currency or session["currency"]).lower()
        )
        charges.succeed(store, intent, objects.charge(store, intent, state="pending"))
    session |= {"payment_status": "paid", "status": "complete", "url": None}
    store.put(session)
    return store.emit("checkout.session.completed", session)


def session_challenge(store: Store, session: Object) -> Object:
    """The card asks for 3-D Secure; the page stays open until the donor answers the bank."""
    _require_payment_mode(session)
    intent = _intent(store, session, session["amount_total"], session["currency"])
    intent |= {
        "next_action": {"type": "use_stripe_sdk", "use_stripe_sdk": {}},
        "status": "requires_action",
    }
    store.put(intent)
    return store.emit("payment_intent.requires_action", intent)


def session_decline(store: Store, session: Object, *, code: str = "card_declined") -> Object:
    """The card is refused; the session stays open for another try. The failure event."""
    _require_payment_mode(session)
    intent = _intent(store, session, session["amount_total"], session["currency"])
    charge = store.put(objects.charge(store, intent, state="failed"))
    charges.fail(store, intent, charge, code=code)
    store.emit("charge.failed", charge)
    return store.emit("payment_intent.payment_failed", intent)


def _require_payment_mode(session: Object) -> None:
    _require_open(session)
    if session["mode"] != "payment":
        raise ApiError("A session in subscription mode can be paid or left.")


def session_pay_later(store: Store, session: Object) -> Object:
    """A method whose money takes days: the session is complete and unpaid until `session_settle`."""
    _require_payment_mode(session)
    intent = _intent(store, session, session["amount_total"], session["currency"])
    charge = store.put(objects.charge(store, intent, state="pending", later=True))
    store.put(intent | {"latest_charge": charge["id"], "status": "processing", "next_action": None})
    session |= {"status": "complete", "url": None}
    store.put(session)
    store.emit("payment_intent.processing", store.get("payment_intent", intent["id"]))
    return store.emit("checkout.session.completed", session)


def session_settle(store: Store, session: Object, *, succeeds: bool) -> Object:
    """The money of a session paid "later" comes, or does not. The session's event.

    Raises:
        ApiError: none is under way.
    """
    intent = store.get("payment_intent", session["payment_intent"] or "")
    if intent["status"] != "processing":
        raise ApiError("No payment of this session is under way.")
    charge = store.get("charge", intent["latest_charge"])
    if succeeds:
        charges.succeed(store, intent, charge, kind="payment")
        session["payment_status"] = "paid"
        store.put(session)
        return store.emit("checkout.session.async_payment_succeeded", session)
    charge |= {"captured": False, "failure_code": "payment_failed", "paid": False, "status": "failed"}
    store.put(charge)
    charges.fail(store, intent, charge, code="payment_intent_payment_attempt_failed")
    store.emit("charge.failed", charge)
    store.emit("payment_intent.payment_failed", intent)
    return store.emit("checkout.session.async_payment_failed", session)


def session_arrive(store: Store, session: Object) -> Object:
    return session_settle(store, session, succeeds=True)


def session_bounce(store: Store, session: Object) -> Object:
    return session_settle(store, session, succeeds=False)
