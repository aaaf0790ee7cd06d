"""The balance at the processor: its movements, its fees, and money on its way to the bank."""

from collections import defaultdict
from typing import Any

from giving.money import WHOLE_ONLY
from giving.sandbox import objects
from giving.sandbox.errors import ApiError
from giving.sandbox.store import Object, Store, new_id

DISPUTE_FEE = 1500
PAYOUT_UNIT = 100  # payouts in HUF and TWD are whole units


def fee(amount_minor: int) -> int:
    """2.9 per cent and 30, rounded half up, in whole minor units."""
    return (amount_minor * 29 + 500) // 1000 + 30


def move(store: Store, *, kind: str, category: str, source: Object, amount: int, charged_fee: int = 0) -> str:
    """Records a movement of the balance; its id."""
    moved = objects.balance_transaction(
        store, kind=kind, category=category, source=source, amount=amount, charged_fee=charged_fee
    )
    return str(store.put(moved)["id"])


def transactions_settle(store: Store) -> None:
    """What was pending long enough becomes available."""
    now = store.now()
    query = (
        "SELECT body FROM object WHERE kind = 'balance_transaction' AND body LIKE '%\"status\": \"pending\"%'"
    )
    if not store.rows(f"{query} LIMIT 1"):
        return
    for moved in store.all("balance_transaction"):
        if moved["status"] == "pending" and moved["available_on"] <= now:
            store.put(moved | {"status": "available"})


def totals(store: Store) -> dict[str, dict[str, int]]:
    """Currency -> {"available": …, "pending": …}."""
    transactions_settle(store)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: {"available": 0, "pending": 0})
    for moved in store.all("balance_transaction"):
        sums[moved["currency"]][moved["status"]] += moved["net"]
    return dict(sums)


def balance(store: Store) -> Object:
    sums = totals(store)

    def part(name: str) -> list[dict[str, Any]]:
        return [{"amount": sums[code][name], "currency": code} for code in sorted(sums)]

    return {
        "object": "balance",
        "available": part("available"),
        "livemode": False,
        "pending": part("pending"),
    }


def payout_create(store: Store, params: dict[str, Any], *, automatic: bool = False) -> Object:
    """Sends available money to the bank.

    Raises:
        ApiError: more than is available, or not in the bank's whole units.
    """
    amount, currency = params["amount"], params["currency"].lower()
    available = totals(store).get(currency, {"available": 0})["available"]
    if currency.upper() in WHOLE_ONLY & {"HUF", "TWD"} and amount % PAYOUT_UNIT:
        raise ApiError("Payouts in this currency must be divisible by 100.", param="amount")
    if amount <= 0:
        raise ApiError("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > available:
        raise ApiError("You have insufficient funds for this payout.", code="balance_insufficient")
    payout = objects.payout(
        store, amount=amount, currency=currency, automatic=automatic, metadata=params.get("metadata", {})
    )
    payout["balance_transaction"] = move(
        store, kind="payout", category="payout", source=payout, amount=-amount
    )
    store.put(payout)
    store.emit("payout.created", payout)
    return payout


def payouts_run(store: Store) -> list[Object]:
    """The processor's own schedule: everything available goes to the bank."""
    sent = []
    for currency, sums in totals(store).items():
        unit = PAYOUT_UNIT if currency.upper() in WHOLE_ONLY & {"HUF", "TWD"} else 1
        amount = sums["available"] - sums["available"] % unit
        if amount > 0:
            sent.append(payout_create(store, {"amount": amount, "currency": currency}, automatic=True))
    return sent


def payout_arrive(store: Store, payout: Object) -> Object:
    _require_under_way(payout)
    store.put(payout | {"status": "paid"})
    return store.emit("payout.paid", payout | {"status": "paid"})


def payout_fail(store: Store, payout: Object) -> Object:
    """The bank sends it back; a payout that was paid can still fail, as banks do."""
    if payout["status"] in ("failed", "canceled"):
        raise ApiError(f"This payout is {payout['status']}.")
    payout |= {
        "failure_balance_transaction": move(
            store, kind="payout_failure", category="payout_reversal", source=payout, amount=payout["amount"]
        ),
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed.",
        "status": "failed",
    }
    store.put(payout)
    return store.emit("payout.failed", payout)


def payout_cancel(store: Store, payout: Object) -> Object:
    _require_under_way(payout)
    payout |= {
        "failure_balance_transaction": move(
            store, kind="payout_cancel", category="payout_reversal", source=payout, amount=payout["amount"]
        ),
        "status": "canceled",
    }
    store.put(payout)
    store.emit("payout.canceled", payout)
    return payout


def _require_under_way(payout: Object) -> None:
    if payout["status"] not in ("pending", "in_transit"):
        raise ApiError(f"This payout is {payout['status']}.")


def adjust(store: Store, *, amount: int, currency: str) -> Object:
    """A movement nobody asked for, as a processor books one now and then."""
    source = {"id": new_id("adj"), "currency": currency.lower()}
    identifier = move(store, kind="adjustment", category="other_adjustment", source=source, amount=amount)
    return store.get("balance_transaction", identifier)
