"""The never-publish list of a story: what its person asked us never to publish. Written, compared, never shown."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeverKind(models.TextChoices):
    """What an entry is. The matcher treats people, numbers and dates each in their own way."""

    NAME = "name", _("name")
    RELATIVE = "relative", _("relative")
    VILLAGE = "village", _("village")
    SCHOOL = "school", _("school")
    EMPLOYER = "employer", _("employer")
    SHIP = "ship", _("ship")
    BROKER = "broker", _("broker")
    STREET = "street", _("street")
    PHONE = "phone", _("telephone number")
    DOCUMENT = "document", _("document")
    BIRTH = "birth", _("date of birth")
    HANDLE = "handle", _("handle")
    SHELTER = "shelter", _("shelter")
    OTHER = "other", _("other")


class NeverEntryQuerySet(models.QuerySet["NeverEntry"]):
    """Entries of a story and of everything ever copied from it, translations included (`ReviewedPage.lineage`)."""

    def on_list(self) -> "NeverEntryQuerySet":
        return self.filter(removed_at=None)

    def readable(self) -> "NeverEntryQuerySet":
        """Those of which more than hashes is kept."""
        return self.on_list().exclude(token="")


class NeverEntry(models.Model):
    """One entry, told apart by its number on the list of its lineage.

    `token` is the entry, encrypted; it becomes "" when only `hashes` (made with the key called `hash_key`) are kept.
    The row of a removed entry stays, without both, so that a reviewer sees that something was taken off. `forget_at`:
    when the row is destroyed, set once no page of the lineage is left. Users are plain numbers: the row outlives them.
    """

    lineage = models.UUIDField(db_index=True)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=NeverKind)
    token = models.TextField(default="")
    hashes = models.TextField(default="")
    hash_key = models.CharField(max_length=16, default="")
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()
    hashed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.BigIntegerField(null=True)
    forget_at = models.DateTimeField(null=True)

    objects: Any = NeverEntryQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("lineage", "number"), name="privacy_neverentry_number_once")
        ]

    def __str__(self) -> str:
        return f"entry {self.number}"
