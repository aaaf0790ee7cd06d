"""A charge that is paid, and one that is not: what both do to their PaymentIntent."""

from giving.sandbox import balance
from giving.sandbox.store import Object, Store


def succeed(store: Store, intent: Object, charge: Object, *, kind: str = "charge") -> None:
    """Money arrives: the charge is paid, the balance moves, the fee is kept."""
    charge |= {"amount_captured": charge["amount"], "captured": True, "paid": True, "status": "succeeded"}
    charge["balance_transaction"] = balance.move(
        store,
        kind=kind,
        category="charge",
        source=charge,
        amount=charge["amount"],
        charged_fee=balance.fee(charge["amount"]),
    )
    store.put(charge)
    intent |= {
        "amount_received": charge["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "status": "succeeded",
    }
    store.put(intent)
    store.emit("charge.succeeded", charge)
    store.emit("payment_intent.succeeded", intent)


def fail(store: Store, intent: Object, charge: Object, *, code: str) -> None:
    """The attempt failed; the intent waits for another way to pay."""
    intent |= {
        "last_payment_error": {
            "charge": charge["id"],
            "code": code,
            "decline_code": "generic_decline",
            "message": "Your card was declined.",
            "type": "card_error",
        },
        "latest_charge": charge["id"],
        "next_action": None,
        "status": "requires_payment_method",
    }
    store.put(intent)
