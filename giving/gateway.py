"""Everything that is said to the payment processor. The only module that imports its SDK.

One class, whatever it talks to: Stripe or the sandbox differ in an address and a key, which are the account's.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

import stripe
from stripe.params.checkout import SessionCreateParams

from giving import accounts, projections
from giving.accounts import Account
from giving.exceptions import ProcessorRefused, ProcessorUnavailable, SignatureRefused
from giving.records import BalanceTransaction, Event, Payment, Payout, RefundState, Session

TIMEOUT_SECONDS = 15
PRODUCT_NAME = "Donation"  # neutral on purpose: it appears on the payment page, receipts and bank statements
API_VERSION = stripe.api_version
PAGE = 100  # the processor's largest
# Checkout's own languages among ours; the others get the browser's.
CHECKOUT_LOCALES = frozenset({"en", "th", "vi", "id", "fil"})


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


class Gateway:
    """One account at the processor.

    Every method that asks it raises `ProcessorUnavailable` when there is no usable answer (the same call may be
    repeated) and `ProcessorRefused` when the request itself is wrong. Never call one inside a transaction.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    @property
    def _client(self) -> stripe.StripeClient:
        return _client(self.account)

    def session_create(
        self,
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
        """Opens a Checkout Session for one gift; `reference` (an opaque id) is all it is told about it."""
        metadata = {"donation": reference}
        params: SessionCreateParams = {
            "mode": "payment",
            "submit_type": "donate",
            "client_reference_id": reference,
            "metadata": metadata,
            "payment_intent_data": {
                "metadata": metadata
            },  # session metadata does not reach the PaymentIntent
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
            found = self._client.v1.checkout.sessions.create(params, {"idempotency_key": idempotency_key})
        return projections.session(found)

    def session_read(self, session_id: str) -> Session:
        with _translated():
            return projections.session(self._client.v1.checkout.sessions.retrieve(session_id))

    def session_expire(self, session_id: str) -> Session:
        """Closes an open session, so that nobody can pay it any more; one no longer open is returned as it is."""
        with _translated():
            try:
                return projections.session(self._client.v1.checkout.sessions.expire(session_id))
            except stripe.InvalidRequestError:
                return projections.session(self._client.v1.checkout.sessions.retrieve(session_id))

    def payment_read(self, payment_intent_id: str) -> Payment:
        """A payment with its charge, refunds, disputes and what each moved, as they are now."""
        v1 = self._client.v1
        with _translated():
            intent = v1.payment_intents.retrieve(
                payment_intent_id, {"expand": ["latest_charge.balance_transaction"]}
            )
            charge: Any = intent.latest_charge
            refunds, disputes = [], []
            if charge and charge.paid:
                refunded = v1.refunds.list(
                    {
                        "payment_intent": payment_intent_id,
                        "limit": PAGE,
                        "expand": ["data.balance_transaction", "data.failure_balance_transaction"],
                    }
                )
                # Newest first as listed; booked in the order they were made.
                refunds = [projections.refund(found) for found in refunded.auto_paging_iter()][::-1]
            if charge and charge.disputed:
                disputed = v1.disputes.list({"payment_intent": payment_intent_id, "limit": PAGE})
                disputes = [projections.dispute(found) for found in disputed.auto_paging_iter()][::-1]
        return projections.payment(intent, refunds, disputes)

    def refund_create(self, *, reference: str, payment_intent_id: str, amount_minor: int) -> RefundState:
        """Sends money back. `reference` is the id of our refund row, and makes the key: two equal refunds are two."""
        with _translated():
            found = self._client.v1.refunds.create(
                {
                    "payment_intent": payment_intent_id,
                    "amount": amount_minor,
                    "metadata": {"refund": reference},
                    "expand": ["balance_transaction"],
                },
                {"idempotency_key": f"refund-{reference}"},
            )
        return projections.refund(found)

    def payout_read(self, payout_id: str) -> Payout:
        expand = ["balance_transaction", "failure_balance_transaction"]
        with _translated():
            return projections.payout(self._client.v1.payouts.retrieve(payout_id, {"expand": expand}))

    def payment_intent_of(self, source_id: str) -> str:
        """The PaymentIntent behind a charge, refund or dispute; "" when it has none or is something else."""
        kinds = {
            "ch": "charges",
            "py": "charges",
            "re": "refunds",
            "pyr": "refunds",
            "du": "disputes",
            "dp": "disputes",
        }
        name = kinds.get(source_id.partition("_")[0])
        if name is None:
            return ""
        with _translated():
            found = getattr(self._client.v1, name).retrieve(source_id)
        return projections.identifier(found.payment_intent)

    def balance_transactions(self) -> list[BalanceTransaction]:
        """Every movement of the balance, oldest first."""
        with _translated():
            listed = self._client.v1.balance_transactions.list({"limit": PAGE})
            return [projections.balance_transaction(found) for found in listed.auto_paging_iter()][::-1]

    def balance_transaction_read(self, identifier: str) -> BalanceTransaction | None:
        """One movement; None when the processor knows none by that id."""
        try:
            with _translated():
                return projections.balance_transaction(
                    self._client.v1.balance_transactions.retrieve(identifier)
                )
        except ProcessorRefused as refused:
            if str(refused).startswith("404"):
                return None
            raise

    def balance(self) -> dict[str, int]:
        """Currency -> what the processor says it holds for us, available or pending."""
        with _translated():
            found = self._client.v1.balance.retrieve()
        sums: dict[str, int] = {}
        parts: list[Any] = [*found.available, *found.pending]
        for part in parts:
            sums[part.currency.upper()] = sums.get(part.currency.upper(), 0) + part.amount
        return sums

    def events(self, since: datetime) -> list[tuple[Event, bytes]]:
        """What was announced since then, oldest first, each with its JSON. The processor keeps thirty days."""
        with _translated():
            listed = self._client.v1.events.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
            found = [item.to_dict() for item in listed.auto_paging_iter()][::-1]
        return [(projections.event(item), json.dumps(item, default=str).encode()) for item in found]

    def event_verify(self, body: bytes, signature: str) -> Event:
        """The event in a webhook's body, its signature checked against each secret (two while one is replaced).

        Raises:
            SignatureRefused: missing, wrong or older than five minutes; or the body is no event.
        """
        if not any(_signed(body, signature, secret) for secret in self.account.webhook_secrets):
            raise SignatureRefused
        try:
            return projections.event(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SignatureRefused from error


def gateway_for(name: str) -> Gateway:
    """The gateway of the account called `name`.

    Raises:
        KeyError, ProcessorMisconfigured: as `accounts.get`.
    """
    return Gateway(accounts.get(name))


def _signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(
            stripe.WebhookSignature.verify_header(body, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE)
        )
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
