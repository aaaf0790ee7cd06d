"""Events the processor announced. Ids and a hash only: no donor data, no body."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from giving.enums import InboxStatus


class WebhookEvent(models.Model):
    """One event. The primary key is what makes a second delivery a repetition and nothing more."""

    event_id = models.CharField(_("event"), max_length=255, primary_key=True)
    type = models.CharField(_("type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=255)
    payment_intent_id = models.CharField(_("payment"), max_length=255, blank=True)
    donation_ref = models.CharField(
        max_length=40, blank=True
    )  # what the object's metadata claims; checked when read
    created = models.DateTimeField(_("created"))
    api_version = models.CharField(max_length=40, blank=True)
    account = models.CharField(_("processor account"), max_length=40)
    livemode = models.BooleanField(_("real money"))
    sha256 = models.CharField(max_length=64)
    status = models.CharField(
        _("status"), max_length=12, choices=InboxStatus.choices, default=InboxStatus.RECEIVED, db_index=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = (models.Index(fields=("status", "received_at"), name="giving_event_undone"),)

    def __str__(self) -> str:
        return self.event_id
