"""The ledger: every movement of money is one row from one account to another, and no row ever changes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from giving.models.donation import Donation
from giving.money import format_money


class Transfer(models.Model):
    """`amount_minor` moves to `debit` from `credit`: each row balances by itself, so the book does.

    Rows of one fact (a charge, a refund) share `fact_id`. `source_ref` is `<what caused it>/<n>`; being unique, it is
    what books a balance transaction exactly once, however many workers try.
    """

    debit = models.CharField(_("debit"), max_length=120, db_index=True)
    credit = models.CharField(_("credit"), max_length=120, db_index=True)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    source_ref = models.CharField(_("source"), max_length=120, unique=True)
    fact_id = models.CharField(_("fact"), max_length=120, db_index=True)
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, null=True, related_name="transfers")
    account = models.CharField(_("processor account"), max_length=40)
    livemode = models.BooleanField(_("real money"))
    posted_at = models.DateTimeField(_("booked"), auto_now_add=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ("id",)
        indexes = (models.Index(fields=("account", "livemode"), name="giving_transfer_mode"),)
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="giving_transfer_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="giving_transfer_two_accounts"),
        )

    def __str__(self) -> str:
        return f"{self.source_ref}: {self.credit} -> {self.debit}"

    def amount(self) -> str:
        return format_money(self.amount_minor, self.currency, "en")
