"""Gifts to the fictional stories, paid at the sandbox, so that every cent has an object behind it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.management.base import CommandError

from giving import accounts
from giving.checkout import Gift, donation_begin, donation_checkout
from giving.enums import Overflow
from giving.models import Donation, Fund
from giving.sandbox import payments
from giving.sandbox.server import Sandbox
from giving.sync import donation_sync


def _gift_pay(sandbox: Sandbox, fund: Fund, amount_minor: int) -> None:
    """One donor's way: the form, the payment page, and the books brought up to date as on their return."""
    gift = Gift(amount_minor=amount_minor, overflow=Overflow.NEXT_STORY, email="donor@example.org")
    donation = donation_begin(fund=fund, gift=gift, nonce=uuid4().hex, locale="en")
    donation_checkout(donation=donation)
    donation = Donation.objects.get(pk=donation.pk)
    with sandbox.store.transaction():
        payments.session_pay(
            sandbox.store, sandbox.store.get("checkout.session", donation.checkout_session_id)
        )
    donation_sync(donation_id=donation.id)


def gifts_load(wanted: Iterable[tuple[UUID, list[int]]]) -> int:
    """Pays gifts (minor units) to funds by reference; returns how many. The sandbox must not be running.

    Its events stay undelivered until the site runs; each then finds its gift booked, which must change nothing.

    Raises:
        CommandError: the sandbox's port is taken.
    """
    pairs = [(reference, amount) for reference, amounts in wanted for amount in amounts]
    if not pairs:
        return 0
    try:
        running = Sandbox(**sandbox_options())
    except OSError as error:
        raise CommandError(
            f"Port {settings.SANDBOX_PORT} is taken. Choose another: SANDBOX_PORT=8011."
        ) from error
    with running as sandbox:
        for reference, amount in pairs:
            _gift_pay(sandbox, Fund.objects.get(reference=reference), amount)
    return len(pairs)


def sandbox_options() -> dict[str, Any]:
    """How the newcomer's sandbox is started: where its state lies, whom it tells, what it signs with."""
    settings.SANDBOX_STATE.parent.mkdir(parents=True, exist_ok=True)
    return {
        "state": settings.SANDBOX_STATE,
        "webhook_url": f"{settings.SITE_URL}/webhooks/stripe/default/",
        "secret": accounts.default().webhook_secrets[0],
        "port": settings.SANDBOX_PORT,
    }
