"""The SDK's own typed parameters, and whether a request as it went over the wire keeps to them."""

import importlib
import re
import sys
import types
import typing
from typing import Any

import typing_extensions

from giving.sandbox.params import decode

# Of every TypedDict of the SDK: how it is to be sent, not what.
OPTIONS = {"api_key", "content_type", "headers", "idempotency_key", "max_network_retries", "stripe_account",
           "stripe_context", "stripe_version"}  # fmt: skip
# Method and path -> the typed parameters (module and class below stripe.params).
CALLS = (
    ("POST", r"/v1/checkout/sessions", "checkout.SessionCreateParams"),
    ("GET", r"/v1/checkout/sessions", "checkout.SessionListParams"),
    ("GET", r"/v1/checkout/sessions/\w+", "checkout.SessionRetrieveParams"),
    ("POST", r"/v1/checkout/sessions/\w+/expire", "checkout.SessionExpireParams"),
    ("GET", r"/v1/payment_intents", "PaymentIntentListParams"),
    ("GET", r"/v1/payment_intents/\w+", "PaymentIntentRetrieveParams"),
    ("GET", r"/v1/charges", "ChargeListParams"),
    ("GET", r"/v1/charges/\w+", "ChargeRetrieveParams"),
    ("GET", r"/v1/balance", "BalanceRetrieveParams"),
    ("GET", r"/v1/balance_transactions", "BalanceTransactionListParams"),
    ("GET", r"/v1/balance_transactions/\w+", "BalanceTransactionRetrieveParams"),
    ("POST", r"/v1/refunds", "RefundCreateParams"),
    ("GET", r"/v1/refunds", "RefundListParams"),
    ("GET", r"/v1/refunds/\w+", "RefundRetrieveParams"),
    ("GET", r"/v1/disputes", "DisputeListParams"),
    ("GET", r"/v1/disputes/\w+", "DisputeRetrieveParams"),
    ("POST", r"/v1/disputes/\w+/close", "DisputeCloseParams"),
    ("POST", r"/v1/payouts", "PayoutCreateParams"),
    ("GET", r"/v1/payouts", "PayoutListParams"),
    ("GET", r"/v1/payouts/\w+", "PayoutRetrieveParams"),
    ("POST", r"/v1/payouts/\w+/cancel", "PayoutCancelParams"),
    ("POST", r"/v1/customers", "CustomerCreateParams"),
    ("GET", r"/v1/customers", "CustomerListParams"),
    ("GET", r"/v1/customers/\w+", "CustomerRetrieveParams"),
    ("POST", r"/v1/customers/\w+", "CustomerUpdateParams"),
    ("DELETE", r"/v1/customers/\w+", "CustomerDeleteParams"),
    ("GET", r"/v1/subscriptions", "SubscriptionListParams"),
    ("GET", r"/v1/subscriptions/\w+", "SubscriptionRetrieveParams"),
    ("POST", r"/v1/subscriptions/\w+", "SubscriptionUpdateParams"),
    ("DELETE", r"/v1/subscriptions/\w+", "SubscriptionCancelParams"),
    ("GET", r"/v1/invoices", "InvoiceListParams"),
    ("GET", r"/v1/invoices/\w+", "InvoiceRetrieveParams"),
    ("GET", r"/v1/invoice_payments", "InvoicePaymentListParams"),
    ("GET", r"/v1/events", "EventListParams"),
    ("GET", r"/v1/events/\w+", "EventRetrieveParams"),
)


def typed(name: str) -> Any:
    """`checkout.SessionCreateParams` -> the class."""
    module, _dot, last = name.rpartition(".")
    return getattr(importlib.import_module(f"stripe.params.{module}".rstrip(".")), last)


def params_for(method: str, path: str) -> Any:
    """The typed parameters of a call.

    Raises:
        LookupError: the SDK has no such call that we know of.
    """
    for wanted, pattern, name in CALLS:
        if wanted == method and re.fullmatch(pattern, path):
            return typed(name)
    raise LookupError(f"{method} {path}")


def fields(params: Any) -> dict[str, Any]:
    """Name -> annotation of each parameter, what the SDK leaves as text resolved in its own module."""
    found: dict[str, Any] = {}
    for base in (*params.__orig_bases__, params):
        own = base if isinstance(base, type) else None
        space = vars(sys.modules[own.__module__]) | vars(typing) if own else {}
        for name, note in getattr(own, "__annotations__", {}).items():
            if name not in OPTIONS:
                found[name] = _resolved(note, space)
    return found


def _resolved(note: Any, space: dict[str, Any]) -> Any:
    text = note.__forward_arg__ if isinstance(note, typing.ForwardRef) else note
    return eval(text, dict(space)) if isinstance(text, str) else note  # noqa: S307  (the SDK's own annotations)


def problems(method: str, path: str, raw: str) -> list[str]:
    """Where a request, form-encoded as it was sent, differs from the SDK's types."""
    params = params_for(method, path)
    return _typed_dict(decode(raw), params, "")


def _typed_dict(value: Any, params: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where} is no object"]
    known, found = fields(params), []
    for name, item in value.items():
        inner = f"{where}[{name}]" if where else name
        found += _check(item, known[name], inner, params) if name in known else [f"{inner} is unknown"]
    required = [name for name, note in known.items() if typing.get_origin(note) is not typing.NotRequired]
    lacking = [name for name in required if name not in value]
    return found + [f"{where}[{name}] is missing" if where else f"{name} is missing" for name in lacking]


def _check(value: Any, note: Any, where: str, params: Any) -> list[str]:
    note = _resolved(note, vars(sys.modules[params.__module__]) | vars(typing))
    origin, parts = typing.get_origin(note), typing.get_args(note)
    if origin in (typing.NotRequired, typing.Required):
        return _check(value, parts[0], where, params)
    if origin in (typing.Union, types.UnionType):
        tried = [_check(value, part, where, params) for part in parts]
        return [] if [] in tried else tried[0]
    if typing_extensions.is_typeddict(note):
        return _typed_dict(value, note, where)
    if origin is list and isinstance(value, dict):
        return [
            bad for key, item in value.items() for bad in _check(item, parts[0], f"{where}[{key}]", params)
        ]
    fine = value in parts if origin is typing.Literal else _plain(value, origin or note)
    return [] if fine else [f"{where}: {value!r} is no {getattr(note, '__name__', note)}"]


def _plain(value: Any, kind: Any) -> bool:
    """Text that reads as the kind, or an object where no text is meant."""
    if kind not in (str, int, bool, float):
        return isinstance(value, dict) and kind is not list
    if not isinstance(value, str):
        return False
    if kind is bool:
        return value in ("true", "false")
    return kind is not int or bool(re.fullmatch(r"-?\d+", value))
