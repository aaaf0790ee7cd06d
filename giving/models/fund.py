"""What money is given to: one person's budget, or the common fund. Nothing here says who the person is."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from giving.enums import FundKind
from giving.money import format_money, share_percent


class FundQuerySet(models.QuerySet["Fund"]):
    def stories(self) -> "FundQuerySet":
        return self.filter(kind=FundKind.STORY)

    def open(self) -> "FundQuerySet":
        return self.filter(is_open=True)

    def needing(self) -> "FundQuerySet":
        """Open story funds whose target is not reached."""
        return self.stories().open().filter(allocated_minor__lt=F("target_minor"))

    def with_lines(self) -> "FundQuerySet":
        return self.prefetch_related("lines")


class Fund(models.Model):
    """`allocated_minor` and `gifts` are projections of the ledger, kept under the row's lock (see `invariants`)."""

    reference = models.UUIDField(_("reference"), unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=FundKind.choices, default=FundKind.STORY)
    code = models.CharField(_("code"), max_length=20, unique=True)
    currency = models.CharField(_("currency"), max_length=3)
    target_minor = models.BigIntegerField(_("target"), default=0)
    allocated_minor = models.BigIntegerField(_("allocated"), default=0)
    gifts = models.PositiveIntegerField(_("gifts"), default=0)
    is_open = models.BooleanField(_("open"), default=True)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    # Set by `giving.standing.settled`: open by its row, but what it is for stands no longer.
    is_withheld = False

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=FundKind.COMMON)
                | Q(allocated_minor__gte=0, allocated_minor__lte=F("target_minor")),
                name="giving_fund_allocated_within_target",
            ),
            models.CheckConstraint(condition=Q(target_minor__gte=0), name="giving_fund_target_not_negative"),
            models.UniqueConstraint(
                fields=("currency",),
                condition=Q(kind=FundKind.COMMON),
                name="giving_fund_one_common_per_currency",
            ),
        )
        indexes = (models.Index(fields=("kind", "is_open", "opened_at"), name="giving_fund_listing"),)

    def __str__(self) -> str:
        return self.code

    @property
    def is_common(self) -> bool:
        return self.kind == FundKind.COMMON

    @property
    def takes_gifts(self) -> bool:
        return self.is_open and not self.is_withheld

    @property
    def needed_minor(self) -> int:
        """What the fund can still take of its target; nothing when it is closed or has no target."""
        return self.target_minor - self.allocated_minor if self.takes_gifts and not self.is_common else 0

    @property
    def is_funded(self) -> bool:
        return not self.is_common and self.allocated_minor >= self.target_minor

    @property
    def percent(self) -> int:
        return share_percent(self.allocated_minor, self.target_minor)

    def target(self) -> str:
        return format_money(self.target_minor, self.currency, "en") if self.target_minor else "-"

    def allocated(self) -> str:
        return format_money(self.allocated_minor, self.currency, "en")


class FundLine(models.Model):
    """One need of a budget. `identity` is the story's own and never changes; gifts fill lines by `priority`."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="lines")
    identity = models.UUIDField()
    category = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    allocated_minor = models.BigIntegerField(default=0)
    spent_minor = models.BigIntegerField(
        default=0
    )  # paid out for the person: no donor's bank gets this back from them
    priority = models.PositiveIntegerField()

    class Meta:
        ordering = ("priority", "id")
        constraints = (
            models.UniqueConstraint(fields=("fund", "identity"), name="giving_fundline_identity_unique"),
            models.CheckConstraint(
                condition=Q(allocated_minor__gte=0, allocated_minor__lte=F("amount_minor")),
                name="giving_fundline_allocated_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(spent_minor__gte=0, spent_minor__lte=F("allocated_minor")),
                name="giving_fundline_spent_within_allocated",
            ),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.identity}"

    @property
    def unspent_minor(self) -> int:
        return self.allocated_minor - self.spent_minor
