"""House rules of giving as system checks: a processor account that contradicts itself stops every command."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LIVE = ("sk_live", "rk_live")


def account_problem(name: str, account: dict[str, Any]) -> str | None:
    """What is wrong with one entry of STRIPE_ACCOUNTS, in a sentence; None when nothing is."""
    key, livemode = str(account.get("secret_key", "")), account.get("livemode")
    if not key or not account.get("webhook_secrets"):
        return f"STRIPE_ACCOUNTS['{name}'] needs secret_key and at least one of webhook_secrets."
    if key.startswith(LIVE) and account.get("api_base"):
        return f"STRIPE_ACCOUNTS['{name}'] has a live key and an api_base: a live key only ever talks to Stripe itself."
    if key.startswith(LIVE) is not bool(livemode):
        return f"STRIPE_ACCOUNTS['{name}'] says livemode={livemode}, its key says otherwise."
    return None


@register()
def processor_accounts(**kwargs: Any) -> list[CheckMessage]:
    """Every configured account is consistent. None at all is allowed: then giving says it is not set up."""
    found = (
        account_problem(name, account) for name, account in getattr(settings, "STRIPE_ACCOUNTS", {}).items()
    )
    return [
        Error(problem, hint="Correct STRIPE_ACCOUNTS in the settings.", id="giving.E001")
        for problem in found
        if problem
    ]
