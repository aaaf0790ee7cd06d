"""The processor's interface under /v1/: keys, versions, parameters, idempotency, expansion, planted faults."""

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from giving.sandbox import faults
from giving.sandbox.errors import ApiError
from giving.sandbox.params import Schema, check, decode
from giving.sandbox.routes import ROUTES, Call, Handler
from giving.sandbox.store import API_VERSION, Object, Store, public

LONGEST_KEY = 255
ABSENT = frozenset(
    {"failure_balance_transaction"}
)  # expandable, and not there while there is nothing to expand


@dataclass(frozen=True)
class Answer:
    """`lost`: the answer is to be withheld, though what was asked for has been done."""

    status: int
    body: str
    replayed: bool = False
    lost: bool = False


class Keys:
    """The idempotency keys being worked on now: a second request with one of them has to come back later."""

    def __init__(self) -> None:
        self._lock, self._held = threading.Lock(), set[str]()

    def hold(self, key: str) -> None:
        with self._lock:
            if key in self._held:
                raise ApiError(
                    "There is currently another in-progress request using this idempotency key.",
                    status=409,
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                    saved=False,
                )
            self._held.add(key)

    def release(self, key: str) -> None:
        with self._lock:
            self._held.discard(key)


def answer(store: Store, call: Call, keys: Keys) -> Answer:
    """Answers one call under /v1/, with whatever fault was planted for it."""
    fault = faults.take(store, f"{call.method} {call.path}")
    try:
        _authorize(call.headers)
        key = call.headers.get("idempotency-key", "") if call.method == "POST" else ""
        if len(key) > LONGEST_KEY:
            raise ApiError("Idempotency keys are at most 255 characters.", saved=False)
        if key:
            keys.hold(key)
        try:
            given = _worked(store, call, key, fault)
        finally:
            keys.release(key)
    except ApiError as error:
        given = Answer(error.status, json.dumps(error.body))
    is_lost = fault is not None and fault.kind is faults.Kind.LOST
    return Answer(given.status, given.body, given.replayed, is_lost)


def _worked(store: Store, call: Call, key: str, fault: faults.Fault | None) -> Answer:
    if fault and fault.kind is faults.Kind.FAIL:
        raise faults.refusal(fault)
    if fault and fault.kind is faults.Kind.SLOW:
        threading.Event().wait(timedelta(milliseconds=fault.millis).total_seconds())
    request = hashlib.sha256(f"{call.method} {call.path}\n{call.body}".encode()).hexdigest()
    try:
        with store.transaction():
            if key and (replay := _replay(store, key, request)):
                return replay
            handler, schema, identifier = _route(call)
            params = check(decode(call.body if call.method == "POST" else call.query), schema)
            found = public(handler(store, call, params, identifier))
            given = Answer(200, json.dumps(_expanded(store, found, params.get("expand", []))))
            _remember(store, key, request, given)
            return given
    except ApiError as error:  # what was done so far is undone; that it was refused is remembered
        given = Answer(error.status, json.dumps(error.body))
        if error.saved:
            with store.transaction():
                _remember(store, key, request, given)
        return given


def _authorize(headers: dict[str, str]) -> None:
    key = headers.get("authorization", "").removeprefix("Bearer ")
    if not key.startswith(("sk_test_", "rk_test_")):
        reason = (
            "This is a sandbox: it refuses live keys." if "_live_" in key else "Invalid API Key provided."
        )
        raise ApiError(reason, status=401)
    if headers.get("stripe-version", API_VERSION) != API_VERSION:
        raise ApiError(f"Invalid Stripe API version: this sandbox speaks {API_VERSION}.")


def _route(call: Call) -> tuple[Handler, Schema, str]:
    for method, pattern, handler, schema in ROUTES:
        if method == call.method and (match := re.fullmatch(pattern, call.path)):
            return handler, schema, match.group(1) if match.groups() else ""
    raise ApiError(f"Unrecognized request URL ({call.method}: {call.path}).", status=404, saved=False)


def _remember(store: Store, key: str, request: str, given: Answer) -> None:
    if key:
        store.rows(
            "INSERT INTO idempotency (key, request, status, body, made) VALUES (?, ?, ?, ?, ?)",
            *(key, request, given.status, given.body, store.now()),
        )


def _replay(store: Store, key: str, request: str) -> Answer | None:
    rows = store.rows("SELECT request, status, body FROM idempotency WHERE key = ?", key)
    if not rows:
        return None
    if rows[0][0] != request:
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            kind="idempotency_error",
            saved=False,
        )
    return Answer(rows[0][1], rows[0][2], replayed=True)


def _expanded(store: Store, found: Object, paths: list[str]) -> Object:
    for path in paths:
        _expand(store, found, path.split("."), path)
    return found


def _expand(store: Store, node: Any, parts: list[str], path: str) -> None:
    """Replaces ids by their objects along `parts`; "data" goes through each item of a list."""
    if not parts or not isinstance(node, dict):
        return
    head, rest = parts[0], parts[1:]
    if head in ABSENT and head not in node:
        return
    if head not in node:
        raise ApiError(
            f"This property cannot be expanded ({path}).", code="parameter_invalid", param="expand"
        )
    if isinstance(node[head], list):
        for item in node[head]:
            _expand(store, item, rest, path)
        return
    if isinstance(node[head], str):
        node[head] = public(store.find(node[head])) or node[head]
    _expand(store, node[head], rest, path)
