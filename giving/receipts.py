"""What a donor is told afterwards: one mail with a neutral subject, and what their gift became."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from giving import ledger
from giving.models import Donation, DonorContact
from giving.money import format_money

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Share:
    """Where a part of a gift went: "chosen", "next", "common" or "back", in minor units."""

    destination: str
    amount_minor: int


def donation_shares(donation: Donation) -> list[Share]:
    """The parts of a booked gift, in the order it was allocated; empty before it is paid. One query."""
    own = ledger.story_prefix(donation.fund.reference)
    sums: dict[str, int] = {}
    charged = donation.transfers.filter(fact_id__startswith="charge:").exclude(debit=ledger.FEES)
    for row in charged.exclude(credit__startswith="suspense:"):
        if row.credit == ledger.COMMON:
            destination = "common"
        elif row.credit == ledger.REFUNDS:
            destination = "back"
        else:
            destination = "chosen" if row.credit.startswith(own) else "next"
        sums[destination] = sums.get(destination, 0) + row.amount_minor
    return [Share(destination, amount) for destination, amount in sums.items()]


def receipt_send(donation: Donation) -> bool:
    """Mails the receipt once; True if it went out now. A mail server that refuses leaves it to the sweep."""
    claimed = DonorContact.objects.filter(donation=donation, receipt_sent_at=None).update(
        receipt_sent_at=timezone.now()
    )
    if not claimed:
        return False
    contact = DonorContact.objects.get(donation=donation)
    try:
        _message(donation, contact.email).send()
    except OSError:  # smtplib's errors and refused connections alike
        DonorContact.objects.filter(pk=contact.pk).update(receipt_sent_at=None)
        logger.exception("receipt could not be sent", extra={"donation": str(donation.pk)})
        return False
    return True


def _message(donation: Donation, email: str) -> EmailMessage:
    """Subject and sender say nothing of whom the gift is for: mailboxes are read over shoulders."""
    with translation.override(donation.locale):
        context = {
            "amount": format_money(donation.amount_minor, donation.currency, donation.locale),
            "paid_at": donation.paid_at,
            "receipt_url": settings.SITE_URL.rstrip("/") + reverse("giving:receipt", args=[donation.token]),
            "shares": donation_shares(donation),
            "currency": donation.currency,
        }
        body = render_to_string("giving/receipt.txt", context)
        return EmailMessage(subject=_("Your receipt"), body=body, to=[email])
