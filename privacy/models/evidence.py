"""What the machine found in a frozen copy, and what each reviewer answered."""

from typing import Any

from django.db import models


class Evidence(models.Model):
    """One look at one frozen copy, named by the copy's digest; looking again replaces what was found.

    `rules` names the checkers and their versions. `finished_at` is empty while the worker is at it. A look at what
    stands also names the edition, and how many of its findings nobody answered when it was signed.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    page_id = models.BigIntegerField(db_index=True)
    rules = models.CharField(max_length=64, default="")
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    edition_id = models.UUIDField(null=True)
    unanswered = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.digest[:8]


class EvidenceFinding(models.Model):
    """One finding. `excerpt` quotes the draft: the row goes when the frozen copy does."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="findings")
    checker = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=5)
    where = models.CharField(max_length=200, default="")
    excerpt = models.TextField(default="")
    extent: models.JSONField[dict[str, Any]] = models.JSONField(
        default=dict
    )  # span, box and details of the finding

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} in {self.where}"


class EvidenceAnswer(models.Model):
    """A reviewer kept something in spite of a finding. `user_id` is a plain number: the row outlives the user."""

    digest = models.CharField(max_length=64)
    page_id = models.BigIntegerField(db_index=True)
    key = models.CharField(max_length=32)
    kind = models.CharField(max_length=40)
    user_id = models.BigIntegerField()
    reason = models.TextField(default="")
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("digest", "key", "user_id"), name="privacy_evidenceanswer_once")
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} on {self.kind}"
