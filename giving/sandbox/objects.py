"""The shapes of what the processor answers, each with every field its published schema requires."""

from typing import Any

from giving.sandbox.store import Object, Store, new_id

_NO_ADDRESS = {
    "city": None,
    "country": None,
    "line1": None,
    "line2": None,
    "postal_code": None,
    "state": None,
}
_NO_TAX = {"enabled": False, "liability": None, "provider": None, "status": None}


def listing(items: list[Object], url: str) -> Object:
    return {"object": "list", "data": items, "has_more": False, "url": url}


def session(store: Store, params: dict[str, Any], *, amount: int, currency: str, expires_at: int) -> Object:
    """An open Checkout Session; `url` is the caller's."""
    return {
        "id": new_id("cs_test"),
        "object": "checkout.session",
        "adaptive_pricing": params.get("adaptive_pricing", {"enabled": True}),
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": _NO_TAX,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": store.now(),
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": params.get("customer"),
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "expires_at": expires_at,
        "invoice": None,
        "livemode": False,
        "locale": params.get("locale", "auto"),
        "metadata": params.get("metadata", {}),
        "mode": params["mode"],
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "ui_mode": "hosted_page",
        "url": None,
    }


def intent(
    store: Store, *, amount: int, currency: str, metadata: dict[str, str], customer: str | None
) -> Object:
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "capture_method": "automatic_async",
        "created": store.now(),
        "currency": currency,
        "customer": customer,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": metadata,
        "next_action": None,
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }


def charge(store: Store, intent: Object, *, state: str, later: bool = False) -> Object:
    """A charge that "succeeded", "failed" or is "pending" (`later`: by a method whose money takes days)."""
    paid = state == "succeeded"
    return {
        "id": new_id("py" if later else "ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {
            "address": _NO_ADDRESS, "email": None, "name": None, "phone": None, "tax_id": None,
        },
        "captured": state != "failed",
        "created": store.now(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "disputed": False,
        "failure_code": None if state != "failed" else "card_declined",
        "failure_message": None if state != "failed" else "Your card was declined.",
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": paid,
        "payment_intent": intent["id"],
        "refunded": False,
        "status": state,
    }  # fmt: skip


def balance_transaction(
    store: Store, *, kind: str, category: str, source: Object, amount: int, charged_fee: int = 0
) -> Object:
    """`net` = `amount` - `charged_fee`; `source` is what moved the money."""
    now, currency = store.now(), source["currency"]
    detail = {
        "amount": charged_fee, "application": None, "currency": currency, "description": None, "type": "stripe_fee",
    }  # fmt: skip
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + 2 * 24 * 60 * 60 if kind in ("charge", "payment") else now,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": charged_fee,
        "fee_details": [detail] if charged_fee else [],
        "net": amount - charged_fee,
        "reporting_category": category,
        "source": source["id"],
        "status": "pending" if kind in ("charge", "payment") else "available",
        "type": kind,
    }


def refund(store: Store, charge: Object, *, amount: int, state: str, params: dict[str, Any]) -> Object:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": store.now(),
        "currency": charge["currency"],
        "metadata": params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "status": state,
    }


def dispute(store: Store, charge: Object, *, amount: int, reason: str) -> Object:
    evidence = (
        "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
        "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
        "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
        "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
        "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
        "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file",
        "uncategorized_text",
    )  # fmt: skip
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": store.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(evidence), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": store.now() + 7 * 24 * 60 * 60, "enhanced_eligibility": {}, "has_evidence": False,
            "past_due": False, "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }  # fmt: skip


def payout(store: Store, *, amount: int, currency: str, automatic: bool, metadata: dict[str, str]) -> Object:
    return {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": store.now() + 24 * 60 * 60,
        "automatic": automatic,
        "balance_transaction": None,
        "created": store.now(),
        "currency": currency,
        "description": None,
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": metadata,
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "completed" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }


def customer(store: Store, params: dict[str, Any]) -> Object:
    return {
        "id": new_id("cus"),
        "object": "customer",
        "address": None,
        "created": store.now(),
        "default_source": None,
        "description": params.get("description"),
        "email": params.get("email"),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "name": params.get("name"),
        "shipping": None,
    }
