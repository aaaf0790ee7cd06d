"""The stand-in's own interface under /_sandbox/, for tests and the curious. Form fields in, JSON out."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from giving.sandbox import payments
from giving.sandbox.courier import Courier
from giving.sandbox.errors import ApiError
from giving.sandbox.store import Store

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
    amount = int(fields["amount"]) if "amount" in fields else None
    with store.transaction():
        event = payments.session_pay(store, store.get("checkout.session", session_id), amount=amount)
    courier.wake()
    return {"event": event["id"]}


def _decline(store: Store, courier: Courier, session_id: str, fields: dict[str, str]) -> dict[str, Any]:
    with store.transaction():
        event = payments.session_decline(store, store.get("checkout.session", session_id))
    courier.wake()
    return {"event": event["id"]}


def _clock(store: Store, courier: Courier, _id: str, fields: dict[str, str]) -> dict[str, Any]:
    """Moves the stand-in's clock on by `seconds`."""
    store.turn("clock", str(int(store.switch("clock", "0")) + int(fields.get("seconds", "0"))))
    courier.wake()
    return {"now": store.now()}


ROUTES: tuple[tuple[str, str, Control], ...] = (
    ("GET", r"/_sandbox/", _overview),
    ("GET", r"/_sandbox/events", _events),
    ("POST", r"/_sandbox/events/(\w+)/redeliver", _redeliver),
    ("GET", r"/_sandbox/deliveries", _deliveries),
    ("POST", r"/_sandbox/(freeze|unfreeze)", _freeze),
    ("GET", r"/_sandbox/sessions", _sessions),
    ("POST", r"/_sandbox/sessions/(\w+)/pay", _pay),
    ("POST", r"/_sandbox/sessions/(\w+)/decline", _decline),
    ("POST", r"/_sandbox/clock", _clock),
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
