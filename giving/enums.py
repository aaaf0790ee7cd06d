"""The words money is described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FundKind(TextChoices):
    STORY = "story", _("one person's needs")
    COMMON = "common", _("the common fund")


class Overflow(TextChoices):
    """Where money goes that the chosen fund can no longer take. Said to the donor before paying."""

    NEXT_STORY = "next_story", _("the next person in need")
    COMMON = "common", _("the common fund")
    REFUND = "refund", _("back to me")


class DonationStatus(TextChoices):
    """`failed` and `expired` do not end a gift: a late success wins, a late failure never undoes a success."""

    CREATED = "created", _("begun")
    OPEN = "open", _("at the payment page")
    PROCESSING = "processing", _("being confirmed")
    PAID = "paid", _("paid")
    FAILED = "failed", _("declined")
    EXPIRED = "expired", _("not completed in time")
    PARTIALLY_REFUNDED = "partially_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    DISPUTED = "disputed", _("disputed")
    LOST = "lost", _("dispute lost")
    QUARANTINED = "quarantined", _("set aside for finance")


UNPAID = (
    DonationStatus.CREATED,
    DonationStatus.OPEN,
    DonationStatus.PROCESSING,
    DonationStatus.FAILED,
    DonationStatus.EXPIRED,
)
# What the sweep asks the processor about.
UNSETTLED = (DonationStatus.CREATED, DonationStatus.OPEN, DonationStatus.PROCESSING, DonationStatus.FAILED)
# A charge is booked, whatever became of it since.
SETTLED = (
    DonationStatus.PAID,
    DonationStatus.PARTIALLY_REFUNDED,
    DonationStatus.REFUNDED,
    DonationStatus.DISPUTED,
    DonationStatus.LOST,
)
# No mail goes out while the donor's bank disputes the payment, nor after it took the money.
RECEIPTED = (DonationStatus.PAID, DonationStatus.PARTIALLY_REFUNDED, DonationStatus.REFUNDED)


class RefundReason(TextChoices):
    OVERFLOW = "overflow", _("the goal was reached first")
    PROCESSOR = "processor", _("made at the processor")


class RefundStatus(TextChoices):
    DUE = "due", _("owed")
    SENT = "sent", _("on its way")
    SUCCEEDED = "succeeded", _("refunded")
    FAILED = "failed", _("failed")


class DisputeStatus(TextChoices):
    OPEN = "open", _("open")
    WON = "won", _("won")
    LOST = "lost", _("lost")


class InboxStatus(TextChoices):
    RECEIVED = "received", _("received")
    DONE = "done", _("done")
    QUARANTINED = "quarantined", _("set aside for finance")
