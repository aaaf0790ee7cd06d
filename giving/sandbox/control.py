"""The stand-in's own interface under /_sandbox/, for tests and the curious. Form fields in, JSON out."""

import random
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from giving.sandbox import balance, clock, faults, payments, refunds
from giving.sandbox.courier import Courier
from giving.sandbox.errors import ApiError
from giving.sandbox.store import Object, Store

Control = Callable[[Store, Courier, str, dict[str, str]], dict[str, Any]]


def _overview(store: Store, courier: Courier, _id: str, _fields: dict[str, str]) -> dict[str, Any]:
    counted = store.rows("SELECT kind, COUNT(*) FROM object GROUP BY kind ORDER BY kind")
    return {"sandbox": True, "frozen": courier.is_frozen, "objects": dict(counted)}


def _events(store: Store, courier: Courier, _id: str, _fields: dict[str, str]) -> dict[str, Any]:
    return {"events": [{"id": event["id"], "type": event["type"]} for event in reversed(store.all("event"))]}


def _redeliver(store: Store, courier: Courier, event_id: str, _fields: dict[str, str]) -> dict[str, Any]:
    event = store.get("event", event_id)
    store.deliver(event["id"])
    courier.wake()
    return {"id": event["id"], "redelivered": True}


def _deliveries(store: Store, courier: Courier, _id: str, _fields: dict[str, str]) -> dict[str, Any]:
    rows = store.rows("SELECT event_id, state, attempts, answer FROM delivery ORDER BY seq")
    return {
        "deliveries": [dict(zip(("event", "state", "attempts", "answer"), row, strict=True)) for row in rows]
    }


def _freeze(store: Store, courier: Courier, what: str, _fields: dict[str, str]) -> dict[str, Any]:
    store.turn("frozen", "yes" if what == "freeze" else "no")
    courier.wake()
    return {"frozen": courier.is_frozen}


def _sessions(store: Store, courier: Courier, _id: str, _fields: dict[str, str]) -> dict[str, Any]:
    keep = ("id", "status", "payment_status", "amount_total", "currency", "client_reference_id", "url")
    return {
        "sessions": [{name: item[name] for name in keep} for item in reversed(store.all("checkout.session"))]
    }


def _pay(store: Store, courier: Courier, session_id: str, fields: dict[str, str]) -> dict[str, Any]:
    """Pays; `amount` and `currency` plant a payment other than the one asked for."""
    amount = int(fields["amount"]) if "amount" in fields else None
    with store.transaction():
        session = store.get("checkout.session", session_id)
        event = payments.session_pay(store, session, amount=amount, currency=fields.get("currency"))
    courier.wake()
    return {"event": event["id"]}


def _does(kind: str, act: Callable[[Store, Object], Object]) -> Control:
    """Something that happens to one object; answers with the event or object that came of it."""

    def control(store: Store, courier: Courier, identifier: str, _fields: dict[str, str]) -> dict[str, Any]:
        with store.transaction():
            found = act(store, store.get(kind, identifier))
        courier.wake()
        return {found["object"]: found["id"]}

    return control


def _dispute(store: Store, courier: Courier, charge_id: str, fields: dict[str, str]) -> dict[str, Any]:
    amount = int(fields["amount"]) if "amount" in fields else None
    reason = fields.get("reason", "fraudulent")
    with store.transaction():
        event = refunds.dispute_open(store, store.get("charge", charge_id), amount=amount, reason=reason)
    courier.wake()
    return {"event": event["id"], "dispute": event["data"]["object"]["id"]}


def _declines(store: Store, courier: Courier, identifier: str, fields: dict[str, str]) -> dict[str, Any]:
    """From now on the subscription's card is refused, or (`off`) works again."""
    with store.transaction():
        subscription = store.get("subscription", identifier)
        store.put(subscription | {"_declines": "off" not in fields})
    return {"subscription": identifier}


def _payouts(store: Store, courier: Courier, _id: str, _fields: dict[str, str]) -> dict[str, Any]:
    with store.transaction():
        sent = balance.payouts_run(store)
    courier.wake()
    return {"payouts": [payout["id"] for payout in sent]}


def _adjust(store: Store, courier: Courier, _id: str, fields: dict[str, str]) -> dict[str, Any]:
    """A movement of the balance that belongs to nothing we know."""
    with store.transaction():
        moved = balance.adjust(store, amount=int(fields["amount"]), currency=fields.get("currency", "usd"))
    return {"balance_transaction": moved["id"]}


def _clock(store: Store, courier: Courier, _id: str, fields: dict[str, str]) -> dict[str, Any]:
    """Moves the stand-in's clock on by `seconds`, and does what became due."""
    now = clock.advance(store, int(fields.get("seconds", "0")))
    courier.wake()
    return {"now": now}


def _fault(store: Store, courier: Courier, _id: str, fields: dict[str, str]) -> dict[str, Any]:
    """`on` (a regular expression), `kind` (fail, lost, slow), `status` (500), `millis` (0), `times` (1)."""
    faults.plant(
        store,
        pattern=fields.get("on", "."),
        kind=fields.get("kind", ""),
        status=int(fields.get("status", "500")),
        millis=int(fields.get("millis", "0")),
        times=int(fields.get("times", "1")),
    )
    return {"planted": True}


def _no_faults(store: Store, courier: Courier, _id: str, _fields: dict[str, str]) -> dict[str, Any]:
    faults.clear(store)
    return {"planted": False}


def _mail(store: Store, courier: Courier, what: str, fields: dict[str, str]) -> dict[str, Any]:
    """What happens to deliveries on their way: duplicated, dropped, delayed by `seconds`, or shuffled by `seed`."""
    every, seconds = int(fields.get("every", "1")), int(fields.get("seconds", "0"))
    with store.transaction():
        pending = store.rows("SELECT seq, event_id FROM delivery WHERE state = 'pending' ORDER BY seq")
        chosen = [row for number, row in enumerate(pending) if number % every == 0]
        if what == "shuffle":
            ranks = random.Random(fields.get("seed", "")).sample(range(1, len(pending) + 1), len(pending))  # noqa: S311
            for rank, (seq, _event) in zip(ranks, pending, strict=True):
                store.rows("UPDATE delivery SET rank = ? WHERE seq = ?", rank, seq)
        for seq, event_id in chosen:
            if what == "duplicate":
                store.deliver(event_id)
            elif what == "drop":
                store.rows("UPDATE delivery SET state = 'dropped' WHERE seq = ?", seq)
            elif what == "delay":
                due = int(time.time()) + seconds
                store.rows("UPDATE delivery SET due = ? WHERE seq = ?", due, seq)
    if what == "delay":
        store.turn("delay", str(seconds))
    courier.wake()
    return {"deliveries": len(pending if what == "shuffle" else chosen)}


ROUTES: tuple[tuple[str, str, Control], ...] = (
    ("GET", r"/_sandbox/", _overview),
    ("GET", r"/_sandbox/events", _events),
    ("POST", r"/_sandbox/events/(\w+)/redeliver", _redeliver),
    ("GET", r"/_sandbox/deliveries", _deliveries),
    ("POST", r"/_sandbox/(freeze|unfreeze)", _freeze),
    ("GET", r"/_sandbox/sessions", _sessions),
    ("POST", r"/_sandbox/sessions/(\w+)/pay", _pay),
    ("POST", r"/_sandbox/sessions/(\w+)/decline", _does("checkout.session", payments.session_decline)),
    ("POST", r"/_sandbox/sessions/(\w+)/challenge", _does("checkout.session", payments.session_challenge)),
    ("POST", r"/_sandbox/sessions/(\w+)/later", _does("checkout.session", payments.session_pay_later)),
    ("POST", r"/_sandbox/sessions/(\w+)/settle", _does("checkout.session", payments.session_arrive)),
    ("POST", r"/_sandbox/sessions/(\w+)/bounce", _does("checkout.session", payments.session_bounce)),
    ("POST", r"/_sandbox/charges/(\w+)/dispute", _dispute),
    ("POST", r"/_sandbox/disputes/(\w+)/win", _does("dispute", refunds.dispute_win)),
    ("POST", r"/_sandbox/disputes/(\w+)/lose", _does("dispute", refunds.dispute_accept)),
    ("POST", r"/_sandbox/refunds/(\w+)/settle", _does("refund", refunds.refund_settle)),
    ("POST", r"/_sandbox/refunds/(\w+)/fail", _does("refund", refunds.refund_fail)),
    ("POST", r"/_sandbox/subscriptions/(\w+)/declines", _declines),
    ("POST", r"/_sandbox/payouts", _payouts),
    ("POST", r"/_sandbox/payouts/(\w+)/arrive", _does("payout", balance.payout_arrive)),
    ("POST", r"/_sandbox/payouts/(\w+)/fail", _does("payout", balance.payout_fail)),
    ("POST", r"/_sandbox/adjustments", _adjust),
    ("POST", r"/_sandbox/clock", _clock),
    ("POST", r"/_sandbox/faults", _fault),
    ("POST", r"/_sandbox/faults/clear", _no_faults),
    ("POST", r"/_sandbox/deliveries/(duplicate|drop|delay|shuffle)", _mail),
)


def answer(store: Store, courier: Courier, method: str, path: str, body: str) -> dict[str, Any]:
    """Runs one control.

    Raises:
        ApiError: unknown, or refused by what it asked for.
    """
    for wanted, pattern, control in ROUTES:
        if wanted == method and (match := re.fullmatch(pattern, path)):
            return control(store, courier, match.group(1) if match.groups() else "", dict(parse_qsl(body)))
    raise ApiError(f"No such control ({method}: {path}).", status=404)
