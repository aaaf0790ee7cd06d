"""Everything that is said to the payment processor. The only module that imports its SDK.

It returns projections of what was answered, never the SDK's own objects: they are no dicts, may hold Decimals and carry
donor data we do not want in memory, logs or tables.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import stripe
from stripe.params.checkout import SessionCreateParams

from giving.accounts import Account
from giving.exceptions import ProcessorRefused, ProcessorUnavailable, SignatureRefused

TIMEOUT_SECONDS = 15
PRODUCT_NAME = "Donation"  # neutral on purpose: it appears on the payment page, receipts and bank statements
API_VERSION = stripe.api_version
# Checkout's own languages among ours; the others get the browser's.
CHECKOUT_LOCALES = frozenset({"en", "th", "vi", "id", "fil"})


@dataclass(frozen=True)
class Session:
    """A Checkout Session. `status` is open, complete or expired; `url` is empty unless it is open."""

    id: str
    status: str
    payment_status: str
    url: str
    payment_intent_id: str
    client_reference_id: str
    amount_minor: int
    currency: str
    livemode: bool


@dataclass(frozen=True)
class BalanceTransaction:
    """One movement of our balance at the processor, in minor units: net = amount - fee."""

    id: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str


@dataclass(frozen=True)
class RefundState:
    """A refund as the processor holds it; `refund_ref` is the id of our own row, from its metadata."""

    id: str
    status: str
    amount_minor: int
    refund_ref: str
    balance_transaction: BalanceTransaction | None


@dataclass(frozen=True)
class Payment:
    """A PaymentIntent with its latest charge. `balance_transaction` is set once money moved."""

    id: str
    status: str
    amount_minor: int
    received_minor: int
    currency: str
    livemode: bool
    donation_ref: str
    charge_id: str = ""
    charge_paid: bool = False
    declined: bool = False
    balance_transaction: BalanceTransaction | None = None
    refunds: list[RefundState] = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """What the inbox keeps of a verified webhook."""

    id: str
    type: str
    object_id: str
    payment_intent_id: str
    donation_ref: str
    created: int
    api_version: str
    livemode: bool


@lru_cache(maxsize=8)
def _client(account: Account) -> stripe.StripeClient:
    addresses: Any = {"api": account.api_base} if account.api_base else None
    return stripe.StripeClient(
        account.secret_key,
        base_addresses=addresses,
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """The SDK's errors as ours. Our sentence never repeats theirs: it can quote what was sent."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        raise ProcessorRefused(
            f"{error.http_status} {error.code or ''} {error.param or ''}".strip()
        ) from error
    except (stripe.AuthenticationError, stripe.PermissionError, stripe.IdempotencyError) as error:
        raise ProcessorRefused(type(error).__name__) from error
    except stripe.StripeError as error:
        raise ProcessorUnavailable(type(error).__name__) from error


def session_create(
    account: Account,
    *,
    reference: str,
    amount_minor: int,
    currency: str,
    locale: str,
    success_url: str,
    cancel_url: str,
    expires_at: datetime,
    idempotency_key: str,
) -> Session:
    """Opens a Checkout Session for one gift; `reference` (an opaque id) is all it is told about it.

    Raises:
        ProcessorUnavailable: no usable answer; the same call may be repeated with the same key.
        ProcessorRefused: the request is wrong.
    """
    metadata = {"donation": reference}
    params: SessionCreateParams = {
        "mode": "payment",
        "submit_type": "donate",
        "client_reference_id": reference,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},  # session metadata does not reach the PaymentIntent
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency.lower(),
                    "unit_amount": amount_minor,
                    "product_data": {"name": PRODUCT_NAME},
                },
            }
        ],
        "adaptive_pricing": {"enabled": False},
        "locale": locale if locale in CHECKOUT_LOCALES else "auto",
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
    }
    with _translated():
        found = _client(account).v1.checkout.sessions.create(params, {"idempotency_key": idempotency_key})
    return _session(found)


def session_read(account: Account, session_id: str) -> Session:
    with _translated():
        return _session(_client(account).v1.checkout.sessions.retrieve(session_id))


def session_expire(account: Account, session_id: str) -> Session:
    """Closes an open session, so that nobody can pay it any more; a session no longer open is returned as it is."""
    with _translated():
        try:
            return _session(_client(account).v1.checkout.sessions.expire(session_id))
        except stripe.InvalidRequestError:
            return _session(_client(account).v1.checkout.sessions.retrieve(session_id))


def payment_read(account: Account, payment_intent_id: str) -> Payment:
    """A payment with its charge, balance transaction and refunds, as they are now."""
    client = _client(account)
    with _translated():
        intent = client.v1.payment_intents.retrieve(
            payment_intent_id, {"expand": ["latest_charge.balance_transaction"]}
        )
        refunds = client.v1.refunds.list(
            {
                "payment_intent": payment_intent_id,
                "limit": 100,
                "expand": ["data.balance_transaction"],
            }
        )
        states = [_refund(refund) for refund in refunds.auto_paging_iter()]
    charge: Any = intent.latest_charge
    return Payment(
        id=intent.id,
        status=intent.status,
        amount_minor=intent.amount,
        received_minor=intent.amount_received,
        currency=intent.currency.upper(),
        livemode=intent.livemode,
        donation_ref=_metadata(intent, "donation"),
        charge_id=charge.id if charge else "",
        charge_paid=bool(charge and charge.paid and charge.captured),
        declined=bool(intent.last_payment_error),
        balance_transaction=_balance_transaction(charge.balance_transaction) if charge else None,
        refunds=states,
    )


def refund_create(
    account: Account, *, reference: str, payment_intent_id: str, amount_minor: int
) -> RefundState:
    """Sends money back. `reference` is the id of our refund row, and makes the key: two equal refunds are two."""
    with _translated():
        found = _client(account).v1.refunds.create(
            {
                "payment_intent": payment_intent_id,
                "amount": amount_minor,
                "metadata": {"refund": reference},
                "expand": ["balance_transaction"],
            },
            {"idempotency_key": f"refund-{reference}"},
        )
    return _refund(found)


def event_verify(account: Account, body: bytes, signature: str) -> Event:
    """The event in a webhook's body, its signature checked against each secret (two while one is being replaced).

    Raises:
        SignatureRefused: missing, wrong or older than five minutes; or the body is no event.
    """
    if not any(_signed(body, signature, secret) for secret in account.webhook_secrets):
        raise SignatureRefused
    try:
        return _event(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SignatureRefused from error


def _signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(
            stripe.WebhookSignature.verify_header(body, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE)
        )
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _event(payload: dict[str, Any]) -> Event:
    found = payload["data"]["object"]
    kind = found.get("object", "")
    payment = found["id"] if kind == "payment_intent" else found.get("payment_intent") or ""
    return Event(
        id=str(payload["id"]),
        type=str(payload["type"]),
        object_id=str(found.get("id") or ""),
        payment_intent_id=_identifier(payment),
        donation_ref=str(
            (found.get("metadata") or {}).get("donation") or found.get("client_reference_id") or ""
        )[:40],
        created=int(payload["created"]),
        api_version=str(payload.get("api_version") or ""),
        livemode=bool(payload["livemode"]),
    )


def _identifier(value: Any) -> str:
    """The id of a reference that may have been expanded."""
    if isinstance(value, dict):
        return str(value["id"])
    return str(getattr(value, "id", value) or "")


def _metadata(source: Any, key: str) -> str:
    return str(getattr(source.metadata, key, "") or "") if source.metadata else ""


def _optional(convert: Callable[[Any], BalanceTransaction], value: Any) -> BalanceTransaction | None:
    return None if value is None or isinstance(value, str) else convert(value)


def _balance_transaction(value: Any) -> BalanceTransaction | None:
    return _optional(
        lambda found: BalanceTransaction(
            found.id, found.amount, found.fee, found.net, found.currency.upper()
        ),
        value,
    )


def _session(found: Any) -> Session:
    return Session(
        id=found.id,
        status=found.status or "",
        payment_status=found.payment_status,
        url=found.url or "",
        payment_intent_id=_identifier(found.payment_intent),
        client_reference_id=found.client_reference_id or "",
        amount_minor=found.amount_total or 0,
        currency=(found.currency or "").upper(),
        livemode=found.livemode,
    )


def _refund(found: Any) -> RefundState:
    return RefundState(
        id=found.id,
        status=found.status or "",
        amount_minor=found.amount,
        refund_ref=_metadata(found, "refund"),
        balance_transaction=_balance_transaction(found.balance_transaction),
    )
