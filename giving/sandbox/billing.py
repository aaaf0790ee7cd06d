"""Customers, subscriptions and their invoices, renewed by the stand-in's clock. Amounts in minor units."""

from calendar import monthrange
from datetime import UTC, datetime
from typing import Any

from giving.sandbox import charges, objects
from giving.sandbox.errors import ApiError
from giving.sandbox.store import Object, Store, new_id

RETRY_SECONDS = 3 * 24 * 60 * 60
ATTEMPTS = 4
MONTHS = {"month": 1, "year": 12}


def period_end(start: int, *, interval: str, count: int = 1) -> int:
    """The same day so many months later, or the month's last."""
    moment = datetime.fromtimestamp(start, tz=UTC)
    months = moment.year * 12 + moment.month - 1 + MONTHS[interval] * count
    year, month = divmod(months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())


def customer_create(store: Store, params: dict[str, Any]) -> Object:
    customer = store.put(objects.customer(store, params))
    store.emit("customer.created", customer)
    return customer


def customer_update(store: Store, customer: Object, params: dict[str, Any]) -> Object:
    customer |= {name: params[name] for name in ("email", "name", "description") if name in params}
    customer["metadata"] = customer["metadata"] | params.get("metadata", {})
    store.put(customer)
    store.emit("customer.updated", customer)
    return customer


def customer_delete(store: Store, customer: Object) -> Object:
    """Forgets the person; every subscription of theirs ends."""
    for subscription in store.all("subscription"):
        if subscription["customer"] == customer["id"] and subscription["status"] != "canceled":
            subscription_cancel(store, subscription)
    store.emit("customer.deleted", customer)
    gone = {"id": customer["id"], "object": "customer", "deleted": True}
    return store.put(gone)


def session_subscribe(store: Store, session: Object) -> Object:
    """Somebody pays a session in subscription mode: customer, subscription, first invoice."""
    if not session["customer"]:
        session["customer"] = customer_create(store, {"email": session["customer_email"]})["id"]
    subscription = _subscription(store, session)
    store.put(subscription)
    store.emit("customer.subscription.created", subscription)
    invoice = invoice_pay(store, subscription, reason="subscription_create")
    session |= {"subscription": subscription["id"], "invoice": invoice["id"]}
    return subscription


def _subscription(store: Store, session: Object) -> Object:
    item, now = session["_items"][0], store.now()
    price, data = item["price_data"], session["_subscription_data"]
    identifier, recurring = new_id("sub"), price["recurring"]
    count = recurring.get("interval_count", 1)
    end = period_end(now, interval=recurring["interval"], count=count)
    listed = {
        "id": new_id("si"), "object": "subscription_item", "created": now, "current_period_end": end,
        "current_period_start": now, "discounts": [], "metadata": {}, "price": _price(store, price),
        "quantity": item.get("quantity", 1), "subscription": identifier, "tax_rates": [],
    }  # fmt: skip
    return {
        "id": identifier,
        "object": "subscription",
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": now,
        "billing_mode": {"type": "flexible"},
        "billing_schedules": [],
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": price["currency"].lower(),
        "customer": session["customer"],
        "description": data.get("description"),
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": objects.listing([listed], f"/v1/subscription_items?subscription={identifier}"),
        "latest_invoice": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "pause_collection": None,
        "start_date": now,
        "status": "active",
        "_amount": session["amount_total"],
        "_retry_at": 0,
    }


def _price(store: Store, data: dict[str, Any]) -> Object:
    recurring = data["recurring"]
    return {
        "id": new_id("price"), "object": "price", "active": False, "billing_scheme": "per_unit",
        "created": store.now(), "currency": data["currency"].lower(), "livemode": False, "metadata": {},
        "product": new_id("prod"), "type": "recurring", "unit_amount": data["unit_amount"],
        "recurring": {
            "interval": recurring["interval"], "interval_count": recurring.get("interval_count", 1),
            "meter": None, "usage_type": "licensed",
        },
    }  # fmt: skip


def invoice_pay(store: Store, subscription: Object, *, reason: str) -> Object:
    """Bills the present period: paid, or open with a failure if the subscription was told to decline."""
    invoice = store.put(_invoice(store, subscription, reason=reason))
    store.emit("invoice.finalized", invoice)
    subscription["latest_invoice"] = invoice["id"]
    return _invoice_attempt(store, subscription, invoice)


def _invoice_attempt(store: Store, subscription: Object, invoice: Object) -> Object:
    """Tries to charge an open invoice; each attempt is a payment of its own."""
    declines = subscription.get("_declines", False)
    intent = objects.intent(
        store,
        amount=invoice["total"],
        currency=invoice["currency"],
        metadata={},
        customer=invoice["customer"],
    )
    charge = objects.charge(store, intent, state="failed" if declines else "pending")
    payment = store.put(_invoice_payment(store, invoice, intent, paid=not declines))
    invoice["payments"]["data"].append(payment)
    invoice["attempt_count"] += 1
    if declines:
        store.put(charge)
        charges.fail(store, intent, charge, code="card_declined")
        store.emit("charge.failed", charge)
        store.emit("payment_intent.payment_failed", intent)
    else:
        charges.succeed(store, intent, charge)
        _invoice_settle(store, invoice)
    store.put(subscription)
    store.put(invoice)
    for kind in ("invoice.payment_failed",) if declines else ("invoice.paid", "invoice.payment_succeeded"):
        store.emit(kind, invoice)
    return invoice


def _invoice_settle(store: Store, invoice: Object) -> None:
    invoice |= {
        "amount_paid": invoice["total"], "amount_remaining": 0, "status": "paid",
        "status_transitions": invoice["status_transitions"] | {"paid_at": store.now()},
    }  # fmt: skip


def _invoice(store: Store, subscription: Object, *, reason: str) -> Object:
    now, amount, identifier = store.now(), subscription["_amount"], new_id("in")
    item = subscription["items"]["data"][0]
    span = {"end": item["current_period_end"], "start": item["current_period_start"]}
    line = {
        "id": new_id("il"), "object": "line_item", "amount": amount, "currency": subscription["currency"],
        "description": None, "discountable": True, "discounts": [], "invoice": identifier, "livemode": False,
        "metadata": subscription["metadata"], "period": span, "quantity": 1, "subtotal": amount,
    }  # fmt: skip
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    zeros = (
        "amount_overpaid", "amount_paid", "amount_paid_off_stripe", "amount_shipping",
        "post_payment_credit_notes_amount", "pre_payment_credit_notes_amount", "starting_balance",
    )  # fmt: skip
    return {
        "id": identifier, "object": "invoice", **dict.fromkeys(zeros, 0), "amount_due": amount,
        "amount_remaining": amount, "attempt_count": 0, "attempted": True, "auto_advance": True,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None, "provider": None,
                          "status": None},
        "billing_reason": reason, "collection_method": "charge_automatically", "created": now,
        "currency": subscription["currency"], "customer": subscription["customer"], "default_tax_rates": [],
        "discounts": [], "issuer": {"type": "self"},
        "lines": objects.listing([line], f"/v1/invoices/{identifier}/lines"),
        "livemode": False, "metadata": {},
        "parent": {"quote_details": None, "subscription_details": details, "type": "subscription_details"},
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "payments": objects.listing([], f"/v1/invoice_payments?invoice={identifier}"),
        "period_end": span["end"], "period_start": span["start"], "status": "open",
        "status_transitions": {
            "finalized_at": now, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None,
        },
        "subtotal": amount, "total": amount,
    }  # fmt: skip


def _invoice_payment(store: Store, invoice: Object, intent: Object, *, paid: bool) -> Object:
    return {
        "id": new_id("inpay"), "object": "invoice_payment", "amount_paid": invoice["total"] if paid else None,
        "amount_requested": invoice["total"], "created": store.now(), "currency": invoice["currency"],
        "invoice": invoice["id"], "is_default": True, "livemode": False,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "paid" if paid else "open",
        "status_transitions": {"canceled_at": None, "paid_at": store.now() if paid else None},
    }  # fmt: skip


def subscription_update(store: Store, subscription: Object, params: dict[str, Any]) -> Object:
    if subscription["status"] == "canceled":
        raise ApiError("A canceled subscription can only update its cancellation_details.")
    for name in ("cancel_at_period_end", "description"):
        if name in params:
            subscription[name] = params[name]
    if "pause_collection" in params:
        pause = params["pause_collection"]
        subscription["pause_collection"] = (
            {"behavior": pause["behavior"], "resumes_at": None} if pause else None
        )
    subscription["metadata"] = subscription["metadata"] | params.get("metadata", {})
    store.put(subscription)
    store.emit("customer.subscription.updated", subscription)
    return subscription


def subscription_cancel(store: Store, subscription: Object) -> Object:
    """Ends it at once and for good."""
    if subscription["status"] == "canceled":
        raise ApiError("This subscription is canceled.", status=404, code="resource_missing", param="id")
    now = store.now()
    subscription |= {"canceled_at": now, "ended_at": now, "status": "canceled"}
    store.put(subscription)
    store.emit("customer.subscription.deleted", subscription)
    return subscription


def subscriptions_renew(store: Store) -> None:
    """Bills every period that began until now, each at the moment it began."""
    now = store.now()
    for listed in store.all("subscription"):
        found = listed
        while (due := _due(found)) <= now and found["status"] in ("active", "past_due"):
            with store.transaction(), store.as_of(due):
                _advance(store, store.get("subscription", found["id"]), due)
            found = store.get("subscription", found["id"])


def _due(subscription: Object) -> int:
    if subscription["status"] == "past_due":
        return int(subscription["_retry_at"])
    return int(subscription["items"]["data"][0]["current_period_end"])


def _advance(store: Store, subscription: Object, due: int) -> Object:
    """A new period, or a further attempt at the bill of the present one."""
    if subscription["status"] == "past_due":
        return _judge(
            store, subscription, _invoice_attempt(store, subscription, _open_invoice(store, subscription))
        )
    if subscription["cancel_at_period_end"]:
        return subscription_cancel(store, subscription)
    item = subscription["items"]["data"][0]
    recurring = item["price"]["recurring"]
    end = period_end(due, interval=recurring["interval"], count=recurring["interval_count"])
    item |= {"current_period_start": due, "current_period_end": end}
    store.put(subscription)
    if subscription["pause_collection"]:
        return subscription
    return _judge(store, subscription, invoice_pay(store, subscription, reason="subscription_cycle"))


def _open_invoice(store: Store, subscription: Object) -> Object:
    return store.get("invoice", subscription["latest_invoice"])


def _judge(store: Store, subscription: Object, invoice: Object) -> Object:
    """Active when paid; otherwise tried again in three days, four times, then over."""
    if invoice["status"] == "paid":
        subscription["status"] = "active"
    elif invoice["attempt_count"] >= ATTEMPTS:
        return subscription_cancel(store, subscription)
    else:
        subscription |= {"status": "past_due", "_retry_at": store.now() + RETRY_SECONDS}
    store.put(subscription)
    store.emit("customer.subscription.updated", subscription)
    return subscription
