"""A gift, who gets its receipt, and what is owed back."""

import secrets
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from giving.enums import (
    UNPAID,
    UNSETTLED,
    DisputeStatus,
    DonationStatus,
    Overflow,
    RefundReason,
    RefundStatus,
)
from giving.models.fund import Fund
from giving.money import format_money


def new_token() -> str:
    """192 random bits: whoever holds a gift's token may see its state, so nobody may guess it."""
    return secrets.token_urlsafe(24)


class DonationQuerySet(models.QuerySet["Donation"]):
    def unpaid(self) -> "DonationQuerySet":
        return self.filter(status__in=UNPAID)

    def unsettled(self) -> "DonationQuerySet":
        return self.filter(status__in=UNSETTLED)


class Donation(models.Model):
    """One gift. Its id is the only thing the processor learns; its `token` the only thing an address carries.

    `form_token` is what makes one submit one charge: it is unique, and the same form sent again with the same content
    hashes to the same value. `form_nonce` is shared by everything that was sent from one form.
    `attempt` counts Checkout Sessions: a decline or an expired session is a further attempt of the same gift.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="donations")
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    overflow = models.CharField(max_length=12, choices=Overflow.choices, default=Overflow.NEXT_STORY)
    rule = models.CharField(max_length=12)  # which published wording of the overflow rule the donor was shown
    status = models.CharField(
        _("status"), max_length=20, choices=DonationStatus.choices, default=DonationStatus.CREATED
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    form_nonce = models.CharField(max_length=64, db_index=True, editable=False)
    account = models.CharField(_("processor account"), max_length=40)
    livemode = models.BooleanField(_("real money"))
    locale = models.CharField(_("language"), max_length=12)
    attempt = models.PositiveSmallIntegerField(default=1)
    checkout_session_id = models.CharField(max_length=255, blank=True, db_index=True)
    checkout_url = models.TextField(blank=True)
    payment_intent_id = models.CharField(max_length=255, blank=True, db_index=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField()
    synced_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="giving_donation_amount_positive"),
            models.UniqueConstraint(
                fields=("checkout_session_id",),
                condition=~Q(checkout_session_id=""),
                name="giving_donation_session_unique",
            ),
            models.UniqueConstraint(
                fields=("payment_intent_id",),
                condition=~Q(payment_intent_id=""),
                name="giving_donation_payment_unique",
            ),
        )
        indexes = (models.Index(fields=("status", "created_at"), name="giving_donation_sweep"),)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def idempotency_key(self) -> str:
        """The first attempt's key is `give-<id>`; each further Checkout Session has one of its own."""
        return f"give-{self.id}" if self.attempt == 1 else f"give-{self.id}-{self.attempt}"

    @property
    def is_unpaid(self) -> bool:
        return self.status in UNPAID

    def amount(self) -> str:
        return format_money(self.amount_minor, self.currency, "en")


class DonorContact(models.Model):
    """All that is known of a donor. A row of its own: deleting it forgets the person and keeps the books."""

    donation = models.OneToOneField(Donation, on_delete=models.CASCADE, related_name="contact")
    email = models.EmailField(max_length=254)
    receipt_sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.donation_id}"


class Refund(models.Model):
    """Money owed back. Its id, never payment and amount, is the idempotency key: two equal refunds are two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=20, choices=RefundReason.choices)
    status = models.CharField(max_length=12, choices=RefundStatus.choices, default=RefundStatus.DUE)
    processor_id = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="giving_refund_amount_positive"),
            models.UniqueConstraint(
                fields=("donation",),
                condition=Q(reason=RefundReason.OVERFLOW),
                name="giving_refund_one_overflow",
            ),
            models.UniqueConstraint(
                fields=("processor_id",), condition=~Q(processor_id=""), name="giving_refund_processor_unique"
            ),
        )
        indexes = (models.Index(F("status"), name="giving_refund_status"),)

    def __str__(self) -> str:
        return str(self.id)


class Dispute(models.Model):
    """A donor's bank that takes a payment back. Its id is the processor's; what moved is in the ledger."""

    id = models.CharField(primary_key=True, max_length=255, editable=False)
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="disputes")
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=DisputeStatus.choices, default=DisputeStatus.OPEN
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="giving_dispute_amount_positive"),
        )

    def __str__(self) -> str:
        return self.id

    def amount(self) -> str:
        return format_money(self.amount_minor, self.currency, "en")
