"""Money that goes back: refunds, which can fail later, and disputes. Amounts in minor units."""

from typing import Any

from giving.sandbox import balance, objects
from giving.sandbox.errors import ApiError, missing
from giving.sandbox.store import Object, Store


def refund_create(store: Store, params: dict[str, Any]) -> Object:
    """Sends back a part or all of what is left of a charge. By a method paid later it is pending at first.

    Raises:
        ApiError: nothing was paid, more is asked than is left, or the charge is disputed.
    """
    charge = _charge_of(store, params)
    disputed = [found for found in store.all("dispute") if found["charge"] == charge["id"]]
    if any(found["status"] not in ("won", "lost") for found in disputed):
        raise ApiError("Charge has been charged back; cannot issue a refund.", code="charge_disputed")
    lost = sum(found["amount"] for found in disputed if found["status"] == "lost")
    left = charge["amount"] - charge["amount_refunded"] - lost
    amount = params.get("amount", left)
    if left == 0:
        raise ApiError("Charge has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise ApiError(
            f"Refund amount ({amount}) is not between 1 and what is left ({left}).", param="amount"
        )
    later = charge["id"].startswith("py_")
    state = "pending" if later else "succeeded"
    refund = objects.refund(store, charge, amount=amount, state=state, params=params)
    if not later:
        _refund_move(store, refund, kind="refund")
    charge |= {
        "amount_refunded": charge["amount_refunded"] + amount,
        "refunded": amount == charge["amount"] - charge["amount_refunded"],
    }
    store.put(refund)
    store.put(charge)
    store.emit("refund.created", refund)
    store.emit("charge.refunded", charge)
    return refund


def _charge_of(store: Store, params: dict[str, Any]) -> Object:
    if params.get("charge"):
        charge = store.get("charge", params["charge"])
    elif params.get("payment_intent"):
        intent = store.get("payment_intent", params["payment_intent"])
        if intent["status"] != "succeeded":
            raise ApiError("This PaymentIntent does not have a successful charge to refund.")
        charge = store.get("charge", intent["latest_charge"])
    else:
        raise missing("payment_intent")
    if not charge["paid"]:
        raise ApiError("This charge was not paid, so there is nothing to refund.")
    return charge


def _refund_move(store: Store, refund: Object, *, kind: str) -> None:
    refund["balance_transaction"] = balance.move(
        store, kind=kind, category="refund", source=refund, amount=-refund["amount"]
    )


def refund_settle(store: Store, refund: Object) -> Object:
    """A pending refund reaches the donor."""
    if refund["status"] != "pending":
        raise ApiError(f"This refund is {refund['status']}.")
    refund["status"] = "succeeded"
    _refund_move(store, refund, kind="payment_refund")
    store.put(refund)
    return store.emit("refund.updated", refund)


def refund_fail(store: Store, refund: Object) -> Object:
    """A refund, even one that succeeded, comes back from the donor's bank."""
    if refund["status"] not in ("pending", "succeeded"):
        raise ApiError(f"This refund is {refund['status']}.")
    if refund["balance_transaction"]:
        refund["failure_balance_transaction"] = balance.move(
            store, kind="refund_failure", category="refund_failure", source=refund, amount=refund["amount"]
        )
    refund |= {"failure_reason": "expired_or_canceled_card", "status": "failed"}
    store.put(refund)
    charge = store.get("charge", refund["charge"])
    charge |= {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False}
    store.put(charge)
    store.emit("refund.updated", refund)
    return store.emit("refund.failed", refund)


def dispute_open(store: Store, charge: Object, *, amount: int | None, reason: str) -> Object:
    """The donor's bank takes all or a part of a charge back, and the processor a fee.

    Raises:
        ApiError: nothing to dispute, or it is disputed already.
    """
    left = charge["amount"] - charge["amount_refunded"]
    wanted = left if amount is None else amount
    if not charge["paid"] or charge["disputed"] or not 0 < wanted <= left:
        raise ApiError("This charge cannot be disputed for that amount.")
    dispute = objects.dispute(store, charge, amount=wanted, reason=reason)
    _dispute_move(store, dispute, amount=-wanted, charged_fee=balance.DISPUTE_FEE)
    store.put(charge | {"disputed": True})
    store.put(dispute)
    store.emit("charge.dispute.created", dispute)
    return store.emit("charge.dispute.funds_withdrawn", dispute)


def _dispute_move(store: Store, dispute: Object, *, amount: int, charged_fee: int = 0) -> None:
    category = "dispute" if amount < 0 else "dispute_reversal"
    identifier = balance.move(
        store, kind="adjustment", category=category, source=dispute, amount=amount, charged_fee=charged_fee
    )
    dispute["balance_transactions"].append(store.get("balance_transaction", identifier))


def dispute_close(store: Store, dispute: Object, *, won: bool) -> Object:
    """The bank decides. What is won comes back; the fee does not."""
    if dispute["status"] in ("won", "lost"):
        raise ApiError(f"This dispute is {dispute['status']}.")
    dispute["status"] = "won" if won else "lost"
    if won:
        _dispute_move(store, dispute, amount=dispute["amount"])
    store.put(dispute)
    if won:
        store.emit("charge.dispute.funds_reinstated", dispute)
    return store.emit("charge.dispute.closed", dispute)


def dispute_accept(store: Store, dispute: Object) -> Object:
    """We give in: it is lost."""
    dispute_close(store, dispute, won=False)
    return store.get("dispute", dispute["id"])


def dispute_win(store: Store, dispute: Object) -> Object:
    dispute_close(store, dispute, won=True)
    return store.get("dispute", dispute["id"])
