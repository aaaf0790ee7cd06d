"""From the processor's objects to our records. Reads attributes only, so that it needs no SDK."""

from collections.abc import Callable
from typing import Any

from giving.records import BalanceTransaction, DisputeState, Event, Payment, Payout, RefundState, Session


def identifier(value: Any) -> str:
    """The id of a reference that may have been expanded."""
    if isinstance(value, dict):
        return str(value["id"])
    return str(getattr(value, "id", value) or "")


def labelled(source: Any, key: str) -> str:
    """A value of the object's metadata; "" when it has none."""
    return str(getattr(source.metadata, key, "") or "") if source.metadata else ""


def _optional(convert: Callable[[Any], BalanceTransaction], value: Any) -> BalanceTransaction | None:
    return None if value is None or isinstance(value, str) else convert(value)


def balance_transaction(found: Any) -> BalanceTransaction:
    return BalanceTransaction(
        id=found.id,
        amount_minor=found.amount,
        fee_minor=found.fee,
        net_minor=found.net,
        currency=found.currency.upper(),
        category=found.reporting_category,
        source=identifier(found.source),
    )


def session(found: Any) -> Session:
    return Session(
        id=found.id,
        status=found.status or "",
        payment_status=found.payment_status,
        url=found.url or "",
        payment_intent_id=identifier(found.payment_intent),
        client_reference_id=found.client_reference_id or "",
        amount_minor=found.amount_total or 0,
        currency=(found.currency or "").upper(),
        livemode=found.livemode,
    )


def refund(found: Any) -> RefundState:
    return RefundState(
        id=found.id,
        status=found.status or "",
        amount_minor=found.amount,
        refund_ref=labelled(found, "refund"),
        balance_transaction=_optional(balance_transaction, found.balance_transaction),
        failure=_optional(balance_transaction, getattr(found, "failure_balance_transaction", None)),
    )


def dispute(found: Any) -> DisputeState:
    return DisputeState(
        id=found.id,
        status=found.status,
        amount_minor=found.amount,
        currency=found.currency.upper(),
        reason=found.reason,
        movements=tuple(balance_transaction(moved) for moved in found.balance_transactions),
    )


def payment(intent: Any, refunds: list[RefundState], disputes: list[DisputeState]) -> Payment:
    charge = intent.latest_charge
    return Payment(
        id=intent.id,
        status=intent.status,
        amount_minor=intent.amount,
        received_minor=intent.amount_received,
        currency=intent.currency.upper(),
        livemode=intent.livemode,
        donation_ref=labelled(intent, "donation"),
        charge_id=charge.id if charge else "",
        charge_paid=bool(charge and charge.paid and charge.captured),
        declined=bool(intent.last_payment_error),
        balance_transaction=_optional(balance_transaction, charge.balance_transaction) if charge else None,
        refunds=refunds,
        disputes=disputes,
    )


def payout(found: Any) -> Payout:
    return Payout(
        id=found.id,
        status=found.status,
        balance_transaction=_optional(balance_transaction, found.balance_transaction),
        failure=_optional(balance_transaction, found.failure_balance_transaction),
    )


def event(payload: dict[str, Any]) -> Event:
    """Of an event as it is sent: plain JSON.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no event.
    """
    found = payload["data"]["object"]
    kind = found.get("object", "")
    paid = found["id"] if kind == "payment_intent" else found.get("payment_intent") or ""
    reference = (found.get("metadata") or {}).get("donation") or found.get("client_reference_id") or ""
    return Event(
        id=str(payload["id"]),
        type=str(payload["type"]),
        object_id=str(found.get("id") or ""),
        payment_intent_id=identifier(paid),
        donation_ref=str(reference)[:40],
        created=int(payload["created"]),
        api_version=str(payload.get("api_version") or ""),
        livemode=bool(payload["livemode"]),
    )
