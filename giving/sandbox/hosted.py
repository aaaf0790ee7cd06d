"""The hosted payment page: says on every line that no money moves, works without JavaScript, loads nothing."""

import base64
import hashlib
from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

from giving.money import format_money
from giving.sandbox import payments
from giving.sandbox.store import Object, Store

TITLE = "SANDBOX – no money moves"
STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf6; --card: #fff; --ink: #1c2530; --soft: #55606b; --line: #ddd8cb;
  --accent: #0b3d91; --bad: #8a1f2d }
@media (prefers-color-scheme: dark) { :root { --paper: #12171d; --card: #1a2129; --ink: #e9e6df; --soft: #a9b1b9;
  --line: #323b45; --accent: #9cc0ff; --bad: #f08a94 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
.banner { margin: 0; padding: .75rem 1rem; background: var(--ink); color: var(--paper); text-align: center;
  font-weight: 600 }
main { max-inline-size: 30rem; margin: 2.5rem auto; padding: 0 1rem }
h1 { font: 600 1.25rem/1.3 system-ui, sans-serif; margin: 0 0 .25rem }
.amount { font-size: 2.375rem; font-weight: 700; line-height: 1.2; margin: .25rem 0 1rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1.5rem }
.alert { border: 2px solid var(--bad); border-radius: 8px; padding: .75rem 1rem; margin: 0 0 1.5rem }
button, .link { display: block; inline-size: 100%; min-block-size: 3rem; margin: .75rem 0 0; padding: .6rem 1rem;
  border-radius: 8px; border: 1px solid var(--accent); font: 600 1.0625rem/1.4 system-ui, sans-serif;
  text-align: center; cursor: pointer; text-decoration: none }
.pay { background: var(--accent); color: var(--paper) }
.decline, .link { background: none; color: var(--accent) }
form { margin: 0 }
.soft { color: var(--soft); font-size: .9375rem }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def policy(session: Object) -> str:
    """The page's Content-Security-Policy: forms may also lead to where the session returns to."""
    targets = {
        f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, _returns(session)) if parts.netloc
    }
    actions = " ".join(["'self'", *sorted(targets)])
    return f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {actions}; base-uri 'none'"


def _returns(session: Object) -> list[str]:
    return [session[name] for name in ("success_url", "cancel_url") if session.get(name)]


def page(store: Store, session: Object, *, declined: bool = False) -> str:
    """The page of one session in its present state."""
    amount = format_money(session["amount_total"], session["currency"].upper(), "en")
    product = payments.product(session)
    intent = store.find(session["payment_intent"] or "") or {}
    if intent.get("status") == "processing":
        inner = _settling(session)
    elif session["status"] == "complete":
        inner = _message("This payment is complete", "It was paid already and cannot be paid twice.")
        inner += _link(session["success_url"], "Continue")
    elif session["status"] == "expired":
        inner = _message("This payment page has closed", "Nothing was charged.")
        inner += _link(session["cancel_url"], "Go back") if session["cancel_url"] else ""
    else:
        challenged = intent.get("status") == "requires_action"
        inner = _challenge(session) if challenged else _open(session, amount, declined)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<style>{STYLE}</style></head><body><header class="banner">{TITLE}</header><main>'
        f'<h1>{escape(product)}</h1><p class="amount">{escape(amount)}</p>{inner}'
        '<p class="soft">This page stands in for the payment processor on this machine. There is no card, no bank and '
        "no charge.</p></main></body></html>"
    )


def _open(session: Object, amount: str, declined: bool) -> str:
    alert = ""
    if declined:
        alert = (
            '<div class="alert" role="alert"><strong>The card was declined.</strong> Nothing was charged. '
            "This page stays open: you can try again.</div>"
        )
    buttons = _button(session, "pay", f"Pay {amount}", "pay")
    if session["mode"] == "payment":
        buttons += _button(session, "decline", "Decline the card")
        buttons += _button(session, "challenge", "Ask for 3-D Secure")
        buttons += _button(session, "later", "Pay by a method that takes days")
    back = _link(session["cancel_url"], "Go back") if session["cancel_url"] else ""
    return f'{alert}<div class="card">{buttons}{back}</div>'


def _challenge(session: Object) -> str:
    return (
        '<div class="card"><p><strong>The bank asks whether it is you.</strong> This is 3-D Secure.</p>'
        f"{_button(session, 'pay', 'Yes, pay', 'pay')}{_button(session, 'refuse', 'No, cancel the payment')}</div>"
    )


def _settling(session: Object) -> str:
    return (
        '<div class="card"><p><strong>The payment is on its way.</strong> A bank would take days; here you decide.</p>'
        f"{_button(session, 'settle', 'The money arrives', 'pay')}{_button(session, 'bounce', 'The money never comes')}"
        f"{_link(success_url(session), 'Continue')}</div>"
    )


def _button(session: Object, action: str, label: str, kind: str = "decline") -> str:
    button = f'<button class="{kind}" type="submit">{escape(label)}</button>'
    return f'<form method="post" action="/c/pay/{session["id"]}/{action}">{button}</form>'


def _message(heading: str, sentence: str) -> str:
    return f'<div class="card"><p><strong>{escape(heading)}.</strong> {escape(sentence)}</p></div>'


def _link(url: str, label: str) -> str:
    return f'<a class="link" href="{escape(url)}">{escape(label)}</a>'


def success_url(session: Object) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _refuse(store: Store, session: Object) -> Object:
    return payments.session_decline(store, session, code="payment_intent_authentication_failure")


_Act = Callable[[Store, Object], Object]
_WHILE_OPEN: dict[str, _Act] = {
    "pay": payments.session_pay,
    "decline": payments.session_decline,
    "challenge": payments.session_challenge,
    "refuse": _refuse,
    "later": payments.session_pay_later,
}
_WHILE_UNDER_WAY: dict[str, _Act] = {"settle": payments.session_arrive, "bounce": payments.session_bounce}


def press(store: Store, session: Object, button: str) -> Object | None:
    """What a button of the page does; the event to wait for, None when it is not on the page now. In a transaction."""
    intent = store.find(session["payment_intent"] or "") or {}
    if intent.get("status") == "processing":
        act = _WHILE_UNDER_WAY.get(button)
    else:
        act = _WHILE_OPEN.get(button) if session["status"] == "open" else None
    return act(store, session) if act else None


RETURNING = ("pay", "later", "settle", "bounce")  # buttons after which the donor is sent back
