"""The processor accounts of settings.STRIPE_ACCOUNTS, typed. One is enough now; local payment methods need several."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from giving.checks import account_problem
from giving.exceptions import ProcessorMisconfigured

STRIPE_CHECKOUT = "https://checkout.stripe.com"
DEFAULT = "default"


@dataclass(frozen=True)
class Provenance:
    """What a ledger row records of where money came through."""

    currency: str
    account: str
    livemode: bool


@dataclass(frozen=True)
class Account:
    """One account at the processor. `api_base` None is Stripe itself; anything else is the sandbox."""

    name: str
    secret_key: str
    webhook_secrets: tuple[str, ...]
    api_base: str | None
    checkout_origin: str
    livemode: bool

    def source(self, currency: str) -> Provenance:
        return Provenance(currency, self.name, self.livemode)

    def owns(self, url: str) -> bool:
        """Whether `url` lies at this account's payment page: the only place a donor is ever sent to."""
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}" == self.checkout_origin


def get(name: str) -> Account:
    """The account called `name`.

    Raises:
        KeyError: none is configured by that name.
        ProcessorMisconfigured: its settings contradict each other (a live key and a sandbox address, say).
    """
    values: dict[str, Any] = settings.STRIPE_ACCOUNTS[name]
    if problem := account_problem(name, values):
        raise ProcessorMisconfigured(problem)
    return Account(
        name=name,
        secret_key=values["secret_key"],
        webhook_secrets=tuple(values["webhook_secrets"]),
        api_base=values.get("api_base") or None,
        checkout_origin=(values.get("checkout_origin") or STRIPE_CHECKOUT).rstrip("/"),
        livemode=bool(values["livemode"]),
    )


def default() -> Account:
    """The account new gifts go through.

    Raises:
        ProcessorMisconfigured: there is none.
    """
    try:
        return get(DEFAULT)
    except KeyError as error:
        raise ProcessorMisconfigured(
            "No processor account is configured: set STRIPE_ACCOUNTS['default']."
        ) from error
